//! Entries: as parsed from a feed, as a row of a list, and as an article to read.

use super::{EntryId, FeedId, PageState, Sibling, StoryId, Time};

/// A file attached to an entry (RSS `enclosure`, Media RSS `content`, Atom link `rel=enclosure`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Enclosure {
    pub url: String,
    pub media_type: Option<String>,
    /// Bytes, as the feed claims.
    pub length: Option<u64>,
    /// Seconds, as the feed claims.
    pub duration: Option<u64>,
    pub title: Option<String>,
    pub chapters: Vec<Chapter>,
}

/// A part of a recording.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chapter {
    /// Seconds from the beginning.
    pub start: u64,
    pub title: String,
    /// What it is about, on the web.
    pub url: Option<String>,
}

/// What an entry is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Titled {
    pub entry: EntryId,
    pub feed: FeedId,
    /// For an entry without one the beginning of its text.
    pub title: String,
}

/// An entry as `feed` reads it and `store` keeps it. One-line texts have passed `safe`; `body` is the feed's own HTML.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NewEntry {
    /// What makes the entry the same one at the next fetch, unique in its feed: guid, else link, else a hash.
    pub identity: String,
    /// The id as the feed gives it.
    pub guid: Option<String>,
    pub title: String,
    /// Absolute; only what is fit to be shown, not necessarily to be opened.
    pub url: Option<String>,
    pub comments: Option<String>,
    pub author: Option<String>,
    pub published: Option<Time>,
    pub updated: Option<Time>,
    pub language: Option<String>,
    /// The beginning of the text without markup, about 300 characters.
    pub lead: String,
    /// Words of the body without markup; for CJK, characters halved.
    pub words: u32,
    /// The feed's short text as HTML, where it has one beside the full one.
    pub summary: Option<String>,
    /// The fullest text that the feed gives, as HTML.
    pub body: String,
    pub enclosures: Vec<Enclosure>,
    pub categories: Vec<String>,
}

impl NewEntry {
    /// When it was published by its own word, else updated. A moment before 1970 is what programs write for none.
    pub fn dated(&self) -> Option<Time> {
        [self.published, self.updated].into_iter().flatten().find(|time| time.0 > 0)
    }
}

/// What the reader did with an entry.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Status {
    pub unread: bool,
    pub starred: bool,
    pub read_at: Option<Time>,
}

/// One line of a list: enough to draw it, nothing that needs the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryRow {
    pub id: EntryId,
    pub feed: FeedId,
    pub title: String,
    pub lead: String,
    pub author: Option<String>,
    pub url: Option<String>,
    pub comments: Option<String>,
    /// The date to show: published, else updated, else when it was fetched.
    pub date: Time,
    /// The key by which the list is sorted; see [`super::RowKey`].
    pub sort: i64,
    pub words: u32,
    pub status: Status,
    pub story: Option<StoryId>,
    /// Its own, in alphabetical order; those of its feed are the feed's.
    pub tags: Vec<String>,
    /// Unread, but another that tells the same was read since it came.
    pub seen: bool,
    /// The others that tell the same and are unread, as far as [`Sibling::MOST`].
    pub unread_others: Vec<Sibling>,
    /// The reader follows its story.
    pub followed: bool,
    /// So many other sources tell the same: publishers of its story, or feeds with the same article.
    pub also: u32,
}

/// An entry with everything that the command line prints of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub row: EntryRow,
    pub feed_title: String,
    pub feed_url: String,
    pub published: Option<Time>,
    pub updated: Option<Time>,
    pub tags: Vec<String>,
    /// The titles of the other sources that tell the same, in the order in which they came.
    pub also: Vec<String>,
}

/// An entry with its text, to be laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    pub entry: Entry,
    /// HTML, not sanitised.
    pub body: String,
    /// The address against which relative links resolve.
    pub base: Option<String>,
    pub language: Option<String>,
    pub enclosures: Vec<Enclosure>,
    /// `body` is the full text, taken from the page, and not what the feed gives.
    pub full_text: bool,
    /// How its full text stands.
    pub page: PageState,
    /// What it said before the publisher's latest change of its words.
    pub earlier: Option<Earlier>,
}

/// An article before its latest correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// When the correction was fetched.
    pub replaced: Time,
    pub title: String,
    /// HTML, not sanitised.
    pub body: String,
}
