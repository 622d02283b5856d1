//! `dateline feeds`: the subscriptions and how they stand.

use super::json::FeedJson;
use super::output::Output;
use super::{Result, Session};
use crate::model::Feed;
use crate::text::{fit, width};

/// Print the feeds with their counts
#[derive(Debug, clap::Args)]
pub(super) struct Feeds {
    /// Print how fetching goes: last success, last error, next poll
    #[arg(long)]
    health: bool,
    /// Print one JSON value a line
    #[arg(long)]
    json: bool,
}

impl Feeds {
    pub(super) fn run(self, session: &Session) -> Result {
        let tree = session.store()?.tree().wait()?;
        let mut output = Output::new();
        if self.json {
            for feed in &tree.feeds {
                output.json(&FeedJson::from(feed))?;
            }
        } else {
            let title = tree.feeds.iter().map(|feed| width::of(&feed.title)).max().unwrap_or(0).min(40);
            for feed in &tree.feeds {
                let line = if self.health { health(feed, title, session) } else { counts(feed, title) };
                output.line(&line)?;
            }
        }
        Ok(output.finish()?)
    }
}

fn counts(feed: &Feed, title: usize) -> String {
    let Feed { id, counts, subscription, .. } = feed;
    let folder = if subscription.folder.is_top() { String::new() } else { format!("  [{}]", subscription.folder.0) };
    format!(
        "{id:>4}  {:>6} unread  {:>7} in all  {}  {}{folder}",
        counts.unread,
        counts.total,
        fit::left(&feed.title, title),
        subscription.url
    )
}

fn health(feed: &Feed, title: usize, session: &Session) -> String {
    let health = &feed.health;
    let date = |time, none: &str| Option::map_or(time, none.to_owned(), |time| session.date(time));
    let fine = if health.last_success.is_some() { "ok" } else { "not fetched yet" };
    let status = health.http_status.map_or("-".to_owned(), |status| status.to_string());
    format!(
        "{:>4}  {}  fetched {:<16}  next {:<16}  HTTP {status:<3}  {:>5.1} a week  {}",
        feed.id,
        fit::left(&feed.title, title),
        date(health.last_success, "never"),
        date(health.next_poll, "now"),
        health.posts_per_week,
        health.last_error.as_deref().unwrap_or(fine),
    )
}
