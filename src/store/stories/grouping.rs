//! Entries on their way into stories: what they are grouped by, and where they were put.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{Connection, Row};

use super::{know_as, settle, turn};
use crate::model::{Assignment, EntryId, Gist, Grouped, Placement, StoryId, Time, Ungrouped};
use crate::store::clusters::publisher_of;
use crate::store::rules::Rules;
use crate::store::{StoreError, bodies, twins};

/// A lead of fewer bytes is too short to tell much; so many characters of the text stand for it.
const SHORT: usize = 200;
const BEGINNING: usize = 300;

/// The columns of [`gist`], of entries `e` with their statuses `s`, and where they are from.
const HEADLINE: &str = "select e.id, s.feed, iif(e.title = '', e.lead, e.title), e.lead, coalesce(e.language, f.language), \
                        s.sort, s.story, s.twin, exists (select 1 from parted where story = s.story) \
                        from statuses s join entries e on e.id = s.entry join feeds f on f.id = s.feed";

fn gist(row: &Row) -> rusqlite::Result<(i64, Gist)> {
    let gist = Gist {
        entry: EntryId(row.get(0)?),
        publisher: String::new(),
        title: row.get(2)?,
        lead: row.get(3)?,
        language: row.get(4)?,
        date: Time(row.get(5)?),
        story: row.get::<_, Option<i64>>(6)?.map(StoryId),
        twin: row.get(7)?,
        parted: row.get(8)?,
    };
    Ok((row.get(1)?, gist))
}

/// Reads gists and says whose they are.
fn gists(connection: &Connection, condition: &str, parameters: impl rusqlite::Params) -> Result<Vec<Gist>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{HEADLINE} where {condition}"))?;
    let found: Vec<(i64, Gist)> = statement.query_map(parameters, gist)?.collect::<Result<_, _>>()?;
    let mut publishers = HashMap::new();
    let named = |(feed, gist)| Ok(Gist { publisher: publisher_of(connection, &mut publishers, feed)?, ..gist });
    found.into_iter().map(named).collect()
}

/// Where the feed says little more than a headline, the beginning of the text tells more: of the full text, if it is there.
fn with_texts(connection: &Connection, mut gists: Vec<Gist>) -> Result<Vec<Gist>, StoreError> {
    for gist in gists.iter_mut().filter(|gist| gist.lead.len() < SHORT) {
        let text = bodies::text(connection, gist.entry)?;
        if text.len() > gist.lead.len() {
            gist.lead = text.chars().take(BEGINNING).collect();
        }
    }
    Ok(gists)
}

pub(super) fn grouped(connection: &Connection, since: Time, before: usize) -> Result<Grouped, StoreError> {
    let first = first_since(connection, since)?;
    let held = "s.entry >= ?1 and s.sort >= ?2 and s.story is not null order by s.entry";
    let gists = with_texts(connection, gists(connection, held, (first, since.0))?)?;
    let before = self::gists(
        connection,
        "s.entry in (select entry from statuses indexed by statuses_all where shown = 1 and sort < ?1 \
         order by sort desc limit ?2)",
        (since.0, i64::try_from(before).unwrap_or(i64::MAX)),
    )?;
    let turn = connection.prepare_cached("select turn from grouping")?.query_row([], |row| row.get(0))?;
    Ok(Grouped { turn, gists, before })
}

/// The first entry that is dated since a moment.
fn first_since(connection: &Connection, since: Time) -> Result<i64, StoreError> {
    let sql = "select coalesce(min(entry), 0) from statuses indexed by statuses_all where shown = 1 and sort >= ?1";
    Ok(connection.prepare_cached(sql)?.query_row([since.0], |row| row.get(0))?)
}

pub(super) fn ungrouped(connection: &Connection, since: Time, limit: usize) -> Result<Ungrouped, StoreError> {
    let (turn, mark, story): (i64, i64, i64) = connection
        .prepare_cached("select turn, entry, story from grouping")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let newest: i64 =
        connection.prepare_cached("select coalesce(max(entry), 0) from statuses")?.query_row([], |row| row.get(0))?;
    let next = StoryId(story + 1);
    if newest <= mark {
        return Ok(Ungrouped { turn, gists: Vec::new(), up_to: EntryId(mark), next, more: false });
    }
    // What came before the first that is young enough need not be looked at.
    let from = mark.max(first_since(connection, since)? - 1);
    let gists = gists(
        connection,
        "s.entry > ?1 and s.sort >= ?2 and s.story is null and f.alone = 0 and f.account <> 0 order by s.entry limit ?3",
        (from, since.0, i64::try_from(limit).unwrap_or(i64::MAX)),
    )?;
    let mut gists = with_texts(connection, gists)?;
    let more = gists.len() == limit;
    let up_to = gists.last().filter(|_| more).map_or(EntryId(newest), |last| last.entry);
    for gist in gists.iter_mut().filter(|gist| gist.twin.is_some()) {
        gist.story = twins::story(connection, gist.entry)?;
    }
    Ok(Ungrouped { turn, gists, up_to, next, more })
}

pub(super) fn assign(connection: &Connection, assignment: &Assignment, at: Time) -> Result<Option<i64>, StoreError> {
    let known: i64 = connection.prepare_cached("select turn from grouping")?.query_row([], |row| row.get(0))?;
    if known != assignment.turn {
        return Ok(None);
    }
    let mut touched = BTreeSet::new();
    let mut place = connection.prepare_cached("update statuses set story = ?2 where entry = ?1 and story is null")?;
    let mut note = connection.prepare_cached("insert or ignore into shares (entry, words) values (?1, ?2)")?;
    for Placement { entry, story, shares } in &assignment.placed {
        place.execute([entry.0, story.0])?;
        if !shares.is_empty() {
            note.execute((entry.0, shares.join(", ")))?;
        }
        touched.insert(*story);
    }
    for (gone, into) in &assignment.joined {
        connection.prepare_cached("update statuses set story = ?2 where story = ?1")?.execute([gone.0, into.0])?;
        know_as(connection, *gone, *into)?;
        touched.remove(gone);
        touched.insert(*into);
    }
    for story in touched {
        settle(connection, story)?;
    }
    let rules = Rules::of_stories(connection, at)?;
    for placed in &assignment.placed {
        rules.apply(connection, placed.entry, at)?;
    }
    connection
        .prepare_cached("update grouping set entry = max(entry, ?1), story = max(story, ?2)")?
        .execute([assignment.up_to.0, assignment.next.0 - 1])?;
    turn(connection).map(Some)
}
