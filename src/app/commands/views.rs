//! Choosing what is listed and how: views, order, what is hidden, folds.

use super::Command;
use crate::app::effect::Effects;
use crate::app::lines::Grouping;
use crate::app::overlay::{Choice, Item, Overlay, Picker, Purpose};
use crate::app::scope::Scope;
use crate::app::state::{Pane, State, Then, TreeItem};
use crate::app::{front, list, pulse, retelling, tree, view};
use crate::model::{Folder, ListSpec, PageAt, Sort, View};

pub const COMMANDS: &[Command] = &[
    Command {
        name: "enter",
        scope: Scope::Tree,
        keys: &["enter"],
        help: "Open what is selected in the tree",
        hint: Some("open"),
        run: enter_tree,
    },
    Command {
        name: "front-page",
        scope: Scope::Global,
        keys: &["1"],
        help: "Show the front page: what is told lately, the weightiest first",
        hint: None,
        run: |s, out| show(s, View::Front, out),
    },
    Command {
        name: "unread",
        scope: Scope::Global,
        keys: &["2"],
        help: "Show all unread entries",
        hint: None,
        run: |s, out| show(s, View::Unread, out),
    },
    Command {
        name: "all",
        scope: Scope::Global,
        keys: &["3"],
        help: "Show all entries",
        hint: None,
        run: |s, out| show(s, View::All, out),
    },
    Command {
        name: "starred",
        scope: Scope::Global,
        keys: &["4"],
        help: "Show the starred entries",
        hint: None,
        run: |s, out| show(s, View::Starred, out),
    },
    Command {
        name: "today",
        scope: Scope::Global,
        keys: &["5"],
        help: "Show what is of today",
        hint: None,
        run: |s, out| show(s, View::Today, out),
    },
    Command {
        name: "lately-read",
        scope: Scope::Global,
        keys: &["B"],
        help: "Show what was read, the latest first",
        hint: None,
        run: |s, out| show(s, View::Lately, out),
    },
    Command {
        name: "pulse",
        scope: Scope::Global,
        keys: &["g p"],
        help: "Show the pulse of the last days: how much came when, what rises, how stories run",
        hint: None,
        run: pulse::open,
    },
    Command {
        name: "go-to",
        scope: Scope::Global,
        keys: &["g f"],
        help: "Go to any feed, folder, search or tag by a few of its letters",
        hint: None,
        run: go_to,
    },
    Command {
        name: "sort",
        scope: Scope::Global,
        keys: &["\\"],
        help: "Choose the order of the list; the same again reverses it",
        hint: None,
        run: sort,
    },
    Command {
        name: "group",
        scope: Scope::Global,
        keys: &["g b"],
        help: "Group the list by day, by feed, or not at all",
        hint: None,
        run: group,
    },
    Command {
        name: "group-stories",
        scope: Scope::Global,
        keys: &["g a"],
        help: "List each story once, or each of its entries apart",
        hint: None,
        run: group_stories,
    },
    Command {
        name: "hide-read",
        scope: Scope::Global,
        keys: &["H"],
        help: "Hide or show what is read",
        hint: None,
        run: hide_read,
    },
    Command {
        name: "fold",
        scope: Scope::Tree,
        keys: &["c"],
        help: "Fold or unfold the folder, or the tags",
        hint: Some("fold"),
        run: fold,
    },
    Command {
        name: "take-in",
        scope: Scope::Global,
        keys: &["="],
        help: "Take in what is new",
        hint: None,
        run: take_in,
    },
];

/// The orders of a list, as they are named on the screen.
pub(in crate::app) const SORTS: &[(Sort, &str)] = &[
    (Sort::Score, "best first"),
    (Sort::Newest, "newest first"),
    (Sort::Oldest, "oldest first"),
    (Sort::Source, "by source"),
    (Sort::Title, "by title"),
    (Sort::Length, "longest first"),
    (Sort::Rare, "rare feeds first"),
];

pub(in crate::app) fn enter_tree(state: &mut State, out: &mut Effects) {
    if selected(state) == Some(&TreeItem::Tags) {
        return fold(state, out);
    }
    view::enter(state, out);
}

fn selected(state: &State) -> Option<&TreeItem> {
    state.tree.rows.get(state.tree.selected).map(|row| &row.item)
}

fn show(state: &mut State, target: View, out: &mut Effects) {
    view::open(state, target, Then::Nothing, out);
    state.zen = false;
    state.focus = Pane::List;
}

fn fold(state: &mut State, _: &mut Effects) {
    match selected(state).cloned() {
        Some(TreeItem::Tags) => state.tree.tags_open = !state.tree.tags_open,
        Some(TreeItem::Folder(folder)) => {
            if !state.tree.folded.remove(&folder) {
                state.tree.folded.insert(folder);
            }
        }
        _ => return state.inform("Only a folder and the tags can be folded"),
    }
    tree::rebuild(&mut state.tree);
    tree::scroll_to_selected(state);
}

/// `h` in the tree: folds what is unfolded, or goes up to the row that holds this one.
pub(in crate::app) fn fold_or_rise(state: &mut State, out: &mut Effects) {
    let Some(row) = state.tree.rows.get(state.tree.selected) else { return };
    if row.folded == Some(false) {
        return fold(state, out);
    }
    let depth = row.depth;
    let above = state.tree.rows.iter().take(state.tree.selected);
    let parent = above.enumerate().rfind(|(_, row)| row.folded.is_some() && row.depth < depth);
    if let Some((place, _)) = parent {
        super::moving::select_in_tree(state, place, out);
    }
}

fn take_in(state: &mut State, out: &mut Effects) {
    let new = state.list.new;
    let at = state.list.here();
    list::take_in(state, at, out);
    state.inform(match new {
        0 => "Nothing new".to_owned(),
        new => format!("{new} new taken in"),
    });
}

fn hide_read(state: &mut State, out: &mut Effects) {
    if front::refuses(state) {
        return;
    }
    let hide = !state.list.spec.hide_read;
    state.list.spec.hide_read = hide;
    if matches!(state.list.spec.view, View::Feed(_) | View::Folder(_)) {
        state.hide_read = hide;
    }
    // What is hidden leaves at once: the list begins anew.
    let (spec, at) = (state.list.spec.clone(), state.list.here());
    list::open(state, spec, at, Then::Nothing, out);
    state.inform(if hide { "Read entries are hidden" } else { "Read entries are shown" });
}

fn sort(state: &mut State, _: &mut Effects) {
    if front::refuses(state) {
        return;
    }
    let now = &state.list.spec;
    // Without words to look for nothing is a better answer than anything else.
    let offered = || SORTS.iter().filter(|(sort, _)| *sort != Sort::Score || now.is_found());
    let items = offered().map(|(sort, name)| Item {
        label: (*name).to_owned(),
        detail: if *sort != now.sort {
            ""
        } else if now.reversed {
            "reversed now"
        } else {
            "now; again: reverse"
        }
        .to_owned(),
        choice: Choice::Sort(*sort),
        ticked: None,
    });
    let here = offered().position(|(sort, _)| *sort == now.sort).unwrap_or(0);
    let mut picker = Picker::new(Purpose::Sort, "Order of the list", items.collect());
    picker.cursor = here;
    state.overlay = Some(Overlay::Picker(picker));
}

/// Puts the list in that order; the order that it has is reversed.
pub(in crate::app) fn set_sort(state: &mut State, sort: Sort, out: &mut Effects) {
    let mut spec = state.list.spec.clone();
    spec.reversed = spec.sort == sort && !spec.reversed;
    spec.sort = sort;
    if !matches!(spec.view, View::Search(_)) {
        state.order = (spec.sort, spec.reversed);
    }
    state.list.group = match state.list.group {
        Grouping::Day if matches!(sort, Sort::Newest | Sort::Oldest) => Grouping::Day,
        Grouping::Feed if sort == Sort::Source => Grouping::Feed,
        _ => Grouping::None,
    };
    let name = SORTS.iter().find(|(s, _)| *s == sort).map_or("", |(_, name)| name);
    let beyond = if matches!(sort, Sort::Newest | Sort::Oldest) { "" } else { " · among the newest 10,000" };
    let beyond = if spec.is_found() { "" } else { beyond };
    state.inform(format!("Sorted {name}{}{beyond}", if spec.reversed { ", reversed" } else { "" }));
    list::open(state, spec, PageAt::First, Then::Nothing, out);
}

fn group(state: &mut State, out: &mut Effects) {
    if front::refuses(state) {
        return;
    }
    let (group, text) = match state.list.group {
        Grouping::None => (Grouping::Day, "Grouped by day"),
        Grouping::Day => (Grouping::Feed, "Grouped by feed"),
        Grouping::Feed => (Grouping::None, "Not grouped"),
    };
    state.list.group = group;
    let now = state.list.spec.clone();
    let usual = view::spec(state, now.view.clone());
    let (sort, reversed) = match group {
        // What is not in the order of days would have a header for every row.
        Grouping::Day if now.by_date().is_some() || now.sort == Sort::Newest => (now.sort, now.reversed),
        Grouping::Day => Default::default(),
        Grouping::Feed | Grouping::None => (usual.sort, usual.reversed),
    };
    state.inform(text);
    if (sort, reversed) == (now.sort, now.reversed) {
        return list::scroll_to_cursor(state);
    }
    let at = state.list.here();
    list::open(state, ListSpec { sort, reversed, ..now }, at, Then::Nothing, out);
}

fn group_stories(state: &mut State, out: &mut Effects) {
    let spec = state.list.spec.clone();
    match spec.view {
        View::Front => return state.inform("The front page tells each story once; `2` lists what is unread"),
        View::Feed(_) | View::Starred | View::Lately => return state.inform("Here each entry stands by itself"),
        _ if spec.view == retelling::followed() => return state.inform("A story that is followed is listed once"),
        _ => {}
    }
    let apart = !spec.apart;
    state.tree.apart.retain(|view| *view != spec.view);
    if apart {
        state.tree.apart.push(spec.view.clone());
    }
    tree::rebuild(&mut state.tree);
    if matches!(spec.view, View::Search(_)) {
        out.push(tree::count_searches(&state.tree));
    }
    let at = state.list.here();
    list::open(state, ListSpec { apart, ..spec }, at, Then::Nothing, out);
    state.inform(if apart { "Each entry of a story is listed" } else { "Each story is listed once" });
}

fn go_to(state: &mut State, _: &mut Effects) {
    let pane = &state.tree;
    let views = pane.rows.iter().filter(|row| matches!(row.item, TreeItem::View(_)) && row.depth == 0);
    let views = views.map(|row| (row.label.clone(), String::new(), row.item.clone()));
    let searches = pane.tree.searches.iter();
    let searches = searches.map(|saved| (saved.name.clone(), saved.query.clone(), TreeItem::Search(saved.id)));
    let tags = pane.tree.tags.iter();
    let tags = tags.map(|tag| (tag.clone(), "tag".to_owned(), TreeItem::View(View::Tag(tag.clone()))));
    let folders = tree::folders(&pane.tree).into_iter();
    let folders = folders.map(|path| (path.to_owned(), "folder".to_owned(), TreeItem::Folder(Folder(path.to_owned()))));
    let feeds = tree::feeds_in_order(pane).into_iter();
    let feeds = feeds.map(|feed| (feed.title.clone(), feed.subscription.folder.0.clone(), TreeItem::Feed(feed.id)));
    let all = views.chain(searches).chain(folders).chain(tags).chain(feeds);
    let items =
        all.map(|(label, detail, item)| Item { label, detail, choice: Choice::Tree(item), ticked: None }).collect();
    state.overlay = Some(Overlay::Picker(Picker::new(Purpose::GoTo, "Go to", items)));
}
