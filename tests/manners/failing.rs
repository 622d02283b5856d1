//! Servers that fail, names that are not found, networks that are down or want a login, clocks that jump.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use dateline::engine::{FeedOutcome, FeedResult};
use dateline::model::{FeedId, Time};
use dateline::net::schedule::Reason;
use dateline::net::{Lookup, NetSettings, Why};

use crate::desk::{Desk, names, rss, strict};
use crate::server::{Reply, Request, Server};

/// A switch that both a script and its test hold.
fn switch(on: bool) -> (Arc<AtomicBool>, Arc<AtomicBool>) {
    let switch = Arc::new(AtomicBool::new(on));
    (switch.clone(), switch)
}

fn feed(request: &Request) -> Reply {
    match request.is_conditional() {
        true => Reply::status("304 Not Modified", &[]),
        false => Reply::ok(&[("ETag", b"\"1\"")], &rss(3)),
    }
}

fn failed(outcome: &FeedOutcome) -> bool {
    matches!(outcome.result, FeedResult::Failed(_))
}

/// The hours between requests to a server that always answers so.
fn rhythm(status: &'static str, days: i64) -> Vec<f64> {
    let desk = Desk::strict();
    let (clock, times) = (desk.clock(), Arc::new(Mutex::new(Vec::new())));
    let heard = times.clone();
    let server = Server::start(move |_| {
        heard.lock().expect("whole").push(clock.load(Ordering::SeqCst));
        Reply::status(status, &[])
    });
    desk.subscribe(&server.url_of("a.example", "/"));
    desk.refresh(Why::Due);
    desk.live(days * Time::DAY, 5 * Time::MINUTE);
    let times = times.lock().expect("whole").clone();
    times.windows(2).map(|pair| (pair[1] - pair[0]) as f64 / 3_600.0).collect()
}

#[track_caller]
fn like(found: &[f64], asked: &[f64]) {
    let fits = |(found, asked): (&f64, &f64)| (*asked..=asked * 1.1 + 0.1).contains(found);
    assert!(found.len() >= asked.len() && found.iter().zip(asked).all(fits), "{found:?}, not {asked:?}");
}

/// H28, H29.
#[test]
fn failures_are_asked_again_ever_more_rarely() {
    like(&rhythm("404 Not Found", 30), &[1.0, 4.0, 12.0, 24.0, 24.0]);
    let missing = rhythm("404 Not Found", 40);
    assert!(missing.last().is_some_and(|hours| *hours >= 168.0), "weekly after two weeks: {missing:?}");
    for status in ["401 Unauthorized", "403 Forbidden", "451 Unavailable"] {
        like(&rhythm(status, 5), &[4.0, 24.0, 24.0]);
    }
    for status in ["500 Oops", "502 Bad Gateway"] {
        like(&rhythm(status, 5), &[1.0 / 6.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 24.0]);
    }
}

/// H29: one retry, and only where the connection was reset before anything came.
#[test]
fn a_reset_connection_is_tried_once_more() {
    for (resets, requests, good) in [(1, 2, true), (9, 2, false)] {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let asked = Arc::new(AtomicUsize::new(0));
        let count = asked.clone();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let n = count.fetch_add(1, Ordering::SeqCst);
                if n < resets {
                    // Closing with something unread resets.
                    let _ = stream.peek(&mut [0]);
                    continue;
                }
                let mut lines = BufReader::new(stream.try_clone().expect("a stream")).lines();
                while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
                let body = rss(1);
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
                let _ = stream.write_all(&[head.as_bytes(), &body].concat());
            }
        });
        let desk = Desk::strict();
        desk.subscribe(&format!("http://{address}/"));
        assert_eq!(desk.refresh_one(Why::Due) == FeedResult::New(1), good);
        assert_eq!(asked.load(Ordering::SeqCst), requests);
    }
}

/// A desk with feeds of so many hosts, and the switch of its network.
fn cut_off(server: &Server, hosts: usize) -> (Desk, Arc<AtomicBool>) {
    let (down, theirs) = switch(false);
    let names = names(move |_| match theirs.load(Ordering::SeqCst) {
        true => Err("failed to lookup address information: Temporary failure in name resolution"),
        false => Ok("127.0.0.1"),
    });
    let desk = Desk::new(NetSettings { names, keep_idle: Duration::ZERO, ..strict() });
    for n in 0..hosts {
        desk.subscribe(&server.url_of(&format!("h{n}.example"), "/"));
    }
    (desk, down)
}

/// H30.
#[test]
fn a_network_that_is_down_is_no_poll() {
    for hosts in [5, 40] {
        let server = Server::start(feed);
        let (desk, down) = cut_off(&server, hosts);
        desk.refresh(Why::Due);
        down.store(true, Ordering::SeqCst);
        desk.advance(2 * Time::DAY);
        for _ in 0..30 {
            let outcomes = desk.refresh(Why::Due);
            assert_eq!(outcomes.len(), hosts);
            let skipped = |o: &FeedOutcome| matches!(o.result, FeedResult::Skipped(Reason::NetworkDown, _));
            assert!(outcomes.iter().all(skipped), "{outcomes:?}");
            desk.advance(Time::MINUTE);
        }
        let feeds = desk.refresher.store.tree().wait().expect("a tree").feeds;
        assert!(feeds.iter().all(|feed| feed.health.failures == 0 && feed.health.last_error.is_none()));
        down.store(false, Ordering::SeqCst);
        assert!(desk.refresh(Why::Due).iter().all(|outcome| outcome.result == FeedResult::Unchanged));
        assert_eq!(server.tape().len(), 2 * hosts, "one request each");
    }
}

/// H30: a name that cannot be found is the feed's own trouble where others can be reached.
#[test]
fn a_dead_name_among_living_ones_is_a_failure() {
    let server = Server::start(feed);
    let names = names(|name| if name == "dead.example" { Err("no such name") } else { Ok("127.0.0.1") });
    let desk = Desk::new(NetSettings { names, ..strict() });
    let dead = desk.subscribe(&server.url_of("dead.example", "/"));
    assert!(failed(&desk.refresh(Why::Due)[0]));
    let alone = desk.feed(dead).health;
    assert_eq!((alone.failures, alone.last_error.is_some()), (0, true), "shown, but whose fault is it?");
    desk.subscribe(&server.url_of("live.example", "/"));
    desk.advance(6 * Time::MINUTE);
    assert_eq!(desk.refresh(Why::Due).iter().filter(|outcome| failed(outcome)).count(), 1);
    let health = desk.feed(dead).health;
    assert_eq!(health.failures, 1);
    assert!(health.last_error.is_some_and(|why| why.contains("no such name")));
}

/// D22: look-ups that hang end in time, and hold up neither other feeds nor the end of the program.
#[test]
fn names_that_hang_are_given_up() {
    let server = Server::start(feed);
    let lookup = Lookup::by(|name| {
        Box::pin(async move {
            if name.starts_with("hang") {
                std::future::pending::<()>().await;
            }
            Ok(vec![([127, 0, 0, 1], 0).into()])
        })
    });
    let settings = NetSettings { names: lookup, lookup: Duration::from_millis(150), ..strict() };
    let desk = Desk::new(settings);
    for n in 0..200 {
        desk.subscribe(&server.url_of(&format!("hang{n}.example"), "/"));
    }
    desk.subscribe(&server.url_of("live.example", "/"));
    let begun = Instant::now();
    let outcomes = desk.refresh(Why::Due);
    assert_eq!(outcomes.iter().filter(|o| o.result == FeedResult::New(3)).count(), 1, "others are unaffected");
    assert_eq!(outcomes.iter().filter(|o| failed(o)).count(), 200);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

/// D22: the system's resolver runs in threads that the end of the program does not wait for.
#[test]
fn leaving_does_not_wait_for_a_name() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let lookup = Lookup::system();
    let found = runtime.block_on(lookup.find("localhost", Duration::from_secs(5)));
    assert!(found.is_ok_and(|found| found.iter().all(|address| address.ip().is_loopback())));
    let slow = runtime.block_on(lookup.find("localhost", Duration::ZERO));
    let begun = Instant::now();
    drop(runtime);
    assert!(begun.elapsed() < Duration::from_secs(2), "{slow:?}");
}

/// Everything that must not change while a network wants a login.
fn state(desk: &Desk) -> Vec<String> {
    let jobs = desk.refresher.store.jobs(None).wait().expect("jobs");
    let tree = desk.refresher.store.tree().wait().expect("a tree");
    let feeds = tree.feeds.iter().map(|feed| format!("{} {:?} {:?}", feed.subscription.url, feed.counts, feed.health));
    jobs.iter().map(|job| format!("{job:?}")).chain(feeds).collect()
}

/// D23.
#[test]
fn a_captive_portal_changes_nothing_and_pauses_the_refresh() {
    let portals: [fn(&Request) -> Reply; 4] = [
        |_| Reply::ok(&[("ETag", b"\"p\"")], b"<!doctype html><html><body>Log in to the network</body></html>"),
        |_| Reply::status("511 Network Authentication Required", &[]),
        |request| match request.host() {
            "door.example" => Reply::ok(&[], b"<html><body>Welcome</body></html>"),
            _ => Reply::redirect("302 Found", &format!("http://door.example:{}/login", port(request))),
        },
        |request| match request.host() {
            "door.example" => Reply::status("410 Gone", &[]),
            _ => Reply::redirect("301 Moved Permanently", &format!("http://door.example:{}/login", port(request))),
        },
    ];
    for portal in portals {
        let (closed, theirs) = switch(false);
        let server = Server::start(move |request| match theirs.load(Ordering::SeqCst) {
            true => portal(request),
            false => feed(request),
        });
        let desk = Desk::strict();
        desk.refresher.client.guard().trust("door.example");
        for n in 0..20 {
            desk.subscribe(&server.url_of(&format!("h{n}.example"), "/"));
        }
        desk.refresh(Why::Due);
        desk.advance(2 * Time::DAY);
        let before = state(&desk);
        closed.store(true, Ordering::SeqCst);
        let outcomes = desk.refresh(Why::Due);
        let skipped = |o: &FeedOutcome| matches!(o.result, FeedResult::Skipped(Reason::Portal, _));
        assert!(outcomes.len() == 20 && outcomes.iter().all(skipped), "{outcomes:?}");
        assert_eq!(state(&desk), before);
        let asked = server.tape().len();
        desk.live(4 * Time::MINUTE, 30);
        assert_eq!(server.tape().len(), asked, "a pause of five minutes");
        closed.store(false, Ordering::SeqCst);
        desk.advance(2 * Time::MINUTE);
        let good = desk.refresh(Why::Due).iter().filter(|o| o.result == FeedResult::Unchanged).count();
        assert_eq!(good, 20);
    }
}

/// D23: one page among many feeds is that feed's own trouble.
#[test]
fn a_page_among_feeds_is_a_failure_of_its_own() {
    let server = Server::start(|request| match request.host() {
        "h0.example" => Reply::ok(&[], b"<html><head><title>A site</title></head><body>Hello</body></html>"),
        _ => feed(request),
    });
    let desk = Desk::strict();
    for n in 0..8 {
        desk.subscribe(&server.url_of(&format!("h{n}.example"), "/"));
    }
    assert_eq!(desk.refresh(Why::Due).iter().filter(|outcome| failed(outcome)).count(), 1);
    let health = desk.feed(FeedId(1)).health;
    assert_eq!((health.failures, health.error_body.is_some()), (1, true));
}

/// D23: feeds that have become pages are due together, without a healthy one among them; that is no portal.
#[test]
fn feeds_that_have_become_pages_are_left_alone_like_any_failing_feed() {
    let (closed, theirs) = switch(false);
    let server = Server::start(move |request| match theirs.load(Ordering::SeqCst) && request.path == "/page" {
        true => Reply::ok(&[], b"<html><body>We have moved</body></html>"),
        false => feed(request),
    });
    let desk = Desk::strict();
    for n in 0..20 {
        let path = if n < 6 { "/page" } else { "/" };
        desk.subscribe(&server.url_of(&format!("h{n}.example"), path));
    }
    desk.refresh(Why::Due);
    closed.store(true, Ordering::SeqCst);
    desk.live(2 * Time::DAY, 5 * Time::MINUTE);
    let pages = || server.tape().iter().filter(|request| request.path == "/page").count();
    assert!(pages() <= 6 * 12, "{}", pages());
    assert!(desk.feed(FeedId(1)).health.failures > 3);

    // Even where they are all there is, they are asked ever more rarely.
    let desk = Desk::strict();
    for n in 0..6 {
        desk.subscribe(&server.url_of(&format!("h{n}.example"), "/page"));
    }
    closed.store(false, Ordering::SeqCst);
    desk.refresh(Why::Due);
    closed.store(true, Ordering::SeqCst);
    let before = pages();
    desk.live(2 * Time::DAY, 5 * Time::MINUTE);
    assert!(pages() - before <= 6 * 50, "{}", pages() - before);
}

fn port(request: &Request) -> &str {
    request.header("Host").and_then(|host| host.split(':').nth(1)).unwrap_or_default()
}

/// What a failing server said is shown: one line, safe, not long.
#[test]
fn the_first_line_of_what_came_instead_is_kept() {
    for (body, line) in [
        (&b"Rate limit: \x1b[31mslow\x1b[0m down\nmore"[..], "Rate limit: slow down"),
        (b"<html><body><h1>Blocked &amp; logged</h1>", "Blocked & logged"),
        (&[b'x'; 5_000], ""),
        (b"", ""),
    ] {
        let server = Server::replies([Reply::new("403 Forbidden", &[], body)]);
        let desk = Desk::strict();
        let id = desk.subscribe(&server.url_of("a.example", "/"));
        desk.refresh(Why::Due);
        let kept = desk.feed(id).health.error_body.unwrap_or_default();
        let shown = kept.chars().count() <= 200 && kept.chars().all(|c| !c.is_control());
        let right = if line.is_empty() {
            body.is_empty() == kept.is_empty()
        } else {
            kept.contains(line.split(' ').next().unwrap_or_default())
        };
        assert!(shown && right, "{kept:?}, not {line:?}");
    }
}

/// D19.
#[test]
fn a_clock_that_jumps_freezes_no_feed_and_starts_no_storm() {
    let year = 365 * Time::DAY;
    let server = Server::start(feed);
    let desk = Desk::strict();
    for n in 0..5 {
        desk.subscribe(&server.url_of(&format!("h{n}.example"), "/"));
    }
    desk.refresh(Why::Due);
    for jump in [10 * year, -20 * year, 10 * year, Time::HOUR, -Time::HOUR, 8_000 * year, -8_000 * year] {
        let before = server.tape().len();
        desk.advance(jump);
        let next = desk.refresher.store.next_due(desk.now()).wait().expect("a store").expect("a feed is due");
        assert!(next.since(desk.now()) <= 30 * Time::DAY, "frozen after a jump of {jump} s");
        for _ in 0..60 {
            desk.refresh(Why::Due);
            desk.advance(Time::MINUTE);
        }
        assert!(server.tape().len() - before <= 5, "a storm after a jump of {jump} s");
        desk.live(3 * Time::DAY, Time::HOUR);
        assert!(server.tape().len() - before >= 5, "silence after a jump of {jump} s");
    }
}

/// D24, H6.
#[test]
fn a_partial_answer_takes_nothing_away() {
    let new: &[(&str, &[u8])] = &[("ETag", b"\"new\"")];
    let chunked = b"HTTP/1.1 200 OK\r\nETag: \"new\"\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n40\r\ncut";
    let short = b"HTTP/1.1 200 OK\r\nETag: \"new\"\r\nContent-Length: 9999\r\n\r\n<rss><channel>";
    for bad in [Reply::raw(chunked), Reply::raw(short), Reply::ok(new, b""), Reply::ok(new, &rss(0))] {
        let server = Server::replies([Reply::ok(&[("ETag", b"\"old\"")], &rss(5)), bad, Reply::ok(&[], &rss(5))]);
        let desk = Desk::strict();
        let id = desk.subscribe(&server.url_of("a.example", "/"));
        desk.refresh(Why::Due);
        assert!(failed(&desk.refresh(Why::Forced)[0]));
        assert_eq!((desk.feed(id).counts.total, desk.feed(id).counts.unread), (5, 5));
        desk.refresh(Why::Forced);
        assert_eq!(server.tape()[2].header("If-None-Match"), Some("\"old\""));
    }
}

/// D21: a server that trickles costs its own feed its time, and no other feed anything.
#[test]
fn a_trickling_server_holds_up_nobody() {
    let server = Server::start(|request| match request.host() {
        "slow.example" => Reply::trickle(b"HTTP/1.1 200 OK\r\n\r\n<rss>", Duration::from_millis(20)),
        _ => feed(request),
    });
    let settings = NetSettings { total: Duration::from_millis(500), ..strict() };
    assert_eq!(NetSettings::default().total, Duration::from_secs(60));
    let desk = Desk::new(settings);
    desk.subscribe(&server.url_of("slow.example", "/"));
    for n in 0..10 {
        desk.subscribe(&server.url_of(&format!("h{n}.example"), "/"));
    }
    let begun = Instant::now();
    let mut order = Vec::new();
    desk.run(async {
        let jobs = desk.refresher.store.jobs(None).await.expect("jobs");
        desk.refresher.refresh(jobs, Why::Due, |outcome| order.push(failed(&outcome))).await;
    });
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert_eq!((order.iter().filter(|failed| **failed).count(), order.last()), (1, Some(&true)), "it comes last");
}
