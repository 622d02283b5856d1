//! Counts what is unread of each saved search, when there is nothing else to do.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use super::core::{Core, lock};
use crate::app::event::Event;
use crate::model::{SavedSearch, SearchId};
use crate::search;
use crate::store::StoreError;

/// From one count to the next at least so long: what arrives in a refresh arrives feed by feed.
const REST: Duration = Duration::from_secs(5);
/// Hits are counted up to here, one beyond what is shown.
const MOST: u64 = 1_001;

/// Has them counted; of those that are `apart` each entry by itself.
pub fn ask(core: &Core, apart: Vec<SearchId>) {
    *lock(&core.searches_apart) = apart;
    core.recount.notify_one();
}

/// Counts whenever it is asked to, until it is aborted.
pub async fn run(core: Arc<Core>) {
    loop {
        core.recount.notified().await;
        match count_all(&core).await {
            Ok(counts) => core.tell(Event::SearchCounts(counts)),
            // Somebody waits for another answer: later.
            Err(StoreError::Superseded) => core.recount.notify_one(),
            Err(StoreError::Closed) => return,
            Err(error) => tracing::warn!(%error, "saved searches were not counted"),
        }
        sleep(REST).await;
    }
}

async fn count_all(core: &Core) -> Result<Vec<(SearchId, u64)>, StoreError> {
    let searches = core.store.searches().await?;
    let mut counts = Vec::with_capacity(searches.len());
    for SavedSearch { id, query, .. } in searches {
        let zone = lock(&core.preferences).zone.clone();
        let apart = lock(&core.searches_apart).contains(&id);
        // What cannot be read finds nothing, and says so when it is opened.
        if let Ok(query) = search::parse(&query, core.now(), &zone) {
            counts.push((id, core.store.hits(query, MOST, apart).await?));
        }
    }
    Ok(counts)
}
