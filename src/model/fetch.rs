//! What goes from the store to the network and back: a feed to fetch, and what came of it.

use super::{FeedDocument, FeedId, Time};

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
}

/// What an attempt brought.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A full answer that was read as a feed.
    Full(Box<FeedDocument>),
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
}

/// What storing an attempt changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredFetch {
    pub new: u64,
    pub updated: u64,
}
