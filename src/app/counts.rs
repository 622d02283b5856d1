//! The counts of the tree, kept true from a change of status until the store tells its own.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::state::State;
use crate::model::{EntryId, EntryRow, FeedId, Mark, Spare, StatusChange, Time, Tree, View};
use crate::text::time;

/// What is unread of a cluster: where each entry counts.
type Unread = BTreeMap<EntryId, Place>;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    feed: FeedId,
    date: Time,
}

/// Counts a mark that is about to be set on loaded entries; what is not loaded is left to the store.
pub fn count(state: &mut State, ids: &[EntryId], mark: &Mark, siblings: bool) {
    match mark {
        Mark::Star | Mark::Unstar => count_stars(state, ids, mark),
        Mark::Read | Mark::Unread => {
            let midnight = time::midnight(state.now, &state.settings.zone);
            for (before, after) in turned(&state.loaded(ids), ids, mark, siblings) {
                state.tree.tree.turn(&before, &after, midnight);
            }
        }
        Mark::Tag(_) | Mark::Untag(_) => {}
    }
}

fn count_stars(state: &mut State, ids: &[EntryId], mark: &Mark) {
    let star = *mark == Mark::Star;
    let turned = state.loaded(ids).into_iter().filter(|row| row.status.starred != star).map(|row| row.feed);
    for feed in turned.collect::<Vec<_>>() {
        let by = if star { 1 } else { -1 };
        let tree = &mut state.tree.tree;
        tree.starred = tree.starred.saturating_add_signed(by);
        if let Some(feed) = tree.feeds.iter_mut().find(|known| known.id == feed) {
            feed.counts.starred = feed.counts.starred.saturating_add_signed(by);
        }
    }
}

/// What is unread of each cluster, before and after some of its entries are marked.
fn turned(rows: &[&EntryRow], ids: &[EntryId], mark: &Mark, siblings: bool) -> Vec<(Unread, Unread)> {
    let mut turned: BTreeMap<EntryId, (Unread, Unread)> = BTreeMap::new();
    for row in rows {
        let others = row.unread_others.iter();
        let mut before: Unread = others.map(|o| (o.entry, Place { feed: o.feed, date: o.date })).collect();
        // Rows of the same cluster have the same first one.
        let own = Place { feed: row.feed, date: row.date };
        if row.status.unread {
            before.insert(row.id, own);
        }
        let first = before.keys().next().copied().unwrap_or(row.id);
        let (_, after) = turned.entry(first).or_insert_with(|| (before.clone(), before));
        if *mark == Mark::Unread {
            after.insert(row.id, own);
            continue;
        }
        let twins: Vec<EntryId> = row.unread_others.iter().filter(|o| o.twin).map(|o| o.entry).collect();
        after.retain(|id, _| !siblings && ids.binary_search(id).is_err() && !twins.contains(id));
    }
    turned.into_values().collect()
}

impl Tree {
    /// Counts that of a cluster other entries are unread than before.
    fn turn(&mut self, before: &Unread, after: &Unread, midnight: Time) {
        let mut scopes: BTreeMap<FeedId, Vec<String>> = BTreeMap::new();
        for feed in &mut self.feeds {
            let own = |unread: &Unread| unread.values().filter(|place| place.feed == feed.id).count();
            let (was, is) = (own(before), own(after));
            if was + is > 0 {
                feed.counts.unread = moved(feed.counts.unread, was, is);
                scopes.insert(feed.id, feed.scopes());
            }
        }
        let within = |place: &Place, scope: &str| {
            scopes.get(&place.feed).is_some_and(|scopes| scopes.iter().any(|name| name == scope))
        };
        for scope in scopes.values().flatten().collect::<BTreeSet<_>>() {
            let no_rows =
                |unread: &Unread| unread.values().filter(|place| within(place, scope)).count().saturating_sub(1);
            self.spare(scope, no_rows(before), no_rows(after));
        }
        let of_today =
            |unread: &Unread| unread.values().filter(|place| place.date >= midnight && within(place, "loud")).count();
        let (was, is) = (of_today(before), of_today(after));
        self.today = moved(self.today, was.min(1), is.min(1));
        self.today_apart = moved(self.today_apart, was, is);
    }

    /// Counts that so many unread entries of a cluster are no rows of a list, where so many were.
    fn spare(&mut self, scope: &str, was: usize, is: usize) {
        match self.spares.iter_mut().find(|spare| spare.scope == scope) {
            Some(spare) => spare.unread = moved(spare.unread, was, is),
            None => self.spares.push(Spare { scope: scope.to_owned(), unread: moved(0, was, is) }),
        }
    }
}

/// A count of which a part has changed.
fn moved(count: u64, was: usize, is: usize) -> u64 {
    (count + is as u64).saturating_sub(was as u64)
}

/// A list marked read whole leaves nothing unread in the feeds that it draws from.
pub fn clear(state: &mut State, change: &StatusChange) {
    let StatusChange::List { list, .. } = change else { return };
    if list.filter.is_none() && matches!(list.view, View::Unread | View::All | View::Today) {
        (state.tree.tree.today, state.tree.tree.today_apart) = (0, 0);
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
