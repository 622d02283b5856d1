//! A reader's data folder, a client and a clock that stands until it is set: what a refresh needs.

#![allow(dead_code, reason = "not every test program uses all of it")]

use std::future::Future;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use dateline::engine::{FeedOutcome, FeedResult, Refresher, Secrets};
use dateline::model::{Feed, FeedId, Subscription, Time};
use dateline::net::pace::Speed;
use dateline::net::{Client, Lookup, NetSettings, Rules, Why};
use dateline::store::Store;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

const START: i64 = 1_795_000_000;

/// No pauses between requests: the tests of days are not those of seconds.
pub const FAST: Speed = Speed { gap: Duration::ZERO, slow_gap: Duration::ZERO, per_second: usize::MAX };

pub struct Desk {
    runtime: Runtime,
    folder: TempDir,
    now: Arc<AtomicI64>,
    settings: NetSettings,
    pub refresher: Refresher,
}

impl Desk {
    /// A desk that treats the scripted server like any other, but for the pauses between requests.
    pub fn strict() -> Desk {
        Desk::new(strict())
    }

    pub fn new(settings: NetSettings) -> Desk {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
        let folder = tempfile::tempdir().expect("a folder");
        let now = Arc::new(AtomicI64::new(START));
        let refresher = refresher(&folder, &settings, &now);
        Desk { runtime, folder, now, settings, refresher }
    }

    pub fn run<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// The clock, for scripts that need to know the time.
    pub fn clock(&self) -> Arc<AtomicI64> {
        self.now.clone()
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn feed(&self, feed: FeedId) -> Feed {
        self.refresher.store.feed(&feed.to_string()).wait().expect("a store").expect("a feed")
    }

    pub fn now(&self) -> Time {
        (self.refresher.clock)()
    }

    pub fn advance(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Ends the program and starts it again.
    pub fn restart(&mut self) {
        self.refresher.store.clone().close(Duration::from_secs(5));
        self.refresher = refresher(&self.folder, &self.settings, &self.now);
    }

    /// [`Desk::restart`] with other settings.
    pub fn set(&mut self, settings: NetSettings) {
        self.settings = settings;
        self.restart();
    }

    /// Subscribes without fetching.
    pub fn subscribe(&self, url: &str) -> FeedId {
        self.subscribe_as(Subscription { url: url.into(), ..Subscription::default() })
    }

    pub fn subscribe_as(&self, subscription: Subscription) -> FeedId {
        self.refresher.store.subscribe(vec![subscription], self.now()).wait().expect("subscribed")[0]
    }

    /// Refreshes all feeds as far as they may be.
    pub fn refresh(&self, why: Why) -> Vec<FeedOutcome> {
        let mut outcomes = Vec::new();
        let store = &self.refresher.store;
        self.run(async {
            let jobs = match why {
                Why::Due => store.due(self.now()).await,
                Why::Asked | Why::Forced => store.jobs(None).await,
            };
            self.refresher.refresh(jobs.expect("jobs"), why, |outcome| outcomes.push(outcome)).await;
        });
        outcomes
    }

    /// Refreshes the only feed.
    pub fn refresh_one(&self, why: Why) -> FeedResult {
        let mut outcomes = self.refresh(why);
        assert_eq!(outcomes.len(), 1, "{outcomes:?}");
        outcomes.remove(0).result
    }

    /// Lets time go by in steps, refreshing what is due after each.
    pub fn live(&self, seconds: i64, step: i64) {
        let end = self.now().plus(seconds / step * step);
        while self.now() < end {
            // Steps at which nothing is due change nothing.
            let due = self.refresher.store.next_due(self.now()).wait().expect("a store").unwrap_or(end).min(end);
            let steps = (due.since(self.now()) + step - 1) / step;
            self.advance(steps.max(1) * step);
            self.refresh(Why::Due);
        }
    }
}

pub fn strict() -> NetSettings {
    let rules = Rules { pace_loopback: true, ..Rules::default() };
    NetSettings { rules, speed: FAST, names: names(|_| Ok("127.0.0.1")), ..NetSettings::default() }
}

/// Names looked up in a script.
pub fn names(script: impl Fn(&str) -> Result<&'static str, &'static str> + Send + Sync + 'static) -> Lookup {
    Lookup::by(move |name| {
        let found = script(&name).map_err(std::io::Error::other);
        Box::pin(async move { Ok(vec![SocketAddr::new(found?.parse().expect("an address"), 0)]) })
    })
}

fn refresher(folder: &TempDir, settings: &NetSettings, now: &Arc<AtomicI64>) -> Refresher {
    let now = now.clone();
    Refresher {
        store: Store::open(folder.path()).expect("a store"),
        client: Client::new(settings.clone()),
        clock: Arc::new(move || Time(now.load(Ordering::SeqCst))),
        secrets: Secrets::default(),
    }
}

/// An RSS feed of a publisher who posts at least hourly, with this in its head.
pub fn busy(now: i64, head: &str) -> Vec<u8> {
    let items: String = (0..30)
        .map(|n| {
            let moment = jiff::Timestamp::from_second(now - n * 1_200).expect("a moment");
            let date = jiff::fmt::strtime::format("%a, %d %b %Y %H:%M:%S GMT", moment).expect("a date");
            format!("<item><guid>{}</guid><title>T</title><pubDate>{date}</pubDate></item>", now - n * 1_200)
        })
        .collect();
    format!(
        "<rss version=\"2.0\" xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\"><channel><title>Busy</title>{head}{items}</channel></rss>"
    )
    .into_bytes()
}

/// An RSS feed with so many entries.
pub fn rss(entries: usize) -> Vec<u8> {
    let items: String = (0..entries)
        .map(|n| format!("<item><guid>g{n}</guid><title>Title {n}</title><link>https://example.org/{n}</link></item>"))
        .collect();
    format!(
        "<rss version=\"2.0\"><channel><title>A feed</title><link>https://example.org/</link>{items}</channel></rss>"
    )
    .into_bytes()
}
