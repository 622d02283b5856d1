//! `dateline refresh`: fetches what is due, in the background of nobody.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use serde::Serialize;

use super::failure::warn;
use super::json::moment;
use super::output::{Output, counted};
use super::{Failure, Result, Session};
use crate::engine::{FeedOutcome, FeedResult, PageDone, RefreshLock, upkeep};
use crate::model::{FetchJob, PageOutcome, Time};
use crate::net::Why;
use crate::store::Store;

/// How long to wait for another process that refreshes.
const PATIENCE: Duration = Duration::from_secs(30);

/// Fetch the feeds that are due
#[derive(Debug, clap::Args)]
pub(super) struct Refresh {
    /// Fetch all, whatever the schedule says; what a server asked for is heeded
    #[arg(long)]
    force: bool,
    /// Fetch only this feed (may be given several times)
    #[arg(long, value_name = "URL|ID")]
    feed: Vec<String>,
    /// Print one JSON value a line: each feed, then the sums
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    url: &'a str,
    status: &'static str,
    new: u64,
    http: Option<u16>,
    error: Option<&'a str>,
    #[serde(serialize_with = "moment")]
    next_poll: Option<Time>,
}

#[derive(Default, Serialize)]
struct Sums {
    feeds: u64,
    /// Entries.
    #[serde(skip)]
    entries: u64,
    new: u64,
    unchanged: u64,
    failed: u64,
    skipped: u64,
    /// Stored, and not.
    #[serde(skip_serializing_if = "is_none")]
    full_texts: u64,
    #[serde(skip)]
    no_full_texts: u64,
}

fn is_none(count: &u64) -> bool {
    *count == 0
}

impl Refresh {
    pub(super) fn run(self, session: &Session) -> Result {
        let store = session.writable_store()?;
        let refresher = session.refresher(&store)?;
        store.end_rules(session.now).wait()?;
        let lock = RefreshLock::new(&session.paths()?.data);
        let held = session.runtime()?.block_on(lock.take(PATIENCE));
        let held = held.map_err(|error| Failure::failed(format!("cannot lock the data directory: {error}")))?;
        let Some(_held) = held else {
            return Err(Failure::Failed("another dateline is refreshing; try again when it is done".to_owned()));
        };
        let (jobs, why) = self.jobs(&store, session.now)?;
        let mut report = Report::new(self.json, jobs.len(), names(&store)?);
        session.runtime()?.block_on(refresher.refresh(jobs, why, |outcome| report.take(&outcome)));
        // Feeds that have moved have another address there.
        session.write_feeds(&store)?;
        let pages = session.pages(&refresher)?;
        session.runtime()?.block_on(pages.catch_up(|done| report.take_page(&done)))?;
        let (file, usual) = (session.paths()?.feeds_file(), session.loaded()?.config.retention);
        let kept_up = session.runtime()?.block_on(upkeep::daily(&store, &file, usual, session.now));
        kept_up.map(drop).unwrap_or_else(|why| warn(&why));
        if report.brought_any() {
            // Before the index, which is filled in a pause between writes.
            session.tell_stories(&store)?;
            store
                .indexed()
                .wait()
                .unwrap_or_else(|error| warn(&format!("what is new cannot be searched yet: {error}")));
        }
        report.finish()
    }

    fn jobs(&self, store: &Store, now: Time) -> Result<(Vec<FetchJob>, Why)> {
        if !self.feed.is_empty() {
            // Named twice, by address and by number perhaps, a feed is fetched once.
            let mut ids = BTreeSet::new();
            for wanted in &self.feed {
                let feed = store.feed(wanted).wait()?;
                ids.insert(feed.ok_or_else(|| no_feed(wanted))?.id);
            }
            let why = if self.force { Why::Forced } else { Why::Asked };
            return Ok((store.jobs(Some(ids.into_iter().collect())).wait()?, why));
        }
        let all = store.jobs(None).wait()?;
        if all.is_empty() {
            let why = "there are no feeds; subscribe with `dateline add URL` or `dateline import FILE`";
            return Err(Failure::Failed(why.to_owned()));
        }
        if self.force { Ok((all, Why::Forced)) } else { Ok((store.due(now).wait()?, Why::Due)) }
    }
}

/// There is no such feed.
pub(super) fn no_feed(wanted: &str) -> Failure {
    Failure::Failed(format!("there is no feed `{wanted}`; `dateline feeds` lists them"))
}

/// The feeds' titles by address.
fn names(store: &Store) -> Result<HashMap<String, String>> {
    let feeds = store.tree().wait()?.feeds;
    Ok(feeds.into_iter().map(|feed| (feed.subscription.url, feed.title)).collect())
}

/// Tells of feeds as they come in.
struct Report {
    json: bool,
    bar: Option<Bar>,
    names: HashMap<String, String>,
    sums: Sums,
    output: Output,
    /// Nobody reads any more; what is being fetched is stored all the same.
    broken: Result,
}

impl Report {
    fn new(json: bool, total: usize, names: HashMap<String, String>) -> Report {
        let bar = (io::stderr().is_terminal() && total > 0).then_some(Bar { total });
        Report { json, bar, names, sums: Sums::default(), output: Output::new(), broken: Ok(()) }
    }

    fn take(&mut self, outcome: &FeedOutcome) {
        let (status, count) = match &outcome.result {
            FeedResult::New(new) => ("new", *new),
            FeedResult::Unchanged => ("unchanged", 0),
            FeedResult::Failed(_) => ("failed", 0),
            FeedResult::Skipped(..) => ("skipped", 0),
        };
        let sums = &mut self.sums;
        sums.feeds += 1;
        sums.entries += count;
        match &outcome.result {
            FeedResult::New(_) => sums.new += 1,
            FeedResult::Unchanged => sums.unchanged += 1,
            FeedResult::Failed(_) => sums.failed += 1,
            FeedResult::Skipped(..) => sums.skipped += 1,
        }
        let reason = match &outcome.result {
            FeedResult::Failed(why) => Some(why.clone()),
            FeedResult::Skipped(reason, _) => Some(reason.to_string()),
            FeedResult::New(_) | FeedResult::Unchanged => None,
        };
        if let Some(bar) = &self.bar {
            bar.wipe();
        }
        let told = if self.json {
            let error = reason.as_deref();
            let FeedOutcome { url, http, next_poll, .. } = outcome;
            self.output.json(&Line { url, status, new: count, http: *http, error, next_poll: *next_poll })
        } else if let Some(reason) = reason {
            let name = self.names.get(&outcome.url).unwrap_or(&outcome.url);
            self.output.line(&format!("{status}: {name} ({}): {reason}", outcome.url))
        } else {
            Ok(())
        };
        let told = match outcome.news_in_words().filter(|_| !self.json) {
            Some(news) => told.and_then(|()| self.output.line(&format!("news: {news}"))),
            None => told,
        };
        if let Err(error) = told.and_then(|()| self.output.flush()) {
            self.broken = Err(error.into());
        }
        if let Some(bar) = &self.bar {
            bar.draw(self.sums.feeds, self.sums.entries);
        }
    }

    /// Counts the page of an entry; what did not come is told.
    fn take_page(&mut self, done: &PageDone) {
        let why = match &done.outcome {
            PageOutcome::Stored(_) => {
                self.sums.full_texts += 1;
                return;
            }
            PageOutcome::Failed { why, .. } | PageOutcome::Refused(why) | PageOutcome::PutOff { why, .. } => why,
        };
        self.sums.no_full_texts += 1;
        if let Some(bar) = &self.bar {
            bar.wipe();
        }
        if !self.json
            && let Err(error) = self.output.line(&format!("no full text: {}: {why}", done.url))
        {
            self.broken = Err(error.into());
        }
    }

    /// Whether anything came that can be searched.
    fn brought_any(&self) -> bool {
        self.sums.new + self.sums.full_texts > 0
    }

    fn finish(mut self) -> Result {
        if let Some(bar) = &self.bar {
            bar.wipe();
        }
        self.broken?;
        let sums = &self.sums;
        if self.json {
            self.output.json(sums)?;
        } else if sums.feeds == 0 {
            self.output.line("no feed is due yet; `dateline refresh --force` asks all the same")?;
        } else {
            self.output.line(&format!(
                "{}: {} in {}, {} unchanged, {} failed, {} skipped",
                counted(sums.feeds, "feed", "feeds"),
                counted(sums.entries, "new entry", "new entries"),
                sums.new,
                sums.unchanged,
                sums.failed,
                sums.skipped
            ))?;
        }
        let (stored, missing) = (self.sums.full_texts, self.sums.no_full_texts);
        if !self.json && stored + missing > 0 {
            self.output.line(&format!("{} stored, {missing} not", counted(stored, "full text", "full texts")))?;
        }
        Ok(self.output.finish()?)
    }
}

/// A line on the terminal that is drawn over.
struct Bar {
    total: usize,
}

const BAR: usize = 30;

impl Bar {
    fn draw(&self, done: u64, new: u64) {
        let filled = usize::try_from(done).unwrap_or(BAR) * BAR / self.total.max(1);
        let rest = BAR.saturating_sub(filled);
        // A terminal that has gone away needs no bar.
        let _ = write!(
            io::stderr(),
            "\r[{}{}] {done}/{}, {new} new entries",
            "#".repeat(filled.min(BAR)),
            ".".repeat(rest),
            self.total
        );
    }

    fn wipe(&self) {
        let _ = write!(io::stderr(), "\r{:70}\r", "");
    }
}
