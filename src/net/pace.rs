//! How many requests run at once, over all and to one host, and how far apart they start.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};
use url::Url;

use super::schedule::is_loopback;

/// Requests in flight over all hosts.
pub const IN_FLIGHT: usize = 64;
/// Requests in flight to one host.
pub const PER_HOST: usize = 2;
/// From the start of a request to a host to the start of the next, unless set otherwise.
pub const GAP: Duration = Duration::from_millis(250);

/// Hosts remembered before the idle ones are forgotten.
const HOSTS: usize = 4096;

/// Hands out turns. Servers on this machine have no limit of their own unless `pace_loopback` is set.
pub struct Pace {
    all: Arc<Semaphore>,
    hosts: Mutex<HashMap<String, Arc<HostPace>>>,
    gap: Duration,
    pace_loopback: bool,
}

struct HostPace {
    turns: Arc<Semaphore>,
    /// Before this moment no request starts.
    next: Mutex<Instant>,
}

/// The right to have one request in flight, until dropped.
pub struct Turn {
    _all: Option<OwnedSemaphorePermit>,
    _host: Option<OwnedSemaphorePermit>,
}

impl Pace {
    pub fn new(gap: Duration, pace_loopback: bool) -> Pace {
        Pace { all: Arc::new(Semaphore::new(IN_FLIGHT)), hosts: Mutex::default(), gap, pace_loopback }
    }

    /// Waits until a request to this address may start.
    pub async fn turn(&self, url: &Url) -> Turn {
        if !self.pace_loopback && is_loopback(url) {
            return Turn { _all: acquire(&self.all).await, _host: None };
        }
        let host = self.host(url.host_str().unwrap_or_default());
        let turn = acquire(&host.turns).await;
        loop {
            sleep_until(host.next()).await;
            // Waiting for the common limit may take long; another request to the host can have started meanwhile.
            let all = acquire(&self.all).await;
            if host.start(self.gap) {
                return Turn { _all: all, _host: turn };
            }
        }
    }

    fn host(&self, name: &str) -> Arc<HostPace> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(host) = hosts.get(name) {
            return host.clone();
        }
        if hosts.len() >= HOSTS {
            let now = Instant::now();
            hosts.retain(|_, host| Arc::strong_count(host) > 1 || host.next() > now);
        }
        let host = Arc::new(HostPace { turns: Arc::new(Semaphore::new(PER_HOST)), next: Mutex::new(Instant::now()) });
        hosts.insert(name.to_owned(), host.clone());
        host
    }
}

impl HostPace {
    fn next(&self) -> Instant {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes this moment as the start of a request, if one may start.
    fn start(&self, gap: Duration) -> bool {
        let now = Instant::now();
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let free = *next <= now;
        if free {
            *next = now + gap;
        }
        free
    }
}

/// The semaphores are never closed, so this is never `None`; a request without a permit would be harmless.
async fn acquire(semaphore: &Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
    semaphore.clone().acquire_owned().await.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().expect("a URL")
    }

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
    }

    /// Starts in milliseconds of `count` requests to each address, each lasting `lasting`.
    fn starts(urls: &[&str], count: usize, lasting: Duration, pace_loopback: bool) -> Vec<u128> {
        runtime().block_on(async {
            let pace = Arc::new(Pace::new(GAP, pace_loopback));
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
    fn the_users_own_machine_is_only_paced_on_demand() {
        assert!(starts(&["http://127.0.0.1/"], 10, Duration::ZERO, false)[9] < 200);
        assert!(starts(&["http://127.0.0.1/"], 2, Duration::ZERO, true)[1] >= 249);
    }
}
