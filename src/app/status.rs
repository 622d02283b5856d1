//! Changes of status: shown at once, queued to the store in the same turn.

use crate::app::effect::{Effect, Effects};
use crate::app::state::State;
use crate::app::tree;
use crate::model::{EntryId, Feed, FeedId, ListSpec, Mark, RowKey, Side, Status, StatusChange, View};
use crate::text::time;

/// Marks entries and shows it.
pub fn mark(state: &mut State, mut ids: Vec<EntryId>, mark: Mark, out: &mut Effects) {
    ids.sort_unstable();
    count(state, &ids, &mark);
    let change = StatusChange::Entries { ids, mark, at: state.now };
    commit(state, change, out);
}

/// Puts tags on entries and shows it.
pub fn tag(state: &mut State, mut ids: Vec<EntryId>, tags: Vec<String>, out: &mut Effects) {
    ids.sort_unstable();
    let change = StatusChange::Tags { ids, tags, at: state.now };
    commit(state, change, out);
}

/// Marks read what the list holds, whole or one side of the cursor.
pub fn mark_list(state: &mut State, list: ListSpec, side: Option<(Side, RowKey)>, out: &mut Effects) {
    let Some(snapshot) = state.list.snapshot else { return };
    let change = StatusChange::List { list, snapshot, side, at: state.now };
    if side.is_none() && state.list.new == 0 {
        clear_counts(state, &change);
    }
    commit(state, change, out);
}

fn commit(state: &mut State, change: StatusChange, out: &mut Effects) {
    let shown = state.list.spec.clone();
    state.rows_mut().for_each(|row| change.show(row, &shown));
    tree::rebuild(&mut state.tree);
    state.outstanding.push_back(change.clone());
    out.push(Effect::Change(change));
}

/// Keeps the counts of the tree true until the store tells its own; what is not loaded is left to that.
fn count(state: &mut State, ids: &[EntryId], mark: &Mark) {
    let midnight = time::midnight(state.now, &state.settings.zone);
    let loaded = state.loaded(ids).into_iter().map(|row| (row.feed, row.status, row.date >= midnight));
    for (feed, status, today) in loaded.collect::<Vec<_>>() {
        count_one(state, feed, status, today, mark);
    }
}

fn count_one(state: &mut State, feed: FeedId, status: Status, today: bool, mark: &Mark) {
    let star: i64 = match mark {
        Mark::Star if !status.starred => 1,
        Mark::Unstar if status.starred => -1,
        _ => 0,
    };
    let unread: i64 = match mark {
        Mark::Read if status.unread => -1,
        Mark::Unread if !status.unread => 1,
        _ => 0,
    };
    state.tree.tree.starred = state.tree.tree.starred.saturating_add_signed(star);
    if today && state.feed(feed).is_some_and(|feed| !feed.subscription.quiet) {
        state.tree.tree.today = state.tree.tree.today.saturating_add_signed(unread);
    }
    if let Some(feed) = feed_mut(state, feed) {
        feed.counts.unread = feed.counts.unread.saturating_add_signed(unread);
        feed.counts.starred = feed.counts.starred.saturating_add_signed(star);
    }
}

/// A list marked read whole leaves nothing unread in the feeds that it draws from.
fn clear_counts(state: &mut State, change: &StatusChange) {
    let StatusChange::List { list, .. } = change else { return };
    if list.filter.is_none() && matches!(list.view, View::Unread | View::All | View::Today) {
        state.tree.tree.today = 0;
    }
    for feed in &mut state.tree.tree.feeds {
        let cleared = match &list.view {
            View::Unread => !feed.subscription.quiet,
            View::All => true,
            View::Front | View::Starred | View::Today | View::Lately | View::Tag(_) | View::Search(_) => false,
            _ if list.filter.is_some() => false,
            View::Feed(id) => feed.id == *id,
            View::Folder(folder) => feed.subscription.folder.within(folder),
        };
        if cleared {
            feed.counts.unread = 0;
        }
    }
}

fn feed_mut(state: &mut State, id: FeedId) -> Option<&mut Feed> {
    state.tree.tree.feeds.iter_mut().find(|feed| feed.id == id)
}
