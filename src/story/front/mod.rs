//! The front page: what was told lately, in sections, the weightiest first.

mod rank;
#[cfg(test)]
mod tests;
mod why;

use std::collections::HashMap;

pub use why::{News, Why};

use crate::model::{Coverage, Feed, FeedId, Folder, Time, Weights};

/// What was told lately.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Front {
    /// In the order of the tree, what lies in no folder last; none is empty.
    pub sections: Vec<Section>,
}

/// What the feeds of one folder at the top level tell, with all below it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Section {
    /// At the top level; that level itself for what lies in no folder.
    pub folder: Folder,
    /// At least one, in the order of their rank.
    pub stories: Vec<Ranked>,
}

/// A story, or an entry that tells a thing alone, with its place on the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    pub coverage: Coverage,
    /// One feed of each publisher, the first to tell first; never empty. Quiet feeds and repeated articles are no sources.
    pub sources: Vec<FeedId>,
    /// The date of the newest entry.
    pub newest: Time,
    /// At least 0; what is very old has next to none.
    pub score: f64,
    pub why: Why,
    pub news: News,
}

/// Sorts what was told into sections, ranked at the moment `now`. `visit`: when the reader last looked, if ever. What only
/// quiet feeds or kept pages tell is left out, as is what has no weight.
pub fn front(told: &[Coverage], feeds: &[Feed], weights: &Weights, now: Time, visit: Option<Time>) -> Front {
    let desk = rank::Desk::new(feeds, weights, now, visit);
    let mut sections = sections(feeds);
    let places: HashMap<Folder, usize> =
        sections.iter().enumerate().map(|(place, section)| (section.folder.clone(), place)).collect();
    for coverage in told {
        if let Some((folder, ranked)) = desk.rank(coverage)
            && let Some(section) = places.get(&folder).and_then(|place| sections.get_mut(*place))
        {
            section.stories.push(ranked);
        }
    }
    sections.retain(|section| !section.stories.is_empty());
    sections.iter_mut().for_each(|section| desk.order(&mut section.stories));
    Front { sections }
}

/// One section for each folder at the top level, still empty.
fn sections(feeds: &[Feed]) -> Vec<Section> {
    let mut folders: Vec<Folder> = Vec::new();
    for feed in feeds {
        let top = feed.subscription.folder.top();
        if !folders.contains(&top) {
            folders.push(top);
        }
    }
    folders.sort_by_key(Folder::is_top);
    folders.into_iter().map(|folder| Section { folder, stories: Vec::new() }).collect()
}

impl Front {
    /// All stories, whatever their section, in the order of their rank.
    pub fn ranked(&self) -> Vec<&Ranked> {
        let mut all: Vec<&Ranked> = self.sections.iter().flat_map(|section| &section.stories).collect();
        all.sort_by(|a, b| rank::by_rank(a, b));
        all
    }
}
