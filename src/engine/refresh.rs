//! The refresh: many feeds, each asked, read and stored, under pacing and with few of them in memory at a time.

use std::collections::HashMap;
use std::sync::Arc;
use std::thread::available_parallelism;

use tokio::sync::Semaphore;
use tokio::task::{JoinSet, spawn_blocking};
use url::Url;

use super::clock::Clock;
use super::poll::Verdict;
use crate::model::{FeedId, FetchJob, Outcome, StoredFetch, Time};
use crate::net::schedule::{Reason, may_poll};
use crate::net::{Answer, Client, FetchError, Request, Why, fetch};
use crate::store::{Pending, Store};

/// Feeds in hand at a time: waiting for their host's turn, in flight, or waiting to be read and stored.
const IN_HAND: usize = 128;
const UNREADABLE: &str = "reading the feed failed inside dateline; please report its address";

/// What came of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedOutcome {
    pub feed: FeedId,
    pub url: String,
    pub result: FeedResult,
    /// The status of the answer, if there was one.
    pub http: Option<u16>,
    pub next_poll: Option<Time>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedResult {
    /// So many entries that were not there before; at least one.
    New(u64),
    Unchanged,
    /// What failed and why, in one line.
    Failed(String),
    /// Left out, until when.
    Skipped(Reason, Time),
}

/// What a refresh needs.
#[derive(Clone)]
pub struct Refresher {
    pub store: Store,
    pub client: Client,
    pub clock: Clock,
}

impl Refresher {
    /// Fetches these feeds as far as they may be fetched, and reports each as it is stored. Dropping the future stops
    /// it; what is stored stays.
    pub async fn refresh(&self, jobs: Vec<FetchJob>, why: Why, mut report: impl FnMut(FeedOutcome)) {
        let (now, rules) = ((self.clock)(), self.client.settings().rules);
        let mut allowed = Vec::with_capacity(jobs.len());
        for job in jobs {
            let Some(feed) = job.feed else { continue };
            match may_poll(&job, now, why, rules) {
                Ok(()) => allowed.push((feed, job)),
                Err(skip) => report(FeedOutcome {
                    feed,
                    result: FeedResult::Skipped(skip.reason, skip.until),
                    http: None,
                    next_poll: Some(job.next_poll.map_or(skip.until, |poll| poll.max(skip.until))),
                    url: job.url,
                }),
            }
        }
        let cores = available_parallelism().map_or(2, usize::from);
        let desk = Arc::new(Semaphore::new(2 * cores));
        let mut waiting = host_by_host(allowed).into_iter();
        let mut at_work = JoinSet::new();
        loop {
            while at_work.len() < IN_HAND
                && let Some((feed, job)) = waiting.next()
            {
                at_work.spawn(self.clone().one(feed, Arc::new(job), desk.clone()));
            }
            match at_work.join_next().await {
                Some(Ok(outcome)) => report(outcome),
                // The work on one feed panicked outside of its reading: nothing is known of it but that it failed.
                Some(Err(_)) => {}
                None => return,
            }
        }
    }

    async fn one(self, feed: FeedId, job: Arc<FetchJob>, desk: Arc<Semaphore>) -> FeedOutcome {
        let at = (self.clock)();
        let answer = fetch::get(&self.client, Request::poll(&job)).await;
        let _place = desk.acquire().await;
        let (outcome, stored) = if answer.as_ref().is_ok_and(|answer| !answer.body.is_empty()) {
            let (desk_of, job_of) = (self.clone(), job.clone());
            let read = spawn_blocking(move || desk_of.settle(feed, &job_of, at, answer)).await;
            read.unwrap_or_else(|_| self.settle(feed, &job, at, Err(FetchError::Other(UNREADABLE.to_owned()))))
        } else {
            self.settle(feed, &job, at, answer)
        };
        let result = match (stored.await, outcome.result) {
            (Err(error), _) => FeedResult::Failed(error.to_string()),
            (Ok(StoredFetch { new: 0, .. }), FeedResult::New(_)) => FeedResult::Unchanged,
            (Ok(StoredFetch { new, .. }), FeedResult::New(_)) => FeedResult::New(new),
            (Ok(_), result) => result,
        };
        FeedOutcome { result, ..outcome }
    }

    /// Reads an answer and queues what is to be stored of it.
    fn settle(
        &self,
        feed: FeedId,
        job: &FetchJob,
        at: Time,
        answer: Result<Answer, FetchError>,
    ) -> (FeedOutcome, Pending<StoredFetch>) {
        let record = Verdict::of(job, at, &answer).record(job, feed, at, self.client.settings().rules);
        let outcome = FeedOutcome {
            feed,
            url: job.url.clone(),
            result: match &record.outcome {
                Outcome::Full(document) => FeedResult::New(document.entries.len() as u64),
                Outcome::Unchanged => FeedResult::Unchanged,
                Outcome::Failed(why) => FeedResult::Failed(why.clone()),
            },
            http: record.http_status,
            next_poll: Some(record.next_poll),
        };
        (outcome, self.store.record(record))
    }
}

/// Orders jobs so that the first of each host comes before the second of any: hosts with many feeds, which are asked
/// slowly, hold up nobody.
fn host_by_host(jobs: Vec<(FeedId, FetchJob)>) -> Vec<(FeedId, FetchJob)> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut ranked: Vec<_> = jobs
        .into_iter()
        .map(|job| {
            let host =
                Url::parse(&job.1.url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
            let rank = seen.entry(host).or_default();
            *rank += 1;
            (*rank, job)
        })
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, job)| job).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_with_many_feeds_comes_last() {
        let urls = ["http://a/1", "http://a/2", "http://a/3", "http://b/1", "http://c/1", "http://b/2"];
        let jobs = urls.map(|url| (FeedId(1), FetchJob { url: url.into(), ..FetchJob::default() }));
        let order: Vec<_> = host_by_host(jobs.into()).into_iter().map(|(_, job)| job.url).collect();
        assert_eq!(order, ["http://a/1", "http://b/1", "http://c/1", "http://a/2", "http://b/2", "http://a/3"]);
    }
}
