//! Reads a copy of the state, so that it can be imported: feeds, and entries without their texts.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use rusqlite::types::FromSql;
use rusqlite::{Connection, OpenFlags, Row};

use super::{StoreError, retention, schema};
use crate::model::{
    Archive, ArchivedEntry, ArchivedFeed, ArchivedSearch, Folder, FullText, NewEntry, Rule, Status, Subscription, Time,
};

/// Where a database's header has the number of its program.
const APPLICATION: std::ops::Range<usize> = 68..72;

/// What a copy holds; none if the file is a database of another program.
pub fn read(copy: &Path) -> Result<Option<Archive>, StoreError> {
    if !is_ours(copy).map_err(|error| StoreError::Disk(error.to_string()))? {
        return Ok(None);
    }
    let connection = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    if connection.table_exists(Some("main"), "entries")? {
        let path = copy.display().to_string();
        let cause =
            "it is a whole news store; use it with --data-dir, or import one of the backups beside it".to_owned();
        return Err(StoreError::Open { path, cause });
    }
    let mut statement = connection.prepare("select * from feeds where hidden = 0 order by position, id")?;
    let mut rows = statement.query([])?;
    let mut feeds = Vec::new();
    while let Some(row) = rows.next()? {
        let id: i64 = row.get("id")?;
        feeds.push(ArchivedFeed {
            subscription: subscription(row)?,
            own_title: row.get("own_title")?,
            site: row.get("site")?,
            entries: entries(&connection, id)?,
            tombstones: tombstones(&connection, id)?,
        });
    }
    Ok(Some(Archive { feeds, searches: searches(&connection)?, rules: rules(&connection)? }))
}

fn searches(connection: &Connection) -> Result<Vec<ArchivedSearch>, StoreError> {
    if !connection.table_exists(Some("main"), "searches")? {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare("select name, query from searches order by position, id")?;
    let found = statement.query_map([], |row| Ok(ArchivedSearch { name: row.get(0)?, query: row.get(1)? }))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The rules that stood; one that this edition does not know is left.
fn rules(connection: &Connection) -> Result<Vec<Rule>, StoreError> {
    if !connection.table_exists(Some("main"), "rules")? {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare("select query, action, until from rules where leaving = 0 order by id")?;
    let mut rows = statement.query([])?;
    let mut rules = Vec::new();
    while let Some(row) = rows.next()? {
        let until = row.get::<_, Option<i64>>(2)?.map(Time);
        let action = row.get::<_, String>(1)?.parse();
        rules.extend(action.ok().zip(row.get(0).ok()).map(|(action, query)| Rule { query, action, until }));
    }
    Ok(rules)
}

/// Whether the file's header says so; another program's database is not even opened.
fn is_ours(copy: &Path) -> io::Result<bool> {
    let mut header = Vec::new();
    File::open(copy)?.take(APPLICATION.end as u64).read_to_end(&mut header)?;
    let found = header.get(APPLICATION).and_then(|bytes| bytes.try_into().ok()).map(u32::from_be_bytes);
    Ok(found.map(i64::from) == Some(schema::APPLICATION_ID))
}

/// A column that an older copy may lack.
fn newer<T: FromSql>(row: &Row, column: &str) -> Option<T> {
    row.get(column).ok()
}

/// A subscription but for what its server is told of the user, and commands: those come from the user's own file only.
fn subscription(row: &Row) -> rusqlite::Result<Subscription> {
    Ok(Subscription {
        url: row.get("url")?,
        title: row.get("user_title")?,
        folder: Folder(row.get("folder")?),
        tags: serde_json::from_str(&row.get::<_, String>("tags")?).unwrap_or_default(),
        refresh: row.get("refresh")?,
        full_text: match row.get("full_text")? {
            1 => FullText::OnOpen,
            2 => FullText::Always,
            _ => FullText::Never,
        },
        user_agent: row.get("user_agent")?,
        quiet: newer(row, "quiet").unwrap_or_default(),
        alone: newer(row, "alone").unwrap_or_default(),
        retention: retention::read(newer(row, "retention")),
        ..Subscription::default()
    })
}

fn entries(connection: &Connection, feed: i64) -> Result<Vec<ArchivedEntry>, StoreError> {
    // What is muted beyond 1 came and went with an import.
    let mut statement = connection.prepare("select * from statuses where feed = ?1 and muted <= 1 order by entry")?;
    let mut tags = connection.prepare("select tag from tags where entry = ?1")?;
    let mut rows = statement.query([feed])?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        let moment = |column: &str| newer::<i64>(row, column).map(Time);
        let entry = NewEntry {
            identity: row.get("identity")?,
            title: row.get("title")?,
            url: row.get("url")?,
            guid: newer(row, "guid"),
            author: newer(row, "author"),
            published: moment("published").or(moment("sort")),
            updated: moment("updated"),
            ..NewEntry::default()
        };
        let status = Status { unread: row.get("unread")?, starred: row.get("starred")?, read_at: moment("read_at") };
        let of_entry = tags.query_map([row.get::<_, i64>("entry")?], |row| row.get(0))?;
        entries.push(ArchivedEntry {
            entry,
            fetched: moment("fetched"),
            status,
            tags: of_entry.collect::<Result<_, _>>()?,
            ..ArchivedEntry::default()
        });
    }
    Ok(entries)
}

fn tombstones(connection: &Connection, feed: i64) -> Result<Vec<i64>, StoreError> {
    if !connection.table_exists(Some("main"), "tombstones")? {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare("select identity from tombstones where feed = ?1")?;
    let found = statement.query_map([feed], |row| row.get(0))?;
    Ok(found.collect::<Result<_, _>>()?)
}
