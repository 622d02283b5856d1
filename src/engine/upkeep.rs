//! What is done once a day, while nothing is fetched: a copy of the state, and deleting what has expired.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use super::core::{Core, lock};
use crate::app::event::Event;
use crate::config::feeds_file;
use crate::model::{Retention, Sweep, Swept, Time};
use crate::store::{Access, Store};

/// From the start of the program to the first look, which is no time to be busy.
const FIRST: Duration = Duration::from_secs(60);
/// From one look to the next.
const LOOK: Duration = Duration::from_secs(15 * 60);
/// Between two slices, so that others come to the disk.
const PAUSE: Duration = Duration::from_millis(10);
/// Pages that may hold nothing: the next entries will.
const RESERVE: u64 = 1_000;

/// Looks after the store until it is aborted.
pub async fn run(core: Arc<Core>) {
    if core.store.access() != &Access::ReadWrite {
        return;
    }
    sleep(FIRST).await;
    let mut told = false;
    loop {
        if !core.is_fetching() {
            let usual = lock(&core.preferences).retention;
            match daily(&core.store, &core.paths.feeds_file(), usual, core.now()).await {
                Ok(swept) if swept != Swept::default() => {
                    core.laid.clear();
                    core.tell(Event::StoreChanged { elsewhere: false });
                }
                Ok(_) => {}
                Err(why) => {
                    tracing::warn!(%why, "the daily upkeep failed");
                    if !std::mem::replace(&mut told, true) {
                        core.failed(None, why);
                    }
                }
            }
        }
        sleep(LOOK).await;
    }
}

/// Does what is due of both.
pub async fn daily(store: &Store, feeds_file: &Path, usual: Retention, now: Time) -> Result<Swept, String> {
    let failed = |what: &str, error: &dyn std::fmt::Display| format!("{what} failed: {error}");
    if store.take_day("backup", now).await.map_err(|error| failed("the daily backup", &error))? {
        store.back_up(now).await.map_err(|error| failed("the daily backup", &error))?;
    }
    if !store.take_day("sweep", now).await.map_err(|error| failed("deleting what is old", &error))? {
        return Ok(Swept::default());
    }
    let swept = sweep(store, feeds_file, usual, now).await.map_err(|error| failed("deleting what is old", &error))?;
    if swept != Swept::default() {
        give_back(store, RESERVE).await.map_err(|error| failed("giving room back", &error))?;
    }
    Ok(swept)
}

/// Deletes what has expired. While `feeds.toml` cannot be read, which may say that all is to be kept, nothing is.
pub async fn sweep(store: &Store, feeds_file: &Path, usual: Retention, now: Time) -> Result<Swept, String> {
    let folders = feeds_file::folders(feeds_file).map_err(|error| error.to_string())?;
    let feeds = store.tree().await.map_err(|error| error.to_string())?.feeds;
    let mut swept = Swept::default();
    // What the reader keeps is not what a feed brought.
    for feed in feeds.iter().filter(|feed| !feed.is_kept()) {
        let of_folder = Retention::of_folder(&feed.subscription.folder, &folders, usual);
        let Some(expiry) = feed.subscription.retention.or(of_folder).expiry(now) else { continue };
        let mut of_feed = Sweep::new(feed.id, expiry);
        while !of_feed.done {
            of_feed = store.sweep(of_feed).await.map_err(|error| error.to_string())?;
            sleep(PAUSE).await;
        }
        swept += of_feed.swept;
    }
    Ok(swept)
}

/// Gives room that holds nothing back to the disk, but for so many pages.
pub async fn give_back(store: &Store, reserve: u64) -> Result<(), String> {
    while store.give_back(reserve).await.map_err(|error| error.to_string())? > reserve {
        sleep(PAUSE).await;
    }
    Ok(())
}
