//! What bytes are (a page, a feed, a text), and the article in them.

use jiff::ZonedDateTime;
use jiff::civil::Time as TimeOfDay;
use jiff::tz::{Offset, TimeZone};
use xxhash_rust::xxh3::xxh3_64;

use super::{By, digest};
use crate::engine::cut;
use crate::feed::{self, Hints};
use crate::html::extract::{self, Extracted, NoArticle, Rules};
use crate::html::{plain, plain_article};
use crate::model::{Article, Entry, EntryId, EntryRow, FeedId, NewEntry, PageState, Status, Time};
use crate::safe;

/// Characters of a lead.
const LEAD: usize = 300;
/// How far into a text the tags of a page are looked for.
const HEAD: usize = 4 << 10;

/// An article that belongs to no feed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Piece {
    pub entry: NewEntry,
    /// Who published it.
    pub source: Option<String>,
    /// The address against which its links resolve.
    pub base: Option<String>,
}

/// Where bytes come from.
#[derive(Debug, Clone, Copy)]
pub(super) struct From<'a> {
    /// Of the web, or of a file.
    pub address: Option<&'a str>,
    pub content_type: Option<&'a str>,
    /// It is said to be plain text.
    pub is_text: bool,
    /// There was more than was read.
    pub is_cut: bool,
}

/// Why there is nothing to be read in bytes; goes on from the name of what holds them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unreadable {
    #[error("is {0}, not a text; open it with a program for that")]
    Other(&'static str),
    #[error("is empty")]
    Empty,
    #[error("is a feed of more than 10 MiB; `dateline add` subscribes to it, and reads up to 20 MiB")]
    LongFeed,
    #[error("is a feed without entries")]
    NoEntries,
}

/// The article in these bytes.
pub(super) fn of(bytes: &[u8], from: From, by: &By) -> Result<Piece, Unreadable> {
    let text = extract::decode(bytes, from.content_type);
    if text.trim().is_empty() {
        return Err(Unreadable::Empty);
    }
    let kind = feed::describe(bytes, &text);
    if !matches!(kind, "plain text" | "other JSON" | "other XML") {
        return Err(Unreadable::Other(kind));
    }
    let hints = Hints { url: from.address, content_type: from.content_type };
    if text.trim_start().starts_with(['<', '{', '\u{feff}'])
        && let Ok(document) = feed::parse(bytes, hints)
    {
        if from.is_cut {
            return Err(Unreadable::LongFeed);
        }
        return digest::of(document, from.address, &by.zone).ok_or(Unreadable::NoEntries);
    }
    let own = own_address(&text, from);
    let from = From { address: own.as_deref().or(from.address), ..from };
    let found = if is_page(&text) {
        page(&text, from.address, &by.rules)
    } else if has_tag(&text) && !from.is_text {
        Extracted { html: text.into_owned(), ..Extracted::default() }
    } else {
        plain_article::recognise(&text)
    };
    Ok(piece(found, from, &by.zone))
}

/// Whether a text is a whole page.
fn is_page(text: &str) -> bool {
    let head = head(text).to_ascii_lowercase();
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| head.contains(tag))
}

/// Whether a text has the end of an element, or one that has none.
fn has_tag(text: &str) -> bool {
    let head = head(text).to_ascii_lowercase();
    let closes = head.match_indices("</").any(|(at, _)| head[at + 2..].starts_with(|c: char| c.is_ascii_alphabetic()));
    closes || ["<p>", "<br", "<img ", "<hr"].iter().any(|tag| head.contains(tag))
}

fn head(text: &str) -> &str {
    &text[..text.floor_char_boundary(HEAD)]
}

/// The address that a page in a file says it has.
fn own_address(text: &str, from: From) -> Option<String> {
    let is_web = from.address.is_some_and(|address| safe::url(address).is_some());
    if is_web || !is_page(text) { None } else { extract::own_address(text) }
}

/// The article of a page; what can be read of one that has none, with a word on that.
fn page(html: &str, address: Option<&str>, rules: &Rules) -> Extracted {
    let address = address.unwrap_or_default();
    let why = match extract::extract_by(html, address, rules) {
        Ok(found) => return found,
        Err(why) => why,
    };
    let remains = extract::remains(html, address);
    let word = match why {
        NoArticle::None | NoArticle::Unreadable => "no article was found on this page; this is all its text".to_owned(),
        other => other.to_string(),
    };
    Extracted { html: format!("<p><em>[{word}]</em></p>\n{}", remains.html), ..remains }
}

fn piece(found: Extracted, from: From, zone: &TimeZone) -> Piece {
    let Extracted { title, byline, site, published, language, mut html } = found;
    cut::to_bound(&mut html, from.is_cut);
    let gist = plain::gist(&html, LEAD + LEAD / 4);
    let web = from.address.filter(|address| safe::url(address).is_some());
    let identity = from.address.map_or_else(|| format!("text:{:016x}", xxh3_64(html.as_bytes())), str::to_owned);
    Piece {
        source: site.or_else(|| web.and_then(host)),
        base: web.map(str::to_owned),
        entry: NewEntry {
            identity,
            title: title.unwrap_or_default(),
            url: web.map(str::to_owned),
            author: byline,
            published: published.map(|moment| local(&moment, zone)),
            language,
            lead: safe::one_line_max(&gist.start, LEAD),
            words: gist.words,
            body: html,
            ..NewEntry::default()
        },
    }
}

/// A site's name where it says none itself.
fn host(address: &str) -> Option<String> {
    let url = url::Url::parse(address).ok()?;
    let host = url.host_str()?;
    Some(safe::one_line(host.strip_prefix("www.").unwrap_or(host)))
}

/// A day without a time of day is a day where the reader is.
fn local(moment: &ZonedDateTime, zone: &TimeZone) -> Time {
    let is_day = moment.offset() == Offset::UTC && moment.time() == TimeOfDay::midnight();
    let there = is_day.then(|| moment.date().to_zoned_datetime(zone.clone()).ok()).flatten();
    Time(there.as_ref().unwrap_or(moment).timestamp().as_second())
}

impl Piece {
    /// The article as an entry of the reader's own, which names its source since its feed does not.
    pub fn kept(&self) -> NewEntry {
        let signed: Vec<&str> = self.entry.author.iter().chain(&self.source).map(String::as_str).collect();
        NewEntry { author: Some(signed.join(" · ")).filter(|author| !author.is_empty()), ..self.entry.clone() }
    }

    /// The article as the pane shows it, under an id that no stored entry has.
    pub fn article(&self, id: EntryId) -> Article {
        let NewEntry { title, lead, url, author, published, updated, words, body, language, enclosures, .. } =
            self.entry.clone();
        let date = self.entry.dated().unwrap_or(Time(0));
        // What the text begins with is no standfirst above it.
        let lead = if self.entry.summary.is_some() { lead } else { String::new() };
        let row = EntryRow {
            id,
            feed: FeedId(0),
            title,
            lead,
            author,
            url,
            comments: None,
            date,
            sort: date.0,
            words,
            status: Status::default(),
            story: None,
            tags: Vec::new(),
            seen: false,
            unread_others: Vec::new(),
            followed: false,
            also: 0,
        };
        let feed_title = self.source.clone().unwrap_or_default();
        let feed_url = self.base.clone().unwrap_or_default();
        Article {
            entry: Entry { row, feed_title, feed_url, published, updated, tags: Vec::new(), also: Vec::new() },
            body,
            base: self.base.clone(),
            language,
            enclosures,
            full_text: false,
            page: PageState::default(),
            earlier: None,
        }
    }
}
