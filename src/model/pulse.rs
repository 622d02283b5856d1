//! What the last days brought: how much in which hour, and its headlines.

use super::{EntryId, FeedId, Time};

/// Hours that the pulse covers, the one that is not over yet among them.
pub const HOURS: usize = 72;

/// A headline, with what is needed to compare it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headline {
    pub entry: EntryId,
    pub feed: FeedId,
    /// Published, clamped to the time of fetching.
    pub date: Time,
    pub title: String,
    /// BCP 47, as the entry or else its feed declares it.
    pub language: Option<String>,
}

/// What is dated since the first of these hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recent {
    /// When the first hour began.
    pub since: Time,
    /// Entries of each hour, the oldest first.
    pub hours: [u32; HOURS],
    /// The newest first, not all where there are many.
    pub headlines: Vec<Headline>,
}

/// When the first of the hours began of which the last one is under way.
pub fn first_hour(now: Time) -> Time {
    let whole = now.0.saturating_sub(now.0.rem_euclid(Time::HOUR));
    Time(whole).plus(-(HOURS as i64 - 1) * Time::HOUR)
}
