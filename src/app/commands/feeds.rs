//! Feeds: refreshing, subscribing, editing, unsubscribing, importing.

use super::Command;
use crate::app::effect::{Effect, Effects, RefreshScope};
use crate::app::overlay::{Form, Overlay};
use crate::app::prompt::{Ask, Prompt};
use crate::app::scope::Scope;
use crate::app::state::{Pane, State, TreeItem};
use crate::app::{health, welcome};
use crate::model::{Feed, FeedId, SavedSearch, View};

pub const COMMANDS: &[Command] = &[
    Command {
        name: "refresh",
        scope: Scope::Global,
        keys: &["r"],
        help: "Refresh this feed or folder",
        hint: None,
        run: refresh_this,
    },
    Command {
        name: "refresh-due",
        scope: Scope::Global,
        keys: &["R"],
        help: "Refresh every feed that is due",
        hint: None,
        run: refresh_due,
    },
    Command {
        name: "subscribe",
        scope: Scope::Global,
        keys: &["a"],
        help: "Subscribe to a feed or to the feeds of a site",
        hint: None,
        run: subscribe,
    },
    Command {
        name: "edit",
        scope: Scope::Global,
        keys: &["E"],
        help: "Edit the feed, or rename the folder or search",
        hint: None,
        run: edit,
    },
    Command {
        name: "unsubscribe",
        scope: Scope::Global,
        keys: &["D"],
        help: "Unsubscribe from the feed, or remove the search (undoable)",
        hint: None,
        run: unsubscribe,
    },
    Command {
        name: "health",
        scope: Scope::Global,
        keys: &["!"],
        help: "Feed health: what fails or is silent, and why",
        hint: None,
        run: |_, out| out.push(Effect::LoadActivity),
    },
    Command {
        name: "find-address",
        scope: Scope::Global,
        keys: &["@"],
        help: "Look for the new address of a feed that has moved",
        hint: None,
        run: find_address,
    },
    Command {
        name: "import",
        scope: Scope::Global,
        keys: &[],
        help: "Import from another reader: OPML, newsboat's urls or cache.db, eilmeldung's queries, JSON",
        hint: None,
        run: import,
    },
    Command {
        name: "welcome",
        scope: Scope::Global,
        keys: &[],
        help: "Choose among the starter feeds",
        hint: None,
        run: |s, _| welcome::open(s),
    },
    Command {
        name: "offline",
        scope: Scope::Global,
        keys: &[],
        help: "Turn the network off or on",
        hint: None,
        run: offline,
    },
];

fn refresh_this(state: &mut State, out: &mut Effects) {
    let item = match state.focus {
        Pane::Tree => state.tree.rows.get(state.tree.selected).map(|row| row.item.clone()),
        _ => Some(crate::app::tree::item_of(&state.tree, &state.list.spec.view)),
    };
    let feeds: Vec<FeedId> = match item {
        Some(TreeItem::Feed(id)) if state.feed(id).is_some_and(Feed::is_kept) => {
            return state.inform("Kept pages are not fetched again");
        }
        Some(TreeItem::Feed(id)) => vec![id],
        Some(TreeItem::Folder(folder)) => {
            let within = state.tree.tree.feeds.iter().filter(|feed| feed.subscription.folder.within(&folder));
            within.map(|feed| feed.id).collect()
        }
        _ => return refresh_due(state, out),
    };
    refresh(state, RefreshScope::Feeds(feeds), out);
}

fn refresh_due(state: &mut State, out: &mut Effects) {
    refresh(state, RefreshScope::Due, out);
}

fn refresh(state: &mut State, scope: RefreshScope, out: &mut Effects) {
    if state.offline {
        return state.inform("The network is off; `:offline` turns it on");
    }
    state.list.take_in = true;
    out.push(Effect::Refresh(scope));
}

fn subscribe(state: &mut State, _: &mut Effects) {
    state.prompt = Some(Prompt::new(Ask::Subscribe));
}

fn import(state: &mut State, _: &mut Effects) {
    state.prompt = Some(Prompt::new(Ask::Import));
}

/// The feed that a command means: the one selected in the tree, else the one of the selected entry.
fn feed_meant(state: &State) -> Option<FeedId> {
    if state.focus == Pane::Tree {
        return match state.tree.rows.get(state.tree.selected)?.item {
            TreeItem::Feed(id) => Some(id),
            _ => None,
        };
    }
    match state.list.spec.view {
        View::Feed(id) => Some(id),
        _ => state.subject().map(|row| row.feed),
    }
}

fn edit(state: &mut State, _: &mut Effects) {
    if let (Pane::Tree, Some(TreeItem::Folder(folder))) =
        (state.focus, state.tree.rows.get(state.tree.selected).map(|row| row.item.clone()))
    {
        let path = folder.0.clone();
        state.prompt = Some(Prompt::new(Ask::RenameFolder(folder)).with(path));
        return;
    }
    if let Some(saved) = saved_meant(state) {
        state.prompt = Some(Prompt::new(Ask::RenameSearch(saved.id)).with(saved.name.clone()));
        return;
    }
    match feed_meant(state).and_then(|id| state.feed(id)) {
        Some(feed) => state.overlay = Some(Overlay::Form(Form::edit(feed))),
        None => state.inform("Select a feed or a folder to edit it"),
    }
}

/// The saved search that is selected in the tree.
fn saved_meant(state: &State) -> Option<&SavedSearch> {
    match state.tree.rows.get(state.tree.selected).filter(|_| state.focus == Pane::Tree)?.item {
        TreeItem::Search(id) => state.tree.tree.searches.iter().find(|saved| saved.id == id),
        _ => None,
    }
}

fn unsubscribe(state: &mut State, out: &mut Effects) {
    if let Some(saved) = saved_meant(state) {
        return out.push(Effect::RemoveSearch(saved.id));
    }
    match feed_meant(state) {
        Some(id) => out.push(Effect::Unsubscribe(id)),
        None => state.inform("Select a feed to unsubscribe from it"),
    }
}

fn find_address(state: &mut State, out: &mut Effects) {
    match feed_meant(state) {
        Some(feed) => health::find_address(state, feed, out),
        None => state.inform("Select a feed to look for its new address"),
    }
}

fn offline(state: &mut State, out: &mut Effects) {
    state.offline = !state.offline;
    out.push(Effect::Offline(state.offline));
    state.inform(if state.offline { "The network is off" } else { "The network is on" });
}
