//! What the reader changes of stories: takes an entry out, makes two one, follows; each change a step of the journal.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension};
use serde::{Deserialize, Serialize};

use super::{know_as, settle, story_of, turn};
use crate::model::{Applied, EntryId, StoryId, Time};
use crate::store::journal::{self, Change, Way};
use crate::store::subscriptions::json;
use crate::store::{StoreError, entries, twins};

/// A step, as it lies in the journal.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Turn {
    /// Entries came into a story: each with the story in which it was.
    Moved { entries: Vec<(i64, Option<i64>)>, into: i64, made: Made },
    /// A story is followed since an entry, or no longer.
    Followed { story: i64, before: Option<i64>, after: Option<i64> },
}

/// What became of the story into which entries came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Made {
    /// It is new, and nothing is joined with it.
    Parted,
    /// It took in the stories from which they came.
    Joined,
}

pub(super) fn split(connection: &Connection, entry: EntryId, at: Time) -> Result<Applied, StoreError> {
    if story_of(connection, entry)?.is_none() {
        return Ok(nothing("It is in no story"));
    }
    let title = title(connection, entry)?;
    let moved = before(connection, &twins::with(connection, &[entry])?)?;
    let into = new(connection)?;
    enter(
        connection,
        at,
        format!("Split from its story: {title}"),
        Turn::Moved { entries: moved, into: into.0, made: Made::Parted },
    )
}

pub(super) fn join(connection: &Connection, these: &[EntryId], at: Time) -> Result<Applied, StoreError> {
    let Some(last) = these.last() else { return Ok(nothing("Nothing to join")) };
    let into = match story_of(connection, *last)? {
        Some(story) => story,
        None => new(connection)?,
    };
    let mut members = BTreeSet::new();
    for entry in these {
        match story_of(connection, *entry)? {
            Some(story) => members.extend(members_of(connection, story)?),
            None => members.extend(twins::with(connection, &[*entry])?),
        }
    }
    let mut moved = before(connection, &members.into_iter().collect::<Vec<_>>())?;
    moved.retain(|(_, story)| *story != Some(into.0));
    if moved.is_empty() {
        return Ok(nothing("They are one story already"));
    }
    let title = title(connection, *last)?;
    enter(
        connection,
        at,
        format!("Joined to the story: {title}"),
        Turn::Moved { entries: moved, into: into.0, made: Made::Joined },
    )
}

pub(super) fn follow(connection: &Connection, entry: EntryId, at: Time) -> Result<Applied, StoreError> {
    let title = title(connection, entry)?;
    let Some(story) = story_of(connection, entry)? else {
        return Ok(nothing("It is in no story yet; entries of the last three days are put into stories"));
    };
    let since = since(connection, story)?;
    let newest: i64 = connection.prepare_cached("select max(entry) from statuses")?.query_row([], |row| row.get(0))?;
    let (text, after) = match since {
        Some(_) => (format!("No longer following: {title}"), None),
        None => (format!("Following: {title}"), Some(newest)),
    };
    enter(connection, at, text, Turn::Followed { story: story.0, before: since, after })
}

/// Takes a step of the journal back, or again.
pub(in crate::store) fn take(connection: &Connection, step: &str, way: Way) -> Result<(), StoreError> {
    let step = serde_json::from_str(step).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    carry_out(connection, &step, way)
}

/// Nothing was done, and why.
fn nothing(text: &str) -> Applied {
    Applied { entries: 0, text: text.to_owned() }
}

fn enter(connection: &Connection, at: Time, text: String, step: Turn) -> Result<Applied, StoreError> {
    carry_out(connection, &step, Way::Again)?;
    let entries = match &step {
        Turn::Moved { entries, .. } => entries.len() as u64,
        Turn::Followed { .. } => 1,
    };
    let change = Change { stories: Some(json(&step)?), ..Change::default() };
    journal::enter(connection, at, &text, &change)?;
    Ok(Applied { entries, text })
}

fn carry_out(connection: &Connection, step: &Turn, way: Way) -> Result<(), StoreError> {
    match step {
        Turn::Moved { entries, into, made } => {
            carry(connection, entries, StoryId(*into), *made, way)?;
        }
        Turn::Followed { story, before, after } => {
            set_followed(connection, StoryId(*story), if way == Way::Back { *before } else { *after })?;
            settle(connection, StoryId(*story))?;
        }
    }
    turn(connection).map(drop)
}

fn carry(
    connection: &Connection,
    entries: &[(i64, Option<i64>)],
    into: StoryId,
    made: Made,
    way: Way,
) -> Result<(), StoreError> {
    let mut put = connection.prepare_cached("update statuses set story = ?2, cluster = twin where entry = ?1")?;
    let mut touched = BTreeSet::from([into]);
    for (entry, story) in entries {
        let to = if way == Way::Back { *story } else { Some(into.0) };
        put.execute((entry, to))?;
        touched.extend(story.map(StoryId));
    }
    let others = touched.iter().filter(|story| **story != into);
    match (made, way) {
        (Made::Parted, Way::Again) => {
            connection.prepare_cached("insert or ignore into parted (story) values (?1)")?.execute([into.0])?;
        }
        (Made::Parted, Way::Back) => {
            connection.prepare_cached("delete from parted where story = ?1")?.execute([into.0])?;
        }
        (Made::Joined, Way::Again) => others.copied().try_for_each(|story| know_as(connection, story, into))?,
        (Made::Joined, Way::Back) => {
            let mut forget = connection.prepare_cached("delete from joined where story = ?1")?;
            others.copied().try_for_each(|story| forget.execute([story.0]).map(drop))?;
        }
    }
    touched.into_iter().try_for_each(|story| settle(connection, story))
}

/// The number of a new story.
fn new(connection: &Connection) -> Result<StoryId, StoreError> {
    let sql = "update grouping set story = story + 1 returning story";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0).map(StoryId))?)
}

fn title(connection: &Connection, entry: EntryId) -> Result<String, StoreError> {
    Ok(entries::rows(connection, &[entry])?.pop().map(|row| row.title).unwrap_or_default())
}

fn members_of(connection: &Connection, story: StoryId) -> Result<Vec<EntryId>, StoreError> {
    let mut statement = connection.prepare_cached("select entry from statuses where story = ?1")?;
    let members = statement.query_map([story.0], |row| row.get(0).map(EntryId))?;
    Ok(members.collect::<Result<_, _>>()?)
}

/// These entries, each with the story in which it is.
fn before(connection: &Connection, these: &[EntryId]) -> Result<Vec<(i64, Option<i64>)>, StoreError> {
    these.iter().map(|entry| Ok((entry.0, story_of(connection, *entry)?.map(|story| story.0)))).collect()
}

fn since(connection: &Connection, story: StoryId) -> Result<Option<i64>, StoreError> {
    let sql = "select since from followed where story = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([story.0], |row| row.get(0)).optional()?)
}

fn set_followed(connection: &Connection, story: StoryId, since: Option<i64>) -> Result<(), StoreError> {
    match since {
        Some(since) => connection
            .prepare_cached("insert or replace into followed (story, since) values (?1, ?2)")?
            .execute([story.0, since])?,
        None => connection.prepare_cached("delete from followed where story = ?1")?.execute([story.0])?,
    };
    Ok(())
}
