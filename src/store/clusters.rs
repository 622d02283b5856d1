//! Clusters: entries that lists show as one row, since they tell the same story or are the same article.
//!
//! They share `statuses.cluster`. How many rows lists of several feeds have follows by the triggers of the schema, so that it
//! stays right whatever reads, hides or deletes one of them.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use super::publisher::publisher;
use super::{StoreError, entries};
use crate::model::{EntryId, EntryRow, FeedId, Spare};

/// What makes entries one.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shared {
    Cluster,
    Twin,
}

/// Of found entries that share this the first, in the order given.
pub(super) fn once(connection: &Connection, mut ids: Vec<EntryId>, shared: Shared) -> Result<Vec<EntryId>, StoreError> {
    if exist(connection)? {
        let doubles = doubles(connection, &ids, shared)?;
        ids.retain(|id| !doubles.contains(id));
    }
    Ok(ids)
}

/// Those of some entries that share this with an earlier one of them.
pub(super) fn doubles(
    connection: &Connection,
    ids: &[EntryId],
    shared: Shared,
) -> Result<HashSet<EntryId>, StoreError> {
    let numbers: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let column = match shared {
        Shared::Cluster => "cluster",
        Shared::Twin => "twin",
    };
    let sql = format!(
        "select s.entry, s.{column} from statuses s where s.entry in (select value from json_each(?1)) \
         and s.{column} is not null order by s.entry"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut found = statement.query([entries::json_ids(&numbers)])?;
    let (mut seen, mut doubles) = (HashSet::new(), HashSet::new());
    while let Some(row) = found.next()? {
        if !seen.insert(row.get::<_, i64>(1)?) {
            doubles.insert(EntryId(row.get(0)?));
        }
    }
    Ok(doubles)
}

/// Whether there are clusters at all.
pub(super) fn exist(connection: &Connection) -> Result<bool, StoreError> {
    let sql =
        "select exists (select 1 from statuses indexed by statuses_cluster where cluster is not null and shown = 1)";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// How many unread entries are no rows of their own in lists of several feeds.
pub(super) fn spares(connection: &Connection) -> Result<Vec<Spare>, StoreError> {
    let mut statement = connection.prepare_cached("select scope, unread from spares where unread > 0")?;
    let spares = statement
        .query_map([], |row| Ok(Spare { scope: row.get(0)?, unread: row.get::<_, i64>(1)?.unsigned_abs() }))?;
    Ok(spares.collect::<Result<_, _>>()?)
}

/// The feeds of the other entries of an entry's cluster that are shown, in the order in which these came; of a story one
/// of each publisher.
pub(super) fn sources(connection: &Connection, entry: EntryId) -> Result<Vec<FeedId>, StoreError> {
    let mut publishers = HashMap::new();
    others(connection, &mut publishers, entry)
}

/// These entries, and what is unread of their clusters.
pub(super) fn with_unread(connection: &Connection, these: &[EntryId]) -> Result<Vec<EntryId>, StoreError> {
    let ids = entries::json_ids(&these.iter().map(|id| id.0).collect::<Vec<_>>());
    let sql = "select value from json_each(?1) union select t.entry from json_each(?1) g \
               cross join statuses s on s.entry = g.value \
               cross join statuses t indexed by statuses_cluster on t.cluster = s.cluster \
               where t.cluster is not null and t.shown = 1 and t.unread = 1";
    let mut statement = connection.prepare_cached(sql)?;
    let all = statement.query_map([ids], |row| row.get(0).map(EntryId))?;
    Ok(all.collect::<Result<_, _>>()?)
}

/// Notes with rows how many other sources tell the same.
pub(super) fn note_sources(connection: &Connection, rows: &mut [EntryRow]) -> Result<(), StoreError> {
    let mut publishers = HashMap::new();
    for row in rows.iter_mut().filter(|row| row.also > 0) {
        let others = others(connection, &mut publishers, row.id)?;
        row.also = u32::try_from(others.len()).unwrap_or(u32::MAX);
    }
    Ok(())
}

/// Entries of a cluster that are looked at for its sources.
const LOOKED_AT: i64 = 500;

fn others(
    connection: &Connection,
    publishers: &mut HashMap<i64, String>,
    entry: EntryId,
) -> Result<Vec<FeedId>, StoreError> {
    let sql = "select t.feed, s.feed, s.cluster from statuses s \
               join statuses t indexed by statuses_cluster on t.cluster = s.cluster and t.shown = 1 \
               where s.entry = ?1 and t.entry <> s.entry order by t.entry limit ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([entry.0, LOOKED_AT])?;
    let (mut feeds, mut seen) = (Vec::new(), HashSet::new());
    while let Some(row) = rows.next()? {
        let (feed, own, cluster): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if cluster > 0 {
            // The same article of a publisher's two feeds stands in both.
            feeds.push(FeedId(feed));
            continue;
        }
        if seen.is_empty() {
            seen.insert(publisher_of(connection, publishers, own)?);
        }
        if seen.insert(publisher_of(connection, publishers, feed)?) {
            feeds.push(FeedId(feed));
        }
    }
    Ok(feeds)
}

/// Whose feed a feed is; asked for once.
pub(super) fn publisher_of(
    connection: &Connection,
    known: &mut HashMap<i64, String>,
    feed: i64,
) -> Result<String, StoreError> {
    if let Some(known) = known.get(&feed) {
        return Ok(known.clone());
    }
    let sql = "select site, url from feeds where id = ?1";
    let name = connection.prepare_cached(sql)?.query_row([feed], |row| {
        let (site, url): (Option<String>, String) = (row.get(0)?, row.get(1)?);
        Ok(publisher(site.as_deref(), &url))
    })?;
    known.insert(feed, name.clone());
    Ok(name)
}
