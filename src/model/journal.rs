//! What the user changes, and what the store answers.

use super::{EntryId, ListSpec, RowKey, Side, Snapshot, Time};

/// A mark that can be set on entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    Read,
    Unread,
    Star,
    Unstar,
    Tag(String),
    Untag(String),
}

/// A change of status that the user asked for. Each is one step of undo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatusChange {
    Entries {
        ids: Vec<EntryId>,
        mark: Mark,
        at: Time,
    },
    /// Marks read what a list holds, whole or one side of a row (the row itself excluded).
    List {
        list: ListSpec,
        snapshot: Snapshot,
        side: Option<(Side, RowKey)>,
        at: Time,
    },
}

/// What an undoable step did, in words for the status line ("Marked 12 read").
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    pub entries: u64,
    pub text: String,
}
