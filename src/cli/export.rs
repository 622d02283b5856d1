//! `dateline export`: the subscriptions as OPML, the entries as JSON.

use std::collections::HashSet;

use clap::ValueEnum;

use super::json::EntryJson;
use super::output::Output;
use super::query::Words;
use super::{Result, Session};
use crate::feed::opml::{self, Exported};
use crate::model::Feed;
use crate::store::Store;

/// Print the subscriptions (opml) or the entries (json), all or those that a query finds
#[derive(Debug, clap::Args)]
pub(super) struct Export {
    /// The form
    format: Format,
    #[command(flatten)]
    words: Words,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The feeds; with a query those that have entries which it finds
    Opml,
    /// The entries, one JSON value a line, as `list --json` prints them
    Json,
}

impl Export {
    pub(super) fn run(self, session: &Session) -> Result {
        let query = self.words.read(session)?;
        let store = session.store()?;
        let mut output = Output::new();
        match self.format {
            Format::Json => {
                for entry in &store.find(query, usize::MAX).wait()? {
                    output.json(&EntryJson::from(entry))?;
                }
            }
            Format::Opml if self.words.joined().trim().is_empty() => {
                output.raw(subscriptions(&store, |_| true)?.as_bytes())?;
            }
            Format::Opml => {
                let found = store.find(query, usize::MAX).wait()?;
                let feeds: HashSet<_> = found.iter().map(|entry| entry.row.feed).collect();
                output.raw(subscriptions(&store, |feed| feeds.contains(&feed.id))?.as_bytes())?;
            }
        }
        Ok(output.finish()?)
    }
}

fn subscriptions(store: &Store, wanted: impl Fn(&Feed) -> bool) -> Result<String> {
    let feeds = store.tree().wait()?.feeds;
    let exported: Vec<_> = feeds.iter().filter(|feed| wanted(feed)).map(exported).collect();
    Ok(opml::write("dateline", &exported))
}

fn exported(feed: &Feed) -> Exported<'_> {
    Exported { subscription: &feed.subscription, title: &feed.title, site: feed.site.as_deref() }
}
