//! How feeds and hosts have answered: stored with each attempt, read for the schedule and for the report.

use std::collections::HashMap;

use rusqlite::{Connection, params};
use url::Url;

use super::{StoreError, feeds, subscriptions};
use crate::model::{Aftermath, FeedId, FetchRecord, Freshness, HostRecord, Moved, Outcome, Politeness, Time, Wish};

/// From one feed of a host to the next when the host may be asked again, seconds, and for how many.
const APART: i64 = 10;
const RANKS: i64 = 60;

/// The newest entries from which a feed's pace is reckoned.
const PACE_DEPTH: u32 = 30;
const WEEK: f32 = (7 * Time::DAY) as f32;

/// Stores how an attempt went, and when the next one is; answers whether the feed's address was changed.
pub(super) fn store(connection: &Connection, record: &FetchRecord) -> Result<bool, StoreError> {
    let after = &record.after;
    if after.uncounted {
        store_uncounted(connection, record)?;
        return Ok(false);
    }
    store_health(connection, record)?;
    if let Some(validators) = &record.validators {
        connection
            .prepare_cached("update feeds set validator_url = ?2, etag = ?3, last_modified = ?4 where id = ?1")?
            .execute(params![record.feed.0, validators.url, validators.etag, validators.last_modified])?;
    }
    if let Some(freshness) = after.freshness {
        store_freshness(connection, record.feed, freshness)?;
    }
    if let Some(host) = &after.host {
        store_host(connection, &after.host_name, host)?;
    }
    if let Some((until, why)) = &after.host_pause {
        pause_host(connection, record.feed, after, *until, why)?;
    }
    store_move(connection, record)
}

/// Shows what failed; neither a poll nor a failure.
fn store_uncounted(connection: &Connection, record: &FetchRecord) -> Result<(), StoreError> {
    let sql = "update feeds set last_error = ?2, next_poll = ?3, why_next = ?4 where id = ?1";
    let of_feed = params![record.feed.0, error(record), record.next_poll.0, record.after.why_next];
    connection.prepare_cached(sql)?.execute(of_feed)?;
    Ok(())
}

fn error(record: &FetchRecord) -> Option<&str> {
    match &record.outcome {
        Outcome::Failed(error) => Some(error),
        Outcome::Full(_) | Outcome::Partial(_) | Outcome::Unchanged => None,
    }
}

fn store_health(connection: &Connection, record: &FetchRecord) -> Result<(), StoreError> {
    let after = &record.after;
    let pace = Pace::of(connection, record.feed, record.at)?;
    let full = matches!(record.outcome, Outcome::Full(_));
    let changed = connection
        .prepare_cached(
            "update feeds set last_poll = ?2, next_poll = iif(?11, null, ?3), not_before = ?4, http_status = ?5, \
             last_error = ?6, last_success = iif(?6 is null, ?2, last_success), \
             failures = iif(?6 is null, 0, failures + 1), \
             failing_since = iif(?6 is null, null, coalesce(failing_since, ?2)), \
             posts_per_week = ?7, newest = ?8, rhythm = ?9, why_next = ?10, gone = ?11, error_body = ?12, \
             strain = ?13, last_full = iif(?14, ?2, last_full), \
             last_unconditional = iif(?15, ?2, last_unconditional), \
             asked = asked + 1, unconditional = unconditional + ?15, full_answers = full_answers + ?14, \
             unchanged_answers = unchanged_answers + (?5 is 304), refusals = refusals + (?5 is 429), \
             min_gap = min(coalesce(min_gap, ?2 - last_poll), coalesce(?2 - last_poll, min_gap)), \
             saved = saved + iif(?5 is 304, body_size, 0), body_size = coalesce(?16, body_size) where id = ?1",
        )?
        .execute(params![
            record.feed.0,
            record.at.0,
            record.next_poll.0,
            record.not_before.map(|time| time.0),
            record.http_status,
            error(record),
            pace.per_week,
            pace.newest,
            pace.rhythm,
            after.why_next,
            after.gone,
            after.error_body,
            after.strain,
            full,
            after.unconditional,
            after.size.map(|size| i64::try_from(size).unwrap_or(i64::MAX)),
        ])?;
    match changed {
        0 => Err(StoreError::NoFeed(record.feed.to_string())),
        _ => Ok(()),
    }
}

/// How often a feed posts, by its newest entries up to now; one that fell silent slows down.
struct Pace {
    per_week: f32,
    newest: Option<i64>,
    /// Seconds from one to the next; none where there are too few to tell.
    rhythm: Option<i64>,
}

impl Pace {
    fn of(connection: &Connection, feed: FeedId, now: Time) -> Result<Pace, StoreError> {
        let sql = "select count(*), min(sort), max(sort) from \
                   (select sort from statuses where feed = ?1 and shown = 1 order by sort desc limit ?2)";
        let (count, oldest, newest): (u16, Option<i64>, Option<i64>) = connection
            .prepare_cached(sql)?
            .query_row(params![feed.0, PACE_DEPTH], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let span = now.since(Time(oldest.unwrap_or(0))).max(Time::DAY);
        let within = newest.zip(oldest).map(|(newest, oldest)| newest.saturating_sub(oldest));
        Ok(Pace {
            per_week: f32::from(count) * WEEK / span as f32,
            newest,
            rhythm: within.filter(|_| count > 2).map(|within| (within / i64::from(count - 1)).min(i64::from(u32::MAX))),
        })
    }
}

fn store_freshness(connection: &Connection, feed: FeedId, freshness: Freshness) -> Result<(), StoreError> {
    let parts = |wish: Option<Wish>| (wish.map(|wish| wish.wait), wish.map(|wish| wish.source.name()));
    let (http, feed_own) = (parts(freshness.http), parts(freshness.feed));
    connection
        .prepare_cached(
            "update feeds set http_wait = ?2, http_wait_by = ?3, feed_wait = ?4, feed_wait_by = ?5, skips = ?6 \
             where id = ?1",
        )?
        .execute(params![feed.0, http.0, http.1, feed_own.0, feed_own.1, freshness.skips.0])?;
    Ok(())
}

pub(super) fn store_host(connection: &Connection, name: &str, host: &HostRecord) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "insert or replace into hosts (host, in_row, strain, doublings, last_refusal, not_before) \
             values (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            name,
            host.in_row,
            host.strain,
            host.doublings,
            host.last_refusal.map(|time| time.0),
            host.not_before.map(|time| time.0),
        ])?;
    Ok(())
}

/// Lets the other feeds of a host rest too; afterwards they are not asked all at once.
fn pause_host(
    connection: &Connection,
    refused: FeedId,
    after: &Aftermath,
    until: Time,
    why: &str,
) -> Result<(), StoreError> {
    let mut statement = connection
        .prepare_cached("select id, url, coalesce(validator_url, '') from feeds where account = 1 and hidden = 0")?;
    // Led there by a redirect counts like lying there.
    let feeds = statement.query_map([], |row| Ok((FeedId(row.get(0)?), [row.get(1)?, row.get(2)?])))?;
    let feeds: Vec<(FeedId, [String; 2])> = feeds.collect::<Result<_, _>>()?;
    let of_host = |url: &String| Url::parse(url).is_ok_and(|url| url.host_str() == Some(&after.host_name));
    let siblings = feeds.into_iter().filter(|(feed, urls)| *feed != refused && urls.iter().any(of_host));
    for (rank, (feed, _)) in (0..).zip(siblings) {
        connection
            .prepare_cached(
                "update feeds set not_before = max(coalesce(not_before, 0), ?2), why_next = ?4, \
                 next_poll = iif(gone, null, max(coalesce(next_poll, 0), ?3)) where id = ?1",
            )?
            .execute(params![feed.0, until.0, until.plus(rank % RANKS * APART).0, why])?;
    }
    Ok(())
}

/// Keeps where the feed leads, and adopts the address when it is believed; answers whether it was.
fn store_move(connection: &Connection, record: &FetchRecord) -> Result<bool, StoreError> {
    let (target, since, adopted) = match &record.after.moved {
        Moved::Silent => return Ok(false),
        Moved::Settled => (None, None, false),
        Moved::Seen(url) => (Some(url), Some(record.at.0), false),
        Moved::Adopted(url) => (None, None, subscriptions::follow(connection, record.feed, url)?),
    };
    connection.prepare_cached("update feeds set moved_to = ?2, moved_since = ?3 where id = ?1")?.execute(params![
        record.feed.0,
        target,
        since
    ])?;
    Ok(adopted)
}

pub(super) fn hosts(connection: &Connection) -> Result<HashMap<String, HostRecord>, StoreError> {
    let sql = "select host, in_row, strain, doublings, last_refusal, not_before from hosts";
    let mut statement = connection.prepare_cached(sql)?;
    let hosts = statement.query_map([], |row| {
        let moment = |column| row.get::<_, Option<i64>>(column).map(|seconds| seconds.map(Time));
        let host = HostRecord {
            in_row: row.get(1)?,
            strain: row.get(2)?,
            doublings: row.get(3)?,
            last_refusal: moment(4)?,
            not_before: moment(5)?,
        };
        Ok((row.get(0)?, host))
    })?;
    Ok(hosts.collect::<Result<_, _>>()?)
}

pub(super) fn politeness(connection: &Connection) -> Result<Vec<Politeness>, StoreError> {
    let titles = feeds::titles(connection)?;
    let mut statement = connection.prepare_cached(
        "select url, id, asked, unconditional, full_answers, unchanged_answers, refusals, min_gap, saved, why_next \
         from feeds where hidden = 0 and account = 1 and url not like 'file:%' order by position, id",
    )?;
    let feeds = statement.query_map([], |row| {
        let count = |column| row.get::<_, i64>(column).map(i64::unsigned_abs);
        Ok(Politeness {
            url: row.get(0)?,
            title: titles.get(&row.get(1)?).cloned().unwrap_or_default(),
            asked: count(2)?,
            unconditional: count(3)?,
            full: count(4)?,
            unchanged: count(5)?,
            refused: count(6)?,
            min_gap: row.get(7)?,
            saved: count(8)?,
            why_next: row.get(9)?,
        })
    })?;
    Ok(feeds.collect::<Result<_, _>>()?)
}
