//! One line of input at the foot of the screen: what it asks, its text, its history.

use tui_input::Input;

use crate::model::{FeedId, Folder};

/// What a prompt asks. Data, not a closure: it can be printed and compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// The address of a feed or a site.
    Subscribe,
    /// The path of an OPML or newsboat file.
    Import,
    RenameFolder(Folder),
    /// A question where undo is impossible; the answer is `y` or anything else.
    Confirm {
        feed: Option<FeedId>,
    },
}

#[derive(Debug, Clone)]
pub struct Prompt {
    pub ask: Ask,
    pub input: Input,
    /// The place in the history, counted back from the newest; 0 is what is being typed.
    pub back: usize,
    /// What was typed before the history was opened.
    pub draft: String,
    /// What is wrong with the input.
    pub error: Option<String>,
    /// Waiting for an answer from outside.
    pub busy: bool,
}

impl PartialEq for Prompt {
    fn eq(&self, other: &Prompt) -> bool {
        (&self.ask, self.input.value(), self.input.cursor(), self.back, &self.error, self.busy)
            == (&other.ask, other.input.value(), other.input.cursor(), other.back, &other.error, other.busy)
    }
}

/// What was typed at each kind of prompt, the newest last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Histories(pub Vec<(String, Vec<String>)>);
