//! What a view draws from, as ranges of indexes.

use rusqlite::Connection;
use rusqlite::types::Value;

use super::range::{Kept, Once, Range};
use crate::model::{FeedId, Folder, Time, View};
use crate::store::{StoreError, entries};

/// What a view draws from, with its feeds looked up.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::store) enum Scope {
    Everything,
    /// All but the feeds that are left out of the totals.
    Loud,
    Starred,
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
            View::Folder(folder) => Scope::Feeds(feeds_within(connection, folder)?),
        })
    }

    fn once(&self) -> Once {
        match self {
            Scope::Everything => Once::OfAll,
            Scope::Loud => Once::OfLoud,
            Scope::Starred => Once::Never,
            Scope::Feeds(feeds) if feeds.len() == 1 => Once::Never,
            Scope::Feeds(feeds) => Once::Of(json(feeds)),
        }
    }

    /// The unread entries.
    pub fn unread(&self) -> Vec<Range> {
        match self {
            Scope::Everything => vec![self.range("statuses_unread", "shown = 1 and unread = 1", kept("unread", "1"))],
            Scope::Loud => vec![self.range(
                "statuses_unread",
                "shown = 1 and unread = 1 and feed not in (select id from feeds where quiet = 1)",
                kept("unread", "f.quiet = 0"),
            )],
            Scope::Starred => vec![self.range("statuses_starred", "shown = 1 and starred = 1 and unread = 1", None)],
            Scope::Feeds(feeds) => {
                let condition = "shown = 1 and unread = 1 and feed = ?1";
                for_each(feeds, &self.range("statuses_feed_unread", condition, kept("unread", "f.id = ?1")))
            }
        }
    }

    /// All entries, read or not.
    pub fn whole(&self) -> Vec<Range> {
        match self {
            Scope::Everything => vec![self.range("statuses_all", "shown = 1", kept("total", "1"))],
            Scope::Loud => vec![self.range(
                "statuses_all",
                "shown = 1 and feed not in (select id from feeds where quiet = 1)",
                kept("total", "f.quiet = 0"),
            )],
            Scope::Starred => {
                vec![self.range("statuses_starred", "shown = 1 and starred = 1", kept("starred", "1"))]
            }
            Scope::Feeds(feeds) => {
                for_each(feeds, &self.range("statuses_feed", "shown = 1 and feed = ?1", kept("total", "f.id = ?1")))
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
            Scope::Feeds(feeds) => (
                "shown = 1 and unread = 0 and read_at >= ?2 and feed in (select value from json_each(?1))",
                Value::Text(json(feeds)),
            ),
        };
        let (since, once) = (Value::Integer(since.0), self.once());
        Range { index: "statuses_read", condition, once, feeds, since, kept: None }
    }

    /// A range in which no value is asked for.
    fn range(&self, index: &'static str, condition: &'static str, kept: Option<Kept>) -> Range {
        Range { index, condition, once: self.once(), feeds: Value::Null, since: Value::Null, kept }
    }
}

fn kept(count: &'static str, feeds: &'static str) -> Option<Kept> {
    Some(Kept { count, feeds })
}

fn json(feeds: &[FeedId]) -> String {
    entries::json_ids(&feeds.iter().map(|feed| feed.0).collect::<Vec<_>>())
}

fn for_each(feeds: &[FeedId], range: &Range) -> Vec<Range> {
    feeds.iter().map(|feed| Range { feeds: Value::Integer(feed.0), ..range.clone() }).collect()
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
