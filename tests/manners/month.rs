//! The gate: two hundred feeds of all habits over thirty days, restarts, nights, outages and a captive portal included,
//! and not one breach of manners on the tape.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use dateline::model::Time;
use dateline::net::{NetSettings, Why};

use crate::desk::{Desk, names, strict};
use crate::world::{Answer, Exchange, Habit, World, habit, host};

const FEEDS: usize = 200;
const DAYS: i64 = 30;
const HOUR: i64 = Time::HOUR;
const DAY: i64 = Time::DAY;
const STEP: i64 = 10 * Time::MINUTE;

/// What is known of a feed's address and of its host while the tape is read.
#[derive(Default)]
struct Known {
    /// The last answer of the publisher that was no redirect.
    last: Option<(i64, Answer)>,
    etag: Option<String>,
    modified: Option<String>,
    /// The last full answer, and the last request without validators.
    full: Option<i64>,
    unconditional: Option<i64>,
    /// Failures in a row.
    failures: u32,
    gone: bool,
}

#[derive(Default)]
struct Tape {
    feeds: HashMap<usize, Known>,
    /// Until when a host is not to be asked.
    hosts: HashMap<String, i64>,
    refused: HashMap<String, bool>,
    breaches: Vec<String>,
}

impl Tape {
    fn read(log: &[Exchange]) -> Tape {
        let mut tape = Tape::default();
        for exchange in log {
            tape.check_request(exchange);
            if !exchange.answer.portal {
                tape.check_time(exchange);
                tape.check_validators(exchange);
                tape.learn(exchange);
            }
        }
        tape
    }

    fn breach(&mut self, row: &str, exchange: &Exchange, what: &str) {
        let Exchange { feed, request, .. } = exchange;
        self.breaches.push(format!("{row}: {:?} feed {feed}, {}: {what}", habit(*feed), request.path));
    }

    /// H32 to H38, H42, H44, S22.
    fn check_request(&mut self, exchange: &Exchange) {
        let request = &exchange.request;
        let agent = format!("dateline/{} (+{})", env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_REPOSITORY"));
        let conditional = request.is_conditional();
        for (row, breach) in [
            ("H32", request.header("Cookie").is_some()),
            ("H33", request.header("Referer").is_some()),
            ("H34", request.header("User-Agent") != Some(&agent)),
            ("H35", request.header("Accept-Encoding").is_none_or(|codings| !codings.contains("br"))),
            ("H36", request.header("Accept").is_none_or(|accept| !accept.starts_with("application/atom+xml"))),
            ("H38", request.method != "GET" || exchange.feed >= FEEDS),
            ("H42", request.header("A-IM").is_some() != conditional),
            ("H23", request.host() == "door.example" && conditional),
        ] {
            if breach {
                self.breach(row, exchange, "the request");
            }
        }
    }

    fn check_time(&mut self, exchange: &Exchange) {
        let name = exchange.request.host().to_owned();
        if self.hosts.get(&name).is_some_and(|until| exchange.at < *until) {
            self.breach("H22", exchange, "the host had refused");
        }
        let known = self.feeds.entry(exchange.feed).or_default();
        if known.gone {
            self.breach("H27", exchange, "it was gone");
            return;
        }
        let Some((last, answer)) = &known.last else { return };
        let (gap, least) = (exchange.at - last, least_wait(habit(exchange.feed), answer, known.failures));
        let most = if answer.broken { 8 * DAY } else { 9 * DAY };
        if gap < least.1 {
            self.breach(least.0, exchange, &format!("after {gap} s, not {} s", least.1));
        }
        if gap > most {
            self.breach("D19", exchange, &format!("silent for {} days", gap / DAY));
        }
    }

    /// H1 to H8, H11. The redirects of a feed carry none: they belong to the final address.
    fn check_validators(&mut self, exchange: &Exchange) {
        if matches!(exchange.answer.status, 301 | 302) {
            if exchange.request.is_conditional() && habit(exchange.feed) == Habit::Detour {
                self.breach("H7", exchange, "validators for another address");
            }
            return;
        }
        let Some(known) = self.feeds.get(&exchange.feed) else { return };
        let sent = |name| exchange.request.header(name).map(str::to_owned);
        let (etag, modified) = (sent("If-None-Match"), sent("If-Modified-Since"));
        let first = known.full.is_none() || (known.etag.is_none() && known.modified.is_none());
        let moved = habit(exchange.feed) == Habit::Moving;
        let doubted = known.full.is_some_and(|full| exchange.at - full > 8 * DAY)
            && known.unconditional.is_none_or(|last| exchange.at - last >= 30 * DAY || Some(last) == known.full);
        if !exchange.request.is_conditional() {
            let allowed = first || doubted || (moved && exchange.at - known.unconditional.unwrap_or(0) > DAY);
            if !allowed {
                self.breach("H8", exchange, "an unconditional request");
            }
        } else if (etag, modified) != (known.etag.clone(), known.modified.clone()) {
            self.breach("H4", exchange, &format!("not {:?} {:?}", known.etag, known.modified));
        }
    }

    fn learn(&mut self, exchange: &Exchange) {
        let Exchange { at, answer, request, .. } = exchange;
        if answer.status == 429 {
            let name = request.host().to_owned();
            let wait = answer.retry_after.unwrap_or(HOUR);
            self.hosts.insert(name.clone(), at + wait);
            self.refused.insert(name, true);
        }
        let known = self.feeds.entry(exchange.feed).or_default();
        if !request.is_conditional() && !matches!(answer.status, 301 | 302) {
            known.unconditional = Some(*at);
        }
        if matches!(answer.status, 301 | 302) {
            return;
        }
        known.gone = answer.status == 410;
        known.failures = if answer.broken { known.failures + 1 } else { 0 };
        if !answer.broken {
            known.etag.clone_from(&answer.etag);
            known.modified.clone_from(&answer.modified);
        }
        if answer.status == 200 && !answer.broken {
            known.full = Some(*at);
        }
        known.last = Some((*at, answer.clone()));
    }
}

/// The row and the seconds that must lie between an answer and the next request.
fn least_wait(habit: Habit, answer: &Answer, failures: u32) -> (&'static str, i64) {
    let nth = |waits: &[i64]| waits[(failures as usize - 1).min(waits.len() - 1)];
    match (answer.status, answer.retry_after, answer.max_age) {
        (429 | 503, Some(wait), _) => ("H20", wait),
        (429 | 503, None, _) => ("H21", HOUR),
        (404, ..) => ("H28", nth(&[HOUR, 4 * HOUR, 12 * HOUR, DAY])),
        (403, ..) => ("H28", nth(&[4 * HOUR, DAY])),
        _ if answer.broken => ("H29", nth(&[600, 1_800, HOUR, 2 * HOUR, 4 * HOUR])),
        (_, _, Some(age)) => ("H17", age.min(7 * DAY)),
        _ if habit == Habit::WithoutValidators => ("H13", 4 * HOUR),
        _ if habit == Habit::Newsroom => ("H12", 900),
        _ => ("H12", HOUR),
    }
}

fn is_awake_hour(at: i64) -> bool {
    at / HOUR % 24 >= 6 && (at / DAY + 3) % 7 != 6
}

/// Lives through the month; what was asked.
fn live() -> (Desk, Vec<Exchange>) {
    let mut desk = Desk::strict();
    let (world, server) = World::start(desk.clock());
    let down = world.clone();
    let names = names(move |_| match down.down.load(Ordering::SeqCst) {
        true => Err("Temporary failure in name resolution"),
        false => Ok("127.0.0.1"),
    });
    desk.set(NetSettings { names, ..strict() });
    for feed in 0..FEEDS {
        desk.subscribe(&server.url_of(&host(feed), &format!("/{feed}/feed")));
    }
    desk.refresh(Why::Due);
    for half_day in 0..DAYS * 2 {
        // An outage, a portal, and nights in which the machine sleeps.
        world.down.store((16..18).contains(&half_day), Ordering::SeqCst);
        world.portal.store(half_day == 24, Ordering::SeqCst);
        if half_day % 4 == 3 {
            desk.advance(8 * HOUR);
            desk.live(4 * HOUR, STEP);
        } else if (16..18).contains(&half_day) || half_day == 24 {
            (0..12).for_each(|_| {
                desk.advance(HOUR);
                desk.refresh(Why::Due);
            });
        } else {
            desk.live(12 * HOUR, STEP);
        }
        if half_day % 3 == 0 {
            desk.restart();
        }
    }
    drop(server);
    let log = world.log.lock().expect("whole").clone();
    (desk, log)
}

#[test]
fn thirty_days_of_two_hundred_feeds_without_a_breach_of_manners() {
    let (desk, log) = live();
    let tape = Tape::read(&log);
    assert!(
        tape.breaches.is_empty(),
        "{} breaches: {:#?}",
        tape.breaches.len(),
        &tape.breaches[..tape.breaches.len().min(20)]
    );
    let resting = log.iter().filter(|exchange| habit(exchange.feed) == Habit::Resting).skip(FEEDS / 20);
    let woken = resting.filter(|exchange| !exchange.answer.portal && !is_awake_hour(exchange.at)).count();
    assert_eq!(woken, 0, "H43");
    assert!(tape.refused.len() == 3 && log.len() > 4_000, "the month was lived: {} requests", log.len());
    let count = |feed: usize| log.iter().filter(|exchange| exchange.feed == feed && !exchange.answer.portal).count();
    assert!((1_500..=97 * DAYS as usize).contains(&count(0)), "H12: {}", count(0));
    assert!((1..FEEDS).all(|feed| count(feed) <= 25 * DAYS as usize), "H12");

    let feeds = desk.refresher.store.tree().wait().expect("a tree").feeds;
    assert!(feeds.iter().all(|feed| feed.health.why_next.is_some()), "every feed can say why");
    for (n, feed) in feeds.iter().enumerate() {
        assert_eq!(feed.health.gone, habit(n) == Habit::Gone, "H27, D23: {feed:?}");
        let moved = feed.subscription.url.ends_with("/new");
        assert_eq!(moved, habit(n) == Habit::Moving, "H24: {feed:?}");
        assert!(feed.counts.total >= 1, "{feed:?}");
    }
    let report = desk.refresher.store.politeness().wait().expect("a report");
    assert!(report.iter().all(|feed| feed.asked > 0 && feed.unconditional <= feed.asked), "H48");
}
