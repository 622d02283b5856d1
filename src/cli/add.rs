//! `dateline add`: finds the feed behind an address and subscribes to it.

use std::io::{self, IsTerminal, Write};

use super::output::{Output, counted};
use super::{Failure, Result, Session};
use crate::app::event;
use crate::engine::Refresher;
use crate::engine::subscribe::{Added, Found};
use crate::model::{Folder, Subscription};

/// Subscribe to a feed, or to a feed of a site
#[derive(Debug, clap::Args)]
pub(super) struct Add {
    /// The address of a feed or a site, or file:// with the path of a feed on this machine
    url: String,
    /// A title in place of the feed's own
    #[arg(long, value_name = "T")]
    title: Option<String>,
    /// The folder to put it in; folders nest by /
    #[arg(long, value_name = "A/B", default_value = "", hide_default_value = true)]
    folder: String,
    /// A tag for all its entries (may be given several times)
    #[arg(long = "tag", value_name = "T")]
    tags: Vec<String>,
    /// Which one to take where a site has several feeds, counted from 1
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pick: Option<u16>,
}

impl Add {
    pub(super) fn run(self, session: &Session) -> Result {
        let store = session.writable_store()?;
        let refresher = session.refresher(&store)?;
        let mut output = Output::new();
        let added = session.runtime()?.block_on(self.add(&refresher, &mut output))?;
        session.write_feeds(&store)?;
        let entries = counted(added.entries, "new entry", "new entries");
        output.line(&format!("subscribed to {}: {entries}", added.title))?;
        Ok(output.finish()?)
    }

    async fn add(&self, refresher: &Refresher, output: &mut Output) -> Result<Added> {
        let mut wanted = Subscription {
            url: self.url.clone(),
            title: self.title.clone(),
            folder: Folder(self.folder.clone()),
            tags: self.tags.clone(),
            ..Subscription::default()
        };
        let fetched = match refresher.find(&wanted).await.map_err(Failure::Failed)? {
            Found::Feed(fetched) => fetched,
            Found::Several(feeds) => {
                wanted.url = self.choose(&feeds, output)?;
                match refresher.find(&wanted).await.map_err(Failure::Failed)? {
                    Found::Feed(fetched) => fetched,
                    Found::Several(_) => {
                        return Err(Failure::Failed(format!(
                            "{} is a page, not a feed; try another --pick",
                            wanted.url
                        )));
                    }
                }
            }
        };
        refresher.subscribe(wanted, *fetched).await.map_err(Failure::Failed)
    }

    /// Which of several feeds: the one picked, else the one chosen on the terminal, else the first.
    fn choose(&self, feeds: &[event::Found], output: &mut Output) -> Result<String> {
        let asks = self.pick.is_none() && io::stdin().is_terminal() && io::stdout().is_terminal();
        if self.pick.is_none() {
            output.line(&format!("{} has several feeds (--pick N takes another):", self.url))?;
            for (number, feed) in (1..).zip(feeds) {
                output.line(&format!("{number:>3}  {}  {}", feed.url, feed.title))?;
            }
            output.flush()?;
        }
        let number = match self.pick {
            Some(number) => number.into(),
            None if asks => ask(feeds.len())?,
            None => 1,
        };
        let feed = number.checked_sub(1).and_then(|at: usize| feeds.get(at));
        let feed = feed.ok_or_else(|| Failure::Usage(format!("--pick {number}: there are {} feeds", feeds.len())))?;
        Ok(feed.url.clone())
    }
}

/// Asks on the terminal; an empty answer is the first.
fn ask(count: usize) -> Result<usize> {
    let mut error = io::stderr();
    write!(error, "Which one, 1 to {count}? [1] ")?;
    error.flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    match answer.trim() {
        "" => Ok(1),
        text => text.parse().map_err(|_| Failure::Usage(format!("`{text}` is not a number from 1 to {count}"))),
    }
}
