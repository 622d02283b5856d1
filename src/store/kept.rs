//! Pages that the reader kept for later: entries of a feed of their own, which is never fetched and stands in no file.

use rusqlite::{Connection, OptionalExtension, params};

use super::bodies::Packer;
use super::journal;
use super::record::{self, Packed};
use super::{StoreError, import, subscriptions};
use crate::model::{AccountId, EntryId, FeedId, KEPT, KEPT_TITLE, Kept, NewEntry, Time};

/// Words that stand for a title.
const WORDS: usize = 8;

/// A page ready to be stored.
pub(super) struct Prepared {
    entry: NewEntry,
    packed: Packed,
}

pub(super) fn prepare(entry: NewEntry) -> Result<Prepared, StoreError> {
    let packed = record::pack(&mut Packer::new()?, 0, &entry)?;
    Ok(Prepared { entry, packed })
}

/// Keeps a page, once for each identity: one that is kept already is brought up to date, and is unread again.
pub(super) fn store(connection: &Connection, prepared: &Prepared, at: Time) -> Result<Kept, StoreError> {
    let Prepared { entry, packed } = prepared;
    let feed = feed(connection)?;
    let sql = "select id from entries where feed = ?1 and identity = ?2";
    let known = connection.prepare_cached(sql)?.query_row(params![feed.0, entry.identity], |row| row.get(0));
    let known: Option<i64> = known.optional()?;
    let id = match known {
        Some(id) => {
            record::update(connection, EntryId(id), entry, packed, at)?;
            EntryId(id)
        }
        None => {
            let id = record::insert(connection, feed, at, entry, packed, true)?;
            let step = import::Step::of_added(id);
            let text = format!("Kept {}", name(entry));
            journal::enter_feeds(connection, at, &text, &subscriptions::json(&step)?)?;
            id
        }
    };
    // What was kept last stands first, however old the page.
    connection
        .prepare_cached("update statuses set sort = ?2, unread = 1, read_at = null where entry = ?1")?
        .execute(params![id.0, at.0])?;
    Ok(Kept { entry: id, feed, title: name(entry), again: known.is_some() })
}

/// The title, or the first words where there is none.
fn name(entry: &NewEntry) -> String {
    match entry.title.is_empty() {
        true => {
            let words: Vec<&str> = entry.lead.split_whitespace().take(WORDS).collect();
            format!("{}…", words.join(" "))
        }
        false => entry.title.clone(),
    }
}

/// The feed of the kept pages, made at the first one. One that was unsubscribed from stays as it is.
fn feed(connection: &Connection) -> Result<FeedId, StoreError> {
    let own = AccountId::OWN.0;
    let sql = "select id from feeds where account = ?1 and hidden = 0";
    let known: Option<i64> = connection.prepare_cached(sql)?.query_row([own], |row| row.get(0)).optional()?;
    if let Some(id) = known {
        return Ok(FeedId(id));
    }
    let sql = "insert into feeds (account, url, own_title, position) \
               select ?1, ?2, ?3, coalesce(max(position), -1) + 1 from feeds where hidden = 0";
    Ok(FeedId(connection.prepare_cached(sql)?.insert(params![own, KEPT, KEPT_TITLE])?))
}
