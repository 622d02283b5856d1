//! Full texts: the pages of entries, asked for once each, read and stored; for one entry now, or behind a refresh.

mod ask;
mod read;
mod screen;
mod turns;

use std::collections::HashMap;
use std::sync::Arc;

use tokio::task::JoinSet;

pub use self::screen::{asked, behind_refresh, opened};
pub use self::turns::Turns;
use super::poll::host_of;
use super::{Clock, Secrets};
use crate::html::extract::Rules;
use crate::model::{EntryId, PageJob, PageOutcome, PageRecord, PageState, Time};
use crate::net::Client;
use crate::store::{Store, StoreError};

/// Pages taken from the store at a time.
const BATCH: usize = 64;
/// Hosts asked at once, each for one page after the other.
const HOSTS: usize = 16;

/// What fetching full texts needs.
#[derive(Clone)]
pub struct Pages {
    pub store: Store,
    pub client: Client,
    pub clock: Clock,
    pub secrets: Secrets,
    /// Where the article is on the pages of some sites.
    pub rules: Arc<Rules>,
    /// Bytes that full texts may take in the store.
    pub budget: u64,
    pub turns: Turns,
}

/// What came of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageDone {
    pub entry: EntryId,
    pub url: String,
    pub outcome: PageOutcome,
}

impl Pages {
    /// Fetches the page of one entry; none where the entry is gone or has no page. A full text that is stored already is
    /// not fetched again.
    pub async fn fetch(&self, entry: EntryId) -> Result<Option<PageDone>, StoreError> {
        let _turn = self.turns.take(entry).await;
        match self.store.page_job(entry).await? {
            Some((_, PageState::Stored { .. })) | None => Ok(None),
            Some((job, _)) => self.settle(job).await.map(Some),
        }
    }

    /// Fetches the pages that are wanted of their own accord, each host one at a time, and reports each. Dropping the
    /// future stops it; what is stored stays.
    pub async fn catch_up(&self, mut report: impl FnMut(PageDone)) -> Result<(), StoreError> {
        loop {
            let jobs = self.store.take_pages((self.clock)(), BATCH).await?;
            if jobs.is_empty() {
                return Ok(());
            }
            let mut by_host: HashMap<String, Vec<PageJob>> = HashMap::new();
            for job in jobs {
                by_host.entry(host_of(&job.url).unwrap_or_default()).or_default().push(job);
            }
            let mut waiting = by_host.into_values();
            let mut at_work = JoinSet::new();
            let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
            loop {
                while at_work.len() < HOSTS
                    && let Some(jobs) = waiting.next()
                {
                    let (pages, tell) = (self.clone(), tell.clone());
                    at_work.spawn(async move {
                        for job in jobs {
                            // What cannot be stored is given out again when its lease ends.
                            if let Ok(Some(done)) = pages.fetch(job.entry).await {
                                let _ = tell.send(done);
                            }
                        }
                    });
                }
                tokio::select! {
                    Some(done) = told.recv() => report(done),
                    ended = at_work.join_next() => if ended.is_none() { break },
                }
            }
            while let Ok(done) = told.try_recv() {
                report(done);
            }
        }
    }

    /// Asks for a page and stores what came of it.
    async fn settle(&self, job: PageJob) -> Result<PageDone, StoreError> {
        let at = (self.clock)();
        let (outcome, host) = self.ask(&job, at).await;
        let record = PageRecord { entry: job.entry, at, outcome: outcome.clone(), host };
        self.store.record_page(record, self.budget).await?;
        Ok(PageDone { entry: job.entry, url: job.url, outcome })
    }
}

/// Waits before a page is tried again of its own accord, seconds: after as many failures none is.
const RETRIES: [i64; 2] = [30 * Time::MINUTE, 6 * Time::HOUR];

/// When a page that has failed is tried again of its own accord, not before `earliest`.
fn again(job: &PageJob, at: Time, earliest: Option<Time>) -> Option<Time> {
    let wait = RETRIES.get(usize::try_from(job.tries).unwrap_or(usize::MAX))?;
    Some(at.plus(*wait).max(earliest.unwrap_or(at)))
}
