//! Stories: what several sources tell of the same event.

use super::{EntryId, FeedId, StoryId, Time};

/// One thing that happened, by one source or by several.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// None for an entry that tells a thing alone.
    pub story: Option<StoryId>,
    /// The reader follows the story.
    pub followed: bool,
    /// At least one; in the order in which they came.
    pub members: Vec<Telling>,
}

/// An entry of a story, without its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    pub entry: EntryId,
    pub feed: FeedId,
    /// Published, clamped to the time of fetching.
    pub date: Time,
    /// When it was fetched.
    pub arrived: Time,
    pub unread: bool,
    /// The same article as an earlier member, through another feed: no source of its own.
    pub twin: bool,
}
