//! Stores what an attempt to fetch a feed brought: one feed, one transaction.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, params};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::bodies::Packer;
use super::rules::Rules;
use super::twins::{self, Finder, Keys, Memory};
use super::{StoreError, entries, import, manners, pages, retention};
use crate::model::{EntryId, FeedDocument, FeedId, FetchRecord, NewEntry, Outcome, StoredFetch, Time};

/// So many new entries older than the feed's latest are news that came late. More at once are an archive that was opened, or
/// old entries under names that tell nothing: unread they would bury the news.
const LATE: usize = 50;

/// An attempt ready to be stored: bodies are packed, so that the writer only writes.
pub(super) struct Prepared {
    record: FetchRecord,
    /// In the order of storing: the last of the document first, so that the first gets the highest id.
    packed: Vec<Packed>,
}

/// What an entry is stored as beside its plain columns.
pub(super) struct Packed {
    /// Index into the document.
    at: usize,
    hash: i64,
    html: Option<Vec<u8>>,
    summary: Option<Vec<u8>>,
    pub link: Option<i64>,
    /// What may tell its twins; for an entry that a feed brought.
    keys: Keys,
}

pub(super) fn prepare(record: FetchRecord) -> Result<Prepared, StoreError> {
    let mut packed = Vec::new();
    if let Outcome::Full(document) | Outcome::Partial(document) = &record.outcome {
        let mut packer = Packer::new()?;
        let mut seen = HashSet::new();
        for (at, entry) in document.entries.iter().enumerate() {
            if seen.insert(entry.identity.as_str()) {
                packed.push(pack(&mut packer, at, entry)?);
            }
        }
        let keys = twins::keys(document.site.as_deref(), packed.iter().map(|packed| &document.entries[packed.at]));
        packed.iter_mut().zip(keys).for_each(|(packed, keys)| packed.keys = keys);
        packed.reverse();
    }
    Ok(Prepared { record, packed })
}

pub(super) fn pack(packer: &mut Packer, at: usize, entry: &NewEntry) -> Result<Packed, StoreError> {
    let mut pack = |html: &str| if html.is_empty() { Ok(None) } else { packer.pack(html).map(Some) };
    Ok(Packed {
        at,
        hash: fingerprint(entry),
        html: pack(&entry.body)?,
        summary: pack(entry.summary.as_deref().unwrap_or_default())?,
        link: entry.url.as_deref().map(hash),
        keys: Keys::new(),
    })
}

/// Stands for a text where only sameness counts.
pub(super) fn hash(text: &str) -> i64 {
    xxh3_64(text.as_bytes()).cast_signed()
}

/// Differs when anything that the feed says of an entry differs.
fn fingerprint(entry: &NewEntry) -> i64 {
    let mut hasher = Xxh3::new();
    let mut add = |text: Option<&str>| {
        hasher.update(text.unwrap_or("\u{1}").as_bytes());
        hasher.update(&[0]);
    };
    let NewEntry { title, url, comments, author, language, lead, summary, body, guid, .. } = entry;
    add(Some(title));
    add(Some(lead));
    add(Some(body));
    for text in [url, comments, author, language, summary, guid] {
        add(text.as_deref());
    }
    for enclosure in &entry.enclosures {
        add(Some(&enclosure.url));
    }
    for category in &entry.categories {
        add(Some(category));
    }
    for time in [entry.published, entry.updated] {
        hasher.update(&time.map_or(i64::MIN, |time| time.0).to_le_bytes());
    }
    hasher.digest().cast_signed()
}

pub(super) fn store(
    connection: &Connection,
    memory: &mut Memory,
    prepared: &Prepared,
) -> Result<StoredFetch, StoreError> {
    let record = &prepared.record;
    let mut stored = StoredFetch::default();
    if let Outcome::Full(document) | Outcome::Partial(document) = &record.outcome {
        stored = store_document(connection, memory, record, document, &prepared.packed)?;
    }
    stored.moved = manners::store(connection, record)?;
    Ok(stored)
}

fn store_document(
    connection: &Connection,
    memory: &mut Memory,
    record: &FetchRecord,
    document: &FeedDocument,
    packed: &[Packed],
) -> Result<StoredFetch, StoreError> {
    let mut statement = connection.prepare_cached(
        "update feeds set own_title = ?2, site = ?3, language = ?4 where id = ?1 \
         returning hidden, full_text = 2, alone",
    )?;
    let of_feed = params![record.feed.0, document.title, document.site, document.language];
    let settings: Option<(bool, bool, bool)> =
        statement.query_row(of_feed, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?;
    let (hidden, full_text, alone) = settings.ok_or_else(|| StoreError::NoFeed(record.feed.to_string()))?;
    drop(statement);

    let whole = matches!(record.outcome, Outcome::Full(_));
    let known = Known::of(connection, record.feed, document, whole)?;
    let mut stored = StoredFetch::default();
    let mut unknown = Vec::new();
    for packed in packed {
        let Some(entry) = document.entries.get(packed.at) else { continue };
        match known.find(connection, entry, packed)? {
            Some((_, hash)) if hash == packed.hash => {}
            Some((id, _)) => stored.updated += u64::from(update(connection, id, entry, packed, record.at)?),
            None if retention::is_buried(connection, record.feed, &entry.identity)? => {}
            None => unknown.push((entry, packed)),
        }
    }
    let entries: Vec<&NewEntry> = unknown.iter().map(|(entry, _)| *entry).collect();
    let flooded = known.flooded_before(connection, &entries)?;
    let rules = Rules::at(connection, record.at)?;
    let site = document.site.as_deref();
    let mut twins = match alone {
        true => None,
        false => Some(Finder::new(connection, memory, record.feed, record.at, site)?),
    };
    for (entry, packed) in unknown {
        let id = insert(connection, record.feed, record.at, entry, packed, !hidden)?;
        if let Some(twins) = &mut twins {
            twins.join(id, entry, &packed.keys)?;
        }
        if rules.apply(connection, id, record.at)? {
            continue;
        }
        if is_older(entry, flooded) {
            connection.prepare_cached("update statuses set unread = 0 where entry = ?1")?.execute([id.0])?;
            stored.old += 1;
        } else {
            stored.new += 1;
            if full_text && entry.url.is_some() {
                pages::want(connection, id, record.at)?;
            }
        }
    }
    if let Some(twins) = twins {
        twins.finish()?;
    }
    Ok(stored)
}

/// Whether an entry is dated before this moment.
fn is_older(entry: &NewEntry, moment: Option<Time>) -> bool {
    entry.dated().zip(moment).is_some_and(|(dated, moment)| dated < moment)
}

/// Knows the entries of a feed again, also under another identity.
struct Known<'a> {
    feed: FeedId,
    /// Nothing is stored of the feed yet.
    empty: bool,
    /// What the document does not hold is gone from the feed.
    whole: bool,
    site: Option<&'a str>,
    identities: HashSet<&'a str>,
    /// How often a link stands in the document: one that several entries share tells nothing.
    links: HashMap<&'a str, usize>,
}

impl<'a> Known<'a> {
    fn of(
        connection: &Connection,
        feed: FeedId,
        document: &'a FeedDocument,
        whole: bool,
    ) -> Result<Known<'a>, StoreError> {
        let sql = "select not exists (select 1 from entries where feed = ?1)";
        let empty = connection.prepare_cached(sql)?.query_row([feed.0], |row| row.get(0))?;
        let mut links = HashMap::new();
        for url in document.entries.iter().filter_map(|entry| entry.url.as_deref()) {
            *links.entry(url).or_default() += 1;
        }
        let identities = document.entries.iter().map(|entry| entry.identity.as_str()).collect();
        Ok(Known { feed, empty, whole, site: document.site.as_deref(), identities, links })
    }

    /// The stored entry that this one is, and its fingerprint.
    fn find(
        &self,
        connection: &Connection,
        entry: &NewEntry,
        packed: &Packed,
    ) -> Result<Option<(EntryId, i64)>, StoreError> {
        if self.empty {
            return Ok(None);
        }
        let sql = "select id, hash from entries where feed = ?1 and identity = ?2";
        let mut statement = connection.prepare_cached(sql)?;
        let same =
            statement.query_row(params![self.feed.0, entry.identity], |row| Ok((EntryId(row.get(0)?), row.get(1)?)));
        if let Some(same) = same.optional()? {
            return Ok(Some(same));
        }
        if !self.whole {
            return Ok(None);
        }
        let alias = match self.by_link(connection, entry, packed)? {
            Some(alias) => Some(alias),
            None => self.by_title_and_date(connection, entry)?,
        };
        // Never equal to the new fingerprint, so that the new identity is stored.
        Ok(alias.map(|id| (id, packed.hash.wrapping_add(1))))
    }

    /// The date of the feed's latest entry, where too many of these unknown ones are older than it to be news.
    fn flooded_before(&self, connection: &Connection, unknown: &[&NewEntry]) -> Result<Option<Time>, StoreError> {
        if self.empty || unknown.len() <= LATE {
            return Ok(None);
        }
        let sql = "select max(sort) from statuses where feed = ?1 and shown = 1";
        let latest: Option<i64> = connection.prepare_cached(sql)?.query_row([self.feed.0], |row| row.get(0))?;
        let latest = latest.map(Time);
        let old = unknown.iter().filter(|entry| is_older(entry, latest)).count();
        Ok(latest.filter(|_| old > LATE))
    }

    /// The one stored entry with the same link, if the link is that of an article and its old identity is gone.
    fn by_link(
        &self,
        connection: &Connection,
        entry: &NewEntry,
        packed: &Packed,
    ) -> Result<Option<EntryId>, StoreError> {
        let (Some(url), Some(link)) = (entry.url.as_deref(), packed.link) else { return Ok(None) };
        if self.links.get(url) != Some(&1) || !names_an_article(url, self.site) {
            return Ok(None);
        }
        let sql = "select id, identity from entries where feed = ?1 and link = ?2 and url = ?3 limit 2";
        self.only_vanished(connection, sql, params![self.feed.0, link, url])
    }

    fn by_title_and_date(&self, connection: &Connection, entry: &NewEntry) -> Result<Option<EntryId>, StoreError> {
        let Some(published) = entry.published.filter(|_| !entry.title.is_empty()) else { return Ok(None) };
        let sql = "select e.id, e.identity from statuses s join entries e on e.id = s.entry \
                   where s.feed = ?1 and s.sort = ?2 and s.shown = 1 and e.published = ?2 and e.title = ?3 limit 2";
        self.only_vanished(connection, sql, params![self.feed.0, published.0, entry.title])
    }

    fn only_vanished(
        &self,
        connection: &Connection,
        sql: &str,
        parameters: impl rusqlite::Params,
    ) -> Result<Option<EntryId>, StoreError> {
        let mut statement = connection.prepare_cached(sql)?;
        let found = statement.query_map(parameters, |row| Ok((EntryId(row.get(0)?), row.get::<_, String>(1)?)))?;
        let found: Vec<(EntryId, String)> = found.collect::<Result<_, _>>()?;
        Ok(match found.as_slice() {
            [(id, identity)] if !self.identities.contains(identity.as_str()) => Some(*id),
            _ => None,
        })
    }
}

/// Whether a link is that of one article, not of a site's front page that any entry may point to.
fn names_an_article(url: &str, site: Option<&str>) -> bool {
    let path = url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    !path.is_empty() && site.is_none_or(|site| site.trim_end_matches('/') != url.trim_end_matches('/'))
}

/// Adds an entry that came at this moment, unread.
pub(super) fn insert(
    connection: &Connection,
    feed: FeedId,
    at: Time,
    entry: &NewEntry,
    packed: &Packed,
    shown: bool,
) -> Result<EntryId, StoreError> {
    let dated = entry.dated();
    let mut statement = connection.prepare_cached(
        "insert into entries (feed, identity, title, lead, url, comments, author, date, words, published, updated, \
         fetched, language, guid, link, hash, enclosures, categories) \
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
    )?;
    let id = statement.insert(params![
        feed.0,
        entry.identity,
        entry.title,
        entry.lead,
        entry.url,
        entry.comments,
        entry.author,
        dated.unwrap_or(at).0,
        entry.words,
        entry.published.map(|time| time.0),
        entry.updated.map(|time| time.0),
        at.0,
        entry.language,
        entry.guid,
        packed.link,
        packed.hash,
        entries::write_enclosures(&entry.enclosures),
        entries::write_list(&entry.categories),
    ])?;
    connection
        .prepare_cached("insert into statuses (entry, feed, sort, shown) values (?1, ?2, ?3, ?4)")?
        .execute(params![id, feed.0, dated.unwrap_or(at).min(at).0, shown])?;
    store_body(connection, EntryId(id), packed)?;
    Ok(EntryId(id))
}

fn store_body(connection: &Connection, id: EntryId, packed: &Packed) -> Result<(), StoreError> {
    if packed.html.is_none() && packed.summary.is_none() {
        connection.prepare_cached("delete from bodies where entry = ?1")?.execute([id.0])?;
        return Ok(());
    }
    let html = packed.html.as_deref().unwrap_or_default();
    connection
        .prepare_cached("insert or replace into bodies (entry, html, summary) values (?1, ?2, ?3)")?
        .execute(params![id.0, html, packed.summary])?;
    Ok(())
}

/// Corrects an entry; its statuses and its place in the lists stay. Answers whether its words changed.
pub(super) fn update(
    connection: &Connection,
    id: EntryId,
    entry: &NewEntry,
    packed: &Packed,
    at: Time,
) -> Result<bool, StoreError> {
    let reworded = connection
        .prepare_cached(
            "insert or replace into versions (entry, replaced, title, html) \
             select e.id, ?2, e.title, b.html from entries e left join bodies b on b.entry = e.id \
             where e.id = ?1 and (e.title <> ?3 or b.html <> ?4)",
        )?
        .execute(params![id.0, at.0, entry.title, packed.html.as_deref().unwrap_or_default()])?;
    connection
        .prepare_cached(
            "update entries set identity = ?2, title = ?3, lead = ?4, url = ?5, comments = ?6, author = ?7, \
             words = ?8, published = coalesce(published, ?9), updated = ?10, language = ?11, guid = ?12, link = ?13, \
             hash = ?14, enclosures = ?15, categories = ?16 where id = ?1",
        )?
        .execute(params![
            id.0,
            entry.identity,
            entry.title,
            entry.lead,
            entry.url,
            entry.comments,
            entry.author,
            entry.words,
            entry.published.map(|time| time.0),
            entry.updated.map(|time| time.0),
            entry.language,
            entry.guid,
            packed.link,
            packed.hash,
            entries::write_enclosures(&entry.enclosures),
            entries::write_list(&entry.categories),
        ])?;
    store_body(connection, id, packed)?;
    import::bring_back(connection, id)?;
    Ok(reworded > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_front_page_names_no_article() {
        let site = Some("https://a.example/blog/");
        for (url, article) in [
            ("https://a.example", false),
            ("https://a.example/", false),
            ("https://a.example/blog", false),
            ("https://a.example/blog/1", true),
            ("urn:x", false),
        ] {
            assert_eq!(names_an_article(url, site), article, "{url}");
        }
    }

    #[test]
    fn any_change_changes_the_fingerprint() {
        let entry = NewEntry { title: "T".into(), body: "B".into(), ..Default::default() };
        let same = fingerprint(&entry);
        assert_eq!(fingerprint(&entry.clone()), same);
        let others = [
            NewEntry { author: Some(String::new()), ..entry.clone() },
            NewEntry { updated: Some(Time(0)), ..entry.clone() },
            NewEntry { title: "TB".into(), body: String::new(), ..entry },
        ];
        assert!(others.iter().all(|other| fingerprint(other) != same));
    }
}
