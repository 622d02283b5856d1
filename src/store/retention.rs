//! Deletes what has expired, a slice at a time, and knows it again.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{Pending, Store, StoreError, pages, record};
use crate::model::{EntryId, Expiry, FeedId, Limit, Retention, RowKey, Sweep, Time};

/// How long a slice may take: a change of the user waits for no more.
const SLICE: Duration = Duration::from_millis(7);
/// Entries looked at before the time is.
const CHUNK: usize = 32;
/// Pages given back before the time is looked at.
const PAGES: u64 = 32;

impl Store {
    /// Deletes a little of what has expired in a feed: call it again with what it answers until that is done.
    pub fn sweep(&self, sweep: Sweep) -> Pending<Sweep> {
        let Some(writer) = &self.0.writer else { return Pending::ready(Err(self.read_only())) };
        writer.bulk(move |connection| slice(connection, sweep))
    }

    /// Gives a little of the room that holds nothing back to the disk, but for so many pages; how many are left.
    pub fn give_back(&self, reserve: u64) -> Pending<u64> {
        let Some(writer) = &self.0.writer else { return Pending::ready(Err(self.read_only())) };
        writer.bulk(move |connection| give_back(connection, reserve))
    }

    /// Whether a task that is done once a day is to be done now, by whoever asks first.
    pub fn take_day(&self, task: &'static str, now: Time) -> Pending<bool> {
        let Some(writer) = &self.0.writer else { return Pending::ready(Err(self.read_only())) };
        writer.bulk(move |connection| take_day(connection, task, now))
    }

    /// The entries that were deleted, by feed, as hashes of their identities.
    pub fn tombstones(&self) -> Pending<HashMap<FeedId, Vec<i64>>> {
        self.0.search.read(None, tombstones)
    }

    /// What the database weighs, bytes.
    pub fn weight(&self) -> Pending<u64> {
        self.0.search.read(None, weight)
    }
}

/// What the user says of keeping, as it lies in the store: days or entries, 0 for no limit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub(super) struct Stored {
    #[serde(skip_serializing_if = "Option::is_none")]
    keep: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entries: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bodies: Option<u32>,
}

impl From<Retention> for Stored {
    fn from(Retention { keep, entries, bodies }: Retention) -> Self {
        let number = |limit: Option<Limit>| {
            limit.map(|limit| match limit {
                Limit::All => 0,
                Limit::Of(number) => number,
            })
        };
        Stored { keep: number(keep), entries: number(entries), bodies: number(bodies) }
    }
}

impl From<Stored> for Retention {
    fn from(Stored { keep, entries, bodies }: Stored) -> Self {
        let limit = |number: Option<u32>| number.map(|number| if number == 0 { Limit::All } else { Limit::Of(number) });
        Retention { keep: limit(keep), entries: limit(entries), bodies: limit(bodies) }
    }
}

/// What is written into the column.
pub(super) fn write(retention: Retention) -> Option<String> {
    (retention != Retention::default()).then(|| serde_json::to_string(&Stored::from(retention)).ok()).flatten()
}

/// What is read from it; what cannot be read deletes nothing.
pub(super) fn read(column: Option<String>) -> Retention {
    column.map_or(Retention::default(), |text| {
        serde_json::from_str::<Stored>(&text).map_or(Retention::ALL, Retention::from)
    })
}

/// An entry, as far as its end is concerned.
struct Candidate {
    key: RowKey,
    /// When it came or was read, whichever was later.
    touched: Time,
    /// Unread, starred or tagged.
    wanted: bool,
}

/// Goes on with a sweep for a slice.
fn slice(connection: &Connection, mut sweep: Sweep) -> Result<Sweep, StoreError> {
    let begun = Instant::now();
    let mut surplus = match sweep.surplus {
        Some(surplus) => surplus,
        None => surplus_of(connection, sweep.feed, sweep.expiry)?,
    };
    while !sweep.done && begun.elapsed() < SLICE {
        let candidates = candidates(connection, sweep.feed, sweep.after)?;
        sweep.done = candidates.len() < CHUNK;
        for candidate in candidates {
            if surplus == 0 && !may_expire(candidate.key, sweep.expiry) {
                sweep.done = true;
                break;
            }
            sweep.after = candidate.key;
            if !candidate.wanted {
                let has_expired = |moment: Option<Time>| moment.is_some_and(|moment| candidate.touched < moment);
                if surplus > 0 || has_expired(sweep.expiry.entries_before) {
                    delete(connection, sweep.feed, candidate.key.id)?;
                    sweep.swept.entries += 1;
                } else if has_expired(sweep.expiry.bodies_before) {
                    sweep.swept.texts += u64::from(drop_texts(connection, candidate.key.id)?);
                }
            }
            surplus = surplus.saturating_sub(1);
        }
    }
    sweep.surplus = Some(surplus);
    Ok(sweep)
}

/// No entry is dated later than it came.
fn may_expire(key: RowKey, expiry: Expiry) -> bool {
    [expiry.entries_before, expiry.bodies_before].into_iter().flatten().any(|moment| key.sort < moment.0)
}

fn surplus_of(connection: &Connection, feed: FeedId, expiry: Expiry) -> Result<u64, StoreError> {
    let Some(most) = expiry.most else { return Ok(0) };
    let sql = "select total from feeds where id = ?1";
    let total: Option<i64> = connection.prepare_cached(sql)?.query_row([feed.0], |row| row.get(0)).optional()?;
    Ok(total.unwrap_or(0).unsigned_abs().saturating_sub(most))
}

/// The entries that are shown of a feed, the oldest first.
fn candidates(connection: &Connection, feed: FeedId, after: RowKey) -> Result<Vec<Candidate>, StoreError> {
    let sql = "select s.sort, s.entry, max(e.fetched, coalesce(s.read_at, 0)), \
               s.unread = 1 or s.starred = 1 or exists (select 1 from tags t where t.entry = s.entry) \
               from statuses s indexed by statuses_feed join entries e on e.id = s.entry \
               where s.feed = ?1 and s.shown = 1 and (s.sort, s.entry) > (?2, ?3) order by s.sort, s.entry limit ?4";
    let mut statement = connection.prepare_cached(sql)?;
    let parameters = params![feed.0, after.sort, after.id.0, CHUNK as i64];
    let candidates = statement.query_map(parameters, |row| {
        let key = RowKey { sort: row.get(0)?, id: EntryId(row.get(1)?) };
        Ok(Candidate { key, touched: Time(row.get(2)?), wanted: row.get(3)? })
    })?;
    Ok(candidates.collect::<Result<_, _>>()?)
}

/// Deletes an entry with all that hangs on it, but for its tombstone.
fn delete(connection: &Connection, feed: FeedId, entry: EntryId) -> Result<(), StoreError> {
    let sql = "delete from entries where id = ?1 returning identity";
    let identity: String = connection.prepare_cached(sql)?.query_row([entry.0], |row| row.get(0))?;
    bury(connection, feed, record::hash(&identity))?;
    Ok(())
}

/// Drops the texts of an entry; whether it had any.
fn drop_texts(connection: &Connection, entry: EntryId) -> Result<bool, StoreError> {
    let mut dropped = false;
    for sql in ["delete from bodies where entry = ?1", "delete from versions where entry = ?1"] {
        dropped |= connection.prepare_cached(sql)?.execute([entry.0])? > 0;
    }
    if dropped {
        // Of full texts the store takes note by itself.
        connection.prepare_cached("insert into reindex (entry) values (?1)")?.execute([entry.0])?;
    }
    Ok(pages::drop_text(connection, entry)? || dropped)
}

/// Remembers an entry that is not to come back; whether that is news.
pub(super) fn bury(connection: &Connection, feed: FeedId, identity: i64) -> Result<bool, StoreError> {
    let sql = "insert or ignore into tombstones (feed, identity) values (?1, ?2)";
    Ok(connection.prepare_cached(sql)?.execute([feed.0, identity])? > 0)
}

/// Whether an entry was deleted.
pub(super) fn is_buried(connection: &Connection, feed: FeedId, identity: &str) -> Result<bool, StoreError> {
    let sql = "select exists (select 1 from tombstones where feed = ?1 and identity = ?2)";
    let parameters = [feed.0, record::hash(identity)];
    Ok(connection.prepare_cached(sql)?.query_row(parameters, |row| row.get(0))?)
}

fn tombstones(connection: &Connection) -> Result<HashMap<FeedId, Vec<i64>>, StoreError> {
    let mut statement = connection.prepare_cached("select feed, identity from tombstones")?;
    let mut rows = statement.query([])?;
    let mut found: HashMap<FeedId, Vec<i64>> = HashMap::new();
    while let Some(row) = rows.next()? {
        found.entry(FeedId(row.get(0)?)).or_default().push(row.get(1)?);
    }
    Ok(found)
}

/// Lets an entry come back.
pub(super) fn unbury(connection: &Connection, feed: FeedId, identity: &str) -> Result<(), StoreError> {
    let sql = "delete from tombstones where feed = ?1 and identity = ?2";
    connection.prepare_cached(sql)?.execute([feed.0, record::hash(identity)])?;
    Ok(())
}

fn weight(connection: &Connection) -> Result<u64, StoreError> {
    let sql = "select page_count * page_size from pragma_page_count, pragma_page_size";
    Ok(connection.query_row(sql, [], |row| row.get::<_, i64>(0))?.unsigned_abs())
}

/// Pages that hold nothing.
fn free(connection: &Connection) -> Result<u64, StoreError> {
    let pages: i64 = connection.query_row("pragma freelist_count", [], |row| row.get(0))?;
    Ok(pages.unsigned_abs())
}

/// Gives pages that hold nothing back to the disk, for a slice, until so many are left; how many are.
fn give_back(connection: &Connection, reserve: u64) -> Result<u64, StoreError> {
    let begun = Instant::now();
    let mut left = free(connection)?;
    while left > reserve && begun.elapsed() < SLICE {
        let pages = PAGES.min(left - reserve);
        let mut statement = connection.prepare(&format!("pragma incremental_vacuum({pages})"))?;
        let mut steps = statement.query([])?;
        while steps.next()?.is_some() {}
        let now = free(connection)?;
        if now == left {
            // A database that was made to keep its pages.
            return Ok(reserve);
        }
        left = now;
    }
    Ok(left)
}

/// Whether a day has passed since a task was last taken; then it is taken, by whoever asks first. The first day begins
/// when it is first asked for.
fn take_day(connection: &Connection, task: &str, now: Time) -> Result<bool, StoreError> {
    let key = format!("day_of_{task}");
    let sql = "select value from meta where key = ?1";
    let last: Option<i64> = connection.prepare_cached(sql)?.query_row([&key], |row| row.get(0)).optional()?;
    // A moment to come was put there by a clock that went wrong.
    let is_due = last.is_some_and(|last| !(last..last.saturating_add(Time::DAY)).contains(&now.0));
    if is_due || last.is_none() {
        let sql = "insert or replace into meta (key, value) values (?1, ?2)";
        connection.prepare_cached(sql)?.execute(params![key, now.0])?;
    }
    Ok(is_due)
}
