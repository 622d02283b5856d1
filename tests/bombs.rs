//! Servers that send too much: what is stopped, how soon, and in how much memory. One test at a time, in a process of its own,
//! so that the memory it takes is that of the test.

#[path = "rig/desk.rs"]
mod desk;
#[path = "rig/server.rs"]
mod server;

use std::fs;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use dateline::engine::{FeedResult, article_text};
use dateline::model::{Article, EntryId, FeedId, FetchJob};
use dateline::net::{Answer, FetchError, NetSettings, Request, Why, fetch};

use crate::desk::{Desk, strict};
use crate::server::{Reply, Server, head};

const MIB: usize = 1 << 20;
/// What a feed may unpack to.
const CAP: usize = 20 * MIB;

/// How much a piece of work may take at most.
struct Bounds {
    time: Duration,
    memory: usize,
}

/// Does a piece of work within bounds; those of memory count where the system tells.
fn within<T>(bounds: &Bounds, what: &str, work: impl FnOnce() -> T) -> T {
    let before = restart_peak();
    let begun = Instant::now();
    let done = work();
    let took = begun.elapsed();
    assert!(took < bounds.time, "{what} took {took:?}");
    if let Some((before, peak)) = before.zip(status("VmHWM:")) {
        assert!(peak.saturating_sub(before) < bounds.memory, "{what} took {} MiB", (peak - before) / MIB);
    }
    done
}

/// Lets the peak of the memory in use begin anew; answers what is in use.
fn restart_peak() -> Option<usize> {
    fs::write("/proc/self/clear_refs", "5").ok()?;
    status("VmRSS:")
}

fn status(name: &str) -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.trim().trim_end_matches(" kB").parse::<usize>().ok().map(|kibibytes| kibibytes << 10)
}

/// Held while a test runs.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn get(desk: &Desk, server: &Server) -> Result<Answer, FetchError> {
    let url = server.url_of("a.example", "/");
    let job = FetchJob { url, ..FetchJob::default() };
    let request = Request { validators: None, ..Request::poll(&job) };
    desk.run(fetch::get(&desk.refresher.client, request))
}

// --- what unpacks to too much

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

/// 64 MiB of one letter as brotli, and as gzip within gzip.
const BROTLI: &str = "y///PwAk8OKxQHLv//j//weABEAcFoDu/R////8AkACIwwLQvf/j//8fABIAcVgAuvd//P//A0ACIA4LQPf+j///fwBIAMRhAeje//H//w8ACYA4LADd+z/+//8BIAEQhwWge/83";
const NESTED: &str = "H4sIAAAAAAACA+3csUpCcRTA4WteQQzMhqYgfQwXsRqaG2qM6AEcmxWkKQKfwK1HCFzdWppLXHqAQBBpCm7e+xj/833Tmc94OPy6z82sdFD/WdZq+2EyW39smq0MAAAASNxkNa2Xx4CsV3xeXd8CAAAAqXs4aufVUeDv/vTCOgAAACB5T4N+p/oQ2I5HuXUAAABA8k5+v8+rW8B78XZ8Yx8AAACQvC/BAAAAAAhFMAAAAABiEQwAAACAWAQDAAAAIBjBAAAAAIhFMAAAAABiEQwAAACAWAQDAAAAIBjBAAAAAIhFMAAAAABieR30e+VjQGdXPA4vGxkAAACRLA7P5i93+yH/B8uo+APi/gAA";

fn unpack(base64: &str) -> Vec<u8> {
    BASE64_STANDARD.decode(base64).expect("base64")
}

/// S23.
#[test]
fn bombs_are_stopped_at_the_cap_whatever_they_are_packed_with() {
    let _alone = alone();
    let packed = deflate((64 << 20) / 258);
    let gzip = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3][..], &packed].concat();
    let zlib = [&[0x78, 0x9c][..], &packed].concat();
    let zstd = zstd::encode_all(std::io::Read::take(std::io::repeat(b'x'), 64 << 20), 3).expect("zstd");
    let bounds = Bounds { time: Duration::from_secs(10), memory: 2 * CAP };
    for (coding, bomb) in [("gzip", gzip), ("deflate", zlib), ("zstd", zstd), ("br", unpack(BROTLI))] {
        let server = Server::replies([Reply::ok(&[("Content-Encoding", coding.as_bytes())], &bomb)]);
        let desk = Desk::strict();
        let answer = within(&bounds, coding, || get(&desk, &server));
        assert!(matches!(answer, Err(FetchError::TooLarge(CAP))), "{coding}: {answer:?}");
    }
}

/// S23: nothing is unpacked twice.
#[test]
fn a_bomb_within_a_bomb_is_not_unpacked() {
    let _alone = alone();
    let bounds = Bounds { time: Duration::from_secs(5), memory: CAP };
    for fields in [
        &[("Content-Encoding", &b"gzip"[..])][..],
        &[("Content-Encoding", b"gzip, gzip")],
        &[("Content-Encoding", b"gzip"), ("Content-Encoding", b"gzip")],
    ] {
        let server = Server::replies([Reply::ok(fields, &unpack(NESTED))]);
        let desk = Desk::strict();
        let answer = within(&bounds, "nested", || get(&desk, &server));
        assert!(matches!(answer, Err(FetchError::Encoding)), "{fields:?}: {answer:?}");
    }
}

/// S25.
#[test]
fn fields_and_interim_answers_without_end_are_an_error_at_once() {
    let _alone = alone();
    let interim = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".repeat(20_000);
    let fields: String = (0..10_000).map(|n| format!("X-{n}: y\r\n")).collect();
    let long = format!("X: {}\r\n", "y".repeat(MIB));
    let first = &head("200 OK", &[])[..17];
    let bounds = Bounds { time: Duration::from_secs(1), memory: 16 * MIB };
    for (what, bytes) in [
        ("interim answers", interim),
        ("fields", [first, fields.as_bytes()].concat()),
        ("a field", [first, long.as_bytes()].concat()),
    ] {
        let server = Server::replies([Reply::raw(&bytes)]);
        let desk = Desk::strict();
        assert!(within(&bounds, what, || get(&desk, &server)).is_err(), "{what}");
    }
}

// --- feeds that grow when they are read

/// Refreshes the only feed, which is this document.
fn refreshed(bounds: &Bounds, what: &str, document: &str) -> (Desk, FeedResult) {
    let server = Server::replies([Reply::ok(&[], document.as_bytes())]);
    let desk = Desk::strict();
    desk.subscribe(&server.url_of("a.example", "/"));
    let result = within(bounds, what, || desk.refresh_one(Why::Due));
    assert_eq!(server.tape().len(), 1, "{what}: nothing but the feed is asked for");
    (desk, result)
}

fn article(desk: &Desk, entry: i64) -> Option<Article> {
    desk.refresher.store.article(EntryId(entry)).wait().expect("a store")
}

/// S18: entities that grow or read files are not expanded, and nothing is asked for.
#[test]
fn entities_read_nothing_and_grow_nothing() {
    let _alone = alone();
    let lol: String = (1..12).map(|n| format!("<!ENTITY l{n} '{}'>", format!("&l{};", n - 1).repeat(10))).collect();
    let laughs = format!("<!ENTITY l0 'lol'>{lol}");
    let outside = "<!ENTITY f SYSTEM 'file:///etc/passwd'><!ENTITY h SYSTEM 'http://127.0.0.1/x'>\
                   <!ENTITY % p SYSTEM 'http://127.0.0.1/p'>%p;";
    let long = format!("<!ENTITY a '{}'>", "a".repeat(MIB / 2));
    let bounds = Bounds { time: Duration::from_secs(1), memory: 64 * MIB };
    for (what, entities, title) in [
        ("laughs", laughs, "&l11;".to_owned()),
        ("files", outside.to_owned(), "&f; &h;".to_owned()),
        ("quadratic", long, "&a;".repeat(MIB / 6)),
        ("references", String::new(), "&#65;".repeat(MIB / 5)),
    ] {
        let document = format!(
            "<?xml version='1.0'?><!DOCTYPE rss SYSTEM 'http://127.0.0.1/dtd' [{entities}]><rss version='2.0'><channel>\
             <title>T</title><item><guid>1</guid><title>{title}</title></item></channel></rss>"
        );
        let (desk, _) = refreshed(&bounds, what, &document);
        let title = article(&desk, 1).map(|article| article.entry.row.title).unwrap_or_default();
        assert!(title.chars().count() <= 1_000 && !title.contains("root:"), "{what}: {title}");
    }
}

// --- feeds that are simply large

fn rss(items: impl Iterator<Item = String>) -> String {
    format!("<rss version=\"2.0\"><channel><title>F</title>{}</channel></rss>", items.collect::<String>())
}

/// S26.
#[test]
fn of_too_many_entries_the_newest_are_kept() {
    let _alone = alone();
    let items = (0..100_000).map(|n| {
        let date = jiff::Timestamp::from_second(1_700_000_000 + n * 60).expect("a moment");
        format!("<item><guid>{n}</guid><title>{n}</title><dc:date>{date}</dc:date></item>")
    });
    let bounds = Bounds { time: Duration::from_secs(20), memory: 256 * MIB };
    let (desk, result) = refreshed(&bounds, "100,000 entries", &rss(items));
    assert_eq!(result, FeedResult::New(2_000));
    assert_eq!(desk.feed(FeedId(1)).counts.total, 2_000);
    let titles = [1, 2_000].map(|entry| article(&desk, entry).expect("an entry").entry.row.title);
    assert_eq!(titles, ["99999", "98000"]);
}

/// S26.
#[test]
fn a_title_without_end_is_cut() {
    let _alone = alone();
    let items = (0..8).map(|n| format!("<item><guid>{n}</guid><title>{}</title></item>", "long ".repeat(MIB / 5)));
    let bounds = Bounds { time: Duration::from_secs(10), memory: 128 * MIB };
    let (desk, result) = refreshed(&bounds, "titles of 1 MiB", &rss(items));
    assert_eq!(result, FeedResult::New(8));
    let title = article(&desk, 1).expect("an entry").entry.row.title;
    assert!((900..=1_000).contains(&title.chars().count()) && title.ends_with('…'), "{} characters", title.len());
}

/// S26.
#[test]
fn an_entry_without_end_is_cut_and_says_so() {
    let _alone = alone();
    let item = |words: usize| {
        format!(
            "<item><guid>{words}</guid><title>T</title><description>&lt;p&gt;{}</description></item>",
            "long ".repeat(words)
        )
    };
    let bounds = Bounds { time: Duration::from_secs(10), memory: 128 * MIB };
    let (desk, result) = refreshed(&bounds, "an entry of 15 MiB", &rss([3 * MIB, 10].into_iter().map(item)));
    assert_eq!(result, FeedResult::New(2));
    let end = |entry| {
        let article = article(&desk, entry).expect("an entry");
        assert!(article.body.len() <= 2 * MIB);
        format!("{:?}", article_text(&article).blocks.last().expect("a block"))
    };
    assert!(end(2).contains("2 MiB"), "{}", end(2));
    assert!(!end(1).contains("MiB"), "{}", end(1));
}

/// S26: one of 50 MiB is beyond the cap of all feeds.
#[test]
fn an_entry_beyond_the_cap_is_not_read_to_its_end() {
    let _alone = alone();
    let begin = [head("200 OK", &[]), b"<rss version='2.0'><channel><item><description>".to_vec()].concat();
    let server = Server::replies([Reply::flood(&begin)]);
    let desk = Desk::new(NetSettings { total: Duration::from_secs(10), ..strict() });
    let answer = within(&Bounds { time: Duration::from_secs(5), memory: 2 * CAP }, "a flood", || get(&desk, &server));
    assert!(matches!(answer, Err(FetchError::TooLarge(CAP))), "{answer:?}");
}
