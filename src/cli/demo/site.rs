//! What the demo server has under each path: feeds, pages, pictures and sound.

use std::borrow::Cow;
use std::time::Duration;

use jiff::Timestamp;

use super::edition::{Edition, Entry, Feed, Format};
use super::{page, syndicate};

/// The edition, published at an address from a moment on.
pub struct Site {
    pub edition: Edition,
    /// Without a slash at the end.
    pub base_url: String,
    /// The moment that ages are counted from.
    pub start: Timestamp,
}

/// An answer without its transport.
pub struct Answer {
    pub status: Status,
    pub content_type: &'static str,
    pub body: Cow<'static, [u8]>,
    /// How long the client is kept waiting.
    pub delay: Duration,
}

/// The answers that the server gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Ok,
    NotModified,
    NotFound,
    MethodNotAllowed,
    ServerError,
}

impl Status {
    /// As the first line of an answer has it.
    pub fn line(self) -> &'static str {
        match self {
            Status::Ok => "200 OK",
            Status::NotModified => "304 Not Modified",
            Status::NotFound => "404 Not Found",
            Status::MethodNotAllowed => "405 Method Not Allowed",
            Status::ServerError => "500 Internal Server Error",
        }
    }
}

impl Answer {
    /// An answer in plain text.
    pub fn text(status: Status, text: &'static str) -> Answer {
        let body = Cow::Borrowed(text.as_bytes());
        Answer { status, content_type: "text/plain; charset=utf-8", body, delay: Duration::ZERO }
    }

    fn found(content_type: &'static str, text: String) -> Answer {
        let body = Cow::Owned(text.into_bytes());
        Answer { status: Status::Ok, content_type, body, delay: Duration::ZERO }
    }
}

impl Site {
    /// What a client finds at `path` at the moment `now`.
    pub fn answer(&self, path: &str, now: Timestamp) -> Answer {
        let found = match path.strip_prefix('/').map(|path| path.split('/').collect::<Vec<_>>()).as_deref() {
            Some([""]) => Some(Answer::found(page::CONTENT_TYPE, page::front(self))),
            Some(["feeds", name]) => self.feed(name).map(|feed| self.syndicated(feed, now)),
            Some(["pages", name, ""]) => {
                self.feed(name).map(|feed| Answer::found(page::CONTENT_TYPE, page::home(self, feed, now)))
            }
            Some(["pages", name, slug]) => self.article(name, slug, now),
            Some(["files", name]) => file(name),
            _ => None,
        };
        found.unwrap_or_else(|| Answer::text(Status::NotFound, "There is no such page in this edition.\n"))
    }

    /// The entries of a feed that are out by `now`.
    pub fn published<'a>(&self, feed: &'a Feed, now: Timestamp) -> impl Iterator<Item = &'a Entry> {
        feed.entries.iter().filter(move |entry| self.date(entry) <= now)
    }

    /// When an entry came out.
    pub fn date(&self, entry: &Entry) -> Timestamp {
        self.start - entry.age
    }

    /// HTML with the paths of the server made into whole addresses, as a feed needs them.
    pub fn absolute(&self, html: &str) -> String {
        let base = &self.base_url;
        html.replace("src=\"/", &format!("src=\"{base}/")).replace("href=\"/", &format!("href=\"{base}/"))
    }

    fn feed(&self, name: &str) -> Option<&Feed> {
        self.edition.feeds.iter().find(|feed| feed.name == name)
    }

    fn syndicated(&self, feed: &Feed, now: Timestamp) -> Answer {
        if feed.broken {
            return Answer::text(Status::ServerError, "The press has stopped; this feed fails on purpose.\n");
        }
        let answer = match feed.format {
            Format::Rss => Answer::found("application/rss+xml; charset=utf-8", syndicate::rss(self, feed, now)),
            Format::Atom => Answer::found("application/atom+xml; charset=utf-8", syndicate::atom(self, feed, now)),
            Format::Json => Answer::found("application/feed+json", syndicate::json(self, feed, now)),
        };
        Answer { delay: Duration::from_secs(feed.delay), ..answer }
    }

    fn article(&self, name: &str, slug: &str, now: Timestamp) -> Option<Answer> {
        let feed = self.feed(name)?;
        let entry = self.published(feed, now).find(|entry| entry.slug == slug)?;
        Some(Answer::found(page::CONTENT_TYPE, page::article(self, feed, entry, now)))
    }
}

fn file(name: &str) -> Option<Answer> {
    let (_, content_type, bytes) = *FILES.iter().find(|(file, ..)| *file == name)?;
    Some(Answer { status: Status::Ok, content_type, body: Cow::Borrowed(bytes), delay: Duration::ZERO })
}

/// The size in bytes and the type of a file, as an enclosure states them.
pub fn file_facts(path: &str) -> Option<(usize, &'static str)> {
    let name = path.strip_prefix("/files/")?;
    FILES.iter().find(|(file, ..)| *file == name).map(|(_, content_type, bytes)| (bytes.len(), *content_type))
}

macro_rules! files {
    ($($name:literal: $type:literal),* $(,)?) => {
        &[$(($name, $type, include_bytes!(concat!("../../../assets/demo/files/", $name)))),*]
    };
}

/// Pictures and sound: name, media type, bytes.
const FILES: &[(&str, &str, &[u8])] = files! {
    "beep.wav": "audio/wav",
    "chirp.png": "image/png",
    "chirp.wav": "audio/wav",
    "ellipse.png": "image/png",
    "hubble.png": "image/png",
    "moon.png": "image/png",
    "ring.png": "image/png",
    "rule-30.png": "image/png",
    "sieve.png": "image/png",
    "tides.png": "image/png",
};
