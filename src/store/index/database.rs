//! The file of the index: its tables, how far it has come, and how it is opened, attached and made anew.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, OptionalExtension, params};

use super::fill;
use crate::private;
use crate::store::StoreError;
use crate::store::connection::{PATIENCE, choose_log, uri};

const FILE: &str = "index.db";
/// Another number makes every index anew.
const VERSION: i64 = 1;
/// Ids of entries that share a table. A search goes from the newest table to the oldest and ends when it has enough, so
/// that words which are everywhere cost no more than one table of them.
pub(super) const SPAN: i64 = 1 << 16;
/// Kibibytes of pages kept.
const CACHE: i64 = 4096;
/// The name of the store where it is attached to the index, and of the index where it is attached to the store.
pub(super) const NEWS: &str = "news";
pub(in crate::store) const INDEX: &str = "full";

pub(super) fn path(dir: &Path) -> PathBuf {
    dir.join(FILE)
}

/// Opens the index of a store to fill it, with the store attached for reading; a damaged one is made anew.
pub(super) fn open(dir: &Path, news: &Path) -> Result<Connection, StoreError> {
    match try_open(dir, news) {
        Err(StoreError::Corrupt(_)) => {
            remove(dir)?;
            try_open(dir, news)
        }
        opened => opened,
    }
}

fn try_open(dir: &Path, news: &Path) -> Result<Connection, StoreError> {
    let path = path(dir);
    let file = private::options().write(true).create(true).truncate(false).open(&path);
    drop(file.map_err(|error| StoreError::Open { path: path.display().to_string(), cause: error.to_string() })?);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(&path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -CACHE)?;
    choose_log(&connection)?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    fill::register(&connection)?;
    if version(&connection)? != VERSION {
        connection.execute_batch("begin immediate")?;
        // Read again under the lock: another process may have been quicker, and filled it since.
        if version(&connection)? != VERSION {
            clear(&connection)?;
            connection.execute_batch(
                "create table if not exists state (seen_entry integer not null, seen_change integer not null); \
                 delete from state; insert into state values (0, 0)",
            )?;
            connection.pragma_update(None, "user_version", VERSION)?;
        }
        connection.execute_batch("commit")?;
    }
    connection.execute(&format!("attach database ?1 as {NEWS}"), [uri(news, "mode=ro")])?;
    Ok(connection)
}

fn version(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Removes the file: what it held is in the store.
fn remove(dir: &Path) -> Result<(), StoreError> {
    let failed = |error: std::io::Error| StoreError::Disk(format!("cannot remove {}: {error}", path(dir).display()));
    for end in ["", "-wal", "-shm"] {
        let file = dir.join(format!("{FILE}{end}"));
        match fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
            _ => {}
        }
    }
    Ok(())
}

/// Drops every table of words.
pub(super) fn clear(connection: &Connection) -> Result<(), StoreError> {
    for table in tables(connection, "main")? {
        connection.execute_batch(&format!("drop table {}", name(table)))?;
    }
    Ok(())
}

/// The name of a table of words.
pub(in crate::store) fn name(table: i64) -> String {
    format!("words_{table}")
}

/// The tables of words, the newest first.
fn tables(connection: &Connection, schema: &str) -> Result<Vec<i64>, StoreError> {
    let sql = format!("select substr(name, 7) from {schema}.sqlite_schema where sql like 'create virtual table%'");
    let mut statement = connection.prepare_cached(&sql)?;
    let numbers = statement.query_map([], |row| row.get::<_, String>(0))?;
    let numbers: Vec<String> = numbers.collect::<Result<_, _>>()?;
    let mut tables: Vec<i64> = numbers.iter().filter_map(|number| number.parse().ok()).collect();
    tables.sort_unstable_by_key(|table| std::cmp::Reverse(*table));
    Ok(tables)
}

/// Makes the table of words number `table`. The words come cut and folded, so that the plainest tokenizer will do; the
/// texts themselves stay in the store. The feed's number is a word of its own, so that a search in a few feeds passes over
/// the others.
pub(super) fn create(connection: &Connection, table: i64) -> Result<(), StoreError> {
    let name = name(table);
    connection.execute_batch(&format!(
        "create virtual table if not exists {name} \
         using fts5(title, author, body, feed, content='', contentless_delete=1, tokenize='ascii')"
    ))?;
    Ok(())
}

/// How far an index has come: the last entry, and the last row of `reindex`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    pub entry: i64,
    pub change: i64,
}

pub(super) fn seen(connection: &Connection, schema: &str) -> Result<Seen, StoreError> {
    let sql = format!("select seen_entry, seen_change from {schema}.state");
    let seen = connection
        .prepare_cached(&sql)?
        .query_row([], |row| Ok(Seen { entry: row.get(0)?, change: row.get(1)? }))
        .optional()?;
    Ok(seen.unwrap_or(Seen { entry: 0, change: 0 }))
}

pub(super) fn set_seen(connection: &Connection, seen: Seen) -> Result<(), StoreError> {
    let sql = "update state set seen_entry = ?1, seen_change = ?2";
    connection.prepare_cached(sql)?.execute(params![seen.entry, seen.change])?;
    Ok(())
}

/// Attaches the index to a connection of the store for reading, if it is there.
pub(in crate::store) fn attach(connection: &Connection, dir: &Path) -> Result<(), StoreError> {
    let path = path(dir);
    if !is_attached(connection)? && path.is_file() {
        connection.execute(&format!("attach database ?1 as {INDEX}"), [path.to_string_lossy()])?;
    }
    Ok(())
}

fn is_attached(connection: &Connection) -> Result<bool, StoreError> {
    let sql = "select count(*) > 0 from pragma_database_list where name = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([INDEX], |row| row.get(0))?)
}

/// Whether an index is attached that this version can read; one that is just being made is not.
fn is_fit(connection: &Connection) -> Result<bool, StoreError> {
    let version = || connection.pragma_query_value(Some(INDEX), "user_version", |row| row.get::<_, i64>(0));
    Ok(is_attached(connection)? && version()? == VERSION)
}

/// The tables of words, the newest first, if the index is attached.
pub(in crate::store) fn attached(connection: &Connection) -> Result<Option<Vec<i64>>, StoreError> {
    is_fit(connection)?.then(|| tables(connection, INDEX)).transpose()
}

/// How many entries the attached index has not taken in yet; none without one.
pub(in crate::store) fn unindexed(connection: &Connection) -> Result<u64, StoreError> {
    if !is_fit(connection)? {
        return Ok(0);
    }
    let seen = seen(connection, INDEX)?.entry;
    let sql = "select count(*) from entries where id > ?1";
    let left: i64 = connection.prepare_cached(sql)?.query_row([seen], |row| row.get(0))?;
    Ok(left.unsigned_abs())
}
