//! The one way in: bytes of any feed to a `FeedDocument`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::DateTime;
use feed_rs::parser::Builder;
use url::Url;

use super::sniff::{self, Kind};
use super::{chapters, convert, date, decode, json, repair};
use crate::model::FeedDocument;

/// What is known of the bytes beside themselves.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints<'a> {
    /// The final address, against which links resolve.
    pub url: Option<&'a str>,
    /// The HTTP `Content-Type`; only its charset is trusted.
    pub content_type: Option<&'a str>,
}

/// How much of a feed is taken.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The newest so many entries.
    pub entries: usize,
    /// Characters of a title.
    pub title: usize,
    /// Bytes of a body.
    pub body: usize,
    /// Whether an entry that says the same twice (guid, link and title) is kept twice.
    pub repeats: bool,
}

impl Limits {
    /// For a feed that is fetched.
    pub const FETCH: Limits = Limits { entries: 2_000, title: 1_000, body: 2 << 20, repeats: false };
    /// Everything, as it stands.
    pub const NONE: Limits = Limits { entries: usize::MAX, title: usize::MAX, body: usize::MAX, repeats: true };
}

/// Why bytes could not be read as a feed, in one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeedError {
    #[error("the answer is empty, not a feed")]
    Empty,
    /// A web page: [`super::discover`] may find its feeds.
    #[error("this is a web page, not a feed")]
    Html,
    #[error("this is {0}, not a feed")]
    Unknown(&'static str),
    #[error("the feed is broken: {0}")]
    Broken(String),
}

/// Reads a feed of any format as it came from a server.
pub fn parse(bytes: &[u8], hints: Hints) -> Result<FeedDocument, FeedError> {
    parse_within(bytes, hints, Limits::FETCH)
}

/// [`parse`] with limits of one's own.
pub fn parse_within(bytes: &[u8], hints: Hints, limits: Limits) -> Result<FeedDocument, FeedError> {
    let text = decode::decode(bytes, hints.content_type);
    let base = hints.url.and_then(|url| Url::parse(url).ok());
    let mut chapters = Vec::new();
    let feed = match sniff::sniff(&text) {
        Kind::Empty => return Err(FeedError::Empty),
        Kind::Html => return Err(FeedError::Html),
        Kind::Unknown => return Err(FeedError::Unknown(sniff::describe(bytes, &text))),
        Kind::Json(text) => read_json(text, base.as_ref())?,
        Kind::Xml(text) => {
            chapters = chapters::of(text);
            read_xml(text, base.as_ref())?
        }
    };
    Ok(convert::document(feed, chapters, base.as_ref(), &limits))
}

fn read_xml(text: &str, base: Option<&Url>) -> Result<feed_rs::model::Feed, FeedError> {
    let text = repair::modernise_atom_03(text);
    let texts = repair::Texts::take_out(&text);
    let document = repair::modernise(&texts.document);
    let mended = || read(repair::mend(&repair::modernise(&text)).as_bytes(), base);
    // Well-formed, yet the parser would not know the name.
    if memchr::memmem::find(document.as_bytes(), b"<pubdate>").is_some()
        && let Ok(feed) = mended()
    {
        return Ok(feed);
    }
    match read(document.as_bytes(), base) {
        Ok(mut feed) => {
            drop(document);
            texts.restore(&mut feed);
            Ok(feed)
        }
        Err(cause) => mended().map_err(|_| FeedError::Broken(cause)),
    }
}

fn read_json(text: &str, base: Option<&Url>) -> Result<feed_rs::model::Feed, FeedError> {
    if let Ok(feed) = read(text.as_bytes(), base) {
        return Ok(feed);
    }
    let text = json::normalise(text)?;
    read(text.as_bytes(), base).map_err(FeedError::Broken)
}

/// Runs feed-rs. It has panicked on broken input before, so it is not trusted not to.
fn read(bytes: &[u8], base: Option<&Url>) -> Result<feed_rs::model::Feed, String> {
    let parser = Builder::new()
        .base_uri(base)
        .sanitize_content(false)
        // An entry without an id keeps none: `identity` knows better than a random one.
        .id_generator(|_, _, _| String::new())
        .timestamp_parser(|text| date::parse(text).and_then(|time| DateTime::from_timestamp(time.0, 0)))
        .build();
    match catch_unwind(AssertUnwindSafe(|| parser.parse(bytes))) {
        Ok(Ok(feed)) => Ok(feed),
        Ok(Err(error)) => Err(one_line(&error.to_string())),
        Err(_) => Err("it makes the parser fail".to_owned()),
    }
}

fn one_line(cause: &str) -> String {
    let cause = cause.strip_prefix("unable to parse XML: Parser error: ").unwrap_or(cause);
    crate::safe::one_line_max(cause, 200)
}
