//! The news store: one SQLite database, one writer thread, two reader threads. The only place with SQL.
//!
//! No call waits for the database: each queues its work and returns a [`Pending`]. Writes happen in the order of the
//! calls, the user's before what was fetched; reads each see one consistent state.

mod access;
mod activity;
mod archive;
mod backup;
mod bodies;
mod check;
mod clusters;
mod connection;
mod entries;
mod error;
mod feeds;
mod glance;
mod import;
mod index;
mod intents;
mod journal;
mod kept;
mod lists;
mod manners;
pub mod newsboat;
mod pages;
mod pending;
mod publisher;
mod ranking;
mod reader;
mod reads;
mod record;
pub mod restore;
mod retention;
mod rules;
mod schema;
mod search;
mod searches;
mod statuses;
mod stories;
mod subscriptions;
mod twins;
mod writer;
mod writes;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub use check::Report;
pub use error::StoreError;
pub use pending::Pending;

use index::Index;
use ranking::Ranking;
use reader::Reader;
use writer::Writer;

/// Whether the store can be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    ReadWrite,
    /// Everything can be read, every write answers [`StoreError::ReadOnly`].
    ReadOnly {
        reason: String,
    },
}

/// A handle on the store; clones share it.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    access: Access,
    source: connection::Source,
    writer: Option<Writer>,
    /// Answers what the screen shows.
    screen: Reader,
    /// Answers what may take long, with the index attached.
    search: Reader,
    /// None where the store cannot be written, and then nor can the index.
    index: Option<Arc<Index>>,
    dir: PathBuf,
    /// The latest list in an order other than by date, so that its pages fit together.
    ranking: Arc<Mutex<Option<Ranking>>>,
    /// What tells the writer which new entries are the same as known ones.
    twins: Arc<Mutex<twins::Memory>>,
    /// SQLite's mark of other connections' writes, as last seen.
    data_version: Arc<AtomicI64>,
}

impl Store {
    /// Opens the store in `dir`, making or migrating it. What cannot be written, or comes from a newer dateline, opens
    /// for reading only.
    pub fn open(dir: &Path) -> Result<Store, StoreError> {
        let opened = connection::open(dir)?;
        let data_version = match &opened.writer {
            Some(connection) => connection::data_version(connection)?,
            None => 0,
        };
        let index = match &opened.writer {
            Some(_) => Some(Arc::new(Index::start(&opened.source.path)?)),
            None => None,
        };
        let stirred = index.clone();
        let stir = move || stirred.iter().for_each(|index| index.stir());
        let writer = opened.writer.map(|connection| Writer::start(connection, stir)).transpose()?;
        let inner = Inner {
            access: opened.access,
            source: opened.source.clone(),
            writer,
            index,
            dir: dir.to_owned(),
            screen: Reader::start("store-screen", opened.source.clone())?,
            search: Reader::start("store-search", opened.source)?,
            ranking: Arc::default(),
            twins: Arc::default(),
            data_version: Arc::new(AtomicI64::new(data_version)),
        };
        Ok(Store(Arc::new(inner)))
    }

    pub fn access(&self) -> &Access {
        &self.0.access
    }

    /// Answers once nothing is left to be done behind the changes: no list to be marked, no entry to be held against a
    /// rule, nothing fetched to be stored.
    pub fn settled(&self) -> Pending<()> {
        match &self.0.writer {
            Some(writer) => writer.last(),
            None => Pending::ready(Ok(())),
        }
    }

    /// Goes on with lists that were being marked read, and rules that had work to do, when the program ended, and takes
    /// into the index what it lacks.
    pub fn resume(&self) {
        if let Some(index) = &self.0.index {
            index.stir();
        }
        if let Some(writer) = &self.0.writer {
            writer.resume();
        }
    }

    /// Whether another process has changed the store since this was last asked.
    pub fn other_process_wrote(&self) -> Pending<bool> {
        let Some(writer) = &self.0.writer else { return Pending::ready(Ok(false)) };
        let (seen, index) = (Arc::clone(&self.0.data_version), self.0.index.clone());
        writer.peek(move |connection| {
            let now = connection::data_version(connection)?;
            let wrote = seen.swap(now, Ordering::Relaxed) != now;
            index.iter().filter(|_| wrote).for_each(|index| index.stir());
            Ok(wrote)
        })
    }

    /// Lets the user's writes finish, at most `within`; fetched data still queued is dropped. Every later request
    /// answers [`StoreError::Closed`].
    pub fn close(self, within: Duration) {
        self.0.screen.close();
        self.0.search.close();
        if let Some(index) = &self.0.index {
            index.close();
        }
        if let Some(writer) = &self.0.writer {
            writer.close(within);
        }
    }

    fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&rusqlite::Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Pending<T> {
        match &self.0.writer {
            Some(writer) => writer.user(work),
            None => Pending::ready(Err(self.read_only())),
        }
    }

    fn read_only(&self) -> StoreError {
        match &self.0.access {
            Access::ReadOnly { reason } => StoreError::ReadOnly(reason.clone()),
            Access::ReadWrite => StoreError::Closed,
        }
    }
}
