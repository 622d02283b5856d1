//! The refresh: many feeds, each asked, read and stored, under pacing and with few of them in memory at a time.

mod round;

use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{Instant, sleep_until};
use url::Url;

use self::round::{Held, Round, Trouble};
use super::Secrets;
use super::clock::Clock;
use super::poll::{Verdict, host_of};
use crate::model::{Aftermath, FeedId, FetchJob, FetchRecord, Moved, Outcome, StoredFetch, Time};
use crate::net::schedule::{self, LONGEST, Reason, Skip, may_poll};
use crate::net::{Answer, Client, FetchError, Request, Why, fetch};
use crate::store::{Pending, Store};

/// Feeds in hand at a time: waiting for their host's turn, in flight, or waiting to be read and stored.
const IN_HAND: usize = 128;
/// When what the network kept from being asked can be asked for again by hand, seconds.
const NETWORK_REST: i64 = Time::MINUTE;
/// When a feed is tried again that could not be reached, while it is not known whose fault that is, seconds.
const UNREACHED_REST: i64 = 5 * Time::MINUTE;
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
    /// What became of the feed itself, where the user is to hear of it.
    pub news: Option<News>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedResult {
    /// So many entries that are news; at least one.
    New(u64),
    Unchanged,
    /// What failed and why, in one line.
    Failed(String),
    /// Left out, until when.
    Skipped(Reason, Time),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// It has another address from now on.
    Moved(String),
    /// Its publisher took it down: it is asked by hand only.
    Gone,
    /// So many old entries came at once that they entered as read.
    Old(u64),
}

impl FeedOutcome {
    /// Its news in words.
    pub fn news_in_words(&self) -> Option<String> {
        let url = &self.url;
        Some(match self.news.as_ref()? {
            News::Moved(to) => format!("{url} has moved for good: its address is now {to}"),
            News::Gone => format!("{url} is gone for good, says its server; it is not asked any more, unless by hand"),
            News::Old(count) => format!("{url} sent {count} old entries at once; they are kept as read"),
        })
    }
}

/// What a refresh needs.
#[derive(Clone)]
pub struct Refresher {
    pub store: Store,
    pub client: Client,
    pub clock: Clock,
    pub secrets: Secrets,
}

impl Refresher {
    /// Fetches these feeds as far as they may be fetched, and reports each as it is stored. Dropping the future stops
    /// it; what is stored stays.
    pub async fn refresh(&self, jobs: Vec<FetchJob>, why: Why, report: impl FnMut(FeedOutcome)) {
        self.refresh_over(jobs, why, Duration::ZERO, report).await;
    }

    /// [`Self::refresh`] with the starts spread evenly over `window`, for what has piled up while the machine slept.
    pub async fn refresh_over(
        &self,
        jobs: Vec<FetchJob>,
        why: Why,
        window: Duration,
        mut report: impl FnMut(FeedOutcome),
    ) {
        let round = Round::new(self.store.hosts().await.unwrap_or_default());
        round.set_pace((self.clock)(), self.client.pace());
        let mut allowed = Vec::with_capacity(jobs.len());
        for (feed, job, may) in self.judged(jobs, why, &round) {
            match may {
                Ok(()) => allowed.push((feed, job)),
                Err(skip) => report(skipped(feed, &job, skip)),
            }
        }
        let work = Work {
            refresher: self.clone(),
            round: Arc::new(round),
            desk: Arc::new(Semaphore::new(2 * available_parallelism().map_or(2, usize::from))),
        };
        let step = window / u32::try_from(allowed.len()).unwrap_or(u32::MAX).max(1);
        let mut start = Instant::now();
        let mut waiting = host_by_host(allowed).into_iter().peekable();
        let mut at_work = JoinSet::new();
        loop {
            while at_work.len() < IN_HAND
                && start <= Instant::now()
                && let Some((feed, job)) = waiting.next()
            {
                at_work.spawn(work.clone().one(feed, Arc::new(job)));
                start += step;
            }
            if waiting.peek().is_none() && at_work.is_empty() {
                break;
            }
            let may_start = waiting.peek().is_some() && at_work.len() < IN_HAND;
            let next_start = pin!(sleep_until(start));
            tokio::select! {
                () = next_start, if may_start => {}
                // No outcome: held until the end. No word at all: the work on one feed panicked outside of its reading, and
                // nothing is known of it but that it failed.
                Some(done) = at_work.join_next() => {
                    if let Ok(Some(outcome)) = done {
                        report(outcome);
                    }
                }
            }
        }
        work.finish(&mut report).await;
    }

    /// Asks for a feed, with the password that its command prints.
    async fn ask(&self, job: &FetchJob, at: Time) -> Result<Answer, FetchError> {
        let command = &job.access.password_command;
        let password = self.secrets.password(command).await.map_err(FetchError::Other)?;
        let request = Request { password: password.as_deref(), ..request(job, at) };
        let answer = fetch::get(&self.client, request).await;
        if answer.as_ref().is_ok_and(|answer| answer.status == 401) {
            self.secrets.forget(command);
        }
        answer
    }

    /// Each job with its feed, and whether it may be asked now.
    fn judged(&self, jobs: Vec<FetchJob>, why: Why, round: &Round) -> Vec<(FeedId, FetchJob, Result<(), Skip>)> {
        let (now, rules) = ((self.clock)(), self.client.settings().rules);
        let rest = self.client.resting(now).filter(|_| why == Why::Due);
        let judge = |mut job: FetchJob| {
            let feed = job.feed?;
            job.host = round.host(&host_of(&job.url).unwrap_or_default());
            let may = match rest {
                Some(until) => Err(Skip { reason: Reason::Portal, until }),
                None => may_poll(&job, now, why, rules),
            };
            Some((feed, job, may))
        };
        jobs.into_iter().filter_map(judge).collect()
    }
}

/// The work on the feeds of a round.
#[derive(Clone)]
struct Work {
    refresher: Refresher,
    round: Arc<Round>,
    /// How many are read at once.
    desk: Arc<Semaphore>,
}

impl Work {
    /// Asks, reads and stores one feed; none: what came of it is held until the end of the round.
    async fn one(self, feed: FeedId, job: Arc<FetchJob>) -> Option<FeedOutcome> {
        // Where the feed was found the last time, behind all redirects.
        let host = host_of(&job.validators.url).or_else(|| host_of(&job.url)).unwrap_or_default();
        let paced = Url::parse(&job.url).is_ok_and(|url| self.refresher.client.pace().holds(&url));
        let lane = paced.then(|| self.round.lane(&host));
        let _turn = match lane {
            Some(lane) => lane.acquire_owned().await.ok(),
            None => None,
        };
        let at = (self.refresher.clock)();
        if let Some(skip) = self.held_back(&job, at, paced) {
            return Some(skipped(feed, &job, skip));
        }
        let answer = self.refresher.ask(&job, at).await;
        let _place = self.desk.acquire().await;
        let settled = if answer.as_ref().is_ok_and(|answer| !answer.body.is_empty()) {
            let (work, read) = (self.clone(), job.clone());
            let read = spawn_blocking(move || work.judge(feed, read, at, &answer, paced)).await;
            read.unwrap_or_else(|_| self.judge(feed, job, at, &Err(FetchError::Other(UNREADABLE.to_owned())), paced))
        } else {
            self.judge(feed, job, at, &answer, paced)
        };
        self.round.widen(&host);
        match settled {
            Some(settled) => Some(settled.done().await),
            None => None,
        }
    }

    /// Reads an answer and queues what is to be stored of it, unless its failure may be the network's.
    fn judge(
        &self,
        feed: FeedId,
        job: Arc<FetchJob>,
        at: Time,
        answer: &Result<Answer, FetchError>,
        paced: bool,
    ) -> Option<Settled> {
        let held = Held { verdict: Verdict::of(&job, at, answer), feed, job, at };
        // What lies on the user's own machine tells nothing of the network.
        let settled = if paced { self.round.weigh(held)? } else { held };
        Some(self.settle(settled))
    }

    /// Whether what other feeds of the round met keeps this one from being asked.
    fn held_back(&self, job: &FetchJob, at: Time, paced: bool) -> Option<Skip> {
        if !paced {
            return None;
        }
        // Its own host, and the one to which it was led the last time.
        let hosts = [&job.url, &job.validators.url].into_iter().filter_map(|url| host_of(url));
        let pauses = hosts.filter_map(|host| self.round.host(&host).not_before);
        if let Some(until) = pauses.filter(|until| (1..=LONGEST).contains(&until.since(at))).max() {
            return Some(Skip { reason: Reason::HostRefused, until });
        }
        self.round.trouble(false).map(|trouble| skip(trouble, at))
    }

    /// Queues what is to be stored of an answer.
    fn settle(&self, held: Held) -> Settled {
        let Held { feed, job, at, verdict } = held;
        let client = &self.refresher.client;
        let quota = verdict.quota();
        // What was answered concerns the host that answered.
        let host = verdict.host().map_or(job.host, |host| self.round.host(host));
        let job = FetchJob { host, ..(*job).clone() };
        let record = verdict.record(&job, feed, at, client.settings().rules);
        self.round.learn(&record, quota, client.pace());
        Settled::queue(&self.refresher.store, &job, record)
    }

    /// Decides on the feeds whose failure may have been the network's.
    async fn finish(self, report: &mut impl FnMut(FeedOutcome)) {
        let trouble = self.round.trouble(true);
        if trouble == Some(Trouble::Portal) {
            self.refresher.client.rest((self.refresher.clock)());
        }
        let has_reached = self.round.has_reached();
        for held in self.round.take_held() {
            let (feed, job, at) = (held.feed, held.job.clone(), held.at);
            match trouble {
                Some(trouble) => report(skipped(feed, &job, skip(trouble, at))),
                None if held.verdict.is_unreached() && !has_reached && job.failures == 0 => {
                    report(self.note_unreached(held).done().await);
                }
                None => report(self.settle(held).done().await),
            }
        }
    }

    /// Nothing tells whether the feed's server or our own network is down: shown, but held against nobody.
    fn note_unreached(&self, held: Held) -> Settled {
        let Held { feed, job, at, verdict } = held;
        let again = at.plus(UNREACHED_REST);
        let record = FetchRecord {
            next_poll: again,
            after: Aftermath {
                uncounted: true,
                why_next: Some("the server or the network cannot be reached: tried again soon".to_owned()),
                ..Aftermath::default()
            },
            ..verdict.record(&job, feed, at, self.refresher.client.settings().rules)
        };
        Settled::queue(&self.refresher.store, &job, record)
    }
}

/// What is being stored of a feed.
struct Settled {
    outcome: FeedOutcome,
    gone: bool,
    moved: Option<String>,
    stored: Pending<StoredFetch>,
}

impl Settled {
    fn queue(store: &Store, job: &FetchJob, record: FetchRecord) -> Settled {
        let outcome = FeedOutcome {
            feed: record.feed,
            url: job.url.clone(),
            result: match &record.outcome {
                Outcome::Full(document) | Outcome::Partial(document) => FeedResult::New(document.entries.len() as u64),
                Outcome::Unchanged => FeedResult::Unchanged,
                Outcome::Failed(why) => FeedResult::Failed(why.clone()),
            },
            http: record.http_status,
            next_poll: Some(record.next_poll).filter(|_| !record.after.gone),
            news: None,
        };
        let moved = match &record.after.moved {
            Moved::Adopted(url) => Some(url.clone()),
            _ => None,
        };
        Settled { outcome, gone: record.after.gone && !job.gone, moved, stored: store.record(record) }
    }

    async fn done(self) -> FeedOutcome {
        let outcome = self.outcome;
        let stored = match self.stored.await {
            Ok(stored) => stored,
            Err(error) => return FeedOutcome { result: FeedResult::Failed(error.to_string()), ..outcome },
        };
        let result = match outcome.result {
            FeedResult::New(_) if stored.new == 0 => FeedResult::Unchanged,
            FeedResult::New(_) => FeedResult::New(stored.new),
            result => result,
        };
        let news = match self.moved.filter(|_| stored.moved) {
            Some(url) => Some(News::Moved(url)),
            None if self.gone => Some(News::Gone),
            None => (stored.old > 0).then_some(News::Old(stored.old)),
        };
        FeedOutcome { result, news, ..outcome }
    }
}

/// The request for a feed: without validators where "unchanged" is no longer believed.
fn request(job: &FetchJob, at: Time) -> Request<'_> {
    let validators = Some(&job.validators).filter(|_| !schedule::is_stuck(job, at));
    Request { validators, ..Request::poll(job) }
}

fn skip(trouble: Trouble, at: Time) -> Skip {
    let reason = match trouble {
        Trouble::Down => Reason::NetworkDown,
        Trouble::Portal => Reason::Portal,
    };
    Skip { reason, until: at.plus(NETWORK_REST) }
}

fn skipped(feed: FeedId, job: &FetchJob, skip: Skip) -> FeedOutcome {
    let Skip { reason, until } = skip;
    FeedOutcome {
        feed,
        url: job.url.clone(),
        result: FeedResult::Skipped(reason, until),
        http: None,
        next_poll: Some(job.next_poll.map_or(until, |poll| poll.max(until))),
        news: None,
    }
}

/// Orders jobs so that the first of each host comes before the second of any: hosts with many feeds, which are asked
/// slowly, hold up nobody.
fn host_by_host(jobs: Vec<(FeedId, FetchJob)>) -> Vec<(FeedId, FetchJob)> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut ranked: Vec<_> = jobs
        .into_iter()
        .map(|job| {
            let host = host_of(&job.1.url).unwrap_or_default();
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
