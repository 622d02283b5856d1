//! The tree of views, searches, tags, folders and feeds: its visible rows and its counts.

use crate::app::effect::{Effect, Effects};
use crate::app::state::{State, TreeItem, TreePane, TreeRow};
use crate::app::{areas, retelling};
use crate::model::{Feed, Folder, SavedSearch, Search, Time, Tree, View};
use crate::text::time;

/// Hits of a saved search are counted so far.
pub const HITS: u64 = 1_000;

/// Makes the visible rows anew after a change of feeds, counts or folds, keeping the selection.
pub fn rebuild(pane: &mut TreePane) {
    let selected = pane.rows.get(pane.selected).map(|row| row.item.clone());
    let mut rows = vec![
        row(TreeItem::View(View::Front), "Front page", 0),
        row(TreeItem::View(View::Unread), "Unread", unread(pane, &View::Unread)),
        row(TreeItem::View(View::Today), "Today", unread(pane, &View::Today)),
        row(TreeItem::View(View::Starred), "Starred", pane.tree.starred),
        row(TreeItem::View(View::All), "All", 0),
    ];
    let followed = pane.tree.followed;
    if followed.stories > 0 {
        rows.push(row(TreeItem::View(retelling::followed()), "Followed", followed.unread));
    }
    rows.extend(pane.tree.searches.iter().map(|search| {
        let hits = pane.hits.get(&search.id).copied().unwrap_or(0);
        TreeRow { more: hits > HITS, ..row(TreeItem::Search(search.id), &search.name, hits.min(HITS)) }
    }));
    push_tags(pane, &mut rows);
    push_folder(pane, &Folder::default(), 0, &mut rows);
    pane.rows = rows;
    let place = selected.and_then(|item| place_of(pane, &item));
    pane.selected = place.unwrap_or(pane.selected).min(pane.rows.len().saturating_sub(1));
}

/// What is unread of a view, counted as its list counts it; of views without a count 0.
pub fn unread(pane: &TreePane, view: &View) -> u64 {
    let (tree, apart) = (&pane.tree, pane.apart.contains(view));
    match view {
        View::Unread if apart => tree.unread_apart(|feed| !feed.subscription.quiet),
        View::Unread => tree.unread(),
        View::Today if apart => tree.today_apart,
        View::Today => tree.today,
        View::Folder(folder) if apart => tree.unread_apart(|feed| feed.subscription.folder.within(folder)),
        View::Folder(folder) => tree.unread_in_folder(folder),
        _ => 0,
    }
}

/// What is to be asked of the saved searches: as their lists are shown.
pub fn count_searches(pane: &TreePane) -> Effect {
    let shown = |view: &View| match view {
        View::Search(search) => saved(pane, search).map(|saved| saved.id),
        _ => None,
    };
    Effect::CountSearches { apart: pane.apart.iter().filter_map(shown).collect() }
}

fn row(item: TreeItem, label: &str, count: u64) -> TreeRow {
    TreeRow { item, depth: 0, label: label.to_owned(), count, more: false, folded: None, failing: false }
}

/// One row for all tags, and below it one for each if they are unfolded.
fn push_tags(pane: &TreePane, rows: &mut Vec<TreeRow>) {
    if pane.tree.tags.is_empty() {
        return;
    }
    rows.push(TreeRow { folded: Some(!pane.tags_open), ..row(TreeItem::Tags, "Tags", 0) });
    if pane.tags_open {
        let tags = pane.tree.tags.iter();
        rows.extend(tags.map(|tag| TreeRow { depth: 1, ..row(TreeItem::View(View::Tag(tag.clone())), tag, 0) }));
    }
}

/// The folders directly in `parent`, in the order in which they first appear, then the feeds in it.
fn push_folder(pane: &TreePane, parent: &Folder, depth: u16, rows: &mut Vec<TreeRow>) {
    for folder in folders_in(&pane.tree.feeds, parent) {
        let within = || pane.tree.feeds.iter().filter(|feed| feed.subscription.folder.within(&folder));
        let folded = pane.folded.contains(&folder);
        let unread = unread(pane, &View::Folder(folder.clone()));
        rows.push(TreeRow {
            depth,
            folded: Some(folded),
            failing: folded && within().any(is_failing),
            ..row(TreeItem::Folder(folder.clone()), folder.name(), unread)
        });
        if !folded {
            push_folder(pane, &folder, depth + 1, rows);
        }
    }
    rows.extend(pane.tree.feeds.iter().filter(|feed| feed.subscription.folder == *parent).map(|feed| TreeRow {
        depth,
        failing: is_failing(feed),
        ..row(TreeItem::Feed(feed.id), &feed.title, feed.counts.unread)
    }));
}

fn folders_in(feeds: &[Feed], parent: &Folder) -> Vec<Folder> {
    let mut folders: Vec<Folder> = Vec::new();
    for feed in feeds {
        let Some(folder) = child_towards(&feed.subscription.folder, parent) else { continue };
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
}

/// The folder directly in `parent` that is `folder` or holds it.
fn child_towards(folder: &Folder, parent: &Folder) -> Option<Folder> {
    if folder == parent || !folder.within(parent) {
        return None;
    }
    let skip = if parent.is_top() { 0 } else { parent.0.len() + 1 };
    let end = folder.0[skip..].find('/').map_or(folder.0.len(), |slash| skip + slash);
    Some(Folder(folder.0[..end].to_owned()))
}

fn is_failing(feed: &Feed) -> bool {
    feed.health.failures > 0
}

/// Counts anew what is of today once another day has begun.
pub fn day_passed(state: &State, before: Time, out: &mut Effects) {
    let zone = &state.settings.zone;
    if !state.alone && time::midnight(before, zone) != time::midnight(state.now, zone) {
        out.push(Effect::LoadTree);
    }
}

/// The visible row of an item.
pub fn place_of(pane: &TreePane, item: &TreeItem) -> Option<usize> {
    pane.rows.iter().position(|row| row.item == *item)
}

/// Selects an item, unfolding what hides it.
pub fn reveal(state: &mut State, item: &TreeItem) {
    let folder = match item {
        TreeItem::Feed(id) => state.feed(*id).map(|feed| feed.subscription.folder.clone()),
        TreeItem::Folder(folder) => folder.0.rfind('/').map(|slash| Folder(folder.0[..slash].to_owned())),
        TreeItem::View(View::Tag(_)) if !state.tree.tags_open => {
            state.tree.tags_open = true;
            rebuild(&mut state.tree);
            None
        }
        TreeItem::View(_) | TreeItem::Search(_) | TreeItem::Tags => None,
    };
    if let Some(folder) = folder {
        state.tree.folded.retain(|folded| !folder.within(folded));
        rebuild(&mut state.tree);
    }
    if let Some(place) = place_of(&state.tree, item) {
        state.tree.selected = place;
        scroll_to_selected(state);
    }
}

/// Keeps the selected row on the screen.
pub fn scroll_to_selected(state: &mut State) {
    let height = areas::areas(state).tree.map_or(1, |pane| usize::from(pane.height)).max(1);
    let pane = &mut state.tree;
    pane.top = pane.top.clamp((pane.selected + 1).saturating_sub(height), pane.selected);
    pane.top = pane.top.min(pane.rows.len().saturating_sub(height));
}

/// The paths of all folders, in alphabetical order.
pub fn folders(tree: &Tree) -> Vec<&str> {
    let mut folders: Vec<&str> = tree.feeds.iter().map(|feed| feed.subscription.folder.0.as_str()).collect();
    folders.retain(|folder| !folder.is_empty());
    folders.sort_unstable();
    folders.dedup();
    folders
}

/// All feeds in the order of the tree, folds or not.
pub fn feeds_in_order(pane: &TreePane) -> Vec<&Feed> {
    fn walk<'a>(feeds: &'a [Feed], parent: &Folder, order: &mut Vec<&'a Feed>) {
        for folder in folders_in(feeds, parent) {
            walk(feeds, &folder, order);
        }
        order.extend(feeds.iter().filter(|feed| feed.subscription.folder == *parent));
    }
    let mut order = Vec::with_capacity(pane.tree.feeds.len());
    walk(&pane.tree.feeds, &Folder::default(), &mut order);
    order
}

/// The saved search that a search is.
pub fn saved<'a>(pane: &'a TreePane, search: &Search) -> Option<&'a SavedSearch> {
    pane.tree.searches.iter().find(|saved| saved.query == search.text)
}

/// The row of the tree that opens a view.
pub fn item_of(pane: &TreePane, view: &View) -> TreeItem {
    match view {
        View::Folder(folder) => TreeItem::Folder(folder.clone()),
        View::Feed(id) => TreeItem::Feed(*id),
        View::Search(search) => match saved(pane, search) {
            Some(saved) => TreeItem::Search(saved.id),
            None => TreeItem::View(view.clone()),
        },
        view => TreeItem::View(view.clone()),
    }
}

/// Selects the row that opens a view, if there is one.
pub fn reveal_view(state: &mut State, view: &View) {
    let item = item_of(&state.tree, view);
    reveal(state, &item);
}
