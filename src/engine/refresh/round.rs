//! What the feeds of one refresh tell of each other: refusals of their host, a network that is down, one that wants a login.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::engine::core::lock;
use crate::engine::poll::{Verdict, host_of};
use crate::model::{FeedId, FetchJob, FetchRecord, HostRecord, Time};
use crate::net::pace::{PER_HOST, Pace};
use crate::net::schedule::backoff::is_slow;
use crate::net::schedule::freshness::Quota;

/// Hosts that could be reached before and now cannot, while none can, until it is put down to our own network.
const HOSTS_DOWN: usize = 3;
/// Hosts in trouble, with hardly another answer, after which the rest is not even tried.
const ENOUGH: usize = 10;
/// Hosts below which a share tells nothing.
const FEW: usize = 5;
/// The longest gap that a quota can put between requests, seconds; what would be longer waits for the next round.
const LONGEST_GAP: i64 = 10;

/// A feed whose failure is perhaps not its own.
pub struct Held {
    pub feed: FeedId,
    pub job: Arc<FetchJob>,
    pub at: Time,
    pub verdict: Verdict,
}

impl Held {
    /// A feed that failed before tells nothing of the network when it fails again.
    pub fn was_healthy(&self) -> bool {
        self.job.failures == 0 && self.job.last_full.is_some()
    }
}

/// What is wrong with the network, as far as the feeds asked so far tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    Down,
    Portal,
}

/// The turns of a host's feeds.
struct Lane {
    turns: Arc<Semaphore>,
    wide: bool,
}

#[derive(Default)]
pub struct Round(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    hosts: HashMap<String, HostRecord>,
    lanes: HashMap<String, Lane>,
    held: Vec<Held>,
    /// A server answered, or failed in a way that only a server can.
    reached: bool,
    // Hosts that were well the time before: those that still are, those that cannot be reached now, and those that answer
    // as a captive portal does.
    healthy: HashSet<String>,
    unreached: HashSet<String>,
    doors: HashSet<String>,
}

impl Round {
    pub fn new(hosts: HashMap<String, HostRecord>) -> Round {
        Round(Mutex::new(Inner { hosts, ..Inner::default() }))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        lock(&self.0)
    }

    /// Slows down for the hosts that refused lately, also in an earlier life of the program.
    pub fn set_pace(&self, now: Time, pace: &Pace) {
        for (name, _) in self.inner().hosts.iter().filter(|(_, host)| is_slow(host, now)) {
            pace.slow_down(name, Duration::ZERO);
        }
    }

    pub fn host(&self, name: &str) -> HostRecord {
        self.inner().hosts.get(name).copied().unwrap_or_default()
    }

    /// The lane of a host: one request until the first answer is there, so that a refusal stops all that wait.
    pub fn lane(&self, host: &str) -> Arc<Semaphore> {
        let new = || Lane { turns: Arc::new(Semaphore::new(1)), wide: false };
        self.inner().lanes.entry(host.to_owned()).or_insert_with(new).turns.clone()
    }

    /// The first answer of a host is there.
    pub fn widen(&self, host: &str) {
        let mut inner = self.inner();
        if let Some(lane) = inner.lanes.get_mut(host).filter(|lane| !lane.wide) {
            lane.wide = true;
            lane.turns.add_permits(PER_HOST - 1);
        }
    }

    /// Takes note of what is to be stored, and sets the pace of its host by it.
    pub fn learn(&self, record: &FetchRecord, quota: Option<Quota>, pace: &Pace) {
        let name = &record.after.host_name;
        let mut inner = self.inner();
        let known = inner.hosts.get(name).copied().unwrap_or_default();
        let mut host = record.after.host.unwrap_or(known);
        if let Some((until, _)) = &record.after.host_pause {
            host.not_before = host.not_before.max(Some(*until));
        }
        if host != HostRecord::default() {
            inner.hosts.insert(name.clone(), host);
        }
        drop(inner);
        if is_slow(&host, record.at) {
            let gap = quota.map_or(0, |quota| quota.gap(record.at)).clamp(0, LONGEST_GAP);
            pace.slow_down(name, Duration::from_secs(gap.unsigned_abs()));
        } else if known.last_refusal.is_some() {
            pace.forgive(name);
        }
    }

    /// Counts an answer; hands back the feed unless its failure has to wait for the others.
    pub fn weigh(&self, held: Held) -> Option<Held> {
        let mut inner = self.inner();
        inner.reached |= !held.verdict.is_unreached();
        if held.was_healthy() {
            let host = host_of(&held.job.url).unwrap_or_default();
            let inner = &mut *inner;
            let hosts = match (held.verdict.is_unreached(), held.verdict.is_door()) {
                (true, _) => &mut inner.unreached,
                (_, true) => &mut inner.doors,
                _ => &mut inner.healthy,
            };
            hosts.insert(host);
        }
        if held.verdict.is_unreached() || held.verdict.is_door() {
            inner.held.push(held);
            return None;
        }
        Some(held)
    }

    /// What is wrong with the network. Before the end of the round only what is beyond doubt.
    pub fn trouble(&self, at_end: bool) -> Option<Trouble> {
        let inner = self.inner();
        let (down, needed) = match at_end {
            true => (inner.unreached.len() >= HOSTS_DOWN, FEW),
            false => (inner.unreached.len() >= ENOUGH, ENOUGH),
        };
        if !inner.reached && down {
            return Some(Trouble::Down);
        }
        let (doors, all) = (inner.doors.len(), inner.doors.len() + inner.healthy.len());
        // More than four fifths.
        (all >= needed && doors * 5 > all * 4).then_some(Trouble::Portal)
    }

    /// Whether anything was reached.
    pub fn has_reached(&self) -> bool {
        self.inner().reached
    }

    pub fn take_held(&self) -> Vec<Held> {
        std::mem::take(&mut self.inner().held)
    }
}
