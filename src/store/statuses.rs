//! Changes of status: marks on entries, one by one or a whole list.

use rusqlite::{Connection, params};

use super::lists;
use super::{StoreError, intents, journal, ranking};
use crate::model::{Applied, EntryId, Mark, StatusChange, Time};

/// The two statements that set a mark, given step ?1, entry ?2, tag ?3 and time ?4: the first notes in `changes` what
/// an entry was, if the mark changes it at all; the second changes it.
struct Setting {
    note: &'static str,
    apply: &'static str,
}

fn setting(mark: &Mark) -> Setting {
    let (note, apply) = match mark {
        Mark::Read => (
            "select ?1, entry, read_at from statuses where entry = ?2 and unread = 1",
            "update statuses set unread = 0, read_at = ?4 where entry = ?2",
        ),
        Mark::Unread => (
            "select ?1, entry, read_at from statuses where entry = ?2 and unread = 0",
            "update statuses set unread = 1, read_at = null where entry = ?2",
        ),
        Mark::Star => (
            "select ?1, entry, null from statuses where entry = ?2 and starred = 0",
            "update statuses set starred = 1 where entry = ?2",
        ),
        Mark::Unstar => (
            "select ?1, entry, null from statuses where entry = ?2 and starred = 1",
            "update statuses set starred = 0 where entry = ?2",
        ),
        Mark::Tag(_) => (
            "select ?1, entry, null from statuses s where entry = ?2 \
             and not exists (select 1 from tags t where t.entry = s.entry and t.tag = ?3)",
            "insert into tags (entry, tag) values (?2, ?3)",
        ),
        Mark::Untag(_) => (
            "select ?1, entry, null from tags where entry = ?2 and tag = ?3",
            "delete from tags where entry = ?2 and tag = ?3",
        ),
    };
    Setting { note, apply }
}

pub(super) fn tag(mark: &Mark) -> Option<&str> {
    match mark {
        Mark::Tag(tag) | Mark::Untag(tag) => Some(tag),
        Mark::Read | Mark::Unread | Mark::Star | Mark::Unstar => None,
    }
}

pub(super) fn change(connection: &Connection, change: &StatusChange) -> Result<Applied, StoreError> {
    match change {
        StatusChange::Entries { ids, mark, at } => mark_entries(connection, ids, mark, *at),
        StatusChange::List { list, snapshot, side, at } => match lists::by_date(list) {
            Some(descending) => intents::begin(connection, &list.view, snapshot.watermark, descending, *side, *at),
            None => {
                let ids = ranking::side(connection, list, *snapshot, *side)?;
                mark_entries(connection, &ids, &Mark::Read, *at)
            }
        },
    }
}

/// Sets a mark on entries, as one step that can be undone.
pub(super) fn mark_entries(
    connection: &Connection,
    ids: &[EntryId],
    mark: &Mark,
    at: Time,
) -> Result<Applied, StoreError> {
    if matches!(mark, Mark::Read | Mark::Unread) {
        intents::overtake(connection, ids)?;
    }
    let step = journal::begin(connection, at)?;
    let mut changed = 0;
    for &id in ids {
        changed += u64::from(set(connection, step, id, mark, at)?);
    }
    journal::finish_marks(connection, step, mark, changed)
}

/// Sets a mark on one entry in a step; answers whether that changed anything.
pub(super) fn set(
    connection: &Connection,
    step: i64,
    entry: EntryId,
    mark: &Mark,
    at: Time,
) -> Result<bool, StoreError> {
    let Setting { note, apply } = setting(mark);
    let note = format!("insert or replace into changes (step, entry, read_at) {note}");
    if run(connection, &note, step, entry, mark, at)? == 0 {
        return Ok(false);
    }
    run(connection, apply, step, entry, mark, at)?;
    Ok(true)
}

/// Runs a statement that names some of the four parameters.
fn run(
    connection: &Connection,
    sql: &str,
    step: i64,
    entry: EntryId,
    mark: &Mark,
    at: Time,
) -> Result<usize, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let values = params![step, entry.0, tag(mark), at.0];
    let named = statement.parameter_count().min(values.len());
    Ok(statement.execute(&values[..named])?)
}

/// The mark that takes this one back.
pub(super) fn inverse(mark: &Mark) -> Mark {
    match mark {
        Mark::Read => Mark::Unread,
        Mark::Unread => Mark::Read,
        Mark::Star => Mark::Unstar,
        Mark::Unstar => Mark::Star,
        Mark::Tag(tag) => Mark::Untag(tag.clone()),
        Mark::Untag(tag) => Mark::Tag(tag.clone()),
    }
}

/// Sets a mark on all entries of a step that lack it. With `at` they count as read then, without it as before the step.
pub(super) fn set_step(connection: &Connection, step: i64, mark: &Mark, at: Option<Time>) -> Result<u64, StoreError> {
    let sql = match mark {
        Mark::Read => {
            "update statuses set unread = 0, read_at = coalesce(?3, \
             (select c.read_at from changes c where c.step = ?1 and c.entry = statuses.entry)) \
             where entry in (select entry from changes where step = ?1) and unread = 1 and ?2 is null"
        }
        Mark::Unread => {
            "update statuses set unread = 1, read_at = null \
             where entry in (select entry from changes where step = ?1) and unread = 0 and ?2 is null and ?3 is ?3"
        }
        Mark::Star | Mark::Unstar => {
            "update statuses set starred = 1 - starred \
             where entry in (select entry from changes where step = ?1) and starred = ?2 and ?3 is ?3"
        }
        Mark::Tag(_) => {
            "insert or ignore into tags (entry, tag) \
             select c.entry, ?2 from changes c join entries e on e.id = c.entry where c.step = ?1 and ?3 is ?3"
        }
        Mark::Untag(_) => {
            "delete from tags where entry in (select entry from changes where step = ?1) and tag = ?2 and ?3 is ?3"
        }
    };
    let at = at.map(|at| at.0);
    let mut statement = connection.prepare_cached(sql)?;
    let changed = match mark {
        Mark::Star => statement.execute(params![step, 0, at])?,
        Mark::Unstar => statement.execute(params![step, 1, at])?,
        _ => statement.execute(params![step, tag(mark), at])?,
    };
    Ok(u64::try_from(changed).unwrap_or(u64::MAX))
}
