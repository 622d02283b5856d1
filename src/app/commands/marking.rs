//! Marking entries: read, starred, whole lists, and undoing it.

use super::Command;
use crate::app::effect::{Effect, Effects};
use crate::app::scope::Scope;
use crate::app::state::{Pane, State, TreeItem};
use crate::app::{front, status, view};
use crate::model::{EntryRow, Mark, Side, View};

pub const COMMANDS: &[Command] = &[
    Command {
        name: "toggle-read",
        scope: Scope::Entry,
        keys: &["m"],
        help: "Mark read or unread",
        hint: None,
        run: toggle_read,
    },
    Command {
        name: "toggle-star",
        scope: Scope::Entry,
        keys: &["s"],
        help: "Star or unstar",
        hint: Some("star"),
        run: toggle_star,
    },
    Command {
        name: "mark-all-read",
        scope: Scope::Global,
        keys: &["A"],
        help: "Mark all in the list read; in the tree, all in the feed or folder",
        hint: None,
        run: mark_all,
    },
    Command {
        name: "mark-above-read",
        scope: Scope::Entry,
        keys: &["<"],
        help: "Mark read what stands above",
        hint: None,
        run: |s, out| mark_side(s, Side::Above, out),
    },
    Command {
        name: "mark-below-read",
        scope: Scope::Entry,
        keys: &[">"],
        help: "Mark read what stands below",
        hint: None,
        run: |s, out| mark_side(s, Side::Below, out),
    },
    Command {
        name: "undo",
        scope: Scope::Global,
        keys: &["u"],
        help: "Undo the last change",
        hint: None,
        run: |_, out| out.push(Effect::Undo),
    },
    Command {
        name: "redo",
        scope: Scope::Global,
        keys: &["ctrl-r"],
        help: "Do again what was undone",
        hint: None,
        run: |_, out| out.push(Effect::Redo),
    },
    Command {
        name: "history",
        scope: Scope::Global,
        keys: &["U"],
        help: "Show the changes, to undo or do again as far as one of them",
        hint: None,
        run: |_, out| out.push(Effect::LoadSteps),
    },
];

fn toggle_read(state: &mut State, out: &mut Effects) {
    if on_front_page(state) {
        return front::toggle_read(state, out);
    }
    toggle(state, |row| row.status.unread, [Mark::Read, Mark::Unread], out);
}

fn toggle_star(state: &mut State, out: &mut Effects) {
    toggle(state, |row| !row.status.starred, [Mark::Star, Mark::Unstar], out);
}

/// Sets the first mark where an entry that is meant lacks it, or may lack it since it is not loaded; else the other.
fn toggle(state: &mut State, lacks: impl Fn(&EntryRow) -> bool, [mark, unmark]: [Mark; 2], out: &mut Effects) {
    let ids = state.subjects();
    if ids.is_empty() {
        return state.inform("No entry is selected");
    }
    let rows = state.loaded(&ids);
    let lacking = rows.len() < ids.len() || rows.into_iter().any(lacks);
    status::mark(state, ids, if lacking { mark } else { unmark }, out);
}

/// Whether a story of the front page is meant, which is more than its entry.
fn on_front_page(state: &State) -> bool {
    front::is_listed(state) && state.focus == Pane::List && state.overlay.is_none()
}

fn mark_all(state: &mut State, out: &mut Effects) {
    if on_front_page(state) {
        return front::mark_read(state, out);
    }
    if state.focus == Pane::Tree {
        let Some(item) = state.tree.rows.get(state.tree.selected).map(|row| row.item.clone()) else { return };
        if matches!(item, TreeItem::View(View::Front | View::Starred)) {
            return state.inform("`A` here marks a feed or folder");
        }
        // What is marked is what the list beside the tree shows.
        match view::of(state, &item) {
            Some(view) if view == state.list.spec.view => {}
            Some(_) => view::follow_tree(state, out),
            None => return state.inform("Select a view, a folder or a feed to mark it read"),
        }
    }
    if front::is_listed(state) {
        return state.inform("`A` marks a story once the list has the keys");
    }
    status::mark_list(state, state.list.spec.clone(), None, out);
}

fn mark_side(state: &mut State, side: Side, out: &mut Effects) {
    if front::is_listed(state) {
        return front::mark_side(state, side, out);
    }
    let Some(key) = state.list.row(state.list.cursor).map(EntryRow::key) else {
        return state.inform("No entry is selected");
    };
    status::mark_list(state, state.list.spec.clone(), Some((side, key)), out);
}
