//! Opens connections: files and their rights, pragmas, and the fall back to reading only.

use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{Access, StoreError, schema, search};
use crate::private;

const FILE: &str = "dateline.db";

/// Kibibytes of pages that a connection keeps; the system's own cache does the rest. A slice of changes touches some
/// thousands of pages, again and again: what the writer cannot hold it would write as often.
const WRITER_CACHE: u32 = 16_384;
const READER_CACHE: u32 = 1024;

/// Others are waited for so long.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
/// Between two tries where SQLite itself does not wait.
const PAUSE: Duration = Duration::from_millis(5);

/// Where readers open their connections.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub path: PathBuf,
    /// Nobody can write the file or make files beside it, so it is read without locks.
    pub immutable: bool,
}

pub(super) struct Opened {
    pub access: Access,
    pub writer: Option<Connection>,
    pub source: Source,
}

pub(super) fn open(dir: &Path) -> Result<Opened, StoreError> {
    let path = dir.join(FILE);
    let reason = match create(dir, &path) {
        Ok(()) => {
            let source = Source { path: path.clone(), immutable: false };
            match open_writer(&source) {
                Ok(writer) => return Ok(Opened { access: Access::ReadWrite, writer: Some(writer), source }),
                Err(StoreError::ReadOnly(reason)) => reason,
                Err(error) => return Err(error),
            }
        }
        Err(error) if path.is_file() => format!("{}: {error}", path.display()),
        Err(error) => return Err(open_error(&path, &error)),
    };
    let source = readable(path)?;
    Ok(Opened { access: Access::ReadOnly { reason }, writer: None, source })
}

fn create(dir: &Path, path: &Path) -> io::Result<()> {
    private::create_dir(dir)?;
    private::options().write(true).create(true).truncate(false).open(path).map(drop)
}

fn open_error(path: &Path, cause: &dyn std::fmt::Display) -> StoreError {
    StoreError::Open { path: path.display().to_string(), cause: cause.to_string() }
}

fn open_writer(source: &Source) -> Result<Connection, StoreError> {
    // Before anything else, and without write access: a newer store must not change by a single byte.
    let probe = open_reader(source)?;
    schema::check_version(&probe, &source.path)?;
    drop(probe);
    let connection = connect(source, OpenFlags::SQLITE_OPEN_READ_WRITE, WRITER_CACHE)?;
    if schema::is_empty(&connection)? {
        connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
    }
    if !choose_log(&connection)?.eq_ignore_ascii_case("wal") {
        connection.pragma_update_and_check(None, "journal_mode", "TRUNCATE", |_| Ok(()))?;
    }
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.set_prepared_statement_cache_capacity(128);
    schema::migrate(&connection)?;
    Ok(connection)
}

/// Chooses the write-ahead log, and waits where others do the same: SQLite gives up at once then, since who reads the file
/// to change its journal cannot wait for who writes it.
pub(super) fn choose_log(connection: &Connection) -> rusqlite::Result<String> {
    let begun = Instant::now();
    loop {
        match connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0)) {
            Err(error) if is_busy(&error) && begun.elapsed() < PATIENCE => thread::sleep(PAUSE),
            chosen => return chosen,
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
}

/// The store that is there already.
pub(super) fn source(dir: &Path) -> Option<Source> {
    let path = dir.join(FILE);
    path.is_file().then_some(Source { path, immutable: false })
}

impl Source {
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A connection that copies into another database while others write to this one.
pub(super) fn open_copier(source: &Source) -> Result<Connection, StoreError> {
    connect(source, OpenFlags::SQLITE_OPEN_READ_WRITE, READER_CACHE)
}

/// A connection for reading.
pub(super) fn open_reader(source: &Source) -> Result<Connection, StoreError> {
    let connection = connect(source, OpenFlags::SQLITE_OPEN_READ_ONLY, READER_CACHE)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Finds how a store that cannot be written can still be read: the write-ahead log needs files beside it, and
/// where they cannot be made nobody can be writing either.
fn readable(path: PathBuf) -> Result<Source, StoreError> {
    let mut source = Source { path, immutable: false };
    if open_reader(&source).and_then(|connection| schema::check_filled(&connection, &source.path)).is_ok() {
        return Ok(source);
    }
    source.immutable = true;
    let connection = open_reader(&source)?;
    schema::check_filled(&connection, &source.path)?;
    drop(connection);
    Ok(source)
}

fn connect(source: &Source, access: OpenFlags, cache: u32) -> Result<Connection, StoreError> {
    let opened = if source.immutable {
        Connection::open_with_flags(uri(&source.path, "immutable=1"), access | OpenFlags::SQLITE_OPEN_URI)
    } else {
        Connection::open_with_flags(&source.path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)
    };
    let connection = opened.map_err(|error| open_error(&source.path, &error))?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -i64::from(cache))?;
    search::register(&connection)?;
    Ok(connection)
}

/// A path as an address with a query, for what only an address can say.
pub(super) fn uri(path: &Path, query: &str) -> String {
    let mut uri = String::from("file:");
    for &byte in path.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri + "?" + query
}

/// A number that changes when another connection has written.
pub(super) fn data_version(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.prepare_cached("pragma data_version")?.query_row([], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_that_nobody_can_write_is_read_without_locks() {
        let dir = tempfile::tempdir().unwrap();
        drop(open(dir.path()).unwrap());
        let source = Source { path: dir.path().join(FILE), immutable: true };
        let connection = open_reader(&source).unwrap();
        schema::check_filled(&connection, &source.path).unwrap();
    }

    #[test]
    fn addresses_are_escaped() {
        assert_eq!(uri(Path::new("/a b/ü?#.db"), "immutable=1"), "file:/a%20b/%C3%BC%3F%23.db?immutable=1");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_the_store() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        drop(open(&data).unwrap());
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&data), 0o700);
        assert_eq!(mode(&data.join(FILE)), 0o600);
    }
}
