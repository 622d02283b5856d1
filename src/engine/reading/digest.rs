//! A feed as one document: its newest entries, one below the other.

use std::cmp::Reverse;
use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::piece::Piece;
use crate::feed::Limits;
use crate::html::plain;
use crate::model::{FeedDocument, NewEntry};
use crate::safe;

/// Entries that are shown.
const MOST: usize = 20;

/// The entry where there is but one, else a document of the newest; none for a feed without entries.
pub fn of(document: FeedDocument, address: Option<&str>, zone: &TimeZone) -> Option<Piece> {
    let FeedDocument { title, site, language, mut entries, .. } = document;
    let base = address.map(str::to_owned).or(site);
    if entries.len() == 1 {
        let mut entry = entries.pop()?;
        entry.language = entry.language.or(language);
        return Some(Piece { base: entry.url.clone().or(base), source: title, entry });
    }
    let count = entries.len();
    let newest = entries.iter().filter_map(NewEntry::dated).max();
    entries.sort_by_key(|entry| Reverse(entry.dated()));
    let mut body = String::new();
    for entry in entries.iter().take(MOST) {
        write(entry, zone, &mut body);
    }
    if count > MOST {
        // Writing to a String does not fail.
        let _ = write!(body, "<hr><p><em>[The newest {MOST} of {count} entries.]</em></p>");
    }
    body.truncate(body.floor_char_boundary(Limits::FETCH.body));
    let gist = plain::gist(&body, 300);
    let entry = NewEntry {
        identity: base.clone().unwrap_or_else(|| "feed".to_owned()),
        title: title.unwrap_or_default(),
        url: base.clone().filter(|url| safe::url(url).is_some()),
        published: newest,
        language,
        lead: safe::one_line_max(&gist.start, 300),
        words: gist.words,
        body,
        ..NewEntry::default()
    };
    (count > 0).then_some(Piece { entry, source: None, base })
}

fn write(entry: &NewEntry, zone: &TimeZone, out: &mut String) {
    let title = if entry.title.is_empty() { &entry.lead } else { &entry.title };
    let title = escape(title);
    let title = match &entry.url {
        Some(url) => format!("<a href=\"{}\">{title}</a>", escape(url)),
        None => title,
    };
    let date = entry.dated().and_then(|time| Timestamp::from_second(time.0).ok());
    let date = date.map(|date| date.to_zoned_datetime(zone.clone()).strftime("%-d %b %Y, %H:%M").to_string());
    let author = entry.author.as_deref().map(|author| format!("By {}", escape(author)));
    let about: Vec<_> = [author, date].into_iter().flatten().collect();
    // Writing to a String does not fail.
    let _ = write!(out, "<h2>{title}</h2>\n<p><em>{}</em></p>\n<div>{}</div>\n", about.join(" · "), entry.body);
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
