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
    /// Words that it shared with the story when it came: why it is in it.
    pub shares: Option<String>,
}

/// An entry that tells the same as another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sibling {
    pub entry: EntryId,
    pub feed: FeedId,
    /// The date by which lists are sorted.
    pub date: Time,
    /// It is the same article as the other one: they are read together.
    pub twin: bool,
}

impl Sibling {
    /// So many of an entry are told.
    pub const MOST: i64 = 100;
}

/// What of an entry tells which story it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gist {
    pub entry: EntryId,
    /// Whose feed it came by.
    pub publisher: String,
    pub title: String,
    /// The beginning of its text.
    pub lead: String,
    pub language: Option<String>,
    pub date: Time,
    /// Its own, or that of an entry that is the same article.
    pub story: Option<StoryId>,
    /// Entries that are the same article share a number.
    pub twin: Option<i64>,
    /// The reader made its story: it is joined with no other.
    pub parted: bool,
}

/// What is known of stories, as of a turn: every change of them begins another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grouped {
    pub turn: i64,
    /// The entries that are in stories, in the order in which they came.
    pub gists: Vec<Gist>,
    /// Titles from before them, for knowing which words are common.
    pub before: Vec<Gist>,
}

/// Entries that nobody has put into stories yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ungrouped {
    pub turn: i64,
    /// In the order in which they came.
    pub gists: Vec<Gist>,
    /// Up to this one all are dealt with by dealing with these.
    pub up_to: EntryId,
    /// The number that the next new story gets.
    pub next: StoryId,
    /// There are more behind them.
    pub more: bool,
}

/// An entry that was put into a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    pub entry: EntryId,
    pub story: StoryId,
    /// The words that it shares with the story, those first that tell the most; none if it opened one.
    pub shares: Vec<String>,
}

/// Into which stories entries were put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    pub turn: i64,
    pub placed: Vec<Placement>,
    /// Stories that proved to be another: which, and the other. In the order in which that was found.
    pub joined: Vec<(StoryId, StoryId)>,
    pub up_to: EntryId,
    pub next: StoryId,
}
