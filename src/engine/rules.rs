//! Rules: what the screen asks of them, and their ends.

use std::sync::Arc;
use std::time::Duration;

use super::core::Core;
use super::reads::refuse;
use crate::app::effect::Ticket;
use crate::app::event::Event;
use crate::model::{EntryId, ListSpec, Query, Snapshot, Time};

pub async fn list(core: Arc<Core>) {
    match core.store.rules().await {
        Ok(rules) => core.tell(Event::Rules(rules)),
        Err(error) => refuse(&core, None, &error),
    }
}

pub async fn traits(core: Arc<Core>, ticket: Ticket, entries: Vec<EntryId>) {
    match core.store.traits(entries).await {
        Ok(Some(traits)) => core.tell(Event::Traits { ticket, traits }),
        Ok(None) => core.failed(Some(ticket), "This entry is not in the store any more"),
        Err(error) => refuse(&core, Some(ticket), &error),
    }
}

pub async fn preview(core: Arc<Core>, ticket: Ticket, query: Query) {
    match core.store.preview(query).await {
        Ok(weight) => core.tell(Event::Previewed { ticket, weight }),
        Err(error) => refuse(&core, Some(ticket), &error),
    }
}

pub async fn hidden(core: Arc<Core>, ticket: Ticket, list: ListSpec, snapshot: Snapshot) {
    match core.store.hidden(list, snapshot).await {
        Ok(hidden) => core.tell(Event::Hidden { ticket, hidden }),
        Err(error) => refuse(&core, Some(ticket), &error),
    }
}

/// Tells the screen once the rules have done what they have to do.
pub fn follow(core: &Arc<Core>) {
    let behind = core.clone();
    drop(core.spawn(async move {
        if behind.store.settled().await.is_ok() {
            behind.laid.clear();
            behind.tell(Event::StoreChanged { elsewhere: true });
        }
    }));
}

/// When the next rule ends.
pub struct Ends(Option<Time>);

impl Ends {
    pub async fn of(core: &Core) -> Ends {
        Ends(core.store.next_rule_end().await.unwrap_or_default())
    }

    /// Ends the rules whose time has come; how long until the next may be.
    pub async fn look(&mut self, core: &Arc<Core>) -> Duration {
        if self.0.is_some_and(|end| end <= core.now()) {
            if core.store.end_rules(core.now()).await.is_ok_and(|ended| ended > 0) {
                core.tell(Event::StoreChanged { elsewhere: true });
                follow(core);
            }
            *self = Ends::of(core).await;
        }
        let left = self.0.map(|end| u64::try_from(end.since(core.now())).unwrap_or_default().max(1));
        left.map_or(Duration::MAX, Duration::from_secs)
    }
}
