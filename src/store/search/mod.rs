//! Queries: which entries they find, in which order.

mod condition;
mod functions;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use self::condition::Condition;
pub(super) use self::functions::register;
use super::lists::{self, Scope};
use super::ranking::{self, DEPTH};
use super::{StoreError, entries};
use crate::model::{Entry, EntryId, FeedId, ListSpec, Query, Snapshot, Sort, Term, View};

/// So many of the newest entries that a search finds make its list.
const HITS: usize = 2_000;

/// The table order is forced: by date through the statuses, so that a limit ends the walk early.
fn select(what: &str, term: &Term, condition: &str, rest: &str) -> String {
    let visible = if term.any(&|term| *term == Term::Muted) { "1" } else { "s.shown = 1" };
    format!(
        "select {what} from statuses s cross join entries e on e.id = s.entry cross join feeds f on f.id = s.feed \
         where {visible} and f.hidden = 0 and ({condition}) {rest}"
    )
}

/// The first entries, by date, that a condition made of a term finds.
fn walk(
    connection: &Connection,
    term: &Term,
    mut condition: Condition,
    descending: bool,
    limit: usize,
) -> Result<Vec<EntryId>, StoreError> {
    let order = if descending { "desc" } else { "asc" };
    condition.values.push(Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)));
    let rest = format!("order by s.sort {order}, s.entry {order} limit ?{}", condition.values.len());
    let mut statement = connection.prepare(&select("s.entry", term, &condition.sql, &rest))?;
    let found = statement.query_map(params_from_iter(condition.values), |row| Ok(EntryId(row.get(0)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The first entries that a query finds, in its order.
pub(super) fn first(connection: &Connection, query: &Query, limit: usize) -> Result<Vec<EntryId>, StoreError> {
    let descending = match query.sort {
        Sort::Newest => Some(!query.reversed),
        Sort::Oldest => Some(query.reversed),
        _ => None,
    };
    let walked = if descending.is_some() { limit } else { DEPTH };
    let mut ids = walk(connection, &query.term, Condition::of(&query.term), descending.unwrap_or(true), walked)?;
    if descending.is_none() {
        ids = ranking::order(connection, ids, query.sort, query.reversed)?;
        ids.truncate(limit);
    }
    Ok(ids)
}

/// All entries that a query finds.
pub(super) fn ids(connection: &Connection, query: &Query) -> Result<Vec<EntryId>, StoreError> {
    first(connection, &Query { sort: Sort::Newest, reversed: false, term: query.term.clone() }, usize::MAX)
}

/// The feeds of the entries that a query finds.
pub(super) fn feeds(connection: &Connection, query: &Query) -> Result<Vec<FeedId>, StoreError> {
    let ids: Vec<i64> = ids(connection, query)?.into_iter().map(|id| id.0).collect();
    let sql = "select distinct feed from statuses where entry in (select value from json_each(?1))";
    let mut statement = connection.prepare_cached(sql)?;
    let feeds = statement.query_map([entries::json_ids(&ids)], |row| row.get(0).map(FeedId))?;
    Ok(feeds.collect::<Result<_, _>>()?)
}

pub(super) fn find(connection: &Connection, query: &Query, limit: usize) -> Result<Vec<Entry>, StoreError> {
    let ids = first(connection, query, limit)?;
    ids.into_iter().filter_map(|id| entries::entry(connection, id).transpose()).collect()
}

pub(super) fn count(connection: &Connection, query: &Query) -> Result<u64, StoreError> {
    let condition = Condition::of(&query.term);
    let mut statement = connection.prepare(&select("count(*)", &query.term, &condition.sql, ""))?;
    let count: i64 = statement.query_row(params_from_iter(condition.values), |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// What a list that is found and not walked holds.
pub(super) struct Found {
    /// Newest first; of `View::Lately` the latest read first.
    pub ids: Vec<EntryId>,
    /// There are more.
    pub more: bool,
}

/// The entries of a list that is a search, or has a filter.
pub(super) fn list(connection: &Connection, list: &ListSpec, snapshot: Snapshot) -> Result<Found, StoreError> {
    let term = wanted(list);
    let mut condition = Condition::of(&term);
    condition.and("s.entry <= ?", Some(Value::Integer(snapshot.watermark.0)));
    within_view(connection, list, snapshot, &mut condition)?;
    let mut ids = if list.view == View::Lately {
        lately(connection, &term, condition)?
    } else {
        walk(connection, &term, condition, true, HITS + 1)?
    };
    let more = ids.len() > HITS;
    ids.truncate(HITS);
    Ok(Found { ids, more })
}

/// How many entries that came after the snapshot the list would hold, as far as a search goes.
pub(super) fn count_later(connection: &Connection, list: &ListSpec, snapshot: Snapshot) -> Result<u64, StoreError> {
    let term = wanted(list);
    let mut condition = Condition::of(&term);
    condition.and("s.entry > ?", Some(Value::Integer(snapshot.watermark.0)));
    within_view(connection, list, snapshot, &mut condition)?;
    Ok(walk(connection, &term, condition, true, HITS)?.len() as u64)
}

/// What the search of a list and its filter ask for.
fn wanted(list: &ListSpec) -> Term {
    let search = match &list.view {
        View::Search(search) => Some(search.query.term.clone()),
        View::Tag(tag) => Some(Term::Text(crate::model::Field::Tag, tag.clone())),
        _ => None,
    };
    let filter = list.filter.as_ref().map(|filter| filter.query.term.clone());
    Term::All(search.into_iter().chain(filter).collect())
}

fn within_view(
    connection: &Connection,
    list: &ListSpec,
    snapshot: Snapshot,
    condition: &mut Condition,
) -> Result<(), StoreError> {
    match Scope::of(connection, &list.view)? {
        Scope::Everything => {}
        Scope::Loud => condition.and("f.quiet = 0", None),
        Scope::Starred => condition.and("s.starred = 1", None),
        Scope::Feeds(feeds) => {
            let feeds = entries::json_ids(&feeds.iter().map(|feed| feed.0).collect::<Vec<_>>());
            condition.and("s.feed in (select value from json_each(?))", Some(Value::Text(feeds)));
        }
    }
    match list.view {
        View::Today => condition.and("s.sort >= ?", Some(Value::Integer(snapshot.midnight.0))),
        View::Lately => condition.and("s.unread = 0 and s.read_at is not null", None),
        _ => {}
    }
    if lists::hides_read(list) {
        condition.and("(s.unread = 1 or s.read_at >= ?)", Some(Value::Integer(snapshot.since.0)));
    }
    Ok(())
}

/// What was read last.
fn lately(connection: &Connection, term: &Term, mut condition: Condition) -> Result<Vec<EntryId>, StoreError> {
    condition.values.push(Value::Integer(i64::try_from(HITS + 1).unwrap_or(i64::MAX)));
    let rest = format!("order by s.read_at desc, s.entry desc limit ?{}", condition.values.len());
    let mut statement = connection.prepare(&select("s.entry", term, &condition.sql, &rest))?;
    let found = statement.query_map(params_from_iter(condition.values), |row| Ok(EntryId(row.get(0)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}
