//! What is remembered of how servers want to be asked: freshness of feeds, refusals of hosts, counts for the report.

use super::Time;

/// Who said how long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// `Cache-Control: max-age` (RFC 9111, section 5.2.2.1).
    MaxAge,
    /// `Expires` (RFC 9111, section 5.3).
    Expires,
    /// RSS 2.0 `ttl`.
    Ttl,
    /// `sy:updatePeriod` and `sy:updateFrequency` (RSS 1.0 syndication module).
    UpdatePeriod,
}

impl Source {
    pub const ALL: [Source; 4] = [Source::MaxAge, Source::Expires, Source::Ttl, Source::UpdatePeriod];

    /// The name of the field, as publishers know it.
    pub fn name(self) -> &'static str {
        match self {
            Source::MaxAge => "max-age",
            Source::Expires => "Expires",
            Source::Ttl => "ttl",
            Source::UpdatePeriod => "sy:updatePeriod",
        }
    }
}

/// How long a server or a publisher asks to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// Seconds.
    pub wait: i64,
    pub source: Source,
}

/// Hours and days of the week (GMT) in which the publisher asks not to be polled: bits 0 to 23, and 24 (Monday) to 30.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Skips(pub u32);

/// How long what came last stays fresh, by the server and by the feed itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Freshness {
    pub http: Option<Wish>,
    pub feed: Option<Wish>,
    pub skips: Skips,
}

/// How a host has answered; nothing is remembered of one that never refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HostRecord {
    /// 429 in a row, over all its feeds.
    pub in_row: u32,
    /// 429 without a time; falls by one with each success.
    pub strain: u32,
    /// How often the interval of its feeds was doubled.
    pub doublings: u32,
    pub last_refusal: Option<Time>,
    /// None of its feeds is asked before.
    pub not_before: Option<Time>,
}

/// What a feed has cost its server, for the report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Politeness {
    pub url: String,
    pub title: String,
    /// Requests, redirects not counted.
    pub asked: u64,
    /// Of these, the ones without validators.
    pub unconditional: u64,
    /// Full answers (200).
    pub full: u64,
    /// 304.
    pub unchanged: u64,
    /// 429.
    pub refused: u64,
    /// The shortest time between two requests, seconds.
    pub min_gap: Option<i64>,
    /// Bytes that 304 spared, reckoned from the decoded size of the last full answer.
    pub saved: u64,
    pub why_next: Option<String>,
}
