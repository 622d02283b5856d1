//! Lists, page by page: index ranges walked by key and merged, never counted or sorted as a whole.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::StoreError;
use super::entries;
use super::ranking::{self, Ranking};
use super::{index, search};
use crate::model::{EntryId, FeedId, Folder, ListSpec, Page, PageAt, PageRequest, RowKey, Side, Snapshot, Time, View};

/// Arrived by the watermark, and between two keys.
const BOUNDS: &str = "entry <= ?3 and (sort, entry) > (?4, ?5) and (sort, entry) < (?6, ?7)";

/// A part of a list that one index holds in order of date: entries that arrived by the watermark.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Range {
    index: &'static str,
    /// SQL over `statuses`, with the feeds as ?1 and the moment since which the read count as ?2.
    condition: &'static str,
    feeds: Value,
    since: Value,
    /// The count of a feed (or of all) that tells how many such entries there are.
    kept: Option<&'static str>,
}

/// Keys between these, both excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Between {
    pub low: RowKey,
    pub high: RowKey,
}

impl Between {
    pub const ALL: Between = Between {
        low: RowKey { sort: i64::MIN, id: EntryId(i64::MIN) },
        high: RowKey { sort: i64::MAX, id: EntryId(i64::MAX) },
    };

    /// What a view holds of what it draws from.
    pub fn of(view: &View, snapshot: Snapshot) -> Between {
        match view {
            View::Today => Between { low: RowKey { sort: snapshot.midnight.0, id: EntryId(0) }, ..Between::ALL },
            _ => Between::ALL,
        }
    }

    /// What of it comes after a key in this direction.
    pub fn after(self, key: RowKey, descending: bool) -> Between {
        match descending {
            true => Between { high: key.min(self.high), ..self },
            false => Between { low: key.max(self.low), ..self },
        }
    }

    fn only(key: RowKey) -> Between {
        let beside = |id| RowKey { id: EntryId(id), ..key };
        Between { low: beside(key.id.0.saturating_sub(1)), high: beside(key.id.0.saturating_add(1)) }
    }
}

impl Range {
    /// The SQL for the first keys of the range in one direction.
    fn keys_sql(&self, descending: bool) -> String {
        let (index, condition) = (self.index, self.condition);
        let order = if descending { "desc" } else { "asc" };
        format!(
            "select sort, entry from statuses indexed by {index} \
             where {condition} and {BOUNDS} order by sort {order}, entry {order} limit ?8"
        )
    }

    /// The parameters of [`BOUNDS`] and of the condition.
    fn parameters(&self, watermark: EntryId, between: Between) -> impl Iterator<Item = Value> {
        let Between { low, high } = between;
        let bounds = [watermark.0, low.sort, low.id.0, high.sort, high.id.0].map(Value::Integer);
        [self.feeds.clone(), self.since.clone()].into_iter().chain(bounds)
    }

    fn keys(
        &self,
        connection: &Connection,
        watermark: EntryId,
        between: Between,
        descending: bool,
        limit: usize,
    ) -> Result<VecDeque<RowKey>, StoreError> {
        let mut statement = connection.prepare_cached(&self.keys_sql(descending))?;
        let limit = Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX));
        let parameters = params_from_iter(self.parameters(watermark, between).chain([limit]));
        let keys = statement.query_map(parameters, |row| Ok(RowKey { sort: row.get(0)?, id: EntryId(row.get(1)?) }))?;
        Ok(keys.collect::<Result<_, _>>()?)
    }

    fn count(&self, connection: &Connection, watermark: EntryId, between: Between) -> Result<u64, StoreError> {
        if let Some(kept) = self.kept.filter(|_| between == Between::ALL) {
            return self.count_kept(connection, kept, watermark);
        }
        let (index, condition) = (self.index, self.condition);
        let sql = format!("select count(*) from statuses indexed by {index} where {condition} and {BOUNDS}");
        let parameters = params_from_iter(self.parameters(watermark, between));
        Ok(connection.prepare_cached(&sql)?.query_row(parameters, |row| row.get::<_, i64>(0))?.unsigned_abs())
    }

    /// The kept count, less what arrived after the watermark.
    fn count_kept(&self, connection: &Connection, kept: &str, watermark: EntryId) -> Result<u64, StoreError> {
        let (one, feed) = match &self.feeds {
            Value::Null => ("", None),
            feed => ("and id = ?1", Some(feed)),
        };
        let sql = format!("select coalesce(sum({kept}), 0) from feeds where hidden = 0 {one}");
        let kept: i64 = connection.prepare_cached(&sql)?.query_row(params_from_iter(feed), |row| row.get(0))?;
        let later = self.count_later(connection, watermark, Between::ALL)?;
        Ok(kept.unsigned_abs().saturating_sub(later))
    }

    /// What arrived after the watermark.
    fn count_later(&self, connection: &Connection, watermark: EntryId, within: Between) -> Result<u64, StoreError> {
        let condition = self.condition;
        let sql = format!("select count(*) from statuses not indexed where {condition} and entry > ?3 and sort >= ?4");
        let parameters = (&self.feeds, &self.since, watermark.0, within.low.sort);
        let later: i64 = connection.prepare_cached(&sql)?.query_row(parameters, |row| row.get(0))?;
        Ok(later.unsigned_abs())
    }
}

/// What a view draws from, with its feeds looked up.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Scope {
    Everything,
    /// All but the feeds that are left out of the totals.
    Loud,
    Starred,
    Feeds(Vec<FeedId>),
}

impl Scope {
    pub fn of(connection: &Connection, view: &View) -> Result<Scope, StoreError> {
        Ok(match view {
            View::Unread | View::Today if has_quiet(connection)? => Scope::Loud,
            View::Unread | View::Today | View::All | View::Lately | View::Tag(_) | View::Search(_) => Scope::Everything,
            View::Starred => Scope::Starred,
            View::Feed(feed) => Scope::Feeds(vec![*feed]),
            View::Folder(folder) if folder.is_top() => Scope::Everything,
            View::Folder(folder) => Scope::Feeds(feeds_within(connection, folder)?),
        })
    }

    /// The unread entries.
    pub fn unread(&self) -> Vec<Range> {
        match self {
            Scope::Everything => {
                vec![global("statuses_unread", "shown = 1 and unread = 1", Some("unread"))]
            }
            Scope::Loud => vec![global(
                "statuses_unread",
                "shown = 1 and unread = 1 and feed not in (select id from feeds where quiet = 1)",
                Some("unread * (1 - quiet)"),
            )],
            Scope::Starred => vec![global("statuses_starred", "shown = 1 and starred = 1 and unread = 1", None)],
            Scope::Feeds(feeds) => {
                let one = global("statuses_feed_unread", "shown = 1 and unread = 1 and feed = ?1", Some("unread"));
                for_each(feeds, &one)
            }
        }
    }

    /// All entries, read or not.
    fn whole(&self) -> Vec<Range> {
        match self {
            Scope::Everything => vec![global("statuses_all", "shown = 1", Some("total"))],
            Scope::Loud => vec![global(
                "statuses_all",
                "shown = 1 and feed not in (select id from feeds where quiet = 1)",
                Some("total * (1 - quiet)"),
            )],
            Scope::Starred => vec![global("statuses_starred", "shown = 1 and starred = 1", Some("starred"))],
            Scope::Feeds(feeds) => for_each(feeds, &global("statuses_feed", "shown = 1 and feed = ?1", Some("total"))),
        }
    }

    /// The entries read since a moment; they stay in a list that hides the read.
    fn read_since(&self, since: Time) -> Range {
        let (condition, feeds) = match self {
            Scope::Everything => ("shown = 1 and unread = 0 and read_at >= ?2", Value::Null),
            Scope::Loud => (
                "shown = 1 and unread = 0 and read_at >= ?2 and feed not in (select id from feeds where quiet = 1)",
                Value::Null,
            ),
            Scope::Starred => ("shown = 1 and unread = 0 and starred = 1 and read_at >= ?2", Value::Null),
            Scope::Feeds(feeds) => {
                let ids: Vec<i64> = feeds.iter().map(|feed| feed.0).collect();
                let condition =
                    "shown = 1 and unread = 0 and read_at >= ?2 and feed in (select value from json_each(?1))";
                (condition, Value::Text(entries::json_ids(&ids)))
            }
        };
        Range { index: "statuses_read", condition, feeds, since: Value::Integer(since.0), kept: None }
    }
}

/// A range over all feeds, in which no value is asked for.
fn global(index: &'static str, condition: &'static str, kept: Option<&'static str>) -> Range {
    Range { index, condition, feeds: Value::Null, since: Value::Null, kept }
}

fn for_each(feeds: &[FeedId], range: &Range) -> Vec<Range> {
    feeds.iter().map(|feed| Range { feeds: Value::Integer(feed.0), ..range.clone() }).collect()
}

fn has_quiet(connection: &Connection) -> Result<bool, StoreError> {
    let sql = "select exists (select 1 from feeds where quiet = 1 and hidden = 0)";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// The feeds that count in the totals.
pub(super) fn loud(connection: &Connection) -> Result<Vec<FeedId>, StoreError> {
    let mut statement = connection.prepare_cached("select id from feeds where hidden = 0 and quiet = 0")?;
    let feeds = statement.query_map([], |row| row.get(0).map(FeedId))?;
    Ok(feeds.collect::<Result<_, _>>()?)
}

fn feeds_within(connection: &Connection, folder: &Folder) -> Result<Vec<FeedId>, StoreError> {
    let mut statement = connection.prepare_cached("select id, folder from feeds where hidden = 0")?;
    let feeds = statement.query_map([], |row| Ok((FeedId(row.get(0)?), Folder(row.get(1)?))))?;
    let feeds: Vec<(FeedId, Folder)> = feeds.collect::<Result<_, _>>()?;
    Ok(feeds.into_iter().filter(|(_, place)| place.within(folder)).map(|(feed, _)| feed).collect())
}

pub(super) fn hides_read(list: &ListSpec) -> bool {
    list.hide_read || list.view == View::Unread
}

/// The ranges that make up a list.
pub(super) fn ranges(connection: &Connection, list: &ListSpec, snapshot: Snapshot) -> Result<Vec<Range>, StoreError> {
    let scope = Scope::of(connection, &list.view)?;
    if !hides_read(list) {
        return Ok(scope.whole());
    }
    let mut ranges = scope.unread();
    ranges.push(scope.read_since(snapshot.since));
    Ok(ranges)
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
    ranges.iter().map(|range| range.count(connection, watermark, between)).sum()
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
        PageAt::Around(entry) => match held(connection, &ranges, watermark, whole, entry)? {
            None => (forward(whole, limit)?, Some(0), Some(total()?)),
            Some(key) => {
                let mut keys = backward(whole.after(key, !descending), limit / 2)?;
                let start = count(whole.after(key, !descending))?.saturating_sub(keys.len());
                let rest = limit.saturating_sub(keys.len() + 1);
                keys.push(key);
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
    let scope = Scope::of(connection, &list.view)?;
    let ranges = if hides_read(list) { scope.unread() } else { scope.whole() };
    let whole = Between::of(&list.view, snapshot);
    ranges.iter().map(|range| range.count_later(connection, snapshot.watermark, whole)).sum()
}

#[cfg(test)]
mod tests;
