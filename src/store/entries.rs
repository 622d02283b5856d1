//! Entries as they are read: rows, entries, articles.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Row};
use serde::{Deserialize, Serialize};

use super::{StoreError, bodies, clusters, feeds, pages};
use crate::model::{
    Article, Chapter, Earlier, Enclosure, Entry, EntryId, EntryRow, FeedId, PageState, RowKey, Showing, Sibling,
    Status, StoryId, Time, Titled,
};

/// The columns of [`row`].
const ROW: &str = "e.id, e.feed, e.title, e.lead, e.author, e.url, e.comments, e.date, s.sort, e.words, \
                   s.unread, s.starred, s.read_at, s.story, \
                   s.cluster is not null, \
                   s.unread = 1 and s.cluster is not null and exists (select 1 from statuses t \
                       where t.cluster = s.cluster and t.shown = 1 and t.unread = 0 and t.read_at >= e.fetched), \
                   iif(s.cluster is null, null, (select json_group_array(json_array(entry, feed, sort, twin)) from \
                       (select t.entry, t.feed, t.sort, t.twin is not null and t.twin is s.twin as twin from statuses t \
                        where t.cluster = s.cluster and t.shown = 1 and t.unread = 1 and t.entry <> s.entry limit ?2))), \
                   exists (select 1 from followed where story = s.story)";

fn row(row: &Row) -> rusqlite::Result<EntryRow> {
    Ok(EntryRow {
        id: EntryId(row.get(0)?),
        feed: FeedId(row.get(1)?),
        title: row.get(2)?,
        lead: row.get(3)?,
        author: row.get(4)?,
        url: row.get(5)?,
        comments: row.get(6)?,
        date: Time(row.get(7)?),
        sort: row.get(8)?,
        words: row.get(9)?,
        status: Status {
            unread: row.get(10)?,
            starred: row.get(11)?,
            read_at: row.get::<_, Option<i64>>(12)?.map(Time),
        },
        story: row.get::<_, Option<i64>>(13)?.map(StoryId),
        tags: Vec::new(),
        also: row.get(14)?,
        seen: row.get(15)?,
        unread_others: siblings(row.get_ref(16)?.as_str_or_null()?),
        followed: row.get(17)?,
    })
}

/// Siblings from JSON; what cannot be read counts as absent.
fn siblings(json: Option<&str>) -> Vec<Sibling> {
    let told: Vec<(i64, i64, i64, i64)> = json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    let sibling = |(entry, feed, sort, twin)| Sibling {
        entry: EntryId(entry),
        feed: FeedId(feed),
        date: Time(sort),
        twin: twin != 0,
    };
    told.into_iter().map(sibling).collect()
}

fn find_row(connection: &Connection, id: EntryId) -> Result<Option<EntryRow>, StoreError> {
    let sql = format!("select {ROW} from entries e join statuses s on s.entry = e.id where e.id = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row((id.0, Sibling::MOST), row).optional()?)
}

/// The rows of these entries; those that are gone are left out.
pub(super) fn rows(connection: &Connection, ids: &[EntryId]) -> Result<Vec<EntryRow>, StoreError> {
    let rows = ids.iter().filter_map(|&id| find_row(connection, id).transpose()).collect::<Result<_, _>>()?;
    finished(connection, rows)
}

/// The rows of a page, each with its place in the list.
pub(super) fn rows_at(connection: &Connection, keys: &[RowKey]) -> Result<Vec<EntryRow>, StoreError> {
    let row = |key: &RowKey| find_row(connection, key.id).map(|row| row.map(|row| EntryRow { sort: key.sort, ..row }));
    let rows = keys.iter().filter_map(|key| row(key).transpose()).collect::<Result<_, _>>()?;
    finished(connection, rows)
}

/// The rows with their tags, asked for once for all of them, and how many others tell the same.
fn finished(connection: &Connection, mut rows: Vec<EntryRow>) -> Result<Vec<EntryRow>, StoreError> {
    let ids = json_ids(&rows.iter().map(|row| row.id.0).collect::<Vec<_>>());
    let sql = "select entry, tag from tags where entry in (select value from json_each(?1)) order by entry, tag";
    let mut statement = connection.prepare_cached(sql)?;
    let mut tags: HashMap<EntryId, Vec<String>> = HashMap::new();
    let mut found = statement.query([ids])?;
    while let Some(tag) = found.next()? {
        tags.entry(EntryId(tag.get(0)?)).or_default().push(tag.get(1)?);
    }
    rows.iter_mut().for_each(|row| row.tags = tags.remove(&row.id).unwrap_or_default());
    clusters::note_sources(connection, &mut rows)?;
    Ok(rows)
}

/// What the newest entries are called, the newest first.
pub(super) fn titles(connection: &Connection, limit: usize) -> Result<Vec<Titled>, StoreError> {
    let sql = "select e.id, e.feed, iif(e.title = '', e.lead, e.title) \
               from statuses s indexed by statuses_all cross join entries e on e.id = s.entry \
               where s.shown = 1 order by s.sort desc, s.entry desc limit ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let titles = statement.query_map([i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
        Ok(Titled { entry: EntryId(row.get(0)?), feed: FeedId(row.get(1)?), title: row.get(2)? })
    })?;
    Ok(titles.collect::<Result<_, _>>()?)
}

/// The categories of so many of the newest entries, those of most first.
pub(super) fn categories(connection: &Connection, newest: usize) -> Result<Vec<String>, StoreError> {
    let sql = "select c.value from (select categories from entries order by id desc limit ?1) e, json_each(e.categories) c \
               group by c.value order by count(*) desc, c.value";
    let mut statement = connection.prepare_cached(sql)?;
    let names = statement.query_map([i64::try_from(newest).unwrap_or(i64::MAX)], |row| row.get(0))?;
    Ok(names.collect::<Result<_, _>>()?)
}

pub(super) fn sort_of(connection: &Connection, id: EntryId) -> Result<Option<i64>, StoreError> {
    let mut statement = connection.prepare_cached("select sort from statuses where entry = ?1")?;
    Ok(statement.query_row([id.0], |row| row.get(0)).optional()?)
}

/// An entry with what the command line prints of it.
pub(super) fn entry(connection: &Connection, id: EntryId) -> Result<Option<Entry>, StoreError> {
    let Some(row) = rows(connection, &[id])?.pop() else { return Ok(None) };
    let (published, updated): (Option<i64>, Option<i64>) = connection
        .prepare_cached("select published, updated from entries where id = ?1")?
        .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let feed = feeds::get(connection, row.feed)?.ok_or_else(|| StoreError::NoFeed(row.feed.to_string()))?;
    let others = if row.also > 0 { clusters::sources(connection, id)? } else { Vec::new() };
    let titles = others.into_iter().filter_map(|feed| feeds::get(connection, feed).transpose());
    let also = titles.map(|feed| feed.map(|feed| feed.title)).collect::<Result<_, _>>()?;
    let mut tags = row.tags.clone();
    tags.extend(feed.subscription.tags);
    tags.sort();
    tags.dedup();
    Ok(Some(Entry {
        row,
        feed_title: feed.title,
        feed_url: feed.subscription.url,
        published: published.map(Time),
        updated: updated.map(Time),
        tags,
        also,
    }))
}

/// The tags of an entry itself.
pub(super) fn tags(connection: &Connection, id: EntryId) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached("select tag from tags where entry = ?1 order by tag")?;
    let tags = statement.query_map([id.0], |row| row.get(0))?;
    Ok(tags.collect::<Result<_, _>>()?)
}

pub(super) fn article(connection: &Connection, id: EntryId, showing: Showing) -> Result<Option<Article>, StoreError> {
    let Some(entry) = entry(connection, id)? else { return Ok(None) };
    let page = pages::state(connection, id)?;
    let sql = "select b.html, e.language, e.enclosures, f.site, f.language \
               from entries e join feeds f on f.id = e.feed left join bodies b on b.entry = e.id where e.id = ?1";
    let (body, language, enclosures, site, feed_language) =
        connection.prepare_cached(sql)?.query_row([id.0], |row| {
            let body: Option<Vec<u8>> = row.get(0)?;
            let language: Option<String> = row.get(1)?;
            let enclosures: Option<String> = row.get(2)?;
            let site: Option<String> = row.get(3)?;
            let feed_language: Option<String> = row.get(4)?;
            Ok((body, language, enclosures, site, feed_language))
        })?;
    let base = entry.row.url.clone().or(site).or_else(|| Some(entry.feed_url.clone()));
    let article = Article {
        body: body.map(|blob| bodies::unpack(&blob)).transpose()?.unwrap_or_default(),
        base,
        language: language.or(feed_language),
        enclosures: enclosures.map(|json| read_enclosures(&json)).unwrap_or_default(),
        full_text: false,
        page,
        earlier: earlier(connection, id)?,
        entry,
    };
    let full = match showing {
        Showing::Chosen => article.page == PageState::Stored { shown: true },
        Showing::Feed => false,
        Showing::Full => true,
    };
    if full { with_full_text(connection, article).map(Some) } else { Ok(Some(article)) }
}

/// The article with its full text in the place of what the feed gives, where there is one.
fn with_full_text(connection: &Connection, mut article: Article) -> Result<Article, StoreError> {
    if let Some(text) = pages::text(connection, article.entry.row.id)? {
        article.body = text.html;
        article.base = Some(text.source).filter(|source| !source.is_empty()).or(article.base);
        article.entry.row.words = text.words;
        article.full_text = true;
    }
    Ok(article)
}

fn earlier(connection: &Connection, id: EntryId) -> Result<Option<Earlier>, StoreError> {
    let mut statement = connection.prepare_cached("select replaced, title, html from versions where entry = ?1")?;
    let row =
        statement.query_row([id.0], |row| Ok((Time(row.get(0)?), row.get(1)?, row.get::<_, Option<Vec<u8>>>(2)?)));
    let Some((replaced, title, body)) = row.optional()? else { return Ok(None) };
    let body = body.filter(|blob| !blob.is_empty()).map(|blob| bodies::unpack(&blob)).transpose()?.unwrap_or_default();
    Ok(Some(Earlier { replaced, title, body }))
}

/// An enclosure as it lies in the store.
#[derive(Serialize, Deserialize)]
struct StoredEnclosure {
    url: String,
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    media_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    length: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    duration: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    /// Start in seconds, title, address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    chapters: Vec<(u64, String, Option<String>)>,
}

/// What cannot be read counts as absent: an article is worth more than its enclosures.
pub(super) fn read_enclosures(json: &str) -> Vec<Enclosure> {
    let stored: Vec<StoredEnclosure> = serde_json::from_str(json).unwrap_or_default();
    let chapter = |(start, title, url)| Chapter { start, title, url };
    let enclosure = |StoredEnclosure { url, media_type, length, duration, title, chapters }| Enclosure {
        url,
        media_type,
        length,
        duration,
        title,
        chapters: chapters.into_iter().map(chapter).collect(),
    };
    stored.into_iter().map(enclosure).collect()
}

/// A list from JSON; what cannot be read counts as absent.
pub(super) fn read_list(json: &str) -> Vec<String> {
    serde_json::from_str(json).unwrap_or_default()
}

/// Enclosures as JSON; none for none.
pub(super) fn write_enclosures(enclosures: &[Enclosure]) -> Option<String> {
    let chapter = |Chapter { start, title, url }| (start, title, url);
    let stored = enclosures.iter().cloned().map(|Enclosure { url, media_type, length, duration, title, chapters }| {
        let chapters = chapters.into_iter().map(chapter).collect();
        StoredEnclosure { url, media_type, length, duration, title, chapters }
    });
    write_list(&stored.collect::<Vec<_>>())
}

/// A list as JSON; none for an empty one.
pub(super) fn write_list<T: Serialize>(list: &[T]) -> Option<String> {
    if list.is_empty() { None } else { serde_json::to_string(list).ok() }
}

/// Row numbers as a JSON list, for `json_each`.
pub(super) fn json_ids(ids: &[i64]) -> String {
    serde_json::Value::from(ids).to_string()
}
