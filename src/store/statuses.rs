//! Changes of status: marks on entries, one by one or a whole list.

use rusqlite::{Connection, ToSql};

use super::{StoreError, intents, journal, ranking, twins};
use crate::model::{Applied, EntryId, Mark, StatusChange, Time};

pub(super) fn tag(mark: &Mark) -> Option<&str> {
    match mark {
        Mark::Tag(tag) | Mark::Untag(tag) => Some(tag),
        Mark::Read | Mark::Unread | Mark::Star | Mark::Unstar => None,
    }
}

pub(super) fn change(connection: &Connection, change: &StatusChange) -> Result<Applied, StoreError> {
    match change {
        StatusChange::Entries { ids, mark, at } => mark_entries(connection, ids, mark, *at),
        StatusChange::List { list, snapshot, side, at } => match list.by_date() {
            Some(descending) => intents::begin(connection, &list.view, *snapshot, descending, *side, *at),
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

/// Runs a statement; answers how many rows it changed.
fn run(connection: &Connection, sql: &str, parameters: &[&dyn ToSql]) -> Result<usize, StoreError> {
    Ok(connection.prepare_cached(sql)?.execute(parameters)?)
}

/// Sets a mark on an entry in a step, and that it is read or unread on its twins as well; answers whether that changed
/// anything.
pub(super) fn set(
    connection: &Connection,
    step: i64,
    entry: EntryId,
    mark: &Mark,
    at: Time,
) -> Result<bool, StoreError> {
    let mut changes = set_one(connection, step, entry, mark, at)?;
    if matches!(mark, Mark::Read | Mark::Unread) {
        for twin in twins::of(connection, entry)? {
            changes |= set_one(connection, step, twin, mark, at)?;
        }
    }
    Ok(changes)
}

/// Sets a mark on one entry. What it was is noted first.
fn set_one(connection: &Connection, step: i64, entry: EntryId, mark: &Mark, at: Time) -> Result<bool, StoreError> {
    let (step, entry, at, tag): (&dyn ToSql, &dyn ToSql, _, _) = (&step, &entry.0, &at.0, &tag(mark));
    let note = |what: &str, parameters: &[&dyn ToSql]| {
        let sql = format!("insert or replace into changes (step, entry, read_at) select ?1, entry, {what}");
        Ok::<_, StoreError>(run(connection, &sql, parameters)? > 0)
    };
    let changes = match mark {
        Mark::Read => note("read_at from statuses where entry = ?2 and unread = 1", &[step, entry])?,
        Mark::Unread => note("read_at from statuses where entry = ?2 and unread = 0", &[step, entry])?,
        Mark::Star => note("null from statuses where entry = ?2 and starred = 0", &[step, entry])?,
        Mark::Unstar => note("null from statuses where entry = ?2 and starred = 1", &[step, entry])?,
        Mark::Tag(_) => note(
            "null from statuses s where entry = ?2 \
             and not exists (select 1 from tags t where t.entry = s.entry and t.tag = ?3)",
            &[step, entry, tag],
        )?,
        Mark::Untag(_) => note("null from tags where entry = ?2 and tag = ?3", &[step, entry, tag])?,
    };
    if changes {
        match mark {
            Mark::Read => {
                run(connection, "update statuses set unread = 0, read_at = ?2 where entry = ?1", &[entry, at])?
            }
            Mark::Unread => {
                run(connection, "update statuses set unread = 1, read_at = null where entry = ?1", &[entry])?
            }
            Mark::Star => run(connection, "update statuses set starred = 1 where entry = ?1", &[entry])?,
            Mark::Unstar => run(connection, "update statuses set starred = 0 where entry = ?1", &[entry])?,
            Mark::Tag(_) => run(connection, "insert into tags (entry, tag) values (?1, ?2)", &[entry, tag])?,
            Mark::Untag(_) => run(connection, "delete from tags where entry = ?1 and tag = ?2", &[entry, tag])?,
        };
    }
    Ok(changes)
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
    let (step, at, tag): (&dyn ToSql, &dyn ToSql, &dyn ToSql) = (&step, &at.map(|at| at.0), &tag(mark));
    let changed = match mark {
        Mark::Read => run(
            connection,
            "update statuses set unread = 0, read_at = coalesce(?2, \
             (select c.read_at from changes c where c.step = ?1 and c.entry = statuses.entry)) \
             where entry in (select entry from changes where step = ?1) and unread = 1",
            &[step, at],
        ),
        Mark::Unread => run(
            connection,
            "update statuses set unread = 1, read_at = null \
             where entry in (select entry from changes where step = ?1) and unread = 0",
            &[step],
        ),
        Mark::Star | Mark::Unstar => run(
            connection,
            "update statuses set starred = ?2 \
             where entry in (select entry from changes where step = ?1) and starred <> ?2",
            &[step, &(*mark == Mark::Star)],
        ),
        Mark::Tag(_) => run(
            connection,
            "insert or ignore into tags (entry, tag) \
             select c.entry, ?2 from changes c join entries e on e.id = c.entry where c.step = ?1",
            &[step, tag],
        ),
        Mark::Untag(_) => run(
            connection,
            "delete from tags where entry in (select entry from changes where step = ?1) and tag = ?2",
            &[step, tag],
        ),
    };
    Ok(u64::try_from(changed?).unwrap_or(u64::MAX))
}
