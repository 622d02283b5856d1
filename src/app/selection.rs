//! Entries that are selected together, by their ids: what is not loaded counts as well.

use std::collections::BTreeSet;

use crate::app::effect::{Effect, Effects, Ticket};
use crate::app::overlay::Overlay;
use crate::app::state::{Pane, State};
use crate::app::{article, front, list};
use crate::model::{EntryId, EntryRow, ListSpec, Query, RowKey, Search, Side, Sort, Term};
use crate::search::{self, SearchError};

/// Entries that can be selected at once.
pub const MOST: usize = 50_000;

impl State {
    /// The entries that a command means: those selected while the list has the keys, else the one that is read or selected.
    pub fn subjects(&self) -> Vec<EntryId> {
        let compares = matches!(self.overlay, Some(Overlay::Coverage(_)));
        if self.focus == Pane::List && !self.list.selection.is_empty() && !compares {
            return self.list.selection.iter().copied().collect();
        }
        self.subject().map(|row| row.id).into_iter().collect()
    }

    /// The rows of these entries (ids in ascending order), as far as they are loaded, in the order of the list.
    pub fn loaded(&self, ids: &[EntryId]) -> Vec<&EntryRow> {
        let mut known = BTreeSet::new();
        let known = self.rows().filter(|row| ids.binary_search(&row.id).is_ok() && known.insert(row.id));
        let known: Vec<&EntryRow> = known.collect();
        let read = self.article.laid.as_ref().map(|laid| &laid.article.entry.row);
        let alone = read.filter(|row| known.is_empty() && ids == [row.id]);
        known.into_iter().chain(alone).collect()
    }
}

/// Selects the entry under the cursor, or no more, and moves down.
pub fn toggle(state: &mut State, out: &mut Effects) {
    let Some(id) = state.list.selected_row().map(|row| row.id) else { return state.inform("No entry is selected") };
    if !state.list.selection.remove(&id) {
        state.list.selection.insert(id);
    }
    list::step(state, 1, out);
    article::preview(state, out);
}

/// Selects the entry under the cursor and all on one side of it.
pub fn side(state: &mut State, side: Side, out: &mut Effects) {
    let key = state.list.row(state.list.cursor).map(EntryRow::key);
    let Some((id, key)) = state.list.selected.zip(key) else { return state.inform("No entry is selected") };
    state.list.selection.insert(id);
    ask(state, Some((side, key)), None, out);
}

/// Has the entries of the list looked up, or those on one side of a row, or those that a search finds too.
pub fn ask(state: &mut State, side: Option<(Side, RowKey)>, found_by: Option<Search>, out: &mut Effects) {
    if front::is_listed(state) {
        return front::select(state, side.map(|(side, _)| side));
    }
    let Some(snapshot) = state.list.snapshot else { return };
    let ticket = state.ticket();
    let list = match found_by {
        Some(search) => narrowed(state.list.spec.clone(), search),
        None => state.list.spec.clone(),
    };
    state.list.selecting = Some(ticket);
    out.push(Effect::LoadIds { ticket, list, snapshot, side });
}

/// The list with a search upon its filter.
fn narrowed(list: ListSpec, search: Search) -> ListSpec {
    let filter = match list.filter {
        None => search,
        Some(filter) => Search {
            text: format!("{} {}", filter.text, search.text),
            query: Query {
                term: Term::All(vec![filter.query.term, search.query.term]),
                sort: Sort::Newest,
                reversed: false,
            },
        },
    };
    ListSpec { filter: Some(filter), ..list }
}

/// Reads what to select; says what is wrong with it.
pub fn matching(state: &mut State, text: &str, out: &mut Effects) -> Result<(), SearchError> {
    let query = search::parse(text, state.now, &state.settings.zone)?;
    ask(state, None, Some(Search { text: text.to_owned(), query }), out);
    Ok(())
}

/// The entries that were looked up are selected with those that are.
pub fn arrived(state: &mut State, ticket: Ticket, ids: Vec<EntryId>) {
    if state.list.selecting != Some(ticket) {
        return;
    }
    state.list.selecting = None;
    let found = ids.len();
    state.list.selection.extend(ids);
    let selected = state.list.selection.len();
    state.inform(match found {
        0 => "Nothing more was found to select".to_owned(),
        MOST => format!("{selected} selected: no more than {MOST} can be at once"),
        _ => format!("{selected} selected"),
    });
}

/// Ends the selection; false: there is none.
pub fn end(state: &mut State) -> bool {
    state.list.selecting = None;
    let was = !state.list.selection.is_empty();
    state.list.selection.clear();
    was
}
