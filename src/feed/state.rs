//! Entries with their state, one JSON value a line: what `export json` prints and `import` reads again.

mod setting;

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use self::setting::Setting;
use super::import::{Gatherer, ImportError, Imported, SavedQuery};
use super::{Limits, newsboat};
use crate::html::plain;
use crate::model::{
    ArchivedEntry, ArchivedFeed, ArchivedSearch, Chapter, Enclosure, NewEntry, PageText, Status, Subscription, Time,
};
use crate::safe;

/// What `export json` adds to the fields of `list --json`, so that nothing is lost.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// The tags of the entry itself, without those of its feed.
    own_tags: Option<Vec<String>>,
    #[serde(serialize_with = "written", deserialize_with = "moment")]
    fetched: Option<Time>,
    #[serde(serialize_with = "written", deserialize_with = "moment")]
    read_at: Option<Time>,
    identity: String,
    guid: Option<String>,
    comments: Option<String>,
    language: Option<String>,
    /// The short text beside the body, as HTML.
    short: Option<String>,
    /// The text, as HTML.
    body: String,
    enclosures: Vec<StatedEnclosure>,
    categories: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    full_text: Option<StatedPage>,
}

/// The full text from the entry's page.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct StatedPage {
    html: String,
    source: String,
    #[serde(serialize_with = "written", deserialize_with = "moment")]
    fetched: Option<Time>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct StatedEnclosure {
    url: String,
    #[serde(rename = "type")]
    media_type: Option<String>,
    length: Option<u64>,
    duration: Option<u64>,
    title: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    chapters: Vec<StatedChapter>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct StatedChapter {
    start: u64,
    title: String,
    url: Option<String>,
}

impl From<ArchivedEntry> for State {
    fn from(archived: ArchivedEntry) -> State {
        let NewEntry { identity, guid, comments, language, summary, body, enclosures, categories, .. } = archived.entry;
        let chapter = |Chapter { start, title, url }| StatedChapter { start, title, url };
        let enclosure = |Enclosure { url, media_type, length, duration, title, chapters }| StatedEnclosure {
            url,
            media_type,
            length,
            duration,
            title,
            chapters: chapters.into_iter().map(chapter).collect(),
        };
        State {
            own_tags: Some(archived.tags),
            fetched: archived.fetched,
            read_at: archived.status.read_at,
            identity,
            guid,
            comments,
            language,
            short: summary,
            body,
            enclosures: enclosures.into_iter().map(enclosure).collect(),
            categories,
            full_text: archived.full_text.map(|PageText { html, source, fetched, .. }| StatedPage {
                html,
                source,
                fetched: Some(fetched),
            }),
        }
    }
}

/// A line, as far as it is read again.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    id: i64,
    feed: Option<String>,
    feed_url: String,
    title: String,
    author: Option<String>,
    url: Option<String>,
    #[serde(default, deserialize_with = "moment")]
    published: Option<Time>,
    #[serde(default, deserialize_with = "moment")]
    updated: Option<Time>,
    read: bool,
    #[serde(default)]
    starred: bool,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    summary: String,
    #[serde(flatten)]
    state: State,
}

/// What a line is.
#[derive(Deserialize)]
struct Kind {
    /// None: an entry.
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// Reads the lines. One that cannot be read spoils all: half a state is none.
pub fn read(text: &str) -> Result<Imported, ImportError> {
    let mut reading = Reading::default();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = |why: String| ImportError::Damaged { line: number + 1, why };
        let kind = serde_json::from_str::<Kind>(line).map_err(|error| wrong(error.to_string()))?;
        match kind.kind {
            Some(_) => reading.take_setting(line).map_err(wrong)?,
            None => match serde_json::from_str(line) {
                Ok(line) => reading.entries.push(line),
                Err(_) if reading.is_empty() => return Err(ImportError::Unknown),
                Err(error) => return Err(wrong(error.to_string())),
            },
        }
    }
    Ok(reading.finish())
}

/// The lines that have been read.
#[derive(Default)]
struct Reading {
    entries: Vec<Line>,
    feeds: Vec<ArchivedFeed>,
    gatherer: Gatherer,
}

impl Reading {
    fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.feeds.is_empty()
    }

    fn take_setting(&mut self, line: &str) -> Result<(), String> {
        match serde_json::from_str(line).map_err(|error| error.to_string())? {
            Setting::Feed(feed) => self.feeds.push(feed.read()?),
            Setting::Search(search) => {
                let ArchivedSearch { name, query } = search.read()?;
                self.gatherer.query(SavedQuery { name, query: Some(query), lost: Vec::new() });
            }
            Setting::Rule(rule) => self.gatherer.rule(rule.read()?),
        }
        Ok(())
    }

    /// Puts the entries to their feeds.
    fn finish(self) -> Imported {
        let Reading { mut entries, mut feeds, mut gatherer } = self;
        // Ids grow in the order in which the entries came.
        entries.sort_by_key(|line| line.id);
        let url = |(at, feed): (usize, &ArchivedFeed)| (feed.subscription.url.clone(), at);
        let mut places: HashMap<String, usize> = feeds.iter().enumerate().map(url).collect();
        for line in entries {
            let at = *places.entry(line.feed_url.clone()).or_insert_with(|| {
                feeds.push(feed(&line));
                feeds.len() - 1
            });
            feeds[at].entries.push(entry(line));
        }
        for mut feed in feeds {
            feed.entries = identified(feed.entries);
            gatherer.feed(feed);
        }
        gatherer.finish()
    }
}

fn feed(line: &Line) -> ArchivedFeed {
    ArchivedFeed {
        subscription: Subscription { url: line.feed_url.clone(), ..Subscription::default() },
        own_title: one_line(line.feed.clone(), Limits::FETCH.title),
        ..ArchivedFeed::default()
    }
}

/// Where all entries of a feed come with their identities, these stand.
fn identified(entries: Vec<ArchivedEntry>) -> Vec<ArchivedEntry> {
    if entries.iter().all(|archived| !archived.entry.identity.is_empty()) {
        return entries;
    }
    newsboat::identified(entries)
}

fn entry(line: Line) -> ArchivedEntry {
    let State { own_tags, fetched, read_at, identity, guid, comments, language, short, body, .. } = line.state;
    let State { enclosures, categories, full_text, .. } = line.state;
    let entry = NewEntry {
        identity,
        guid,
        title: safe::one_line(&line.title),
        url: one_line(line.url, usize::MAX),
        comments: one_line(comments, usize::MAX),
        author: one_line(line.author, 500),
        published: line.published,
        updated: line.updated,
        language: one_line(language, 35),
        lead: safe::one_line(&line.summary),
        words: plain::gist(&body, 0).words,
        summary: short,
        body,
        enclosures: enclosures.into_iter().filter_map(enclosure).collect(),
        categories: words(categories),
    };
    let status = Status { unread: !line.read, starred: line.starred, read_at: read_at.filter(|_| line.read) };
    ArchivedEntry {
        entry,
        fetched,
        status,
        tags: words(own_tags.unwrap_or(line.tags)),
        full_text: full_text.and_then(page),
        deleted: false,
    }
}

fn page(stated: StatedPage) -> Option<PageText> {
    let StatedPage { html, source, fetched } = stated;
    let words = plain::gist(&html, 0).words;
    let source = one_line(Some(source), usize::MAX).unwrap_or_default();
    (!html.is_empty()).then(|| PageText { html, source, fetched: fetched.unwrap_or_default(), words })
}

fn enclosure(stated: StatedEnclosure) -> Option<Enclosure> {
    let StatedEnclosure { url, media_type, length, duration, title, chapters } = stated;
    let (media_type, title) = (one_line(media_type, 200), one_line(title, 1_000));
    let chapter = |StatedChapter { start, title, url }| {
        Some(Chapter { start, title: one_line(Some(title), 200)?, url: url.and_then(|url| safe::url(&url)) })
    };
    let chapters = chapters.into_iter().filter_map(chapter).collect();
    Some(Enclosure { url: one_line(Some(url), usize::MAX)?, media_type, length, duration, title, chapters })
}

fn one_line(text: Option<String>, most: usize) -> Option<String> {
    text.map(|text| safe::one_line_max(&text, most)).filter(|line| !line.is_empty())
}

fn words(texts: Vec<String>) -> Vec<String> {
    texts.into_iter().filter_map(|text| one_line(Some(text), 200)).collect()
}

fn written<S: Serializer>(time: &Option<Time>, serializer: S) -> Result<S::Ok, S::Error> {
    let timestamp = time.and_then(|time| Timestamp::from_second(time.0).ok());
    timestamp.map(|timestamp| timestamp.to_string()).serialize(serializer)
}

/// A moment by RFC 3339; one that cannot be read counts as absent.
fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Time>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.and_then(|text| text.parse::<Timestamp>().ok()).map(|timestamp| Time(timestamp.as_second())))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"id":2,"feed":"F","feed_url":"https://a.example/f","title":"T","author":null,
        "url":"https://a.example/1","published":"2026-11-01T08:00:00Z","updated":null,"read":true,"starred":true,
        "tags":["x","y"],"story":null,"summary":"S""#;

    fn line(rest: &str) -> String {
        format!("{}{rest}}}", LINE.replace('\n', " "))
    }

    #[test]
    fn what_list_prints_is_enough() {
        let imported = read(&line("")).unwrap();
        let entry = &imported.feeds[0].entries[0];
        assert_eq!(imported.feeds[0].own_title.as_deref(), Some("F"));
        assert_eq!((entry.entry.identity.as_str(), entry.entry.lead.as_str()), ("https://a.example/1", "S"));
        assert_eq!(entry.entry.published, Some(Time(1_793_520_000)));
        assert_eq!(entry.tags, ["x", "y"]);
        assert!(!entry.status.unread && entry.status.starred);
    }

    #[test]
    fn what_export_adds_is_taken_and_made_safe() {
        let more = r#","own_tags":["y"],"fetched":"2026-11-02T08:00:00Z","read_at":"2026-11-03T00:00:00Z","identity":"i",
            "guid":"g","body":"<p>Two words</p>","enclosures":[{"url":"https://a.example/1.mp3","length":7},{"url":""}],
            "categories":["a\u001b[2Jb"]"#;
        let imported = read(&line(&more.replace('\n', " "))).unwrap();
        let entry = &imported.feeds[0].entries[0];
        assert_eq!(
            (entry.entry.identity.as_str(), entry.entry.guid.as_deref(), entry.entry.words),
            ("i", Some("g"), 2)
        );
        assert_eq!(entry.tags, ["y"]);
        assert_eq!((entry.entry.enclosures.len(), entry.entry.enclosures[0].length), (1, Some(7)));
        assert_eq!(entry.status.read_at, Some(Time(1_793_664_000)));
        assert!(!entry.entry.categories[0].contains('\u{1b}'));
    }

    #[test]
    fn a_line_that_is_cut_spoils_all_and_is_named() {
        for (rest, number) in [("{\"id\":3,\n", 3), ("\n\n{\"feed_url\":7}", 5), ("{\"type\":\"tree\"}", 3)] {
            let text = format!("{}\n\n{rest}", line(""));
            let Err(ImportError::Damaged { line, .. }) = read(&text) else { panic!("{rest} was read") };
            assert_eq!(line, number, "{rest}");
        }
        assert!(matches!(read("{\"id\":3,"), Err(ImportError::Damaged { line: 1, .. })));
        assert_eq!(read("{}"), Err(ImportError::Unknown));
    }

    #[test]
    fn settings_are_taken_and_made_safe() {
        let lines = [
            r#"{"type":"feed","feed_url":"https://a.example/f","feed":"F\u001b","folder":"World","refresh":60,
                "full_text":"on-open","retention":{"keep":30,"entries":0},"deleted":["ffffffffffffffff"],
                "access":{"password_command":["x"]}}"#,
            r#"{"type":"search","name":"Comets","query":"title:comet"}"#,
            r#"{"type":"rule","action":"tag:sky","query":"comet","until":"2026-12-01T00:00:00Z"}"#,
        ];
        let text: Vec<_> = lines.iter().map(|line| line.replace('\n', " ")).chain([line("")]).collect();
        let imported = read(&text.join("\n")).unwrap();
        let feed = &imported.feeds[0];
        assert_eq!((imported.feeds.len(), feed.entries.len(), feed.tombstones.as_slice()), (1, 1, &[-1_i64][..]));
        assert_eq!(feed.own_title.as_deref(), Some("F"));
        assert_eq!((feed.subscription.folder.0.as_str(), feed.subscription.refresh), ("World", Some(60)));
        assert!(feed.subscription.access.is_usual());
        assert_eq!(imported.queries[0].query.as_deref(), Some("title:comet"));
        assert_eq!(imported.rules[0].action, crate::model::Action::Tag("sky".into()));
        for wrong in ["\"action\":\"eat\",\"query\":\"x\"", "\"action\":\"mute\",\"query\":\" \""] {
            assert!(matches!(
                read(&format!("{{\"type\":\"rule\",{wrong}}}")),
                Err(ImportError::Damaged { line: 1, .. })
            ));
        }
    }

    #[test]
    fn no_command_comes_along() {
        let imported = read(&line("").replace("https://a.example/f\"", "exec:x\"")).unwrap();
        assert_eq!((imported.feeds.len(), imported.skipped.len()), (0, 1));
    }
}
