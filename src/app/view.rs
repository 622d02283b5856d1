//! Views: opening one in the list and keeping tree and list together.

use crate::app::effect::Effects;
use crate::app::lines::Grouping;
use crate::app::list;
use crate::app::state::{Pane, State, Then, TreeItem};
use crate::app::{article, tree};
use crate::model::{EntryId, ListSpec, PageAt, Search, Sort, View};
use crate::search;

/// Opens a view at its top and selects it in the tree.
pub fn open(state: &mut State, view: View, then: Then, out: &mut Effects) {
    article::close(state);
    let spec = spec(state, view);
    show(state, spec, PageAt::First, then, out);
}

/// Opens a list somewhere in it and selects its view in the tree.
pub fn show(state: &mut State, spec: ListSpec, at: PageAt, then: Then, out: &mut Effects) {
    state.left.clear();
    tree::reveal_view(state, &spec.view);
    list::open(state, spec, at, then, out);
}

/// Opens a view where the reader left it.
pub fn restore(state: &mut State, spec: ListSpec, selected: Option<EntryId>, out: &mut Effects) {
    let at = selected.map_or(PageAt::First, PageAt::Around);
    show(state, spec, at, Then::Nothing, out);
}

/// Shows in the list what is selected in the tree.
pub fn follow_tree(state: &mut State, out: &mut Effects) {
    let Some(item) = state.tree.rows.get(state.tree.selected).map(|row| row.item.clone()) else { return };
    let Some(view) = of(state, &item) else { return };
    if state.list.snapshot.is_some() && view == state.list.spec.view {
        return;
    }
    article::close(state);
    state.left.clear();
    let spec = spec(state, view);
    list::open(state, spec, PageAt::First, Then::Nothing, out);
}

/// The view that a row of the tree opens; none for a heading, and for a search that cannot be read, which is told.
pub fn of(state: &mut State, item: &TreeItem) -> Option<View> {
    Some(match item {
        TreeItem::View(view) => view.clone(),
        TreeItem::Folder(folder) => View::Folder(folder.clone()),
        TreeItem::Feed(id) => View::Feed(*id),
        TreeItem::Tags => return None,
        TreeItem::Search(id) => {
            let text = state.tree.tree.searches.iter().find(|saved| saved.id == *id)?.query.clone();
            match search::parse(&text, state.now, &state.settings.zone) {
                Ok(query) => View::Search(Search { text, query }),
                Err(why) => {
                    state.complain(format!("`{text}` cannot be read: {why}"));
                    return None;
                }
            }
        }
    })
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

/// How a view opens: as feeds and folders were last sorted and filtered, a search as it says itself.
pub fn spec(state: &State, view: View) -> ListSpec {
    let hide_read = match view {
        View::Unread => true,
        View::Front | View::All | View::Starred | View::Today | View::Lately | View::Tag(_) | View::Search(_) => false,
        View::Feed(_) | View::Folder(_) => state.hide_read,
    };
    let (sort, reversed) = match &view {
        View::Front => Default::default(),
        // The rows of a feed stand together under its header.
        _ if state.list.group == Grouping::Feed => (Sort::Source, false),
        View::Search(search) => (search.query.sort, search.query.reversed),
        View::Lately => Default::default(),
        _ => state.order,
    };
    let apart = state.tree.apart.contains(&view);
    ListSpec { hide_read, sort, reversed, apart, ..ListSpec::of(view) }
}
