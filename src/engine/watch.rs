//! The one timer: what is due is fetched, what other processes and editors changed is taken in.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::AbortHandle;
use tokio::time::sleep;

use super::core::{Core, lock};
use super::files::{Changes, Files};
use super::lock::Held;
use super::rules::Ends;
use super::{feeds_file, fetching};
use crate::app::event::Event;
use crate::model::{Reconciled, Time};

/// From the beginning of one scheduled round to the next, so that feeds which become due one by one share a round.
const ROUND: i64 = Time::MINUTE;
/// The longest sleep: a clock that was set, or a machine that slept, is noticed after it.
const LOOK: Duration = Duration::from_secs(60);
/// How soon to look again where a round could not begin, or where it is not known when one is to.
const SOON: Duration = Duration::from_secs(1);
/// The clock has gone on by more than the program has run: the machine slept, or the clock was set, seconds.
const SLEPT: u64 = 300;
/// Over so long what has piled up meanwhile is spread.
const SPREAD: Duration = Duration::from_secs(150);

/// Watches until it is aborted.
pub async fn run(core: Arc<Core>) {
    let mut files = Files::watch(&core.paths);
    core.write_feeds_file().await;
    take_in_feeds(&core).await;
    let mut rounds = Rounds::new(core.now());
    rounds.ask(&core).await;
    let mut ends = Ends::of(&core).await;
    loop {
        let rest = rounds.go_on(&core).min(ends.look(&core).await);
        let stale = tokio::select! {
            changes = files.changed() => take_in(&core, changes).await,
            () = core.wake.notified() => true,
            () = sleep(rest) => true,
        };
        if stale {
            rounds.ask(&core).await;
            ends = Ends::of(&core).await;
        }
    }
}

/// Whether feeds may have come due at another time.
async fn take_in(core: &Arc<Core>, changes: Changes) -> bool {
    let elsewhere = changes.store && core.store.other_process_wrote().await.unwrap_or(false);
    if elsewhere {
        core.laid.clear();
        core.group.notify_one();
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

/// The scheduled refreshes.
struct Rounds {
    /// When the next feed is due.
    due: Option<Time>,
    /// The store could not tell that.
    unknown: bool,
    /// Before this moment no round begins.
    earliest: Time,
    running: Option<AbortHandle>,
    awake: Awake,
}

impl Rounds {
    fn new(now: Time) -> Rounds {
        Rounds { due: None, unknown: false, earliest: now, running: None, awake: Awake::at(now) }
    }

    /// Asks the store when the next feed is due.
    async fn ask(&mut self, core: &Core) {
        let due = core.store.next_due(core.now()).await;
        self.unknown = due.is_err();
        self.due = due.unwrap_or_else(|error| {
            tracing::warn!(%error, "when the next feed is due is not known");
            None
        });
    }

    /// Begins a round if it is time; how long to wait at most until the next look.
    fn go_on(&mut self, core: &Arc<Core>) -> Duration {
        let running = self.running.as_ref().is_some_and(|round| !round.is_finished());
        if !core.scheduled || core.is_offline() || running {
            return LOOK;
        }
        let Some(due) = self.due else { return if self.unknown { SOON } else { LOOK } };
        let (now, begin) = (core.now(), due.max(self.earliest));
        if begin > now {
            return LOOK.min(Duration::from_secs(begin.since(now).unsigned_abs()));
        }
        let Some(lock) = lock_alone(core) else { return SOON };
        self.earliest = now.plus(ROUND);
        let window = if self.awake.has_slept(now) { SPREAD } else { Duration::ZERO };
        self.running = Some(core.spawn(fetching::due(core.clone(), lock, window)));
        LOOK
    }
}

/// The right to refresh, unless another process has it.
fn lock_alone(core: &Core) -> Option<Arc<Held>> {
    core.lock.try_take().unwrap_or_else(|error| {
        tracing::warn!(%error, "the data folder cannot be locked for a refresh");
        None
    })
}

/// Tells a machine that slept, or a clock that was set, from time that simply passed.
struct Awake {
    clock: Time,
    /// Stands still while the machine sleeps.
    run: Instant,
}

impl Awake {
    fn at(clock: Time) -> Awake {
        Awake { clock, run: Instant::now() }
    }

    /// Whether the machine slept since the last round.
    fn has_slept(&mut self, now: Time) -> bool {
        let before = std::mem::replace(self, Awake::at(now));
        let passed = u64::try_from(now.since(before.clock)).unwrap_or(0);
        passed.saturating_sub(self.run.duration_since(before.run).as_secs()) > SLEPT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// H31.
    #[test]
    fn a_night_of_sleep_is_noticed_once() {
        let mut awake = Awake::at(Time(1_700_000_000));
        assert!(!awake.has_slept(Time(1_700_000_060)));
        assert!(awake.has_slept(Time(1_700_000_060 + 8 * Time::HOUR)));
        assert!(!awake.has_slept(Time(1_700_000_120 + 8 * Time::HOUR)));
        assert!(!awake.has_slept(Time(0)), "set back");
    }
}
