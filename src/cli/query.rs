//! The words of a query on the command line.

use std::collections::HashSet;

use super::session::Session;
use super::{Failure, Result};
use crate::model::{Feed, FeedId, Field, Query, Subscription, Term};
use crate::search::{self, Facts, Subject};
use crate::store::Store;

/// Which entries: all remaining words joined.
#[derive(Debug, clap::Args)]
pub(super) struct Words {
    /// Words, "phrases", -word, OR, (…), title: body: author: category: feed: folder: tag: url: id: is:unread is:read
    /// is:starred is:followed has:enclosure lang: story: after: before: newer: older: sort:
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
}

impl Words {
    pub(super) fn joined(&self) -> String {
        self.query.join(" ")
    }

    pub(super) fn is_empty(&self) -> bool {
        self.joined().trim().is_empty()
    }

    /// The query that the words make; without words everything.
    pub(super) fn read(&self, session: &Session) -> Result<Query> {
        read(&self.joined(), session)
    }
}

/// The feeds that a query finds: those with an entry that it finds and, where it asks of nothing but feeds, those that it
/// fits, whether they have entries or not.
pub(super) struct Found {
    with_entries: HashSet<FeedId>,
    of_feeds: Option<Term>,
}

impl Found {
    pub(super) fn by(query: Query, store: &Store) -> Result<Found> {
        let of_feeds = asks_of_feeds(&query.term).then(|| query.term.clone());
        Ok(Found { with_entries: store.feeds_with(query).wait()?.into_iter().collect(), of_feeds })
    }

    pub(super) fn holds(&self, feed: &Feed) -> bool {
        let fits = |term| Subject::new(facts(feed)).answers(term);
        self.with_entries.contains(&feed.id) || self.of_feeds.as_ref().is_some_and(fits)
    }
}

fn asks_of_feeds(term: &Term) -> bool {
    let asks_of_more = |term: &Term| match term {
        Term::Text(field, _) | Term::Prefix(field, _) => !matches!(field, Field::Feed | Field::Folder | Field::Tag),
        Term::Not(_) | Term::All(_) | Term::Either(_) => false,
        _ => true,
    };
    !term.any(&asks_of_more)
}

fn facts(feed: &Feed) -> Facts {
    let Subscription { url, folder, tags, .. } = feed.subscription.clone();
    Facts { feed_title: Some(feed.title.clone()), feed_url: url, folder: folder.0, tags, ..Facts::default() }
}

/// The query that a text makes.
pub(super) fn read(text: &str, session: &Session) -> Result<Query> {
    search::parse(text, session.now, &session.zone).map_err(|error| Failure::query(text, &error))
}
