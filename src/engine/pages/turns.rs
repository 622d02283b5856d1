//! One fetch of a page at a time, whoever asks for it: the second finds what the first has stored.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};

use tokio::sync::{Mutex as Turn, OwnedMutexGuard};

use crate::engine::core::lock;
use crate::model::EntryId;

/// The pages that are being fetched; clones share them.
#[derive(Clone, Default)]
pub struct Turns(Arc<Mutex<HashMap<EntryId, Weak<Turn<()>>>>>);

impl Turns {
    /// Waits until nobody else fetches the page of this entry.
    pub async fn take(&self, entry: EntryId) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = lock(&self.0);
            turns.retain(|_, turn| turn.strong_count() > 0);
            let known = turns.get(&entry).and_then(Weak::upgrade);
            known.unwrap_or_else(|| {
                let turn = Arc::new(Turn::new(()));
                turns.insert(entry, Arc::downgrade(&turn));
                turn
            })
        };
        turn.lock_owned().await
    }
}
