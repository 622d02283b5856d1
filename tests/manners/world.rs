//! A small world of publishers with their habits, and a log of what was asked of them and what they answered.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use crate::desk::busy;
use crate::server::{Reply, Request, Server};

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// How a publisher's server behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Habit {
    Steady,
    OnlyModified,
    /// A new ETag with each answer, the body the same.
    Restless,
    WithoutValidators,
    /// `max-age` of two days.
    Patient,
    /// `max-age` of sixteen years.
    Absurd,
    /// Posts at least hourly and declares `ttl` 15.
    Newsroom,
    /// Rests in the night and on Sundays.
    Resting,
    Delta,
    /// Says 304 whatever happens.
    Stuck,
    /// 301 to another path from the second day on.
    Moving,
    Detour,
    Missing,
    Denied,
    Gone,
    /// One host for all its feeds; 429 for hours, with and without a time.
    Crowded,
    /// 503 now and then.
    Overloaded,
    Flapping,
    /// A page instead of the feed, now and then.
    Paging,
    /// A body that breaks off, now and then, with a new ETag.
    Cutting,
}

use Habit::*;

/// In this order, again and again; the costly ones only for the first feeds.
const HABITS: [Habit; 20] = [
    Steady,
    OnlyModified,
    Restless,
    WithoutValidators,
    Patient,
    Absurd,
    Resting,
    Delta,
    Stuck,
    Moving,
    Detour,
    Missing,
    Denied,
    Gone,
    Crowded,
    Overloaded,
    Flapping,
    Paging,
    Cutting,
    Crowded,
];

pub fn habit(feed: usize) -> Habit {
    match feed {
        0 => Newsroom,
        _ => HABITS[feed % HABITS.len()],
    }
}

pub fn host(feed: usize) -> String {
    match habit(feed) {
        Crowded => format!("crowd{}.example", feed % 3),
        _ => format!("h{}.example", feed / 2),
    }
}

/// An answer as the rules see it.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    pub status: u16,
    pub etag: Option<String>,
    pub modified: Option<String>,
    pub max_age: Option<i64>,
    pub retry_after: Option<i64>,
    /// No feed, whatever the status says.
    pub broken: bool,
    /// Given by the network, not by the publisher.
    pub portal: bool,
    location: Option<String>,
    body: Vec<u8>,
}

/// A request with its answer.
#[derive(Debug, Clone)]
pub struct Exchange {
    pub at: i64,
    pub feed: usize,
    pub request: Request,
    pub answer: Answer,
}

#[derive(Default)]
pub struct World {
    pub down: AtomicBool,
    pub portal: AtomicBool,
    pub log: Mutex<Vec<Exchange>>,
}

impl World {
    pub fn start(clock: Arc<AtomicI64>) -> (Arc<World>, Server) {
        let world = Arc::new(World::default());
        let (theirs, begun) = (world.clone(), clock.load(Ordering::SeqCst));
        let server = Server::start(move |request| {
            let at = clock.load(Ordering::SeqCst);
            let answer = theirs.answer(request, at, at - begun);
            let reply = reply(&answer);
            let exchange = Exchange { at, feed: feed_of(&request.path), request: request.clone(), answer };
            theirs.log.lock().expect("whole").push(exchange);
            reply
        });
        (world, server)
    }

    fn answer(&self, request: &Request, at: i64, age: i64) -> Answer {
        if request.host() == "door.example" {
            let body = b"<!doctype html><html><body>Log in to the network</body></html>".to_vec();
            return Answer { status: 200, body, broken: true, portal: true, ..Answer::default() };
        }
        if self.portal.load(Ordering::SeqCst) {
            let port = request.header("Host").and_then(|host| host.split(':').nth(1)).unwrap_or_default();
            let location = Some(format!("http://door.example:{port}{}/login", request.path));
            return Answer { status: 302, location, broken: true, portal: true, ..Answer::default() };
        }
        publish(request, at, age)
    }
}

/// `/17` and what lies below it belong to feed 17.
fn feed_of(path: &str) -> usize {
    path.trim_start_matches('/').split('/').next().and_then(|name| name.parse().ok()).unwrap_or(usize::MAX)
}

/// Every feed posts anew from time to time.
fn edition(feed: usize, age: i64) -> i64 {
    let every = if habit(feed) == Newsroom { HOUR } else { 60 * HOUR + (feed as i64 % 40) * HOUR };
    age / every
}

fn publish(request: &Request, at: i64, age: i64) -> Answer {
    let feed = feed_of(&request.path);
    let now_and_then = (age / (5 * HOUR) + feed as i64) % 6 == 0;
    let error = |status| Answer { status, broken: true, ..Answer::default() };
    match habit(feed) {
        Missing if age > 3 * DAY => error(404),
        Denied if age > 3 * DAY => error(403),
        Gone if age > 5 * DAY => error(410),
        Crowded if (4 * DAY..5 * DAY).contains(&age) => Answer { retry_after: Some(2 * HOUR), ..error(429) },
        Crowded if (15 * DAY..16 * DAY).contains(&age) => error(429),
        Overloaded if now_and_then => Answer { retry_after: (feed % 40 < 20).then_some(5 * HOUR), ..error(503) },
        Flapping if now_and_then => error(500),
        Paging if now_and_then => Answer { body: b"<html><body>Soon back</body></html>".to_vec(), ..error(200) },
        Cutting if now_and_then => Answer { etag: Some("\"cut\"".to_owned()), ..error(200) },
        Moving if age > DAY && !request.path.ends_with("/new") => Answer { location: Some("new".into()), ..error(301) },
        Detour if !request.path.ends_with("/there") => Answer { location: Some("there".into()), ..error(302) },
        habit => current(habit, feed, request, at, age),
    }
}

fn current(habit: Habit, feed: usize, request: &Request, at: i64, age: i64) -> Answer {
    let edition = edition(feed, age);
    let count = if habit == Restless { at } else { edition };
    let answer = Answer {
        etag: (!matches!(habit, OnlyModified | WithoutValidators)).then(|| format!("W/\"{feed}, {count}\"")),
        modified: matches!(habit, OnlyModified | Patient).then(|| format!("edition {edition} of {feed}, wed")),
        max_age: match habit {
            Patient => Some(2 * DAY),
            Absurd => Some(16 * 365 * DAY),
            _ => None,
        },
        ..Answer::default()
    };
    let known = request.is_conditional()
        && request.header("If-None-Match") == answer.etag.as_deref()
        && request.header("If-Modified-Since") == answer.modified.as_deref();
    if known || (habit == Stuck && request.is_conditional()) {
        return Answer { status: 304, ..answer };
    }
    let status = if habit == Delta && request.header("A-IM").is_some() { 226 } else { 200 };
    Answer { status, body: body(habit, feed, edition, at), ..answer }
}

fn body(habit: Habit, feed: usize, edition: i64, at: i64) -> Vec<u8> {
    let night: String = (0..6).map(|hour| format!("<hour>{hour}</hour>")).collect();
    let head = match habit {
        Newsroom => return busy(at, "<ttl>15</ttl>"),
        Resting => format!("<skipHours>{night}</skipHours><skipDays><day>Sunday</day></skipDays>"),
        _ => "<link rel='hub' href='/hub'/>".to_owned(),
    };
    let item = |n: i64| {
        format!(
            "<item><guid>{feed}-{n}</guid><title>Edition {n}</title><link>https://e.example/{feed}/{n}</link></item>"
        )
    };
    let items: String = (edition.max(1) - 1..=edition).rev().map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>Feed {feed}</title>{head}{items}</channel></rss>").into_bytes()
}

fn reply(answer: &Answer) -> Reply {
    let mut fields: Vec<(&str, Vec<u8>)> = vec![("Set-Cookie", b"id=1; Path=/".to_vec())];
    let mut add = |name, value: Option<String>| fields.extend(value.map(|value| (name, value.into_bytes())));
    add("ETag", answer.etag.clone());
    add("Last-Modified", answer.modified.clone());
    add("Cache-Control", answer.max_age.map(|age| format!("public, Max-Age={age}")));
    add("Retry-After", answer.retry_after.map(|wait| wait.to_string()));
    add("Location", answer.location.clone());
    let fields: Vec<(&str, &[u8])> = fields.iter().map(|(name, value)| (*name, value.as_slice())).collect();
    let status = match answer.status {
        200 if answer.body.is_empty() => return Reply::raw(&cut(&fields)),
        200 => "200 OK",
        226 => "226 IM Used",
        301 => "301 Moved Permanently",
        302 => "302 Found",
        304 => "304 Not Modified",
        403 => "403 Forbidden",
        404 => "404 Not Found",
        410 => "410 Gone",
        429 => "429 Too Many Requests",
        503 => "503 Service Unavailable",
        _ => "500 Oops",
    };
    Reply::new(status, &fields, &answer.body)
}

fn cut(fields: &[(&str, &[u8])]) -> Vec<u8> {
    let fields: Vec<_> = fields.iter().copied().chain([("Content-Length", &b"5000"[..])]).collect();
    [crate::server::head("200 OK", &fields), b"<rss><channel><item>".to_vec()].concat()
}
