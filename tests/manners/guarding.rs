//! Servers that mean harm: names that lead inside, bombs, floods of fields and entries, ids that all change at once.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use dateline::engine::FeedResult;
use dateline::engine::refresh::News;
use dateline::model::{EntryId, FeedId, Mark, StatusChange};
use dateline::net::{Accept, FetchError, NetSettings, Request, Why, fetch};

use crate::desk::{Desk, names, strict};
use crate::server::{Reply, Server, head};

fn get(desk: &Desk, url: &str, typed: bool) -> Result<fetch::Answer, FetchError> {
    let request = Request { url, validators: None, user_agent: None, accept: Accept::Page, typed };
    desk.run(fetch::get(&desk.refresher.client, request))
}

/// S19: the address counts at which a name lies, not the name.
#[test]
fn a_name_that_leads_inside_is_refused_unless_the_user_gave_it() {
    for address in ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1", "::ffff:192.168.0.1", "100.64.0.1"] {
        let desk = Desk::new(NetSettings { names: names(move |_| Ok(address)), ..strict() });
        let refused = get(&desk, "http://feed.example:9/", false);
        assert!(matches!(refused, Err(FetchError::Forbidden(_))), "{address}: {refused:?}");
    }
    let server = Server::start(|request| match request.host() {
        "site.example" => {
            let port = request.header("Host").and_then(|host| host.split(':').nth(1)).unwrap_or_default();
            Reply::redirect("302 Found", &format!("http://inside.example:{port}/"))
        }
        _ => Reply::ok(&[], b"secret"),
    });
    let desk = Desk::strict();
    assert!(matches!(get(&desk, &server.url_of("site.example", "/"), true), Err(FetchError::Forbidden(_))));
    assert_eq!(server.tape().len(), 1);
    assert!(get(&desk, &server.url_of("inside.example", "/"), true).is_ok());
}

/// S20: a name is checked each time it is looked up, and connected to where the check saw it.
#[test]
fn a_name_that_changes_its_mind_is_refused() {
    let asked = AtomicUsize::new(0);
    let names = names(move |_| match asked.fetch_add(1, Ordering::SeqCst) {
        0 => Ok("192.88.99.1"),
        _ => Ok("127.0.0.1"),
    });
    let server = Server::replies([Reply::ok(&[], b"secret")]);
    let settings = NetSettings { names, connect: Duration::from_millis(50), ..strict() };
    let desk = Desk::new(settings);
    let url = server.url_of("rebinding.example", "/");
    let outside = get(&desk, &url, false);
    assert!(!matches!(outside, Err(FetchError::Forbidden(_)) | Ok(_)), "{outside:?}");
    assert!(matches!(get(&desk, &url, false), Err(FetchError::Forbidden(_))));
    assert!(server.tape().is_empty());
}

/// A DEFLATE stream (RFC 1951) of one letter and so many times 258 copies of it: 13 bits each.
fn deflate(matches: usize) -> Vec<u8> {
    let (mut bytes, mut bits, mut filled) = (Vec::new(), 0_u32, 0);
    let mut push = |code: u32, length: u32| {
        bits |= code << filled;
        filled += length;
        while filled >= 8 {
            bytes.push(bits as u8);
            bits >>= 8;
            filled -= 8;
        }
    };
    // The last block, of fixed codes; the letter `x`; then length 258 (code 285) at distance 1. Codes begin with their
    // highest bit.
    push(0b011, 3);
    push((0x30_u32 + u32::from(b'x')).reverse_bits() >> 24, 8);
    for _ in 0..matches {
        push(0b1100_0101_u32.reverse_bits() >> 24, 8);
        push(0, 5);
    }
    bytes
}

/// S23.
#[test]
fn bombs_are_stopped_at_the_cap_whatever_they_are_packed_with() {
    let packed = deflate((64 << 20) / 258);
    let gzip = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3][..], &packed].concat();
    let zlib = [&[0x78, 0x9c][..], &packed].concat();
    let zstd = zstd::encode_all(std::io::Read::take(std::io::repeat(b'x'), 64 << 20), 3).expect("zstd");
    for (coding, bomb) in [("gzip", gzip), ("deflate", zlib), ("zstd", zstd)] {
        let server = Server::replies([Reply::ok(&[("Content-Encoding", coding.as_bytes())], &bomb)]);
        let desk = Desk::new(NetSettings { feed_cap: 1 << 20, page_cap: 1 << 20, ..strict() });
        let answer = get(&desk, &server.url_of("a.example", "/"), true);
        assert!(matches!(answer, Err(FetchError::TooLarge(cap)) if cap == 1 << 20), "{coding}: {answer:?}");
    }
}

/// S25.
#[test]
fn fields_and_interim_answers_without_end_are_an_error_at_once() {
    let interim = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".repeat(20_000);
    let fields: String = (0..10_000).map(|n| format!("X-{n}: y\r\n")).collect();
    let long = format!("X: {}\r\n", "y".repeat(1 << 20));
    for bytes in [
        interim,
        [head("200 OK", &[])[..17].to_vec(), fields.into_bytes()].concat(),
        [head("200 OK", &[])[..17].to_vec(), long.into_bytes()].concat(),
    ] {
        let server = Server::replies([Reply::raw(&bytes)]);
        let begun = Instant::now();
        assert!(get(&Desk::strict(), &server.url_of("a.example", "/"), true).is_err());
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}

fn feed(items: impl Iterator<Item = String>) -> Reply {
    let items: String = items.collect();
    let text = format!("<rss version=\"2.0\"><channel><title>F</title>{items}</channel></rss>");
    Reply::ok(&[], text.as_bytes())
}

/// S26.
#[test]
fn of_too_many_entries_the_newest_are_kept() {
    let server =
        Server::replies([feed((0..3_000).map(|n| format!("<item><guid>{n}</guid><title>{n}</title></item>")))]);
    let desk = Desk::strict();
    desk.subscribe(&server.url_of("a.example", "/"));
    assert_eq!(desk.refresh_one(Why::Due), FeedResult::New(2_000));
}

/// S18: entities that grow or read files are not expanded, and nothing is asked for.
#[test]
fn entities_read_nothing_and_grow_nothing() {
    let lol: String = (1..12).map(|n| format!("<!ENTITY l{n} '{}'>", format!("&l{};", n - 1).repeat(10))).collect();
    let server = Server::start(move |request| {
        let base = format!("http://{}", request.header("Host").unwrap_or_default());
        let text = format!(
            "<?xml version='1.0'?><!DOCTYPE rss SYSTEM '{base}/dtd' [<!ENTITY l0 'lol'>{lol}<!ENTITY f SYSTEM 'file:///etc/passwd'>\
             <!ENTITY h SYSTEM '{base}/x'><!ENTITY % p SYSTEM '{base}/p'>%p;]><rss version='2.0'><channel><title>T</title>\
             <item><guid>1</guid><title>&l11; &f; &h;</title></item></channel></rss>"
        );
        Reply::ok(&[], text.as_bytes())
    });
    let desk = Desk::strict();
    desk.subscribe(&server.url_of("a.example", "/"));
    let begun = Instant::now();
    desk.refresh(Why::Due);
    assert!(begun.elapsed() < Duration::from_secs(2));
    assert_eq!(server.tape().len(), 1);
    let article = desk.refresher.store.article(EntryId(1)).wait().expect("a store");
    assert!(
        article.is_none_or(|article| article.entry.row.title.len() < 200 && !article.entry.row.title.contains("root:"))
    );
}

/// D25: ids that all change are no news, and what was read stays read.
#[test]
fn ids_that_all_change_bring_nothing_back() {
    let item = |guid: String, n: usize, link: &str, day: usize| {
        format!(
            "<item><guid isPermaLink='false'>{guid}</guid><title>Title {n}</title><link>https://e.example/{link}{n}</link><pubDate>{:02} Oct 2026 10:00:00 GMT</pubDate></item>",
            day % 28 + 1
        )
    };
    let plain = move |n: usize| item(format!("old-{n}"), n, "", n);
    let server = Server::replies([
        feed((0..60).map(plain)),
        // New ids; then new ids and links; then other dates; then another order, and each twice.
        feed((0..60).map(move |n| item(format!("new-{n}"), n, "", n))),
        feed((0..60).map(move |n| item(format!("newer-{n}"), n, "moved/", n))),
        feed((0..60).map(move |n| item(format!("newer-{n}"), n, "moved/", n + 7))),
        feed((0..60).rev().chain(0..60).map(move |n| item(format!("newer-{n}"), n, "moved/", n + 7))),
    ]);
    let desk = Desk::strict();
    desk.subscribe(&server.url_of("a.example", "/"));
    assert_eq!(desk.refresh_one(Why::Due), FeedResult::New(60));
    let read = StatusChange::Entries { ids: (1..=50).map(EntryId).collect(), mark: Mark::Read, at: desk.now() };
    desk.refresher.store.change(read).wait().expect("read");
    for _ in 0..4 {
        assert_eq!(desk.refresh_one(Why::Forced), FeedResult::Unchanged);
        let counts = desk.feed(FeedId(1)).counts;
        assert_eq!((counts.total, counts.unread), (60, 10));
    }
}

/// D25: the same under other names is no news, an archive that is opened is kept as read, what is new is all unread.
#[test]
fn a_flood_of_old_entries_is_told_from_news() {
    let item = |n: usize, issue: &str, link: &str| {
        let date = jiff::Timestamp::from_second(1_780_000_000 + n as i64 * 3_600).expect("a moment");
        let date = jiff::fmt::strtime::format("%a, %d %b %Y %H:%M:%S GMT", date).expect("a date");
        format!(
            "<item><guid isPermaLink='false'>{issue}{n}</guid><title>Title {n}</title><link>https://e.example/{link}{n}</link><pubDate>{date}</pubDate></item>"
        )
    };
    let server = Server::replies([
        feed((500..700).map(|n| item(n, "a", ""))),
        feed((500..700).map(|n| item(n, "b", ""))),
        feed((500..700).map(|n| item(n, "c", "new/"))),
        feed((420..700).map(|n| item(n, "c", "new/"))),
        feed((620..780).map(|n| item(n, "c", "new/"))),
    ]);
    let desk = Desk::strict();
    desk.subscribe(&server.url_of("a.example", "/"));
    for (result, news, unread, total) in [
        (FeedResult::New(200), None, 200, 200),
        (FeedResult::Unchanged, None, 200, 200),
        (FeedResult::Unchanged, None, 200, 200),
        (FeedResult::Unchanged, Some(News::Old(80)), 200, 280),
        (FeedResult::New(80), None, 280, 360),
    ] {
        let outcome = desk.refresh(Why::Forced).remove(0);
        assert_eq!((outcome.result, outcome.news), (result, news));
        let counts = desk.feed(FeedId(1)).counts;
        assert_eq!((counts.unread, counts.total), (unread, total));
    }
}
