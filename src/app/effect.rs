//! What `update` asks of the world: plain data that the engine and the terminal carry out.

use std::sync::Arc;

use crate::app::place::Place;
use crate::model::{
    EntryId, FeedId, Format, ListSpec, PageRequest, Query, RowKey, Rule, RuleId, SearchId, Side, Snapshot,
    StatusChange, StepId, Subscription, Time,
};
use crate::text::manner::Manner;

/// What one turn of `update` asks for, in order.
pub type Effects = Vec<Effect>;

/// Numbers a request, so that a late answer can be told from the one awaited.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// What to refresh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefreshScope {
    /// Every feed whose time has come.
    Due,
    /// These, asked for by the reader; a feed inside its floor is skipped and said so.
    Feeds(Vec<FeedId>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    // --- read from the store
    LoadTree,
    LoadPage {
        ticket: Ticket,
        request: PageRequest,
    },
    /// Read the front page as it is now; `visit`: what came since is marked.
    LoadFront {
        ticket: Ticket,
        visit: Option<Time>,
    },
    /// Read these rows as they are now, as the whole of a list.
    LoadRows {
        ticket: Ticket,
        entries: Vec<EntryId>,
    },
    /// Find out who tells the story of an entry.
    LoadCoverage {
        ticket: Ticket,
        entry: EntryId,
    },
    /// Count what a list would take in beyond its snapshot ("12 new").
    CountNew {
        ticket: Ticket,
        list: ListSpec,
        snapshot: Snapshot,
    },
    /// Read all that tell the story of an entry, and what each adds.
    CompareSources {
        ticket: Ticket,
        entry: EntryId,
    },
    /// Count, when there is nothing else to do, what is unread of each saved search; of those that are `apart` each entry by
    /// itself.
    CountSearches {
        apart: Vec<SearchId>,
    },
    /// The titles of the newest entries.
    LoadTitles {
        ticket: Ticket,
    },
    /// The categories of the newest entries.
    LoadCategories,
    /// How much each feed has published lately.
    LoadActivity,
    /// The last days at a glance.
    LoadPulse {
        ticket: Ticket,
    },
    /// Look up the entries of a list, or those on one side of a row.
    LoadIds {
        ticket: Ticket,
        list: ListSpec,
        snapshot: Snapshot,
        side: Option<(Side, RowKey)>,
    },
    /// Find out what rules hide from a list.
    CountHidden {
        ticket: Ticket,
        list: ListSpec,
        snapshot: Snapshot,
    },
    LoadRules,
    /// Find out what of entries a rule may ask for.
    LoadTraits {
        ticket: Ticket,
        entries: Vec<EntryId>,
    },
    /// Find out how much of the newest entries a query finds.
    Preview {
        ticket: Ticket,
        query: Query,
    },
    /// What can be undone and done again.
    LoadSteps,
    /// Load an article and set it; `changes`: with what its publisher changed marked in it.
    LoadArticle {
        ticket: Ticket,
        entry: EntryId,
        manner: Manner,
        changes: bool,
    },
    /// Show an entry's full text, fetched if it is not stored, or what its feed gives.
    FullText {
        entry: EntryId,
        on: bool,
    },
    /// The reader opened an entry whose feed wants its full text: fetch it, unless that was tried.
    Opened(EntryId),
    /// Lay these out ahead of time; nothing is answered.
    Prefetch {
        entries: Vec<EntryId>,
        manner: Manner,
    },
    /// Fetch a page to be read. `typed`: the user named its address, so that it may lie in the user's own network.
    /// Tell what was told since yesterday as one text; answered like a page.
    Brief {
        ticket: Ticket,
    },
    ReadPage {
        ticket: Ticket,
        url: String,
        typed: bool,
    },
    /// Load the pictures of an article that is set in this manner, for so many `dots` in a cell. The answers come one after
    /// the other.
    LoadPictures {
        ticket: Ticket,
        entry: EntryId,
        manner: Manner,
        changes: bool,
        dots: (u16, u16),
        addresses: Vec<String>,
    },
    // --- write to the store, in the order given
    /// Keep a page for later that was read without being an entry.
    Keep(EntryId),
    /// Fetch a page and keep it for later; `typed` as above.
    KeepPage {
        ticket: Ticket,
        url: String,
        typed: bool,
    },
    Change(StatusChange),
    Undo,
    Redo,
    /// Undo the steps from the latest down to this one.
    UndoDownTo(StepId),
    /// Do again what was undone, up to this step.
    RedoUpTo(StepId),
    /// Take an entry out of its story.
    SplitStory(EntryId),
    /// Make the stories of these entries one: that of the last.
    JoinStories(Vec<EntryId>),
    /// Follow the story of an entry, or no longer.
    FollowStory(EntryId),
    AddRule(Rule),
    ChangeRule {
        id: RuleId,
        rule: Rule,
    },
    RemoveRule(RuleId),
    // --- subscriptions
    /// Look for the feeds behind an address; a feed's own address is subscribed to at once.
    Subscribe {
        ticket: Ticket,
        subscription: Subscription,
    },
    /// Subscribe to these without looking (starter feeds, a choice among several found).
    SubscribeAll(Vec<Subscription>),
    Edit {
        feed: FeedId,
        subscription: Subscription,
    },
    Unsubscribe(FeedId),
    /// Rename or move a folder with all it holds.
    RenameFolder {
        from: String,
        to: String,
    },
    /// Keep a query under a name; a search of that name gets it.
    SaveSearch {
        name: String,
        query: String,
    },
    RenameSearch {
        search: SearchId,
        name: String,
    },
    RemoveSearch(SearchId),
    /// Import a file of another reader.
    Import {
        path: String,
    },
    // --- the network
    /// Look on a feed's site for the feeds that it names now.
    FindMoved(FeedId),
    Refresh(RefreshScope),
    Offline(bool),
    // --- the desktop and the terminal
    OpenUrl {
        url: String,
        background: bool,
    },
    /// Write articles to one file, in the form that the ending of its name asks for; what is not absolute lies in the
    /// folder for articles.
    Write {
        ticket: Ticket,
        entries: Vec<EntryId>,
        path: String,
    },
    /// Give articles to a program's input; `terminal`: it takes the terminal while it runs.
    Pipe {
        entries: Vec<EntryId>,
        command: Vec<String>,
        terminal: bool,
        format: Format,
    },
    /// Run a program beside this one.
    Run {
        command: Vec<String>,
    },
    /// Lend the terminal to a program, with that text as its input.
    Lend {
        command: Vec<String>,
        text: Arc<[u8]>,
    },
    /// Fetch a file into the folder for downloads; `name`: what to call it, else by its address.
    Download {
        ticket: Ticket,
        url: String,
        name: Option<String>,
    },
    CancelDownload(Ticket),
    /// Put text on the clipboard by way of the terminal (OSC 52).
    Copy(String),
    /// Give text to the program that keeps the clipboard.
    CopyBy {
        command: Vec<String>,
        text: String,
    },
    SavePlace(Box<Place>),
    Redraw,
    /// Find out how the terminal shows pictures.
    AskGraphics,
    Suspend,
    Mouse(bool),
    /// End this program and start the demo edition in its place.
    StartDemo,
    Quit,
}
