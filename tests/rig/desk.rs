//! A reader's data folder, a client and a clock that stands until it is set: what a refresh needs.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use dateline::engine::{FeedOutcome, FeedResult, Refresher};
use dateline::model::{FeedId, Subscription, Time};
use dateline::net::pace::Speed;
use dateline::net::{Client, NetSettings, Rules, Why};
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
        for _ in 0..seconds / step {
            self.advance(step);
            self.refresh(Why::Due);
        }
    }
}

pub fn strict() -> NetSettings {
    let rules = Rules { pace_loopback: true, ..Rules::default() };
    NetSettings { rules, speed: FAST, ..NetSettings::default() }
}

fn refresher(folder: &TempDir, settings: &NetSettings, now: &Arc<AtomicI64>) -> Refresher {
    let now = now.clone();
    Refresher {
        store: Store::open(folder.path()).expect("a store"),
        client: Client::new(settings.clone()),
        clock: Arc::new(move || Time(now.load(Ordering::SeqCst))),
    }
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
