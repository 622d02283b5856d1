//! Reads newsboat's `cache.db`, of any age and however damaged. It is another program's file: never written to.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, Row, ffi};
use tempfile::TempDir;

use crate::model::{NewsboatCache, NewsboatFeed, NewsboatItem};
use crate::private;

/// What every SQLite file begins with.
pub const HEADER: &[u8] = b"SQLite format 3\0";

/// The name of a copy.
const COPY: &str = "cache.db";

/// At most so many ids are tried behind damage, whatever the file says of the last one.
const TRIED: i64 = 100_000;

/// Columns of an item; those that a cache from an older newsboat lacks read as absent. The text comes last, since it is
/// what damage takes most often.
const ITEM: &[&str] = &[
    "id",
    "guid",
    "title",
    "author",
    "url",
    "feedurl",
    "pubDate",
    "enclosure_url",
    "enclosure_type",
    "flags",
    "deleted",
    "unread",
    "content_mime_type",
    "content",
];

/// Columns in front of the text, which can be read though the text is damaged.
const BEFORE_TEXT: &[&str] = &["id", "guid", "title", "author", "url", "feedurl", "pubDate"];

const FEED: &[&str] = &["rssurl", "url", "title"];

/// Why a file could not be read as a `cache.db`, in one line with what can be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CacheError {
    #[error("a database, but not newsboat's: it has no tables rss_feed and rss_item")]
    Foreign,
    #[error("newsboat is writing to it; close newsboat and try again")]
    Locked,
    #[error("so damaged that nothing can be read ({0}); try `sqlite3 OLD .recover | sqlite3 NEW`, then import NEW")]
    Damaged(String),
    #[error("cannot be read ({0})")]
    Unreadable(String),
}

impl From<rusqlite::Error> for CacheError {
    fn from(error: rusqlite::Error) -> CacheError {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => CacheError::Locked,
            _ if is_damage(&error) => CacheError::Damaged(error.to_string()),
            _ => CacheError::Unreadable(error.to_string()),
        }
    }
}

fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

/// Reads all that can be read; what cannot is told in [`NewsboatCache::damage`].
pub fn read(path: &Path) -> Result<NewsboatCache, CacheError> {
    let mut cache = NewsboatCache::default();
    let opened = open(path)?;
    let connection = &opened.connection;
    let (feeds, items) = (columns(connection, "rss_feed")?, columns(connection, "rss_item")?);
    if !feeds.contains("rssurl") || !items.contains("feedurl") || !items.contains("guid") {
        return Err(CacheError::Foreign);
    }
    read_feeds(connection, &feeds, &mut cache)?;
    Items { connection, columns: &items, last: i64::MIN, bare: 0, found: Vec::new() }.read(&mut cache)?;
    Ok(cache)
}

/// The database, and the copy that it is, if it had to be copied.
struct Opened {
    connection: Connection,
    _copy: Option<TempDir>,
}

/// Opens for reading. What newsboat left unfinished when it was killed can only be taken back by writing, and a database
/// with a write-ahead log only be read with files made beside it; both are done in a copy.
fn open(path: &Path) -> Result<Opened, CacheError> {
    let unreadable = |error: io::Error| CacheError::Unreadable(error.to_string());
    if !has_log(path).map_err(unreadable)? {
        match opened(path, OpenFlags::SQLITE_OPEN_READ_ONLY) {
            Err(error) if needs_writing(&error) => {}
            connection => return Ok(Opened { connection: connection?, _copy: None }),
        }
    }
    let copy = copied(path).map_err(unreadable)?;
    let connection = opened(&copy.path().join(COPY), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    Ok(Opened { connection, _copy: Some(copy) })
}

/// Whether changes go to a log beside the file; its header tells.
fn has_log(path: &Path) -> io::Result<bool> {
    let mut header = [0; 20];
    let read = File::open(path)?.read(&mut header)?;
    Ok(read == header.len() && header[19] == 2)
}

fn needs_writing(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen))
}

/// The database in a folder of its own, with what SQLite keeps beside it.
fn copied(path: &Path) -> io::Result<TempDir> {
    let folder = private::temporary_dir("dateline-import-")?;
    for end in ["", "-journal", "-wal"] {
        let mut beside = path.as_os_str().to_owned();
        beside.push(end);
        match fs::copy(beside, folder.path().join(format!("{COPY}{end}"))) {
            Err(error) if end.is_empty() || error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(folder)
}

fn opened(path: &Path, access: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(Duration::from_secs(2))?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    // The first look at the file itself.
    connection.query_row("select count(*) from sqlite_schema", [], |_| Ok(()))?;
    Ok(connection)
}

/// The columns of a table; none if there is no such table. A view or a virtual table would run what its maker wrote.
fn columns(connection: &Connection, table: &str) -> rusqlite::Result<HashSet<String>> {
    let sql = "select c.name from sqlite_schema s join pragma_table_info(s.name) c \
               where s.name = ?1 and s.type = 'table' and s.rootpage > 0";
    connection.prepare(sql)?.query_map([table], |row| row.get(0))?.collect()
}

/// A select list in which columns that are not there are null.
fn select(wanted: &[&str], there: &HashSet<String>) -> String {
    let column = |name: &&str| if there.contains(*name) { format!("\"{name}\"") } else { "null".to_owned() };
    wanted.iter().map(column).collect::<Vec<_>>().join(", ")
}

fn read_feeds(connection: &Connection, columns: &HashSet<String>, cache: &mut NewsboatCache) -> Result<(), CacheError> {
    let sql = format!("select {} from rss_feed not indexed", select(FEED, columns));
    let mut statement = connection.prepare(&sql)?;
    let feeds = statement
        .query_map([], |row| Ok(NewsboatFeed { rssurl: text(row, 0)?, site: text(row, 1)?, title: text(row, 2)? }))?;
    for feed in feeds {
        match feed {
            Ok(feed) => cache.feeds.push(feed),
            Err(error) if is_damage(&error) => {
                let told = format!(
                    "the list of feeds breaks off after {}; feeds further on come without their titles",
                    cache.feeds.len()
                );
                cache.damage.push(told);
                break;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Walks the items by id. Behind a damaged page it goes on with the next id that can be read.
struct Items<'a> {
    connection: &'a Connection,
    columns: &'a HashSet<String>,
    /// The last id that was read or given up.
    last: i64,
    /// Items of which the text could not be read.
    bare: usize,
    found: Vec<NewsboatItem>,
}

impl Items<'_> {
    fn read(mut self, cache: &mut NewsboatCache) -> Result<(), CacheError> {
        let mut damaged = false;
        while let Err(error) = self.stream() {
            if !is_damage(&error) {
                return Err(error.into());
            }
            damaged = true;
            if !self.step_over()? {
                break;
            }
        }
        if damaged {
            cache.damage.push(self.told());
        }
        cache.items = self.found;
        Ok(())
    }

    /// Reads on from the last id to the end or to damage.
    fn stream(&mut self) -> rusqlite::Result<()> {
        let list = select(ITEM, self.columns);
        let sql = format!("select {list} from rss_item not indexed where id > ?1 order by id");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([self.last])?;
        while let Some(row) = rows.next()? {
            let id = number(row, 0)?;
            if id <= self.last {
                // A tree that leads in circles would go on for ever.
                let damage = ffi::Error::new(ffi::SQLITE_CORRUPT);
                return Err(rusqlite::Error::SqliteFailure(damage, Some("articles out of order".to_owned())));
            }
            self.found.push(item(row)?);
            self.last = id;
        }
        Ok(())
    }

    /// Goes past what cannot be read; false at the end of what can.
    fn step_over(&mut self) -> Result<bool, CacheError> {
        let mut at = self.last.saturating_add(1).max(1);
        let most = at.saturating_add(TRIED);
        let end = self.last_id().map_or(most, |last| last.min(most));
        while at <= end {
            match self.id_from(at) {
                Ok(None) => return Ok(false),
                Ok(Some(id)) if id >= at => {
                    self.take_without_text(id)?;
                    return Ok(true);
                }
                Ok(Some(_)) => at += 1,
                Err(error) if is_damage(&error) => at += 1,
                Err(error) => return Err(error.into()),
            }
        }
        Ok(false)
    }

    /// The first id from this one on.
    fn id_from(&self, id: i64) -> rusqlite::Result<Option<i64>> {
        let sql = "select id from rss_item not indexed where id >= ?1 order by id limit 1";
        self.connection.prepare_cached(sql)?.query_row([id], |row| row.get(0)).optional()
    }

    /// Takes an item whole, or without its text. Its marks lie behind the text and are lost with it; it counts as read, so
    /// that damage makes nothing new.
    fn take_without_text(&mut self, id: i64) -> Result<(), CacheError> {
        let whole = self.one(id, ITEM);
        let taken = match whole {
            Err(error) if is_damage(&error) => {
                let bare = self.one(id, BEFORE_TEXT);
                self.bare += usize::from(bare.is_ok());
                bare
            }
            whole => whole,
        };
        match taken {
            Ok(item) => self.found.push(item),
            Err(error) if is_damage(&error) => {}
            Err(error) => return Err(error.into()),
        }
        self.last = id;
        Ok(())
    }

    fn one(&self, id: i64, wanted: &[&str]) -> rusqlite::Result<NewsboatItem> {
        let list: Vec<String> = ITEM
            .iter()
            .map(|column| if wanted.contains(column) { select(&[column], self.columns) } else { "null".to_owned() })
            .collect();
        let sql = format!("select {} from rss_item not indexed where id = ?1", list.join(", "));
        self.connection.prepare_cached(&sql)?.query_row([id], item)
    }

    /// The last id that newsboat gave.
    fn last_id(&self) -> Option<i64> {
        let ask = |sql: &str| self.connection.query_row(sql, [], |row| row.get::<_, Option<i64>>(0)).ok().flatten();
        let given = ask("select seq from sqlite_sequence where name = 'rss_item'");
        given.max(ask("select max(id) from rss_item not indexed"))
    }

    fn told(&self) -> String {
        let read = self.found.len();
        let bare = match self.bare {
            0 => String::new(),
            bare => format!("; {bare} came without text and count as read"),
        };
        match self.counted().filter(|all| *all >= read) {
            Some(all) => format!("{} of {all} articles could not be read{bare}", all - read),
            None => format!("{read} articles could be read, others could not{bare}"),
        }
    }

    /// How many items there were, by an index that is whole.
    fn counted(&self) -> Option<usize> {
        let sql = "select name from sqlite_schema where tbl_name = 'rss_item' and type = 'index' and rootpage > 0";
        let mut statement = self.connection.prepare(sql).ok()?;
        let names = statement.query_map([], |row| row.get::<_, String>(0)).ok()?;
        names.flatten().find_map(|name| {
            let sql = format!("select count(*) from rss_item indexed by \"{}\"", name.replace('"', "\"\""));
            let count: i64 = self.connection.query_row(&sql, [], |row| row.get(0)).ok()?;
            usize::try_from(count).ok()
        })
    }
}

/// A row of [`ITEM`].
fn item(row: &Row) -> rusqlite::Result<NewsboatItem> {
    Ok(NewsboatItem {
        guid: text(row, 1)?,
        title: text(row, 2)?,
        author: text(row, 3)?,
        url: text(row, 4)?,
        feedurl: text(row, 5)?,
        published: number(row, 6)?,
        enclosure_url: text(row, 7)?,
        enclosure_type: text(row, 8)?,
        flags: text(row, 9)?,
        deleted: number(row, 10)? != 0,
        unread: number(row, 11)? != 0,
        content_type: text(row, 12)?,
        content: text(row, 13)?,
    })
}

/// A value as text, whatever type and encoding it has.
fn text(row: &Row, at: usize) -> rusqlite::Result<String> {
    Ok(match row.get_ref(at)? {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    })
}

/// A value as a number; what is none counts as 0.
fn number(row: &Row, at: usize) -> rusqlite::Result<i64> {
    Ok(match row.get_ref(at)? {
        ValueRef::Integer(number) => number,
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0),
        ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => 0,
    })
}
