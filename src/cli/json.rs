//! The JSON shapes that programs read; their fields are promised.

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use crate::feed::State;
use crate::model::{ArchivedEntry, Entry, Feed, Time};

/// An entry, as `list` prints it.
#[derive(Serialize)]
pub(super) struct EntryJson<'a> {
    id: i64,
    feed: &'a str,
    feed_url: &'a str,
    title: &'a str,
    author: Option<&'a str>,
    url: Option<&'a str>,
    #[serde(serialize_with = "moment")]
    published: Option<Time>,
    #[serde(serialize_with = "moment")]
    updated: Option<Time>,
    read: bool,
    starred: bool,
    tags: &'a [String],
    story: Option<i64>,
    summary: &'a str,
    /// The titles of the other feeds that have it.
    also: &'a [String],
}

impl<'a> From<&'a Entry> for EntryJson<'a> {
    fn from(entry: &'a Entry) -> EntryJson<'a> {
        let row = &entry.row;
        EntryJson {
            id: row.id.0,
            feed: &entry.feed_title,
            feed_url: &entry.feed_url,
            title: &row.title,
            author: row.author.as_deref(),
            url: row.url.as_deref(),
            published: entry.published,
            updated: entry.updated,
            read: !row.status.unread,
            starred: row.status.starred,
            tags: &entry.tags,
            story: row.story.map(|story| story.0),
            summary: &row.lead,
            also: &entry.also,
        }
    }
}

/// An entry, as `export` prints it: as `list` does, and then all that an import needs to have it as it was.
#[derive(Serialize)]
pub(super) struct ExportJson<'a> {
    #[serde(flatten)]
    entry: EntryJson<'a>,
    #[serde(flatten)]
    state: State,
}

impl<'a> ExportJson<'a> {
    pub(super) fn new(entry: &'a Entry, archived: ArchivedEntry) -> ExportJson<'a> {
        ExportJson { entry: EntryJson::from(entry), state: State::from(archived) }
    }
}

/// A feed, as `feeds` prints it.
#[derive(Serialize)]
pub(super) struct FeedJson<'a> {
    id: i64,
    url: &'a str,
    title: &'a str,
    folder: &'a str,
    tags: &'a [String],
    unread: u64,
    total: u64,
    #[serde(serialize_with = "moment")]
    last_success: Option<Time>,
    last_error: Option<&'a str>,
    http_status: Option<u16>,
    #[serde(serialize_with = "moment")]
    next_poll: Option<Time>,
    posts_per_week: f32,
}

impl<'a> From<&'a Feed> for FeedJson<'a> {
    fn from(feed: &'a Feed) -> FeedJson<'a> {
        let (subscription, health) = (&feed.subscription, &feed.health);
        FeedJson {
            id: feed.id.0,
            url: &subscription.url,
            title: &feed.title,
            folder: &subscription.folder.0,
            tags: &subscription.tags,
            unread: feed.counts.unread,
            total: feed.counts.total,
            last_success: health.last_success,
            last_error: health.last_error.as_deref(),
            http_status: health.http_status,
            next_poll: health.next_poll,
            posts_per_week: health.posts_per_week,
        }
    }
}

/// A moment by RFC 3339 in UTC; one that no calendar holds is null.
pub(super) fn moment<S: Serializer>(time: &Option<Time>, serializer: S) -> Result<S::Ok, S::Error> {
    let timestamp = time.and_then(|time| Timestamp::from_second(time.0).ok());
    timestamp.map(|timestamp| timestamp.to_string()).serialize(serializer)
}
