//! What the store knows of an entry, for holding it against queries.

use rusqlite::{Connection, OptionalExtension, Row};

use crate::model::{EntryId, Field, StoryId, Term, Time};
use crate::search::Facts;
use crate::store::{StoreError, bodies, entries, stories};

/// What of an entry is asked for beyond its row: bodies are dear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    Row,
    Bodies,
}

impl Want {
    pub fn of<'a>(terms: impl IntoIterator<Item = &'a Term>) -> Want {
        let looks = |term: &Term| {
            matches!(term, Term::Text(Field::Any | Field::Body, _) | Term::Prefix(Field::Any | Field::Body, _))
        };
        if terms.into_iter().any(|term| term.any(&looks)) { Want::Bodies } else { Want::Row }
    }
}

const ROW: &str = "e.id, s.story, e.title, e.author, e.url, coalesce(e.language, f.language), \
                   coalesce(f.user_title, f.own_title), f.url, f.folder, f.tags, e.enclosures is not null, s.unread, \
                   s.starred, s.muted = 1, s.sort, e.categories, \
                   exists (select 1 from followed where story = s.story)";

fn row(row: &Row) -> rusqlite::Result<Facts> {
    let feed_tags: String = row.get(9)?;
    Ok(Facts {
        id: row.get(0)?,
        stories: row.get::<_, Option<i64>>(1)?.into_iter().collect(),
        title: row.get(2)?,
        author: row.get(3)?,
        body: String::new(),
        url: row.get(4)?,
        language: row.get(5)?,
        feed_title: row.get(6)?,
        feed_url: row.get(7)?,
        folder: row.get(8)?,
        tags: entries::read_list(&feed_tags),
        categories: row.get::<_, Option<String>>(15)?.map(|json| entries::read_list(&json)).unwrap_or_default(),
        enclosures: row.get(10)?,
        unread: row.get(11)?,
        starred: row.get(12)?,
        followed: row.get(16)?,
        muted: row.get(13)?,
        date: Time(row.get(14)?),
    })
}

/// None: the entry is gone.
pub(super) fn of(connection: &Connection, entry: EntryId, want: Want) -> Result<Option<Facts>, StoreError> {
    let sql = format!(
        "select {ROW} from statuses s join entries e on e.id = s.entry join feeds f on f.id = s.feed where s.entry = ?1"
    );
    let Some(mut facts) = connection.prepare_cached(&sql)?.query_row([entry.0], row).optional()? else {
        return Ok(None);
    };
    if let Some(story) = facts.stories.first() {
        facts.stories.extend(stories::formerly(connection, StoryId(*story))?);
    }
    facts.tags.extend(entries::tags(connection, entry)?);
    if want == Want::Bodies {
        facts.body = bodies::text(connection, entry)?;
    }
    Ok(Some(facts))
}

pub(super) fn has_page(connection: &Connection, entry: EntryId) -> Result<bool, StoreError> {
    let sql = "select url is not null from entries where id = ?1";
    Ok(connection.prepare_cached(sql)?.query_row([entry.0], |row| row.get(0))?)
}
