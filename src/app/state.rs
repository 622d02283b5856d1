//! All that the screen shows.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use crate::app::effect::Ticket;
use crate::app::event::{Laid, Progress};
use crate::app::key::Key;
use crate::app::notice::Notices;
use crate::app::overlay::Overlay;
use crate::app::prompt::{Histories, Prompt};
use crate::app::settings::Settings;
use crate::model::{
    EntryId, EntryRow, FeedId, Folder, ListSpec, PageAt, Side, Snapshot, Sort, StatusChange, Subscription, Time, Tree,
    View,
};
use crate::text::layout::Anchor;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Size {
    pub width: u16,
    pub height: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pane {
    Tree,
    List,
    Article,
}

/// How the width is shared out; changed by dragging the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Widths {
    /// Cells.
    pub tree: u16,
    /// Of what the tree leaves, in three panes.
    pub list_percent: u16,
    /// Of the height, where the list stands over the article.
    pub list_rows_percent: u16,
}

#[derive(Debug, Clone, PartialEq)]
pub struct State {
    pub now: Time,
    pub size: Size,
    pub settings: Settings,
    pub widths: Widths,
    pub focus: Pane,
    /// Only the article is shown while it has the keys.
    pub zen: bool,
    pub tree: TreePane,
    pub list: ListPane,
    pub article: ArticlePane,
    /// On top of the panes and below the prompt.
    pub overlay: Option<Overlay>,
    /// In place of the status line while something is asked.
    pub prompt: Option<Prompt>,
    pub histories: Histories,
    pub notices: Notices,
    /// A refresh that is under way.
    pub progress: Option<Progress>,
    /// The beginning of a key sequence (`g` of `g g`).
    pub pending: Vec<Key>,
    pub offline: bool,
    /// Whether the terminal window has the focus.
    pub focused: bool,
    /// What was read, oldest first, for going back.
    pub trail: Vec<EntryId>,
    /// How far each article was scrolled.
    pub scrolls: Vec<(EntryId, Anchor)>,
    /// A moment at which `update` wants a `Deadline` message: from now on.
    pub deadline: Option<Duration>,
    pub next_ticket: u64,
    /// Changes of status that are shown but not yet known to be on disk, oldest first.
    pub outstanding: VecDeque<StatusChange>,
    /// What the first screen of a reader without subscriptions offers.
    pub welcome: Welcome,
    /// Keys that did nothing and were told so.
    pub told: BTreeSet<Key>,
}

/// What a reader without subscriptions is offered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Welcome {
    /// Starter feeds; their folder is the desk.
    pub feeds: Vec<Subscription>,
    /// OPML and newsboat files found in the usual places.
    pub files: Vec<String>,
}

/// What a row of the tree stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TreeItem {
    View(View),
    Folder(Folder),
    Feed(FeedId),
}

/// A visible row of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeRow {
    pub item: TreeItem,
    pub depth: u16,
    pub label: String,
    /// Shown at the right; 0 is not shown.
    pub count: u64,
    /// For folders: whether the rows below are hidden.
    pub folded: Option<bool>,
    pub failing: bool,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct TreePane {
    pub tree: Tree,
    /// The rows that folds leave, made from `tree` and `folded`.
    pub rows: Vec<TreeRow>,
    pub folded: BTreeSet<Folder>,
    pub selected: usize,
    /// The first row on the screen.
    pub top: usize,
    pub loaded: bool,
}

/// A list: a window of its rows around the selection. Rows are counted from 0 in the whole list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListPane {
    pub spec: ListSpec,
    pub snapshot: Option<Snapshot>,
    /// What stands at the head: the view's name.
    pub title: String,
    /// The rows that are loaded, one unbroken piece of the list.
    pub rows: Vec<EntryRow>,
    /// Where `rows` begins in the whole list.
    pub start: usize,
    pub total: usize,
    pub selected: Option<EntryId>,
    /// The selected row.
    pub cursor: usize,
    /// The first row on the screen.
    pub top: usize,
    /// The page that is on its way.
    pub loading: Option<(Ticket, PageAt)>,
    /// What to do when it has come.
    pub then: Then,
    /// Entries that arrived since and are not in the list.
    pub new: u64,
    pub new_ticket: Ticket,
    /// Set when `r` was pressed here: what the refresh brings enters at once.
    pub take_in: bool,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct ArticlePane {
    /// What is shown, or on its way.
    pub entry: Option<EntryId>,
    pub laid: Option<Laid>,
    /// The article that is on its way.
    pub loading: Option<Ticket>,
    /// The first line of the layout on the screen.
    pub top: usize,
    /// Opened by the reader rather than previewed.
    pub opened: bool,
    /// When the selection came here, for reading by dwelling.
    pub since: Option<Time>,
}

/// What to do when the page that is on its way has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Then {
    #[default]
    Nothing,
    /// Open the first unread entry from the cursor on, or go on to the next feed that has any.
    OpenUnread,
    /// The page is a probe for the next unread entry: load the rows around it and open it.
    OpenFound,
    /// Load more pages until an unread row turns up (orders in which a probe does not work).
    Seek(Side),
}

impl ListPane {
    /// The row at a place in the whole list, if it is loaded.
    pub fn row(&self, index: usize) -> Option<&EntryRow> {
        self.rows.get(index.checked_sub(self.start)?)
    }

    pub fn selected_row(&self) -> Option<&EntryRow> {
        self.row(self.cursor)
    }
}

impl ListSpec {
    /// The list as a view opens: newest first; only `View::Unread` hides what is read.
    pub fn of(view: View) -> ListSpec {
        ListSpec { hide_read: view == View::Unread, view, sort: Sort::Newest, reversed: false }
    }
}
