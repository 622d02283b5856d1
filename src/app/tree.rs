//! The tree of views, folders and feeds: its visible rows and its counts.

use crate::app::areas;
use crate::app::state::{State, TreeItem, TreePane, TreeRow};
use crate::model::{Feed, Folder, View};

/// Makes the visible rows anew after a change of feeds, counts or folds, keeping the selection.
pub fn rebuild(pane: &mut TreePane) {
    let selected = pane.rows.get(pane.selected).map(|row| row.item.clone());
    let mut rows = vec![
        view(View::Unread, "Unread", pane.tree.unread()),
        view(View::All, "All", 0),
        view(View::Starred, "Starred", pane.tree.starred),
    ];
    push_folder(pane, &Folder::default(), 0, &mut rows);
    pane.rows = rows;
    let place = selected.and_then(|item| place_of(pane, &item));
    pane.selected = place.unwrap_or(pane.selected).min(pane.rows.len().saturating_sub(1));
}

fn view(view: View, label: &str, count: u64) -> TreeRow {
    TreeRow { item: TreeItem::View(view), depth: 0, label: label.to_owned(), count, folded: None, failing: false }
}

/// The folders directly in `parent`, in the order in which they first appear, then the feeds in it.
fn push_folder(pane: &TreePane, parent: &Folder, depth: u16, rows: &mut Vec<TreeRow>) {
    for folder in folders_in(&pane.tree.feeds, parent) {
        let within = || pane.tree.feeds.iter().filter(|feed| feed.subscription.folder.within(&folder));
        let folded = pane.folded.contains(&folder);
        rows.push(TreeRow {
            label: folder.name().to_owned(),
            item: TreeItem::Folder(folder.clone()),
            depth,
            count: within().map(|feed| feed.counts.unread).sum(),
            folded: Some(folded),
            failing: folded && within().any(is_failing),
        });
        if !folded {
            push_folder(pane, &folder, depth + 1, rows);
        }
    }
    rows.extend(pane.tree.feeds.iter().filter(|feed| feed.subscription.folder == *parent).map(|feed| TreeRow {
        item: TreeItem::Feed(feed.id),
        depth,
        label: feed.title.clone(),
        count: feed.counts.unread,
        folded: None,
        failing: is_failing(feed),
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

/// The visible row of an item.
pub fn place_of(pane: &TreePane, item: &TreeItem) -> Option<usize> {
    pane.rows.iter().position(|row| row.item == *item)
}

/// Selects an item, unfolding what hides it.
pub fn reveal(state: &mut State, item: &TreeItem) {
    let folder = match item {
        TreeItem::Feed(id) => state.feed(*id).map(|feed| feed.subscription.folder.clone()),
        TreeItem::Folder(folder) => folder.0.rfind('/').map(|slash| Folder(folder.0[..slash].to_owned())),
        TreeItem::View(_) => None,
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

/// The view that a row of the tree opens.
pub fn view_of(item: &TreeItem) -> View {
    match item {
        TreeItem::View(view) => view.clone(),
        TreeItem::Folder(folder) => View::Folder(folder.clone()),
        TreeItem::Feed(id) => View::Feed(*id),
    }
}

/// The row of the tree that opens a view.
pub fn item_of(view: &View) -> TreeItem {
    match view {
        View::Folder(folder) => TreeItem::Folder(folder.clone()),
        View::Feed(id) => TreeItem::Feed(*id),
        view => TreeItem::View(view.clone()),
    }
}
