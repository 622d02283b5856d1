//! The pulse: read from the store, reckoned on a thread of its own.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::core::Core;
use super::reads;
use crate::app::effect::Ticket;
use crate::app::event::Event;
use crate::model::{Coverage, Recent, Time, Tree, first_hour};
use crate::store::{Store, StoreError};
use crate::story::pulse::pulse;

/// Headlines that are compared, and entries of stories that are looked at.
const HEADLINES: usize = 5_000;

pub async fn load(core: Arc<Core>, ticket: Ticket) {
    let (recent, told, tree) = match read(&core.store, core.now()).await {
        Ok(read) => read,
        Err(error) => return reads::refuse(&core, Some(ticket), &error),
    };
    // If the work panics, the screen is told of the panic.
    if let Ok(pulse) = spawn_blocking(move || pulse(recent, &told, &tree.feeds)).await {
        core.tell(Event::Pulse { ticket, pulse: Box::new(pulse) });
    }
}

async fn read(store: &Store, now: Time) -> Result<(Recent, Vec<Coverage>, Tree), StoreError> {
    let since = first_hour(now);
    let (recent, told) = (store.recent(since, HEADLINES), store.told(since, HEADLINES));
    let tree = store.tree();
    Ok((recent.await?, told.await?, tree.await?))
}
