//! The one thread that writes: the user's changes first and durable at once, fetched data behind them.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::pending::{guarded, send};
use super::{Pending, StoreError, intents, rules};

/// Does its work (or takes the reason why it cannot) and returns what answers, once the commit is known.
type Job = Box<dyn FnOnce(Result<&Connection, StoreError>) -> Done + Send>;
type Done = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

#[derive(Default)]
struct Queues {
    /// What only looks, outside a transaction.
    peeks: VecDeque<Job>,
    user: VecDeque<Job>,
    bulk: VecDeque<Job>,
    /// What is told when all else is done.
    last: VecDeque<Job>,
    /// Lists are being marked read, slice by slice.
    unfinished: bool,
    /// Rules have work to do on older entries, slice by slice.
    ruling: bool,
    closing: bool,
    closed: bool,
}

/// What the thread does next.
enum Turn {
    Peek(Job),
    User(Vec<Job>),
    /// Of the lists being marked.
    Slice,
    Bulk(Job),
    /// A slice of what rules have to do.
    Rule,
    End,
}

#[derive(Default)]
struct Shared {
    queues: Mutex<Queues>,
    wake: Condvar,
    ended: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queues> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> Turn {
        let mut queues = self.lock();
        loop {
            if let Some(job) = queues.peeks.pop_front() {
                return Turn::Peek(job);
            }
            if !queues.user.is_empty() {
                return Turn::User(queues.user.drain(..).collect());
            }
            if queues.closing {
                return Turn::End;
            }
            if queues.unfinished {
                return Turn::Slice;
            }
            if let Some(job) = queues.bulk.pop_front() {
                return Turn::Bulk(job);
            }
            if queues.ruling {
                return Turn::Rule;
            }
            if let Some(job) = queues.last.pop_front() {
                return Turn::Peek(job);
            }
            queues = self.wake.wait(queues).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

pub(super) struct Writer(Arc<Shared>);

impl Writer {
    /// Starts the thread; `wrote` is called after each commit of changes.
    pub fn start(connection: Connection, wrote: impl Fn() + Send + 'static) -> Result<Writer, StoreError> {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let thread =
            thread::Builder::new().name("store-writer".to_owned()).spawn(move || run(&theirs, connection, &wrote));
        thread.map_err(|error| StoreError::Disk(error.to_string()))?;
        Ok(Writer(shared))
    }

    /// Queues a change of the user. All that is queued goes into one commit, synced to disk.
    pub fn user<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Pending<T> {
        self.queue(|queues| &mut queues.user, move |connection| in_savepoint(connection, work))
    }

    /// Queues fetched data, in a transaction of its own.
    pub fn bulk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Pending<T> {
        self.queue(|queues| &mut queues.bulk, move |connection| in_savepoint(connection, work))
    }

    /// Queues a look through the writer's connection, which alone can tell its own writes from others'.
    pub fn peek<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Pending<T> {
        self.queue(|queues| &mut queues.peeks, move |connection| guarded(|| work(connection)))
    }

    /// Answers once nothing else is left to be done.
    pub fn last(&self) -> Pending<()> {
        self.queue(|queues| &mut queues.last, |_| Ok(()))
    }

    fn queue<T: Send + 'static>(
        &self,
        queue: impl FnOnce(&mut Queues) -> &mut VecDeque<Job>,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Pending<T> {
        let (answer, pending) = Pending::new();
        let job: Job = Box::new(move |connection| {
            let result = connection.and_then(work);
            Box::new(move |committed| send(answer, result.and_then(|value| committed.map(|()| value))))
        });
        let mut queues = self.0.lock();
        if queues.closing {
            drop(queues);
            refuse(job, StoreError::Closed);
        } else {
            queue(&mut queues).push_back(job);
            drop(queues);
            self.0.wake.notify_one();
        }
        pending
    }

    /// Goes on with lists that an earlier run left half marked, and with what rules had to do.
    pub fn resume(&self) {
        let mut queues = self.0.lock();
        (queues.unfinished, queues.ruling) = (true, true);
        drop(queues);
        self.0.wake.notify_one();
    }

    /// Takes no more work, drops fetched data, and waits at most `within` for the user's changes to be on disk.
    pub fn close(&self, within: Duration) {
        self.stop();
        let deadline = Instant::now() + within;
        let mut queues = self.0.lock();
        while !queues.closed {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            queues = self.0.ended.wait_timeout(queues, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn stop(&self) {
        let mut queues = self.0.lock();
        queues.closing = true;
        let (bulk, last) = (std::mem::take(&mut queues.bulk), std::mem::take(&mut queues.last));
        drop(queues);
        self.0.wake.notify_one();
        for job in bulk.into_iter().chain(last) {
            refuse(job, StoreError::Closed);
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.stop();
    }
}

fn refuse(job: Job, error: StoreError) {
    job(Err(error))(Ok(()));
}

/// How hard a commit is pressed on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sync {
    Normal,
    Full,
}

fn run(shared: &Shared, connection: Connection, wrote: &dyn Fn()) {
    let mut sync = Sync::Normal;
    loop {
        match shared.next() {
            Turn::Peek(job) => job(Ok(&connection))(Ok(())),
            Turn::User(jobs) => {
                press(&connection, &mut sync, Sync::Full);
                commit(&connection, jobs);
                wrote();
                let lists = intents::unfinished(&connection).unwrap_or(false);
                let rules = rules::unfinished(&connection).unwrap_or(false);
                let mut queues = shared.lock();
                queues.unfinished |= lists;
                queues.ruling |= rules;
            }
            Turn::Slice => {
                press(&connection, &mut sync, Sync::Normal);
                let more = slice(&connection, intents::slice);
                shared.lock().unfinished = more;
            }
            Turn::Rule => {
                press(&connection, &mut sync, Sync::Normal);
                let more = slice(&connection, rules::slice);
                shared.lock().ruling = more;
            }
            Turn::Bulk(job) => {
                press(&connection, &mut sync, Sync::Normal);
                commit(&connection, vec![job]);
                wrote();
            }
            Turn::End => break,
        }
    }
    // A leftover log is no loss: it is read at the next start.
    drop(connection.execute_batch("pragma wal_checkpoint(truncate)"));
    drop(connection);
    shared.lock().closed = true;
    shared.ended.notify_all();
}

fn press(connection: &Connection, now: &mut Sync, wanted: Sync) {
    let sql = match wanted {
        Sync::Normal => "pragma synchronous = normal",
        Sync::Full => "pragma synchronous = full",
    };
    if *now != wanted && connection.execute_batch(sql).is_ok() {
        *now = wanted;
    }
}

/// Does one slice of what is done behind the changes; answers whether more is left. After an error the rest is left for
/// the next start.
fn slice(connection: &Connection, work: fn(&Connection) -> Result<bool, StoreError>) -> bool {
    let (answer, mut done) = tokio::sync::oneshot::channel();
    let job: Job = Box::new(move |connection| {
        let result = connection.and_then(|connection| in_savepoint(connection, work));
        Box::new(move |committed| send(answer, result.and_then(|more| committed.map(|()| more))))
    });
    commit(connection, vec![job]);
    matches!(done.try_recv(), Ok(Ok(true)))
}

/// Runs jobs in one transaction and tells each how it went.
fn commit(connection: &Connection, jobs: Vec<Job>) {
    if let Err(error) = connection.execute_batch("begin immediate") {
        let error = StoreError::from(error);
        jobs.into_iter().for_each(|job| refuse(job, error.clone()));
        return;
    }
    let mut done = Vec::with_capacity(jobs.len());
    for job in jobs {
        done.push(job(in_transaction(connection).map(|()| connection)));
    }
    let committed = in_transaction(connection).and_then(|()| {
        connection.execute_batch("commit").map_err(|error| {
            drop(connection.execute_batch("rollback"));
            StoreError::from(error)
        })
    });
    for answer in done {
        answer(committed.clone());
    }
}

/// SQLite takes back a whole transaction by itself when the disk is full or fails.
fn in_transaction(connection: &Connection) -> Result<(), StoreError> {
    match connection.is_autocommit() {
        false => Ok(()),
        true => Err(StoreError::Disk("the change was taken back".to_owned())),
    }
}

/// Runs work that leaves nothing behind if it fails.
fn in_savepoint<T>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    connection.execute_batch("savepoint job")?;
    let result = guarded(|| work(connection));
    if connection.is_autocommit() {
        return result;
    }
    connection.execute_batch(if result.is_ok() { "release job" } else { "rollback to job; release job" })?;
    result
}
