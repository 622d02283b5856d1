//! A feed as `dateline parse` prints it.

use serde::Serialize;

use crate::html::plain;
use crate::model::{Enclosure, FeedDocument, NewEntry};
use crate::safe;

/// One document; texts without markup, dates as UTC epoch seconds, null where absent. The fields are promised, and stand
/// in the order in which they are.
#[derive(Serialize)]
pub struct Report<'a> {
    title: Option<&'a str>,
    link: Option<&'a str>,
    language: Option<&'a str>,
    entries: Vec<EntryReport<'a>>,
}

#[derive(Serialize)]
struct EntryReport<'a> {
    id: Option<String>,
    title: Option<&'a str>,
    link: Option<&'a str>,
    author: Option<&'a str>,
    published: Option<i64>,
    updated: Option<i64>,
    summary_text: Option<String>,
    content_text: Option<String>,
    enclosures: Vec<EnclosureReport<'a>>,
}

#[derive(Serialize)]
struct EnclosureReport<'a> {
    url: &'a str,
    #[serde(rename = "type")]
    media_type: Option<&'a str>,
    length: Option<u64>,
    duration: Option<u64>,
    title: Option<&'a str>,
}

/// What is to be said of a feed.
pub fn report(feed: &FeedDocument) -> Report<'_> {
    Report {
        title: feed.title.as_deref(),
        link: feed.site.as_deref(),
        language: feed.language.as_deref(),
        entries: feed.entries.iter().map(entry).collect(),
    }
}

fn entry(entry: &NewEntry) -> EntryReport<'_> {
    let content = text(&entry.body);
    EntryReport {
        id: entry.guid.as_deref().map(safe::one_line),
        title: Some(entry.title.as_str()).filter(|title| !title.is_empty()),
        link: entry.url.as_deref(),
        author: entry.author.as_deref(),
        // An Atom entry that was only ever updated was published no later.
        published: entry.published.or(entry.updated).map(|time| time.0),
        updated: entry.updated.map(|time| time.0),
        summary_text: entry.summary.as_deref().and_then(text).or_else(|| content.clone()),
        content_text: content,
        enclosures: entry.enclosures.iter().map(enclosure).collect(),
    }
}

fn enclosure(enclosure: &Enclosure) -> EnclosureReport<'_> {
    EnclosureReport {
        url: &enclosure.url,
        media_type: enclosure.media_type.as_deref(),
        length: enclosure.length,
        duration: enclosure.duration,
        title: enclosure.title.as_deref(),
    }
}

fn text(html: &str) -> Option<String> {
    Some(safe::one_line(&plain::text(html, None))).filter(|text| !text.is_empty())
}
