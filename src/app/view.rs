//! Views: opening one in the list and keeping tree and list together.

use crate::app::effect::Effects;
use crate::app::list;
use crate::app::state::{Pane, State, Then};
use crate::app::{article, tree};
use crate::model::{EntryId, ListSpec, PageAt, View};

/// Opens a view at its top and selects it in the tree.
pub fn open(state: &mut State, view: View, then: Then, out: &mut Effects) {
    article::close(state);
    tree::reveal(state, &tree::item_of(&view));
    let spec = spec(state, view);
    list::open(state, spec, PageAt::First, then, out);
}

/// Opens a view where the reader left it.
pub fn restore(state: &mut State, spec: ListSpec, selected: Option<EntryId>, out: &mut Effects) {
    tree::reveal(state, &tree::item_of(&spec.view));
    let at = selected.map_or(PageAt::First, PageAt::Around);
    list::open(state, spec, at, Then::Nothing, out);
}

/// Shows in the list what is selected in the tree.
pub fn follow_tree(state: &mut State, out: &mut Effects) {
    let Some(row) = state.tree.rows.get(state.tree.selected) else { return };
    let view = tree::view_of(&row.item);
    if state.list.snapshot.is_some() && view == state.list.spec.view {
        return;
    }
    article::close(state);
    let spec = spec(state, view);
    list::open(state, spec, PageAt::First, Then::Nothing, out);
}

/// Opens what is selected in the tree and gives the list the keys.
pub fn enter(state: &mut State, out: &mut Effects) {
    follow_tree(state, out);
    state.focus = Pane::List;
    article::preview(state, out);
    article::fit(state, out);
}

/// How a view opens: as feeds and folders were last sorted and filtered.
fn spec(state: &State, view: View) -> ListSpec {
    let hide_read = match view {
        View::Unread => true,
        View::All | View::Starred => false,
        View::Feed(_) | View::Folder(_) => state.hide_read,
    };
    ListSpec { view, hide_read, sort: state.list.spec.sort, reversed: state.list.spec.reversed }
}
