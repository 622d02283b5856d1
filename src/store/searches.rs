//! Searches that the reader keeps: listed, saved, renamed and removed, each change a step of the journal.

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::StoreError;
use super::journal::{self, Change, Way};
use super::search::{self, Look};
use super::subscriptions::json;
use crate::model::{Applied, ArchivedSearch, Query, SavedSearch, SearchId, Term, Time};

/// A saved search as it lies in the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Stored {
    name: String,
    query: String,
    position: i64,
}

/// What became of one search in a step; none: there was (or is) no such search.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Turn {
    search: i64,
    before: Option<Stored>,
    after: Option<Stored>,
}

/// All of them, in the order of the tree.
pub(super) fn all(connection: &Connection) -> Result<Vec<SavedSearch>, StoreError> {
    let mut statement = connection.prepare_cached("select id, name, query from searches order by position, id")?;
    let searches = statement
        .query_map([], |row| Ok(SavedSearch { id: SearchId(row.get(0)?), name: row.get(1)?, query: row.get(2)? }))?;
    Ok(searches.collect::<Result<_, _>>()?)
}

/// The tags in use, of entries and of feeds.
pub(super) fn tags(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let sql = "select tag from (select distinct tag from tags union \
               select value from feeds, json_each(feeds.tags) where hidden = 0) order by tag collate nocase, tag";
    let mut statement = connection.prepare_cached(sql)?;
    let tags = statement.query_map([], |row| row.get(0))?;
    Ok(tags.collect::<Result<_, _>>()?)
}

/// How many unread entries a query finds, counted up to `most`: each story once, or each entry where they are `apart`.
pub(super) fn hits(connection: &Connection, query: &Query, most: u64, apart: bool) -> Result<u64, StoreError> {
    let unread = Term::All(vec![Term::Unread(true), query.term.clone()]);
    match apart {
        true => search::count_each(connection, &unread, Look::Index, most),
        false => search::count(connection, &unread, Look::Index, most),
    }
}

/// Keeps a query under a name; the search of that name gets it.
pub(super) fn save(connection: &Connection, name: &str, query: &str, at: Time) -> Result<Applied, StoreError> {
    let known = named(connection, name)?;
    let text = if known.is_some() { format!("Changed the search {name}") } else { format!("Saved the search {name}") };
    let (id, position) = match known {
        Some((id, stored)) => (id, stored.position),
        None => next(connection)?,
    };
    let wanted = Stored { name: name.to_owned(), query: query.to_owned(), position };
    apply(connection, id, Some(wanted), text, at)
}

pub(super) fn rename(connection: &Connection, id: SearchId, name: &str, at: Time) -> Result<Applied, StoreError> {
    let known = get(connection, id)?.ok_or(StoreError::NoSearch)?;
    if named(connection, name)?.is_some_and(|(other, _)| other != id) {
        return Err(StoreError::NameTaken(name.to_owned()));
    }
    let text = format!("Renamed the search {} to {name}", known.name);
    apply(connection, id, Some(Stored { name: name.to_owned(), ..known }), text, at)
}

pub(super) fn remove(connection: &Connection, id: SearchId, at: Time) -> Result<Applied, StoreError> {
    let known = get(connection, id)?.ok_or(StoreError::NoSearch)?;
    apply(connection, id, None, format!("Removed the search {}", known.name), at)
}

/// Adds searches of names that are not taken yet; what that changed is for a step of the caller's.
pub(super) fn add(connection: &Connection, searches: &[ArchivedSearch]) -> Result<Vec<Turn>, StoreError> {
    let mut turns = Vec::new();
    for ArchivedSearch { name, query } in searches {
        if named(connection, name)?.is_none() {
            let (id, position) = next(connection)?;
            let wanted = Stored { name: name.clone(), query: query.clone(), position };
            turns.push(turn(connection, id, Some(wanted))?);
        }
    }
    Ok(turns)
}

/// Takes a step of the journal back, or again.
pub(super) fn take(connection: &Connection, step: &str, way: Way) -> Result<(), StoreError> {
    let mut turns: Vec<Turn> = serde_json::from_str(step).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    if way == Way::Back {
        turns.reverse();
    }
    for Turn { search, before, after } in turns {
        put(connection, SearchId(search), if way == Way::Back { before } else { after }.as_ref())?;
    }
    Ok(())
}

fn apply(
    connection: &Connection,
    id: SearchId,
    wanted: Option<Stored>,
    text: String,
    at: Time,
) -> Result<Applied, StoreError> {
    let turn = turn(connection, id, wanted)?;
    if turn.before != turn.after {
        let change = Change { searches: Some(json(&[turn])?), ..Change::default() };
        journal::enter(connection, at, &text, &change)?;
    }
    Ok(Applied { entries: 0, text })
}

fn turn(connection: &Connection, id: SearchId, after: Option<Stored>) -> Result<Turn, StoreError> {
    let before = get(connection, id)?;
    put(connection, id, after.as_ref())?;
    Ok(Turn { search: id.0, before, after })
}

/// The number and the place of a new search.
fn next(connection: &Connection) -> Result<(SearchId, i64), StoreError> {
    let sql = "select 1 + coalesce((select seq from sqlite_sequence where name = 'searches'), 0), \
               1 + coalesce(max(position), -1) from searches";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| Ok((SearchId(row.get(0)?), row.get(1)?)))?)
}

fn get(connection: &Connection, id: SearchId) -> Result<Option<Stored>, StoreError> {
    let sql = "select name, query, position from searches where id = ?1";
    let stored = |row: &rusqlite::Row| Ok(Stored { name: row.get(0)?, query: row.get(1)?, position: row.get(2)? });
    Ok(connection.prepare_cached(sql)?.query_row([id.0], stored).optional()?)
}

fn named(connection: &Connection, name: &str) -> Result<Option<(SearchId, Stored)>, StoreError> {
    let sql = "select id from searches where name = ?1";
    let id = connection.prepare_cached(sql)?.query_row([name], |row| row.get(0).map(SearchId)).optional()?;
    let Some(id) = id else { return Ok(None) };
    Ok(get(connection, id)?.map(|stored| (id, stored)))
}

fn put(connection: &Connection, id: SearchId, wanted: Option<&Stored>) -> Result<(), StoreError> {
    match wanted {
        Some(Stored { name, query, position }) => connection
            .prepare_cached(
                "insert into searches (id, name, query, position) values (?1, ?2, ?3, ?4) \
                 on conflict (id) do update set name = ?2, query = ?3, position = ?4",
            )?
            .execute(params![id.0, name, query, position])?,
        None => connection.prepare_cached("delete from searches where id = ?1")?.execute([id.0])?,
    };
    Ok(())
}
