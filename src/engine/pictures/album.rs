//! Pictures in memory: what is known of each by its address, and the pixels of those shown last.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use futures_util::future::Shared;

use super::Arriving;
use crate::engine::core::lock;
use crate::model::{Pixels, Time};

/// Addresses of which something is known.
const FACTS: usize = 1_000;
/// Bytes of pixels kept.
const PIXELS: usize = 24 << 20;
/// How long a failure is not tried again, seconds.
const PATIENCE: i64 = 10 * Time::MINUTE;

/// Width and height in pixels, or why it cannot be shown.
type Fact = Result<(u32, u32), String>;

/// What was learnt of pictures; the newest last.
#[derive(Default)]
pub struct Album {
    facts: Mutex<VecDeque<(String, Fact, Time)>>,
    pixels: Mutex<VecDeque<(String, Arc<Pixels>)>>,
    /// Pictures on their way.
    pub(super) arriving: Mutex<HashMap<String, Shared<Arriving>>>,
}

impl Album {
    /// What is known of a picture at `now`; a failure is forgotten after a while.
    pub fn fact(&self, address: &str, now: Time) -> Option<Fact> {
        let facts = lock(&self.facts);
        let (_, fact, since) = facts.iter().find(|(known, ..)| known == address)?;
        let stale = fact.is_err() && !(0..PATIENCE).contains(&now.since(*since));
        (!stale).then(|| fact.clone())
    }

    pub fn failure(&self, address: &str, now: Time) -> Option<String> {
        self.fact(address, now)?.err()
    }

    /// Keeps what was learnt; true if it is news.
    pub fn learn(&self, address: &str, fact: Fact, now: Time) -> bool {
        let mut facts = lock(&self.facts);
        let at = facts.iter().position(|(known, ..)| known == address);
        let before = at.and_then(|at| facts.remove(at));
        let is_news = before.as_ref().is_none_or(|(_, known, _)| *known != fact);
        // A failure is dated by its first time, so that it is tried again some day.
        let since = before.filter(|_| !is_news).map_or(now, |(.., since)| since);
        facts.push_back((address.to_owned(), fact, since));
        if facts.len() > FACTS {
            facts.pop_front();
        }
        is_news
    }

    /// The pixels of a picture in one size.
    pub fn pixels(&self, address: &str, width: u32, height: u32) -> Option<Arc<Pixels>> {
        let mut kept = lock(&self.pixels);
        let fits = |(known, pixels): &(String, Arc<Pixels>)| {
            known == address && (pixels.width, pixels.height) == (width, height)
        };
        let at = kept.iter().position(fits)?;
        let hit = kept.remove(at)?;
        kept.push_back(hit.clone());
        Some(hit.1)
    }

    pub fn keep(&self, address: &str, pixels: Arc<Pixels>) {
        let mut kept = lock(&self.pixels);
        kept.retain(|(known, _)| known != address);
        kept.push_back((address.to_owned(), pixels));
        let mut bytes: usize = kept.iter().map(|(_, pixels)| pixels.rgb.len()).sum();
        while bytes > PIXELS && kept.len() > 1 {
            bytes -= kept.pop_front().map_or(0, |(_, pixels)| pixels.rgb.len());
        }
    }
}
