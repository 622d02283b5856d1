//! What an answer makes of the next poll: validators, freshness, deltas, doubts; and what is never asked for at all.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use dateline::engine::FeedResult;
use dateline::model::{FeedId, Subscription, Time};
use dateline::net::{NetSettings, Why};

use crate::desk::{Desk, busy, rss, strict};
use crate::server::{Reply, Request, Server};

type Headers = &'static [(&'static str, &'static [u8])];

/// Lives for so many hours with one feed that is answered so; when it was asked.
fn times(hours: i64, answer: impl Fn(&Request, i64) -> Reply + Send + Sync + 'static) -> (Vec<i64>, Desk) {
    let desk = Desk::strict();
    let (clock, times) = (desk.clock(), Arc::new(Mutex::new(Vec::new())));
    let heard = times.clone();
    let server = Server::start(move |request| {
        let now = clock.load(Ordering::SeqCst);
        heard.lock().expect("whole").push(now);
        answer(request, now)
    });
    desk.subscribe(&server.url_of("a.example", "/"));
    desk.refresh(Why::Due);
    desk.live(hours * Time::HOUR, Time::MINUTE);
    let times = times.lock().expect("whole").clone();
    (times, desk)
}

fn gaps(times: &[i64]) -> Vec<i64> {
    times.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

fn why(desk: &Desk) -> String {
    desk.feed(FeedId(1)).health.why_next.unwrap_or_default()
}

/// H12.
#[test]
fn a_busy_publisher_may_ask_for_fifteen_minutes_and_no_less() {
    for ttl in [
        "<ttl>15</ttl>",
        "<ttl>5</ttl>",
        "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
    ] {
        let (times, desk) = times(24, move |_, now| Reply::ok(&[("ETag", b"\"1\"")], &busy(now, ttl)));
        assert!((85..=97).contains(&times.len()), "{ttl}: {}", times.len());
        // The first time nothing was known yet.
        assert!(gaps(&times)[1..].iter().all(|gap| *gap >= 900), "{ttl}");
        assert!(why(&desk).contains("publisher"), "{}", why(&desk));
    }
    let (times, _) = times(24, |_, now| Reply::ok(&[("ETag", b"\"1\"")], &busy(now, "")));
    assert!(times.len() <= 25 && gaps(&times).iter().all(|gap| *gap >= 3_600), "{times:?}");
}

/// H13.
#[test]
fn a_server_without_validators_is_asked_six_times_a_day() {
    let (times, desk) = times(24, |_, now| Reply::ok(&[], &busy(now, "<ttl>15</ttl>")));
    assert!(times.len() <= 7 && gaps(&times).iter().all(|gap| *gap >= 4 * 3_600), "{times:?}");
    assert!(why(&desk).contains("unchanged"), "{}", why(&desk));
    for refresh in [1_800, 12 * 3_600] {
        let server = Server::start(|_| Reply::ok(&[], &rss(1)));
        let desk = Desk::strict();
        let url = server.url_of("a.example", "/");
        desk.subscribe_as(Subscription { url, refresh: Some(refresh), ..Subscription::default() });
        desk.refresh(Why::Due);
        desk.live(Time::DAY, Time::MINUTE);
        let asked = 86_400 / refresh as usize;
        assert!((asked * 8 / 10..=asked + 1).contains(&server.tape().len()), "{refresh}: {}", server.tape().len());
    }
}

/// H16, H19: the reason is there to be shown, also after a restart.
#[test]
fn the_reason_for_the_next_poll_is_kept() {
    for (headers, reason, hours) in [
        (&[("ETag", &b"\"1\""[..])][..], "a new feed: how often it posts is not known yet", 1),
        (&[("ETag", b"\"1\""), ("Cache-Control", b"max-age=172800")], "the server asks for 2 days (max-age)", 48),
        (
            &[("ETag", b"\"1\""), ("Cache-Control", b"MAX-AGE=\"504576000\"")],
            "the server asks for 7 days (max-age of 5840 days)",
            168,
        ),
    ] {
        let server = Server::replies([Reply::ok(headers, &rss(3))]);
        let mut desk = Desk::strict();
        desk.subscribe(&server.url_of("a.example", "/"));
        desk.refresh(Why::Due);
        desk.restart();
        assert_eq!(why(&desk), reason);
        let next = desk.feed(FeedId(1)).health.next_poll.expect("a time").since(desk.now());
        assert!((hours * 3_600..=hours * 3_960).contains(&next), "{next}");
    }
}

/// H5, H17: what a 304 says of freshness replaces what is known; what it does not say stays.
#[test]
fn freshness_follows_a_304() {
    let cases: [(Headers, i64); 4] = [
        (&[], 48),
        (&[("Cache-Control", b"max-age=18000")], 5),
        (&[("Cache-Control", b"max-age=18000"), ("Age", b"7200")], 3),
        (&[("Cache-Control", b"no-cache")], 1),
    ];
    for (headers, hours) in cases {
        let server = Server::start(move |request| match request.is_conditional() {
            true => Reply::status("304 Not Modified", headers),
            false => Reply::ok(&[("ETag", b"\"1\""), ("Cache-Control", b"max-age=172800")], &busy(1_795_000_000, "")),
        });
        let mut desk = Desk::strict();
        desk.subscribe(&server.url_of("a.example", "/"));
        desk.refresh(Why::Due);
        desk.restart();
        assert_eq!(desk.refresh_one(Why::Forced), FeedResult::Unchanged);
        let next = desk.feed(FeedId(1)).health.next_poll.expect("a time").since(desk.now());
        assert!((hours * 3_600..=hours * 3_960).contains(&next), "{headers:?}: {next}");
    }
}

/// H43.
#[test]
fn a_publishers_hours_of_rest_are_kept() {
    let hours: String = (0..24).filter(|hour| *hour != 5).map(|hour| format!("<hour>{hour}</hour>")).collect();
    let head = format!("<skipHours>{hours}</skipHours><skipDays><day>Sunday</day></skipDays>");
    let (times, _) = times(24 * 15, move |request, now| match request.is_conditional() {
        true => Reply::status("304 Not Modified", &[]),
        false => Reply::ok(&[("ETag", b"\"1\"")], &busy(now, &head)),
    });
    let later = &times[1..];
    assert!((8..=14).contains(&later.len()), "{later:?}");
    assert!(later.iter().all(|time| time / 3_600 % 24 == 5 && (time / 86_400 + 3) % 7 != 6), "{later:?}");
}

/// H11, H8: a server stuck on "unchanged" is asked anew after a while, and seldom.
#[test]
fn a_server_that_only_says_unchanged_is_doubted_once_a_month() {
    let unconditional = |refuse_first: bool, days: i64| {
        let refuses = AtomicBool::new(refuse_first);
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = asked.clone();
        let (_, desk) = times(24 * days, move |request, now| {
            if !request.is_conditional() {
                heard.lock().expect("whole").push(now);
            }
            match (refuses.swap(false, Ordering::SeqCst), request.is_conditional()) {
                (true, _) => Reply::status("429 Too Many Requests", &[("Retry-After", b"60")]),
                (_, true) => Reply::status("304 Not Modified", &[]),
                (_, false) => Reply::ok(&[("ETag", b"\"1\"")], &busy(now, "")),
            }
        });
        drop(desk);
        let asked = asked.lock().expect("whole").clone();
        gaps(&asked).into_iter().map(|gap| gap / Time::DAY).collect::<Vec<_>>()
    };
    let doubts = unconditional(false, 75);
    assert!(doubts.len() == 2 && doubts[0] >= 8 && doubts[1] >= 30, "{doubts:?}");
    // Not where the host has ever refused: there the second request is the first answer.
    assert_eq!(unconditional(true, 40), [0]);
}

/// H42.
#[test]
fn a_delta_is_merged_and_asked_for_only_with_validators() {
    let items = |guids: &[&str]| {
        let items: String = guids
            .iter()
            .map(|guid| {
                format!("<item><guid>{guid}</guid><title>{guid}</title><link>https://e.example/same</link></item>")
            })
            .collect();
        format!("<rss version=\"2.0\"><channel><title>F</title>{items}</channel></rss>").into_bytes()
    };
    let server = Server::replies([
        Reply::ok(&[("ETag", b"\"1\"")], &items(&["a", "b"])),
        Reply::new("226 IM Used", &[("ETag", b"\"2\""), ("IM", b"feed")], &items(&["c"])),
        Reply::new("226 IM Used", &[("ETag", b"\"3\""), ("IM", b"feed")], &items(&[])),
        Reply::ok(&[("ETag", b"\"4\"")], &items(&["d", "c"])),
        Reply::new("226 IM Used", &[], b"cut"),
        Reply::status("304 Not Modified", &[]),
    ]);
    let desk = Desk::strict();
    desk.subscribe(&server.url_of("a.example", "/"));
    let mut results = Vec::new();
    for _ in 0..6 {
        results.push(desk.refresh_one(Why::Forced));
    }
    assert_eq!(results[..4], [FeedResult::New(2), FeedResult::New(1), FeedResult::Unchanged, FeedResult::New(1)]);
    assert!(matches!(results[4], FeedResult::Failed(_)), "{results:?}");
    assert_eq!(desk.feed(FeedId(1)).counts.total, 4, "nothing was taken away or merged by its link");
    let sent: Vec<_> = server
        .tape()
        .iter()
        .map(|r| (r.header("A-IM").is_some(), r.header("If-None-Match").map(str::to_owned)))
        .collect();
    let tags = [None, Some("\"1\""), Some("\"2\""), Some("\"3\""), Some("\"4\""), Some("\"4\"")];
    assert_eq!(sent, tags.map(|tag| (tag.is_some(), tag.map(str::to_owned))));
}

/// H7: the validators of one address are not sent to another.
#[test]
fn a_new_address_starts_without_validators() {
    let server = Server::start(|request| match request.is_conditional() {
        true => Reply::status("304 Not Modified", &[]),
        false => Reply::ok(&[("ETag", b"\"1\"")], &rss(1)),
    });
    let desk = Desk::strict();
    let id = desk.subscribe(&server.url_of("a.example", "/one"));
    desk.refresh(Why::Due);
    let url = server.url_of("a.example", "/two");
    desk.refresher.store.edit(id, Subscription { url, ..Subscription::default() }, desk.now()).wait().expect("edited");
    for _ in 0..2 {
        desk.refresh(Why::Forced);
    }
    let sent: Vec<_> = server.tape().iter().map(|request| request.is_conditional()).collect();
    assert_eq!(sent, [false, false, true]);
}

/// H46.
#[test]
fn the_same_address_in_two_folders_is_fetched_once() {
    let server = Server::start(|_| Reply::ok(&[("ETag", b"\"1\"")], &rss(1)));
    let desk = Desk::strict();
    let url = server.url_of("a.example", "/");
    let file = desk.folder().join("feeds.toml");
    let text = format!("[[feed]]\nurl = \"{url}\"\nfolder = \"A\"\n[[feed]]\nurl = \"{url}\"\nfolder = \"B\"\n");
    std::fs::write(&file, text).expect("written");
    let _ = desk.run(dateline::engine::feeds_file::read(&desk.refresher.store, &file));
    for _ in 0..2 {
        desk.subscribe(&url);
    }
    desk.refresh(Why::Due);
    assert_eq!(server.tape().len(), 1);
}

/// H38, H39, H44, H45, H47: whatever a feed names, only the feed is asked for. There are no icons at all, no hub is
/// subscribed to, and pages are opened by the reader alone.
#[test]
fn nothing_is_asked_for_but_the_feed() {
    let body = |request: &Request| {
        let base = format!("http://{}", request.header("Host").unwrap_or_default());
        format!(
            "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:fh='http://purl.org/syndication/history/1.0'>\
             <title>T</title><id>u:1</id><updated>2026-11-01T00:00:00Z</updated>\
             <icon>{base}/icon.png</icon><logo>{base}/logo.png</logo>\
             <link rel='hub' href='{base}/hub'/><link rel='self' href='{base}/self'/><link rel='next' href='{base}/2'/>\
             <link rel='prev-archive' href='{base}/archive'/><link href='{base}/'/>\
             <entry><id>u:2</id><title>E</title><updated>2026-11-01T00:00:00Z</updated><link href='{base}/page'/>\
             <link rel='enclosure' href='{base}/a.mp3'/><content type='html'>&lt;img src=\"{base}/i.png\"></content>\
             </entry></feed>"
        )
    };
    let server = Server::start(move |request| Reply::ok(&[("ETag", b"\"1\"")], body(request).as_bytes()));
    let desk = Desk::strict();
    desk.subscribe_as(Subscription { url: server.url_of("a.example", "/feed"), ..Subscription::default() });
    desk.refresh(Why::Due);
    desk.live(3 * Time::DAY, Time::HOUR);
    let store = &desk.refresher.store;
    store.article(dateline::model::EntryId(1)).wait().expect("an article");
    let tape = server.tape();
    assert!(tape.len() >= 2);
    assert!(tape.iter().all(|request| request.method == "GET" && request.path == "/feed"), "{tape:?}");
}

/// H41.
#[test]
fn idle_connections_are_closed() {
    assert!(NetSettings::default().keep_idle <= std::time::Duration::from_secs(90));
    let server = Server::start(|_| Reply::ok(&[("ETag", b"\"1\"")], &rss(1)));
    let desk = Desk::new(NetSettings { keep_idle: std::time::Duration::from_millis(30), ..strict() });
    desk.subscribe(&server.url_of("a.example", "/"));
    desk.refresh(Why::Due);
    let begun = std::time::Instant::now();
    while server.open_connections() > 0 {
        assert!(begun.elapsed() < std::time::Duration::from_secs(20), "still open");
        std::thread::yield_now();
    }
}
