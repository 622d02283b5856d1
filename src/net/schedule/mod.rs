//! When a server is asked next and why then, and whether it may be asked now. Pure: the time is given.

mod adaptive;
pub mod backoff;
pub mod freshness;
pub mod publisher;
#[cfg(test)]
mod tests;
mod words;

use std::fmt;

use url::{Host, Url};

pub use self::adaptive::is_stuck;
use super::file;
use crate::model::{FetchJob, Freshness, HostRecord, Time};

/// The wait between polls where neither the user nor the server says otherwise, seconds.
pub const INTERVAL: i64 = Time::HOUR;
/// No feed is asked twice within this time, whatever the user does short of force, seconds.
pub const FLOOR: i64 = 10 * Time::MINUTE;
/// The wait between readings of a file, seconds.
const FILES: i64 = 10 * Time::MINUTE;
/// The longest wait that a server can ask for, seconds. A stored moment farther ahead is a clock gone wrong.
pub const LONGEST: i64 = 30 * Time::DAY;

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
    /// Its host answered 429 to another feed.
    HostRefused,
    /// Nothing could be reached.
    NetworkDown,
    /// Nearly everything answers with a web page: the network wants a login.
    Portal,
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
            Reason::HostRefused => "its host says it is asked too often (HTTP 429)",
            Reason::NetworkDown => "the network cannot be reached",
            Reason::Portal => "this network seems to want a login first",
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
    /// A 429 concerns the feed alone, not its host: for hosts that fetch from others, like RSSHub.
    pub refusal_per_feed: bool,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules { interval: INTERVAL, pace_loopback: false, refusal_per_feed: false }
    }
}

/// How an attempt went, as far as the schedule cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// A feed came, or word that nothing changed.
    Good,
    /// 429 or 503, with the moment that `Retry-After` names.
    Refused {
        status: u16,
        until: Option<Time>,
    },
    Failed(Failure),
}

/// What kind of failure it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// It may well be over soon: 5xx, timeouts, no connection, no feed in the answer.
    Trouble,
    /// 404.
    Missing,
    /// 401, 403 and the other 4xx.
    Denied,
    /// 410.
    Gone,
}

/// What came of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    pub attempt: Attempt,
    /// What holds from now on.
    pub freshness: Freshness,
    /// Whether the next request can be conditional.
    pub validators: bool,
    /// The host's quota is spent until then.
    pub spent: Option<Time>,
}

impl Seen {
    /// An attempt that brought nothing but its failure.
    pub fn failed(failure: Failure) -> Seen {
        Seen { attempt: Attempt::Failed(failure), freshness: Freshness::default(), validators: false, spent: None }
    }
}

/// What to store with the feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    pub poll: Time,
    pub not_before: Option<Time>,
    /// Why then, in one line.
    pub why: String,
    /// See [`FetchJob::strain`].
    pub strain: u32,
    /// The host as it is known from now on.
    pub host: HostRecord,
    /// Before this moment none of the host's feeds is asked.
    pub host_pause: Option<Time>,
}

/// Whether a feed may be fetched at `now`.
pub fn may_poll(job: &FetchJob, now: Time, why: Why, rules: Rules) -> Result<(), Skip> {
    // What lies farther ahead than anything that was ever put there comes of a clock that was wrong.
    let wait = |reason, until: Option<Time>| match until {
        Some(until) if until > now && until.since(now) <= LONGEST => Err(Skip { reason, until }),
        _ => Ok(()),
    };
    wait(Reason::RetryAfter, job.not_before)?;
    wait(Reason::HostRefused, job.host.not_before)?;
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

/// When to ask again after an attempt made at `at`, and why then.
pub fn next(job: &FetchJob, at: Time, seen: &Seen, rules: Rules) -> Next {
    let host = match seen.attempt {
        Attempt::Refused { status: 429, until } if !rules.refusal_per_feed => backoff::refused(&job.host, at, until),
        // No answer at all tells nothing of the host.
        Attempt::Failed(_) => job.host,
        _ => backoff::answered(&job.host, at),
    };
    let known = &FetchJob { host, ..job.clone() };
    if file::address(&job.url).is_some() {
        return after_file(known, at);
    }
    match seen.attempt {
        Attempt::Good => after_good(known, at, seen, rules),
        Attempt::Refused { status, until } => after_refusal(known, at, status, until, rules),
        Attempt::Failed(failure) => after_failure(known, at, failure, rules),
    }
}

/// A file costs nobody anything, however it was found.
fn after_file(job: &FetchJob, at: Time) -> Next {
    let wait = job.refresh.map_or(FILES, i64::from);
    let why = format!("a file of your own: read again after {}", words::span(wait));
    Next { poll: at.plus(wait), not_before: None, why, strain: 0, host: job.host, host_pause: None }
}

fn after_good(job: &FetchJob, at: Time, seen: &Seen, rules: Rules) -> Next {
    let (mut wait, mut why) = adaptive::interval(job, at, seen.freshness, seen.validators, rules);
    for (who, wish) in [("server", seen.freshness.http), ("publisher", seen.freshness.feed)] {
        let Some(wish) = wish else { continue };
        let asked = wish.wait.min(freshness::CAP);
        if asked > wait {
            wait = asked;
            let cut = if asked < wish.wait { format!(" of {}", words::span(wish.wait)) } else { String::new() };
            why = format!("the {who} asks for {} ({}{cut})", words::span(asked), wish.source.name());
        }
    }
    let strain = job.strain.saturating_sub(1);
    let recovery = backoff::of_strain(strain.max(job.host.strain));
    if recovery > wait {
        wait = recovery;
        why = format!("asked to slow down before: {} this time, half of it after the next success", words::span(wait));
    }
    let spent = seen.spent.filter(|until| *until > at);
    let planned = later(job, at, wait);
    let poll = publisher::awake(seen.freshness.skips, planned).max(spent.unwrap_or(planned));
    if publisher::awake(seen.freshness.skips, planned) > planned {
        why = format!("{why}; not in the hours or days that the publisher rests");
    }
    Next { poll, not_before: None, why, strain, host: job.host, host_pause: spent }
}

fn after_refusal(job: &FetchJob, at: Time, status: u16, until: Option<Time>, rules: Rules) -> Next {
    let whole_host = status == 429 && !rules.refusal_per_feed;
    let strain = match until {
        None if !whole_host => (job.strain + 1).min(backoff::MOST_STRAIN),
        _ => job.strain,
    };
    let asked = until.map(|until| until.since(at).clamp(0, LONGEST));
    let wait = asked.unwrap_or_else(|| backoff::of_strain(if whole_host { job.host.strain } else { strain }));
    let time = if whole_host { job.host.in_row } else { job.failures + 1 };
    let said = match asked {
        Some(asked) => format!("the server asks for {} (Retry-After)", words::span(asked)),
        None => format!("left alone for {}", words::span(wait)),
    };
    let own = job.refresh.map_or(rules.interval.max(INTERVAL), i64::from).max(floor(&job.url, rules));
    Next {
        poll: later(job, at, wait.max(own)),
        not_before: (asked.is_some() || whole_host).then(|| at.plus(wait)),
        why: format!("HTTP {status}, {} time: {said}", words::ordinal(time)),
        strain,
        host: job.host,
        host_pause: whole_host.then(|| at.plus(wait)),
    }
}

fn after_failure(job: &FetchJob, at: Time, failure: Failure, rules: Rules) -> Next {
    let own = match failure {
        Failure::Trouble => floor(&job.url, rules),
        _ => job.refresh.map_or(rules.interval.max(INTERVAL), i64::from),
    };
    let wait = backoff::after_failure(job, at, failure).max(own).min(LONGEST);
    let why = match failure {
        Failure::Gone => "gone for good (HTTP 410): asked by hand only".to_owned(),
        _ => match job.failures {
            0 => format!("failed: tried again after {}", words::span(wait)),
            n => format!("failed {} times in a row: tried again after {}", n.saturating_add(1), words::span(wait)),
        },
    };
    Next { poll: later(job, at, wait), not_before: None, why, strain: job.strain, host: job.host, host_pause: None }
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
    let own_server = !rules.pace_loopback && Url::parse(url).is_ok_and(|url| is_loopback(&url));
    if own_server || file::address(url).is_some() { 0 } else { FLOOR }
}

fn later(job: &FetchJob, at: Time, wait: i64) -> Time {
    at.plus((wait + jitter(&job.url, at, wait)).min(LONGEST))
}

/// Up to a tenth of the wait, always later, the same for the same address and time.
fn jitter(url: &str, at: Time, wait: i64) -> i64 {
    let hash = xxhash_rust::xxh3::xxh3_64_with_seed(url.as_bytes(), at.0.unsigned_abs());
    let thousandths = i64::try_from(hash % 1001).unwrap_or(0);
    wait.saturating_mul(thousandths) / 10_000
}
