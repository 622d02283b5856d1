//! The store and `feeds.toml` kept in line, both ways.

use std::path::{Path, PathBuf};

use tokio::task::spawn_blocking;

use crate::config;
use crate::model::Reconciled;
use crate::store::Store;

/// Writes what the file does not hold yet. On failure the changes wait in the store; the error says so in one line.
pub async fn write(store: &Store, file: &Path) -> Result<(), String> {
    let kept = |why: &dyn ToString| format!("The change is kept, but not in feeds.toml yet: {}", why.to_string());
    let edits = store.file_edits().await.map_err(|error| kept(&error))?;
    let Some(&(last, _)) = edits.last() else { return Ok(()) };
    let edits: Vec<_> = edits.into_iter().map(|(_, edit)| edit).collect();
    let path = file.to_owned();
    let written = spawn_blocking(move || config::feeds_file::apply(&path, &edits)).await;
    written.map_err(|error| kept(&error))?.map_err(|error| kept(&error))?;
    store.file_edits_done(last).await.map_err(|error| kept(&error))
}

/// Takes in what the user changed in the file. A missing or broken file changes nothing, nor does one that is known.
pub async fn read(store: &Store, file: &Path) -> Result<Reconciled, String> {
    // Before the text: if it changes in between, it is read again the next time.
    let Some(mark) = config::feeds_file::mark(file) else { return Ok(Reconciled::default()) };
    if store.known_feeds_file().await.map_err(|error| error.to_string())?.as_ref() == Some(&mark) {
        return Ok(Reconciled::default());
    }
    let path: PathBuf = file.to_owned();
    let read = spawn_blocking(move || config::feeds_file::load(&path)).await.map_err(|error| error.to_string())?;
    let subscriptions = read.map_err(|error| error.to_string())?;
    // In this order: a file that is known was taken in.
    let reconciled = store.reconcile(subscriptions);
    let known = store.know_feeds_file(mark);
    let reconciled = reconciled.await.map_err(|error| error.to_string())?;
    known.await.map_err(|error| error.to_string())?;
    Ok(reconciled)
}
