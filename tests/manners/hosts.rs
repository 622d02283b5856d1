//! Hosts that say 429, and what it means for all their feeds.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use dateline::engine::FeedResult;
use dateline::model::Time;
use dateline::net::pace::Speed;
use dateline::net::schedule::Reason;
use dateline::net::{NetSettings, Rules, Why};

use crate::desk::{Desk, FAST, rss, strict};
use crate::server::{Reply, Server};

const TOO_MANY: &str = "429 Too Many Requests";

/// A server that refuses while the switch is on, and else knows its ETag.
fn switched(headers: &'static [(&'static str, &'static [u8])]) -> (Server, Arc<AtomicBool>) {
    let refuses = Arc::new(AtomicBool::new(true));
    let switch = refuses.clone();
    let server = Server::start(move |request| match (switch.load(Ordering::SeqCst), request.is_conditional()) {
        (true, _) => Reply::status(TOO_MANY, headers),
        (false, true) => Reply::status("304 Not Modified", &[]),
        (false, false) => Reply::ok(&[("ETag", b"\"1\"")], &rss(2)),
    });
    (server, refuses)
}

/// H22.
#[test]
fn a_429_stops_the_other_feeds_of_its_host_and_of_no_other() {
    let (server, refuses) = switched(&[("Retry-After", b"7200")]);
    let mut desk = Desk::strict();
    for n in 0..10 {
        desk.subscribe(&server.url_of("many.example", &format!("/{n}")));
    }
    desk.subscribe(&server.url_of("other.example", "/"));
    let outcomes = desk.refresh(Why::Due);
    let skipped = outcomes.iter().filter(|o| matches!(o.result, FeedResult::Skipped(Reason::HostRefused, _))).count();
    assert_eq!((skipped, server.tape().len()), (9, 2), "{outcomes:?}");

    // Nothing more for two hours, whatever the user does, and whether the program was started again.
    desk.restart();
    desk.advance(7_100);
    assert!(desk.refresh(Why::Due).is_empty());
    desk.refresh(Why::Forced);
    assert_eq!(server.tape().len(), 2);
    let why = desk.refresher.store.tree().wait().expect("a tree").feeds[5].health.why_next.clone();
    assert_eq!(why.as_deref(), Some("HTTP 429, first time: the server asks for 2 hours (Retry-After)"));

    refuses.store(false, Ordering::SeqCst);
    desk.live(2 * Time::HOUR, Time::MINUTE);
    assert!(server.tape().len() >= 13, "all are asked again");
}

/// H22.
#[test]
fn a_503_concerns_its_feed_alone_and_so_does_a_429_where_the_user_says_so() {
    let alone = Rules { refusal_per_feed: true, ..strict().rules };
    for (status, rules) in [("503 Service Unavailable", strict().rules), (TOO_MANY, alone)] {
        let server = Server::start(move |request| match request.path.as_str() {
            "/0" => Reply::status(status, &[("Retry-After", b"7200")]),
            _ => Reply::ok(&[("ETag", b"\"1\"")], &rss(1)),
        });
        let desk = Desk::new(NetSettings { rules, ..strict() });
        for n in 0..10 {
            desk.subscribe(&server.url_of("many.example", &format!("/{n}")));
        }
        let failed = desk.refresh(Why::Due).iter().filter(|o| matches!(o.result, FeedResult::Failed(_))).count();
        assert_eq!((failed, server.tape().len()), (1, 10), "{status}");
        assert_eq!(desk.refresh(Why::Forced).len(), 10);
        assert_eq!(server.tape().len(), 19, "{status}");
    }
}

/// H22: refused is the host that answers, not the one that leads there; and it is left alone by whoever leads there.
#[test]
fn a_429_behind_a_redirect_concerns_the_host_that_gave_it() {
    let refuses = Arc::new(AtomicBool::new(false));
    let switch = refuses.clone();
    let server = Server::start(move |request| match request.host() {
        "a.example" if request.path.starts_with("/to") => {
            let port = request.header("Host").and_then(|host| host.split(':').nth(1)).unwrap_or_default();
            Reply::redirect("302 Found", &format!("http://b.example:{port}{}", request.path))
        }
        "b.example" if switch.load(Ordering::SeqCst) => Reply::status(TOO_MANY, &[("Retry-After", b"90000")]),
        _ => Reply::ok(&[("ETag", b"\"1\"")], &rss(1)),
    });
    let desk = Desk::strict();
    desk.refresher.client.guard().trust("b.example");
    for path in ["/to/1", "/to/2", "/to/3", "/own"] {
        desk.subscribe(&server.url_of("a.example", path));
    }
    desk.refresh(Why::Due);
    refuses.store(true, Ordering::SeqCst);
    desk.advance(Time::DAY);
    let before = server.tape().len();
    desk.refresh(Why::Due);
    let asked: Vec<String> = server.tape()[before..].iter().map(|r| format!("{}{}", r.host(), r.path)).collect();
    assert_eq!(asked.iter().filter(|url| url.starts_with("b.example")).count(), 1, "{asked:?}");
    assert!(asked.contains(&"a.example/own".to_owned()), "{asked:?}");
    let hosts = desk.refresher.store.hosts().wait().expect("a store");
    assert!(hosts.len() == 1 && hosts["b.example"].in_row == 1, "{hosts:?}");
    let before = server.tape().len();
    desk.live(20 * Time::HOUR, Time::HOUR);
    assert!(server.tape()[before..].iter().all(|request| request.path == "/own"));
}

/// H20, H17: whoever asks for time is given it, whatever else went wrong.
#[test]
fn retry_after_counts_with_any_failure() {
    for status in ["500 Oops", "403 Forbidden", "404 Not Found"] {
        let server = Server::start(move |_| Reply::status(status, &[("Retry-After", b"172800")]));
        let desk = Desk::strict();
        desk.subscribe(&server.url_of("a.example", "/"));
        desk.refresh(Why::Due);
        desk.live(47 * Time::HOUR, Time::HOUR);
        desk.refresh(Why::Forced);
        assert_eq!(server.tape().len(), 1, "{status}");
    }
}

/// H21, over days and restarts.
#[test]
fn refusals_without_a_time_double_the_wait_up_to_a_day() {
    for status in [TOO_MANY, "503 Service Unavailable"] {
        let mut desk = Desk::strict();
        let (clock, times) = (desk.clock(), Arc::new(Mutex::new(Vec::new())));
        let heard = times.clone();
        let server = Server::start(move |_| {
            heard.lock().expect("whole").push(clock.load(Ordering::SeqCst));
            Reply::status(status, &[])
        });
        desk.subscribe(&server.url_of("busy.example", "/"));
        desk.refresh(Why::Due);
        for _ in 0..5 {
            desk.live(Time::DAY, 5 * Time::MINUTE);
            desk.restart();
        }
        let times = times.lock().expect("whole").clone();
        let waits: Vec<i64> = times.windows(2).map(|pair| (pair[1] - pair[0]) / Time::HOUR).collect();
        let asked = [1, 2, 4, 8, 16, 24, 24].map(|hours: i64| hours..=hours + hours / 10 + 1);
        assert!(waits.len() >= 5 && waits.iter().zip(asked).all(|(wait, asked)| asked.contains(wait)), "{waits:?}");
    }
}

/// H23: the doubled interval outlives the program and ends after seven clean days.
#[test]
fn two_refusals_in_a_row_double_the_interval_until_the_host_is_clean() {
    let (server, refuses) = switched(&[("Retry-After", b"60")]);
    let mut desk = Desk::strict();
    let feed = desk.subscribe(&server.url_of("strict.example", "/"));
    desk.refresh(Why::Due);
    desk.live(2 * Time::HOUR, 5 * Time::MINUTE);
    assert_eq!(server.tape().len(), 2);
    refuses.store(false, Ordering::SeqCst);
    desk.live(2 * Time::HOUR, 5 * Time::MINUTE);
    desk.restart();
    let slowed = |desk: &Desk| desk.feed(feed).health.why_next.is_some_and(|why| why.starts_with("slowed down"));
    assert!(slowed(&desk), "{:?}", desk.feed(feed).health.why_next);
    desk.live(9 * Time::DAY, Time::HOUR);
    assert!(!slowed(&desk), "{:?}", desk.feed(feed).health.why_next);
}

/// H40.
#[test]
fn a_host_that_refused_is_asked_one_at_a_time_from_then_on() {
    let refuses = Arc::new(AtomicBool::new(true));
    let switch = refuses.clone();
    let server = Server::start(move |_| match switch.load(Ordering::SeqCst) {
        true => Reply::status(TOO_MANY, &[("Retry-After", b"60")]),
        false => Reply::ok(&[("ETag", b"\"1\"")], &rss(1)).after(Duration::from_millis(40)),
    });
    let speed = Speed { slow_gap: Duration::from_millis(100), ..FAST };
    let mut desk = Desk::new(NetSettings { speed, ..strict() });
    for n in 0..5 {
        desk.subscribe(&server.url_of("many.example", &format!("/{n}")));
    }
    desk.refresh(Why::Due);
    refuses.store(false, Ordering::SeqCst);
    desk.restart();
    desk.advance(2 * Time::HOUR);
    assert_eq!(desk.refresh(Why::Due).len(), 5);
    let tape = &server.tape()[1..];
    assert!(tape.iter().all(|request| request.in_flight == 1));
    // Four gaps; a busy machine may see the first request late.
    assert!(tape[4].at - tape[0].at >= Duration::from_millis(300));
}

/// H40: what is left of a quota counts, above all when nothing is left.
#[test]
fn a_spent_quota_is_not_overdrawn() {
    let server = Server::start(|_| {
        Reply::ok(&[("ETag", b"\"1\""), ("X-RateLimit-Remaining", b"0.0"), ("X-RateLimit-Reset", b"300")], &rss(1))
    });
    let desk = Desk::strict();
    for n in 0..4 {
        desk.subscribe(&server.url_of("quota.example", &format!("/{n}")));
    }
    desk.refresh(Why::Due);
    assert_eq!(server.tape().len(), 1);
    desk.live(290, 10);
    assert_eq!(server.tape().len(), 1);
    desk.live(30 * Time::MINUTE, 10);
    assert_eq!(server.tape().len(), 4, "one each time");
}

/// H40: connections are shared by the feeds of a host. One is free again a moment after its answer was read; a request that
/// comes within that moment opens another.
#[test]
fn ten_feeds_of_a_host_share_few_connections() {
    let server = Server::start(|_| Reply::ok(&[("ETag", b"\"1\"")], &rss(1)));
    let desk = Desk::strict();
    for n in 0..10 {
        desk.subscribe(&server.url_of("many.example", &format!("/{n}")));
    }
    desk.refresh(Why::Due);
    let connections = server.tape().iter().map(|request| request.connection).max();
    assert!(server.tape().len() == 10 && connections <= Some(3), "{connections:?}");
}

/// H15.
#[test]
fn a_start_with_many_due_feeds_does_not_fire_them_all_at_once() {
    let server = Server::start(|_| Reply::ok(&[("ETag", b"\"1\"")], &rss(1)));
    let desk = Desk::new(NetSettings { speed: Speed { per_second: 20, ..FAST }, ..strict() });
    for n in 0..50 {
        desk.subscribe(&server.url_of(&format!("h{n}.example"), "/"));
    }
    desk.refresh(Why::Due);
    let tape = server.tape();
    assert_eq!(tape.len(), 50);
    // A busy machine may see the first request of a second late.
    let within = Duration::from_millis(600);
    assert!(tape.windows(21).all(|window| window[20].at - window[0].at >= within), "20 a second");
}

/// H31: what is overdue after a night is spread over the time given, and the host's limits hold.
#[test]
fn what_piled_up_while_the_machine_slept_is_spread() {
    let server = Server::start(|request| match request.is_conditional() {
        true => Reply::status("304 Not Modified", &[]),
        false => Reply::ok(&[("ETag", b"\"1\"")], &rss(1)),
    });
    let desk = Desk::strict();
    for n in 0..60 {
        desk.subscribe(&server.url_of(&format!("h{}.example", n % 30), &format!("/{n}")));
    }
    desk.refresh(Why::Due);
    desk.advance(8 * Time::HOUR);
    let (begun, window) = (Instant::now(), Duration::from_millis(1_200));
    desk.run(async {
        let jobs = desk.refresher.store.due(desk.now()).await.expect("jobs");
        assert_eq!(jobs.len(), 60);
        desk.refresher.refresh_over(jobs, Why::Due, window, |_| {}).await;
    });
    let starts: Vec<_> = server.tape()[60..].iter().map(|request| request.at - begun).collect();
    assert_eq!(starts.len(), 60, "one each");
    let in_half = starts.iter().filter(|start| **start < window / 2).count();
    assert!((15..=45).contains(&in_half), "{in_half} of 60 in half of the time");
    assert!(starts[59] >= window * 9 / 10);
}
