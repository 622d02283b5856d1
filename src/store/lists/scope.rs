//! What a view draws from, as ranges of indexes.

use rusqlite::Connection;
use rusqlite::types::Value;

use super::range::{Among, Kept, Once, Range};
use crate::model::{FeedId, Folder, Time, View};
use crate::store::{StoreError, entries};

/// What a view draws from, with its feeds looked up.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::store) enum Scope {
    Everything,
    /// All but the feeds that are left out of the totals.
    Loud,
    Starred,
    /// Those of a folder.
    Folder(Folder, Vec<FeedId>),
    /// Some feeds, each by itself.
    Feeds(Vec<FeedId>),
}

impl Scope {
    pub fn of(connection: &Connection, view: &View) -> Result<Scope, StoreError> {
        Ok(match view {
            View::Front | View::Unread | View::Today if has_quiet(connection)? => Scope::Loud,
            View::Front | View::Unread | View::Today | View::All | View::Lately | View::Tag(_) | View::Search(_) => {
                Scope::Everything
            }
            View::Starred => Scope::Starred,
            View::Feed(feed) => Scope::Feeds(vec![*feed]),
            View::Folder(folder) if folder.is_top() => Scope::Everything,
            View::Folder(folder) => Scope::Folder(folder.clone(), feeds_within(connection, folder)?),
        })
    }

    /// The name in `scopes` and `spares` under which clusters are counted.
    fn name(&self) -> Option<String> {
        match self {
            Scope::Everything => Some("all".to_owned()),
            Scope::Loud => Some("loud".to_owned()),
            Scope::Folder(folder, _) => Some(format!("folder:{}", folder.0)),
            Scope::Starred | Scope::Feeds(_) => None,
        }
    }

    fn among(&self) -> Among {
        match self {
            Scope::Everything => Among::All,
            Scope::Loud => Among::Loud,
            Scope::Folder(_, feeds) => Among::Feeds(json(feeds)),
            Scope::Starred | Scope::Feeds(_) => Among::Nothing,
        }
    }

    /// The unread entries; with `since` those of a list that keeps what was read since then.
    pub fn unread(&self, since: Option<Time>) -> Vec<Range> {
        let range = |index, condition, feeds: Option<&'static str>| Range {
            index,
            condition,
            once: Once { among: self.among(), living: true, from: i64::MIN },
            feeds: Value::Null,
            since: since.map_or(Value::Null, |since| Value::Integer(since.0)),
            kept: feeds.map(|feeds| Kept { count: "unread", feeds, spare: self.name() }),
        };
        match self {
            Scope::Everything => vec![range("statuses_unread", "shown = 1 and unread = 1", Some("1"))],
            Scope::Loud => vec![range(
                "statuses_unread",
                "shown = 1 and unread = 1 and feed not in (select id from feeds where quiet = 1)",
                Some("f.quiet = 0"),
            )],
            Scope::Starred => vec![range("statuses_starred", "shown = 1 and starred = 1 and unread = 1", None)],
            Scope::Folder(_, feeds) | Scope::Feeds(feeds) => {
                let condition = "shown = 1 and unread = 1 and feed = ?1";
                for_each(feeds, &range("statuses_feed_unread", condition, Some("f.id = ?1")))
            }
        }
    }

    /// All entries, read or not.
    pub fn whole(&self) -> Vec<Range> {
        let range = |index, condition, count, feeds| Range {
            index,
            condition,
            once: Once { among: self.among(), living: false, from: i64::MIN },
            feeds: Value::Null,
            since: Value::Null,
            kept: Some(Kept { count, feeds, spare: self.name() }),
        };
        match self {
            Scope::Everything => vec![range("statuses_all", "shown = 1", "total", "1")],
            Scope::Loud => vec![range(
                "statuses_all",
                "shown = 1 and feed not in (select id from feeds where quiet = 1)",
                "total",
                "f.quiet = 0",
            )],
            Scope::Starred => vec![range("statuses_starred", "shown = 1 and starred = 1", "starred", "1")],
            Scope::Folder(_, feeds) | Scope::Feeds(feeds) => {
                for_each(feeds, &range("statuses_feed", "shown = 1 and feed = ?1", "total", "f.id = ?1"))
            }
        }
    }

    /// The entries read since a moment; they stay in a list that hides the read.
    pub fn read_since(&self, since: Time) -> Range {
        let (condition, feeds) = match self {
            Scope::Everything => ("shown = 1 and unread = 0 and read_at >= ?2", Value::Null),
            Scope::Loud => (
                "shown = 1 and unread = 0 and read_at >= ?2 and feed not in (select id from feeds where quiet = 1)",
                Value::Null,
            ),
            Scope::Starred => ("shown = 1 and unread = 0 and starred = 1 and read_at >= ?2", Value::Null),
            Scope::Folder(_, feeds) | Scope::Feeds(feeds) => (
                "shown = 1 and unread = 0 and read_at >= ?2 and feed in (select value from json_each(?1))",
                Value::Text(json(feeds)),
            ),
        };
        let once = Once { among: self.among(), living: true, from: i64::MIN };
        Range { index: "statuses_read", condition, once, feeds, since: Value::Integer(since.0), kept: None }
    }
}

fn json(feeds: &[FeedId]) -> String {
    entries::json_ids(&feeds.iter().map(|feed| feed.0).collect::<Vec<_>>())
}

/// The range of each feed. What a cluster has too much in all of them is told by the first.
fn for_each(feeds: &[FeedId], range: &Range) -> Vec<Range> {
    let of = |(place, feed): (usize, &FeedId)| {
        let mut range = Range { feeds: Value::Integer(feed.0), ..range.clone() };
        if let Some(kept) = range.kept.as_mut().filter(|_| place > 0) {
            kept.spare = None;
        }
        range
    };
    feeds.iter().enumerate().map(of).collect()
}

fn has_quiet(connection: &Connection) -> Result<bool, StoreError> {
    let sql = "select exists (select 1 from feeds where quiet = 1 and hidden = 0)";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// The feeds that count in the totals.
pub(in crate::store) fn loud(connection: &Connection) -> Result<Vec<FeedId>, StoreError> {
    let mut statement = connection.prepare_cached("select id from feeds where hidden = 0 and quiet = 0")?;
    let feeds = statement.query_map([], |row| row.get(0).map(FeedId))?;
    Ok(feeds.collect::<Result<_, _>>()?)
}

fn feeds_within(connection: &Connection, folder: &Folder) -> Result<Vec<FeedId>, StoreError> {
    let mut statement = connection.prepare_cached("select id, folder from feeds where hidden = 0")?;
    let feeds = statement.query_map([], |row| Ok((FeedId(row.get(0)?), Folder(row.get(1)?))))?;
    let feeds: Vec<(FeedId, Folder)> = feeds.collect::<Result<_, _>>()?;
    Ok(feeds.into_iter().filter(|(_, place)| place.within(folder)).map(|(feed, _)| feed).collect())
}
