//! Stories: which entries tell the same event, and what the reader makes of them.

mod grouping;
mod hand;
mod named;
mod pulse;
mod telling;

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension};

pub(super) use self::hand::take;
pub(super) use self::named::{common, followed, headline, of_rules, with_headlines};
use super::clusters::publisher_of;
use super::{Pending, Store, StoreError};
use crate::model::{Applied, Assignment, Coverage, EntryId, Grouped, Recent, StoryId, Time, Ungrouped};

impl Store {
    /// What the entries dated since a moment tell, those of one story together: of the newest `limit` entries, in the
    /// order in which the newest of each came.
    pub fn told(&self, since: Time, limit: usize) -> Pending<Vec<Coverage>> {
        self.0.search.read(None, move |connection| telling::told(connection, since, limit))
    }

    /// What these entries tell, those of one story together with all of it that is shown.
    pub fn told_by(&self, entries: Vec<EntryId>) -> Pending<Vec<Coverage>> {
        self.0.search.read(None, move |connection| telling::told_by(connection, &entries))
    }

    /// The story of an entry, with all of it that is shown; none if the entry is gone.
    pub fn coverage(&self, entry: EntryId) -> Pending<Option<Coverage>> {
        self.0.screen.read(None, move |connection| telling::coverage(connection, entry))
    }

    /// What is dated since the hour that begins then: how much in each hour, and the newest `limit` headlines.
    pub fn recent(&self, since: Time, limit: usize) -> Pending<Recent> {
        self.0.search.read(None, move |connection| pulse::recent(connection, since, limit))
    }

    /// The entries dated since a moment that are in stories, and `before` titles of older ones.
    pub fn grouped(&self, since: Time, before: usize) -> Pending<Grouped> {
        self.0.search.read(None, move |connection| grouping::grouped(connection, since, before))
    }

    /// The first `limit` entries that nobody has put into stories yet; what is dated before a moment is not meant to be.
    pub fn ungrouped(&self, since: Time, limit: usize) -> Pending<Ungrouped> {
        self.0.search.read(None, move |connection| grouping::ungrouped(connection, since, limit))
    }

    /// Puts entries into stories, and does to them what rules say of those; the turn that began so. None: what the
    /// assignment was made of is outdated, and nothing is done.
    pub fn assign(&self, assignment: Assignment, at: Time) -> Pending<Option<i64>> {
        let Some(writer) = &self.0.writer else { return Pending::ready(Err(self.read_only())) };
        writer.bulk(move |connection| grouping::assign(connection, &assignment, at))
    }

    /// Takes an entry out of its story, into one of its own. This and what follows: 0 entries: nothing was done, for the
    /// reason in the text.
    pub fn split(&self, entry: EntryId, at: Time) -> Pending<Applied> {
        self.write(move |connection| hand::split(connection, entry, at))
    }

    /// Makes the stories of these entries one: that of the last.
    pub fn join(&self, entries: Vec<EntryId>, at: Time) -> Pending<Applied> {
        self.write(move |connection| hand::join(connection, &entries, at))
    }

    /// Follows the story of an entry, or no longer.
    pub fn follow(&self, entry: EntryId, at: Time) -> Pending<Applied> {
        self.write(move |connection| hand::follow(connection, entry, at))
    }
}

/// The story of an entry; none: nobody has put it into one, or it is gone.
fn story_of(connection: &Connection, entry: EntryId) -> Result<Option<StoryId>, StoreError> {
    let sql = "select story from statuses where entry = ?1 and story is not null";
    Ok(connection.prepare_cached(sql)?.query_row([entry.0], |row| row.get(0).map(StoryId)).optional()?)
}

/// Has lists show a story as one if two publishers or more tell it, and else its entries one by one. What came to it since
/// the reader follows it stands by itself.
fn settle(connection: &Connection, story: StoryId) -> Result<(), StoreError> {
    let cluster = is_told_by_several(connection, story)?.then_some(-story.0);
    let sql = "update statuses set cluster = iif(entry <= coalesce((select since from followed where story = ?1), entry), \
                                                 coalesce(?2, twin), twin) \
               where story = ?1 and cluster is not \
                   iif(entry <= coalesce((select since from followed where story = ?1), entry), coalesce(?2, twin), twin)";
    connection.prepare_cached(sql)?.execute((story.0, cluster))?;
    Ok(())
}

/// A reprint is no second source.
pub(super) fn is_told_by_several(connection: &Connection, story: StoryId) -> Result<bool, StoreError> {
    let sql = "select distinct feed from statuses where story = ?1 and (twin is null or twin = entry)";
    let mut statement = connection.prepare_cached(sql)?;
    let mut feeds = statement.query([story.0])?;
    let (mut known, mut publishers) = (HashMap::new(), HashSet::new());
    while let Some(feed) = feeds.next()? {
        publishers.insert(publisher_of(connection, &mut known, feed.get(0)?)?);
        if publishers.len() > 1 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Begins another turn.
fn turn(connection: &Connection) -> Result<i64, StoreError> {
    let sql = "update grouping set turn = turn + 1 returning turn";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// The numbers of the stories that were joined with one.
pub(super) fn formerly(connection: &Connection, story: StoryId) -> Result<Vec<i64>, StoreError> {
    let mut statement = connection.prepare_cached("select story from joined where into_story = ?1")?;
    let formerly = statement.query_map([story.0], |row| row.get(0))?;
    Ok(formerly.collect::<Result<_, _>>()?)
}

/// Makes a story known under the number of another, which has taken it in.
fn know_as(connection: &Connection, gone: StoryId, into: StoryId) -> Result<(), StoreError> {
    let run = |sql: &str| connection.prepare_cached(sql)?.execute([gone.0, into.0]);
    run("update joined set into_story = ?2 where into_story = ?1")?;
    run("insert or replace into joined (story, into_story) values (?1, ?2)")?;
    run("insert or ignore into followed (story, since) select ?2, since from followed where story = ?1")?;
    Ok(())
}
