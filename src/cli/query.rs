//! The words of a query on the command line.

use super::{Failure, Result};
use crate::model;
use crate::search;

use super::session::Session;

/// Which entries: all remaining words joined.
#[derive(Debug, clap::Args)]
pub(super) struct Words {
    /// Words, "phrases", -word, OR, (…), title: body: author: feed: folder: tag: url: id: is:unread is:read is:starred
    /// has:enclosure lang: story: after: before: newer: older: sort:
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
}

impl Words {
    pub(super) fn joined(&self) -> String {
        self.query.join(" ")
    }

    /// The query that the words make; without words everything.
    pub(super) fn read(&self, session: &Session) -> Result<model::Query> {
        read(&self.joined(), session)
    }
}

/// The query that a text makes.
pub(super) fn read(text: &str, session: &Session) -> Result<model::Query> {
    search::parse(text, session.now, &session.zone).map_err(|error| Failure::query(text, &error))
}
