//! `dateline mark`: changes of status for all that a query finds.

use serde::Serialize;

use super::output::Output;
use super::query::Words;
use super::{Failure, Result, Session};
use crate::model::{self, StatusChange};

/// Mark entries, undoable in the reader, and print how many
#[derive(Debug, clap::Args)]
pub(super) struct Mark {
    /// read, unread, star, unstar, tag:NAME or untag:NAME
    #[arg(value_name = "MARK", value_parser = read_mark)]
    mark: model::Mark,
    #[command(flatten)]
    words: Words,
    /// Print a JSON value
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Count {
    marked: u64,
}

impl Mark {
    pub(super) fn run(self, session: &Session) -> Result {
        if self.words.is_empty() {
            return Err(Failure::Usage(
                "mark needs a query, so that nothing is marked by accident; for everything write `is:unread OR is:read`".to_owned(),
            ));
        }
        let query = self.words.read(session)?;
        let store = session.writable_store()?;
        let ids = store.find_ids(query).wait()?;
        let change = StatusChange::Entries { ids, mark: self.mark, at: session.now, siblings: false };
        let applied = store.change(change).wait()?;
        let mut output = Output::new();
        match self.json {
            true => output.json(&Count { marked: applied.entries })?,
            false => output.line(&applied.entries.to_string())?,
        }
        Ok(output.finish()?)
    }
}

fn read_mark(text: &str) -> std::result::Result<model::Mark, String> {
    let tag = |name: &str| match name.trim() {
        "" => Err("a tag's name is missing; write `tag:NAME`".to_owned()),
        name => Ok(name.to_owned()),
    };
    match text.split_once(':') {
        Some(("tag", name)) => tag(name).map(model::Mark::Tag),
        Some(("untag", name)) => tag(name).map(model::Mark::Untag),
        _ => match text {
            "read" => Ok(model::Mark::Read),
            "unread" => Ok(model::Mark::Unread),
            "star" => Ok(model::Mark::Star),
            "unstar" => Ok(model::Mark::Unstar),
            _ => Err("allowed are read, unread, star, unstar, tag:NAME, untag:NAME".to_owned()),
        },
    }
}
