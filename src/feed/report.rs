//! A feed as `dateline parse` prints it.

use serde_json::{Value, json};

use crate::html::plain;
use crate::model::{FeedDocument, NewEntry};
use crate::safe;

/// One JSON document; texts without markup, dates as UTC epoch seconds, null where absent.
pub fn report(feed: &FeedDocument) -> Value {
    json!({
        "title": feed.title,
        "link": feed.site,
        "language": feed.language,
        "entries": feed.entries.iter().map(entry).collect::<Vec<_>>(),
    })
}

fn entry(entry: &NewEntry) -> Value {
    let content = text(&entry.body);
    let summary = entry.summary.as_deref().and_then(text).or_else(|| content.clone());
    let enclosures = entry.enclosures.iter().map(|enclosure| {
        json!({
            "url": enclosure.url,
            "type": enclosure.media_type,
            "length": enclosure.length,
            "duration": enclosure.duration,
            "title": enclosure.title,
        })
    });
    json!({
        "id": entry.guid.as_deref().map(safe::one_line),
        "title": Some(&entry.title).filter(|title| !title.is_empty()),
        "link": entry.url,
        "author": entry.author,
        // An Atom entry that was only ever updated was published no later.
        "published": entry.published.or(entry.updated).map(|time| time.0),
        "updated": entry.updated.map(|time| time.0),
        "summary_text": summary,
        "content_text": content,
        "enclosures": enclosures.collect::<Vec<_>>(),
    })
}

fn text(html: &str) -> Option<String> {
    Some(safe::one_line(&plain::text(html, None))).filter(|text| !text.is_empty())
}
