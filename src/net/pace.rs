//! How many requests run at once, over all and to one host, and how far apart they start.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};
use url::Url;

use super::schedule::is_loopback;

/// Requests in flight over all hosts.
pub const IN_FLIGHT: usize = 64;
/// Requests in flight to one host.
pub const PER_HOST: usize = 2;

const SECOND: Duration = Duration::from_secs(1);

/// Hosts remembered before the idle ones are forgotten.
const HOSTS: usize = 4096;

/// How close to each other requests start. The defaults are those of the program; tests shorten them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Speed {
    /// From the start of a request to a host to the start of the next.
    pub gap: Duration,
    /// The same for a host that has refused us lately, one at a time.
    pub slow_gap: Duration,
    /// Requests that start within a second, over all hosts.
    pub per_second: usize,
}

impl Default for Speed {
    fn default() -> Speed {
        Speed { gap: Duration::from_millis(250), slow_gap: Duration::from_secs(1), per_second: 64 }
    }
}

/// Hands out turns. Servers on this machine have no limit of their own unless `pace_loopback` is set.
pub struct Pace {
    all: Arc<Semaphore>,
    hosts: Mutex<HashMap<String, Arc<HostPace>>>,
    /// The latest starts over all hosts.
    starts: Mutex<VecDeque<Instant>>,
    speed: Speed,
    pace_loopback: bool,
}

struct HostPace {
    turns: Arc<Semaphore>,
    limits: Mutex<Limits>,
}

struct Limits {
    /// Before this moment no request starts.
    next: Instant,
    gap: Duration,
    /// Turns that one request takes: all of them, for a host that is asked one at a time.
    turns: u32,
}

/// The right to have one request in flight, until dropped.
pub struct Turn {
    _all: Option<OwnedSemaphorePermit>,
    _host: Option<OwnedSemaphorePermit>,
}

impl Pace {
    pub fn new(speed: Speed, pace_loopback: bool) -> Pace {
        Pace {
            all: Arc::new(Semaphore::new(IN_FLIGHT)),
            hosts: Mutex::default(),
            starts: Mutex::default(),
            speed,
            pace_loopback,
        }
    }

    /// Whether requests to this address are held back at all.
    pub fn holds(&self, url: &Url) -> bool {
        url.has_host() && (self.pace_loopback || !is_loopback(url))
    }

    /// Waits until a request to this address may start.
    pub async fn turn(&self, url: &Url) -> Turn {
        if !self.holds(url) {
            return Turn { _all: acquire(&self.all, 1).await, _host: None };
        }
        let host = self.host(url.host_str().unwrap_or_default());
        let turns = host.limits().turns;
        let turn = acquire(&host.turns, turns).await;
        loop {
            let next = host.limits().next;
            sleep_until(next).await;
            // Waiting for the common limits may take long; another request to the host can have started meanwhile.
            let all = acquire(&self.all, 1).await;
            match self.admit(&host) {
                Admission::Granted => return Turn { _all: all, _host: turn },
                Admission::HostIsWaiting => {}
                Admission::From(free) => {
                    drop(all);
                    sleep_until(free).await;
                }
            }
        }
    }

    /// Asks a host one request at a time, at least this far apart and never closer than [`Speed::slow_gap`].
    pub fn slow_down(&self, host: &str, gap: Duration) {
        let host = self.host(host);
        let mut limits = host.limits();
        limits.turns = PER_HOST as u32;
        limits.gap = gap.max(self.speed.slow_gap);
    }

    /// Asks a host like any other again.
    pub fn forgive(&self, host: &str) {
        let known = self.hosts.lock().unwrap_or_else(PoisonError::into_inner).get(host).cloned();
        if let Some(host) = known {
            let mut limits = host.limits();
            limits.turns = 1;
            limits.gap = self.speed.gap;
        }
    }

    fn host(&self, name: &str) -> Arc<HostPace> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(host) = hosts.get(name) {
            return host.clone();
        }
        if hosts.len() >= HOSTS {
            let now = Instant::now();
            hosts.retain(|_, host| Arc::strong_count(host) > 1 || host.limits().next > now);
        }
        let limits = Limits { next: Instant::now(), gap: self.speed.gap, turns: 1 };
        let host = Arc::new(HostPace { turns: Arc::new(Semaphore::new(PER_HOST)), limits: Mutex::new(limits) });
        hosts.insert(name.to_owned(), host.clone());
        host
    }

    /// Takes this moment as the start of a request to the host, if one may start.
    fn admit(&self, host: &HostPace) -> Admission {
        let mut starts = self.starts.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        while starts.front().is_some_and(|start| now.duration_since(*start) >= SECOND) {
            starts.pop_front();
        }
        if let Some(first) = starts.front().filter(|_| starts.len() >= self.speed.per_second) {
            return Admission::From(*first + SECOND);
        }
        let mut limits = host.limits();
        if limits.next > now {
            return Admission::HostIsWaiting;
        }
        limits.next = now + limits.gap;
        starts.push_back(now);
        Admission::Granted
    }
}

enum Admission {
    Granted,
    HostIsWaiting,
    /// Not before this moment, whichever the host.
    From(Instant),
}

impl HostPace {
    fn limits(&self) -> MutexGuard<'_, Limits> {
        self.limits.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The semaphores are never closed, so this is never `None`; a request without a permit would be harmless.
async fn acquire(semaphore: &Arc<Semaphore>, turns: u32) -> Option<OwnedSemaphorePermit> {
    semaphore.clone().acquire_many_owned(turns).await.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().expect("a URL")
    }

    /// Its clock stands still but for what is waited for, so that no busy machine is measured.
    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().expect("a runtime")
    }

    /// Starts in milliseconds of `count` requests to each address, each lasting `lasting`.
    fn starts(urls: &[&str], count: usize, lasting: Duration, pace_loopback: bool) -> Vec<u128> {
        runtime().block_on(async {
            let pace = Arc::new(Pace::new(Speed::default(), pace_loopback));
            let begin = Instant::now();
            let mut tasks = tokio::task::JoinSet::new();
            for url in urls.iter().cycle().take(urls.len() * count).map(|text| url(text)) {
                let pace = pace.clone();
                tasks.spawn(async move {
                    let _turn = pace.turn(&url).await;
                    let at = begin.elapsed().as_millis();
                    tokio::time::sleep(lasting).await;
                    at
                });
            }
            let mut starts = tasks.join_all().await;
            starts.sort_unstable();
            starts
        })
    }

    #[test]
    fn requests_to_a_host_start_a_quarter_second_apart() {
        let starts = starts(&["https://example.org/a", "https://example.org/b"], 2, Duration::ZERO, false);
        assert!(starts.windows(2).all(|pair| pair[1] - pair[0] >= 249), "{starts:?}");
    }

    #[test]
    fn hosts_do_not_wait_for_each_other() {
        let starts = starts(&["https://a.example/", "https://b.example/"], 1, Duration::ZERO, false);
        assert!(starts[1] < 200, "{starts:?}");
    }

    #[test]
    fn at_most_two_are_in_flight_to_a_host() {
        let starts = starts(&["https://example.org/"], 3, Duration::from_millis(700), false);
        assert!(starts[2] >= 700, "{starts:?}");
    }

    #[test]
    fn a_host_that_refused_is_asked_one_at_a_time_until_it_is_forgiven() {
        let url = url("https://example.org/");
        runtime().block_on(async {
            let speed = Speed { gap: Duration::ZERO, slow_gap: Duration::from_millis(50), ..Speed::default() };
            let pace = Pace::new(speed, false);
            pace.slow_down("example.org", Duration::ZERO);
            let begin = Instant::now();
            let turn = pace.turn(&url).await;
            let second = tokio::time::timeout(Duration::from_millis(200), pace.turn(&url)).await;
            assert!(second.is_err(), "one at a time");
            drop(turn);
            drop(pace.turn(&url).await);
            assert!(begin.elapsed() >= Duration::from_millis(50));
            pace.forgive("example.org");
            let _first = pace.turn(&url).await;
            let _second = pace.turn(&url).await;
        });
    }

    #[test]
    fn so_many_start_in_a_second_over_all_hosts() {
        let starts: Vec<u128> = runtime().block_on(async {
            let pace = Pace::new(Speed { per_second: 5, ..Speed::default() }, false);
            let begin = Instant::now();
            let mut starts = Vec::new();
            for n in 0..11 {
                drop(pace.turn(&url(&format!("https://{n}.example/"))).await);
                starts.push(begin.elapsed().as_millis());
            }
            starts
        });
        assert!(starts.windows(6).all(|window| window[5] - window[0] >= 900), "{starts:?}");
    }

    #[test]
    fn the_users_own_machine_is_only_paced_on_demand() {
        assert!(starts(&["http://127.0.0.1/"], 10, Duration::ZERO, false)[9] < 200);
        assert!(starts(&["http://127.0.0.1/"], 2, Duration::ZERO, true)[1] >= 249);
    }
}
