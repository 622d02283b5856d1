//! `dateline unread`: the number of unread entries, for status bars.

use serde::Serialize;

use super::output::Output;
use super::query::Words;
use super::{Result, Session};
use crate::config::feeds_file;
use crate::model::Term;
use crate::store::Store;

/// Print how many entries are unread
#[derive(Debug, clap::Args)]
pub(super) struct Unread {
    #[command(flatten)]
    words: Words,
    /// Print a JSON value
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Count {
    unread: u64,
}

impl Unread {
    pub(super) fn run(self, session: &Session) -> Result {
        let unread = match self.words.is_empty() {
            true => in_all(session)?,
            false => self.found(session)?,
        };
        let mut output = Output::new();
        match self.json {
            true => output.json(&Count { unread })?,
            false => output.line(&unread.to_string())?,
        }
        Ok(output.finish()?)
    }

    fn found(&self, session: &Session) -> Result<u64> {
        let mut query = self.words.read(session)?;
        query.term = Term::All(vec![Term::Unread(true), query.term]);
        Ok(session.store()?.count(query).wait()?)
    }
}

/// Nothing is begun for it that is not needed: status bars ask every few seconds.
fn in_all(session: &Session) -> Result<u64> {
    let paths = session.paths()?;
    let known = Store::glance(&paths.data, feeds_file::mark(&paths.feeds_file()).as_deref());
    match known {
        Some(unread) => Ok(unread),
        None => Ok(session.store()?.tree().wait()?.unread()),
    }
}
