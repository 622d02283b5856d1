//! The rows that are loaded, in the list and beside it.

use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::model::{EntryId, EntryRow};

impl State {
    /// All of them; the same entry may be loaded twice.
    pub fn rows(&self) -> impl Iterator<Item = &EntryRow> {
        let compared = match &self.overlay {
            Some(Overlay::Coverage(open)) => open.members(),
            _ => &[],
        };
        let listed = self.list.rows.iter().chain(self.list.unfolded.values().flatten());
        listed.chain(&self.sources.members).chain(compared.iter().map(|member| &member.row))
    }

    pub fn rows_mut(&mut self) -> impl Iterator<Item = &mut EntryRow> {
        let compared = match &mut self.overlay {
            Some(Overlay::Coverage(open)) => Some(open.rows_mut()),
            _ => None,
        };
        let listed = self.list.rows.iter_mut().chain(self.list.unfolded.values_mut().flatten());
        listed.chain(&mut self.sources.members).chain(compared.into_iter().flatten())
    }

    /// The row of an entry, if it is loaded.
    pub fn row(&self, id: EntryId) -> Option<&EntryRow> {
        self.rows().find(|row| row.id == id)
    }
}
