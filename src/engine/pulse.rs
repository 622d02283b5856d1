//! The pulse: read from the store, reckoned on a thread of its own.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::core::Core;
use super::reads;
use crate::app::effect::Ticket;
use crate::app::event::Event;
use crate::model::{Time, first_hour};
use crate::store::{Store, StoreError};
use crate::story::pulse::{Pulse, pulse};

/// Headlines that are compared, and entries of stories that are looked at.
const HEADLINES: usize = 5_000;

pub async fn load(core: Arc<Core>, ticket: Ticket) {
    match read(&core.store, core.now()).await {
        Ok(pulse) => core.tell(Event::Pulse { ticket, pulse: Box::new(pulse) }),
        Err(error) => reads::refuse(&core, Some(ticket), &error),
    }
}

/// The pulse as it is at the moment `now`.
pub async fn read(store: &Store, now: Time) -> Result<Pulse, StoreError> {
    let since = first_hour(now);
    let (recent, told) = (store.recent(since, HEADLINES), store.told(since, HEADLINES));
    let tree = store.tree();
    let (recent, told, tree) = (recent.await?, told.await?, tree.await?);
    let work = spawn_blocking(move || pulse(recent, &told, &tree.feeds));
    work.await.map_err(|_| StoreError::Closed)
}
