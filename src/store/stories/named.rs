//! Stories by name: what those are called that rules mean, which the reader follows.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension};

use super::is_told_by_several;
use crate::model::{EntryId, Followed, StoryId};
use crate::search;
use crate::store::{StoreError, entries};

/// The headline of the first entry of a story, also where the story was joined with another; none: it is gone.
pub(in crate::store) fn headline(connection: &Connection, story: StoryId) -> Result<Option<String>, StoreError> {
    let sql = "select e.title from statuses s join entries e on e.id = s.entry \
               where s.story = coalesce((select into_story from joined where story = ?1), ?1) order by s.entry limit 1";
    Ok(connection.prepare_cached(sql)?.query_row([story.0], |row| row.get(0)).optional()?)
}

/// What the stories are called that rules name.
pub(in crate::store) fn of_rules(connection: &Connection) -> Result<Vec<(StoryId, String)>, StoreError> {
    let sql = "select query from rules where leaving = 0 and instr(query, 'story:') > 0";
    let mut statement = connection.prepare_cached(sql)?;
    let queries: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let stories: BTreeSet<StoryId> = queries.iter().flat_map(|query| search::stories_in(query)).collect();
    headlines(connection, stories)
}

/// A text in the query language with headlines in place of the numbers of stories.
pub(in crate::store) fn with_headlines(connection: &Connection, text: &str) -> Result<String, StoreError> {
    let known = headlines(connection, search::stories_in(text))?;
    Ok(search::with_headlines(text, &known))
}

fn headlines(
    connection: &Connection,
    stories: impl IntoIterator<Item = StoryId>,
) -> Result<Vec<(StoryId, String)>, StoreError> {
    let mut out = Vec::new();
    for story in stories {
        out.extend(headline(connection, story)?.map(|headline| (story, headline)));
    }
    Ok(out)
}

/// How many stories the reader follows, and what is unread of them: a row for each cluster.
pub(in crate::store) fn followed(connection: &Connection) -> Result<Followed, StoreError> {
    let sql = "select (select count(*) from followed), \
                      (select count(distinct iif(cluster is null, 'e' || entry, cluster)) from statuses \
                       where story in (select story from followed) and shown = 1 and unread = 1)";
    let count = |number: i64| number.unsigned_abs();
    Ok(connection
        .prepare_cached(sql)?
        .query_row([], |row| Ok(Followed { stories: count(row.get(0)?), unread: count(row.get(1)?) }))?)
}

/// The story that all of these entries tell, if several tell it.
pub(in crate::store) fn common(connection: &Connection, these: &[EntryId]) -> Result<Option<StoryId>, StoreError> {
    let ids: Vec<i64> = these.iter().map(|entry| entry.0).collect();
    let sql = "select distinct story from statuses where entry in (select value from json_each(?1)) limit 2";
    let mut statement = connection.prepare_cached(sql)?;
    let stories = statement.query_map([entries::json_ids(&ids)], |row| row.get(0))?;
    match stories.collect::<Result<Vec<Option<i64>>, _>>()?[..] {
        [Some(story)] if is_told_by_several(connection, StoryId(story))? => Ok(Some(StoryId(story))),
        _ => Ok(None),
    }
}
