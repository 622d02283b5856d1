//! `dateline export`: the subscriptions as OPML, the entries as JSON.

use clap::ValueEnum;

use super::failure::warn;
use super::json::ExportJson;
use super::output::{Output, counted};
use super::query::{Found, Words};
use super::{Failure, Result, Session};
use crate::feed::opml::{self, Exported};
use crate::feed::secret;
use crate::model::{Feed, Subscription};
use crate::store::Store;

/// Entries are read so many at a time, since each comes with its text.
const PORTION: usize = 200;

/// Print the subscriptions (opml) or the entries (json), all or those that a query finds
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
    /// The entries, one JSON value a line: what `list --json` prints and all else that `import` needs
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
            Format::Json => {
                let entries = store.find(query, usize::MAX).wait()?;
                for entries in entries.chunks(PORTION) {
                    let archived = store.archived(entries.iter().map(|entry| entry.row.id).collect()).wait()?;
                    for (entry, archived) in entries.iter().zip(archived) {
                        if let Some(archived) = archived {
                            output.json(&ExportJson::new(entry, archived))?;
                        }
                    }
                }
            }
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
