//! Stories: which entries tell the same event.

mod pulse;

use std::collections::HashMap;

pub(super) use self::pulse::recent;
use rusqlite::{Connection, Row};

use super::StoreError;
use crate::model::{Coverage, EntryId, FeedId, StoryId, Telling, Time};

/// The columns of [`telling`].
const TELLING: &str = "s.story, s.entry, s.feed, s.sort, e.fetched, s.unread, s.twin is not null and s.twin <> s.entry";

fn telling(row: &Row) -> rusqlite::Result<(Option<StoryId>, Telling)> {
    let telling = Telling {
        entry: EntryId(row.get(1)?),
        feed: FeedId(row.get(2)?),
        date: Time(row.get(3)?),
        arrived: Time(row.get(4)?),
        unread: row.get(5)?,
        twin: row.get(6)?,
    };
    Ok((row.get::<_, Option<i64>>(0)?.map(StoryId), telling))
}

/// What the entries dated since a moment tell, those of one story together: of the newest `limit` entries, in the order in
/// which the newest of each came.
pub(super) fn told(connection: &Connection, since: Time, limit: usize) -> Result<Vec<Coverage>, StoreError> {
    let sql = format!(
        "select {TELLING} from statuses s indexed by statuses_all cross join entries e on e.id = s.entry \
         where s.shown = 1 and s.sort >= ?1 order by s.sort desc, s.entry desc limit ?2"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query((since.0, i64::try_from(limit).unwrap_or(i64::MAX)))?;
    let mut told: Vec<Coverage> = Vec::new();
    let mut places: HashMap<StoryId, usize> = HashMap::new();
    while let Some(row) = rows.next()? {
        let (story, telling) = telling(row)?;
        let place = story.map_or(told.len(), |story| *places.entry(story).or_insert(told.len()));
        match told.get_mut(place) {
            Some(coverage) => coverage.members.push(telling),
            None => told.push(Coverage { story, followed: false, members: vec![telling] }),
        }
    }
    told.iter_mut().for_each(|coverage| coverage.members.sort_by_key(|member| member.entry));
    Ok(told)
}

/// A story with all its entries that are shown; none if it has none.
pub(super) fn story(connection: &Connection, story: StoryId) -> Result<Option<Coverage>, StoreError> {
    let sql = format!(
        "select {TELLING} from statuses s join entries e on e.id = s.entry \
         where s.story = ?1 and s.shown = 1 order by s.entry"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let members = statement.query_map([story.0], |row| telling(row).map(|(_, telling)| telling))?;
    let members: Vec<Telling> = members.collect::<Result<_, _>>()?;
    Ok((!members.is_empty()).then_some(Coverage { story: Some(story), followed: false, members }))
}
