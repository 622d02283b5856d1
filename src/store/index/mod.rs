//! The full-text index: a database of its own beside the store, filled behind the inserts by a thread of its own.
//!
//! It can be made anew at any time from what the store holds, so that it needs no backup and nothing is lost with it.

mod database;
mod fill;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, InterruptHandle};

pub(super) use database::{INDEX, attach, attached, name, unindexed};

use super::StoreError;
use super::pending::guarded;

/// Filling begins when nothing was written for so long, or after the second time even so.
const QUIET: Duration = Duration::from_millis(200);
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Default)]
struct State {
    /// Since when there may be something to take in, and when that was said last.
    stirred: Option<(Instant, Instant)>,
    /// Rounds that were asked for by those who wait, and the last that is done.
    asked: u64,
    done: u64,
    /// Why the last round failed.
    failed: Option<StoreError>,
    interrupt: Option<InterruptHandle>,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    wake: Condvar,
    ended: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a round is to be made; its number, or none when the index is closed.
    fn next(&self) -> Option<u64> {
        let mut state = self.lock();
        loop {
            if state.closed {
                return None;
            }
            let rest = state.stirred.map(|(first, last)| {
                let due = (last + QUIET).min(first + PATIENCE);
                due.saturating_duration_since(Instant::now())
            });
            if state.asked > state.done || rest == Some(Duration::ZERO) {
                state.stirred = None;
                return Some(state.asked);
            }
            state = match rest {
                Some(rest) => self.wake.wait_timeout(state, rest).unwrap_or_else(PoisonError::into_inner).0,
                None => self.wake.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }
}

pub(super) struct Index(Arc<Shared>);

impl Index {
    /// Starts the thread for the store at `news`; it opens its file at the first round.
    pub fn start(news: &Path) -> Result<Index, StoreError> {
        let shared = Arc::new(Shared::default());
        let (theirs, news) = (Arc::clone(&shared), news.to_owned());
        let thread = thread::Builder::new().name("store-index".to_owned()).spawn(move || run(&theirs, news));
        thread.map_err(|error| StoreError::Disk(error.to_string()))?;
        Ok(Index(shared))
    }

    /// Something may have been written.
    pub fn stir(&self) {
        let now = Instant::now();
        let mut state = self.0.lock();
        let first = state.stirred.map_or(now, |(first, _)| first);
        state.stirred = Some((first, now));
        drop(state);
        self.0.wake.notify_one();
    }

    /// Blocks until the index holds what the store holds now.
    pub fn catch_up(&self) -> Result<(), StoreError> {
        let mut state = self.0.lock();
        state.asked += 1;
        let round = state.asked;
        self.0.wake.notify_one();
        while state.done < round {
            if state.closed {
                return Err(StoreError::Closed);
            }
            state = self.0.ended.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.failed.clone().map_or(Ok(()), Err)
    }

    pub fn close(&self) {
        let mut state = self.0.lock();
        state.closed = true;
        if let Some(handle) = &state.interrupt {
            handle.interrupt();
        }
        drop(state);
        self.0.wake.notify_one();
        self.0.ended.notify_all();
    }
}

impl Drop for Index {
    fn drop(&mut self) {
        self.close();
    }
}

fn run(shared: &Shared, news: PathBuf) {
    let mut connection = None;
    while let Some(round) = shared.next() {
        let result = guarded(|| fill(shared, &mut connection, &news));
        if result.is_err() {
            connection = None;
        }
        let mut state = shared.lock();
        state.done = round;
        state.failed = result.err();
        drop(state);
        shared.ended.notify_all();
    }
}

/// Takes in all that the store holds.
fn fill(shared: &Shared, connection: &mut Option<Connection>, news: &Path) -> Result<(), StoreError> {
    if connection.is_none() {
        let dir = news.parent().unwrap_or(Path::new(""));
        let opened = database::open(dir, news)?;
        shared.lock().interrupt = Some(opened.get_interrupt_handle());
        *connection = Some(opened);
    }
    let Some(connection) = connection else { return Ok(()) };
    while fill::portion(connection)? {
        let state = shared.lock();
        if state.closed {
            return Err(StoreError::Closed);
        }
        // Who goes on writing goes first, unless somebody waits; and a store that is never let go of cannot fold its log.
        if state.asked == state.done && state.stirred.is_some() {
            return Ok(());
        }
        drop(state);
    }
    Ok(())
}
