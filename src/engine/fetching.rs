//! Refreshing for the screen: which feeds, one process at a time, with progress at most ten times a second.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::time::interval;

use super::core::{Core, lock};
use super::lock::Held;
use super::pages;
use super::refresh::{FeedOutcome, FeedResult, News};
use crate::app::effect::RefreshScope;
use crate::app::event::{Event, Progress};
use crate::model::{FetchJob, Time};
use crate::net::Why;
use crate::net::schedule::Reason;
use crate::store::StoreError;

/// How long a refresh by hand waits for another process that refreshes.
const PATIENCE: Duration = Duration::from_secs(2);
const PROGRESS: Duration = Duration::from_millis(100);
const COUNTS: Duration = Duration::from_millis(500);

/// A refresh by hand: what is left out is said.
pub async fn asked(core: Arc<Core>, scope: RefreshScope) {
    if core.is_offline() {
        return core.tell(Event::RefreshSkipped("The network is off; turn it on to refresh".to_owned()));
    }
    let _lock = match core.lock.take(PATIENCE).await {
        Ok(Some(lock)) => lock,
        Ok(None) => {
            return core.tell(Event::RefreshSkipped("Another dateline is refreshing; what it finds shows here".into()));
        }
        Err(error) => return core.failed(None, format!("cannot lock the data folder for a refresh: {error}")),
    };
    let why = match scope {
        RefreshScope::Due => Why::Due,
        RefreshScope::Feeds(_) => Why::Asked,
    };
    match refresh(&core, scope, why, Duration::ZERO).await {
        Ok(tally) => {
            if let Some(words) = tally.left_out(core.now()) {
                core.tell(Event::RefreshSkipped(words));
            }
        }
        Err(error) => core.failed(None, error),
    }
}

/// A refresh by the timer, its requests spread over `window`.
pub async fn due(core: Arc<Core>, _lock: Arc<Held>, window: Duration) {
    if core.client.resting(core.now()).is_some() {
        return;
    }
    if let Err(error) = refresh(&core, RefreshScope::Due, Why::Due, window).await {
        core.failed(None, error);
    }
    if core.client.resting(core.now()).is_some() {
        core.notice(
            "This network seems to want a login first: log in with a browser; feeds are asked again in some minutes",
        );
    }
}

async fn refresh(core: &Arc<Core>, scope: RefreshScope, why: Why, window: Duration) -> Result<Tally, StoreError> {
    let wanted = match scope {
        RefreshScope::Feeds(feeds) => feeds,
        RefreshScope::Due => core.store.due(core.now()).await?.iter().filter_map(|job| job.feed).collect(),
    };
    // Claimed before they are read, so that what is read is what the last fetch left behind.
    let claim = core.claim(wanted);
    let jobs: Vec<FetchJob> = match claim.feeds.is_empty() {
        true => Vec::new(),
        false => core.store.jobs(Some(claim.feeds.clone())).await?,
    };
    let tally = Mutex::new(Tally::new(jobs.len()));
    let refresher = core.refresher();
    let mut fetched = pin!(refresher.refresh_over(jobs, why, window, |outcome| lock(&tally).count(&outcome)));
    // By the clock and not by the outcomes: what the quick feeds brought does not wait for a slow one.
    let mut moments = interval(PROGRESS);
    loop {
        tokio::select! {
            () = &mut fetched => break,
            _ = moments.tick() => lock(&tally).tell(core),
        }
    }
    let tally = lock(&tally).clone();
    drop(claim);
    for news in &tally.news {
        core.notice(news);
    }
    if tally.has_moved {
        core.write_feeds_file().await;
    }
    if tally.progress.done > 0 {
        core.laid.clear();
        core.tell(Event::RefreshDone(tally.progress));
        core.tell(Event::StoreChanged { elsewhere: false });
        core.group.notify_one();
        core.wake.notify_one();
    }
    drop(core.spawn(pages::behind_refresh(core.clone())));
    Ok(tally)
}

/// Counts outcomes, and tells the screen now and then.
#[derive(Clone)]
struct Tally {
    progress: Progress,
    skipped: usize,
    /// Of those left out, the one that may be fetched first.
    first: Option<(Reason, Time)>,
    /// What the screen knows, of the progress and of the new entries.
    told: Progress,
    counted: (u64, Instant),
    /// What became of feeds, in words.
    news: Vec<String>,
    /// Addresses have changed, which `feeds.toml` does not know yet.
    has_moved: bool,
}

impl Tally {
    fn new(total: usize) -> Tally {
        let progress = Progress { total, ..Progress::default() };
        Tally {
            progress,
            skipped: 0,
            first: None,
            told: progress,
            counted: (0, Instant::now()),
            news: Vec::new(),
            has_moved: false,
        }
    }

    fn count(&mut self, outcome: &FeedOutcome) {
        self.has_moved |= matches!(outcome.news, Some(News::Moved(_)));
        self.news.extend(outcome.news_in_words());
        match &outcome.result {
            FeedResult::Skipped(reason, until) => {
                self.skipped += 1;
                self.progress.total -= 1;
                if self.first.is_none_or(|(_, first)| *until < first) {
                    self.first = Some((*reason, *until));
                }
                return;
            }
            FeedResult::New(new) => self.progress.new += new,
            FeedResult::Failed(_) => self.progress.failed += 1,
            FeedResult::Unchanged => {}
        }
        self.progress.done += 1;
    }

    fn tell(&mut self, core: &Core) {
        if self.progress.done > self.told.done {
            self.told = self.progress;
            core.tell(Event::RefreshProgress(self.progress));
        }
        let (new, moment) = self.counted;
        if self.progress.new > new && moment.elapsed() >= COUNTS {
            self.counted = (self.progress.new, Instant::now());
            core.tell(Event::StoreChanged { elsewhere: false });
            core.group.notify_one();
        }
    }

    /// What to say of feeds that were asked for and left out.
    fn left_out(&self, now: Time) -> Option<String> {
        if self.skipped == 0 {
            let idle = self.progress.total == 0;
            return idle.then(|| "Nothing to fetch: no feed is due, or it is being fetched already".to_owned());
        }
        let (reason, until) = self.first?;
        let minutes = (until.since(now) + 59).max(60) / 60;
        let wait = match minutes {
            0..120 => format!("{minutes} min"),
            _ => format!("{} h", minutes / 60),
        };
        let what = match self.skipped {
            1 => "Not fetched".to_owned(),
            n => format!("{n} feeds not fetched"),
        };
        Some(format!("{what}: {reason}; possible in {wait}"))
    }
}
