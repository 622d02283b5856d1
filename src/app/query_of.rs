//! A list as a query that finds the same entries, to be kept under a name.

use crate::app::state::State;
use crate::model::{FeedId, ListSpec, Query, Search, Sort, Term, View};
use crate::search::{self, fold};

/// The query of the list that is shown; none where no query says it.
pub fn list(state: &State) -> Option<String> {
    let spec = &state.list.spec;
    let unread = spec.hide_read && spec.view != View::Unread;
    let alone = spec.filter.is_none() && !unread;
    let view = match &spec.view {
        View::Search(search) => said(search, alone),
        view => name(state, view)?,
    };
    let filter = spec.filter.as_ref().map(|filter| said(filter, view.is_empty() && !unread));
    let parts = [Some(view), unread.then(|| "is:unread".to_owned()), filter, order(spec)];
    Some(parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
}

/// A search as it was typed, so that it can stand beside other words if it is not `alone`: those bind tighter than `OR`.
fn said(search: &Search, alone: bool) -> String {
    let Query { term, sort, reversed } = &search.query;
    match term {
        Term::Either(_) if !alone && (*sort, *reversed) == (Sort::Newest, false) => format!("({})", search.text),
        // An order cannot stand in parentheses; dates are fixed by this.
        Term::Either(_) if !alone => {
            let printed = search::print(&Query { sort: Sort::Newest, reversed: false, ..search.query.clone() });
            format!("({printed})")
        }
        _ => search.text.clone(),
    }
}

fn name(state: &State, view: &View) -> Option<String> {
    Some(match view {
        View::Unread => "is:unread".to_owned(),
        View::All => String::new(),
        View::Starred => "is:starred".to_owned(),
        View::Today => "after:today".to_owned(),
        View::Feed(id) => format!("feed:{}", search::word(&feed(state, *id)?)),
        View::Folder(folder) => format!("folder:{}", search::word(&folder.0)),
        View::Tag(tag) => format!("tag:{}", search::word(tag)),
        View::Front | View::Lately | View::Search(_) => return None,
    })
}

/// What names a feed: its title, where no other has it in its own, else its address.
fn feed(state: &State, id: FeedId) -> Option<String> {
    let feed = state.feed(id)?;
    let title = fold::text(&feed.title);
    let shared = state.tree.tree.feeds.iter().filter(|other| fold::text(&other.title).contains(&title)).count() > 1;
    Some(if shared { feed.subscription.url.clone() } else { feed.title.clone() })
}

/// The order, where the search does not say it itself.
fn order(spec: &ListSpec) -> Option<String> {
    let said = match &spec.view {
        View::Search(search) => (search.query.sort, search.query.reversed),
        _ => (Sort::Newest, false),
    };
    let query = Query { term: Term::EVERYTHING, sort: spec.sort, reversed: spec.reversed };
    ((spec.sort, spec.reversed) != said).then(|| search::print(&query))
}
