//! What a briefing tells: which stories in full, which in brief, and by whose words.

use std::collections::HashMap;

use super::front::{Front, Ranked};
use super::headline::headline;
use crate::model::{EntryId, EntryRow, FeedId, Folder, Telling};

/// An entry of so many words is worth telling in full; a brief has most of a shorter one.
const ENOUGH: u32 = 60;

/// What of a section is told in brief.
#[derive(Debug, Clone, PartialEq)]
pub struct Share<'a> {
    pub folder: &'a Folder,
    /// At least one.
    pub stories: Vec<&'a Ranked>,
    /// So many more are left out.
    pub more: usize,
}

/// Whether there is enough of a story for it to be told in full. `rows` are those of its entries.
pub fn can_lead(ranked: &Ranked, rows: &HashMap<EntryId, EntryRow>) -> bool {
    ranked.sources.len() > 1 || rows.values().any(|row| row.words >= ENOUGH)
}

/// What remains for the sections besides the stories that are told in full, at most so many of each.
pub fn shares<'a>(front: &'a Front, leads: &[&Ranked], briefs: usize) -> Vec<Share<'a>> {
    let is_lead = |ranked: &&Ranked| leads.iter().any(|lead| std::ptr::eq(*lead, *ranked));
    let mut shares = Vec::new();
    for section in &front.sections {
        let mut stories: Vec<&Ranked> = section.stories.iter().filter(|ranked| !is_lead(ranked)).collect();
        let more = stories.len().saturating_sub(briefs);
        stories.truncate(briefs);
        if !stories.is_empty() {
            shares.push(Share { folder: &section.folder, stories, more });
        }
    }
    shares
}

/// The entries of a story by which it may be told: those of its sources, without repeated articles unless there are no
/// others.
pub fn tellings(ranked: &Ranked) -> Vec<&Telling> {
    let of_sources: Vec<&Telling> =
        ranked.coverage.members.iter().filter(|telling| ranked.sources.contains(&telling.feed)).collect();
    let own: Vec<&Telling> = of_sources.iter().copied().filter(|telling| !telling.twin).collect();
    if own.is_empty() { of_sources } else { own }
}

/// The entries that speak for a story, one of each source: first the one whose words stand for all, then the newest of each
/// other source in the order in which they began to tell. Entries without a row are gone.
pub fn voices<'a>(ranked: &Ranked, rows: &'a HashMap<EntryId, EntryRow>) -> Vec<&'a EntryRow> {
    let there: Vec<&EntryRow> = tellings(ranked).into_iter().filter_map(|telling| rows.get(&telling.entry)).collect();
    let Some(chief) = chief(&there) else { return Vec::new() };
    let newest = |feed: &FeedId| there.iter().copied().rev().find(|row| row.feed == *feed);
    let others = ranked.sources.iter().filter(|feed| **feed != chief.feed).filter_map(newest);
    std::iter::once(chief).chain(others).collect()
}

/// Of the longer texts the one with the headline that fits all.
fn chief<'a>(rows: &[&'a EntryRow]) -> Option<&'a EntryRow> {
    let longest = rows.iter().map(|row| row.words).max()?;
    let long: Vec<&EntryRow> = rows.iter().copied().filter(|row| row.words >= longest / 2).collect();
    let titles: Vec<&str> = long.iter().map(|row| row.title.as_str()).collect();
    long.get(headline(&titles).unwrap_or(0)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Coverage, Status, Time};
    use crate::story::front::{News, Section, Why};

    fn telling(entry: i64, feed: i64, twin: bool) -> Telling {
        let (date, arrived) = (Time(entry), Time(entry));
        Telling { entry: EntryId(entry), feed: FeedId(feed), date, arrived, unread: true, twin, shares: None }
    }

    fn ranked(score: f64, sources: &[i64], members: Vec<Telling>) -> Ranked {
        Ranked {
            coverage: Coverage { story: None, followed: false, members },
            sources: sources.iter().copied().map(FeedId).collect(),
            newest: Time(0),
            score,
            why: Why::default(),
            news: News::Same,
        }
    }

    fn row(id: i64, feed: i64, title: &str, words: u32) -> (EntryId, EntryRow) {
        let row = EntryRow {
            id: EntryId(id),
            feed: FeedId(feed),
            title: title.to_owned(),
            lead: String::new(),
            author: None,
            url: None,
            comments: None,
            date: Time(id),
            sort: id,
            words,
            status: Status::default(),
            story: None,
            tags: Vec::new(),
            seen: false,
            unread_others: Vec::new(),
            followed: false,
            also: 0,
        };
        (row.id, row)
    }

    #[test]
    fn what_does_not_lead_is_shared_out() {
        let story = |score: f64| ranked(score, &[1], vec![telling(1, 1, false)]);
        let section = |name: &str, scores: &[f64]| Section {
            folder: Folder(name.to_owned()),
            stories: scores.iter().copied().map(story).collect(),
        };
        let sections = vec![section("A", &[5.0, 2.0, 1.5, 1.0]), section("B", &[4.0]), section("", &[3.0])];
        let front = Front { sections };
        let shared = |leads: &[&Ranked]| {
            let shares = shares(&front, leads, 2);
            let score = |ranked: &&Ranked| ranked.score;
            let share = |share: Share| (share.folder.0.clone(), share.stories.iter().map(score).collect(), share.more);
            shares.into_iter().map(share).collect::<Vec<(String, Vec<f64>, usize)>>()
        };
        let leads = front.ranked();
        assert_eq!(shared(&leads[..2]), [("A".into(), vec![2.0, 1.5], 1), (String::new(), vec![3.0], 0)]);
        assert_eq!(shared(&leads), []);
    }

    #[test]
    fn a_lead_has_enough_to_tell() {
        let rows = |words| HashMap::from([row(1, 1, "Huygens landed on Titan", words)]);
        let alone = ranked(1.0, &[1], vec![telling(1, 1, false)]);
        assert!(can_lead(&alone, &rows(200)) && !can_lead(&alone, &rows(20)));
        assert!(can_lead(&Ranked { sources: vec![FeedId(1), FeedId(2)], ..alone }, &rows(20)));
    }

    #[test]
    fn a_story_is_told_by_its_longest_texts_and_each_source_speaks_once() {
        let members = vec![
            telling(1, 1, false),
            telling(2, 2, false),
            telling(3, 1, false),
            telling(4, 3, true),
            telling(5, 4, false),
        ];
        let rows = HashMap::from([
            row(1, 1, "Huygens landed on Titan", 40),
            row(2, 2, "The Huygens probe landed on Titan", 900),
            row(3, 1, "Is Huygens still alive on Titan?", 1_000),
            row(4, 3, "Huygens landed on Titan", 2_000),
            row(5, 4, "Of feeds that do not count", 3_000),
        ]);
        let ids = |sources: &[i64]| {
            let story = ranked(1.0, sources, members.clone());
            voices(&story, &rows).iter().map(|row| row.id.0).collect::<Vec<_>>()
        };
        assert_eq!(ids(&[1, 2]), [2, 3], "the question does not stand for all; of its source the newest is heard");
        assert_eq!(ids(&[1]), [3]);
        assert_eq!(ids(&[3]), [4], "there is nothing but a repeated article");
        assert!(voices(&ranked(1.0, &[1], members.clone()), &HashMap::new()).is_empty(), "all are gone");
    }
}
