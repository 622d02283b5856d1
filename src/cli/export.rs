//! `dateline export`: the subscriptions as OPML, the entries as JSON.

use clap::ValueEnum;

use super::failure::warn;
use super::json::ExportJson;
use super::output::{Output, counted};
use super::query::{Found, Words};
use super::{Failure, Result, Session};
use crate::feed::Setting;
use crate::feed::opml::{self, Exported};
use crate::feed::secret;
use crate::model::{Feed, Query, Sort, Subscription, Term};
use crate::store::Store;

/// Entries are read so many at a time, since each comes with its text.
const PORTION: usize = 200;

/// Print the subscriptions (opml), or all that the store holds (json); with a query what it finds
#[derive(Debug, clap::Args)]
pub(super) struct Export {
    /// The form
    format: Format,
    /// Mask what seems to be a secret in the addresses of feeds (opml only)
    #[arg(long)]
    redact: bool,
    #[command(flatten)]
    words: Words,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// The feeds; with a query those that have entries which it finds
    Opml,
    /// Feeds, entries, searches and rules, one JSON value a line: all that `import` needs; with a query the entries it finds
    Json,
}

impl Export {
    pub(super) fn run(self, session: &Session) -> Result {
        if self.redact && self.format == Format::Json {
            let why = "--redact is for opml; in json the address is what an entry finds its feed by";
            return Err(Failure::Usage(why.to_owned()));
        }
        let query = self.words.read(session)?;
        let store = session.store()?;
        let mut output = Output::new();
        match self.format {
            Format::Json if self.words.is_empty() => {
                feeds(&store, &mut output)?;
                entries(query, &store, &mut output)?;
                let hidden = Query { term: Term::Muted, sort: Sort::Newest, reversed: false };
                entries(hidden, &store, &mut output)?;
                searches_and_rules(&store, &mut output)?;
            }
            Format::Json => entries(query, &store, &mut output)?,
            Format::Opml if self.words.is_empty() => {
                output.raw(self.subscriptions(&store, |_| true)?.as_bytes())?;
            }
            Format::Opml => {
                let found = Found::by(query, &store)?;
                output.raw(self.subscriptions(&store, |feed| found.holds(feed))?.as_bytes())?;
            }
        }
        Ok(output.finish()?)
    }

    fn subscriptions(&self, store: &Store, wanted: impl Fn(&Feed) -> bool) -> Result<String> {
        let mut feeds = store.tree().wait()?.feeds;
        feeds.retain(|feed| wanted(feed) && !feed.is_kept());
        let mut secret = 0;
        for feed in &mut feeds {
            if let Some(masked) = secret::masked(&feed.subscription.url) {
                secret += 1;
                if self.redact {
                    redact(feed, masked);
                }
            }
        }
        if secret > 0 && !self.redact {
            let feeds = counted(secret, "feed has an address that seems", "feeds have addresses that seem");
            warn(&format!("{feeds} to hold a secret; give the file to nobody, or export with --redact"));
        }
        let exported: Vec<_> = feeds.iter().map(exported).collect();
        Ok(opml::write("dateline", &exported))
    }
}

/// The feeds with their settings, and what was deleted of them.
fn feeds(store: &Store, output: &mut Output) -> Result {
    let tombstones = store.tombstones().wait()?;
    for feed in store.tree().wait()?.feeds {
        let deleted = tombstones.get(&feed.id).map_or(&[][..], Vec::as_slice);
        output.json(&Setting::feed(&feed, deleted))?;
    }
    Ok(())
}

/// What a query finds, with all that an import needs.
fn entries(query: Query, store: &Store, output: &mut Output) -> Result {
    let entries = store.find(query, usize::MAX).wait()?;
    for entries in entries.chunks(PORTION) {
        let archived = store.archived(entries.iter().map(|entry| entry.row.id).collect()).wait()?;
        for (entry, archived) in entries.iter().zip(archived) {
            if let Some(archived) = archived {
                output.json(&ExportJson::new(entry, archived))?;
            }
        }
    }
    Ok(())
}

fn searches_and_rules(store: &Store, output: &mut Output) -> Result {
    for search in store.tree().wait()?.searches {
        output.json(&Setting::search(search.name, search.query))?;
    }
    for standing in store.rules().wait()? {
        output.json(&Setting::rule(standing.rule))?;
    }
    Ok(())
}

/// Masks the address everywhere it may stand: a feed without a title shows it, and so may the one of its site.
fn redact(feed: &mut Feed, masked: String) {
    let Subscription { url, title, .. } = &mut feed.subscription;
    if title.is_none() && url.contains(&feed.title) {
        feed.title = masked.clone();
    }
    feed.site = feed.site.take().map(|site| secret::masked(&site).unwrap_or(site));
    *url = masked;
}

fn exported(feed: &Feed) -> Exported<'_> {
    Exported { subscription: &feed.subscription, title: &feed.title, site: feed.site.as_deref() }
}
