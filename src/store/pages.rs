//! Full texts taken from pages: which are to be fetched, what came of it, and how much room they may take.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::bodies::{self, Packer};
use super::{StoreError, access, manners};
use crate::model::{EntryId, PageJob, PageOutcome, PageRecord, PageState, PageText, Time};

// `full_texts.state`.
const DROPPED: u8 = 0;
const WANTED: u8 = 1;
const STORED: u8 = 2;
const FAILED: u8 = 3;
const REFUSED: u8 = 4;

/// Who takes a page to fetch it has so long before another process may, seconds.
const LEASE: i64 = 10 * Time::MINUTE;
/// A moment further off than this was put there by a clock that went wrong.
const FARTHEST: i64 = 30 * Time::DAY;

/// An attempt ready to be stored: the text is packed, so that the writer only writes.
pub(super) struct Prepared {
    record: PageRecord,
    packed: Option<Vec<u8>>,
}

pub(super) fn prepare(record: PageRecord) -> Result<Prepared, StoreError> {
    let packed = match &record.outcome {
        PageOutcome::Stored(text) => Some(Packer::new()?.pack(&text.html)?),
        _ => None,
    };
    Ok(Prepared { record, packed })
}

/// The columns of [`job`].
const JOB: &str = "e.id, e.url, f.url, f.user_agent, f.access, e.words, coalesce(p.tries, 0)";

fn job(row: &Row) -> rusqlite::Result<PageJob> {
    Ok(PageJob {
        entry: EntryId(row.get(0)?),
        url: row.get(1)?,
        feed_url: row.get(2)?,
        user_agent: row.get(3)?,
        access: access::read(row.get(4)?),
        words: row.get(5)?,
        tries: row.get(6)?,
    })
}

/// Wishes for the page of an entry that has just come.
pub(super) fn want(connection: &Connection, entry: EntryId, at: Time) -> Result<(), StoreError> {
    let sql = "insert or ignore into full_texts (entry, state, at, again) values (?1, ?2, ?3, ?3)";
    connection.prepare_cached(sql)?.execute(params![entry.0, WANTED, at.0])?;
    Ok(())
}

/// What fetching the page of an entry needs to know, and how its full text stands; none where the entry is gone or has
/// no page.
pub(super) fn of(connection: &Connection, entry: EntryId) -> Result<Option<(PageJob, PageState)>, StoreError> {
    let sql = format!(
        "select {JOB} from entries e join feeds f on f.id = e.feed left join full_texts p on p.entry = e.id \
         where e.id = ?1 and e.url is not null"
    );
    let Some(job) = connection.prepare_cached(&sql)?.query_row([entry.0], job).optional()? else { return Ok(None) };
    Ok(Some((job, state(connection, entry)?)))
}

/// A rule that stands wants the page.
const RULED: &str = "exists (select 1 from ruled r join rules u on u.id = r.rule \
                     where r.entry = e.id and u.action = 'full-text')";

/// Takes the pages that are to be fetched of their own accord now, the newest entries first: for a while nobody else is
/// given them.
pub(super) fn take(connection: &Connection, now: Time, limit: usize) -> Result<Vec<PageJob>, StoreError> {
    let sql = format!(
        "select {JOB} from full_texts p join entries e on e.id = p.entry join feeds f on f.id = e.feed \
         where p.again is not null and (p.again <= ?1 or p.again > ?2) and f.hidden = 0 and (f.full_text = 2 or {RULED}) \
         and e.url is not null order by e.id desc limit ?3"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let jobs: Vec<PageJob> =
        statement.query_map(params![now.0, now.plus(FARTHEST).0, limit], job)?.collect::<Result<_, _>>()?;
    let mut lease = connection.prepare_cached("update full_texts set again = ?2 where entry = ?1")?;
    for job in &jobs {
        lease.execute([job.entry.0, now.plus(LEASE).0])?;
    }
    Ok(jobs)
}

pub(super) fn state(connection: &Connection, entry: EntryId) -> Result<PageState, StoreError> {
    let sql = "select state, shown, again, why from full_texts where entry = ?1";
    let found = connection.prepare_cached(sql)?.query_row([entry.0], |row| {
        let why = || row.get::<_, Option<String>>(3).map(Option::unwrap_or_default);
        Ok(match row.get(0)? {
            WANTED => PageState::Wanted,
            STORED => PageState::Stored { shown: row.get(1)? },
            FAILED => PageState::Failed { why: why()?, again: row.get::<_, Option<i64>>(2)?.map(Time) },
            REFUSED => PageState::Refused(why()?),
            _ => PageState::Unknown,
        })
    });
    Ok(found.optional()?.unwrap_or_default())
}

/// The full text of an entry, if it is here.
pub(super) fn text(connection: &Connection, entry: EntryId) -> Result<Option<PageText>, StoreError> {
    let sql = "select html, source, at, words from full_texts where entry = ?1 and html is not null";
    let found = connection.prepare_cached(sql)?.query_row([entry.0], |row| {
        let text = PageText {
            html: String::new(),
            source: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
            fetched: Time(row.get(2)?),
            words: row.get(3)?,
        };
        Ok((text, row.get::<_, Vec<u8>>(0)?))
    });
    let Some((text, packed)) = found.optional()? else { return Ok(None) };
    Ok(Some(PageText { html: bodies::unpack(&packed)?, ..text }))
}

/// Stores what an attempt brought, and drops older full texts beyond the budget (bytes). A text that is here stays whatever
/// a later attempt brings but another text.
pub(super) fn store(connection: &Connection, prepared: &Prepared, budget: u64) -> Result<(), StoreError> {
    let Prepared { record, packed } = prepared;
    let PageRecord { entry, at, outcome, host } = record;
    if let Some((name, host)) = host {
        manners::store_host(connection, name, host)?;
    }
    match outcome {
        PageOutcome::Stored(text) => {
            store_text(connection, *entry, text, packed.as_deref().unwrap_or_default())?;
            keep_budget(connection, *entry, budget)
        }
        PageOutcome::Failed { why, again } => store_word(connection, *entry, *at, (FAILED, 1), Some(why), *again),
        PageOutcome::Refused(why) => store_word(connection, *entry, *at, (REFUSED, 1), Some(why), None),
        PageOutcome::PutOff { why: _, until } => {
            let sql = "update full_texts set again = ?2 where entry = ?1 and again is not null";
            connection.prepare_cached(sql)?.execute([entry.0, until.0])?;
            Ok(())
        }
    }
}

/// Stores a text; it is shown.
pub(super) fn store_text(
    connection: &Connection,
    entry: EntryId,
    text: &PageText,
    packed: &[u8],
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "insert into full_texts (entry, state, at, source, words, html) \
             select id, ?2, ?3, ?4, ?5, ?6 from entries where id = ?1 \
             on conflict (entry) do update set state = excluded.state, shown = 1, at = excluded.at, again = null, \
             tries = 0, why = null, source = excluded.source, words = excluded.words, html = excluded.html",
        )?
        .execute(params![entry.0, STORED, text.fetched.0, text.source, text.words, packed])?;
    Ok(())
}

/// Stores that there is no text; `failures` of them are added.
fn store_word(
    connection: &Connection,
    entry: EntryId,
    at: Time,
    (state, failures): (u8, u32),
    why: Option<&str>,
    again: Option<Time>,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "insert into full_texts (entry, state, at, again, tries, why) \
             select id, ?2, ?3, ?4, ?5, ?6 from entries where id = ?1 \
             on conflict (entry) do update set state = excluded.state, at = excluded.at, again = excluded.again, \
             tries = tries + excluded.tries, why = excluded.why where html is null",
        )?
        .execute(params![entry.0, state, at.0, again.map(|time| time.0), failures, why])?;
    Ok(())
}

/// Shows the full text of an entry, or the feed's own; whether there is one to show.
pub(super) fn show(connection: &Connection, entry: EntryId, shown: bool) -> Result<bool, StoreError> {
    let sql = "update full_texts set shown = ?2 where entry = ?1 and html is not null";
    Ok(connection.prepare_cached(sql)?.execute(params![entry.0, shown])? > 0)
}

/// What all full texts weigh on disk, bytes.
pub(super) fn weight(connection: &Connection) -> Result<u64, StoreError> {
    let sql = "select value from meta where key = 'full_text_bytes'";
    let bytes: i64 = connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    Ok(bytes.unsigned_abs())
}

/// Drops full texts until nine tenths of the budget are left, if they weigh more than it: those of entries that are read
/// before those that are not, the oldest first, of starred ones none, and not the one that has just come.
fn keep_budget(connection: &Connection, latest: EntryId, budget: u64) -> Result<(), StoreError> {
    let mut weight = weight(connection)?;
    if weight <= budget {
        return Ok(());
    }
    let sql = "select p.entry, length(p.html) from full_texts p join statuses s on s.entry = p.entry \
               where p.html is not null and s.starred = 0 and p.entry <> ?1 order by s.unread, s.sort, s.entry";
    let mut statement = connection.prepare_cached(sql)?;
    let mut dropped = Vec::new();
    let mut rows = statement.query([latest.0])?;
    while weight > budget / 10 * 9
        && let Some(row) = rows.next()?
    {
        dropped.push(row.get::<_, i64>(0)?);
        weight = weight.saturating_sub(row.get::<_, i64>(1)?.unsigned_abs());
    }
    drop(rows);
    for entry in dropped {
        drop_text(connection, EntryId(entry))?;
    }
    Ok(())
}

/// Drops the full text of an entry; whether it had one.
pub(super) fn drop_text(connection: &Connection, entry: EntryId) -> Result<bool, StoreError> {
    let sql = "update full_texts set state = ?2, html = null, source = null, words = 0 \
               where entry = ?1 and html is not null";
    Ok(connection.prepare_cached(sql)?.execute(params![entry.0, DROPPED])? > 0)
}
