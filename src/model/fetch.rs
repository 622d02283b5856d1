//! What goes from the store to the network and back: a feed to fetch, and what came of it.

use super::{Access, FeedDocument, FeedId, Freshness, HostRecord, Time};

/// The validators of the last full answer, byte for byte as received (RFC 9110, section 8.8), and the address they belong to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    pub url: String,
    pub etag: Option<Vec<u8>>,
    pub last_modified: Option<Vec<u8>>,
}

/// A feed to fetch, with all that fetching and scheduling need to know.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FetchJob {
    pub feed: Option<FeedId>,
    /// The address to ask, exactly as the user gave it.
    pub url: String,
    pub validators: Validators,
    pub user_agent: Option<String>,
    pub access: Access,
    /// A fixed interval set by the user, seconds.
    pub refresh: Option<u32>,
    pub failures: u32,
    /// When the server was last asked.
    pub last_poll: Option<Time>,
    pub next_poll: Option<Time>,
    /// Not before this moment whatever the user does (`Retry-After`).
    pub not_before: Option<Time>,
    pub posts_per_week: f32,
    /// Entries that the store holds of it.
    pub entries: u64,
    /// The date of its newest entry.
    pub newest: Option<Time>,
    /// From one of its newest entries to the next, seconds on average.
    pub rhythm: Option<u32>,
    /// When a full answer came last.
    pub last_full: Option<Time>,
    /// When it was last asked without validators.
    pub last_unconditional: Option<Time>,
    /// When the failures in a row began.
    pub failing_since: Option<Time>,
    /// How often 503 was answered without a time; falls by one with each success.
    pub strain: u32,
    /// How long what came last stays fresh.
    pub freshness: Freshness,
    /// Where permanent redirects lead, and since when they do.
    pub moved: Option<(String, Time)>,
    /// The publisher took it down for good (410): asked by hand only.
    pub gone: bool,
    /// How its host has answered.
    pub host: HostRecord,
}

/// What an attempt brought.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A full answer that was read as a feed.
    Full(Box<FeedDocument>),
    /// 226: only what is new or changed; what is absent is still there (RFC 3229).
    Partial(Box<FeedDocument>),
    /// 304: nothing changed.
    Unchanged,
    /// Nothing usable; the old entries and validators stay. One line: what failed, why, what can be done.
    Failed(String),
}

/// An attempt to fetch a feed, to be stored in one transaction.
#[derive(Debug, Clone, PartialEq)]
pub struct FetchRecord {
    pub feed: FeedId,
    pub at: Time,
    pub outcome: Outcome,
    pub http_status: Option<u16>,
    /// Replace the stored ones (after 200 always, after 304 where it carried any); none: keep.
    pub validators: Option<Validators>,
    pub next_poll: Time,
    pub not_before: Option<Time>,
    pub after: Aftermath,
}

/// What an attempt leaves behind beside entries and validators.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Aftermath {
    /// Why the next poll is when it is, in one line.
    pub why_next: Option<String>,
    /// The first line of what came in place of a feed.
    pub error_body: Option<String>,
    /// The request carried no validators.
    pub unconditional: bool,
    /// Decoded bytes of a full answer.
    pub size: Option<u64>,
    pub strain: u32,
    /// Replaces what is known; none: keep.
    pub freshness: Option<Freshness>,
    pub moved: Moved,
    pub gone: bool,
    /// What is now known of the host that answered, where that changed.
    pub host: Option<HostRecord>,
    /// The name of that host.
    pub host_name: String,
    /// Before this moment none of the host's feeds is asked (429), and why in one line.
    pub host_pause: Option<(Time, String)>,
    /// Nothing was reached, so that it counts neither as a poll nor as a failure.
    pub uncounted: bool,
}

/// What an attempt tells of the feed's address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Moved {
    /// Nothing.
    #[default]
    Silent,
    /// The feed is where it was.
    Settled,
    /// Permanent redirects lead there, seen for the first time.
    Seen(String),
    /// They have led there for long enough: the feed's address from now on.
    Adopted(String),
}

/// What storing an attempt changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredFetch {
    /// Entries that are news.
    pub new: u64,
    /// Entries that were not there before and are no news: a flood of old ones, which entered as read.
    pub old: u64,
    pub updated: u64,
    /// The subscription's address was changed.
    pub moved: bool,
}
