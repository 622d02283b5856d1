//! The built-in edition: feeds and entries as they are written down in `assets/demo`.

use jiff::{SignedDuration, Span, SpanRelativeTo};
use serde::{Deserialize, Deserializer, de::Error};

/// Everything that `dateline demo` publishes.
pub struct Edition {
    pub feeds: Vec<Feed>,
}

/// One feed, as its file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Feed {
    /// The name of its file, and its place on the server.
    #[serde(skip)]
    pub name: &'static str,
    pub title: String,
    /// The folder that it is shown in.
    pub desk: String,
    pub about: String,
    /// BCP 47.
    pub language: String,
    pub format: Format,
    /// The feed has only standfirsts; the text is on the pages.
    #[serde(default)]
    pub summaries: bool,
    /// The pages are fetched when an entry is opened, not only when the reader asks.
    #[serde(default)]
    pub on_open: bool,
    /// Seconds that the server waits before it answers.
    #[serde(default)]
    pub delay: u64,
    /// The server answers with an error instead.
    #[serde(default)]
    pub broken: bool,
    /// Newest first.
    #[serde(default, rename = "entry")]
    pub entries: Vec<Entry>,
}

/// What a feed is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    Rss,
    Atom,
    Json,
}

/// One article.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its place among the pages of the feed.
    pub slug: String,
    pub title: String,
    /// How long before the start of the demo it was published; less than nothing for what comes out while one reads.
    #[serde(deserialize_with = "duration")]
    pub age: SignedDuration,
    /// One or two sentences of plain text.
    pub standfirst: String,
    #[serde(default)]
    pub tags: Vec<String>,
    /// The path of an audio file on the server.
    pub audio: Option<String>,
    /// Blocks apart by empty lines: HTML if it opens with a tag of its own, else a paragraph.
    pub body: String,
}

impl Edition {
    /// The edition that is built into the program.
    pub fn built_in() -> Edition {
        let feeds = FEEDS.iter().map(|&(name, text)| Feed::read(name, text)).collect::<Result<_, _>>();
        Edition { feeds: feeds.expect("the built-in edition is well formed, as its tests see") }
    }

    /// The desks in order of their first feed.
    pub fn desks(&self) -> Vec<&str> {
        let mut desks = Vec::new();
        for feed in &self.feeds {
            if !desks.contains(&feed.desk.as_str()) {
                desks.push(feed.desk.as_str());
            }
        }
        desks
    }
}

impl Feed {
    fn read(name: &'static str, text: &str) -> Result<Feed, toml::de::Error> {
        Ok(Feed { name, ..toml::from_str(text)? })
    }

    /// Where the server has the feed.
    pub fn path(&self) -> String {
        format!("/feeds/{}", self.name)
    }

    /// Where the server has the page of an entry; an empty slug gives the feed's home page.
    pub fn page(&self, slug: &str) -> String {
        format!("/pages/{}/{slug}", self.name)
    }

    /// Whether its script runs from right to left.
    pub fn right_to_left(&self) -> bool {
        matches!(self.language.as_str(), "ar" | "fa" | "he" | "ur")
    }
}

impl Entry {
    /// The body with its paragraphs marked up.
    pub fn html(&self) -> String {
        let blocks = self.body.split("\n\n").map(str::trim).filter(|block| !block.is_empty());
        blocks
            .map(|block| if opens_block(block) { format!("{block}\n") } else { format!("<p>{block}</p>\n") })
            .collect()
    }
}

/// The tags that stand for themselves; a block that opens with another one (`em`, `a`, `code`) is a paragraph.
const BLOCK_TAGS: &[&str] = &["<h2", "<h3", "<ul", "<ol", "<dl", "<pre", "<table", "<blockquote", "<figure", "<hr"];

fn opens_block(block: &str) -> bool {
    BLOCK_TAGS.iter().any(|tag| block.starts_with(tag))
}

/// Reads "2d 3h", "40m", "-1m".
fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SignedDuration, D::Error> {
    let span: Span = String::deserialize(deserializer)?.parse().map_err(D::Error::custom)?;
    span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(D::Error::custom)
}

macro_rules! feeds {
    ($($name:literal),* $(,)?) => { &[$(($name, include_str!(concat!("../../../assets/demo/", $name, ".toml")))),*] };
}

/// The files of the edition in the order of the tree: name and text.
const FEEDS: &[(&str, &str)] = feeds![
    "apogee",
    "long-orbit",
    "far-side",
    "first-principles",
    "second-reading",
    "plain-proof",
    "slow-post",
    "core-memory",
    "carriage-return",
    "patch-panel",
    "head-crash",
    "field-notebook",
    "tidewrack",
    "understory",
    "night-sky-fa",
    "kagaku-ja",
];
