//! What a status bar asks again and again: one number, by one connection on the calling thread.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension};

use super::lists::{self, Between, Scope};
use super::{Pending, Store, StoreError, connection, schema};
use crate::model::{EntryId, View};

/// The key of `meta` for the `feeds.toml` that was taken in last.
const FEEDS_FILE: &str = "feeds_file";

impl Store {
    /// What is unread in all, as the tree has it, if the store in `dir` can be read as it is and knows the `feeds.toml` with
    /// this mark; else it has to be opened.
    pub fn glance(dir: &Path, feeds_file: Option<&str>) -> Option<u64> {
        glance(dir, feeds_file).ok().flatten()
    }

    /// The mark of the `feeds.toml` that was taken in last.
    pub fn known_feeds_file(&self) -> Pending<Option<String>> {
        self.0.screen.read(None, known)
    }

    /// The `feeds.toml` with this mark was taken in.
    pub fn know_feeds_file(&self, mark: String) -> Pending<()> {
        self.write(move |connection| {
            let sql = "insert or replace into meta (key, value) values (?1, ?2)";
            connection.prepare_cached(sql)?.execute([FEEDS_FILE, &mark])?;
            Ok(())
        })
    }
}

fn known(connection: &Connection) -> Result<Option<String>, StoreError> {
    let sql = "select value from meta where key = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([FEEDS_FILE], |row| row.get(0)).optional()?)
}

fn glance(dir: &Path, feeds_file: Option<&str>) -> Result<Option<u64>, StoreError> {
    let Some(source) = connection::source(dir) else { return Ok(None) };
    let connection = connection::open_reader(&source)?;
    if !schema::is_current(&connection)? || (feeds_file.is_some() && known(&connection)?.as_deref() != feeds_file) {
        return Ok(None);
    }
    // Not where edits wait for `feeds.toml`, which is tried again whenever the store is opened.
    if connection.query_row("select exists (select 1 from file_edits)", [], |row| row.get(0))? {
        return Ok(None);
    }
    let unread = Scope::of(&connection, &View::Unread)?.unread(None);
    lists::count(&connection, &unread, EntryId(i64::MAX), Between::ALL).map(Some)
}
