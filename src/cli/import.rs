//! `dateline import`: subscriptions from a file of another reader.

use std::path::PathBuf;

use super::output::Output;
use super::{Failure, Result, Session, parse};
use crate::engine::import::Plan;
use crate::model::Subscription;

/// Import subscriptions from an OPML or newsboat file; nothing is fetched
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
        let bytes = parse::read(&self.file)?;
        let wrong = |why| Failure::Failed(format!("{}: {why}", self.file.display()));
        let store = if self.dry_run { session.store()? } else { session.writable_store()? };
        let plan = Plan::read(&bytes, &store.tree().wait()?.feeds).map_err(|error| wrong(error.to_string()))?;
        let mut output = Output::new();
        for subscription in &plan.new {
            output.line(&format!("add   {}{}", subscription.url, details(subscription)))?;
        }
        for subscription in &plan.known {
            output.line(&format!("have  {}", subscription.url))?;
        }
        for skipped in &plan.skipped {
            output.line(&format!("skip  {}: {}", skipped.what, skipped.why))?;
        }
        output.line(&plan.summary(if self.dry_run { "would be added" } else { "added" }))?;
        if !self.dry_run && !plan.new.is_empty() {
            store.subscribe(plan.new, session.now).wait()?;
            session.write_feeds(&store)?;
        }
        Ok(output.finish()?)
    }
}

fn details(subscription: &Subscription) -> String {
    let title = subscription.title.iter().map(|title| format!("  {title}"));
    let folder = (!subscription.folder.is_top()).then(|| format!("  [{}]", subscription.folder.0));
    let tags = (!subscription.tags.is_empty()).then(|| format!("  tags: {}", subscription.tags.join(", ")));
    title.chain(folder).chain(tags).collect()
}
