//! When a server is asked next, and whether it may be asked now. Pure: the time is given.

use std::fmt;
use std::time::UNIX_EPOCH;

use url::{Host, Url};

use crate::model::{FetchJob, Time};

/// The wait between polls where neither the user nor the server says otherwise, seconds.
pub const INTERVAL: i64 = Time::HOUR;
/// No feed is asked twice within this time, whatever the user does short of force, seconds.
pub const FLOOR: i64 = 10 * Time::MINUTE;
/// The longest wait that a server can ask for, seconds. A stored moment farther ahead is a clock gone wrong.
pub const LONGEST: i64 = 30 * Time::DAY;

const AFTER_FAILURE: [i64; 8] = [
    10 * Time::MINUTE,
    30 * Time::MINUTE,
    Time::HOUR,
    2 * Time::HOUR,
    4 * Time::HOUR,
    8 * Time::HOUR,
    16 * Time::HOUR,
    Time::DAY,
];
const AFTER_REFUSAL: [i64; 6] =
    [Time::HOUR, 2 * Time::HOUR, 4 * Time::HOUR, 8 * Time::HOUR, 16 * Time::HOUR, Time::DAY];

/// Why a feed is to be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Its time has come.
    Due,
    /// The reader asked for it: the schedule does not matter, the floor does.
    Asked,
    /// Neither schedule nor floor matters; what the server asked for does.
    Forced,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    NotDue,
    /// Asked for less than [`FLOOR`] ago.
    Floor,
    /// The server asked for time (`Retry-After`).
    RetryAfter,
}

/// A feed that is left out, and from when on it would be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Skip {
    pub reason: Reason,
    pub until: Time,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reason::NotDue => "not due yet",
            Reason::Floor => "asked less than 10 minutes ago",
            Reason::RetryAfter => "the server asked to wait",
        })
    }
}

/// What the user set for all feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Seconds between polls; less than [`INTERVAL`] can be set for single feeds only.
    pub interval: i64,
    /// Servers on this machine are treated like any other.
    pub pace_loopback: bool,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules { interval: INTERVAL, pace_loopback: false }
    }
}

/// How an attempt went, as far as the schedule cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// A feed came, or word that nothing changed.
    Good,
    /// 429 or 503, with the moment that `Retry-After` names.
    Refused(Option<Time>),
    Failed,
}

/// What to store with the feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    pub poll: Time,
    pub not_before: Option<Time>,
}

/// Whether a feed may be fetched at `now`.
pub fn may_poll(job: &FetchJob, now: Time, why: Why, rules: Rules) -> Result<(), Skip> {
    let wait = |reason, until: Option<Time>| match until {
        Some(until) if now < until && until.since(now) <= LONGEST => Err(Skip { reason, until }),
        _ => Ok(()),
    };
    wait(Reason::RetryAfter, job.not_before)?;
    if why == Why::Due {
        wait(Reason::NotDue, job.next_poll)?;
    }
    if why != Why::Forced {
        // A last poll in the future is a clock that was set back.
        let last = job.last_poll.filter(|last| *last <= now);
        wait(Reason::Floor, last.map(|last| last.plus(floor(&job.url, rules))))?;
    }
    Ok(())
}

/// When to ask again after an attempt made at `at`. `job.failures` counts the failures before this attempt.
pub fn next(job: &FetchJob, at: Time, attempt: Attempt, rules: Rules) -> Next {
    let floor = floor(&job.url, rules);
    let own = job.refresh.map_or(rules.interval.max(INTERVAL), i64::from).clamp(floor.max(1), LONGEST);
    let (wait, not_before) = match attempt {
        Attempt::Good => (own, None),
        Attempt::Failed => (step(&AFTER_FAILURE, job.failures), None),
        Attempt::Refused(None) => (step(&AFTER_REFUSAL, job.failures).max(own), None),
        Attempt::Refused(Some(until)) => {
            let wait = until.since(at).clamp(0, LONGEST);
            (wait.max(own), Some(at.plus(wait)))
        }
    };
    Next { poll: at.plus(wait + jitter(&job.url, at, wait)), not_before }
}

/// The moment that a `Retry-After` value names: seconds from `at`, or an HTTP date in any of its three forms.
pub fn retry_after(value: &[u8], at: Time) -> Option<Time> {
    let text = std::str::from_utf8(value).ok()?.trim();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(at.plus(text.parse().unwrap_or(LONGEST).min(LONGEST)));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    let seconds = i64::try_from(date.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()?;
    Some(Time(seconds).min(at.plus(LONGEST)))
}

/// Whether an address is on this machine: 127.0.0.0/8, ::1, `localhost`.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

fn floor(url: &str, rules: Rules) -> i64 {
    let own_machine = !rules.pace_loopback && Url::parse(url).is_ok_and(|url| is_loopback(&url));
    if own_machine { 0 } else { FLOOR }
}

fn step(table: &[i64], failures: u32) -> i64 {
    let index = usize::try_from(failures).unwrap_or(usize::MAX);
    table.get(index).or(table.last()).copied().unwrap_or(Time::DAY)
}

/// Up to a tenth of the wait, always later, the same for the same address and time.
fn jitter(url: &str, at: Time, wait: i64) -> i64 {
    let hash = xxhash_rust::xxh3::xxh3_64_with_seed(url.as_bytes(), at.0.unsigned_abs());
    let thousandths = i64::try_from(hash % 1001).unwrap_or(0);
    wait.saturating_mul(thousandths) / 10_000
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules { interval: INTERVAL, pace_loopback: false };
    const NOW: Time = Time(1_700_000_000);

    fn job(url: &str) -> FetchJob {
        FetchJob { url: url.into(), ..FetchJob::default() }
    }

    fn until(result: Result<(), Skip>) -> Option<(Reason, i64)> {
        result.err().map(|skip| (skip.reason, skip.until.since(NOW)))
    }

    #[test]
    fn a_feed_is_asked_once_an_hour_never_earlier_and_at_most_a_tenth_later() {
        for n in 0..500 {
            let job = job(&format!("https://example.org/{n}"));
            let wait = next(&job, NOW, Attempt::Good, RULES).poll.since(NOW);
            assert!((3600..=3960).contains(&wait), "{wait}");
        }
    }

    #[test]
    fn a_users_interval_counts_but_not_below_the_floor() {
        let wait = |url: &str, refresh| {
            next(&FetchJob { refresh: Some(refresh), ..job(url) }, NOW, Attempt::Good, RULES).poll.since(NOW)
        };
        assert!((1800..=1980).contains(&wait("https://example.org/", 1800)));
        assert!((600..=660).contains(&wait("https://example.org/", 5)));
        assert!((5..=6).contains(&wait("http://127.0.0.1:80/", 5)));
        assert!((86_400..=95_040).contains(&wait("https://example.org/", 86_400)));
    }

    #[test]
    fn failures_wait_longer_each_time_up_to_a_day() {
        let minutes = |failures| {
            let job = FetchJob { failures, ..job("https://example.org/") };
            let wait = next(&job, NOW, Attempt::Failed, RULES).poll.since(NOW);
            wait * 10 / 11 / 60..=wait / 60
        };
        for (failures, expected) in [(0, 10), (1, 30), (2, 60), (3, 120), (4, 240), (7, 1440), (4_000_000_000, 1440)] {
            assert!(minutes(failures).contains(&expected), "{failures}: {:?}", minutes(failures));
        }
    }

    #[test]
    fn a_refusal_without_a_time_waits_an_hour_and_more_each_time() {
        let wait = |failures| {
            let job = FetchJob { failures, ..job("https://example.org/") };
            next(&job, NOW, Attempt::Refused(None), RULES)
        };
        assert!((3600..=3960).contains(&wait(0).poll.since(NOW)));
        assert!((7200..=7920).contains(&wait(1).poll.since(NOW)));
        assert_eq!(wait(0).not_before, None);
    }

    #[test]
    fn retry_after_is_read_in_all_its_forms() {
        let at = Time(784_111_777 - 90);
        for value in [
            "90",
            " 90 ",
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(retry_after(value.as_bytes(), at), Some(at.plus(90)), "{value}");
        }
        for value in ["", "soon", "-5", "1.5", "\u{1b}[2J"] {
            assert_eq!(retry_after(value.as_bytes(), at), None, "{value:?}");
        }
        assert_eq!(retry_after(b"99999999999999999999999", at), Some(at.plus(LONGEST)));
        assert_eq!(retry_after(b"Fri, 31 Dec 9999 23:59:59 GMT", at), Some(at.plus(LONGEST)));
    }

    #[test]
    fn what_the_server_asked_for_holds_even_by_force() {
        let refused = next(&job("https://example.org/"), NOW, Attempt::Refused(Some(NOW.plus(7200))), RULES);
        assert_eq!(refused.not_before, Some(NOW.plus(7200)));
        assert!(refused.poll >= NOW.plus(7200));
        let job =
            FetchJob { not_before: refused.not_before, next_poll: Some(refused.poll), ..job("http://127.0.0.1/") };
        for why in [Why::Due, Why::Asked, Why::Forced] {
            assert_eq!(until(may_poll(&job, NOW, why, RULES)), Some((Reason::RetryAfter, 7200)));
            assert_eq!(until(may_poll(&job, NOW.plus(8000), why, RULES)), None);
        }
    }

    #[test]
    fn asking_by_hand_respects_the_floor_and_force_does_not() {
        let job = FetchJob {
            last_poll: Some(NOW.plus(-120)),
            next_poll: Some(NOW.plus(3480)),
            ..job("https://example.org/")
        };
        assert_eq!(until(may_poll(&job, NOW, Why::Due, RULES)), Some((Reason::NotDue, 3480)));
        assert_eq!(until(may_poll(&job, NOW, Why::Asked, RULES)), Some((Reason::Floor, 480)));
        assert_eq!(until(may_poll(&job, NOW, Why::Forced, RULES)), None);
        assert_eq!(until(may_poll(&job, NOW.plus(480), Why::Asked, RULES)), None);
    }

    #[test]
    fn the_users_own_machine_has_no_floor_unless_it_is_paced() {
        for url in ["http://127.9.9.9:8080/f", "http://[::1]/f", "http://localhost/f"] {
            let job = FetchJob { last_poll: Some(NOW), ..job(url) };
            assert_eq!(until(may_poll(&job, NOW, Why::Asked, RULES)), None, "{url}");
            assert_eq!(
                until(may_poll(&job, NOW, Why::Asked, Rules { pace_loopback: true, ..RULES })),
                Some((Reason::Floor, 600)),
                "{url}"
            );
        }
    }

    #[test]
    fn a_clock_that_jumped_does_not_silence_a_feed_for_good() {
        let job = FetchJob {
            last_poll: Some(NOW.plus(Time::DAY * 400)),
            next_poll: Some(NOW.plus(Time::DAY * 400)),
            not_before: Some(NOW.plus(Time::DAY * 400)),
            ..job("https://example.org/")
        };
        assert_eq!(until(may_poll(&job, NOW, Why::Due, RULES)), None);
    }
}
