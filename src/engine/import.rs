//! Importing: what a file of another reader would change, and the change.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::core::Core;
use super::writes::subscriptions_changed;
use crate::config::typed_path;
use crate::feed::{self, ImportError, Skipped};
use crate::model::{Feed, Subscription};

/// A list of subscriptions is no larger than this, bytes.
const LARGEST: u64 = 64 << 20;

/// What an import does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// To be subscribed to.
    pub new: Vec<Subscription>,
    /// Subscribed to already; they stay as they are.
    pub known: Vec<Subscription>,
    pub skipped: Vec<Skipped>,
}

impl Plan {
    /// Reads a file's content; `feeds` are the present subscriptions.
    pub fn read(bytes: &[u8], feeds: &[Feed]) -> Result<Plan, ImportError> {
        let imported = feed::import(bytes)?;
        let is_known = |subscription: &Subscription| feeds.iter().any(|feed| feed.subscription.url == subscription.url);
        let (known, new) = imported.subscriptions.into_iter().partition(is_known);
        Ok(Plan { new, known, skipped: imported.skipped })
    }

    /// The plan in a line; `added` says whether it is done.
    pub fn summary(&self, added: &str) -> String {
        format!("{} {added}, {} known already, {} skipped", self.new.len(), self.known.len(), self.skipped.len())
    }
}

/// `Effect::Import`.
pub async fn run(core: Arc<Core>, path: String) {
    match import(&core, &path).await {
        Ok(summary) => {
            core.notice(format!("Imported {path}: {summary}"));
            subscriptions_changed(&core).await;
        }
        Err(why) => core.failed(None, format!("Not imported: {path}: {why}")),
    }
}

async fn import(core: &Core, path: &str) -> Result<String, String> {
    let feeds = core.store.tree().await.map_err(|error| error.to_string())?.feeds;
    let file = typed_path(path);
    let read = spawn_blocking(move || {
        let bytes = content(&file)?;
        Plan::read(&bytes, &feeds).map_err(|error| error.to_string())
    });
    let plan = read.await.map_err(|error| error.to_string())??;
    if !plan.new.is_empty() {
        core.store.subscribe(plan.new.clone(), core.now()).await.map_err(|error| error.to_string())?;
    }
    Ok(plan.summary("added"))
}

fn content(file: &Path) -> Result<Vec<u8>, String> {
    let size = fs::metadata(file).map_err(|error| error.to_string())?.len();
    if size > LARGEST {
        return Err(format!("larger than {} MiB, so no list of feeds", LARGEST >> 20));
    }
    fs::read(file).map_err(|error| error.to_string())
}
