//! What lies over the panes: a list to choose from (palette, help, go to, welcome, changes), a form, or feed health.

use tui_input::Input;

use crate::app::effect::Ticket;
use crate::app::health::Standing;
use crate::app::programs::{Pipe, Share};
use crate::app::state::TreeItem;
use crate::model::{Activity, Enclosure, EntryId, FeedId, Sort, StepId, Subscription};
use crate::text::layout::Anchor;

#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    Picker(Picker),
    Form(Form),
    Health(HealthList),
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
