//! How often a feed is worth asking, by how often it posts.

use super::{INTERVAL, LONGEST, Rules, backoff, floor, words};
use crate::model::{FetchJob, Freshness, Time};

const WEEK: i64 = 7 * Time::DAY;
/// No feed that posts is asked more rarely, unless somebody asks for it.
const RAREST: i64 = Time::DAY;
/// A feed without a new entry for so long is asked once in [`SLEEP`].
const SILENCE: i64 = 365 * Time::DAY;
const SLEEP: i64 = WEEK;
/// The least between full answers of a server that knows no validators.
const WITHOUT_VALIDATORS: i64 = 4 * Time::HOUR;
/// A publisher can ask for this and no less, and only for a feed that posts at least [`BUSY`] a week.
const QUICKEST: i64 = 15 * Time::MINUTE;
const BUSY: f32 = 168.0;

/// A server that only ever says "unchanged" is doubted after this time without a full answer...
const DOUBT: i64 = 8 * Time::DAY;
/// ...at most once in this time.
const DOUBT_AGAIN: i64 = 30 * Time::DAY;
/// ...and if the newest entry is so many times older than the feed's rhythm.
const OVERDUE: i64 = 3;

/// The wait that is right for a feed whose last answer was good, seconds, and why.
pub fn interval(job: &FetchJob, at: Time, freshness: Freshness, validators: bool, rules: Rules) -> (i64, String) {
    let floor = floor(&job.url, rules);
    if let Some(refresh) = job.refresh {
        let wait = i64::from(refresh).clamp(floor.max(1), LONGEST);
        return (wait, format!("you set {}", words::span(wait)));
    }
    let base = rules.interval.max(INTERVAL);
    let (mut wait, mut why) = by_rate(job, at, base);
    if let Some(short) = declared_life(job, freshness).filter(|short| *short < wait && rules.interval <= INTERVAL) {
        wait = short;
        why = format!("posts at least hourly, and the publisher allows {}", words::span(short));
    }
    // Nobody else pays for the answers of the user's own machine.
    if !validators && floor > 0 && wait < WITHOUT_VALIDATORS {
        wait = WITHOUT_VALIDATORS;
        why = "the server cannot say \u{201c}unchanged\u{201d}, so that each answer is a full one".to_owned();
    }
    if job.host.doublings > 0 && backoff::is_slow(&job.host, at) {
        // Not longer than it takes until the host counts as clean again.
        wait = wait.saturating_mul(1 << job.host.doublings).min(backoff::CLEAN.max(wait));
        why = "slowed down: the host has said HTTP 429 again and again".to_owned();
    }
    (wait, why)
}

fn by_rate(job: &FetchJob, at: Time, base: i64) -> (i64, String) {
    let rarest = RAREST.max(base);
    match job.newest {
        None if job.last_full.is_none() => (base, "a new feed: how often it posts is not known yet".to_owned()),
        None => (rarest, "has no entries".to_owned()),
        Some(newest) if at.since(newest) > SILENCE => {
            (SLEEP.max(base), "silent for more than a year: asked once a week".to_owned())
        }
        Some(_) => {
            // Nobody's rate, but a number all the same, is so small that the wait is the longest.
            let wait = (WEEK as f32 / job.posts_per_week.max(0.01)) as i64;
            (wait.clamp(base, rarest), format!("posts {}", words::rate(job.posts_per_week)))
        }
    }
}

/// The life that a publisher declares for a busy feed, where it is shorter than an hour.
fn declared_life(job: &FetchJob, freshness: Freshness) -> Option<i64> {
    let longest = [freshness.http, freshness.feed].into_iter().flatten().map(|wish| wish.wait).max()?;
    (job.posts_per_week >= BUSY).then_some(longest.max(QUICKEST))
}

/// Whether "unchanged" is no longer believed: it has been said for more than eight days, while the feed's rhythm says
/// that something should have come. Never for a host that has refused us.
pub fn is_stuck(job: &FetchJob, at: Time) -> bool {
    let (Some(full), Some(newest), Some(rhythm)) = (job.last_full, job.newest, job.rhythm) else { return false };
    let doubted = job.last_unconditional.is_some_and(|last| at.since(last) < DOUBT_AGAIN);
    let overdue = at.since(newest) > (i64::from(rhythm) * OVERDUE).max(DOUBT);
    at.since(full) > DOUBT && overdue && !doubted && job.host.last_refusal.is_none()
}
