//! The keys of the entries that came lately, each with the entry that had it last.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Place;

use rusqlite::{Connection, OptionalExtension, params};

use crate::model::{EntryId, FeedId, Time};
use crate::store::StoreError;

/// So long after its arrival an entry may get a twin, days; two weeks, so that a weekly column is known by its title.
const DAYS: i64 = 15;
/// At most so many keys are remembered; 17 bytes each, and as much again for growing.
const MOST: usize = 120_000;
/// Bytes of one key in a row.
const BYTES: usize = 16;

/// A key that an entry has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Held {
    pub entry: EntryId,
    pub hash: i64,
}

/// What was read of the rows so far. Those of a fetch are read before the next, so that only what was committed counts.
#[derive(Debug, Default)]
pub(in crate::store) struct Memory {
    /// By hash; none: one feed gave it to several entries, so that it tells nothing.
    holders: HashMap<i64, Option<EntryId>>,
    /// The last row that was read.
    read: i64,
    /// The day on which old rows were last deleted.
    swept: i64,
}

impl Memory {
    /// The entry that had this key last.
    pub(super) fn holder(&self, hash: i64) -> Option<EntryId> {
        self.holders.get(&hash).copied().flatten()
    }

    /// Reads what came since, here and in other processes.
    pub(super) fn catch_up(&mut self, connection: &Connection) -> Result<(), StoreError> {
        if self.holders.len() > 2 * MOST {
            (self.holders, self.read) = (HashMap::new(), 0);
        }
        if self.read == 0 {
            self.read = before_the_latest(connection)?;
        }
        let mut statement =
            connection.prepare_cached("select id, feed, keys from twin_keys where id > ?1 order by id")?;
        let mut rows = statement.query([self.read])?;
        while let Some(row) = rows.next()? {
            let (id, feed) = (row.get(0)?, FeedId(row.get(1)?));
            for held in unpack(row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?) {
                self.take(connection, feed, held)?;
            }
            self.read = id;
        }
        Ok(())
    }

    /// Keeps the keys of what a fetch brought, and once a day forgets the old ones.
    pub(super) fn keep(
        &mut self,
        connection: &Connection,
        feed: FeedId,
        at: Time,
        brought: &[Held],
    ) -> Result<(), StoreError> {
        if brought.is_empty() {
            return Ok(());
        }
        let today = at.0 / Time::DAY;
        connection.prepare_cached("insert into twin_keys (feed, day, keys) values (?1, ?2, ?3)")?.execute(params![
            feed.0,
            today,
            pack(brought)
        ])?;
        if self.swept != today {
            connection.prepare_cached("delete from twin_keys where day < ?1")?.execute([today - DAYS])?;
            self.swept = today;
        }
        Ok(())
    }

    fn take(&mut self, connection: &Connection, feed: FeedId, held: Held) -> Result<(), StoreError> {
        match self.holders.entry(held.hash) {
            Place::Vacant(place) => {
                place.insert(Some(held.entry));
            }
            Place::Occupied(mut place) => {
                if let Some(other) = *place.get() {
                    let repeated = feed_of(connection, other)? == Some(feed);
                    place.insert(Some(held.entry).filter(|_| !repeated));
                }
            }
        }
        Ok(())
    }
}

fn feed_of(connection: &Connection, entry: EntryId) -> Result<Option<FeedId>, StoreError> {
    let mut statement = connection.prepare_cached("select feed from statuses where entry = ?1")?;
    Ok(statement.query_row([entry.0], |row| row.get(0).map(FeedId)).optional()?)
}

/// The last row before those that are remembered.
fn before_the_latest(connection: &Connection) -> Result<i64, StoreError> {
    let sql = "select coalesce(max(id), 0) from ( \
                   select id, sum(length(keys)) over (order by id desc) as bytes from twin_keys) where bytes > ?1";
    let most = i64::try_from(MOST * BYTES).unwrap_or(i64::MAX);
    Ok(connection.prepare_cached(sql)?.query_row([most], |row| row.get(0))?)
}

fn pack(brought: &[Held]) -> Vec<u8> {
    brought.iter().flat_map(|held| [held.entry.0, held.hash]).flat_map(i64::to_le_bytes).collect()
}

fn unpack(bytes: &[u8]) -> impl Iterator<Item = Held> {
    let (pairs, _) = bytes.as_chunks::<8>().0.as_chunks::<2>();
    pairs
        .iter()
        .map(|[entry, hash]| Held { entry: EntryId(i64::from_le_bytes(*entry)), hash: i64::from_le_bytes(*hash) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::schema;

    fn held(entry: i64, hash: i64) -> Held {
        Held { entry: EntryId(entry), hash }
    }

    #[test]
    fn keys_are_read_as_they_were_written() {
        let keys = [held(1, i64::MIN), held(i64::MAX, -1), held(0x0102_0304_0506_0708, 17)];
        assert_eq!(unpack(&pack(&keys)).collect::<Vec<_>>(), keys);
    }

    #[test]
    fn the_last_holder_counts_and_a_feed_that_repeats_a_key_makes_it_useless() {
        let connection = schema::in_memory();
        connection.execute_batch("insert into feeds (id, url) values (1, 'a'), (2, 'b')").unwrap();
        for (entry, feed) in [(1, 1), (2, 2), (3, 2)] {
            let sql = "insert into entries (id, feed, identity, title, lead, date, words, fetched, hash) \
                       values (?1, ?2, ?1, '', '', 0, 0, 0, 0)";
            connection.execute(sql, [entry, feed]).unwrap();
            connection.execute("insert into statuses (entry, feed, sort) values (?1, ?2, 0)", [entry, feed]).unwrap();
        }
        let mut memory = Memory::default();
        let mut then = |feed, day, brought: &[Held]| {
            memory.keep(&connection, FeedId(feed), Time(day * Time::DAY), brought).unwrap();
            memory.catch_up(&connection).unwrap();
            memory.holder(7)
        };
        assert_eq!(then(1, 1, &[held(1, 7)]), Some(EntryId(1)));
        assert_eq!(then(2, 1, &[held(2, 7), held(2, 8)]), Some(EntryId(2)));
        assert_eq!(then(2, 1, &[held(3, 7)]), None);
        assert_eq!(then(1, 40, &[held(1, 7)]), None);
        // The old rows went with the last one; what is read anew is what is left.
        let mut anew = Memory::default();
        anew.catch_up(&connection).unwrap();
        assert_eq!((anew.holder(7), anew.holder(8)), (Some(EntryId(1)), None));
    }
}
