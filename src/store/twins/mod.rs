//! Twins: entries of several feeds that are the same article.
//!
//! They share `statuses.twin`, are read and unread together, and are a cluster where no story holds them.

mod address;
mod keys;
mod likeness;
mod memory;

use rusqlite::{Connection, OptionalExtension};

use self::keys::Key;
pub(super) use self::keys::{Keys, keys};
use self::likeness::{Look, same};
use self::memory::Held;
pub(super) use self::memory::Memory;
use super::{StoreError, entries};
use crate::model::{EntryId, FeedId, NewEntry, StoryId, Time};

/// The twins of what one fetch brings.
pub(super) struct Finder<'a> {
    connection: &'a Connection,
    memory: &'a mut Memory,
    feed: FeedId,
    at: Time,
    /// The site of the feed.
    site: Option<&'a str>,
    brought: Vec<Held>,
}

impl<'a> Finder<'a> {
    pub fn new(
        connection: &'a Connection,
        memory: &'a mut Memory,
        feed: FeedId,
        at: Time,
        site: Option<&'a str>,
    ) -> Result<Finder<'a>, StoreError> {
        memory.catch_up(connection)?;
        Ok(Finder { connection, memory, feed, at, site, brought: Vec::new() })
    }

    /// Joins a new entry with the one of another feed that is the same article, if there is one.
    pub fn join(&mut self, id: EntryId, entry: &NewEntry, keys: &Keys) -> Result<(), StoreError> {
        self.brought.extend(keys.iter().map(|key| Held { entry: id, hash: key.hash }));
        for key in keys {
            let Some(known) = self.memory.holder(key.hash) else { continue };
            if self.is_same(id, entry, *key, known)? && !has_member_of(self.connection, known, self.feed)? {
                return pair(self.connection, id, known);
            }
        }
        Ok(())
    }

    /// Keeps the keys of what came for those that come later.
    pub fn finish(self) -> Result<(), StoreError> {
        self.memory.keep(self.connection, self.feed, self.at, &self.brought)
    }

    fn is_same(&self, id: EntryId, entry: &NewEntry, key: Key, known: EntryId) -> Result<bool, StoreError> {
        let address = "select url from feeds where id = ?1";
        let address: String = self.connection.prepare_cached(address)?.query_row([self.feed.0], |row| row.get(0))?;
        let one = Look {
            sort: entries::sort_of(self.connection, id)?.unwrap_or(self.at.0),
            title: &entry.title,
            lead: &entry.lead,
            url: entry.url.as_deref(),
            homes: [self.site, Some(&address)],
        };
        let sql = "select s.sort, e.title, e.lead, e.url, f.site, f.url from statuses s \
                   join entries e on e.id = s.entry join feeds f on f.id = s.feed \
                   where s.entry = ?1 and s.feed <> ?2 and f.alone = 0";
        let mut statement = self.connection.prepare_cached(sql)?;
        let alike = statement.query_row([known.0, self.feed.0], |row| {
            let text = |column| row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from);
            let other = Look {
                sort: row.get(0)?,
                title: text(1)?.unwrap_or_default(),
                lead: text(2)?.unwrap_or_default(),
                url: text(3)?,
                homes: [text(4)?, text(5)?],
            };
            Ok(same(key.kind, &one, &other))
        });
        Ok(alike.optional()?.unwrap_or(false))
    }
}

/// Whether the feed has one among the twins of an entry already.
fn has_member_of(connection: &Connection, entry: EntryId, feed: FeedId) -> Result<bool, StoreError> {
    let sql = "select exists (select 1 from statuses s join statuses t on t.twin = s.twin \
               where s.entry = ?1 and t.feed = ?2)";
    Ok(connection.prepare_cached(sql)?.query_row([entry.0, feed.0], |row| row.get(0))?)
}

/// Makes a new entry the twin of a known one. It arrives as read or unread as that is, and is undone with it.
fn pair(connection: &Connection, new: EntryId, known: EntryId) -> Result<(), StoreError> {
    connection
        .prepare_cached("update statuses set twin = entry where entry = ?1 and twin is null")?
        .execute([known.0])?;
    connection
        .prepare_cached("update statuses set twin = (select twin from statuses where entry = ?2) where entry = ?1")?
        .execute([new.0, known.0])?;
    let Some(front) = front(connection, new)? else { return Ok(()) };
    connection
        .prepare_cached(
            "update statuses set unread = 0, read_at = (select read_at from statuses where entry = ?2) \
             where entry = ?1 and unread = 1 and exists (select 1 from statuses where entry = ?2 and unread = 0)",
        )?
        .execute([new.0, front.0])?;
    connection
        .prepare_cached(
            "insert or ignore into changes (step, entry, read_at) select c.step, ?1, c.read_at \
             from journal j cross join changes c on c.step = j.id and c.entry = ?2 where j.mark in ('read', 'unread')",
        )?
        .execute([new.0, front.0])?;
    Ok(())
}

/// The first of the twins of an entry that is shown, itself left out.
fn front(connection: &Connection, entry: EntryId) -> Result<Option<EntryId>, StoreError> {
    let sql = "select t.entry from statuses s join statuses t on t.twin = s.twin \
               where s.entry = ?1 and t.entry <> s.entry and t.shown = 1 order by t.entry limit 1";
    Ok(connection.prepare_cached(sql)?.query_row([entry.0], |row| row.get(0).map(EntryId)).optional()?)
}

/// These entries and all their twins, shown or not.
pub(super) fn with(connection: &Connection, these: &[EntryId]) -> Result<Vec<EntryId>, StoreError> {
    let ids = entries::json_ids(&these.iter().map(|id| id.0).collect::<Vec<_>>());
    let sql = "select value from json_each(?1) union select t.entry from json_each(?1) g \
               cross join statuses s on s.entry = g.value cross join statuses t on t.twin = s.twin";
    let mut statement = connection.prepare_cached(sql)?;
    let all = statement.query_map([ids], |row| row.get(0).map(EntryId))?;
    Ok(all.collect::<Result<_, _>>()?)
}

/// Takes the entries of a feed out of all twins, and forgets what would tell theirs.
pub(super) fn part(connection: &Connection, feed: FeedId) -> Result<(), StoreError> {
    connection
        .prepare_cached("update statuses set twin = null where feed = ?1 and twin is not null")?
        .execute([feed.0])?;
    connection.prepare_cached("delete from twin_keys where feed = ?1")?.execute([feed.0])?;
    Ok(())
}

/// The story in which a twin of an entry is.
pub(super) fn story(connection: &Connection, entry: EntryId) -> Result<Option<StoryId>, StoreError> {
    let sql = "select t.story from statuses s join statuses t on t.twin = s.twin \
               where s.entry = ?1 and t.story is not null limit 1";
    Ok(connection.prepare_cached(sql)?.query_row([entry.0], |row| row.get(0).map(StoryId)).optional()?)
}
