//! The pulse of the news: how much came in which hour, which words and names rise, how long stories run.

mod rising;

use std::collections::{BTreeSet, HashMap};

pub use self::rising::Rising;
use super::headline::headline;
use crate::model::{Coverage, Feed, FeedId, HOURS, Headline, Recent, StoryId, Time};

/// Hours that a part of the course of a word and of a story covers.
pub const WORD_HOURS: usize = 6;
pub const STORY_HOURS: usize = 3;
/// Stories that are shown at most.
const STORIES: usize = 40;

/// The last days at a glance.
#[derive(Debug, Clone, PartialEq)]
pub struct Pulse {
    /// When the first hour began.
    pub since: Time,
    /// Entries of each hour, the oldest first; the last hour is not over.
    pub hours: [u32; HOURS],
    /// What rises, the steepest first.
    pub rising: Vec<Rising>,
    /// Within so many hours.
    pub lately: u32,
    /// What most sources tell first.
    pub stories: Vec<Span>,
}

/// A story in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub story: StoryId,
    pub headline: String,
    /// Publishers that tell it.
    pub sources: usize,
    pub first: Time,
    pub newest: Time,
    /// Entries by the time of their date.
    pub course: [u32; HOURS / STORY_HOURS],
}

/// Reads the pulse off what is recent. Feeds that are left out of the totals have no part in words and stories.
pub fn pulse(recent: Recent, told: &[Coverage], feeds: &[Feed]) -> Pulse {
    let publishers: HashMap<FeedId, &str> =
        feeds.iter().filter(|feed| !feed.subscription.quiet).map(|feed| (feed.id, feed.publisher.as_str())).collect();
    let Recent { since, hours, headlines } = recent;
    let (rising, lately) = rising::rising(&headlines, &publishers, since);
    Pulse { since, hours, rising, lately, stories: stories(told, &headlines, &publishers, since) }
}

fn stories(told: &[Coverage], headlines: &[Headline], publishers: &HashMap<FeedId, &str>, since: Time) -> Vec<Span> {
    let titles: HashMap<_, _> = headlines.iter().map(|headline| (headline.entry, headline.title.as_str())).collect();
    let mut spans: Vec<Span> = told
        .iter()
        .filter_map(|coverage| {
            let members = coverage.members.iter().filter(|member| publishers.contains_key(&member.feed));
            let sources: BTreeSet<&str> = members
                .clone()
                .filter(|member| !member.twin)
                .filter_map(|member| publishers.get(&member.feed).copied())
                .collect();
            if sources.len() < 2 {
                return None;
            }
            let told: Vec<&str> = members.clone().filter_map(|member| titles.get(&member.entry).copied()).collect();
            let mut course = [0; HOURS / STORY_HOURS];
            for member in members.clone() {
                count(&mut course, member.date, since, STORY_HOURS);
            }
            Some(Span {
                story: coverage.story?,
                headline: headline(&told).and_then(|shown| told.get(shown)).copied().unwrap_or("(no title)").to_owned(),
                sources: sources.len(),
                first: members.clone().map(|member| member.date).min()?,
                newest: members.map(|member| member.date).max()?,
                course,
            })
        })
        .collect();
    spans.sort_by_key(|span| std::cmp::Reverse((span.sources, span.newest)));
    spans.truncate(STORIES);
    spans
}

/// Counts a moment in the part of the course in which it lies; what is out of it counts at its ends.
fn count(course: &mut [u32], moment: Time, since: Time, hours: usize) {
    let part = moment.since(since).max(0) / (Time::HOUR * hours as i64);
    let part = usize::try_from(part).unwrap_or(usize::MAX).min(course.len().saturating_sub(1));
    if let Some(sum) = course.get_mut(part) {
        *sum += 1;
    }
}

#[cfg(test)]
mod tests;
