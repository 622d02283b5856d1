//! A change of status on a loaded row, before the store has it.

use crate::model::{EntryId, EntryRow, ListSpec, Mark, RowKey, Side, StatusChange, Time};

impl StatusChange {
    /// Shows the change on a row.
    pub fn show(&self, row: &mut EntryRow, shown: &ListSpec) {
        match self {
            StatusChange::Entries { ids, mark, at, siblings } => {
                let holds = |id: EntryId| ids.binary_search(&id).is_ok();
                let with = |row: &EntryRow| row.unread_others.iter().any(|o| holds(o.entry) && (o.twin || *siblings));
                let reached = holds(row.id) || (*mark == Mark::Read && with(row));
                if *mark == Mark::Read {
                    read_others(row, holds, reached, *siblings);
                }
                if reached {
                    show_mark(row, mark, *at);
                }
            }
            StatusChange::Tags { ids, tags, .. } if ids.binary_search(&row.id).is_ok() => {
                tags.iter().for_each(|tag| show_tag(row, tag));
            }
            StatusChange::List { list: spec, snapshot, side, at }
                if spec == shown
                    && row.status.unread
                    && row.id <= snapshot.watermark
                    && side.is_none_or(|(side, pivot)| shown.is_on(side, row.key(), pivot)) =>
            {
                (row.status.unread, row.status.read_at) = (false, Some(*at));
            }
            _ => {}
        }
    }
}

/// What tells the same as a row and is read now is not unread beside it any more.
fn read_others(row: &mut EntryRow, holds: impl Fn(EntryId) -> bool, reached: bool, siblings: bool) {
    let before = row.unread_others.len();
    row.unread_others.retain(|other| !holds(other.entry) && !(reached && (siblings || other.twin)));
    row.seen |= row.unread_others.len() < before;
}

fn show_mark(row: &mut EntryRow, mark: &Mark, at: Time) {
    match mark {
        Mark::Read if row.status.unread => (row.status.unread, row.status.read_at) = (false, Some(at)),
        Mark::Unread => (row.status.unread, row.status.read_at) = (true, None),
        Mark::Star => row.status.starred = true,
        Mark::Unstar => row.status.starred = false,
        Mark::Tag(tag) => show_tag(row, tag),
        Mark::Untag(tag) => row.tags.retain(|known| known != tag),
        Mark::Read => {}
    }
}

fn show_tag(row: &mut EntryRow, tag: &String) {
    if !row.tags.contains(tag) {
        row.tags.push(tag.clone());
        row.tags.sort();
    }
}

impl ListSpec {
    /// Whether a row lies on that side of another in a list of this order.
    fn is_on(&self, side: Side, row: RowKey, pivot: RowKey) -> bool {
        // The key of the other orders is the rank, whichever way they run.
        let descending = self.by_date().unwrap_or(false);
        match side {
            Side::Above => {
                if descending {
                    row > pivot
                } else {
                    row < pivot
                }
            }
            Side::Below => {
                if descending {
                    row < pivot
                } else {
                    row > pivot
                }
            }
        }
    }
}
