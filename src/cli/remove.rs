//! `dateline remove`: unsubscribes.

use super::output::Output;
use super::refresh::no_feed;
use super::{Result, Session};

/// Unsubscribe from a feed; its entries are kept, and undo in the reader brings it back
#[derive(Debug, clap::Args)]
pub(super) struct Remove {
    /// The feed's address, or its number in `dateline feeds`
    #[arg(value_name = "URL|ID")]
    feed: String,
}

impl Remove {
    pub(super) fn run(self, session: &Session) -> Result {
        let store = session.writable_store()?;
        let feed = store.feed(&self.feed).wait()?.ok_or_else(|| no_feed(&self.feed))?;
        store.unsubscribe(feed.id, session.now).wait()?;
        session.write_feeds(&store)?;
        let mut output = Output::new();
        output.line(&format!("unsubscribed from {} ({})", feed.title, feed.subscription.url))?;
        Ok(output.finish()?)
    }
}
