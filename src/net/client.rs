//! The one HTTP client: who it says it is, its time limits, and the guard and the pace that all requests share.

use std::collections::HashMap;
use std::env;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use reqwest::redirect::Policy;
use url::Url;

use super::guard::Guard;
use super::lookup::Lookup;
use super::pace::{Pace, Speed};
use super::retry;
use super::schedule::Rules;
use crate::model::Time;

/// What servers are told: name, version, where to complain.
pub const USER_AGENT: &str = concat!("dateline/", env!("CARGO_PKG_VERSION"), " (+", env!("CARGO_PKG_REPOSITORY"), ")");

/// Header fields of an answer beyond which it is refused.
const HEADERS: usize = 256;
/// The first rest when the network wants a login, and the longest, seconds.
const REST: i64 = 5 * Time::MINUTE;
const LONGEST_REST: i64 = Time::HOUR;
/// Limits of the client. The defaults are those of the program; tests shorten them.
#[derive(Debug, Clone)]
pub struct NetSettings {
    pub connect: Duration,
    /// The longest that looking up a name may take.
    pub lookup: Duration,
    /// How names are looked up.
    pub names: Lookup,
    /// How long an idle connection is kept for the next request to its host.
    pub keep_idle: Duration,
    /// The longest silence in the middle of an answer.
    pub idle: Duration,
    /// The longest time that a request may take with all its redirects, turns waited for not counted.
    pub total: Duration,
    /// Decoded bytes of a feed, and of a page.
    pub feed_cap: usize,
    pub page_cap: usize,
    /// Bytes of a picture.
    pub image_cap: usize,
    pub speed: Speed,
    /// Follow a redirect from https to http.
    pub downgrade: bool,
    pub rules: Rules,
    /// One proxy for everything; none: what the system says.
    pub proxy: Option<String>,
}

impl Default for NetSettings {
    fn default() -> NetSettings {
        NetSettings {
            connect: Duration::from_secs(10),
            lookup: Duration::from_secs(5),
            names: Lookup::system(),
            keep_idle: Duration::from_secs(10),
            idle: Duration::from_secs(15),
            total: Duration::from_secs(60),
            feed_cap: 20 << 20,
            page_cap: 10 << 20,
            image_cap: 20 << 20,
            speed: Speed::default(),
            downgrade: false,
            rules: Rules::default(),
            proxy: None,
        }
    }
}

/// A rest of scheduled requests.
#[derive(Debug, Clone, Copy)]
struct Rest {
    until: Time,
    /// Seconds.
    length: i64,
}

/// Cheap to clone; all clones share connections, guard and pace.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    settings: NetSettings,
    guard: Guard,
    pace: Pace,
    /// Until when nothing is asked on schedule.
    rest: Mutex<Option<Rest>>,
    /// Built at the first request: it loads the system's certificates.
    http: OnceLock<Result<reqwest::Client, String>>,
    /// One more for each proxy that a feed has of its own.
    by_proxy: Mutex<HashMap<String, Result<reqwest::Client, String>>>,
}

impl Client {
    pub fn new(settings: NetSettings) -> Client {
        let guard = Guard::new(settings.names.clone(), settings.lookup);
        for proxy in proxies(settings.proxy.as_deref()) {
            guard.trust(&proxy);
        }
        let pace = Pace::new(settings.speed, settings.rules.pace_loopback);
        Client(Arc::new(Inner {
            settings,
            guard,
            pace,
            rest: Mutex::default(),
            http: OnceLock::new(),
            by_proxy: Mutex::default(),
        }))
    }

    pub fn settings(&self) -> &NetSettings {
        &self.0.settings
    }

    pub fn guard(&self) -> &Guard {
        &self.0.guard
    }

    /// How fast hosts are asked.
    pub fn pace(&self) -> &Pace {
        &self.0.pace
    }

    /// Lets scheduled requests rest from `now` on, since the network answers in the place of the servers: five minutes, and
    /// twice as long each time that it still does.
    pub fn rest(&self, now: Time) {
        let mut rest = self.0.rest.lock().unwrap_or_else(PoisonError::into_inner);
        let again = rest.filter(|rest| (0..2 * rest.length).contains(&now.since(rest.until)));
        let length = again.map_or(REST, |rest| (2 * rest.length).min(LONGEST_REST));
        *rest = Some(Rest { until: now.plus(length), length });
    }

    /// Until when scheduled requests rest at `now`. A moment further off than any that was set is a clock gone wrong.
    pub fn resting(&self, now: Time) -> Option<Time> {
        let rest = *self.0.rest.lock().unwrap_or_else(PoisonError::into_inner);
        rest.map(|rest| rest.until).filter(|until| (1..=LONGEST_REST).contains(&until.since(now)))
    }

    /// What sends requests, by a proxy of the feed's own or by the usual way.
    pub(super) fn http(&self, proxy: Option<&str>) -> Result<reqwest::Client, String> {
        let Inner { settings, guard, http, by_proxy, .. } = &*self.0;
        let Some(proxy) = proxy else {
            return http.get_or_init(|| build(settings, settings.proxy.as_deref(), guard)).clone();
        };
        let mut by_proxy = by_proxy.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(built) = by_proxy.get(proxy) {
            return built.clone();
        }
        proxies(Some(proxy)).iter().for_each(|host| guard.trust(host));
        by_proxy.entry(proxy.to_owned()).or_insert(build(settings, Some(proxy), guard)).clone()
    }
}

/// Redirects are followed by `fetch`, so that each hop is checked and permanent ones can be told from the rest.
pub(super) fn builder(
    settings: &NetSettings,
    proxy: Option<&str>,
    guard: &Guard,
) -> Result<reqwest::ClientBuilder, String> {
    let builder = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .redirect(Policy::none())
        .referer(false)
        .connect_timeout(settings.connect)
        .read_timeout(settings.idle)
        .timeout(settings.total)
        .pool_idle_timeout(settings.keep_idle)
        .pool_max_idle_per_host(2)
        .http1_max_headers(HEADERS)
        .http1_ignore_invalid_headers_in_responses(true)
        .retry(retry::once())
        .dns_resolver(guard.clone());
    let Some(proxy) = proxy else { return Ok(builder) };
    Ok(builder.proxy(reqwest::Proxy::all(proxy).map_err(|error| super::fetch::cause(&error))?))
}

fn build(settings: &NetSettings, proxy: Option<&str>, guard: &Guard) -> Result<reqwest::Client, String> {
    builder(settings, proxy, guard)?.build().map_err(|error| super::fetch::cause(&error))
}

/// The hosts of the proxies in use: a proxy may well lie in the user's own network.
fn proxies(own: Option<&str>) -> Vec<String> {
    let names = ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];
    let environment = names.iter().filter_map(|name| env::var(name).ok());
    own.map(str::to_owned)
        .into_iter()
        .chain(environment)
        .filter_map(|proxy| Url::parse(&proxy).or_else(|_| Url::parse(&format!("http://{proxy}"))).ok())
        .filter_map(|url| url.host_str().map(str::to_owned))
        .collect()
}
