//! Changes of status: shown at once, queued to the store in the same turn.

use crate::app::effect::{Effect, Effects};
use crate::app::state::State;
use crate::app::{counts, tree};
use crate::model::{EntryId, ListSpec, Mark, RowKey, Side, StatusChange};

/// Marks entries and shows it.
pub fn mark(state: &mut State, mut ids: Vec<EntryId>, mark: Mark, out: &mut Effects) {
    ids.sort_unstable();
    let siblings = mark == Mark::Read && state.settings.read_siblings;
    counts::count(state, &ids, &mark, siblings);
    let change = StatusChange::Entries { ids, mark, at: state.now, siblings };
    commit(state, change, out);
}

/// Puts tags on entries and shows it.
pub fn tag(state: &mut State, mut ids: Vec<EntryId>, tags: Vec<String>, out: &mut Effects) {
    ids.sort_unstable();
    let change = StatusChange::Tags { ids, tags, at: state.now };
    commit(state, change, out);
}

/// Marks read what the list holds, whole or one side of the cursor.
pub fn mark_list(state: &mut State, list: ListSpec, side: Option<(Side, RowKey)>, out: &mut Effects) {
    let Some(snapshot) = state.list.snapshot else { return };
    let change = StatusChange::List { list, snapshot, side, at: state.now };
    if side.is_none() && state.list.new == 0 {
        counts::clear(state, &change);
    }
    commit(state, change, out);
}

fn commit(state: &mut State, change: StatusChange, out: &mut Effects) {
    let shown = state.list.spec.clone();
    state.rows_mut().for_each(|row| change.show(row, &shown));
    tree::rebuild(&mut state.tree);
    state.outstanding.push_back(change.clone());
    out.push(Effect::Change(change));
}
