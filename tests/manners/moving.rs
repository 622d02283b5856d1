//! Feeds that move and feeds that are gone: what of a redirect is believed, and what `feeds.toml` learns of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use dateline::engine::refresh::News;
use dateline::engine::{FeedOutcome, FeedResult, feeds_file};
use dateline::model::{EntryId, Mark, StatusChange, Subscription, Time};
use dateline::net::Why;

use crate::desk::{Desk, rss};
use crate::server::{Reply, Request, Server};

const MOVED: &str = "301 Moved Permanently";

fn feed(request: &Request) -> Reply {
    match request.is_conditional() {
        true => Reply::status("304 Not Modified", &[]),
        false => Reply::ok(&[("ETag", b"\"1\"")], &rss(3)),
    }
}

/// `/old` leads to `/new`, step by step with these statuses.
fn moved(statuses: &'static [&'static str]) -> Server {
    Server::start(move |request| match request.path.as_str() {
        "/old" => Reply::redirect(statuses[0], if statuses.len() > 1 { "/1" } else { "/new" }),
        "/1" => Reply::redirect(statuses[1], "/new"),
        _ => feed(request),
    })
}

fn url(desk: &Desk) -> String {
    desk.refresher.store.tree().wait().expect("a tree").feeds[0].subscription.url.clone()
}

/// Polls by hand at these hours from the start.
fn poll_at(desk: &Desk, hours: &[i64]) -> Vec<FeedOutcome> {
    let mut now = 0;
    let polls = hours.iter().map(|hour| {
        desk.advance((hour - now) * Time::HOUR);
        now = *hour;
        desk.refresh(Why::Forced).remove(0)
    });
    polls.collect()
}

/// H24.
#[test]
fn a_feed_moves_when_permanent_redirects_said_so_a_day_apart() {
    for (statuses, moves) in [
        (&[MOVED][..], true),
        (&["308 Permanent Redirect"], true),
        (&[MOVED, "308 Permanent Redirect"], true),
        (&["302 Found"], false),
        (&["303 See Other"], false),
        (&["307 Temporary Redirect"], false),
        (&[MOVED, "302 Found"], false),
        (&["307 Temporary Redirect", MOVED], false),
    ] {
        let server = moved(statuses);
        let desk = Desk::strict();
        desk.subscribe(&server.url_of("a.example", "/old"));
        poll_at(&desk, &[0, 1, 23]);
        assert_eq!(url(&desk), server.url_of("a.example", "/old"), "{statuses:?}: too early");
        let news = poll_at(&desk, &[2]).remove(0).news;
        let expected = if moves { "/new" } else { "/old" };
        assert_eq!(url(&desk), server.url_of("a.example", expected), "{statuses:?}");
        assert_eq!(news, moves.then(|| News::Moved(server.url_of("a.example", "/new"))));
        // H8: the validators of the target are known.
        desk.advance(Time::HOUR);
        desk.refresh(Why::Forced);
        let full = server.tape().iter().filter(|r| r.path == "/new" && !r.is_conditional()).count();
        assert_eq!(full, 1, "{statuses:?}");
    }
}

/// H24: entries, statuses and settings stay, and `feeds.toml` is told.
#[test]
fn a_moved_feed_keeps_all_that_the_reader_did_and_its_file_follows() {
    let server = moved(&[MOVED]);
    let desk = Desk::strict();
    let (old, new) = (server.url_of("a.example", "/old"), server.url_of("a.example", "/new"));
    let file = desk.folder().join("feeds.toml");
    std::fs::write(&file, format!("# mine\n[[feed]]\nurl = \"{old}\" # first\ntitle = \"Mine\"\n")).expect("written");
    let store = &desk.refresher.store;
    desk.run(feeds_file::read(store, &file)).expect("read");
    poll_at(&desk, &[0]);
    let star = StatusChange::Entries { ids: vec![EntryId(1)], mark: Mark::Star, at: desk.now(), siblings: false };
    store.change(star).wait().expect("starred");
    poll_at(&desk, &[25]);
    desk.run(feeds_file::write(store, &file)).expect("written");
    let text = std::fs::read_to_string(&file).expect("a file");
    assert_eq!(text, format!("# mine\n[[feed]]\nurl = \"{new}\" # first\ntitle = \"Mine\"\n"));
    desk.run(feeds_file::read(store, &file)).expect("read");
    let feeds = store.tree().wait().expect("a tree").feeds;
    assert_eq!((feeds.len(), feeds[0].counts.total, feeds[0].counts.starred), (1, 3, 1));
    assert_eq!(feeds[0].title, "Mine");

    // The old address goes on to name it: in an old copy of the file, and when it is subscribed to again.
    assert_eq!(store.feed(&old).wait().expect("a store").map(|feed| feed.id), Some(feeds[0].id));
    let again = Subscription { url: old.clone(), ..Subscription::default() };
    assert_eq!(store.subscribe(vec![again], desk.now()).wait().expect("subscribed"), [feeds[0].id]);
    std::fs::write(&file, format!("[[feed]]\nurl = \"{old}\"\n")).expect("written");
    desk.run(feeds_file::read(store, &file)).expect("read");
    let feeds = store.tree().wait().expect("a tree").feeds;
    assert_eq!((feeds.len(), feeds[0].counts.starred, feeds[0].subscription.url == old), (1, 1, true));
}

#[test]
fn a_feed_does_not_move_onto_another_subscription() {
    let server = moved(&[MOVED]);
    let desk = Desk::strict();
    for path in ["/old", "/new"] {
        desk.subscribe(&server.url_of("a.example", path));
    }
    for _ in 0..3 {
        desk.advance(25 * Time::HOUR);
        assert!(desk.refresh(Why::Forced).iter().all(|outcome| outcome.news.is_none()));
    }
    assert_eq!(url(&desk), server.url_of("a.example", "/old"));
}

/// H25.
#[test]
fn a_page_behind_a_permanent_redirect_moves_nothing() {
    let closed = Arc::new(AtomicBool::new(false));
    let door = closed.clone();
    let server = Server::start(move |request| match (request.host(), door.load(Ordering::SeqCst)) {
        ("a.example", true) => Reply::redirect(MOVED, &format!("http://wifi.example:{}/x", port(request))),
        ("a.example", false) => Reply::redirect(MOVED, &format!("http://login.example:{}/feed", port(request))),
        ("wifi.example", _) => Reply::ok(&[], b"<!doctype html><html><body>Please log in</body></html>"),
        _ => feed(request),
    });
    // A captive portal for days, seen from a subscription of another host each time.
    let desk = Desk::strict();
    for host in ["wifi.example", "login.example"] {
        desk.refresher.client.guard().trust(host);
    }
    desk.subscribe(&server.url_of("a.example", "/f"));
    closed.store(true, Ordering::SeqCst);
    poll_at(&desk, &[0, 25, 50]);
    assert_eq!(url(&desk), server.url_of("a.example", "/f"));
    // Even a feed, if its address speaks of a login.
    closed.store(false, Ordering::SeqCst);
    assert_eq!(poll_at(&desk, &[25, 60])[1].result, FeedResult::Unchanged);
    assert_eq!(url(&desk), server.url_of("a.example", "/f"));
}

fn port(request: &Request) -> &str {
    request.header("Host").and_then(|host| host.split(':').nth(1)).unwrap_or_default()
}

/// H27.
#[test]
fn a_feed_that_is_gone_is_asked_by_hand_only_and_told_of_once() {
    let back = Arc::new(AtomicBool::new(false));
    let switch = back.clone();
    let server = Server::start(move |request| match switch.load(Ordering::SeqCst) {
        false => Reply::new("410 Gone", &[], b"<p>We have closed.</p>"),
        true => feed(request),
    });
    let mut desk = Desk::strict();
    let id = desk.subscribe(&server.url_of("a.example", "/f"));
    let first = desk.refresh(Why::Due).remove(0);
    assert_eq!((first.news, first.next_poll), (Some(News::Gone), None));
    desk.restart();
    desk.live(30 * Time::DAY, 6 * Time::HOUR);
    assert!(desk.refresh(Why::Forced).is_empty(), "by name only");
    assert_eq!(server.tape().len(), 1);
    let health = desk.feed(id).health;
    assert_eq!((health.gone, health.next_poll, health.error_body.as_deref()), (true, None, Some("We have closed.")));
    assert!(health.why_next.is_some_and(|why| why.contains("by hand only")));
    assert_eq!(desk.refresher.store.next_due(desk.now()).wait().expect("a store"), None);

    let by_hand = |desk: &Desk| {
        let mut outcomes = Vec::new();
        desk.run(async {
            let jobs = desk.refresher.store.jobs(Some(vec![id])).await.expect("jobs");
            desk.refresher.refresh(jobs, Why::Asked, |outcome| outcomes.push(outcome)).await;
        });
        outcomes.remove(0)
    };
    assert_eq!(by_hand(&desk).news, None, "told once");
    back.store(true, Ordering::SeqCst);
    desk.advance(Time::HOUR);
    assert_eq!(by_hand(&desk).result, FeedResult::New(3));
    desk.live(2 * Time::DAY, Time::HOUR);
    assert!(server.tape().len() >= 4, "polled again");
}

/// H27: a new address, or subscribing anew, is a resumption by hand.
#[test]
fn a_feed_that_is_gone_comes_back_with_a_new_address_or_a_new_subscription() {
    let server = Server::start(|request| match request.path.as_str() {
        "/gone" => Reply::status("410 Gone", &[]),
        _ => feed(request),
    });
    let desk = Desk::strict();
    let store = &desk.refresher.store;
    let id = desk.subscribe(&server.url_of("a.example", "/gone"));
    desk.refresh(Why::Due);
    assert!(desk.feed(id).health.gone);
    store.unsubscribe(id, desk.now()).wait().expect("unsubscribed");
    assert_eq!(desk.subscribe(&server.url_of("a.example", "/gone")), id);
    assert_eq!(desk.refresh(Why::Forced).len(), 1, "asked again");
    let url = server.url_of("a.example", "/new");
    store.edit(id, Subscription { url, ..Subscription::default() }, desk.now()).wait().expect("edited");
    let health = desk.feed(id).health;
    assert_eq!((health.gone, health.failures, health.why_next), (false, 0, None));
    assert_eq!(desk.refresh_one(Why::Due), FeedResult::New(3));
}

/// H27, D23: only the feed's own host can say so.
#[test]
fn another_hosts_410_ends_no_feed() {
    let server = Server::start(|request| match request.host() {
        "a.example" => Reply::redirect("302 Found", &format!("http://b.example:{}/", port(request))),
        _ => Reply::status("410 Gone", &[]),
    });
    let desk = Desk::strict();
    desk.refresher.client.guard().trust("b.example");
    let id = desk.subscribe(&server.url_of("a.example", "/f"));
    desk.refresh(Why::Due);
    assert!(!desk.feed(id).health.gone && desk.feed(id).health.next_poll.is_some());
}
