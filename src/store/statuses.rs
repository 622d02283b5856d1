//! Changes of status: marks on entries, one by one or a whole list.

use rusqlite::{Connection, ToSql};

use super::{StoreError, clusters, entries as rows, intents, journal, ranking, twins};
use crate::model::{Applied, EntryId, Mark, StatusChange, Time};

/// Entries that are marked by one statement.
const PORTION: usize = 2_000;

/// What is read, or unread, with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// The same article of other feeds.
    Twins,
    /// What is read is read with all that tell the same.
    Siblings,
}

pub(super) fn tag(mark: &Mark) -> Option<&str> {
    match mark {
        Mark::Tag(tag) | Mark::Untag(tag) => Some(tag),
        Mark::Read | Mark::Unread | Mark::Star | Mark::Unstar => None,
    }
}

pub(super) fn change(connection: &Connection, change: &StatusChange) -> Result<Applied, StoreError> {
    match change {
        StatusChange::Entries { ids, mark, at, siblings } => {
            let reach = if *siblings { Reach::Siblings } else { Reach::Twins };
            Ok(mark_in_step(connection, ids, mark, reach, *at)?.1)
        }
        StatusChange::Tags { ids, tags, at } => tag_entries(connection, ids, tags, *at),
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
    Ok(mark_in_step(connection, ids, mark, Reach::Twins, at)?.1)
}

/// Puts tags on entries, as one step that can be undone.
fn tag_entries(connection: &Connection, ids: &[EntryId], tags: &[String], at: Time) -> Result<Applied, StoreError> {
    let (mut steps, mut new) = (Vec::new(), Vec::new());
    for tag in tags {
        let (step, applied) = mark_in_step(connection, ids, &Mark::Tag(tag.clone()), Reach::Twins, at)?;
        if applied.entries > 0 {
            steps.push(step);
            new.push(tag.clone());
        }
    }
    let told = if new.is_empty() { tags.join(", ") } else { new.join(", ") };
    journal::join(connection, &steps, &Mark::Tag(told))
}

/// Sets a mark on entries; answers with the number of the step, which there is only if something changed.
fn mark_in_step(
    connection: &Connection,
    ids: &[EntryId],
    mark: &Mark,
    reach: Reach,
    at: Time,
) -> Result<(i64, Applied), StoreError> {
    if matches!(mark, Mark::Read | Mark::Unread) {
        intents::overtake(connection, ids)?;
    }
    let step = journal::begin(connection, at)?;
    let mut changed = 0;
    for portion in ids.chunks(PORTION) {
        changed += set(connection, step, portion, mark, reach, at)?;
    }
    Ok((step, journal::finish_marks(connection, step, mark, changed)?))
}

/// Runs a statement; answers how many rows it changed.
fn run(connection: &Connection, sql: &str, parameters: &[&dyn ToSql]) -> Result<usize, StoreError> {
    Ok(connection.prepare_cached(sql)?.execute(parameters)?)
}

/// Sets a mark on entries in a step, and that they are read or unread on what it reaches as well; answers how many of them that
/// changed. What they were is noted first. All at once: a statement for each would cost more than what it changes.
pub(super) fn set(
    connection: &Connection,
    step: i64,
    entries: &[EntryId],
    mark: &Mark,
    reach: Reach,
    at: Time,
) -> Result<u64, StoreError> {
    let given = list(entries);
    let reached = match mark {
        Mark::Read if reach == Reach::Siblings => {
            list(&twins::with(connection, &clusters::with_unread(connection, entries)?)?)
        }
        Mark::Read | Mark::Unread => list(&twins::with(connection, entries)?),
        _ => given.clone(),
    };
    let (step, reached, at, tag): (&dyn ToSql, &dyn ToSql, _, _) = (&step, &reached, &at.0, &tag(mark));
    let note = |what: &str, parameters: &[&dyn ToSql]| {
        let sql = format!("insert or replace into changes (step, entry, read_at) select ?1, s.entry, {what}");
        run(connection, &sql, parameters)
    };
    let noted = match mark {
        Mark::Read => note(&format!("s.read_at from statuses s where {THESE} and s.unread = 1"), &[step, reached])?,
        Mark::Unread => note(&format!("s.read_at from statuses s where {THESE} and s.unread = 0"), &[step, reached])?,
        Mark::Star => note(&format!("null from statuses s where {THESE} and s.starred = 0"), &[step, reached])?,
        Mark::Unstar => note(&format!("null from statuses s where {THESE} and s.starred = 1"), &[step, reached])?,
        Mark::Tag(_) => note(
            &format!(
                "null from statuses s where {THESE} \
                 and not exists (select 1 from tags t where t.entry = s.entry and t.tag = ?3)"
            ),
            &[step, reached, tag],
        )?,
        Mark::Untag(_) => note(&format!("null from tags s where {THESE} and s.tag = ?3"), &[step, reached, tag])?,
    };
    if noted == 0 {
        return Ok(0);
    }
    // What was noted of earlier portions has the mark already.
    let theirs = "in (select value from json_each(?1))";
    match mark {
        Mark::Read => {
            let sql = format!("update statuses set unread = 0, read_at = ?2 where entry {theirs} and unread = 1");
            run(connection, &sql, &[reached, at])?
        }
        Mark::Unread => {
            let sql = format!("update statuses set unread = 1, read_at = null where entry {theirs} and unread = 0");
            run(connection, &sql, &[reached])?
        }
        Mark::Star | Mark::Unstar => {
            let sql = format!("update statuses set starred = ?2 where entry {theirs} and starred <> ?2");
            run(connection, &sql, &[reached, &(*mark == Mark::Star)])?
        }
        Mark::Tag(_) => {
            let sql =
                format!("insert or ignore into tags (entry, tag) select entry, ?2 from statuses where entry {theirs}");
            run(connection, &sql, &[reached, tag])?
        }
        Mark::Untag(_) => {
            run(connection, &format!("delete from tags where entry {theirs} and tag = ?2"), &[reached, tag])?
        }
    };
    // Of one that was marked before only a twin may have changed.
    let sql = "select count(*) from changes where step = ?1 and entry in (select value from json_each(?2))";
    let own: i64 = connection.prepare_cached(sql)?.query_row([step, &given], |row| row.get(0))?;
    let any = u64::try_from(noted.min(entries.len())).unwrap_or(u64::MAX);
    Ok(if own == 0 { any } else { own.unsigned_abs() })
}

/// The entries of a JSON list.
const THESE: &str = "s.entry in (select value from json_each(?2))";

fn list(entries: &[EntryId]) -> String {
    rows::json_ids(&entries.iter().map(|entry| entry.0).collect::<Vec<_>>())
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
