//! Takes in feeds with their entries and marks from elsewhere: one transaction, one step that can be undone.
//!
//! An import adds and never takes away: what is read, starred or tagged here stays so.

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::bodies::Packer;
use super::journal::{self, Change, Way};
use super::record::{self, Packed};
use super::subscriptions::{self, Found, Turn};
use super::{StoreError, pages, retention, rules, searches};
use crate::model::{
    ArchivedEntry, ArchivedFeed, ArchivedSearch, Brought, EntryId, FeedId, PageState, Rule, Status, Subscription, Time,
};

/// `statuses.muted` beyond 0 and 1, which hides an entry whatever becomes of its feed: it came with an import that was
/// undone. It comes back when its feed publishes it.
const TAKEN_BACK: u8 = 3;

/// A feed ready to be stored: bodies are packed, so that the writer only writes.
pub(super) struct Prepared {
    feed: ArchivedFeed,
    packed: Vec<Packed>,
    /// The full texts, packed, of the entries that have one.
    full_texts: Vec<Option<Vec<u8>>>,
}

/// Packs the bodies, each of which is let go at once: there may be years of them.
pub(super) fn prepare(feeds: Vec<ArchivedFeed>) -> Result<Vec<Prepared>, StoreError> {
    let mut packer = Packer::new()?;
    let mut prepare = |mut feed: ArchivedFeed| {
        let mut packed = Vec::with_capacity(feed.entries.len());
        let mut full_texts = Vec::with_capacity(feed.entries.len());
        for (at, archived) in feed.entries.iter_mut().enumerate() {
            if archived.deleted {
                // What was deleted is known again, and no more.
                (archived.entry.body, archived.entry.summary) = (String::new(), None);
                archived.full_text = None;
            }
            let html = archived.full_text.as_mut().map(|text| std::mem::take(&mut text.html));
            full_texts.push(html.map(|html| packer.pack(&html)).transpose()?);
            packed.push(record::pack(&mut packer, at, &archived.entry)?);
            archived.entry.body = String::new();
            archived.entry.summary = None;
        }
        Ok(Prepared { feed, packed, full_texts })
    };
    feeds.into_iter().map(&mut prepare).collect()
}

/// What an import did beyond subscriptions, as it lies in the journal.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Step {
    pub turns: Vec<Turn>,
    marked: Vec<Marked>,
    /// Entries that were added to feeds which were there before; those of new ones go and come with their feed.
    added: Vec<i64>,
}

impl Step {
    /// An entry was added to a feed.
    pub fn of_added(entry: EntryId) -> Step {
        Step { added: vec![entry.0], ..Step::default() }
    }
}

/// What an import changed about an entry that was known.
#[derive(Default, Serialize, Deserialize)]
struct Marked {
    entry: i64,
    read: bool,
    read_at: Option<i64>,
    starred: bool,
    tags: Vec<String>,
}

pub(super) fn store(
    connection: &Connection,
    feeds: &[Prepared],
    searches: &[ArchivedSearch],
    rules: &[Rule],
    at: Time,
) -> Result<Brought, StoreError> {
    let mut brought = Brought::default();
    let mut step = Step::default();
    for prepared in feeds {
        store_feed(connection, prepared, at, &mut step, &mut brought)?;
    }
    let found = searches::add(connection, searches)?;
    brought.searches = found.len();
    // Behind the entries: what a rule does with those that come is done already, as far as it does not reach back.
    let made = rules::import(connection, rules, at)?;
    brought.rules = made.len();
    let changed = !step.turns.is_empty() || !step.marked.is_empty() || !step.added.is_empty();
    let change = Change {
        feeds: if changed { Some(subscriptions::json(&step)?) } else { None },
        searches: if found.is_empty() { None } else { Some(subscriptions::json(&found)?) },
        rules: if made.is_empty() { None } else { Some(subscriptions::json(&made)?) },
        stories: None,
    };
    if change.feeds.is_some() || change.searches.is_some() || change.rules.is_some() {
        journal::enter(connection, at, &words(&brought), &change)?;
    }
    if brought.new > 0 {
        rules::reach_again(connection)?;
    }
    Ok(brought)
}

fn words(brought: &Brought) -> String {
    let feeds = if brought.feeds.len() == 1 { "feed" } else { "feeds" };
    let entries = if brought.new == 1 { "entry" } else { "entries" };
    let also = |count: usize, one: &str, many: &str| match count {
        0 => String::new(),
        1 => format!(", 1 {one}"),
        several => format!(", {several} {many}"),
    };
    let (searches, rules) = (also(brought.searches, "search", "searches"), also(brought.rules, "rule", "rules"));
    format!("Imported {} {feeds} and {} {entries}{searches}{rules}", brought.feeds.len(), brought.new)
}

fn store_feed(
    connection: &Connection,
    prepared: &Prepared,
    at: Time,
    step: &mut Step,
    brought: &mut Brought,
) -> Result<(), StoreError> {
    let Prepared { feed, packed, full_texts } = prepared;
    let wanted = &feed.subscription;
    let Found { feed: id, made, present } = subscriptions::find_or_make(connection, &wanted.url)?;
    let wanted = match &present {
        None => Some(wanted.clone()),
        // The user's own words stand; where there are none those of the file do.
        Some(present) if present.is_bare() && !wanted.is_bare() => Some(wanted.clone()),
        Some(_) => None,
    };
    if present.is_none() {
        brought.feeds.push(id);
    }
    let wanted = wanted.map(|subscription: Subscription| (id, Some(subscription)));
    step.turns.extend(subscriptions::turn(connection, wanted.into_iter().collect())?);
    connection
        .prepare_cached(
            "update feeds set own_title = coalesce(own_title, ?2), site = coalesce(site, ?3) where id = ?1",
        )?
        .execute(params![id.0, feed.own_title, feed.site])?;
    for identity in &feed.tombstones {
        retention::bury(connection, id, *identity)?;
    }
    for ((archived, packed), full_text) in feed.entries.iter().zip(packed).zip(full_texts) {
        let entry = match known(connection, id, archived, packed)? {
            Some(entry) => {
                brought.known += 1;
                if let Some(marked) = mark(connection, entry, archived, at)? {
                    brought.marked += 1;
                    step.marked.push(marked);
                }
                entry
            }
            None if archived.deleted => {
                let known = !retention::bury(connection, id, record::hash(&archived.entry.identity))?;
                brought.known += u64::from(known);
                continue;
            }
            None => {
                let entry = insert(connection, id, archived, packed, at)?;
                brought.new += 1;
                if !made {
                    step.added.push(entry.0);
                }
                entry
            }
        };
        if let Some((text, packed)) = archived.full_text.as_ref().zip(full_text.as_deref())
            && !matches!(pages::state(connection, entry)?, PageState::Stored { .. })
        {
            pages::store_text(connection, entry, text, packed)?;
        }
    }
    Ok(())
}

/// The entry that is stored already: by its identity, else by a link that no other entry has.
fn known(
    connection: &Connection,
    feed: FeedId,
    archived: &ArchivedEntry,
    packed: &Packed,
) -> Result<Option<EntryId>, StoreError> {
    let sql = "select id from entries where feed = ?1 and identity = ?2";
    let same = connection.prepare_cached(sql)?.query_row(params![feed.0, archived.entry.identity], |row| row.get(0));
    if let Some(id) = same.optional()? {
        return Ok(Some(EntryId(id)));
    }
    // Twins of one guid share their link, so a link tells only of an entry whose guid is not known.
    if archived.entry.guid.is_some() {
        return Ok(None);
    }
    let sql = "select id from entries where feed = ?1 and link = ?2 and url = ?3 limit 2";
    let mut statement = connection.prepare_cached(sql)?;
    let found = statement.query_map(params![feed.0, packed.link, archived.entry.url], |row| row.get(0))?;
    let found: Vec<i64> = found.collect::<Result<_, _>>()?;
    Ok(if let [id] = found.as_slice() { Some(EntryId(*id)) } else { None })
}

fn insert(
    connection: &Connection,
    feed: FeedId,
    archived: &ArchivedEntry,
    packed: &Packed,
    at: Time,
) -> Result<EntryId, StoreError> {
    let ArchivedEntry { entry, fetched, status, tags, deleted: _, full_text: _ } = archived;
    retention::unbury(connection, feed, &entry.identity)?;
    let id = record::insert(connection, feed, fetched.unwrap_or(at), entry, packed, true)?;
    let Status { unread, starred, read_at } = *status;
    connection
        .prepare_cached("update statuses set unread = ?2, starred = ?3, read_at = ?4 where entry = ?1")?
        .execute(params![id.0, unread, starred, read_at.map(|time| time.0)])?;
    for tag in tags {
        add_tag(connection, id.0, tag)?;
    }
    Ok(id)
}

fn add_tag(connection: &Connection, entry: i64, tag: &str) -> Result<bool, StoreError> {
    let sql = "insert or ignore into tags (entry, tag) select id, ?2 from entries where id = ?1";
    Ok(connection.prepare_cached(sql)?.execute(params![entry, tag])? > 0)
}

/// Adds the marks of an archived entry to the known one; none if it has them all.
fn mark(
    connection: &Connection,
    id: EntryId,
    archived: &ArchivedEntry,
    at: Time,
) -> Result<Option<Marked>, StoreError> {
    let sql = "select unread, starred from statuses where entry = ?1";
    let (unread, starred): (bool, bool) =
        connection.prepare_cached(sql)?.query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let read = unread && !archived.status.unread;
    let mut marked = Marked {
        entry: id.0,
        read,
        read_at: read.then(|| archived.status.read_at.unwrap_or(at).0),
        starred: !starred && archived.status.starred,
        tags: Vec::new(),
    };
    for tag in &archived.tags {
        if add_tag(connection, id.0, tag)? {
            marked.tags.push(tag.clone());
        }
    }
    if !marked.read && !marked.starred && marked.tags.is_empty() {
        return Ok(None);
    }
    set(connection, &marked, Way::Again)?;
    Ok(Some(marked))
}

/// Sets what an import changed about an entry, or takes it back.
fn set(connection: &Connection, marked: &Marked, way: Way) -> Result<(), StoreError> {
    let Marked { entry, read, read_at, starred, tags } = marked;
    let again = way == Way::Again;
    if *read {
        connection
            .prepare_cached("update statuses set unread = ?2, read_at = ?3 where entry = ?1")?
            .execute(params![entry, !again, read_at.filter(|_| again)])?;
    }
    if *starred {
        connection
            .prepare_cached("update statuses set starred = ?2 where entry = ?1")?
            .execute(params![entry, again])?;
    }
    for tag in tags {
        if again {
            add_tag(connection, *entry, tag)?;
        } else {
            connection
                .prepare_cached("delete from tags where entry = ?1 and tag = ?2")?
                .execute(params![entry, tag])?;
        }
    }
    Ok(())
}

/// Takes an import back, or does it again, but for its subscriptions.
pub(super) fn take(connection: &Connection, step: &Step, way: Way) -> Result<(), StoreError> {
    for marked in &step.marked {
        set(connection, marked, way)?;
    }
    let added = subscriptions::json(&step.added)?;
    let (from, to) = if way == Way::Back { (0, TAKEN_BACK) } else { (TAKEN_BACK, 0) };
    // Another fingerprint, so that the entry is looked at when its feed publishes it; and the old one again.
    connection
        .prepare_cached(
            "update entries set hash = ~hash where id in (select value from json_each(?1)) \
             and exists (select 1 from statuses where entry = id and muted = ?2)",
        )?
        .execute(params![added, from])?;
    connection
        .prepare_cached(
            "update statuses set muted = ?3, shown = ?3 = 0 and (select hidden from feeds where id = feed) = 0 \
             where entry in (select value from json_each(?1)) and muted = ?2",
        )?
        .execute(params![added, from, to])?;
    Ok(())
}

/// Shows an entry that came with an import which was undone, now that its feed publishes it.
pub(super) fn bring_back(connection: &Connection, entry: EntryId) -> Result<(), StoreError> {
    let sql = "update statuses set muted = 0, shown = (select hidden from feeds where id = feed) = 0, unread = 1, \
               read_at = null, starred = 0 where entry = ?1 and muted = ?2";
    connection.prepare_cached(sql)?.execute(params![entry.0, TAKEN_BACK])?;
    Ok(())
}
