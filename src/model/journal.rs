//! What the user changes, and what the store answers.

use super::{EntryId, FeedId, ListSpec, RowKey, Side, Snapshot, StepId, Subscription, Time};

/// A mark that can be set on entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    Read,
    Unread,
    Star,
    Unstar,
    Tag(String),
    Untag(String),
}

/// A change of status that the user asked for. Each is one step of undo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatusChange {
    Entries {
        /// In ascending order, where it is to be shown on rows.
        ids: Vec<EntryId>,
        mark: Mark,
        at: Time,
        /// What is marked read is so with all that tell the same.
        siblings: bool,
    },
    /// Puts several tags on entries.
    Tags {
        /// In ascending order.
        ids: Vec<EntryId>,
        tags: Vec<String>,
        at: Time,
    },
    /// Marks read what a list holds, whole or one side of a row (the row itself excluded).
    List { list: ListSpec, snapshot: Snapshot, side: Option<(Side, RowKey)>, at: Time },
}

/// What an undoable step did, in words for the status line ("Marked 12 read").
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    pub entries: u64,
    pub text: String,
}

/// A step of the user that can be undone, or that was and can be done again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub id: StepId,
    pub at: Time,
    /// What it did, in words.
    pub text: String,
    pub undone: bool,
}

/// A change of subscriptions that `feeds.toml` does not hold yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileEdit {
    /// Add this feed, or update the one with its address.
    Put(Subscription),
    Remove {
        url: String,
    },
    /// The feed at `old_url` has moved to the subscription's address.
    Replace {
        old_url: String,
        subscription: Subscription,
    },
}

impl FileEdit {
    /// Makes the change in a list of subscriptions.
    pub fn apply(&self, subscriptions: &mut Vec<Subscription>) {
        match self {
            FileEdit::Put(subscription) => put(subscriptions, &subscription.url, subscription),
            FileEdit::Remove { url } => subscriptions.retain(|known| known.url != *url),
            FileEdit::Replace { old_url, subscription } => put(subscriptions, old_url, subscription),
        }
    }
}

fn put(subscriptions: &mut Vec<Subscription>, url: &str, new: &Subscription) {
    match subscriptions.iter_mut().find(|known| known.url == url) {
        Some(known) => *known = new.clone(),
        None => subscriptions.push(new.clone()),
    }
}

/// What bringing the store in line with `feeds.toml` changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// Feeds that are new to the store or back from having been removed.
    pub added: Vec<FeedId>,
    pub changed: u64,
    /// Feeds that the file lacks: hidden, with all their entries kept.
    pub hidden: u64,
}
