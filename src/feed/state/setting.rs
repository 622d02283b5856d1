//! What of a state is no entry, one JSON value a line: feeds with their settings, searches and rules.

use serde::{Deserialize, Serialize};

use super::{moment, one_line, words, written};
use crate::feed::Limits;
use crate::feed::opml::{REFRESH, is_header};
use crate::model::{ArchivedFeed, ArchivedSearch, Feed, Folder, FullText, Limit, Retention, Rule, Subscription, Time};

/// A line that `export json` prints beside the entries.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Setting {
    Feed(Box<StatedFeed>),
    Search(StatedSearch),
    Rule(StatedRule),
}

/// A feed; what its server is told of the user, and commands, stay in the user's own file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct StatedFeed {
    feed_url: String,
    /// The title to show.
    feed: String,
    /// Where the user gave it.
    title: Option<String>,
    site: Option<String>,
    folder: String,
    tags: Vec<String>,
    /// Seconds.
    refresh: Option<u32>,
    full_text: StatedFullText,
    user_agent: Option<String>,
    quiet: bool,
    alone: bool,
    retention: StatedRetention,
    /// Entries that were deleted, by the hash of their identity, in hexadecimal.
    deleted: Vec<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum StatedFullText {
    #[default]
    Never,
    OnOpen,
    Always,
}

/// Days, entries, days; 0 for no limit.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct StatedRetention {
    keep: Option<u32>,
    entries: Option<u32>,
    bodies: Option<u32>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct StatedSearch {
    name: String,
    query: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct StatedRule {
    action: String,
    query: String,
    #[serde(default, serialize_with = "written", deserialize_with = "moment")]
    until: Option<Time>,
}

impl Setting {
    /// A feed with its deleted entries.
    pub fn feed(feed: &Feed, tombstones: &[i64]) -> Setting {
        let Subscription {
            url,
            title,
            folder,
            tags,
            refresh,
            full_text,
            user_agent,
            access: _,
            quiet,
            alone,
            retention,
        } = feed.subscription.clone();
        let number = |limit: Option<Limit>| {
            limit.map(|limit| match limit {
                Limit::All => 0,
                Limit::Of(number) => number,
            })
        };
        Setting::Feed(Box::new(StatedFeed {
            feed_url: url,
            feed: feed.title.clone(),
            title,
            site: feed.site.clone(),
            folder: folder.0,
            tags,
            refresh,
            full_text: match full_text {
                FullText::Never => StatedFullText::Never,
                FullText::OnOpen => StatedFullText::OnOpen,
                FullText::Always => StatedFullText::Always,
            },
            user_agent,
            quiet,
            alone,
            retention: StatedRetention {
                keep: number(retention.keep),
                entries: number(retention.entries),
                bodies: number(retention.bodies),
            },
            deleted: tombstones.iter().map(|hash| format!("{hash:016x}")).collect(),
        }))
    }

    pub fn search(name: String, query: String) -> Setting {
        Setting::Search(StatedSearch { name, query })
    }

    pub fn rule(rule: Rule) -> Setting {
        Setting::Rule(StatedRule { action: rule.action.to_string(), query: rule.query, until: rule.until })
    }
}

impl StatedFeed {
    /// The feed without entries; the error says what of it cannot be read.
    pub(super) fn read(self) -> Result<ArchivedFeed, String> {
        let limit = |number: Option<u32>| number.map(|number| if number == 0 { Limit::All } else { Limit::Of(number) });
        let hash = |text: &String| {
            u64::from_str_radix(text, 16).map(u64::cast_signed).map_err(|_| format!("`{text}` names no deleted entry"))
        };
        let tombstones = self.deleted.iter().map(hash).collect::<Result<_, _>>()?;
        let subscription = Subscription {
            url: self.feed_url,
            title: one_line(self.title, 1_000),
            folder: Folder(one_line(Some(self.folder), 1_000).unwrap_or_default()),
            tags: words(self.tags),
            refresh: self.refresh.filter(|seconds| REFRESH.contains(seconds)),
            full_text: match self.full_text {
                StatedFullText::Never => FullText::Never,
                StatedFullText::OnOpen => FullText::OnOpen,
                StatedFullText::Always => FullText::Always,
            },
            user_agent: self.user_agent.filter(|agent| is_header(agent)),
            quiet: self.quiet,
            alone: self.alone,
            retention: Retention {
                keep: limit(self.retention.keep),
                entries: limit(self.retention.entries),
                bodies: limit(self.retention.bodies),
            },
            ..Subscription::default()
        };
        let own_title = one_line(Some(self.feed), Limits::FETCH.title).filter(|_| subscription.title.is_none());
        let site = one_line(self.site, usize::MAX);
        Ok(ArchivedFeed { subscription, own_title, site, entries: Vec::new(), tombstones })
    }
}

impl StatedSearch {
    pub(super) fn read(self) -> Result<ArchivedSearch, String> {
        let line = |text: String| one_line(Some(text), 1_000);
        let (name, query) = line(self.name).zip(line(self.query)).ok_or("a search needs a name and a query")?;
        Ok(ArchivedSearch { name, query })
    }
}

impl StatedRule {
    pub(super) fn read(self) -> Result<Rule, String> {
        let query = one_line(Some(self.query), 10_000).ok_or("a rule needs a query")?;
        Ok(Rule { query, action: crate::safe::one_line(&self.action).parse()?, until: self.until })
    }
}
