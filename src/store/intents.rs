//! "Mark this list read": promised at once in one row, kept slice by slice, resumed after a crash.

use rusqlite::{Connection, OptionalExtension, params};

use super::lists::{self, Between, Range, Scope};
use super::{StoreError, journal, statuses, twins};
use crate::model::{Applied, EntryId, FeedId, Mark, RowKey, Side, Snapshot, Time, View};

/// Entries marked in one transaction, so that no change of the user waits long behind it.
const SLICE: usize = 2_000;
/// Entries marked in the promise itself: more than a screen shows.
const FIRST: usize = 200;

/// What is left of a list to be marked.
struct Intent {
    step: i64,
    scope: Scope,
    watermark: EntryId,
    left: Between,
    at: Time,
}

impl Intent {
    /// Every unread entry, also those that are no rows of the list.
    fn ranges(&self) -> Vec<Range> {
        self.scope.unread(None).into_iter().map(Range::each).collect()
    }
}

/// Promises to mark the unread entries of a list (or of one side of a row), and marks the first slice.
pub(super) fn begin(
    connection: &Connection,
    view: &View,
    snapshot: Snapshot,
    descending: bool,
    side: Option<(Side, RowKey)>,
    at: Time,
) -> Result<Applied, StoreError> {
    let whole = Between::of(view, snapshot);
    let left = match side {
        None => whole,
        Some((Side::Above, key)) => whole.after(key, !descending),
        Some((Side::Below, key)) => whole.after(key, descending),
    };
    let watermark = snapshot.watermark;
    // What arrives while the slices are being marked is not meant.
    let newest = lists::newest(connection)?.unwrap_or(watermark);
    let scope = Scope::of(connection, view)?;
    let count = lists::count(connection, &scope.unread(None), watermark.min(newest), left)?;
    // An intent names its feeds: which are quiet, or in a folder, may have changed when it is gone on with.
    let scope = match scope {
        Scope::Loud => Scope::Feeds(lists::loud(connection)?),
        Scope::Folder(_, feeds) => Scope::Feeds(feeds),
        scope => scope,
    };
    let watermark = watermark.min(newest);
    let step = journal::begin(connection, at)?;
    if count > 0 {
        let intent = Intent { step, scope, watermark, left, at };
        insert(connection, &intent)?;
        mark_slice(connection, &intent, FIRST)?;
    }
    journal::finish_marks(connection, step, &Mark::Read, count)
}

fn insert(connection: &Connection, intent: &Intent) -> Result<(), StoreError> {
    let feeds = match &intent.scope {
        Scope::Feeds(feeds) => Some(serde_json::Value::from_iter(feeds.iter().map(|feed| feed.0)).to_string()),
        Scope::Everything | Scope::Loud | Scope::Starred | Scope::Folder(..) => None,
    };
    let Between { low, high } = intent.left;
    connection
        .prepare_cached(
            "insert into intents (step, feeds, starred, watermark, low_sort, low_entry, high_sort, high_entry, at) \
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            intent.step,
            feeds,
            intent.scope == Scope::Starred,
            intent.watermark.0,
            low.sort,
            low.id.0,
            high.sort,
            high.id.0,
            intent.at.0
        ])?;
    Ok(())
}

fn active(connection: &Connection) -> Result<Vec<Intent>, StoreError> {
    let mut statement = connection.prepare_cached(
        "select step, feeds, starred, watermark, low_sort, low_entry, high_sort, high_entry, at from intents \
         where paused = 0 order by step",
    )?;
    let intents = statement.query_map([], |row| {
        let feeds: Option<String> = row.get(1)?;
        let feeds = feeds.map(|json| serde_json::from_str::<Vec<i64>>(&json).unwrap_or_default());
        Ok(Intent {
            step: row.get(0)?,
            scope: match feeds {
                Some(feeds) => Scope::Feeds(feeds.into_iter().map(FeedId).collect()),
                None if row.get(2)? => Scope::Starred,
                None => Scope::Everything,
            },
            watermark: EntryId(row.get(3)?),
            left: Between {
                low: RowKey { sort: row.get(4)?, id: EntryId(row.get(5)?) },
                high: RowKey { sort: row.get(6)?, id: EntryId(row.get(7)?) },
            },
            at: Time(row.get(8)?),
        })
    })?;
    Ok(intents.collect::<Result<_, _>>()?)
}

/// Whether a list is still being marked.
pub(super) fn unfinished(connection: &Connection) -> Result<bool, StoreError> {
    let sql = "select exists (select 1 from intents where paused = 0)";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// Marks the next slice of the oldest list; answers whether more is left.
pub(super) fn slice(connection: &Connection) -> Result<bool, StoreError> {
    if let Some(intent) = active(connection)?.first() {
        mark_slice(connection, intent, SLICE)?;
    }
    unfinished(connection)
}

fn mark_slice(connection: &Connection, intent: &Intent, size: usize) -> Result<(), StoreError> {
    let Intent { step, watermark, left, at, .. } = *intent;
    let keys = lists::merge(connection, &intent.ranges(), watermark, left, false, size)?;
    let mut entries = Vec::with_capacity(keys.len());
    for key in &keys {
        if !overtaken(connection, step, key.id)? {
            entries.push(key.id);
        }
    }
    statuses::set(connection, step, &entries, &Mark::Read, statuses::Reach::Twins, at)?;
    match keys.last().filter(|_| keys.len() == size) {
        Some(last) => connection
            .prepare_cached("update intents set low_sort = ?2, low_entry = ?3 where step = ?1")?
            .execute([step, last.sort, last.id.0])?,
        None => connection.prepare_cached("delete from intents where step = ?1")?.execute([step])?,
    };
    Ok(())
}

fn overtaken(connection: &Connection, step: i64, entry: EntryId) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached("select 1 from overtaken where step = ?1 and entry = ?2")?;
    Ok(statement.query_row([step, entry.0], |_| Ok(())).optional()?.is_some())
}

/// Marks these entries and their twins ahead of their slice, since the reader is about to change them again, and has the
/// slices leave them alone from now on.
pub(super) fn overtake(connection: &Connection, ids: &[EntryId]) -> Result<(), StoreError> {
    let intents = active(connection)?;
    if intents.is_empty() {
        return Ok(());
    }
    let reached = twins::with(connection, ids)?;
    for intent in intents {
        let ranges = intent.ranges();
        for &id in &reached {
            let held = lists::held(connection, &ranges, intent.watermark, intent.left, id)?;
            if held.is_some() && !overtaken(connection, intent.step, id)? {
                statuses::set(connection, intent.step, &[id], &Mark::Read, statuses::Reach::Twins, intent.at)?;
            }
            connection
                .prepare_cached("insert or ignore into overtaken (step, entry) values (?1, ?2)")?
                .execute([intent.step, id.0])?;
        }
    }
    Ok(())
}

/// Stops marking the list of a step that is undone, or goes on when it is done again.
pub(super) fn pause(connection: &Connection, step: i64, paused: bool) -> Result<(), StoreError> {
    connection.prepare_cached("update intents set paused = ?2 where step = ?1")?.execute(params![step, paused])?;
    Ok(())
}
