//! Lists of subscriptions from elsewhere: what is taken, and what is not and why.

use std::collections::HashMap;

use super::decode::decode;
use super::{eilmeldung, newsboat, opml, state};
use crate::model::{Archive, ArchivedFeed, ArchivedSearch, KEPT, Rule, Subscription};

/// How far into a file with something else before it the root of OPML is looked for.
const HEAD: usize = 4_096;

/// What an imported file holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Imported {
    /// Each address once, in the order of the file.
    pub feeds: Vec<ArchivedFeed>,
    pub skipped: Vec<Skipped>,
    /// What is taken, but not as it was.
    pub notes: Vec<Skipped>,
    pub queries: Vec<SavedQuery>,
    pub rules: Vec<Rule>,
}

impl Imported {
    pub fn subscriptions(&self) -> Vec<Subscription> {
        self.feeds.iter().map(|feed| feed.subscription.clone()).collect()
    }
}

/// A query that another reader kept under a name, translated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SavedQuery {
    pub name: String,
    /// None where nothing of it can be said.
    pub query: Option<String>,
    /// What the translation does not say, or not quite, and why.
    pub lost: Vec<String>,
}

/// A line or outline that was not taken, or not as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The address or command as the file has it, one safe line.
    pub what: String,
    pub why: String,
}

impl Skipped {
    fn new(what: &str, why: &str) -> Skipped {
        Skipped { what: crate::safe::one_line_max(what, 200), why: crate::safe::one_line(why) }
    }
}

/// Why a file is no list of subscriptions, in one line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    #[error("the file is empty")]
    Empty,
    #[error("this is a feed, not a list of feeds; add it by its address")]
    Feed,
    #[error(
        "nothing that can be imported: neither OPML, nor newsboat's urls or cache.db, nor eilmeldung's config.toml, nor `export json`"
    )]
    Unknown,
    #[error("line {line} cannot be read ({why}); nothing was imported")]
    Damaged { line: usize, why: String },
}

/// Reads OPML, a newsboat `urls` file, the queries of an eilmeldung `config.toml`, or what `export json` printed, told apart
/// by content.
pub fn import(bytes: &[u8]) -> Result<Imported, ImportError> {
    let text = decode(bytes, None);
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if start.is_empty() {
        return Err(ImportError::Empty);
    }
    if start.starts_with('<') || start.chars().take(HEAD).collect::<String>().to_lowercase().contains("<opml") {
        return opml::read_text(start);
    }
    if start.starts_with('{') {
        return state::read(start);
    }
    if let Some(imported) = eilmeldung::read_text(&text) {
        return Ok(imported);
    }
    if start.starts_with('[') || text.contains('\0') {
        return Err(ImportError::Unknown);
    }
    let imported = newsboat::read_text(&text);
    let nothing = imported.feeds.is_empty()
        && imported.queries.is_empty()
        && imported.skipped.iter().all(|skipped| !skipped.what.contains(':'));
    if nothing && !imported.skipped.is_empty() { Err(ImportError::Unknown) } else { Ok(imported) }
}

/// What an archive holds, but for feeds whose address is none to be fetched.
pub fn import_archive(archive: Archive) -> Imported {
    let mut gatherer = Gatherer::default();
    archive.feeds.into_iter().for_each(|feed| gatherer.feed(feed));
    for ArchivedSearch { name, query } in archive.searches {
        gatherer.query(SavedQuery { name, query: Some(query), lost: Vec::new() });
    }
    archive.rules.into_iter().for_each(|rule| gatherer.rule(rule));
    gatherer.finish()
}

/// Gathers subscriptions; the same address twice becomes one with the tags of both.
#[derive(Default)]
pub(super) struct Gatherer {
    imported: Imported,
    known: HashMap<String, usize>,
}

impl Gatherer {
    pub fn add(&mut self, subscription: Subscription) {
        self.feed(subscription.into());
    }

    pub fn feed(&mut self, mut feed: ArchivedFeed) {
        let url = match address(&feed.subscription.url) {
            Ok(url) => url,
            Err(why) => return self.skip(&feed.subscription.url, why),
        };
        if let Some(&at) = self.known.get(&url) {
            let known = &mut self.imported.feeds[at];
            for tag in feed.subscription.tags {
                if !known.subscription.tags.contains(&tag) {
                    known.subscription.tags.push(tag);
                }
            }
            known.entries.append(&mut feed.entries);
            return self.skip(&url, "listed twice");
        }
        self.known.insert(url.clone(), self.imported.feeds.len());
        feed.subscription.url = url;
        self.imported.feeds.push(feed);
    }

    pub fn skip(&mut self, what: &str, why: &str) {
        self.imported.skipped.push(Skipped::new(what, why));
    }

    pub fn note(&mut self, what: &str, why: &str) {
        self.imported.notes.push(Skipped::new(what, why));
    }

    pub fn query(&mut self, query: SavedQuery) {
        self.imported.queries.push(query);
    }

    pub fn rule(&mut self, rule: Rule) {
        self.imported.rules.push(rule);
    }

    pub fn finish(self) -> Imported {
        self.imported
    }
}

/// The address to subscribe to. Nothing that is imported may become a command or read a file.
pub(super) fn address(given: &str) -> Result<String, &'static str> {
    let given = given.trim();
    let url = match given.strip_prefix("feed:") {
        Some(rest) if rest.starts_with("//") => format!("https:{rest}"),
        Some(rest) => rest.to_owned(),
        None => given.to_owned(),
    };
    let scheme = url.split(':').next().unwrap_or_default().to_ascii_lowercase();
    match scheme.as_str() {
        // The feed of the kept pages: it is never fetched.
        _ if url == KEPT => Ok(url),
        "http" | "https" if url.contains(char::is_control) => Err("not an address"),
        "http" | "https" => url::Url::parse(&url).map(|_| url).map_err(|_| "not an address"),
        "exec" | "filter" => Err("runs a command; commands are not imported"),
        _ if url.starts_with('|') || url.starts_with('!') => Err("runs a command; commands are not imported"),
        "query" => Err("a query, not a feed"),
        "file" => Err("a file; add it by hand if it is meant"),
        _ if scheme.len() < url.len() => Err("only http and https addresses are fetched"),
        _ => Err("not an address"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_told_apart_by_content() {
        let opml = import(
            b"\xef\xbb\xbf<?xml version='1.0'?><opml><body><outline xmlUrl='https://a.example/'/></body></opml>",
        );
        assert_eq!(opml.unwrap().subscriptions()[0].url, "https://a.example/");
        assert_eq!(import(b"# mine\nhttps://a.example/ news\n").unwrap().subscriptions()[0].tags, ["news"]);
        assert_eq!(import(b" \n"), Err(ImportError::Empty));
        assert_eq!(import(b"<rss version='2.0'><channel/></rss>"), Err(ImportError::Feed));
        assert_eq!(import(b"<html></html>"), Err(ImportError::Unknown));
        assert_eq!(import(b"{}"), Err(ImportError::Unknown));
        assert_eq!(import(b"a letter\nto someone"), Err(ImportError::Unknown));
    }

    #[test]
    fn commands_and_files_are_not_imported() {
        let lines = "\"exec:rm -rf ~\"\n\"filter:x:https://a.example\"\n\"|cmd\"\nfile:///etc/passwd\nftp://a.example/f\n\
                     data:text/xml,x\n\"query:Unread:unread = \\\"yes\\\"\"\njavascript:x\nEXEC:x\n";
        let imported = import(lines.as_bytes()).unwrap();
        assert!(imported.feeds.is_empty());
        assert_eq!((imported.skipped.len(), imported.queries.len()), (8, 1));
    }
}
