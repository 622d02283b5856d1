//! Lists of entries: which, in what order, as of when, and page by page.

use super::{EntryId, EntryRow, FeedId, Folder, Search, Time};

/// Which entries a list draws from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum View {
    /// What is told lately, in the order of its weight; of each story one entry. The engine reads it, not a page of the store.
    Front,
    /// Every entry that has not been read, and those read since the view was opened.
    Unread,
    All,
    Starred,
    /// What is dated since midnight.
    Today,
    /// What was read, the latest first.
    Lately,
    Feed(FeedId),
    /// The feeds of a folder and of all folders below it.
    Folder(Folder),
    /// The entries with a tag of the reader's, and those of feeds with it.
    Tag(String),
    Search(Search),
}

/// The order of a list. All but the dates work on the newest 10,000 entries of the view,
/// and of a search on the newest 2,000 that it finds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    #[default]
    Newest,
    Oldest,
    Source,
    Title,
    Length,
    /// What answers a search best; of lists that are no search the newest first.
    Score,
    /// Each entry by its age in the rhythm of its feed, so that a weekly blog is not drowned by a wire.
    Rare,
}

/// A list as the user asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ListSpec {
    pub view: View,
    /// Only what this finds as well.
    pub filter: Option<Search>,
    /// Only unread entries, and those read since the view was opened.
    pub hide_read: bool,
    pub sort: Sort,
    pub reversed: bool,
    /// Each entry by itself, though others tell the same story.
    pub apart: bool,
}

impl ListSpec {
    /// The list as a view opens: newest first; only `View::Unread` hides what is read.
    pub fn of(view: View) -> ListSpec {
        ListSpec {
            hide_read: view == View::Unread,
            view,
            filter: None,
            sort: Sort::Newest,
            reversed: false,
            apart: false,
        }
    }

    /// Whether the list is what a search, a filter or a tag finds.
    pub fn is_found(&self) -> bool {
        self.filter.is_some() || matches!(self.view, View::Tag(_) | View::Search(_))
    }

    /// Whether the newest come first in a list that is walked by date; none for one that is found or ranked, of which
    /// the key is the rank.
    pub fn by_date(&self) -> Option<bool> {
        if self.is_found() || matches!(self.view, View::Front | View::Lately) {
            return None;
        }
        match self.sort {
            Sort::Newest => Some(!self.reversed),
            Sort::Oldest => Some(self.reversed),
            Sort::Source | Sort::Title | Sort::Length | Sort::Score | Sort::Rare => None,
        }
    }
}

/// The moment at which a list was opened: it holds what had arrived by then, and keeps what is read in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snapshot {
    /// The newest entry that the list may hold; `EntryId(i64::MAX)` where it is opened only now.
    pub watermark: EntryId,
    /// Entries read at or after this moment stay in the list.
    pub since: Time,
    /// When the day began.
    pub midnight: Time,
}

/// The place of a row in its list. For dates `sort` is the date (published, clamped to the time of fetching, else that
/// time); for other orders the rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowKey {
    pub sort: i64,
    pub id: EntryId,
}

impl EntryRow {
    pub fn key(&self) -> RowKey {
        RowKey { sort: self.sort, id: self.id }
    }
}

/// Where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageAt {
    First,
    Last,
    After(RowKey),
    Before(RowKey),
    /// The page with this entry about its middle; the first page if the list does not hold it.
    Around(EntryId),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    pub list: ListSpec,
    pub snapshot: Snapshot,
    pub at: PageAt,
    pub limit: usize,
}

/// Rows in the order of the list. `start`, `total` and `watermark` are given for `First`, `Last` and `Around` only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    pub rows: Vec<EntryRow>,
    /// The index of the first row in the whole list.
    pub start: Option<usize>,
    /// How many rows the whole list has.
    pub total: Option<usize>,
    /// The newest entry in the store when the page was read.
    pub watermark: Option<EntryId>,
    /// There are more than the `total`, which is as far as a search goes.
    pub more: bool,
    /// So many entries are not in the index yet, so that a search may miss them.
    pub unindexed: u64,
}

/// One side of a row in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Above,
    Below,
}
