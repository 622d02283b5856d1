//! Feeds with their entries and what the reader did with them, searches and rules, on the way from one store to another.

use super::{FeedId, NewEntry, PageText, Rule, Status, Subscription, Time};

/// All that an import takes in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Archive {
    pub feeds: Vec<ArchivedFeed>,
    pub searches: Vec<ArchivedSearch>,
    pub rules: Vec<Rule>,
}

/// A feed on its way in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ArchivedFeed {
    pub subscription: Subscription,
    /// The title that the feed gives itself.
    pub own_title: Option<String>,
    pub site: Option<String>,
    /// In the order in which they came, the earliest first.
    pub entries: Vec<ArchivedEntry>,
    /// Entries that were deleted, by the hash of their identity.
    pub tombstones: Vec<i64>,
}

impl From<Subscription> for ArchivedFeed {
    fn from(subscription: Subscription) -> ArchivedFeed {
        ArchivedFeed { subscription, ..ArchivedFeed::default() }
    }
}

/// An entry on its way in or out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ArchivedEntry {
    pub entry: NewEntry,
    /// When it was fetched; none: not known.
    pub fetched: Option<Time>,
    pub status: Status,
    /// The reader's own, without those of the feed.
    pub tags: Vec<String>,
    /// Its full text, where it is stored.
    pub full_text: Option<PageText>,
    /// The reader deleted it: it must not come back when the feed is fetched.
    pub deleted: bool,
}

/// A search that is kept under a name, on its way in or out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ArchivedSearch {
    pub name: String,
    /// In the query language.
    pub query: String,
}

/// What an import changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brought {
    /// Feeds that are new, or back from having been removed.
    pub feeds: Vec<FeedId>,
    /// Entries that were not there.
    pub new: u64,
    /// Entries that were there already.
    pub known: u64,
    /// Of the known ones, those that became read, starred or tagged.
    pub marked: u64,
    /// Searches whose names were not taken.
    pub searches: usize,
    /// Rules that did not stand.
    pub rules: usize,
}
