//! Searching everything, filtering a list, and keeping searches.

use super::Command;
use crate::app::prompt::{Ask, Prompt};
use crate::app::scope::Scope;
use crate::app::state::State;
use crate::app::{jump, query_of, searching, tree};
use crate::model::View;

pub const COMMANDS: &[Command] = &[
    Command {
        name: "search",
        scope: Scope::Global,
        keys: &["/"],
        help: "Search everything while typing; edit the search that is open",
        hint: Some("search"),
        run: searching::search,
    },
    Command {
        name: "filter",
        scope: Scope::Global,
        keys: &["f"],
        help: "Filter the list while typing; an empty text takes the filter off",
        hint: None,
        run: searching::filter,
    },
    Command {
        name: "jump",
        scope: Scope::Global,
        keys: &["g e"],
        help: "Jump to any of the newest entries by a few letters of its title",
        hint: None,
        run: jump::open,
    },
    Command {
        name: "save-search",
        scope: Scope::Global,
        keys: &["g S"],
        help: "Keep this search, or this list with its filter, in the tree",
        hint: None,
        run: |s, _| save(s),
    },
];

fn save(state: &mut State) {
    let query = match query_of::list(state) {
        Some(query) if !query.is_empty() => query,
        Some(_) => return state.inform("Search or filter first: this list is everything there is"),
        None => return state.inform("What was read lately cannot be kept as a search"),
    };
    let name = match &state.list.spec.view {
        View::Search(search) => tree::saved(&state.tree, search).map(|saved| saved.name.clone()),
        _ => None,
    };
    state.prompt = Some(Prompt::new(Ask::SaveSearch(query.clone())).with(name.unwrap_or(query)));
}
