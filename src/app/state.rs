//! All that the screen shows.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use crate::app::download::Download;
use crate::app::effect::{Effect, Effects, Ticket};
use crate::app::event::{Laid, Progress};
use crate::app::find::Find;
use crate::app::follow::Follow;
use crate::app::front::{Story, Visits};
use crate::app::key::Key;
use crate::app::keymap::Keymap;
use crate::app::lines::Grouping;
use crate::app::mouse::Grip;
use crate::app::notice::{Level, Notices};
use crate::app::overlay::Overlay;
use crate::app::pictures::Pictures;
use crate::app::place::Place;
use crate::app::prompt::{Histories, Prompt};
use crate::app::searching::Left;
use crate::app::settings::Settings;
use crate::app::stories::Sources;
use crate::app::{mute, tree, view};
use crate::model::{
    EntryId, EntryRow, Feed, FeedId, Folder, HiddenBy, ListSpec, PageAt, SearchId, Snapshot, Sort, StatusChange,
    Subscription, Time, Tree, View,
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
    /// The width of the text as changed by keys; none: as the settings say.
    pub measure: Option<u16>,
    pub keymap: Arc<Keymap>,
    pub widths: Widths,
    pub focus: Pane,
    /// Only the article is shown while it has the keys.
    pub zen: bool,
    /// The program was opened for one article: there are no other panes.
    pub alone: bool,
    /// The page that is being fetched to be read.
    pub page_awaited: Option<Ticket>,
    pub tree: TreePane,
    pub list: ListPane,
    pub article: ArticlePane,
    pub pictures: Pictures,
    /// Who tells the story that was last asked for.
    pub sources: Sources,
    /// On top of the panes and below the prompt.
    pub overlay: Option<Overlay>,
    /// In place of the status line while something is asked.
    pub prompt: Option<Prompt>,
    pub histories: Histories,
    pub notices: Notices,
    /// Files that are being fetched, oldest first.
    pub downloads: Vec<Download>,
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
    /// Whether feeds and folders open without what is read.
    pub hide_read: bool,
    /// How lists that are no searches are sorted, and whether the other way round.
    pub order: (Sort, bool),
    /// Changes of status that are shown but not yet known to be on disk, oldest first.
    pub outstanding: VecDeque<StatusChange>,
    /// What the first screen of a reader without subscriptions offers.
    pub welcome: Welcome,
    /// Entries whose pages are being fetched because the reader asked for them or opened them.
    pub fetching: BTreeSet<EntryId>,
    /// Keys that did nothing and were told so.
    pub told: BTreeSet<String>,
    /// A rule between panes that is being dragged.
    pub grip: Option<Grip>,
    /// What to select in the tree when it next comes.
    pub reveal_next: Option<TreeItem>,
    /// The lists that were left for a search or a filter, the latest last.
    pub left: Vec<Left>,
    /// For how long was hidden last: index into `mute::TERMS`.
    pub mute_term: usize,
    /// When the reader looked at the front page.
    pub visits: Visits,
    /// The front page may take the place of the first list.
    pub front_first: bool,
    /// A rule in the prompt of which it was said how much it hides.
    pub rule_warned: Option<String>,
}

/// What a reader without subscriptions is offered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Welcome {
    /// Desk by desk.
    pub feeds: Vec<Starter>,
    /// OPML and newsboat files found in the usual places.
    pub files: Vec<String>,
}

/// A well-known feed on offer; its folder is the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Starter {
    pub subscription: Subscription,
    /// BCP 47.
    pub language: String,
}

/// What a row of the tree stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TreeItem {
    View(View),
    /// A search that the reader keeps.
    Search(SearchId),
    /// The row over the tags.
    Tags,
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
    /// There are more than were counted.
    pub more: bool,
    /// For what has rows below it: whether they are hidden.
    pub folded: Option<bool>,
    pub failing: bool,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct TreePane {
    pub tree: Tree,
    /// The rows that folds leave, made from `tree` and `folded`.
    pub rows: Vec<TreeRow>,
    pub folded: BTreeSet<Folder>,
    /// Whether the tags are shown, each in a row.
    pub tags_open: bool,
    /// The views that show each entry by itself, though others tell the same story.
    pub apart: Vec<View>,
    /// What is unread of each saved search, as it was counted last.
    pub hits: BTreeMap<SearchId, u64>,
    pub selected: usize,
    /// The first row on the screen.
    pub top: usize,
    pub loaded: bool,
}

/// A list: a window of its rows around the selection. Rows are counted from 0 in the whole list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListPane {
    pub spec: ListSpec,
    pub group: Grouping,
    pub snapshot: Option<Snapshot>,
    /// What stands at the head: the view's name.
    pub title: String,
    /// The rows that are loaded, one unbroken piece of the list.
    pub rows: Vec<EntryRow>,
    /// Where `rows` begins in the whole list.
    pub start: usize,
    pub total: usize,
    /// There are more than the `total`: a search goes no further.
    pub more: bool,
    /// Entries that a search may miss, for they are not in the index yet.
    pub unindexed: u64,
    pub selected: Option<EntryId>,
    /// The other entries of stories that are unfolded, by the entries whose rows stand for these.
    pub unfolded: BTreeMap<EntryId, Vec<EntryRow>>,
    /// The selected row.
    pub cursor: usize,
    /// Of what is unfolded below it the entry that is selected instead.
    pub member: Option<usize>,
    /// The first row on the screen.
    pub top: usize,
    /// The page that is on its way.
    pub loading: Option<(Ticket, PageAt)>,
    /// What to do when it has come.
    pub then: Then,
    /// The list that takes the place of this one if it turns out to be empty.
    pub instead: Option<Box<ListSpec>>,
    /// Entries that arrived since and are not in the list.
    pub new: u64,
    pub new_ticket: Ticket,
    /// More may have arrived than was counted, since a page was on its way.
    pub uncounted: bool,
    /// Set when `r` was pressed here: what the refresh brings enters at once.
    pub take_in: bool,
    /// What rules hide from it.
    pub hidden: Vec<HiddenBy>,
    pub hidden_ticket: Ticket,
    /// Entries selected together, loaded or not.
    pub selection: BTreeSet<EntryId>,
    /// Entries to be selected that are being looked up.
    pub selecting: Option<Ticket>,
    /// Of the front page: the story of each row.
    pub front: Arc<Vec<Story>>,
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
    /// Shown with what its publisher changed marked in it.
    pub changes: bool,
    /// When the selection came here, for reading by dwelling.
    pub since: Option<Time>,
    /// The hints of its links, while they are shown.
    pub follow: Option<Follow>,
    /// Where links within it were followed from, the latest last.
    pub jumps: Vec<Anchor>,
    /// What is looked for in it.
    pub find: Option<Find>,
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
    /// Open the entry around which the page lies.
    Open,
    /// Look again for an unread row below the cursor (orders in which a probe does not work).
    Seek,
}

impl ListPane {
    /// The row at a place in the whole list, if it is loaded.
    pub fn row(&self, index: usize) -> Option<&EntryRow> {
        self.rows.get(index.checked_sub(self.start)?)
    }

    /// What is selected: a row, or an entry unfolded below it.
    pub fn selected_row(&self) -> Option<&EntryRow> {
        match self.member {
            Some(member) => self.members(self.cursor).get(member),
            None => self.row(self.cursor),
        }
    }

    /// The entries unfolded below a row.
    pub fn members(&self, index: usize) -> &[EntryRow] {
        let members = self.row(index).and_then(|row| self.unfolded.get(&row.id));
        members.map_or(&[], Vec::as_slice)
    }

    /// The entry of the list at which the reader is: its row, where an entry unfolded below it is selected.
    pub fn anchor(&self) -> Option<EntryId> {
        match self.member {
            Some(_) => self.row(self.cursor).map(|row| row.id),
            None => self.selected,
        }
    }

    /// The page on which the reader is.
    pub fn here(&self) -> PageAt {
        self.anchor().map_or(PageAt::First, PageAt::Around)
    }
}

/// What the reader begins with.
#[derive(Debug, Clone, Default)]
pub struct Start {
    pub settings: Settings,
    pub keymap: Arc<Keymap>,
    /// Where the reader was; none at the first start.
    pub place: Option<Place>,
    pub welcome: Welcome,
    pub offline: bool,
    /// Whether feeds and folders open without what is read, where no place says.
    pub hide_read: bool,
    /// Whether the front page may be what a reader begins with who has never seen it.
    pub front_first: bool,
}

impl State {
    /// The state before the first message, and what it asks for: the tree and the first page.
    pub fn new(start: Start, size: Size, now: Time) -> (State, Effects) {
        let mut state = State {
            now,
            size,
            settings: start.settings,
            measure: None,
            keymap: start.keymap,
            widths: Widths::default(),
            focus: Pane::List,
            zen: false,
            alone: false,
            page_awaited: None,
            tree: TreePane::default(),
            list: ListPane::default(),
            article: ArticlePane::default(),
            pictures: Pictures::default(),
            sources: Sources::default(),
            overlay: None,
            prompt: None,
            histories: Histories::default(),
            notices: Notices::default(),
            downloads: Vec::new(),
            progress: None,
            pending: Vec::new(),
            offline: start.offline,
            focused: true,
            trail: Vec::new(),
            scrolls: Vec::new(),
            deadline: None,
            next_ticket: 1,
            hide_read: start.hide_read,
            order: Default::default(),
            outstanding: VecDeque::new(),
            welcome: start.welcome,
            fetching: BTreeSet::new(),
            told: BTreeSet::new(),
            grip: None,
            reveal_next: None,
            left: Vec::new(),
            mute_term: mute::TERMS.len() - 2,
            visits: Visits::default(),
            front_first: start.front_first,
            rule_warned: None,
        };
        let mut out = vec![Effect::LoadTree];
        tree::rebuild(&mut state.tree);
        match start.place {
            Some(place) => place.restore(&mut state, &mut out),
            None => view::restore(&mut state, ListSpec::of(View::Unread), None, &mut out),
        }
        if let Some(problem) = state.settings.problem.clone() {
            state.complain(problem);
        }
        (state, out)
    }

    /// A number for a request.
    pub fn ticket(&mut self) -> Ticket {
        self.next_ticket += 1;
        Ticket(self.next_ticket)
    }

    pub fn feed(&self, id: FeedId) -> Option<&Feed> {
        self.tree.tree.feeds.iter().find(|feed| feed.id == id)
    }

    /// The entry that a command means: that of the source that is looked at, else the one that is read, else the selected one.
    pub fn subject(&self) -> Option<&EntryRow> {
        if let Some(Overlay::Coverage(open)) = &self.overlay {
            return open.row();
        }
        let read = self.article.entry.filter(|_| self.focus == Pane::Article);
        match read {
            Some(id) if self.list.selected != Some(id) => {
                let laid = self.article.laid.as_ref().map(|laid| &laid.article.entry.row);
                self.row(id).or(laid.filter(|row| row.id == id))
            }
            _ => self.list.selected_row(),
        }
    }

    /// Tells the reader something.
    pub fn inform(&mut self, text: impl Into<String>) {
        self.notices.show(Level::Info, text.into(), self.now);
    }

    /// Tells the reader what failed.
    pub fn complain(&mut self, text: impl Into<String>) {
        self.notices.show(Level::Error, text.into(), self.now);
    }
}

impl Default for Widths {
    fn default() -> Widths {
        Widths { tree: 24, list_percent: 45, list_rows_percent: 40 }
    }
}
