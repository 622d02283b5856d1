//! `dateline list`: entries, one a line.

use super::json::EntryJson;
use super::output::Output;
use super::query::Words;
use super::{Result, Session};
use crate::model::Entry;
use crate::text::{fit, width};

/// Print entries, the newest first
#[derive(Debug, clap::Args)]
pub(super) struct List {
    #[command(flatten)]
    words: Words,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
    /// Print one JSON value a line
    #[arg(long)]
    json: bool,
}

/// A source's name takes so many cells at most.
const SOURCE: usize = 24;

impl List {
    pub(super) fn run(self, session: &Session) -> Result {
        let query = self.words.read(session)?;
        let entries = session.store()?.find_once(query, self.limit).wait()?;
        let mut output = Output::new();
        if self.json {
            for entry in &entries {
                output.json(&EntryJson::from(entry))?;
            }
        } else {
            print(&entries, session, &mut output)?;
        }
        Ok(output.finish()?)
    }
}

fn print(entries: &[Entry], session: &Session, output: &mut Output) -> Result {
    let id = entries.iter().map(|entry| entry.row.id.to_string().len()).max().unwrap_or(0);
    let source = entries.iter().map(|entry| width::of(&entry.feed_title)).max().unwrap_or(0).min(SOURCE);
    for entry in entries {
        let row = &entry.row;
        let date = session.date(row.date);
        output.line(&format!("{:>id$}  {date}  {}  {}", row.id, fit::left(&entry.feed_title, source), row.title))?;
    }
    Ok(())
}
