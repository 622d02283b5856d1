//! `dateline unread`: the number of unread entries, for status bars.

use super::output::Output;
use super::query::Words;
use super::{Result, Session};
use crate::model::Term;

/// Print how many entries are unread
#[derive(Debug, clap::Args)]
pub(super) struct Unread {
    #[command(flatten)]
    words: Words,
}

impl Unread {
    pub(super) fn run(self, session: &Session) -> Result {
        let mut query = self.words.read(session)?;
        let store = session.store()?;
        let count = if self.words.joined().trim().is_empty() {
            store.tree().wait()?.unread()
        } else {
            query.term = Term::All(vec![Term::Unread(true), query.term]);
            store.count(query).wait()?
        };
        let mut output = Output::new();
        output.line(&count.to_string())?;
        Ok(output.finish()?)
    }
}
