//! Fills the index from the store, portion by portion, each in one transaction.

use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, params};

use super::database::{self, NEWS, SPAN, Seen, name};
use crate::search::words::words;
use crate::store::{StoreError, bodies};

/// Entries a portion: enough to be quick, few enough that an interrupted one is no loss.
const PORTION: i64 = 500;
/// Words of one text that are indexed: beyond them it is no article.
const LONGEST: usize = 30_000;

/// The texts of an entry as its row in the index.
const TEXTS: &str = "e.id, indexed(e.title), indexed(e.author), body_indexed(coalesce(p.html, b.html)), e.feed";

/// Makes the functions that cut a text into words, with single spaces between them.
pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function(c"indexed", 1, flags, |context| {
        Ok(indexed(context.get_raw(0).as_str().unwrap_or_default()))
    })?;
    connection.create_scalar_function(c"body_indexed", 1, flags, |context| {
        let ValueRef::Blob(blob) = context.get_raw(0) else { return Ok(String::new()) };
        // A body that cannot be read must not keep the others from being found.
        let html = bodies::unpack(blob).unwrap_or_default();
        Ok(indexed(&bodies::plain(&html)))
    })
}

fn indexed(text: &str) -> String {
    let mut all = String::with_capacity(text.len());
    for (word, _) in words(text).take(LONGEST) {
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(&word);
    }
    all
}

/// Takes in the next portion of what the store has and the index has not; whether there is more.
pub(super) fn portion(connection: &Connection) -> Result<bool, StoreError> {
    connection.execute_batch("begin immediate")?;
    match take_in(connection) {
        Ok(more) => {
            connection.execute_batch("commit")?;
            Ok(more)
        }
        Err(error) => {
            if !connection.is_autocommit() {
                connection.execute_batch("rollback")?;
            }
            Err(error)
        }
    }
}

fn take_in(connection: &Connection) -> Result<bool, StoreError> {
    let mut seen = database::seen(connection, "main")?;
    if is_lost(connection, seen)? {
        database::clear(connection)?;
        // What is read from now on is as it is now.
        seen = Seen { entry: 0, change: latest_change(connection)? };
    }
    let changed = changed(connection, &mut seen)?;
    let added = if changed { 0 } else { add(connection, &mut seen)? };
    database::set_seen(connection, seen)?;
    Ok(changed || added == PORTION)
}

/// Whether the index cannot know any more what it has missed, or is that of another store.
fn is_lost(connection: &Connection, seen: Seen) -> Result<bool, StoreError> {
    let sql = format!(
        "select coalesce((select seq from {NEWS}.sqlite_sequence where name = 'entries'), 0) < ?1 \
         or coalesce((select min(seq) from {NEWS}.reindex), 0) > ?2 + 1 or ?3 < ?2"
    );
    let latest = latest_change(connection)?;
    Ok(connection.prepare_cached(&sql)?.query_row([seen.entry, seen.change, latest], |row| row.get(0))?)
}

fn latest_change(connection: &Connection) -> Result<i64, StoreError> {
    let sql = format!("select coalesce((select seq from {NEWS}.sqlite_sequence where name = 'reindex'), 0)");
    Ok(connection.prepare_cached(&sql)?.query_row([], |row| row.get(0))?)
}

/// Takes the next portion of changed entries out and, where they are still there, in again; whether there were any.
fn changed(connection: &Connection, seen: &mut Seen) -> Result<bool, StoreError> {
    let sql = format!("select seq, entry from {NEWS}.reindex where seq > ?1 order by seq limit ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([seen.change, PORTION], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let rows: Vec<(i64, i64)> = rows.collect::<Result<_, _>>()?;
    for &(seq, entry) in &rows {
        seen.change = seq;
        if entry > seen.entry {
            continue;
        }
        let table = name(entry / SPAN);
        let from = format!(
            "from {NEWS}.entries e left join {NEWS}.bodies b on b.entry = e.id \
             left join {NEWS}.full_texts p on p.entry = e.id where e.id = ?1"
        );
        connection.prepare_cached(&format!("delete from {table} where rowid = ?1"))?.execute([entry])?;
        let insert = format!("insert into {table} (rowid, title, author, body, feed) select {TEXTS} {from}");
        connection.prepare_cached(&insert)?.execute([entry])?;
    }
    Ok(!rows.is_empty())
}

/// Takes in the next portion of new entries, of one table; how many, and the whole portion where the next table follows.
fn add(connection: &Connection, seen: &mut Seen) -> Result<i64, StoreError> {
    let first = format!("select min(id) from {NEWS}.entries where id > ?1");
    let first: Option<i64> = connection.prepare_cached(&first)?.query_row([seen.entry], |row| row.get(0))?;
    let Some(first) = first else { return Ok(0) };
    let table = first / SPAN;
    let end = (table + 1) * SPAN;
    let last =
        format!("select max(id) from (select id from {NEWS}.entries where id >= ?1 and id < ?2 order by id limit ?3)");
    let last: i64 = connection.prepare_cached(&last)?.query_row([first, end, PORTION], |row| row.get(0))?;
    database::create(connection, table)?;
    let insert = format!(
        "insert into {} (rowid, title, author, body, feed) select {TEXTS} from {NEWS}.entries e \
         left join {NEWS}.bodies b on b.entry = e.id left join {NEWS}.full_texts p on p.entry = e.id \
         where e.id >= ?1 and e.id <= ?2 order by e.id",
        name(table)
    );
    connection.prepare_cached(&insert)?.execute(params![first, last])?;
    seen.entry = last;
    Ok(PORTION)
}
