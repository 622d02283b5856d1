//! Servers that mean harm or do it: names that lead inside, ids that all change at once, floods of old entries.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use dateline::engine::FeedResult;
use dateline::engine::refresh::News;
use dateline::model::{EntryId, FeedId, FetchJob, Mark, StatusChange};
use dateline::net::{Accept, FetchError, NetSettings, Request, Why, fetch};

use crate::desk::{Desk, names, strict};
use crate::server::{Reply, Server};

fn get(desk: &Desk, url: &str, typed: bool) -> Result<fetch::Answer, FetchError> {
    let job = FetchJob { url: url.into(), ..FetchJob::default() };
    let request = Request { validators: None, accept: Accept::Page, typed, ..Request::poll(&job) };
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

fn feed(items: impl Iterator<Item = String>) -> Reply {
    let items: String = items.collect();
    let text = format!("<rss version=\"2.0\"><channel><title>F</title>{items}</channel></rss>");
    Reply::ok(&[], text.as_bytes())
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
    let read = StatusChange::Entries {
        ids: (1..=50).map(EntryId).collect(),
        mark: Mark::Read,
        at: desk.now(),
        siblings: false,
    };
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
