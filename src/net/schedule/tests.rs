//! The schedule as tables: what was seen, when the feed is asked next, and why then.

use super::*;
use crate::model::{Skips, Source, Wish};

const RULES: Rules = Rules { interval: INTERVAL, pace_loopback: false, refusal_per_feed: false };
const NOW: Time = Time(1_700_000_000);
const HOUR: i64 = Time::HOUR;
const DAY: i64 = Time::DAY;

/// A feed that has been fetched before and posts so often a week.
fn posting(rate: f32) -> FetchJob {
    FetchJob {
        newest: Some(NOW.plus(-HOUR)),
        last_full: Some(NOW.plus(-DAY)),
        posts_per_week: rate,
        ..job("https://example.org/")
    }
}

fn job(url: &str) -> FetchJob {
    FetchJob { url: url.into(), ..FetchJob::default() }
}

const GOOD: Seen = Seen {
    attempt: Attempt::Good,
    freshness: Freshness { http: None, feed: None, skips: Skips(0) },
    validators: true,
    spent: None,
};

fn wish(source: Source, wait: i64) -> Option<Wish> {
    (wait > 0).then_some(Wish { wait, source })
}

fn fresh(http: i64, feed: i64) -> Seen {
    let freshness =
        Freshness { http: wish(Source::MaxAge, http), feed: wish(Source::Ttl, feed), skips: Skips::default() };
    Seen { freshness, ..GOOD }
}

fn refused(status: u16, until: Option<i64>) -> Seen {
    let until = until.map(|seconds| NOW.plus(seconds));
    Seen { attempt: Attempt::Refused { status, until }, ..GOOD }
}

/// Fails unless the next poll lies `wait` seconds ahead, or up to a tenth later.
#[track_caller]
fn waits(job: &FetchJob, seen: &Seen, wait: i64) -> Next {
    let next = next(job, NOW, seen, RULES);
    let found = next.poll.since(NOW);
    assert!((wait..=wait + wait / 10).contains(&found), "{found} s, not {wait} s: {}", next.why);
    next
}

fn until(result: Result<(), Skip>) -> Option<(Reason, i64)> {
    result.err().map(|skip| (skip.reason, skip.until.since(NOW)))
}

/// H12, H15.
#[test]
fn a_new_feed_is_asked_after_an_hour_never_earlier_and_at_most_a_tenth_later() {
    let waits: Vec<i64> =
        (0..500).map(|n| next(&job(&format!("https://example.org/{n}")), NOW, &GOOD, RULES).poll.since(NOW)).collect();
    assert!(waits.iter().all(|wait| (3600..=3960).contains(wait)), "{waits:?}");
    assert!(waits.iter().max() > waits.iter().min().map(|min| min + 300).as_ref(), "spread");
}

/// H16.
#[test]
fn a_feed_is_asked_as_often_as_it_posts() {
    for (rate, hours) in [(0.0, 24), (1.0, 24), (7.0, 24), (14.0, 12), (84.0, 2), (168.0, 1), (5_000.0, 1)] {
        waits(&posting(rate), &GOOD, hours * HOUR);
    }
    let silent = FetchJob { newest: Some(NOW.plus(-400 * DAY)), ..posting(0.1) };
    assert!(waits(&silent, &GOOD, 7 * DAY).why.contains("silent"));
    let empty = FetchJob { newest: None, ..posting(0.0) };
    waits(&empty, &GOOD, DAY);
    assert_eq!(waits(&posting(2.0), &GOOD, DAY).why, "posts about twice a week");
    let slower = Rules { interval: 2 * HOUR, ..RULES };
    assert!(next(&posting(500.0), NOW, &fresh(0, 900), slower).poll.since(NOW) >= 2 * HOUR);
}

#[test]
fn a_users_interval_counts_but_not_below_the_floor() {
    let set = |url: &str, refresh| FetchJob { refresh: Some(refresh), ..job(url) };
    waits(&set("https://example.org/", 1_800), &GOOD, 1_800);
    waits(&set("https://example.org/", 5), &GOOD, 600);
    waits(&set("http://127.0.0.1:80/", 5), &GOOD, 5);
    let next = waits(&set("https://example.org/", 86_400), &GOOD, DAY);
    assert_eq!(next.why, "you set 1 day");
}

/// H12: shorter than an hour only where the publisher says so and posts at least hourly.
#[test]
fn a_busy_feed_may_ask_for_more() {
    waits(&posting(500.0), &fresh(0, 900), 900);
    waits(&posting(500.0), &fresh(0, 60), 900);
    waits(&posting(500.0), &fresh(1_800, 60), 1_800);
    waits(&posting(500.0), &fresh(0, 0), HOUR);
    waits(&posting(100.0), &fresh(0, 900), 7 * DAY / 100);
}

/// H13.
#[test]
fn a_server_without_validators_is_asked_every_four_hours() {
    let without = Seen { validators: false, ..GOOD };
    waits(&posting(500.0), &without, 4 * HOUR);
    waits(&posting(500.0), &Seen { validators: false, ..fresh(0, 900) }, 4 * HOUR);
    waits(&posting(1.0), &without, DAY);
    for refresh in [1_800, 86_400] {
        waits(&FetchJob { refresh: Some(refresh), ..posting(500.0) }, &without, i64::from(refresh));
    }
    waits(&FetchJob { url: "http://127.0.0.1/".into(), ..posting(500.0) }, &without, HOUR);
}

/// H17: the longest of all that is said.
#[test]
fn the_longest_wish_wins() {
    let lengths = [0, 2 * HOUR, 5 * HOUR, 30 * HOUR];
    for http in lengths {
        for feed in lengths {
            for refresh in [HOUR, 3 * HOUR, 40 * HOUR] {
                let job = FetchJob { refresh: u32::try_from(refresh).ok(), ..posting(500.0) };
                waits(&job, &fresh(http, feed), http.max(feed).max(refresh));
            }
        }
    }
}

/// H19, H43.
#[test]
fn wishes_end_at_a_week_and_the_reason_is_told() {
    let next = waits(&posting(500.0), &fresh(2 * DAY, 0), 2 * DAY);
    assert_eq!(next.why, "the server asks for 2 days (max-age)");
    let next = waits(&posting(500.0), &fresh(16 * 365 * DAY, 0), 7 * DAY);
    assert_eq!(next.why, "the server asks for 7 days (max-age of 5840 days)");
    assert_eq!(waits(&posting(500.0), &fresh(0, 12 * HOUR), 12 * HOUR).why, "the publisher asks for 12 hours (ttl)");
    waits(&posting(500.0), &fresh(i64::MAX, 0), 7 * DAY);
}

/// H43.
#[test]
fn a_resting_publisher_is_left_in_peace() {
    // NOW is 22:13 GMT.
    let skips = Skips(1 << 23 | 1 << 22);
    let next = next(&posting(500.0), NOW, &Seen { freshness: Freshness { skips, ..GOOD.freshness }, ..GOOD }, RULES);
    assert_eq!(next.poll.0 % DAY, 0, "midnight");
    assert!(next.why.contains("rests"), "{}", next.why);
}

/// H29.
#[test]
fn failures_wait_longer_each_time_up_to_a_day() {
    for (failures, minutes) in [(0, 10), (1, 30), (2, 60), (3, 120), (4, 240), (7, 1440), (4_000_000_000, 1440)] {
        let job = FetchJob { failures, ..job("https://example.org/") };
        waits(&job, &Seen::failed(Failure::Trouble), minutes * 60);
    }
    let again = FetchJob { failures: 2, ..job("https://example.org/") };
    let next = waits(&again, &Seen::failed(Failure::Trouble), HOUR);
    assert_eq!(next.why, "failed 3 times in a row: tried again after 1 hour");
}

/// H28.
#[test]
fn what_is_missing_or_denied_is_asked_for_ever_more_rarely() {
    let failing =
        |failures: u32, days: i64| FetchJob { failures, failing_since: Some(NOW.plus(-days * DAY)), ..posting(500.0) };
    for (failures, days, hours) in [(0, 0, 1), (1, 0, 4), (2, 0, 12), (3, 1, 24), (30, 13, 24), (31, 14, 168)] {
        waits(&failing(failures, days), &Seen::failed(Failure::Missing), hours * HOUR);
    }
    for (failures, hours) in [(0, 4), (1, 24), (50, 24)] {
        waits(&failing(failures, 20), &Seen::failed(Failure::Denied), hours * HOUR);
    }
}

/// H21.
#[test]
fn refusals_without_a_time_double_the_wait_and_successes_halve_it() {
    let mut known = posting(500.0);
    for hours in [1, 2, 4, 8, 16, 24, 24] {
        let next = waits(&known, &refused(503, None), hours * HOUR);
        assert_eq!((next.not_before, next.host_pause), (None, None));
        known.strain = next.strain;
    }
    for hours in [16, 8, 4, 2, 1, 1] {
        known.strain = waits(&known, &GOOD, hours * HOUR).strain;
    }
    for hours in [1, 2, 4, 8, 16, 24, 24] {
        let next = waits(&known, &refused(429, None), hours * HOUR);
        assert!(next.host_pause.is_some());
        known.host = next.host;
    }
    assert_eq!(next(&known, NOW, &refused(429, None), RULES).why, "HTTP 429, 8th time: left alone for 1 day");
}

/// H22, H23.
#[test]
fn a_429_concerns_the_host_and_two_in_a_row_slow_it_down() {
    let first = next(&posting(500.0), NOW, &refused(429, Some(2 * HOUR)), RULES);
    assert_eq!(first.host_pause, Some(NOW.plus(2 * HOUR)));
    assert_eq!(first.why, "HTTP 429, first time: the server asks for 2 hours (Retry-After)");
    let sibling = FetchJob { host: first.host, ..posting(500.0) };
    assert_eq!(until(may_poll(&sibling, NOW, Why::Forced, RULES)), Some((Reason::HostRefused, 2 * HOUR)));
    waits(&sibling, &GOOD, HOUR);
    let second = next(&sibling, NOW, &refused(429, Some(60)), RULES);
    let slowed = FetchJob { host: second.host, ..posting(500.0) };
    assert!(waits(&slowed, &GOOD, 2 * HOUR).why.starts_with("slowed down"));
    let week = NOW.plus(7 * DAY);
    assert!(next(&slowed, week, &GOOD, RULES).poll.since(week) < 2 * HOUR, "clean again");
    let alone = Rules { refusal_per_feed: true, ..RULES };
    let own = next(&posting(500.0), NOW, &refused(429, Some(2 * HOUR)), alone);
    assert_eq!((own.host_pause, own.not_before), (None, Some(NOW.plus(2 * HOUR))));
    assert_eq!(next(&posting(500.0), NOW, &refused(503, Some(60)), RULES).host_pause, None);
}

/// H20, H50.
#[test]
fn what_the_server_asked_for_holds_even_by_force() {
    let next = waits(&posting(500.0), &refused(503, Some(7_200)), 7_200);
    assert_eq!(next.not_before, Some(NOW.plus(7_200)));
    let job = FetchJob { not_before: next.not_before, next_poll: Some(next.poll), ..job("http://127.0.0.1/") };
    for why in [Why::Due, Why::Asked, Why::Forced] {
        assert_eq!(until(may_poll(&job, NOW, why, RULES)), Some((Reason::RetryAfter, 7_200)));
        assert_eq!(until(may_poll(&job, NOW.plus(8_000), why, RULES)), None);
    }
    let month = super::next(&posting(500.0), NOW, &refused(429, Some(LONGEST)), RULES);
    assert_eq!(month.poll.since(NOW), LONGEST, "not so far that it looks like a clock gone wrong");
}

#[test]
fn a_spent_quota_pauses_the_host_until_it_is_renewed() {
    let spent = Some(NOW.plus(2 * HOUR));
    let next = next(&posting(500.0), NOW, &Seen { spent, ..GOOD }, RULES);
    assert_eq!((next.host_pause, next.poll), (spent, NOW.plus(2 * HOUR)));
}

/// H10, H50.
#[test]
fn asking_by_hand_respects_the_floor_and_force_does_not() {
    let job =
        FetchJob { last_poll: Some(NOW.plus(-120)), next_poll: Some(NOW.plus(3480)), ..job("https://example.org/") };
    assert_eq!(until(may_poll(&job, NOW, Why::Due, RULES)), Some((Reason::NotDue, 3480)));
    assert_eq!(until(may_poll(&job, NOW, Why::Asked, RULES)), Some((Reason::Floor, 480)));
    assert_eq!(until(may_poll(&job, NOW, Why::Forced, RULES)), None);
    assert_eq!(until(may_poll(&job, NOW.plus(480), Why::Asked, RULES)), None);
}

/// H49.
#[test]
fn the_users_own_machine_has_no_floor_unless_it_is_paced() {
    for url in ["http://127.9.9.9:8080/f", "http://[::1]/f", "http://localhost/f"] {
        let job = FetchJob { last_poll: Some(NOW), ..job(url) };
        assert_eq!(until(may_poll(&job, NOW, Why::Asked, RULES)), None, "{url}");
        let paced = may_poll(&job, NOW, Why::Asked, Rules { pace_loopback: true, ..RULES });
        assert_eq!(until(paced), Some((Reason::Floor, 600)), "{url}");
    }
}

/// D19.
#[test]
fn a_clock_that_jumped_does_not_silence_a_feed_for_good() {
    for days in [400, 3_650, 2_900_000] {
        let far = Some(NOW.plus(DAY * days));
        let host = HostRecord { not_before: far, last_refusal: far, ..HostRecord::default() };
        let job = FetchJob { last_poll: far, next_poll: far, not_before: far, host, ..job("https://example.org/") };
        assert_eq!(until(may_poll(&job, NOW, Why::Due, RULES)), None);
        let poll = next(&job, NOW, &GOOD, RULES).poll;
        assert!((0..=LONGEST).contains(&poll.since(NOW)));
    }
    for at in [i64::MIN, -2_208_988_800, 0, i64::from(i32::MAX), 253_402_300_799, i64::MAX] {
        for seen in [GOOD, refused(429, None), refused(503, Some(HOUR)), Seen::failed(Failure::Missing)] {
            let job = FetchJob { failing_since: Some(NOW), last_poll: Some(NOW), ..posting(3.0) };
            assert!(next(&job, Time(at), &seen, RULES).poll >= Time(at));
        }
    }
}

/// H11.
#[test]
fn unchanged_is_doubted_after_eight_days_if_something_should_have_come() {
    let stuck = FetchJob {
        last_full: Some(NOW.plus(-9 * DAY)),
        newest: Some(NOW.plus(-9 * DAY)),
        rhythm: Some(86_400),
        ..posting(7.0)
    };
    assert!(is_stuck(&stuck, NOW));
    let believed = [
        FetchJob { last_full: Some(NOW.plus(-7 * DAY)), ..stuck.clone() },
        FetchJob { newest: Some(NOW.plus(-7 * DAY)), ..stuck.clone() },
        FetchJob { rhythm: Some(7 * 86_400), ..stuck.clone() },
        FetchJob { rhythm: None, ..stuck.clone() },
        FetchJob { last_unconditional: Some(NOW.plus(-29 * DAY)), ..stuck.clone() },
        FetchJob {
            host: HostRecord { last_refusal: Some(NOW.plus(-300 * DAY)), ..HostRecord::default() },
            ..stuck.clone()
        },
    ];
    assert!(believed.iter().all(|job| !is_stuck(job, NOW)));
}
