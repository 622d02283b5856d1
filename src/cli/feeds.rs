//! `dateline feeds`: the subscriptions and how they stand.

use super::json::FeedJson;
use super::output::Output;
use super::query::{Found, Words};
use super::{Result, Session};
use crate::app::health;
use crate::model::{Activity, Feed};
use crate::text::{fit, width};

/// Print the feeds with their counts, all or those that a query finds
#[derive(Debug, clap::Args)]
pub(super) struct Feeds {
    #[command(flatten)]
    words: Words,
    /// Print how fetching goes: last success, last error, next poll
    #[arg(long)]
    health: bool,
    /// Print one JSON value a line
    #[arg(long)]
    json: bool,
}

impl Feeds {
    pub(super) fn run(self, session: &Session) -> Result {
        let query = self.words.read(session)?;
        let store = session.store()?;
        let mut tree = store.tree().wait()?;
        if !self.words.is_empty() {
            let found = Found::by(query, &store)?;
            tree.feeds.retain(|feed| found.holds(feed));
        }
        let mut output = Output::new();
        if self.json {
            for feed in &tree.feeds {
                output.json(&FeedJson::from(feed))?;
            }
        } else if self.health {
            print_health(&tree.feeds, &store.activity(session.now).wait()?, session, &mut output)?;
        } else {
            let title = tree.feeds.iter().map(|feed| width::of(&feed.title)).max().unwrap_or(0).min(40);
            for feed in &tree.feeds {
                output.line(&counts(feed, title))?;
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

/// Feeds by how they stand, the worst first, each with what is known of it.
fn print_health(feeds: &[Feed], activity: &[Activity], session: &Session, output: &mut Output) -> Result {
    let title = feeds.iter().map(|feed| width::of(&feed.title)).max().unwrap_or(0).min(40);
    for (id, standing) in health::in_order(feeds, activity, session.now) {
        let Some(feed) = feeds.iter().find(|feed| feed.id == id) else { continue };
        let activity = activity.iter().find(|activity| activity.feed == id);
        output.line(&format!(
            "{id:>4}  {}  {:<18}  {}  {:>5.1} a week",
            fit::left(&feed.title, title),
            standing.words(session.now, &session.zone),
            activity.map(bar).unwrap_or_default(),
            feed.health.posts_per_week,
        ))?;
        for said in details(feed, session) {
            output.line(&format!("      {said}"))?;
        }
    }
    Ok(())
}

/// What has gone wrong, and when it is tried again and why then.
fn details(feed: &Feed, session: &Session) -> Vec<String> {
    let health = &feed.health;
    let mut said = Vec::new();
    if let Some(error) = &health.last_error {
        said.push(format!("{error}; {}", feed.subscription.url));
        said.extend(health.error_body.as_ref().map(|body| format!("it sent: {body}")));
    }
    let date = |time, none: &str| Option::map_or(time, none.to_owned(), |time| session.date(time));
    let status = health.http_status.map_or(String::new(), |status| format!("; last answer HTTP {status}"));
    let why = health.why_next.as_deref().map_or(String::new(), |why| format!(" ({why})"));
    let next = match (health.gone, health.last_success) {
        (true, _) => "by hand only".to_owned(),
        (false, None) if health.next_poll.is_none() => "now".to_owned(),
        (false, _) => date(health.next_poll, "by hand only"),
    };
    said.push(format!("last success {}{status}; asked next {next}{why}", date(health.last_success, "never")));
    said
}

/// A column a week, the last one this week's.
fn bar(activity: &Activity) -> String {
    const BARS: [char; 9] =
        [' ', '\u{2581}', '\u{2582}', '\u{2583}', '\u{2584}', '\u{2585}', '\u{2586}', '\u{2587}', '\u{2588}'];
    health::heights(activity, BARS.len() - 1).iter().map(|height| BARS[*height]).collect()
}
