//! The full text of an entry, taken from its page: what is to be fetched, what came of it, how it stands.

use super::{Access, EntryId, HostRecord, Time};

/// An entry's page to be fetched, with what its feed's server is to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageJob {
    pub entry: EntryId,
    /// Where the entry says that its page is.
    pub url: String,
    /// The address of its feed, which the user named.
    pub feed_url: String,
    pub user_agent: Option<String>,
    pub access: Access,
    /// Words of the feed's own text.
    pub words: u32,
    /// Failures in a row.
    pub tries: u32,
}

/// A full text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageText {
    /// HTML, not sanitised.
    pub html: String,
    /// The address that answered, against which relative links resolve.
    pub source: String,
    pub fetched: Time,
    pub words: u32,
}

/// What fetching a page brought. Each reason is one line: what failed, why, what can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageOutcome {
    Stored(PageText),
    /// It may go better the next time.
    Failed {
        why: String,
        /// When it is tried again of its own accord; none: it is not.
        again: Option<Time>,
    },
    /// It would go no better: there is no article, or one for subscribers, or less than the feed has.
    Refused(String),
    /// Not asked: its host is left alone until then.
    PutOff {
        why: String,
        until: Time,
    },
}

/// An attempt to fetch a page, to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRecord {
    pub entry: EntryId,
    pub at: Time,
    pub outcome: PageOutcome,
    /// What is now known of the host that answered, where that changed.
    pub host: Option<(String, HostRecord)>,
}

/// How the full text of an entry stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum PageState {
    /// Never asked for, or asked for and dropped since to make room.
    #[default]
    Unknown,
    /// It is to be fetched with the next refresh.
    Wanted,
    /// It is here; `shown` unless the reader prefers the feed's own text.
    Stored {
        shown: bool,
    },
    Failed {
        why: String,
        again: Option<Time>,
    },
    Refused(String),
}

/// Which of an entry's texts an article is to show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Showing {
    /// The full text where it is stored and the reader has not turned it off, else what the feed gives.
    #[default]
    Chosen,
    /// What the feed gives.
    Feed,
    /// The full text where it is stored.
    Full,
}
