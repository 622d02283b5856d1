//! Feeds as they are read: the tree, single feeds, and what is to be fetched.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row};

use super::lists::{Between, Range, Scope};
use super::publisher::publisher;
use super::{StoreError, access, clusters, lists, retention, searches, stories};
use crate::model::{
    AccountId, Counts, EntryId, Feed, FeedId, FetchJob, Folder, Freshness, FullText, Health, HostRecord, Skips,
    Snapshot, Source, Subscription, Time, Tree, Validators, View, Wish,
};

/// A poll further off than this was put there by a clock that went wrong.
const FARTHEST_POLL: i64 = 30 * Time::DAY;

/// The columns of [`subscription`].
pub(super) const SUBSCRIPTION: &str =
    "url, user_title, folder, tags, refresh, full_text, user_agent, access, quiet, retention, alone";
/// How many they are.
pub(super) const SUBSCRIPTION_COLUMNS: usize = 11;

pub(super) fn subscription(row: &Row) -> rusqlite::Result<Subscription> {
    Ok(Subscription {
        url: row.get(0)?,
        title: row.get(1)?,
        folder: Folder(row.get(2)?),
        tags: serde_json::from_str(&row.get::<_, String>(3)?).unwrap_or_default(),
        refresh: row.get(4)?,
        full_text: match row.get(5)? {
            1 => FullText::OnOpen,
            2 => FullText::Always,
            _ => FullText::Never,
        },
        user_agent: row.get(6)?,
        access: access::read(row.get(7)?),
        quiet: row.get(8)?,
        retention: retention::read(row.get(9)?),
        alone: row.get(10)?,
    })
}

fn feed(row: &Row) -> rusqlite::Result<Feed> {
    let subscription = subscription(row)?;
    let (own, site): (Option<String>, Option<String>) = (row.get(13)?, row.get(14)?);
    let moment = |column| row.get::<_, Option<i64>>(column).map(|seconds| seconds.map(Time));
    let number = |column| row.get::<_, i64>(column).map(i64::unsigned_abs);
    Ok(Feed {
        title: title(subscription.title.as_deref(), own.as_deref(), &subscription.url),
        publisher: publisher(site.as_deref(), &subscription.url),
        subscription,
        id: FeedId(row.get(11)?),
        account: AccountId(row.get(12)?),
        site,
        counts: Counts { total: number(15)?, unread: number(16)?, starred: number(17)? },
        health: Health {
            last_success: moment(18)?,
            last_error: row.get(19)?,
            http_status: row.get(20)?,
            failures: row.get(21)?,
            next_poll: moment(22)?,
            posts_per_week: row.get(23)?,
            why_next: row.get(24)?,
            error_body: row.get(25)?,
            gone: row.get(26)?,
        },
    })
}

/// The title to show: the user's, else the feed's, else its address without scheme.
fn title(user: Option<&str>, own: Option<&str>, url: &str) -> String {
    let given = user.or(own).filter(|title| !title.trim().is_empty());
    let bare = || url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/');
    given.unwrap_or_else(bare).to_owned()
}

fn select(condition: &str) -> String {
    format!(
        "select {SUBSCRIPTION}, id, account, own_title, site, total, unread, starred, last_success, last_error, \
         http_status, failures, next_poll, posts_per_week, why_next, error_body, gone from feeds where {condition}"
    )
}

/// A feed, hidden or not.
pub(super) fn get(connection: &Connection, id: FeedId) -> Result<Option<Feed>, StoreError> {
    Ok(connection.prepare_cached(&select("id = ?1"))?.query_row([id.0], feed).optional()?)
}

pub(super) fn find(connection: &Connection, url_or_id: &str) -> Result<Option<Feed>, StoreError> {
    if let Ok(id) = url_or_id.parse::<i64>() {
        let by_id = select("id = ?1 and hidden = 0");
        return Ok(connection.prepare_cached(&by_id)?.query_row([id], feed).optional()?);
    }
    let by_url = select("url = ?1 and hidden = 0");
    let found = connection.prepare_cached(&by_url)?.query_row([url_or_id], feed).optional()?;
    if found.is_some() {
        return Ok(found);
    }
    let by_alias = select("id = (select feed from aliases where url = ?1) and hidden = 0");
    Ok(connection.prepare_cached(&by_alias)?.query_row([url_or_id], feed).optional()?)
}

/// The titles of all feeds, by row number.
pub(super) fn titles(connection: &Connection) -> Result<HashMap<i64, String>, StoreError> {
    let mut statement = connection.prepare_cached("select id, user_title, own_title, url from feeds")?;
    let titles = statement.query_map([], |row| {
        let (user, own): (Option<String>, Option<String>) = (row.get(1)?, row.get(2)?);
        Ok((row.get(0)?, title(user.as_deref(), own.as_deref(), &row.get::<_, String>(3)?)))
    })?;
    Ok(titles.collect::<Result<_, _>>()?)
}

pub(super) fn tree(connection: &Connection) -> Result<Tree, StoreError> {
    let mut statement =
        connection.prepare_cached(&select("hidden = 0 and (account <> 0 or total > 0) order by position, id"))?;
    let feeds: Vec<Feed> = statement.query_map([], feed)?.collect::<Result<_, _>>()?;
    let starred = feeds.iter().map(|feed| feed.counts.starred).sum();
    Ok(Tree {
        feeds: in_tree_order(feeds),
        starred,
        today: 0,
        today_apart: 0,
        searches: searches::all(connection)?,
        tags: searches::tags(connection)?,
        watermark: lists::newest(connection)?,
        spares: clusters::spares(connection)?,
        followed: stories::followed(connection)?,
        headlines: stories::of_rules(connection)?,
    })
}

/// The tree with what is unread of the day that began at midnight.
pub(super) fn tree_on(connection: &Connection, midnight: Time) -> Result<Tree, StoreError> {
    let watermark = EntryId(i64::MAX);
    let snapshot = Snapshot { watermark, since: midnight, midnight };
    let unread = Scope::of(connection, &View::Today)?.unread(None);
    let count = |ranges: &[Range]| lists::count(connection, ranges, watermark, Between::of(&View::Today, snapshot));
    let apart: Vec<Range> = unread.iter().cloned().map(Range::each).collect();
    Ok(Tree { today: count(&unread)?, today_apart: count(&apart)?, ..tree(connection)? })
}

/// Brings the feeds of a folder together, each folder standing where its first feed stands.
fn in_tree_order(feeds: Vec<Feed>) -> Vec<Feed> {
    let mut first = HashMap::new();
    for (place, feed) in feeds.iter().enumerate() {
        for folder in feed.subscription.folder.ancestry() {
            first.entry(folder.to_owned()).or_insert(place);
        }
    }
    let mut placed: Vec<(Vec<usize>, Feed)> = feeds
        .into_iter()
        .enumerate()
        .map(|(place, feed)| {
            let folders = feed.subscription.folder.ancestry().filter_map(|folder| first.get(folder).copied());
            (folders.chain([place]).collect(), feed)
        })
        .collect();
    placed.sort_by(|one, other| one.0.cmp(&other.0));
    placed.into_iter().map(|(_, feed)| feed).collect()
}

/// The paths of a folder and all above it, the outermost first.
/// The columns of [`job`].
const JOB: &str = "id, url, validator_url, etag, last_modified, user_agent, refresh, failures, last_poll, next_poll, \
                   not_before, posts_per_week, total, newest, rhythm, last_full, last_unconditional, failing_since, \
                   strain, gone, http_wait, http_wait_by, feed_wait, feed_wait_by, skips, moved_to, moved_since, access";

fn job(row: &Row) -> rusqlite::Result<FetchJob> {
    let moment = |column| row.get::<_, Option<i64>>(column).map(|seconds| seconds.map(Time));
    Ok(FetchJob {
        feed: Some(FeedId(row.get(0)?)),
        url: row.get(1)?,
        validators: Validators {
            url: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
            etag: row.get(3)?,
            last_modified: row.get(4)?,
        },
        user_agent: row.get(5)?,
        refresh: row.get(6)?,
        failures: row.get(7)?,
        last_poll: moment(8)?,
        next_poll: moment(9)?,
        not_before: moment(10)?,
        posts_per_week: row.get(11)?,
        entries: row.get::<_, i64>(12)?.unsigned_abs(),
        newest: moment(13)?,
        rhythm: row.get(14)?,
        last_full: moment(15)?,
        last_unconditional: moment(16)?,
        failing_since: moment(17)?,
        strain: row.get(18)?,
        gone: row.get(19)?,
        freshness: Freshness {
            http: wish(row.get(20)?, row.get(21)?),
            feed: wish(row.get(22)?, row.get(23)?),
            skips: Skips(row.get(24)?),
        },
        moved: row.get::<_, Option<String>>(25)?.zip(moment(26)?),
        access: access::read(row.get(27)?),
        host: HostRecord::default(),
    })
}

fn wish(wait: Option<i64>, by: Option<String>) -> Option<Wish> {
    let (wait, by) = wait.zip(by)?;
    let source = Source::ALL.into_iter().find(|source| source.name() == by)?;
    Some(Wish { wait, source })
}

pub(super) fn due(connection: &Connection, now: Time) -> Result<Vec<FetchJob>, StoreError> {
    let sql = format!(
        "select {JOB} from feeds where hidden = 0 and account = 1 and gone = 0 \
         and (next_poll is null or next_poll <= ?1 or next_poll > ?2) \
         and (not_before is null or not_before <= ?1 or not_before > ?2) order by next_poll, position, id"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let jobs = statement.query_map([now.0, now.plus(FARTHEST_POLL).0], job)?;
    Ok(jobs.collect::<Result<_, _>>()?)
}

pub(super) fn jobs(connection: &Connection, feeds: Option<&[FeedId]>) -> Result<Vec<FetchJob>, StoreError> {
    let Some(feeds) = feeds else {
        // A feed that is gone is asked by name only.
        let sql =
            format!("select {JOB} from feeds where hidden = 0 and account = 1 and gone = 0 order by position, id");
        return Ok(connection.prepare_cached(&sql)?.query_map([], job)?.collect::<Result<_, _>>()?);
    };
    let mut statement =
        connection.prepare_cached(&format!("select {JOB} from feeds where hidden = 0 and account = 1 and id = ?1"))?;
    let jobs = feeds.iter().filter_map(|feed| statement.query_row([feed.0], job).optional().transpose());
    Ok(jobs.collect::<Result<_, _>>()?)
}

/// When the next feed is due. A moment that a wrong clock put there is none.
pub(super) fn next_due(connection: &Connection, now: Time) -> Result<Option<Time>, StoreError> {
    let sql = "select min(max(iif(next_poll > ?1, 0, coalesce(next_poll, 0)), \
                              iif(not_before > ?1, 0, coalesce(not_before, 0)))) \
               from feeds where hidden = 0 and account = 1 and gone = 0";
    let farthest = now.plus(FARTHEST_POLL).0;
    let next: Option<i64> = connection.prepare_cached(sql)?.query_row([farthest], |row| row.get(0))?;
    Ok(next.map(Time))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_stands_where_its_first_feed_stands() {
        let feed = |title: &str, folder: &str| Feed {
            id: FeedId(0),
            account: AccountId::LOCAL,
            subscription: Subscription { folder: Folder(folder.to_owned()), ..Default::default() },
            title: title.to_owned(),
            site: None,
            publisher: String::new(),
            counts: Counts::default(),
            health: Health::default(),
        };
        let feeds = vec![feed("a", "W/X"), feed("b", ""), feed("c", "W"), feed("d", "W/X"), feed("e", "V")];
        let titles: Vec<String> = in_tree_order(feeds).into_iter().map(|feed| feed.title).collect();
        assert_eq!(titles, ["a", "d", "c", "b", "e"]);
    }

    #[test]
    fn a_feed_without_title_shows_its_address() {
        assert_eq!(title(None, Some(" "), "https://news.example/feed/"), "news.example/feed");
        assert_eq!(title(Some("Mine"), Some("Theirs"), "x"), "Mine");
    }
}
