//! The one timer: what is due is fetched, what other processes and editors changed is noticed.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::task::AbortHandle;
use tokio::time::timeout;

use super::core::{Core, lock};
use super::{feeds_file, fetching};
use crate::app::event::Event;
use crate::model::{Reconciled, Time};

/// Between looks at the files.
const LOOK: Duration = Duration::from_secs(1);
/// From the beginning of one scheduled round to the next, so that feeds which become due one by one share a round.
const ROUND: i64 = Time::MINUTE;

/// Watches until it is aborted.
pub async fn run(core: Arc<Core>) {
    let mut config = Watched::new([core.paths.config_file(), core.paths.keys_file(), core.paths.themes_dir()]);
    let mut feeds = Watched::new([core.paths.feeds_file()]);
    let mut store = Watched::new(["dateline.db", "dateline.db-wal"].map(|name| core.paths.data.join(name)));
    core.write_feeds_file().await;
    take_in_feeds(&core).await;
    let mut rounds = Rounds { due: next_due(&core).await, earliest: core.now(), running: None };
    let mut second = 0_u32;
    loop {
        let rest = rounds.go_on(&core);
        let woken = timeout(rest, core.wake.notified()).await.is_ok();
        second = second.wrapping_add(1);

        let mut stale = woken;
        if store.changed() && core.store.other_process_wrote().await.unwrap_or(false) {
            stale = true;
            core.laid.clear();
            core.tell(Event::StoreChanged { elsewhere: true });
        }
        if second.is_multiple_of(2) {
            if config.changed() {
                let (event, preferences) = (core.reload)();
                *lock(&core.preferences) = preferences;
                core.laid.clear();
                core.tell(event);
            }
            if feeds.changed() {
                take_in_feeds(&core).await;
                stale = true;
            }
        }
        if stale {
            rounds.due = next_due(&core).await;
        }
    }
}

async fn take_in_feeds(core: &Arc<Core>) {
    let _one = core.feeds_file.lock().await;
    match feeds_file::read(&core.store, &core.paths.feeds_file()).await {
        Ok(changed) if changed != Reconciled::default() => core.tell(Event::StoreChanged { elsewhere: false }),
        Ok(_) => {}
        Err(why) => core.notice(why),
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

/// Files looked at for changes.
struct Watched(Vec<(PathBuf, Option<(SystemTime, u64)>)>);

impl Watched {
    fn new(paths: impl IntoIterator<Item = PathBuf>) -> Watched {
        Watched(paths.into_iter().map(|path| (path.clone(), stamp(&path))).collect())
    }

    /// Whether any was changed, made or removed since the last look.
    fn changed(&mut self) -> bool {
        let mut changed = false;
        for (path, seen) in &mut self.0 {
            let now = stamp(path);
            changed |= now != *seen;
            *seen = now;
        }
        changed
    }
}

fn stamp(path: &PathBuf) -> Option<(SystemTime, u64)> {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_appears_grows_or_goes_has_changed() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("f");
        let mut watched = Watched::new([path.clone()]);
        assert!(!watched.changed());
        for text in ["a", "ab"] {
            fs::write(&path, text).expect("written");
            assert!(watched.changed());
            assert!(!watched.changed());
        }
        fs::remove_file(&path).expect("removed");
        assert!(watched.changed());
    }
}
