//! What lies over the panes: a list to choose from (palette, help, go to, welcome, changes), a form, feed health, the pulse or coverage.

use tui_input::Input;

use crate::app::coverage::CoverageBox;
use crate::app::effect::Ticket;
use crate::app::health::Standing;
use crate::app::programs::{Pipe, Share};
use crate::app::state::TreeItem;
use crate::model::{Activity, Enclosure, EntryId, FeedId, Sort, StandingRule, StepId, Subscription, Weight};
use crate::story::pulse::Pulse;
use crate::text::layout::Anchor;

#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    Picker(Picker),
    Form(Form),
    Health(HealthList),
    Rules(RuleList),
    Mute(MuteBox),
    Pulse(PulseBox),
    Coverage(CoverageBox),
}

/// What a list to choose from is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// Every command, by its help text.
    Palette,
    /// The live key table.
    Help,
    /// Any feed or folder.
    GoTo,
    /// Any of the newest entries.
    Entries(Ticket),
    /// Any of the newest entries, to whose story that of an entry is joined.
    Join { ticket: Ticket, entry: EntryId },
    /// The orders of a list.
    Sort,
    /// Feeds found behind an address.
    Found(Ticket),
    /// The addresses that a feed's site names.
    Moved(FeedId),
    /// The first screen of a reader without subscriptions.
    Welcome,
    /// Whether an address that no browser opens goes to another program.
    OpenOther,
    /// The headings of the article.
    Outline,
    /// Files that are being fetched.
    Downloads,
    /// What can be undone and done again.
    History,
    /// Programs that get articles.
    Pipe,
    /// Places to share with.
    Share,
    /// Enclosed files, or what to do with one.
    Enclosures,
    /// The tags of entries, to take one off.
    Tags,
}

/// What choosing an item does.
#[derive(Debug, Clone, PartialEq)]
pub enum Choice {
    /// A heading: nothing.
    None,
    Command(&'static str),
    Tree(TreeItem),
    /// An entry of that feed.
    Entry(EntryId, FeedId),
    /// Join the story of the first to that of the second.
    Join(EntryId, EntryId),
    Sort(Sort),
    /// Ticked or not, then taken together.
    Subscribe(Box<Subscription>),
    Import(String),
    Demo,
    OpenUrl(String),
    Copy(String),
    /// Give a feed another address.
    Move(FeedId, String),
    /// Scroll the article.
    Place(Anchor),
    CancelDownload(Ticket),
    /// Take a tag off entries.
    Untag(Vec<EntryId>, String),
    /// Undo down to this step, or do again up to it where it is undone.
    Step {
        id: StepId,
        undone: bool,
    },
    Pipe(Pipe),
    Share(Share),
    /// Ask what to do with an enclosed file.
    Enclosure(Box<Enclosure>),
    Play(Box<Enclosure>),
    Fetch(Box<Enclosure>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub label: String,
    /// At the right, dim: keys, address, count.
    pub detail: String,
    pub choice: Choice,
    /// For lists in which several can be ticked.
    pub ticked: Option<bool>,
}

/// A list with a filter line.
#[derive(Debug, Clone)]
pub struct Picker {
    pub purpose: Purpose,
    pub title: String,
    /// Lines of text between the title and the list.
    pub intro: Vec<String>,
    pub input: Input,
    /// Whether typing filters (the welcome reads keys instead).
    pub filters: bool,
    pub items: Vec<Item>,
    /// Indices of `items` that match, best first, headings with their matches.
    pub shown: Vec<usize>,
    /// Index into `shown`.
    pub cursor: usize,
    /// The first of `shown` on the screen.
    pub top: usize,
}

impl PartialEq for Picker {
    fn eq(&self, other: &Picker) -> bool {
        (&self.purpose, self.input.value(), self.input.cursor(), &self.items, &self.shown, self.cursor, self.top)
            == (
                &other.purpose,
                other.input.value(),
                other.input.cursor(),
                &other.items,
                &other.shown,
                other.cursor,
                other.top,
            )
    }
}

/// Every feed by how it stands, the worst first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthList {
    pub feeds: Vec<(FeedId, Standing)>,
    pub activity: Vec<Activity>,
    pub cursor: usize,
}

/// The rules that stand, in the order in which they were made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleList {
    pub rules: Vec<StandingRule>,
    pub cursor: usize,
}

/// The pulse of the last days.
#[derive(Debug, Clone, PartialEq)]
pub struct PulseBox {
    /// What it was asked for with.
    pub ticket: Ticket,
    /// None while it is on its way.
    pub pulse: Option<Box<Pulse>>,
    /// The part that has the keys.
    pub part: PulsePart,
    /// The chosen row of each part.
    pub at: [usize; 3],
}

/// A part of the pulse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PulsePart {
    Hours,
    Rising,
    Stories,
}

/// What of entries to hide, and for how long.
#[derive(Debug, Clone)]
pub struct MuteBox {
    /// The words first; empty while it is looked up what there is.
    pub rows: Vec<MuteRow>,
    pub cursor: usize,
    /// Index into `mute::TERMS`.
    pub term: usize,
    /// What is looked up, or weighed.
    pub ticket: Option<Ticket>,
    /// It was chosen, and is done as soon as it is known how much it hides.
    pub taken: bool,
    /// What is wrong with the choice, or to be known of it.
    pub said: Option<String>,
}

/// Something that entries share with others.
#[derive(Debug, Clone)]
pub struct MuteRow {
    pub label: &'static str,
    /// The words, which can be edited, or what is shown in place of the query.
    pub input: Input,
    /// As a rule is written; none: the words are.
    pub query: Option<String>,
    pub weight: Option<Weight>,
}

impl PartialEq for MuteBox {
    fn eq(&self, other: &MuteBox) -> bool {
        let rows = |open: &MuteBox| {
            let row = |row: &MuteRow| {
                (row.label, row.input.value().to_owned(), row.input.cursor(), row.query.clone(), row.weight)
            };
            open.rows.iter().map(row).collect::<Vec<_>>()
        };
        let rest = |open: &MuteBox| (open.cursor, open.term, open.ticket, open.taken, open.said.clone());
        rows(self) == rows(other) && rest(self) == rest(other)
    }
}

/// A few named lines of input: the settings of a feed.
#[derive(Debug, Clone)]
pub struct Form {
    pub title: String,
    pub feed: FeedId,
    pub before: Subscription,
    pub fields: Vec<FormField>,
    /// The field that has the keys.
    pub cursor: usize,
    pub error: Option<String>,
}

#[derive(Debug, Clone)]
pub struct FormField {
    pub label: &'static str,
    pub hint: &'static str,
    pub input: Input,
}

impl PartialEq for Form {
    fn eq(&self, other: &Form) -> bool {
        let values = |form: &Form| {
            form.fields.iter().map(|f| (f.label, f.input.value().to_owned(), f.input.cursor())).collect::<Vec<_>>()
        };
        (self.feed, self.cursor, &self.error) == (other.feed, other.cursor, &other.error)
            && values(self) == values(other)
    }
}
