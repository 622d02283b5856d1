//! What the pulse is made of: entries by the hour, and the newest headlines.

use rusqlite::Connection;

use crate::model::{EntryId, FeedId, HOURS, Headline, Recent, Time};
use crate::store::StoreError;

pub(super) fn recent(connection: &Connection, since: Time, limit: usize) -> Result<Recent, StoreError> {
    Ok(Recent { since, hours: hours(connection, since)?, headlines: headlines(connection, since, limit)? })
}

/// Entries of each hour; the same article of several feeds counts once. The index holds all that is asked for.
fn hours(connection: &Connection, since: Time) -> Result<[u32; HOURS], StoreError> {
    let mut statement = connection.prepare_cached(
        "select (sort - ?1) / ?2, count(*) from statuses indexed by statuses_all \
         where shown = 1 and (cluster is null or cluster < 0 or cluster = entry) and sort >= ?1 group by 1",
    )?;
    let rows = statement.query_map((since.0, Time::HOUR), |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)))?;
    let mut hours = [0u32; HOURS];
    for row in rows {
        let (hour, entries): (i64, u32) = row?;
        // What is dated ahead of the clock counts as of this hour.
        let hour = usize::try_from(hour).unwrap_or(0).min(HOURS - 1);
        if let Some(sum) = hours.get_mut(hour) {
            *sum = sum.saturating_add(entries);
        }
    }
    Ok(hours)
}

fn headlines(connection: &Connection, since: Time, limit: usize) -> Result<Vec<Headline>, StoreError> {
    let mut statement = connection.prepare_cached(
        "select s.entry, s.feed, s.sort, e.title, coalesce(e.language, f.language) \
         from statuses s indexed by statuses_all cross join entries e on e.id = s.entry join feeds f on f.id = s.feed \
         where s.shown = 1 and (s.cluster is null or s.cluster < 0 or s.cluster = s.entry) and s.sort >= ?1 order by s.sort desc, s.entry desc limit ?2",
    )?;
    let rows = statement.query_map((since.0, i64::try_from(limit).unwrap_or(i64::MAX)), |row| {
        Ok(Headline {
            entry: EntryId(row.get(0)?),
            feed: FeedId(row.get(1)?),
            date: Time(row.get(2)?),
            title: row.get(3)?,
            language: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
