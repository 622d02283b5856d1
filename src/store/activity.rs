//! How much each feed has published lately, for its health.

use rusqlite::{Connection, params};

use super::StoreError;
use crate::model::{Activity, FeedId, Time, WEEKS};

const WEEK: i64 = 7 * Time::DAY;

/// Every subscribed feed with its latest entry and its last weeks, in the order of their ids.
pub(super) fn activity(connection: &Connection, now: Time) -> Result<Vec<Activity>, StoreError> {
    let mut latest = connection.prepare_cached(
        "select f.id, (select max(s.sort) from statuses s where s.feed = f.id and s.shown = 1) \
         from feeds f where f.hidden = 0 order by f.id",
    )?;
    let rows = latest.query_map([], |row| Ok((FeedId(row.get(0)?), row.get::<_, Option<i64>>(1)?.map(Time))))?;
    let mut all = Vec::new();
    for row in rows {
        let (feed, latest) = row?;
        all.push(Activity { feed, latest, weeks: weeks(connection, feed, now)? });
    }
    Ok(all)
}

fn weeks(connection: &Connection, feed: FeedId, now: Time) -> Result<[u32; WEEKS], StoreError> {
    let mut statement = connection.prepare_cached(
        "select (?2 - sort) / ?3, count(*) from statuses where feed = ?1 and shown = 1 and sort > ?4 group by 1",
    )?;
    let first = now.0.saturating_sub(WEEK.saturating_mul(WEEKS as i64));
    let rows = statement.query_map(params![feed.0, now.0, WEEK, first], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut weeks = [0; WEEKS];
    for row in rows {
        let (ago, entries): (i64, u32) = row?;
        // What is dated ahead of the clock counts as of this week.
        let ago = usize::try_from(ago.max(0)).unwrap_or(0);
        if let Some(week) = WEEKS.checked_sub(ago + 1).and_then(|at| weeks.get_mut(at)) {
            *week += entries;
        }
    }
    Ok(weeks)
}
