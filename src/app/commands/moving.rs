//! Moving the selection, the text and the focus.

use super::Command;
use crate::app::effect::Effects;
use crate::app::scope::Scope;
use crate::app::state::{Pane, State, TreeItem};
use crate::app::{areas, article, front, list, tree, view};
use crate::model::PageAt;

pub const COMMANDS: &[Command] = &[
    Command { name: "down", scope: Scope::Global, keys: &["j", "down"], help: "Move down", hint: None, run: down },
    Command { name: "up", scope: Scope::Global, keys: &["k", "up"], help: "Move up", hint: None, run: up },
    Command {
        name: "left",
        scope: Scope::Global,
        keys: &["h", "left"],
        help: "Go to the pane on the left",
        hint: None,
        run: left,
    },
    Command {
        name: "right",
        scope: Scope::Global,
        keys: &["l", "right"],
        help: "Go to the pane on the right",
        hint: None,
        run: right,
    },
    Command {
        name: "next-pane",
        scope: Scope::Global,
        keys: &["tab"],
        help: "Go to the next pane",
        hint: None,
        run: next_pane,
    },
    Command {
        name: "previous-pane",
        scope: Scope::Global,
        keys: &["shift-tab"],
        help: "Go to the previous pane",
        hint: None,
        run: previous_pane,
    },
    Command {
        name: "top",
        scope: Scope::Global,
        keys: &["g g", "home"],
        help: "Go to the top, taking in what is new",
        hint: None,
        run: top,
    },
    Command {
        name: "bottom",
        scope: Scope::Global,
        keys: &["G", "end"],
        help: "Go to the bottom",
        hint: None,
        run: bottom,
    },
    Command {
        name: "half-page-down",
        scope: Scope::Global,
        keys: &["ctrl-d"],
        help: "Move half a page down",
        hint: None,
        run: |s, out| page(s, 1, 2, out),
    },
    Command {
        name: "half-page-up",
        scope: Scope::Global,
        keys: &["ctrl-u"],
        help: "Move half a page up",
        hint: None,
        run: |s, out| page(s, -1, 2, out),
    },
    Command {
        name: "page-down",
        scope: Scope::Global,
        keys: &["ctrl-f", "pagedown"],
        help: "Move a page down",
        hint: None,
        run: |s, out| page(s, 1, 1, out),
    },
    Command {
        name: "page-up",
        scope: Scope::Global,
        keys: &["ctrl-b", "pageup"],
        help: "Move a page up",
        hint: None,
        run: |s, out| page(s, -1, 1, out),
    },
    Command {
        name: "next-feed",
        scope: Scope::Global,
        keys: &["J"],
        help: "Go to the next feed, on the front page to the next section",
        hint: None,
        run: |s, out| feed(s, 1, out),
    },
    Command {
        name: "previous-feed",
        scope: Scope::Global,
        keys: &["K"],
        help: "Go to the previous feed, on the front page to the previous section",
        hint: None,
        run: |s, out| feed(s, -1, out),
    },
];

fn down(state: &mut State, out: &mut Effects) {
    by(state, 1, out);
}

fn up(state: &mut State, out: &mut Effects) {
    by(state, -1, out);
}

/// Moves by rows or lines in the pane that has the keys.
pub(in crate::app) fn by(state: &mut State, rows: isize, out: &mut Effects) {
    match state.focus {
        Pane::Tree => select_in_tree(state, state.tree.selected.saturating_add_signed(rows), out),
        Pane::List => {
            list::step(state, rows, out);
            article::preview(state, out);
        }
        Pane::Article => {
            article::scroll_by(state, rows);
        }
    }
}

fn page(state: &mut State, direction: isize, part: usize, out: &mut Effects) {
    let height = match state.focus {
        Pane::Tree => areas::areas(state).tree.map_or(1, |pane| usize::from(pane.height)),
        Pane::List if front::is_listed(state) => front::columns::columns(state).page(state.list.cursor).len(),
        Pane::List => list::height(state),
        // Two lines stay in sight.
        Pane::Article => article::page(state).saturating_sub(2),
    };
    by(state, direction * (height / part).max(1).cast_signed(), out);
}

fn top(state: &mut State, out: &mut Effects) {
    match state.focus {
        Pane::Tree => select_in_tree(state, 0, out),
        Pane::List if state.list.new > 0 => list::take_in(state, PageAt::First, out),
        Pane::List => {
            list::jump(state, PageAt::First, out);
            article::preview(state, out);
        }
        Pane::Article => state.article.top = 0,
    }
}

fn bottom(state: &mut State, out: &mut Effects) {
    match state.focus {
        Pane::Tree => select_in_tree(state, usize::MAX, out),
        Pane::List => {
            list::jump(state, PageAt::Last, out);
            article::preview(state, out);
        }
        Pane::Article => {
            article::scroll_by(state, isize::MAX);
        }
    }
}

/// Selects a row of the tree; where the list stands beside it, the list follows.
pub(in crate::app) fn select_in_tree(state: &mut State, place: usize, out: &mut Effects) {
    state.tree.selected = place.min(state.tree.rows.len().saturating_sub(1));
    tree::scroll_to_selected(state);
    if areas::areas(state).list.is_some() {
        view::follow_tree(state, out);
    }
}

fn feed(state: &mut State, direction: isize, out: &mut Effects) {
    if front::is_open(state) && state.focus == Pane::List {
        return front::section(state, direction > 0, out);
    }
    let order: Vec<_> = tree::feeds_in_order(&state.tree).iter().map(|feed| feed.id).collect();
    let here = match state.tree.rows.get(state.tree.selected).map(|row| &row.item) {
        Some(TreeItem::Feed(id)) => order.iter().position(|feed| feed == id),
        Some(TreeItem::Folder(folder)) => {
            let first =
                tree::feeds_in_order(&state.tree).iter().position(|feed| feed.subscription.folder.within(folder));
            // From a folder the next feed is its first one.
            first.and_then(|first| if direction > 0 { first.checked_sub(1) } else { Some(first) })
        }
        _ => None,
    };
    let next = match here {
        Some(here) => here.checked_add_signed(direction),
        None if direction > 0 => Some(0),
        None => None,
    };
    match next.and_then(|next| order.get(next)) {
        Some(id) => {
            tree::reveal(state, &TreeItem::Feed(*id));
            // The first entry is only previewed: the keys go back to where one chooses.
            if state.focus == Pane::Article {
                back_to_list(state, out);
            }
            view::follow_tree(state, out);
        }
        None => state.inform("No feed further on"),
    }
}

fn left(state: &mut State, out: &mut Effects) {
    match state.focus {
        Pane::Tree => super::views::fold_or_rise(state, out),
        Pane::List => match aside(state, -1) {
            Some(story) => front::go_to(state, story, out),
            None => state.focus = Pane::Tree,
        },
        Pane::Article => back_to_list(state, out),
    }
    article::fit(state, out);
}

/// The story of the front page in the column beside.
fn aside(state: &State, by: isize) -> Option<usize> {
    let columns = front::is_listed(state).then(|| front::columns::columns(state))?;
    columns.beside(state.list.cursor, by).filter(|_| columns.count > 1)
}

fn right(state: &mut State, out: &mut Effects) {
    match state.focus {
        Pane::Tree => super::views::enter_tree(state, out),
        Pane::List => match aside(state, 1) {
            Some(story) => front::go_to(state, story, out),
            None => article::open(state, out),
        },
        Pane::Article => {}
    }
}

/// From the article to the list; what was being read stays selected there.
pub(in crate::app) fn back_to_list(state: &mut State, out: &mut Effects) {
    state.zen = false;
    state.focus = Pane::List;
    article::fit(state, out);
}

fn next_pane(state: &mut State, out: &mut Effects) {
    match state.focus {
        Pane::Tree => state.focus = Pane::List,
        Pane::List => article::open(state, out),
        Pane::Article => {
            state.zen = false;
            state.focus = Pane::Tree;
        }
    }
    article::fit(state, out);
}

fn previous_pane(state: &mut State, out: &mut Effects) {
    match state.focus {
        Pane::Tree => article::open(state, out),
        Pane::List => state.focus = Pane::Tree,
        Pane::Article => back_to_list(state, out),
    }
    article::fit(state, out);
}
