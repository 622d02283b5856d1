//! Changes of subscriptions, each with its step in the journal and its edit for `feeds.toml`.

mod file;

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use self::file::note_edit;
pub(super) use self::file::{file_edits, file_edits_done, reconcile};
use super::journal::{self, Way};
use super::{StoreError, access, feeds, import, retention, twins};
use crate::model::{AccountId, Applied, FeedId, Folder, FullText, KEPT, Subscription, Time};

/// A subscription as it lies in the journal and among the file edits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Stored {
    url: String,
    title: Option<String>,
    folder: String,
    tags: Vec<String>,
    refresh: Option<u32>,
    full_text: u8,
    user_agent: Option<String>,
    access: access::Stored,
    quiet: bool,
    retention: retention::Stored,
    alone: bool,
}

impl Default for Stored {
    fn default() -> Self {
        Stored::from(&Subscription::default())
    }
}

impl From<&Subscription> for Stored {
    fn from(subscription: &Subscription) -> Self {
        let Subscription { url, title, folder, tags, refresh, full_text, user_agent, access, quiet, retention, alone } =
            subscription.clone();
        let (full_text, access, retention) = (number(full_text), access::Stored::from(&access), retention.into());
        Stored { url, title, folder: folder.0, tags, refresh, full_text, user_agent, access, quiet, retention, alone }
    }
}

impl From<Stored> for Subscription {
    fn from(stored: Stored) -> Self {
        let Stored { url, title, folder, tags, refresh, full_text, user_agent, access, quiet, retention, alone } =
            stored;
        let full_text = match full_text {
            1 => FullText::OnOpen,
            2 => FullText::Always,
            _ => FullText::Never,
        };
        let (folder, access, retention) = (Folder(folder), access.into(), retention.into());
        Subscription { url, title, folder, tags, refresh, full_text, user_agent, access, quiet, retention, alone }
    }
}

fn number(full_text: FullText) -> u8 {
    match full_text {
        FullText::Never => 0,
        FullText::OnOpen => 1,
        FullText::Always => 2,
    }
}

/// What became of one feed in a step; none: it was (or is) not subscribed to.
#[derive(Serialize, Deserialize)]
pub(super) struct Turn {
    feed: i64,
    before: Option<Stored>,
    after: Option<Stored>,
}

/// The state that a feed is to have; none: not subscribed to.
type Wanted = (FeedId, Option<Subscription>);

/// What a step of the journal did to feeds, and perhaps more.
#[derive(Deserialize)]
#[serde(untagged)]
enum Step {
    Feeds(Vec<Turn>),
    Import(import::Step),
}

pub(super) fn subscribe(
    connection: &Connection,
    subscriptions: &[Subscription],
    at: Time,
) -> Result<Vec<FeedId>, StoreError> {
    let mut ids = Vec::with_capacity(subscriptions.len());
    let mut wanted: Vec<Wanted> = Vec::new();
    for subscription in subscriptions {
        let known = by_url(connection, &subscription.url)?;
        let feed = match known {
            Some((feed, _)) => feed,
            None => insert(connection, &subscription.url)?,
        };
        let subscribed = known.is_some_and(|(_, hidden)| !hidden) || wanted.iter().any(|(known, _)| *known == feed);
        if !subscribed {
            wanted.push((feed, Some(subscription.clone())));
        }
        ids.push(feed);
    }
    let text = match wanted.as_slice() {
        [(_, Some(one))] => format!("Subscribed to {}", name(one)),
        several => format!("Subscribed to {} feeds", several.len()),
    };
    apply(connection, wanted, &text, at)?;
    Ok(ids)
}

pub(super) fn unsubscribe(connection: &Connection, feed: FeedId, at: Time) -> Result<Applied, StoreError> {
    let known = subscribed(connection, feed)?;
    apply(connection, vec![(feed, None)], &format!("Unsubscribed from {}", known.title), at)
}

pub(super) fn edit(
    connection: &Connection,
    feed: FeedId,
    subscription: &Subscription,
    at: Time,
) -> Result<Applied, StoreError> {
    let known = subscribed(connection, feed)?;
    let mut subscription = subscription.clone();
    if known.is_kept() {
        subscription.url = known.subscription.url;
    }
    apply(connection, vec![(feed, Some(subscription))], &format!("Edited {}", known.title), at)
}

pub(super) fn rename_folder(connection: &Connection, from: &str, to: &str, at: Time) -> Result<Applied, StoreError> {
    let old = Folder(from.to_owned());
    let moved = |feed: crate::model::Feed| {
        let mut subscription = feed.subscription;
        let rest = subscription.folder.0.strip_prefix(from)?.trim_start_matches('/');
        subscription.folder = Folder(match (to, rest) {
            ("", rest) => rest.to_owned(),
            (to, "") => to.to_owned(),
            (to, rest) => format!("{to}/{rest}"),
        });
        Some((feed.id, Some(subscription)))
    };
    let feeds = feeds::tree(connection)?.feeds;
    let within = |feed: &crate::model::Feed| !old.is_top() && feed.subscription.folder.within(&old);
    let wanted = feeds.into_iter().filter(within).filter_map(moved).collect();
    let text = if to.is_empty() { format!("Dissolved {from}") } else { format!("Renamed {from} to {to}") };
    apply(connection, wanted, &text, at)
}

fn subscribed(connection: &Connection, feed: FeedId) -> Result<crate::model::Feed, StoreError> {
    feeds::find(connection, &feed.to_string())?.ok_or_else(|| StoreError::NoFeed(feed.to_string()))
}

fn name(subscription: &Subscription) -> &str {
    subscription.title.as_deref().unwrap_or(&subscription.url)
}

/// The feed with this address and whether it is hidden; a subscribed one goes before a hidden one, and one that had the
/// address before it moved counts if no other has it.
fn by_url(connection: &Connection, url: &str) -> Result<Option<(FeedId, bool)>, StoreError> {
    let own = with_url(connection, url)?;
    if own.is_some_and(|(_, hidden)| !hidden) {
        return Ok(own);
    }
    let sql = "select f.id from aliases a join feeds f on f.id = a.feed where a.url = ?1 and f.hidden = 0";
    let moved = connection.prepare_cached(sql)?.query_row([url], |row| Ok((FeedId(row.get(0)?), false)));
    Ok(moved.optional()?.or(own))
}

/// The account to which a feed with this address belongs.
fn account(url: &str) -> AccountId {
    if url == KEPT { AccountId::OWN } else { AccountId::LOCAL }
}

/// [`by_url`] of the present addresses alone.
fn with_url(connection: &Connection, url: &str) -> Result<Option<(FeedId, bool)>, StoreError> {
    let sql = "select id, hidden from feeds where account = ?2 and url = ?1 order by hidden, id desc limit 1";
    let parameters = params![url, account(url).0];
    let found = connection.prepare_cached(sql)?.query_row(parameters, |row| Ok((FeedId(row.get(0)?), row.get(1)?)));
    Ok(found.optional()?)
}

/// Gives a feed the address to which it has moved for good; its entries, statuses and validators stay, and the old
/// address goes on to name it. Answers whether it was done: not where another feed has that address.
pub(super) fn follow(connection: &Connection, feed: FeedId, url: &str) -> Result<bool, StoreError> {
    let Some(known) = feeds::find(connection, &feed.to_string())? else { return Ok(false) };
    if by_url(connection, url)?.is_some_and(|(other, hidden)| other != feed && !hidden) {
        return Ok(false);
    }
    let before = known.subscription;
    let after = Subscription { url: url.to_owned(), ..before.clone() };
    write(connection, feed, &after)?;
    connection
        .prepare_cached("insert or replace into aliases (url, feed) values (?1, ?2)")?
        .execute(params![before.url, feed.0])?;
    note_edit(connection, Some(&before), Some(&after))?;
    Ok(true)
}

/// The earlier addresses by which alone these name feeds that are subscribed to.
fn aliases(connection: &Connection, urls: &HashSet<String>) -> Result<HashMap<String, FeedId>, StoreError> {
    let sql = "select a.url, a.feed, f.url from aliases a join feeds f on f.id = a.feed where f.hidden = 0";
    let mut statement = connection.prepare_cached(sql)?;
    let mut aliases = HashMap::new();
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (old, present): (String, String) = (row.get(0)?, row.get(2)?);
        if urls.contains(&old) && !urls.contains(&present) {
            aliases.insert(old, FeedId(row.get(1)?));
        }
    }
    Ok(aliases)
}

/// A new feed, not subscribed to yet, last in the order.
fn insert(connection: &Connection, url: &str) -> Result<FeedId, StoreError> {
    let sql = "insert into feeds (url, account, hidden, position) \
               select ?1, ?2, 1, coalesce(max(position), -1) + 1 from feeds where hidden = 0";
    Ok(FeedId(connection.prepare_cached(sql)?.insert(params![url, account(url).0])?))
}

/// A feed as an import finds it.
pub(super) struct Found {
    pub feed: FeedId,
    /// It was made only now.
    pub made: bool,
    /// What it is subscribed with.
    pub present: Option<Subscription>,
}

/// The feed with this address, made if there is none.
pub(super) fn find_or_make(connection: &Connection, url: &str) -> Result<Found, StoreError> {
    let Some((feed, hidden)) = by_url(connection, url)? else {
        return Ok(Found { feed: insert(connection, url)?, made: true, present: None });
    };
    let known = feeds::get(connection, feed)?.filter(|_| !hidden);
    Ok(Found { feed, made: false, present: known.map(|feed| feed.subscription) })
}

/// Makes a change that can be undone.
fn apply(connection: &Connection, wanted: Vec<Wanted>, text: &str, at: Time) -> Result<Applied, StoreError> {
    let turns = turn(connection, wanted)?;
    if !turns.is_empty() {
        journal::enter_feeds(connection, at, text, &json(&turns)?)?;
    }
    Ok(Applied { entries: 0, text: text.to_owned() })
}

/// Gives feeds the states that they are to have, and notes what `feeds.toml` is to hold. Answers what changed.
pub(super) fn turn(connection: &Connection, wanted: Vec<Wanted>) -> Result<Vec<Turn>, StoreError> {
    let mut turns = Vec::new();
    for (feed, after) in wanted {
        let before = put(connection, feed, after.as_ref())?;
        if before == after {
            continue;
        }
        note_edit(connection, before.as_ref(), after.as_ref())?;
        let stored = |subscription: &Option<Subscription>| subscription.as_ref().map(Stored::from);
        turns.push(Turn { feed: feed.0, before: stored(&before), after: stored(&after) });
    }
    Ok(turns)
}

/// Takes a step of the journal back, or again.
pub(super) fn take(connection: &Connection, step: &str, way: Way) -> Result<(), StoreError> {
    let step: Step = serde_json::from_str(step).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    let mut turns = match step {
        Step::Feeds(turns) => turns,
        Step::Import(step) => {
            import::take(connection, &step, way)?;
            step.turns
        }
    };
    if way == Way::Back {
        turns.reverse();
    }
    for Turn { feed, before, after } in turns {
        let wanted = if way == Way::Back { before } else { after }.map(Subscription::from);
        let present = put(connection, FeedId(feed), wanted.as_ref())?;
        note_edit(connection, present.as_ref(), wanted.as_ref())?;
    }
    Ok(())
}

/// Gives a feed the state that it is to have; answers the state it had.
fn put(
    connection: &Connection,
    feed: FeedId,
    wanted: Option<&Subscription>,
) -> Result<Option<Subscription>, StoreError> {
    let sql = format!("select {}, hidden from feeds where id = ?1", feeds::SUBSCRIPTION);
    let known = connection.prepare_cached(&sql)?.query_row([feed.0], |row| {
        let hidden: bool = row.get(feeds::SUBSCRIPTION_COLUMNS)?;
        Ok((feeds::subscription(row)?, hidden))
    });
    let (stored, hidden) = known.optional()?.ok_or_else(|| StoreError::NoFeed(feed.to_string()))?;
    match wanted {
        Some(wanted) => {
            if by_url(connection, &wanted.url)?.is_some_and(|(other, hidden)| other != feed && !hidden) {
                return Err(StoreError::Subscribed(wanted.url.clone()));
            }
            write(connection, feed, wanted)?;
            if wanted.alone && !stored.alone {
                twins::part(connection, feed)?;
            }
            if stored.url != wanted.url {
                forget_validators(connection, feed)?;
            } else if hidden {
                // Subscribing again is asking by hand for what was taken down for good.
                connection.prepare_cached("update feeds set gone = 0 where id = ?1")?.execute([feed.0])?;
            }
        }
        None => {
            connection.prepare_cached("update feeds set hidden = 1 where id = ?1")?.execute([feed.0])?;
        }
    }
    if hidden != wanted.is_none() {
        connection
            .prepare_cached("update statuses set shown = ?2 where feed = ?1 and muted = 0")?
            .execute(params![feed.0, wanted.is_some()])?;
    }
    Ok(Some(stored).filter(|_| !hidden))
}

fn write(connection: &Connection, feed: FeedId, wanted: &Subscription) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "update feeds set url = ?2, user_title = ?3, folder = ?4, tags = ?5, refresh = ?6, full_text = ?7, \
             user_agent = ?8, access = ?9, quiet = ?10, retention = ?11, alone = ?12, hidden = 0 where id = ?1",
        )?
        .execute(params![
            feed.0,
            wanted.url,
            wanted.title,
            wanted.folder.0,
            serde_json::Value::from(wanted.tags.as_slice()).to_string(),
            wanted.refresh,
            number(wanted.full_text),
            wanted.user_agent,
            access::write(&wanted.access),
            wanted.quiet,
            retention::write(wanted.retention),
            wanted.alone
        ])?;
    Ok(())
}

/// Under a new address the feed is fetched anew and at once; its entries stay, and nothing of the old address counts.
fn forget_validators(connection: &Connection, feed: FeedId) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "update feeds set validator_url = null, etag = null, last_modified = null, last_poll = null, next_poll = null, \
             not_before = null, failures = 0, last_error = null, error_body = null, why_next = null, gone = 0, \
             strain = 0, failing_since = null, last_full = null, last_unconditional = null, moved_to = null, \
             moved_since = null, http_wait = null, http_wait_by = null, feed_wait = null, feed_wait_by = null, \
             skips = 0 where id = ?1",
        )?
        .execute([feed.0])?;
    Ok(())
}

pub(super) fn json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Internal(error.to_string()))
}
