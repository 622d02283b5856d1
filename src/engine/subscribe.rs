//! Subscribing: from an address that the user typed to a feed that is fetched, stored and in `feeds.toml`.

use std::sync::Arc;

use tokio::task::spawn_blocking;
use url::{Host, Url};

use super::core::Core;
use super::poll::Verdict;
use super::refresh::Refresher;
use super::writes::subscriptions_changed;
use crate::app::effect::Ticket;
use crate::app::event::{self, Event};
use crate::feed;
use crate::model::{Feed, FeedId, FetchJob, Outcome, Subscription, Time};
use crate::net::{Accept, Answer, FetchError, Request, fetch};
use crate::safe;

/// What lies behind an address.
pub enum Found {
    /// One feed, fetched.
    Feed(Box<Fetched>),
    /// A page that names several.
    Several(Vec<event::Found>),
}

/// A feed that has been fetched and is not subscribed to yet.
pub struct Fetched {
    job: FetchJob,
    at: Time,
    verdict: Verdict,
}

/// A new subscription.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    pub feed: FeedId,
    pub title: String,
    /// Entries that came with it.
    pub entries: u64,
}

impl Fetched {
    fn is_feed(&self) -> bool {
        matches!(self.verdict.outcome, Outcome::Full(_))
    }

    /// The feed's own address.
    pub fn url(&self) -> &str {
        &self.job.url
    }

    /// What the feed calls itself.
    pub fn title(&self) -> Option<&str> {
        match &self.verdict.outcome {
            Outcome::Full(document) => document.title.as_deref(),
            _ => None,
        }
    }
}

impl Refresher {
    /// Looks for the feed behind a typed address: one GET if it is a feed's, two if it is a page's that names one.
    pub async fn find(&self, subscription: &Subscription) -> Result<Found, String> {
        let url = with_scheme(&subscription.url);
        self.refuse_known(&url).await?;
        let (fetched, answer) = self.fetch(subscription, url, true).await?;
        if fetched.is_feed() {
            return Ok(Found::Feed(Box::new(fetched)));
        }
        let offered = spawn_blocking(move || offered(&answer)).await.map_err(|error| error.to_string())?;
        match <[event::Found; 1]>::try_from(offered) {
            Ok([only]) => self.find_offered(subscription, only.url).await,
            Err(none) if none.is_empty() && fetched.verdict.is_page => {
                Err("this is a web page, and it names no feed; give the address of the feed itself".to_owned())
            }
            Err(none) if none.is_empty() => Err(why(&fetched.verdict)),
            Err(several) => Ok(Found::Several(several)),
        }
    }

    /// Fetches the one feed that a page offers. The page named its address, not the user.
    async fn find_offered(&self, subscription: &Subscription, url: String) -> Result<Found, String> {
        self.refuse_known(&url).await?;
        let (fetched, _) = self.fetch(subscription, url, false).await?;
        if fetched.is_feed() {
            return Ok(Found::Feed(Box::new(fetched)));
        }
        Err(format!(
            "the feed that the page names, {}, cannot be read: {}",
            safe::one_line(fetched.url()),
            why(&fetched.verdict)
        ))
    }

    async fn refuse_known(&self, url: &str) -> Result<(), String> {
        match self.store.feed(url).await.map_err(|error| error.to_string())? {
            Some(known) => {
                Err(format!("{} is subscribed to already, as \u{201c}{}\u{201d}", safe::one_line(url), known.title))
            }
            None => Ok(()),
        }
    }

    /// The feeds that a feed's site names now, but for the feed's own address.
    async fn moved(&self, feed: FeedId) -> Result<Vec<event::Found>, String> {
        let feed = self.store.feed(&feed.to_string()).await.map_err(|error| error.to_string())?;
        let feed = feed.ok_or("the feed is not subscribed to any more")?;
        let site = site_of(&feed).ok_or("the feed's address names no site")?;
        // The feed named its site, not the user.
        let (_, page) = self.fetch(&feed.subscription, site.clone(), false).await?;
        let offered = spawn_blocking(move || offered(&page)).await.map_err(|error| error.to_string())?;
        let others: Vec<_> = offered.into_iter().filter(|found| found.url != feed.subscription.url).collect();
        match others.is_empty() {
            true => Err(format!("{} names no other feed", safe::one_line(&site))),
            false => Ok(others),
        }
    }

    /// Subscribes to a feed and stores what was fetched of it.
    pub async fn subscribe(&self, subscription: Subscription, fetched: Fetched) -> Result<Added, String> {
        let title = subscription.title.clone().or(fetched.title().map(str::to_owned));
        let subscription = Subscription { url: fetched.job.url.clone(), ..subscription };
        let title = title.unwrap_or_else(|| safe::one_line(&subscription.url));
        let Fetched { job, at, verdict } = fetched;
        let ids = self.store.subscribe(vec![subscription], at).await.map_err(|error| error.to_string())?;
        let feed = *ids.first().ok_or("the store took no subscription")?;
        let (store, rules) = (self.store.clone(), self.client.settings().rules);
        let stored = spawn_blocking(move || store.record(verdict.record(&job, feed, at, rules))).await;
        let stored = stored.map_err(|error| error.to_string())?.await.map_err(|error| error.to_string())?;
        Ok(Added { feed, title, entries: stored.new })
    }

    /// Asks an address and reads the answer, whatever it is.
    async fn fetch(&self, wanted: &Subscription, url: String, typed: bool) -> Result<(Fetched, Answer), String> {
        let Subscription { refresh, user_agent, access, .. } = wanted.clone();
        let job = FetchJob { url, refresh, user_agent, access, ..FetchJob::default() };
        let at = (self.clock)();
        let password = self.secrets.password(&job.access.password_command).await?;
        let request = Request {
            validators: None,
            password: password.as_deref(),
            accept: Accept::Page,
            typed,
            ..Request::poll(&job)
        };
        let answer = fetch::get(&self.client, request).await.map_err(|error| safe::one_line(&error.to_string()))?;
        let read = spawn_blocking(move || {
            let answer: Result<Answer, FetchError> = Ok(answer);
            let verdict = Verdict::of(&job, at, &answer);
            answer.map(|answer| (Fetched { job, at, verdict }, answer))
        });
        read.await.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
    }
}

/// `Effect::Subscribe`.
pub async fn find_for_screen(core: Arc<Core>, ticket: Ticket, subscription: Subscription) {
    if core.is_offline() {
        return core.failed(Some(ticket), "The network is off; turn it on to subscribe");
    }
    let refresher = core.refresher();
    let added = match refresher.find(&subscription).await {
        Ok(Found::Several(feeds)) => return core.tell(Event::FeedsFound { ticket, feeds }),
        Ok(Found::Feed(fetched)) => refresher.subscribe(subscription, *fetched).await,
        Err(why) => Err(why),
    };
    match added {
        Ok(Added { feed, title, .. }) => {
            core.tell(Event::Subscribed { ticket: Some(ticket), feed, title });
            subscriptions_changed(&core).await;
        }
        Err(why) => core.failed(Some(ticket), why),
    }
}

/// `Effect::FindMoved`.
pub async fn find_moved(core: Arc<Core>, feed: FeedId) {
    match core.refresher().moved(feed).await {
        Ok(feeds) => core.tell(Event::MovedFound { feed, feeds }),
        Err(why) => core.failed(None, why),
    }
}

/// The feeds that a page names.
fn offered(page: &Answer) -> Vec<event::Found> {
    let found = feed::discover(&page.body, page.content_type(), page.url.as_str());
    found.into_iter().map(|feed| event::Found { url: feed.url, title: feed.title }).collect()
}

/// The page of a feed's site: what the feed names, else the root of its address.
fn site_of(feed: &Feed) -> Option<String> {
    let root = || Url::parse(&feed.subscription.url).ok()?.join("/").ok().map(String::from);
    feed.site.clone().or_else(root)
}

fn why(verdict: &Verdict) -> String {
    match &verdict.outcome {
        Outcome::Failed(why) => why.clone(),
        _ => "no feed was found there".to_owned(),
    }
}

/// Completes an address typed without a scheme: https, but http for this machine and for addresses in figures.
pub fn with_scheme(typed: &str) -> String {
    let typed = typed.trim();
    if typed.contains("://") {
        return typed.to_owned();
    }
    let plain = Url::parse(&format!("http://{typed}")).ok().filter(|url| match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(_) => true,
        None => false,
    });
    let scheme = if plain.is_some() { "http" } else { "https" };
    format!("{scheme}://{typed}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_a_scheme_is_completed() {
        for (typed, completed) in [
            ("example.org/feed", "https://example.org/feed"),
            (" example.org ", "https://example.org"),
            ("http://example.org", "http://example.org"),
            ("localhost:8080/f", "http://localhost:8080/f"),
            ("127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("[::1]/f", "http://[::1]/f"),
            ("192.168.1.1", "http://192.168.1.1"),
        ] {
            assert_eq!(with_scheme(typed), completed);
        }
    }
}
