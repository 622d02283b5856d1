//! The schema and its migrations.

use std::path::Path;

use rusqlite::Connection;

use super::{StoreError, backup};

/// "dtln": marks the file as ours.
pub(super) const APPLICATION_ID: i64 = 0x6474_6c6e;

/// Each lifts the schema by one version. Never changed once released.
const MIGRATIONS: &[&str] = &[
    include_str!("../../assets/migrations/0001.sql"),
    include_str!("../../assets/migrations/0002.sql"),
    include_str!("../../assets/migrations/0003.sql"),
    include_str!("../../assets/migrations/0004.sql"),
    include_str!("../../assets/migrations/0005.sql"),
    include_str!("../../assets/migrations/0006.sql"),
    include_str!("../../assets/migrations/0007.sql"),
    include_str!("../../assets/migrations/0008.sql"),
    include_str!("../../assets/migrations/0009.sql"),
    include_str!("../../assets/migrations/0010.sql"),
    include_str!("../../assets/migrations/0011.sql"),
];

fn pragma(connection: &Connection, name: &str) -> Result<i64, StoreError> {
    Ok(connection.pragma_query_value(None, name, |row| row.get(0))?)
}

fn current() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Whether it is ours, and needs no lift.
pub(super) fn is_current(connection: &Connection) -> Result<bool, StoreError> {
    Ok(pragma(connection, "application_id")? == APPLICATION_ID && pragma(connection, "user_version")? == current())
}

pub(super) fn is_empty(connection: &Connection) -> Result<bool, StoreError> {
    Ok(pragma(connection, "page_count")? == 0)
}

/// Nobody's yet: empty, or about to be filled by another dateline, which has chosen the journal but made no table.
fn is_blank(connection: &Connection) -> Result<bool, StoreError> {
    Ok(connection.query_row("select count(*) = 0 from sqlite_schema", [], |row| row.get(0))?)
}

/// Refuses a database of another program; answers `ReadOnly` for one of a newer dateline.
pub(super) fn check_version(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    // In this order: tables come in one commit with the mark that the file is ours.
    let blank = is_blank(connection)?;
    let application = pragma(connection, "application_id")?;
    let version = pragma(connection, "user_version")?;
    if application != APPLICATION_ID && !(blank && application == 0) {
        return Err(StoreError::Foreign { path: path.display().to_string() });
    }
    if version > current() {
        return Err(StoreError::ReadOnly(format!(
            "written by a newer dateline: schema {version}, this one knows {}; update dateline",
            current()
        )));
    }
    Ok(())
}

/// Refuses a database that cannot be read as it stands; one of a newer dateline is given a try.
pub(super) fn check_filled(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let application = pragma(connection, "application_id")?;
    if pragma(connection, "user_version")? >= current() && application == APPLICATION_ID {
        return Ok(());
    }
    let cause = "it holds no news that this version can read, and it cannot be written".to_owned();
    Err(StoreError::Open { path: path.display().to_string(), cause })
}

/// Lifts the schema to the newest version in one transaction, after a backup of what the user did: others see the store as it
/// was or as it is to be.
pub(super) fn migrate(connection: &Connection) -> Result<(), StoreError> {
    let version = pragma(connection, "user_version")?;
    if version > 0
        && version < current()
        && let Some(path) = connection.path().filter(|path| !path.is_empty())
    {
        let path = Path::new(path);
        backup::copy(connection, path, &path.with_extension(format!("before-{}.db", current())))?;
    }
    if version >= current() {
        return Ok(());
    }
    connection.execute_batch("begin immediate")?;
    match lift(connection) {
        Ok(()) => connection.execute_batch("commit")?,
        Err(error) => {
            connection.execute_batch("rollback")?;
            return Err(error);
        }
    }
    Ok(())
}

fn lift(connection: &Connection) -> Result<(), StoreError> {
    // Read again under the lock: another process may have been quicker.
    let version = pragma(connection, "user_version")?;
    for sql in MIGRATIONS.iter().skip(usize::try_from(version).unwrap_or_default()) {
        connection.execute_batch(sql)?;
    }
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", version.max(current()))?;
    Ok(())
}

/// A store in memory, for the unit tests of this module's neighbours.
#[cfg(test)]
pub(super) fn in_memory() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.pragma_update(None, "foreign_keys", true).unwrap();
    super::search::register(&connection).unwrap();
    migrate(&connection).unwrap();
    connection
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrating_twice_changes_nothing() {
        let connection = in_memory();
        migrate(&connection).unwrap();
        assert_eq!(pragma(&connection, "user_version").unwrap(), current());
    }

    #[test]
    fn other_databases_are_left_alone() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("create table theirs (x)").unwrap();
        let refused = check_version(&connection, Path::new("x.db"));
        assert!(matches!(refused, Err(StoreError::Foreign { .. })), "{refused:?}");
    }
}
