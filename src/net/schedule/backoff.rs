//! How long to leave a server alone that failed or refused, and what is remembered of a host that says 429.

use super::{Failure, LONGEST};
use crate::model::{FetchJob, HostRecord, Time};

/// 5xx, timeouts, unreachable hosts, broken feeds.
const TROUBLE: &[i64] = &[
    10 * Time::MINUTE,
    30 * Time::MINUTE,
    Time::HOUR,
    2 * Time::HOUR,
    4 * Time::HOUR,
    8 * Time::HOUR,
    16 * Time::HOUR,
    Time::DAY,
];
/// 404: mostly a mistake on their side at first, mostly for good after two weeks.
const MISSING: &[i64] = &[Time::HOUR, 4 * Time::HOUR, 12 * Time::HOUR, Time::DAY];
const MISSING_LONG: i64 = 14 * Time::DAY;
const MISSING_FOR_GOOD: i64 = 7 * Time::DAY;
/// 401, 403 and the other 4xx: asking again does not help, a changed setting there may.
const DENIED: &[i64] = &[4 * Time::HOUR, Time::DAY];
/// 429 and 503 without a time.
const REFUSED: &[i64] = &[Time::HOUR, 2 * Time::HOUR, 4 * Time::HOUR, 8 * Time::HOUR, 16 * Time::HOUR, Time::DAY];
/// The strain that leads to the end of [`REFUSED`].
pub const MOST_STRAIN: u32 = 6;

/// Without a refusal for so long, a host counts as any other.
pub const CLEAN: i64 = 7 * Time::DAY;
const MOST_DOUBLINGS: u32 = 4;

/// The wait after a failure at `at`, seconds. `job.failures` counts the failures before this one.
pub fn after_failure(job: &FetchJob, at: Time, failure: Failure) -> i64 {
    match failure {
        Failure::Trouble => step(TROUBLE, job.failures),
        Failure::Missing if job.failing_since.is_some_and(|since| at.since(since) >= MISSING_LONG) => MISSING_FOR_GOOD,
        Failure::Missing => step(MISSING, job.failures),
        Failure::Denied => step(DENIED, job.failures),
        Failure::Gone => LONGEST,
    }
}

/// The wait that so much strain asks for, seconds.
pub fn of_strain(strain: u32) -> i64 {
    strain.checked_sub(1).map_or(0, |index| step(REFUSED, index))
}

fn step(table: &[i64], index: u32) -> i64 {
    let index = usize::try_from(index).unwrap_or(usize::MAX);
    table.get(index).or(table.last()).copied().unwrap_or(Time::DAY)
}

/// Whether a host has refused in the last seven days: it is asked one request at a time, and less often.
pub fn is_slow(host: &HostRecord, at: Time) -> bool {
    host.last_refusal.is_some_and(|last| at.since(last).saturating_abs() < CLEAN)
}

/// The host after a 429 at `at` that named a moment, or none. Every second one in a row doubles its interval.
pub fn refused(host: &HostRecord, at: Time, until: Option<Time>) -> HostRecord {
    let known = if is_slow(host, at) { *host } else { HostRecord::default() };
    let in_row = known.in_row.saturating_add(1);
    let strain = if until.is_some() { known.strain } else { (known.strain + 1).min(MOST_STRAIN) };
    let doublings = if in_row.is_multiple_of(2) { known.doublings + 1 } else { known.doublings };
    HostRecord {
        in_row,
        strain,
        doublings: doublings.min(MOST_DOUBLINGS),
        last_refusal: Some(at),
        not_before: Some(until.unwrap_or_else(|| at.plus(of_strain(strain)))),
    }
}

/// The host after an answer that was none of 429.
pub fn answered(host: &HostRecord, at: Time) -> HostRecord {
    let doublings = if is_slow(host, at) { host.doublings } else { 0 };
    HostRecord { in_row: 0, strain: host.strain.saturating_sub(1), doublings, not_before: None, ..*host }
}
