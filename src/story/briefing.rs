//! What a briefing tells: which stories in full, which in brief, and by whose words.

use std::collections::HashMap;

use super::front::{Front, Ranked};
use super::headline::headline;
use crate::model::{EntryId, EntryRow, FeedId, Folder, Telling};

/// The stories of a front page, shared out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan<'a> {
    /// To be told in full, in the order of their rank.
    pub leads: Vec<&'a Ranked>,
    /// The rest, without what is left empty.
    pub sections: Vec<Share<'a>>,
}

/// What of a section is told in brief.
#[derive(Debug, Clone, PartialEq)]
pub struct Share<'a> {
    pub folder: &'a Folder,
    pub stories: Vec<&'a Ranked>,
    /// So many more are left out.
    pub more: usize,
}

/// Takes the first stories of all as leads, and of the rest the first so many of each section as briefs.
pub fn plan(front: &Front, leads: usize, briefs: usize) -> Plan<'_> {
    let leads: Vec<&Ranked> = front.ranked().into_iter().take(leads).collect();
    let mut sections = Vec::new();
    for section in &front.sections {
        let is_lead = |ranked: &&Ranked| leads.iter().any(|lead| std::ptr::eq(*lead, *ranked));
        let mut stories: Vec<&Ranked> = section.stories.iter().filter(|ranked| !is_lead(ranked)).collect();
        let more = stories.len().saturating_sub(briefs);
        stories.truncate(briefs);
        if !stories.is_empty() {
            sections.push(Share { folder: &section.folder, stories, more });
        }
    }
    Plan { leads, sections }
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
        Telling { entry: EntryId(entry), feed: FeedId(feed), date, arrived, unread: true, twin }
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
            also: 0,
        };
        (row.id, row)
    }

    #[test]
    fn the_first_of_all_lead_and_the_rest_is_shared_out() {
        let story = |score: f64| ranked(score, &[1], vec![telling(1, 1, false)]);
        let section = |name: &str, scores: &[f64]| Section {
            folder: Folder(name.to_owned()),
            stories: scores.iter().copied().map(story).collect(),
        };
        let front =
            Front { sections: vec![section("A", &[5.0, 2.0, 1.5, 1.0]), section("B", &[4.0]), section("", &[3.0])] };
        let plan = plan(&front, 2, 2);
        let scores = |stories: &[&Ranked]| stories.iter().map(|ranked| ranked.score).collect::<Vec<_>>();
        assert_eq!(scores(&plan.leads), [5.0, 4.0]);
        let shares: Vec<_> =
            plan.sections.iter().map(|share| (share.folder.0.as_str(), scores(&share.stories), share.more)).collect();
        assert_eq!(shares, [("A", vec![2.0, 1.5], 1), ("", vec![3.0], 0)]);
        assert_eq!(super::plan(&front, 99, 2).sections, []);
        assert_eq!(super::plan(&Front::default(), 5, 5), Plan::default());
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
