//! Queries: which entries they find, in which order. The index leads where there are words to look for; else the entries are
//! walked by date.

mod condition;
mod functions;
mod lead;
mod plan;
mod ready;
mod snippets;

use rusqlite::Connection;
use rusqlite::types::Value;

pub(super) use self::functions::register;
use self::ready::Ready;
use super::clusters::{self, Shared};
use super::lists::{self, Scope};
use super::ranking::{self, DEPTH};
use super::{StoreError, entries};
use crate::model::{Entry, EntryId, EntryRow, FeedId, Field, ListSpec, Query, Snapshot, Sort, Term, View};

/// So many of the newest entries that a search finds make its list.
const HITS: usize = 2_000;

/// What answers for the words of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// The index, where it is attached.
    Index,
    /// The texts themselves: slow, and always right.
    Texts,
}

/// Whether a term asks for words.
pub(super) fn has_words(term: &Term) -> bool {
    term.any(&|term| match term {
        Term::Text(field, _) | Term::Prefix(field, _) => plan::is_indexed(*field),
        _ => false,
    })
}

/// The first entries that a query finds, in its order.
fn first(connection: &Connection, query: &Query, look: Look, limit: usize) -> Result<Vec<EntryId>, StoreError> {
    let ready = Ready::new(connection, &query.term, look)?;
    match query.sort {
        Sort::Newest => ready.by_date(connection, !query.reversed, limit),
        Sort::Oldest => ready.by_date(connection, query.reversed, limit),
        sort => {
            let found = match sort {
                Sort::Score => ready.by_score(connection, HITS)?,
                _ => ready.by_date(connection, true, DEPTH)?,
            };
            let mut ids = ranking::order(connection, found, sort, query.reversed)?;
            ids.truncate(limit);
            Ok(ids)
        }
    }
}

/// All entries that a query finds, the newest first.
pub(super) fn ids(connection: &Connection, term: &Term, look: Look) -> Result<Vec<EntryId>, StoreError> {
    Ready::new(connection, term, look)?.by_date(connection, true, usize::MAX)
}

/// The feeds of the entries that a term finds.
pub(super) fn feeds(connection: &Connection, term: &Term, look: Look) -> Result<Vec<FeedId>, StoreError> {
    let ids: Vec<i64> = ids(connection, term, look)?.into_iter().map(|id| id.0).collect();
    let sql = "select distinct feed from statuses where entry in (select value from json_each(?1))";
    let mut statement = connection.prepare_cached(sql)?;
    let feeds = statement.query_map([entries::json_ids(&ids)], |row| row.get(0).map(FeedId))?;
    Ok(feeds.collect::<Result<_, _>>()?)
}

pub(super) fn find(connection: &Connection, query: &Query, look: Look, limit: usize) -> Result<Vec<Entry>, StoreError> {
    let ids = first(connection, query, look, limit)?;
    ids.into_iter().filter_map(|id| entries::entry(connection, id).transpose()).collect()
}

/// [`find`], but of twins that are found the first only.
pub(super) fn find_once(
    connection: &Connection,
    query: &Query,
    look: Look,
    limit: usize,
) -> Result<Vec<Entry>, StoreError> {
    let mut asked = limit;
    loop {
        let found = first(connection, query, look, asked)?;
        let whole = found.len() < asked;
        let mut ids = clusters::once(connection, found, Shared::Twin)?;
        if whole || ids.len() >= limit {
            ids.truncate(limit);
            return ids.into_iter().filter_map(|id| entries::entry(connection, id).transpose()).collect();
        }
        asked = asked.saturating_mul(2);
    }
}

/// How many entries a term finds, counted up to a limit.
pub(super) fn count_each(connection: &Connection, term: &Term, look: Look, limit: u64) -> Result<u64, StoreError> {
    Ready::new(connection, term, look)?.count(connection, limit)
}

/// How many entries a term finds, each story once, counted up to a limit.
pub(super) fn count(connection: &Connection, term: &Term, look: Look, limit: u64) -> Result<u64, StoreError> {
    let mut ready = Ready::new(connection, term, look)?;
    let count = ready.count(connection, limit)?;
    if count == limit || names_a_story(term) || !clusters::exist(connection)? {
        return Ok(count);
    }
    ready.condition.and("s.cluster is not null", None);
    let clustered = ready.by_date(connection, true, usize::MAX)?;
    Ok(count.saturating_sub(clusters::doubles(connection, &clustered, Shared::Cluster)?.len() as u64))
}

/// What a list that is found and not walked holds.
pub(super) struct Found {
    /// Newest first; of `View::Lately` the latest read first; by `Sort::Score` the best first.
    pub ids: Vec<EntryId>,
    /// There are more.
    pub more: bool,
}

/// The entries of a list that is a search, or has a filter.
pub(super) fn list(connection: &Connection, list: &ListSpec, snapshot: Snapshot) -> Result<Found, StoreError> {
    let term = wanted(list);
    let lately = list.view == View::Lately;
    let look = if lately { Look::Texts } else { Look::Index };
    let mut ready = Ready::new(connection, &term, look)?;
    ready.condition.and("s.entry <= ?", Some(Value::Integer(snapshot.watermark.0)));
    within_view(connection, list, snapshot, &mut ready)?;
    let mut ids = match (lately, list.sort) {
        (true, _) => ready.walk(connection, "s.read_at", true, HITS + 1)?,
        (_, Sort::Score) => ready.by_score(connection, HITS + 1)?,
        _ => ready.by_date(connection, true, HITS + 1)?,
    };
    let more = ids.len() > HITS;
    ids.truncate(HITS);
    let ids = if shows_each(list) { ids } else { clusters::once(connection, ids, Shared::Cluster)? };
    Ok(Found { ids, more })
}

/// Whether each entry of a cluster is a row: the reader wants it so, or asks for a story.
fn shows_each(list: &ListSpec) -> bool {
    list.apart || names_a_story(&wanted(list))
}

fn names_a_story(term: &Term) -> bool {
    term.any(&|term| matches!(term, Term::Story(_)))
}

/// How many entries that came after the snapshot the list would hold, as far as a search goes. They may be too new for the
/// index.
pub(super) fn count_later(connection: &Connection, list: &ListSpec, snapshot: Snapshot) -> Result<u64, StoreError> {
    let term = wanted(list);
    let ready = |condition: &str| {
        let mut ready = Ready::new(connection, &term, Look::Texts)?;
        ready.condition.and(condition, Some(Value::Integer(snapshot.watermark.0)));
        within_view(connection, list, snapshot, &mut ready)?;
        Ok::<_, StoreError>(ready)
    };
    let later = ready("s.entry > ?")?.count(connection, HITS as u64)?;
    if later == 0 || shows_each(list) || !clusters::exist(connection)? {
        return Ok(later);
    }
    // What the list holds already is not new. The sign keeps the walk to the few entries that are named.
    let clustered =
        "s.entry in (select a.entry from statuses b join statuses a on a.cluster = b.cluster where b.entry > ?)";
    let clustered = ready(clustered)?.walk(connection, "+s.sort", true, usize::MAX)?;
    let doubles = clusters::doubles(connection, &clustered, Shared::Cluster)?;
    let again = doubles.iter().filter(|id| **id > snapshot.watermark).count() as u64;
    Ok(later.saturating_sub(again))
}

/// Shows rows of such a list with the place that says what was looked for.
pub(super) fn show_places(connection: &Connection, list: &ListSpec, rows: &mut [EntryRow]) -> Result<(), StoreError> {
    snippets::show(connection, &wanted(list), rows)
}

/// What the search of a list and its filter ask for.
fn wanted(list: &ListSpec) -> Term {
    let search = match &list.view {
        View::Search(search) => Some(search.query.term.clone()),
        View::Tag(tag) => Some(Term::Text(Field::Tag, tag.clone())),
        _ => None,
    };
    let filter = list.filter.as_ref().map(|filter| filter.query.term.clone());
    Term::All(search.into_iter().chain(filter).collect())
}

fn within_view(
    connection: &Connection,
    list: &ListSpec,
    snapshot: Snapshot,
    ready: &mut Ready,
) -> Result<(), StoreError> {
    let condition = &mut ready.condition;
    match Scope::of(connection, &list.view)? {
        Scope::Everything => {}
        Scope::Loud => condition.and("s.feed not in (select id from feeds where quiet = 1)", None),
        Scope::Starred => condition.and("s.starred = 1", None),
        Scope::Folder(_, feeds) | Scope::Feeds(feeds) => {
            let feeds: Vec<i64> = feeds.iter().map(|feed| feed.0).collect();
            ready.keep_to(connection, &feeds)?;
        }
    }
    let condition = &mut ready.condition;
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

#[cfg(test)]
mod tests;
