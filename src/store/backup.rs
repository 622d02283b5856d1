//! Copies of the state beside the database: what the user would miss, without texts and index.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::connection::{self, Source};
use super::pending::{guarded, send};
use super::{Access, Pending, Store, StoreError, schema};
use crate::model::Time;
use crate::private;

/// Daily copies that are kept.
const KEPT: usize = 7;
/// What was not finished within so long never will be.
const STALE: Duration = Duration::from_secs(24 * 3_600);

/// Tables that are copied as they are, those of them that there are.
const TABLES: &[&str] = &["feeds", "tags", "aliases", "tombstones", "rules", "searches"];

/// The marks, with enough to know the entries again and to list them.
const STATUSES: &str = "create table state.statuses as \
    select s.*, e.identity, e.guid, e.url, e.title, e.author, e.published, e.updated, e.fetched \
    from main.statuses s join main.entries e on e.id = s.entry";

impl Store {
    /// Copies the state (no texts, no index) beside the database, and keeps the last seven such copies; where it lies.
    pub fn back_up(&self, now: Time) -> Pending<PathBuf> {
        match &self.0.access {
            Access::ReadWrite => daily(self.0.source.clone(), now),
            Access::ReadOnly { .. } => Pending::ready(Err(self.read_only())),
        }
    }

    /// The daily copies that there are, the oldest first.
    pub fn backups(&self) -> std::io::Result<Vec<PathBuf>> {
        list(self.0.source.path())
    }
}

/// Copies the state on a thread of its own, while others read and write; where the copy lies.
fn daily(source: Source, now: Time) -> Pending<PathBuf> {
    let (answer, pending) = Pending::new();
    let work = move || send(answer, guarded(|| copy_of_day(&source, now)));
    match thread::Builder::new().name("store-backup".to_owned()).spawn(work) {
        Ok(_) => pending,
        Err(error) => Pending::ready(Err(StoreError::Disk(error.to_string()))),
    }
}

fn copy_of_day(source: &Source, now: Time) -> Result<PathBuf, StoreError> {
    let connection = connection::open_copier(source)?;
    let day = jiff::Timestamp::from_second(now.0).unwrap_or_default().strftime("%Y-%m-%d");
    let whole = source.path().with_extension(format!("backup-{day}.db"));
    copy(&connection, source.path(), &whole)?;
    let failed = |error: io::Error| StoreError::Disk(format!("old backups cannot be removed: {error}"));
    remove_old(source.path()).map_err(failed)?;
    Ok(whole)
}

/// Copies the state to `whole`, which appears whole and looked through, or not at all.
pub(super) fn copy(connection: &Connection, database: &Path, whole: &Path) -> Result<(), StoreError> {
    // Another process may be at the same.
    let partial = database.with_extension(format!("partial-{}.db", std::process::id()));
    let failed = |error: io::Error| StoreError::Disk(format!("cannot back up {}: {error}", database.display()));
    private::options().write(true).create(true).truncate(true).open(&partial).map_err(failed)?;
    connection.execute("attach database ?1 as state", [partial.to_string_lossy()])?;
    let copied = copy_tables(connection);
    if !connection.is_autocommit() {
        connection.execute_batch("rollback")?;
    }
    connection.execute_batch("detach database state")?;
    let moved = copied.and_then(|entries| verify(&partial, entries)).and_then(|()| {
        File::open(&partial).and_then(|file| file.sync_all()).map_err(failed)?;
        fs::rename(&partial, whole).map_err(failed)
    });
    if moved.is_err() {
        // What is wrong with it has been said.
        let _ = fs::remove_file(&partial);
    }
    moved
}

/// Copies all in one transaction; how many entries have their marks in the copy.
fn copy_tables(connection: &Connection) -> Result<i64, StoreError> {
    connection.execute_batch("begin")?;
    connection.pragma_update(Some("state"), "application_id", schema::APPLICATION_ID)?;
    let version: i64 = connection.pragma_query_value(Some("main"), "user_version", |row| row.get(0))?;
    connection.pragma_update(Some("state"), "user_version", version)?;
    let has = |table: &str| connection.table_exists(Some("main"), table);
    for table in TABLES {
        if has(table)? {
            connection.execute_batch(&format!("create table state.{table} as select * from main.{table}"))?;
        }
    }
    connection.execute_batch(STATUSES)?;
    let sql = "select count(*) from main.statuses s join main.entries e on e.id = s.entry";
    let entries = connection.query_row(sql, [], |row| row.get(0))?;
    connection.execute_batch("commit")?;
    Ok(entries)
}

/// Opens a copy and looks through it.
fn verify(copy: &Path, entries: i64) -> Result<(), StoreError> {
    let connection = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let found: String = connection.query_row("pragma quick_check(1)", [], |row| row.get(0))?;
    let copied: i64 = connection.query_row("select count(*) from statuses", [], |row| row.get(0))?;
    if found != "ok" || copied != entries {
        return Err(StoreError::Disk(format!("the backup does not read back: {found}, {copied} of {entries} entries")));
    }
    Ok(())
}

/// The daily copies of a database, the oldest first.
fn list(database: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = beside(database, "backup-")?;
    found.sort();
    Ok(found)
}

/// The files beside a database that are named after it, with this behind its name.
fn beside(database: &Path, what: &str) -> io::Result<Vec<PathBuf>> {
    let stem = database.file_stem().unwrap_or_default().to_string_lossy();
    let start = format!("{stem}.{what}");
    let folder = fs::read_dir(database.parent().unwrap_or(Path::new(".")))?;
    let files = folder.map(|file| file.map(|file| file.path()));
    let named = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(&start) && name.ends_with(".db")
    };
    files.filter(|path| path.as_ref().map_or(true, &named)).collect()
}

fn remove_old(database: &Path) -> io::Result<()> {
    let copies = list(database)?;
    let old = copies.len().saturating_sub(KEPT);
    copies.iter().take(old).try_for_each(fs::remove_file)?;
    let is_stale = |path: &PathBuf| {
        let age = fs::metadata(path).and_then(|metadata| metadata.modified()).map(|changed| changed.elapsed());
        age.is_ok_and(|age| age.is_ok_and(|age| age > STALE))
    };
    beside(database, "partial-")?.iter().filter(|path| is_stale(path)).try_for_each(fs::remove_file)
}
