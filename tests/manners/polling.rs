//! Polling over days of a clock that is set by hand, into a real store.

use dateline::engine::FeedResult;
use dateline::model::{Subscription, Time};
use dateline::net::schedule::Reason;
use dateline::net::{NetSettings, Why};

use crate::desk::{Desk, rss};
use crate::server::{Reply, Request, Server};

/// A desk that knows that the scripted server is on its own machine.
fn local_desk() -> Desk {
    Desk::new(NetSettings::default())
}

fn sent(request: &Request) -> (Option<&str>, Option<&str>) {
    (request.header("If-None-Match"), request.header("If-Modified-Since"))
}

#[test]
fn validators_follow_every_full_answer_and_survive_a_restart() {
    let full = |headers: &[(&str, &[u8])]| Reply::ok(headers, &rss(1));
    let server = Server::replies([
        full(&[("ETag", b"\"1\""), ("Last-Modified", b"garbage, lower case")]),
        // Only one of the two changes, the body does not.
        full(&[("ETag", b"W/\"2\""), ("Last-Modified", b"garbage, lower case")]),
        full(&[("ETag", b"W/\"2\""), ("Last-Modified", b"later")]),
        // Both vanish, then one comes back.
        full(&[]),
        full(&[("Last-Modified", b"later still")]),
        // A 304 that brings another ETag.
        Reply::status("304 Not Modified", &[("ETag", b"\xff odd, \"3\"")]),
        Reply::status("304 Not Modified", &[]),
        Reply::status("304 Not Modified", &[]),
    ]);
    let mut desk = local_desk();
    desk.subscribe(&server.url("/feed"));
    for _ in 0..8 {
        desk.refresh_one(Why::Forced);
        desk.restart();
    }
    let tape = server.tape();
    let etag_and_date = tape.iter().map(sent).collect::<Vec<_>>();
    assert_eq!(
        etag_and_date[..6],
        [
            (None, None),
            (Some("\"1\""), Some("garbage, lower case")),
            (Some("W/\"2\""), Some("garbage, lower case")),
            (Some("W/\"2\""), Some("later")),
            (None, None),
            (None, Some("later still")),
        ]
    );
    for request in &tape[6..] {
        assert_eq!(request.bytes("If-None-Match"), Some(&b"\xff odd, \"3\""[..]));
        assert_eq!(request.header("If-Modified-Since"), Some("later still"));
    }
}

#[test]
fn what_cannot_be_read_changes_neither_validators_nor_entries() {
    let cut = b"HTTP/1.1 200 OK\r\nETag: \"new\"\r\nContent-Length: 9999\r\n\r\n<rss><channel><title>cut";
    let new: &[(&str, &[u8])] = &[("ETag", b"\"new\"")];
    for bad in [
        Reply::raw(cut),
        Reply::ok(new, b""),
        Reply::ok(new, b" \n "),
        Reply::ok(new, b"<!doctype html><html><body>Log in to the network</body></html>"),
        Reply::ok(new, b"\x00\x01\x02 no feed at all"),
        Reply::ok(new, &rss(0)),
        Reply::status("204 No Content", new),
        Reply::status("404 Not Found", new),
        Reply::status("500 Oops", new),
        Reply::status("511 Network Authentication Required", new),
        Reply::redirect("302 Found", "http://"),
    ] {
        let server =
            Server::replies([Reply::ok(&[("ETag", b"\"old\"")], &rss(3)), bad.clone(), Reply::ok(&[], &rss(3))]);
        let desk = local_desk();
        let feed = desk.subscribe(&server.url("/"));
        assert_eq!(desk.refresh_one(Why::Forced), FeedResult::New(3));
        assert!(matches!(desk.refresh_one(Why::Forced), FeedResult::Failed(_)), "{bad:?}");
        let tree = desk.refresher.store.tree().wait().expect("a tree");
        let known = tree.feeds.iter().find(|known| known.id == feed).expect("the feed");
        assert_eq!(known.counts.total, 3, "{bad:?}");
        assert!(known.health.last_error.is_some(), "{bad:?}");
        desk.refresh_one(Why::Forced);
        assert_eq!(server.tape()[2].header("If-None-Match"), Some("\"old\""), "{bad:?}");
    }
}

/// A server that knows its ETag.
fn steady() -> Server {
    Server::start(|request| match request.header("If-None-Match") {
        Some("\"1\"") => Reply::status("304 Not Modified", &[]),
        _ => Reply::ok(&[("ETag", b"\"1\"")], &rss(2)),
    })
}

#[test]
fn thirty_days_cost_one_unconditional_request() {
    let server = steady();
    let desk = Desk::strict();
    desk.subscribe(&server.url("/"));
    desk.refresh(Why::Due);
    desk.live(30 * Time::DAY, Time::HOUR / 2);
    let tape = server.tape();
    assert_eq!(tape.iter().filter(|request| !request.is_conditional()).count(), 1);
    // Two entries in all this time are worth a look a day.
    assert!((27..=40).contains(&tape.len()), "{}", tape.len());
}

#[test]
fn a_day_costs_at_most_25_requests_an_hour_apart() {
    let server = steady();
    let desk = Desk::strict();
    desk.subscribe(&server.url("/"));
    let mut asked = Vec::new();
    for minute in 0..=24 * 60 {
        let before = server.tape().len();
        desk.refresh(Why::Due);
        asked.extend((before < server.tape().len()).then_some(minute));
        desk.advance(Time::MINUTE);
    }
    assert!(asked.len() <= 25, "{asked:?}");
    assert!(asked.windows(2).all(|pair| pair[1] - pair[0] >= 60), "{asked:?}");
}

#[test]
fn a_hundred_restarts_cost_nothing() {
    let server = steady();
    let mut desk = Desk::strict();
    desk.subscribe(&server.url("/"));
    for _ in 0..100 {
        desk.refresh(Why::Due);
        desk.restart();
        desk.advance(1);
    }
    assert_eq!(server.tape().len(), 1);
}

#[test]
fn asking_twenty_times_sends_one_request_and_says_when_the_next_may_be() {
    let server = steady();
    let desk = Desk::strict();
    desk.subscribe(&server.url("/"));
    desk.refresh_one(Why::Due);
    for _ in 0..20 {
        assert!(
            matches!(desk.refresh_one(Why::Asked), FeedResult::Skipped(Reason::Floor, until) if until.since(desk.now()) <= 600)
        );
        desk.advance(20);
    }
    assert_eq!(server.tape().len(), 1);
    desk.advance(600);
    assert_eq!(desk.refresh_one(Why::Asked), FeedResult::Unchanged);
    assert!(server.tape()[1].is_conditional());
}

#[test]
fn force_ignores_the_floor_and_stays_conditional() {
    let server = steady();
    let desk = Desk::strict();
    desk.subscribe(&server.url("/"));
    for _ in 0..3 {
        desk.refresh_one(Why::Forced);
    }
    assert_eq!(server.tape().iter().filter(|request| request.is_conditional()).count(), 2);
}

#[test]
fn the_users_own_machine_has_no_floor() {
    let server = steady();
    let desk = local_desk();
    desk.subscribe_as(Subscription { url: server.url("/"), refresh: Some(30), ..Subscription::default() });
    desk.refresh_one(Why::Due);
    assert_eq!(desk.refresh_one(Why::Asked), FeedResult::Unchanged);
    desk.advance(40);
    assert_eq!(desk.refresh_one(Why::Due), FeedResult::Unchanged);
    assert_eq!(server.tape().len(), 3);
}

#[test]
fn retry_after_is_obeyed_across_restarts_and_by_force() {
    let forms = ["7200", "%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
    for status in ["429 Too Many Requests", "503 Service Unavailable"] {
        for form in forms {
            let mut desk = Desk::strict();
            let until = jiff::Timestamp::from_second(desk.now().0 + 7200).expect("a moment");
            let value = jiff::fmt::strtime::format(form, until).expect("a date");
            let server =
                Server::replies([Reply::status(status, &[("Retry-After", value.as_bytes())]), Reply::ok(&[], &rss(1))]);
            desk.subscribe(&server.url("/"));
            assert!(matches!(desk.refresh_one(Why::Due), FeedResult::Failed(_)), "{value}");
            desk.advance(7100);
            desk.restart();
            assert!(desk.refresh(Why::Due).is_empty(), "{value}");
            for why in [Why::Asked, Why::Forced] {
                assert!(matches!(desk.refresh_one(why), FeedResult::Skipped(Reason::RetryAfter, _)), "{value}");
            }
            assert_eq!(server.tape().len(), 1);
            desk.advance(101);
            assert_eq!(desk.refresh_one(Why::Forced), FeedResult::New(1), "{value}");
        }
    }
}
