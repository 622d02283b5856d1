//! Views: opening one in the list and keeping tree and list together.

use crate::app::effect::Effects;
use crate::app::list;
use crate::app::state::{Pane, State, Then};
use crate::app::{article, tree};
use crate::model::{EntryId, ListSpec, PageAt, Search, View};
use crate::search;

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

/// A list with its searches read anew: what they mean depends on the day. None where one cannot be read any more.
pub fn understood(state: &State, list: ListSpec) -> Option<ListSpec> {
    let view = match list.view {
        View::Search(search) => View::Search(self::search(state, &search.text)?),
        view => view,
    };
    let filter = match list.filter {
        Some(filter) => Some(self::search(state, &filter.text)?),
        None => None,
    };
    Some(ListSpec { view, filter, ..list })
}

/// What a text asks for now, if it can be read.
pub fn search(state: &State, text: &str) -> Option<Search> {
    let query = search::parse(text, state.now, &state.settings.zone).ok()?;
    Some(Search { text: text.to_owned(), query })
}

/// How a view opens: as feeds and folders were last sorted and filtered.
fn spec(state: &State, view: View) -> ListSpec {
    let hide_read = match view {
        View::Unread => true,
        View::All | View::Starred | View::Today | View::Lately | View::Tag(_) | View::Search(_) => false,
        View::Feed(_) | View::Folder(_) => state.hide_read,
    };
    ListSpec { hide_read, sort: state.list.spec.sort, reversed: state.list.spec.reversed, ..ListSpec::of(view) }
}
