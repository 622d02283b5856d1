//! `dateline import`: feeds, articles and marks from a file of another reader, or of this one.

use std::path::PathBuf;
use std::time::Duration;

use super::output::Output;
use super::{Failure, Result, Session, parse};
use crate::engine::import::{Plan, Sums, told};
use crate::feed::SavedQuery;
use crate::model::{ArchivedFeed, Subscription};

/// How long the store may take to put itself in order.
const LONGEST_CLOSE: Duration = Duration::from_secs(30);

/// Import OPML, newsboat's urls or cache.db, eilmeldung's queries, or what `export json` printed; nothing is fetched, no command taken over
#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// A file, or - for standard input
    file: PathBuf,
    /// Print what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
}

impl Import {
    pub(super) fn run(self, session: &Session) -> Result {
        let name = self.file.display();
        let bytes = if self.file.as_os_str() == "-" { Some(parse::read(&self.file)?) } else { None };
        // A file that is not there is told before a store is made.
        if bytes.is_none() {
            std::fs::metadata(&self.file)
                .map_err(|error| Failure::Failed(format!("{name} cannot be read: {error}")))?;
        }
        let store = if self.dry_run { session.store()? } else { session.writable_store()? };
        let feeds = store.tree().wait()?.feeds;
        let plan = match bytes {
            Some(bytes) => Plan::of_bytes(&bytes, &feeds),
            None => Plan::of_file(&self.file, &feeds),
        };
        let plan = plan.map_err(|why| Failure::Failed(format!("{name}: {why}")))?;
        let mut output = Output::new();
        print(&plan, self.dry_run, &mut output)?;
        let hint = plan.hint.clone();
        if let Some(archive) = plan.into_changes().filter(|_| !self.dry_run) {
            let brought = store.import(archive, session.now).wait()?;
            store.settled().wait()?;
            session.write_feeds(&store)?;
            if let Some(line) = told(&brought) {
                output.line(&line)?;
            }
        }
        if let Some(hint) = hint {
            output.line(&format!("hint  {hint}"))?;
        }
        // The log of the store may be as large as what came in; it is folded in now.
        store.close(LONGEST_CLOSE);
        Ok(output.finish()?)
    }
}

fn print(plan: &Plan, dry_run: bool, output: &mut Output) -> Result {
    for feed in &plan.new {
        output.line(&format!("add   {}{}", feed.subscription.url, details(feed)))?;
    }
    for feed in &plan.filled {
        output.line(&format!("fill  {}{}", feed.subscription.url, details(feed)))?;
    }
    for feed in &plan.known {
        output.line(&format!("have  {}{}", feed.subscription.url, entries(feed)))?;
    }
    for note in &plan.notes {
        output.line(&format!("note  {}: {}", note.what, note.why))?;
    }
    for skipped in &plan.skipped {
        output.line(&format!("skip  {}: {}", skipped.what, skipped.why))?;
    }
    for query in &plan.queries {
        print_query(query, output)?;
    }
    for rule in &plan.rules {
        output.line(&format!("rule  {} {}", rule.action, rule.query))?;
    }
    Ok(output.line(&plan.summary(if dry_run { "would be added" } else { "added" }))?)
}

fn print_query(query: &SavedQuery, output: &mut Output) -> Result {
    let SavedQuery { name, query, lost } = query;
    output.line(&format!("query  {name}: {}", query.as_deref().unwrap_or("cannot be carried over")))?;
    for lost in lost {
        output.line(&format!("       not quite: {lost}"))?;
    }
    Ok(())
}

fn details(feed: &ArchivedFeed) -> String {
    let Subscription { title, folder, tags, .. } = &feed.subscription;
    let title = title.as_ref().or(feed.own_title.as_ref()).map(|title| format!("  {title}"));
    let folder = (!folder.is_top()).then(|| format!("  [{}]", folder.0));
    let tags = (!tags.is_empty()).then(|| format!("  tags: {}", tags.join(", ")));
    title.into_iter().chain(folder).chain(tags).chain([entries(feed)]).collect()
}

fn entries(feed: &ArchivedFeed) -> String {
    Sums::of([feed]).words().map(|words| format!("  {words}")).unwrap_or_default()
}
