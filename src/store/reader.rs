//! A thread that answers reads, where a newer request of the same lane takes the place of the older one.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use rusqlite::{Connection, InterruptHandle};

use super::connection::{self, Source};
use super::pending::{guarded, send};
use super::{Pending, StoreError};

/// Requests of which only the latest matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lane {
    List,
    Article,
    /// Done when there is nothing else to do: any other request interrupts it.
    Idle,
}

type Work = Box<dyn FnOnce(Result<&Connection, StoreError>) + Send>;

struct Request {
    lane: Option<Lane>,
    work: Work,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Request>,
    running: Option<Lane>,
    interrupt: Option<InterruptHandle>,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    wake: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next request, once there is one; none when the reader is closed.
    fn next(&self) -> Option<Request> {
        let mut state = self.lock();
        state.running = None;
        loop {
            if state.closed {
                return None;
            }
            if let Some(request) = state.waiting.pop_front() {
                state.running = request.lane;
                return Some(request);
            }
            state = self.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

pub(super) struct Reader(Arc<Shared>);

impl Reader {
    /// Starts the thread; it opens its connection at the first request.
    pub fn start(name: &str, source: Source) -> Result<Reader, StoreError> {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let thread = thread::Builder::new().name(name.to_owned()).spawn(move || serve(&theirs, &source));
        thread.map_err(|error| StoreError::Disk(error.to_string()))?;
        Ok(Reader(shared))
    }

    /// Queues a read of one consistent state. With a lane it supersedes the requests of that lane before it.
    pub fn read<T: Send + 'static>(
        &self,
        lane: Option<Lane>,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Pending<T> {
        self.read_after(|| (), lane, |connection, ()| work(connection))
    }

    /// [`Self::read`] of a state that comes after something has been waited for.
    pub fn read_after<W, T: Send + 'static>(
        &self,
        wait: impl FnOnce() -> W + Send + 'static,
        lane: Option<Lane>,
        work: impl FnOnce(&Connection, W) -> Result<T, StoreError> + Send + 'static,
    ) -> Pending<T> {
        let (answer, pending) = Pending::new();
        let work: Work = Box::new(move |connection| {
            if !answer.is_closed() {
                let waited = wait();
                let read = |connection: &Connection| guarded(|| work(&*connection.unchecked_transaction()?, waited));
                send(answer, connection.and_then(read));
            }
        });
        let mut state = self.0.lock();
        if state.closed {
            drop(state);
            work(Err(StoreError::Closed));
            return pending;
        }
        let mut overtaken = lane.map(|lane| supersede(&mut state, lane)).unwrap_or_default();
        if lane != Some(Lane::Idle) {
            overtaken.extend(supersede(&mut state, Lane::Idle));
        }
        state.waiting.push_back(Request { lane, work });
        drop(state);
        self.0.wake.notify_one();
        for request in overtaken {
            (request.work)(Err(StoreError::Superseded));
        }
        pending
    }

    /// Answers what waits with `Closed`, interrupts what runs and ends the thread.
    pub fn close(&self) {
        let mut state = self.0.lock();
        state.closed = true;
        if let Some(handle) = &state.interrupt {
            handle.interrupt();
        }
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        self.0.wake.notify_one();
        for request in waiting {
            (request.work)(Err(StoreError::Closed));
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.close();
    }
}

/// Takes the waiting requests of a lane out of the queue and interrupts the running one.
fn supersede(state: &mut State, lane: Lane) -> Vec<Request> {
    if state.running == Some(lane)
        && let Some(handle) = &state.interrupt
    {
        handle.interrupt();
    }
    let (overtaken, kept): (VecDeque<_>, VecDeque<_>) =
        std::mem::take(&mut state.waiting).into_iter().partition(|request| request.lane == Some(lane));
    state.waiting = kept;
    overtaken.into()
}

fn serve(shared: &Shared, source: &Source) {
    let mut connection = None;
    while let Some(request) = shared.next() {
        if connection.is_none() {
            match connection::open_reader(source) {
                Ok(opened) => {
                    shared.lock().interrupt = Some(opened.get_interrupt_handle());
                    connection = Some(opened);
                }
                Err(error) => {
                    (request.work)(Err(error));
                    continue;
                }
            }
        }
        if let Some(connection) = &connection {
            (request.work)(Ok(connection));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_idle_gives_way_to_any_other_read() {
        let dir = tempfile::tempdir().unwrap();
        let reader = Reader::start("test", connection::open(dir.path()).unwrap().source).unwrap();
        let (release, held) = std::sync::mpsc::channel::<()>();
        let first = reader.read(None, move |_| Ok(held.recv().is_ok()));
        let idle = reader.read(Some(Lane::Idle), |_| Ok(()));
        let last = reader.read(None, |_| Ok(()));
        assert_eq!(idle.wait(), Err(StoreError::Superseded));
        release.send(()).unwrap();
        assert_eq!((first.wait(), last.wait()), (Ok(true), Ok(())));
        assert_eq!(reader.read(Some(Lane::Idle), |_| Ok(7)).wait(), Ok(7));
    }
}
