//! Facts that the engine reports, with the ticket of the effect that they answer.

use std::sync::Arc;

use crate::app::Settings;
use crate::app::coverage::Covered;
use crate::app::effect::Ticket;
use crate::app::front::Story;
use crate::app::keymap::Keymap;
use crate::model::{
    Activity, Applied, Article, Coverage, EntryId, EntryRow, FeedId, HiddenBy, Kept, Page, Pixels, SearchId,
    StandingRule, Step, Titled, Traits, Tree, Weight,
};
use crate::story::pulse::Pulse;
use crate::text::layout::Layout;

/// How much of a refresh is done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    pub done: usize,
    pub total: usize,
    pub new: u64,
    pub failed: usize,
}

/// A feed found behind a site's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub url: String,
    pub title: String,
}

/// An article laid out in one manner.
#[derive(Debug, Clone, PartialEq)]
pub struct Laid {
    pub article: Arc<Article>,
    pub layout: Arc<Layout>,
}

/// What there is to say of the full text of an entry. Each reason is one line: what failed, why, what can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FullTextNews {
    /// Its page is being fetched; another word follows.
    Begun,
    /// There was nothing to do.
    Idle,
    /// It is stored and is what the article shows from now on.
    Shown,
    /// It came of its own accord, behind a refresh.
    Arrived,
    /// The article shows what its feed gives.
    Hidden,
    /// The page did not come.
    Failed(String),
    /// The page has no article to take, or less of it than the feed.
    Refused(String),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Tree(Tree),
    Page {
        ticket: Ticket,
        page: Page,
    },
    /// The front page: its stories, and in `page` a row for each.
    Front {
        ticket: Ticket,
        page: Page,
        stories: Vec<Story>,
    },
    /// The entries of a story, and in `rows` each of them as a row, in the same order; none: the entry is gone.
    Coverage {
        ticket: Ticket,
        coverage: Option<Coverage>,
        rows: Vec<EntryRow>,
    },
    /// The story of an entry, with what each source adds.
    SourcesCompared {
        ticket: Ticket,
        covered: Box<Covered>,
    },
    /// What is unread of each saved search, as far as it is counted.
    SearchCounts(Vec<(SearchId, u64)>),
    /// The titles of the newest entries, the newest first.
    Titles {
        ticket: Ticket,
        titles: Vec<Titled>,
    },
    /// The categories of the newest entries, those of most first.
    Categories(Vec<String>),
    Activity(Vec<Activity>),
    Pulse {
        ticket: Ticket,
        pulse: Box<Pulse>,
    },
    /// What can be undone and done again, the newest first.
    Steps(Vec<Step>),
    NewCount {
        ticket: Ticket,
        count: u64,
    },
    /// The entries of a list.
    Ids {
        ticket: Ticket,
        ids: Vec<EntryId>,
    },
    /// What rules hide from a list.
    Hidden {
        ticket: Ticket,
        hidden: Vec<HiddenBy>,
    },
    Rules(Vec<StandingRule>),
    Traits {
        ticket: Ticket,
        traits: Traits,
    },
    /// How much of the newest entries a query finds.
    Previewed {
        ticket: Ticket,
        weight: Weight,
    },
    Article {
        ticket: Ticket,
        entry: EntryId,
        laid: Laid,
    },
    /// The answer to `Effect::FullText` and `Effect::Opened`, and word of a text that came of its own accord.
    FullText {
        entry: EntryId,
        news: FullTextNews,
    },
    /// A page was fetched and can be loaded under this id for as long as the program runs.
    PageRead {
        ticket: Ticket,
        entry: EntryId,
    },
    /// A page is kept for later.
    Kept {
        ticket: Option<Ticket>,
        kept: Kept,
    },
    /// Pictures that `LoadPictures` asked for, in the sizes of their boxes, and the article with more boxes in it.
    Pictures {
        ticket: Ticket,
        entry: EntryId,
        laid: Option<Laid>,
        came: Vec<(String, Arc<Pixels>)>,
    },
    /// The entry is not in the store any more.
    ArticleGone {
        ticket: Ticket,
        entry: EntryId,
    },
    /// A change of status is on disk, or could not be stored and why. Answers come in the order of the changes.
    Changed(Result<Applied, String>),
    /// A change of subscriptions is stored.
    Edited(Applied),
    /// A step was undone or done again; none: nothing was left to undo.
    Undone {
        redo: bool,
        applied: Option<Applied>,
    },
    /// Entries or counts changed in the store; `elsewhere`: by another process, so that statuses may have changed too.
    StoreChanged {
        elsewhere: bool,
    },
    RefreshProgress(Progress),
    RefreshDone(Progress),
    /// Feeds that a refresh by hand left out, with the reason ("asked 2 min ago; next at 12:40").
    RefreshSkipped(String),
    Subscribed {
        ticket: Option<Ticket>,
        feed: FeedId,
        title: String,
    },
    /// Several feeds behind one address: the user chooses.
    FeedsFound {
        ticket: Ticket,
        feeds: Vec<Found>,
    },
    /// The feeds that a feed's site names.
    MovedFound {
        feed: FeedId,
        feeds: Vec<Found>,
    },
    /// An article was written to that file.
    Written {
        ticket: Ticket,
        path: String,
    },
    /// An article is ready for a program that takes the terminal.
    Piped {
        command: Vec<String>,
        text: Arc<[u8]>,
    },
    /// More of a file has come; `total`: bytes in all, as far as the server tells.
    DownloadProgress {
        ticket: Ticket,
        done: u64,
        total: Option<u64>,
    },
    /// A file has come whole and lies there, or why not.
    Downloaded {
        ticket: Ticket,
        outcome: Result<String, String>,
    },
    /// Something the user should read, and nothing else.
    Notice(String),
    /// What was asked failed: what, why, and what can be done, in one line.
    Failed {
        ticket: Option<Ticket>,
        message: String,
    },
    /// A configuration file changed on disk and was read again.
    Reconfigured {
        settings: Box<Settings>,
        keymap: Arc<Keymap>,
    },
}
