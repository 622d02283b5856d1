//! The one timer: what is due is fetched, what other processes and editors changed is taken in.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::AbortHandle;
use tokio::time::sleep;

use super::core::{Core, lock};
use super::files::{Changes, Files};
use super::{feeds_file, fetching};
use crate::app::event::Event;
use crate::model::{Reconciled, Time};

/// From the beginning of one scheduled round to the next, so that feeds which become due one by one share a round.
const ROUND: i64 = Time::MINUTE;
/// The longest sleep: a clock that was set, or a machine that slept, is noticed after it.
const LOOK: Duration = Duration::from_secs(60);

/// Watches until it is aborted.
pub async fn run(core: Arc<Core>) {
    let mut files = Files::watch(&core.paths);
    core.write_feeds_file().await;
    take_in_feeds(&core).await;
    let mut rounds = Rounds { due: next_due(&core).await, earliest: core.now(), running: None };
    loop {
        let rest = rounds.go_on(&core);
        let stale = tokio::select! {
            changes = files.changed() => take_in(&core, changes).await,
            () = core.wake.notified() => true,
            () = sleep(rest) => false,
        };
        if stale {
            rounds.due = next_due(&core).await;
        }
    }
}

/// Whether feeds may have come due at another time.
async fn take_in(core: &Arc<Core>, changes: Changes) -> bool {
    let elsewhere = changes.store && core.store.other_process_wrote().await.unwrap_or(false);
    if elsewhere {
        core.laid.clear();
        core.tell(Event::StoreChanged { elsewhere: true });
    }
    if changes.config {
        let (event, preferences) = (core.reload)();
        *lock(&core.preferences) = preferences;
        core.laid.clear();
        core.tell(event);
    }
    if changes.feeds {
        take_in_feeds(core).await;
    }
    elsewhere || changes.feeds
}

async fn take_in_feeds(core: &Arc<Core>) {
    let _one = core.feeds_file.lock().await;
    match feeds_file::read(&core.store, &core.paths.feeds_file()).await {
        Ok(changed) if changed != Reconciled::default() => core.tell(Event::StoreChanged { elsewhere: false }),
        Ok(_) => {}
        Err(why) => core.failed(None, format!("{why}; until it is mended the feeds stay as they are")),
    }
}

async fn next_due(core: &Core) -> Option<Time> {
    core.store.next_due().await.unwrap_or_default()
}

/// The scheduled refreshes.
struct Rounds {
    /// When the next feed is due.
    due: Option<Time>,
    /// Before this moment no round begins.
    earliest: Time,
    running: Option<AbortHandle>,
}

impl Rounds {
    /// Begins a round if it is time; how long to wait at most until the next look.
    fn go_on(&mut self, core: &Arc<Core>) -> Duration {
        let running = self.running.as_ref().is_some_and(|round| !round.is_finished());
        let Some(due) = self.due.filter(|_| core.scheduled && !core.is_offline() && !running) else { return LOOK };
        let (now, begin) = (core.now(), due.max(self.earliest));
        if begin > now {
            return LOOK.min(Duration::from_secs(begin.since(now).unsigned_abs()));
        }
        self.earliest = now.plus(ROUND);
        self.running = Some(core.spawn(fetching::due(core.clone())));
        LOOK
    }
}
