//! The rows that are loaded, in the list and beside it.

use crate::app::state::State;
use crate::model::{EntryId, EntryRow};

impl State {
    /// All of them; the same entry may be loaded twice.
    pub fn rows(&self) -> impl Iterator<Item = &EntryRow> {
        self.list.rows.iter().chain(&self.sources.members)
    }

    pub fn rows_mut(&mut self) -> impl Iterator<Item = &mut EntryRow> {
        self.list.rows.iter_mut().chain(&mut self.sources.members)
    }

    /// The row of an entry, if it is loaded.
    pub fn row(&self, id: EntryId) -> Option<&EntryRow> {
        self.rows().find(|row| row.id == id)
    }
}
