//! Lists, page by page: index ranges walked by key and merged, never counted or sorted as a whole.

mod range;
mod scope;

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, OptionalExtension};

pub(super) use self::range::{Between, Range};
pub(super) use self::scope::{Scope, loud};
use super::StoreError;
use super::entries;
use super::ranking::{self, Ranking};
use super::{index, search};
use crate::model::{EntryId, ListSpec, Page, PageAt, PageRequest, RowKey, Side, Snapshot, View};

pub(super) fn hides_read(list: &ListSpec) -> bool {
    list.hide_read || list.view == View::Unread
}

/// The ranges that make up a list.
pub(super) fn ranges(connection: &Connection, list: &ListSpec, snapshot: Snapshot) -> Result<Vec<Range>, StoreError> {
    let scope = Scope::of(connection, &list.view)?;
    let mut ranges = if hides_read(list) { scope.unread(Some(snapshot.since)) } else { scope.whole() };
    if hides_read(list) {
        ranges.push(scope.read_since(snapshot.since));
    }
    let from = Between::of(&list.view, snapshot).low.sort;
    Ok(ranges.into_iter().map(|range| if list.apart { range.each() } else { range.dated_since(from) }).collect())
}

/// A range being merged with others: what has been read ahead of it, and where to go on.
struct Stream<'a> {
    range: &'a Range,
    ahead: VecDeque<RowKey>,
    rest: Option<Between>,
}

/// The first keys of several ranges together, in one direction.
pub(super) fn merge(
    connection: &Connection,
    ranges: &[Range],
    watermark: EntryId,
    between: Between,
    descending: bool,
    limit: usize,
) -> Result<Vec<RowKey>, StoreError> {
    // With many ranges each gives few keys to a page; those that give more are asked again.
    let chunk = (2 * limit / ranges.len().max(1)).clamp(16, limit.max(16));
    let mut streams: Vec<Stream> =
        ranges.iter().map(|range| Stream { range, ahead: VecDeque::new(), rest: Some(between) }).collect();
    let mut keys = Vec::with_capacity(limit.min(1024));
    while keys.len() < limit {
        for stream in &mut streams {
            if let Some(rest) = stream.rest.filter(|_| stream.ahead.is_empty()) {
                stream.ahead = stream.range.keys(connection, watermark, rest, descending, chunk)?;
                let full = stream.ahead.len() == chunk;
                stream.rest = stream.ahead.back().filter(|_| full).map(|&last| match descending {
                    true => Between { high: last, ..between },
                    false => Between { low: last, ..between },
                });
            }
        }
        let heads = streams.iter_mut().filter(|stream| !stream.ahead.is_empty());
        let next = if descending {
            heads.max_by_key(|stream| stream.ahead.front().copied())
        } else {
            heads.min_by_key(|stream| stream.ahead.front().copied())
        };
        match next.and_then(|stream| stream.ahead.pop_front()) {
            Some(key) => keys.push(key),
            None => break,
        }
    }
    Ok(keys)
}

/// How many entries there are between two keys.
pub(super) fn count(
    connection: &Connection,
    ranges: &[Range],
    watermark: EntryId,
    between: Between,
) -> Result<u64, StoreError> {
    let count = ranges.iter().map(|range| range.count(connection, watermark, between)).sum::<Result<i64, _>>()?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// The newest entry in the store.
pub(super) fn newest(connection: &Connection) -> Result<Option<EntryId>, StoreError> {
    let newest: Option<i64> =
        connection.prepare_cached("select max(id) from entries")?.query_row([], |row| row.get(0))?;
    Ok(newest.map(EntryId))
}

pub(super) fn page(
    connection: &Connection,
    cache: &Mutex<Option<Ranking>>,
    request: &PageRequest,
) -> Result<Page, StoreError> {
    // In an empty store everything is yet to arrive.
    let newest = newest(connection)?.unwrap_or(EntryId(0));
    let watermark = newest.min(request.snapshot.watermark);
    let snapshot = Snapshot { watermark, ..request.snapshot };
    let mut page = match request.list.by_date() {
        Some(descending) => dated(connection, request, snapshot, descending)?,
        None => {
            let mut cache = cache.lock().unwrap_or_else(PoisonError::into_inner);
            ranking::page(connection, &mut cache, request, snapshot)?
        }
    };
    page.watermark = page.start.map(|_| newest);
    if request.list.is_found() {
        page.unindexed = index::unindexed(connection)?;
    }
    Ok(page)
}

fn dated(
    connection: &Connection,
    request: &PageRequest,
    snapshot: Snapshot,
    descending: bool,
) -> Result<Page, StoreError> {
    let ranges = ranges(connection, &request.list, snapshot)?;
    let watermark = snapshot.watermark;
    let limit = request.limit;
    let whole = Between::of(&request.list.view, snapshot);
    let forward = |between, limit| merge(connection, &ranges, watermark, between, descending, limit);
    let backward = |between, limit| {
        merge(connection, &ranges, watermark, between, !descending, limit).map(|mut keys| {
            keys.reverse();
            keys
        })
    };
    let count = |between| {
        let count = count(connection, &ranges, watermark, between)?;
        Ok::<_, StoreError>(usize::try_from(count).unwrap_or(usize::MAX))
    };
    let total = || count(whole);

    let (keys, start, total) = match request.at {
        PageAt::First => (forward(whole, limit)?, Some(0), Some(total()?)),
        PageAt::Last => {
            let (keys, total) = (backward(whole, limit)?, total()?);
            let start = total.saturating_sub(keys.len());
            (keys, Some(start), Some(total))
        }
        PageAt::After(key) => (forward(whole.after(key, descending), limit)?, None, None),
        PageAt::Before(key) => (backward(whole.after(key, !descending), limit)?, None, None),
        PageAt::Around(entry) => match around(connection, &ranges, watermark, whole, entry)? {
            None => (forward(whole, limit)?, Some(0), Some(total()?)),
            Some((key, held)) => {
                let mut keys = backward(whole.after(key, !descending), limit / 2)?;
                let start = count(whole.after(key, !descending))?.saturating_sub(keys.len());
                keys.extend(held.then_some(key));
                let rest = limit.saturating_sub(keys.len());
                keys.extend(forward(whole.after(key, descending), rest)?);
                (keys, Some(start), Some(total()?))
            }
        },
    };
    Ok(Page { rows: entries::rows_at(connection, &keys)?, start, total, ..Page::default() })
}

/// The entries of a list, or those on one side of a row: at most so many, the first in its order.
pub(super) fn ids(
    connection: &Connection,
    list: &ListSpec,
    snapshot: Snapshot,
    side: Option<(Side, RowKey)>,
    most: usize,
) -> Result<Vec<EntryId>, StoreError> {
    let Some(descending) = list.by_date() else {
        let mut ids = ranking::side(connection, list, snapshot, side)?;
        ids.truncate(most);
        return Ok(ids);
    };
    let whole = Between::of(&list.view, snapshot);
    let within = match side {
        None => whole,
        Some((Side::Above, key)) => whole.after(key, !descending),
        Some((Side::Below, key)) => whole.after(key, descending),
    };
    let keys = merge(connection, &ranges(connection, list, snapshot)?, snapshot.watermark, within, descending, most)?;
    Ok(keys.into_iter().map(|key| key.id).collect())
}

/// The key of an entry, and whether the list holds it; none: it has no place there. One that a rule has just hidden, or
/// that has just come into a story, has the place that it had.
fn around(
    connection: &Connection,
    ranges: &[Range],
    watermark: EntryId,
    between: Between,
    entry: EntryId,
) -> Result<Option<(RowKey, bool)>, StoreError> {
    if let Some(key) = held(connection, ranges, watermark, between, entry)? {
        return Ok(Some((key, true)));
    }
    let sql = "select sort from statuses where entry = ?1 and (muted = 1 or cluster is not null)";
    let sort = connection.prepare_cached(sql)?.query_row([entry.0], |row| row.get(0)).optional()?;
    Ok(sort.map(|sort| (RowKey { sort, id: entry }, false)))
}

/// The key of an entry, if the ranges hold it between these keys.
pub(super) fn held(
    connection: &Connection,
    ranges: &[Range],
    watermark: EntryId,
    between: Between,
    entry: EntryId,
) -> Result<Option<RowKey>, StoreError> {
    let Some(sort) = entries::sort_of(connection, entry)? else { return Ok(None) };
    let key = RowKey { sort, id: entry };
    if key <= between.low || key >= between.high {
        return Ok(None);
    }
    let found = merge(connection, ranges, watermark, Between::only(key), false, 1)?;
    Ok(found.first().copied())
}

/// How many entries the list would hold if it were opened now, beyond those it holds.
pub(super) fn count_new(connection: &Connection, list: &ListSpec, snapshot: Snapshot) -> Result<u64, StoreError> {
    match &list.view {
        View::Lately => return Ok(0),
        _ if list.is_found() => return search::count_later(connection, list, snapshot),
        _ => {}
    }
    let from = Between::of(&list.view, snapshot).low.sort;
    let ranges = ranges(connection, list, snapshot)?;
    let later =
        ranges.iter().map(|range| range.count_later(connection, snapshot.watermark, from)).sum::<Result<i64, _>>()?;
    Ok(later.unsigned_abs())
}

#[cfg(test)]
mod tests;
