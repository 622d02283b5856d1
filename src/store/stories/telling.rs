//! What the entries of stories tell, without their words.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, Row};

use crate::model::{Coverage, EntryId, FeedId, StoryId, Telling, Time};
use crate::store::StoreError;

/// The columns of [`telling`]. A story that lists do not show as one is none.
const TELLING: &str = "iif(s.cluster < 0, s.story, null), s.entry, s.feed, s.sort, e.fetched, s.unread, \
                       s.twin is not null and s.twin <> s.entry, \
                       exists (select 1 from followed where story = s.story), \
                       (select words from shares where entry = s.entry)";

struct Told {
    story: Option<StoryId>,
    followed: bool,
    telling: Telling,
}

fn told_in(row: &Row) -> rusqlite::Result<Told> {
    let telling = Telling {
        entry: EntryId(row.get(1)?),
        feed: FeedId(row.get(2)?),
        date: Time(row.get(3)?),
        arrived: Time(row.get(4)?),
        unread: row.get(5)?,
        twin: row.get(6)?,
        shares: row.get(8)?,
    };
    Ok(Told { story: row.get::<_, Option<i64>>(0)?.map(StoryId), followed: row.get(7)?, telling })
}

/// Brings the entries of a story together, where the first of them stands.
fn together(all: impl Iterator<Item = rusqlite::Result<Told>>) -> Result<Vec<Coverage>, StoreError> {
    let mut coverages: Vec<Coverage> = Vec::new();
    let mut places: HashMap<StoryId, usize> = HashMap::new();
    for told in all {
        let Told { story, followed, telling } = told?;
        let next = coverages.len();
        let place = story.map_or(next, |story| *places.entry(story).or_insert(next));
        match coverages.get_mut(place) {
            Some(coverage) => coverage.members.push(telling),
            None => coverages.push(Coverage { story, followed, members: vec![telling] }),
        }
    }
    coverages.iter_mut().for_each(|coverage| coverage.members.sort_by_key(|member| member.entry));
    Ok(coverages)
}

pub(super) fn told(connection: &Connection, since: Time, limit: usize) -> Result<Vec<Coverage>, StoreError> {
    let sql = format!(
        "select {TELLING} from statuses s indexed by statuses_all cross join entries e on e.id = s.entry \
         where s.shown = 1 and s.sort >= ?1 order by s.sort desc, s.entry desc limit ?2"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    together(statement.query_map((since.0, i64::try_from(limit).unwrap_or(i64::MAX)), told_in)?)
}

/// One at a time, since what the entries tell may reach beyond them.
pub(super) fn told_by(connection: &Connection, entries: &[EntryId]) -> Result<Vec<Coverage>, StoreError> {
    let mut seen = HashSet::new();
    let mut coverages = Vec::new();
    for entry in entries {
        let Some(coverage) = coverage(connection, *entry)? else { continue };
        if coverage.story.is_none_or(|story| seen.insert(story)) {
            coverages.push(coverage);
        }
    }
    Ok(coverages)
}

pub(super) fn coverage(connection: &Connection, entry: EntryId) -> Result<Option<Coverage>, StoreError> {
    let sql = "select story, cluster, exists (select 1 from statuses t where t.story = s.story and t.cluster < 0) \
               from statuses s where entry = ?1";
    let found = connection.prepare_cached(sql)?.query_row([entry.0], |row| {
        Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, Option<i64>>(1)?, row.get::<_, bool>(2)?))
    });
    let (members, of) = match found.optional()? {
        None => return Ok(None),
        // Also those that stand by themselves, since the reader follows the story.
        Some((Some(story), _, true)) => ("s.story = ?1 and s.shown = 1", story),
        Some((_, Some(cluster), _)) => ("s.cluster = ?1 and s.shown = 1", cluster),
        Some(_) => ("s.entry = ?1", entry.0),
    };
    let sql =
        format!("select {TELLING} from statuses s join entries e on e.id = s.entry where {members} order by s.entry");
    let mut statement = connection.prepare_cached(&sql)?;
    let told: Vec<Told> = statement.query_map([of], told_in)?.collect::<Result<_, _>>()?;
    Ok((!told.is_empty()).then(|| Coverage {
        story: told.iter().find_map(|told| told.story),
        followed: told.iter().any(|told| told.followed),
        members: told.into_iter().map(|told| told.telling).collect(),
    }))
}
