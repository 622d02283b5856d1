//! The journal: the latest steps of the user, each of which can be undone and done again.

use rusqlite::{Connection, OptionalExtension, params};

use super::{StoreError, intents, statuses, subscriptions};
use crate::model::{Applied, Mark, Time};

/// Steps that are kept.
const DEPTH: i64 = 100;

/// Begins a step; what it changes refers to its number.
pub(super) fn begin(connection: &Connection, at: Time) -> Result<i64, StoreError> {
    Ok(connection.prepare_cached("insert into journal (at, text) values (?1, '')")?.insert([at.0])?)
}

/// Ends a step that set a mark. One that changed nothing is no step.
pub(super) fn finish_marks(
    connection: &Connection,
    step: i64,
    mark: &Mark,
    entries: u64,
) -> Result<Applied, StoreError> {
    let applied = Applied { entries, text: words(mark, entries) };
    if entries == 0 {
        connection.prepare_cached("delete from journal where id = ?1")?.execute([step])?;
        return Ok(applied);
    }
    connection
        .prepare_cached("update journal set text = ?2, entries = ?3, mark = ?4, tag = ?5 where id = ?1")?
        .execute(params![
            step,
            applied.text,
            i64::try_from(entries).unwrap_or(i64::MAX),
            name(mark),
            statuses::tag(mark)
        ])?;
    forget(connection, step)?;
    Ok(applied)
}

/// Enters a step that changed subscriptions.
pub(super) fn enter_feeds(connection: &Connection, at: Time, text: &str, feeds: &str) -> Result<(), StoreError> {
    let step = connection
        .prepare_cached("insert into journal (at, text, feeds) values (?1, ?2, ?3)")?
        .insert(params![at.0, text, feeds])?;
    forget(connection, step)
}

/// A new step makes those that were undone unreachable, and the oldest fall away.
fn forget(connection: &Connection, step: i64) -> Result<(), StoreError> {
    connection.prepare_cached("delete from journal where undone = 1 and id <> ?1")?.execute([step])?;
    connection
        .prepare_cached("delete from journal where id <= (select id from journal order by id desc limit 1 offset ?1)")?
        .execute([DEPTH])?;
    Ok(())
}

fn words(mark: &Mark, entries: u64) -> String {
    match mark {
        Mark::Read => format!("Marked {entries} read"),
        Mark::Unread => format!("Marked {entries} unread"),
        Mark::Star => format!("Starred {entries}"),
        Mark::Unstar => format!("Unstarred {entries}"),
        Mark::Tag(tag) => format!("Tagged {entries} {tag}"),
        Mark::Untag(tag) => format!("Untagged {entries} {tag}"),
    }
}

fn name(mark: &Mark) -> &'static str {
    match mark {
        Mark::Read => "read",
        Mark::Unread => "unread",
        Mark::Star => "star",
        Mark::Unstar => "unstar",
        Mark::Tag(_) => "tag",
        Mark::Untag(_) => "untag",
    }
}

fn mark(name: &str, tag: Option<String>) -> Option<Mark> {
    Some(match name {
        "read" => Mark::Read,
        "unread" => Mark::Unread,
        "star" => Mark::Star,
        "unstar" => Mark::Unstar,
        "tag" => Mark::Tag(tag?),
        "untag" => Mark::Untag(tag?),
        _ => return None,
    })
}

/// Which way a step is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Back,
    Again,
}

/// A step as it lies in the journal.
struct Step {
    id: i64,
    text: String,
    mark: Option<Mark>,
    feeds: Option<String>,
}

pub(super) fn undo(connection: &Connection, at: Time) -> Result<Option<Applied>, StoreError> {
    take(connection, "select id, text, mark, tag, feeds from journal where undone = 0 order by id desc", Way::Back, at)
}

pub(super) fn redo(connection: &Connection, at: Time) -> Result<Option<Applied>, StoreError> {
    take(connection, "select id, text, mark, tag, feeds from journal where undone = 1 order by id", Way::Again, at)
}

fn take(connection: &Connection, next: &str, way: Way, at: Time) -> Result<Option<Applied>, StoreError> {
    let step = connection.prepare_cached(next)?.query_row([], |row| {
        let name: Option<String> = row.get(2)?;
        let tag = row.get(3)?;
        Ok(Step {
            id: row.get(0)?,
            text: row.get(1)?,
            mark: name.and_then(|name| mark(&name, tag)),
            feeds: row.get(4)?,
        })
    });
    let Some(step) = step.optional()? else { return Ok(None) };
    let mut entries = 0;
    if let Some(mark) = &step.mark {
        intents::pause(connection, step.id, way == Way::Back)?;
        entries = match way {
            Way::Back => statuses::set_step(connection, step.id, &statuses::inverse(mark), None)?,
            Way::Again => statuses::set_step(connection, step.id, mark, Some(at))?,
        };
    }
    if let Some(feeds) = &step.feeds {
        subscriptions::take(connection, feeds, way)?;
    }
    connection
        .prepare_cached("update journal set undone = ?2 where id = ?1")?
        .execute(params![step.id, way == Way::Back])?;
    Ok(Some(Applied { entries, text: step.text }))
}
