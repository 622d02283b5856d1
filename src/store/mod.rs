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
mod ranking;
mod reader;
mod record;
pub mod restore;
mod retention;
mod rules;
mod schema;
mod search;
mod searches;
mod statuses;
mod subscriptions;
mod twins;
mod writer;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::model::{
    Activity, Applied, Archive, ArchivedEntry, Article, Brought, Entry, EntryId, EntryRow, Feed, FeedId, FetchJob,
    FetchRecord, FileEdit, HostRecord, Kept, ListSpec, NewEntry, Page, PageJob, PageRecord, PageRequest, PageState,
    Politeness, Query, Reconciled, RowKey, SavedSearch, SearchId, Showing, Side, Snapshot, StatusChange, Step, StepId,
    StoredFetch, Subscription, Term, Time, Titled, Tree,
};

pub use check::Report;
pub use error::StoreError;
pub use pending::Pending;

use index::Index;
use ranking::Ranking;
use reader::{Lane, Reader};
use search::Look;
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

    // --- reads

    /// All subscriptions with their counts.
    pub fn tree(&self) -> Pending<Tree> {
        self.0.screen.read(None, feeds::tree)
    }

    /// [`Self::tree`] with what is unread of the day that began at midnight.
    pub fn tree_on(&self, midnight: Time) -> Pending<Tree> {
        self.0.screen.read(None, move |connection| feeds::tree_on(connection, midnight))
    }

    /// The searches that the reader keeps, in the order of the tree.
    pub fn searches(&self) -> Pending<Vec<SavedSearch>> {
        self.0.screen.read(None, searches::all)
    }

    /// How many unread entries a query finds, counted up to `most`. Gives way to any other read that may take long, and
    /// is [`StoreError::Superseded`] then.
    pub fn hits(&self, query: Query, most: u64) -> Pending<u64> {
        let dir = self.0.dir.clone();
        self.0.search.read(Some(Lane::Idle), move |connection| {
            index::attach(connection, &dir)?;
            searches::hits(connection, &query, most)
        })
    }

    /// A page of a list; supersedes the page asked for before.
    pub fn page(&self, request: PageRequest) -> Pending<Page> {
        let ranking = Arc::clone(&self.0.ranking);
        if request.list.is_found() {
            let dir = self.0.dir.clone();
            return self.0.search.read(Some(Lane::List), move |connection| {
                index::attach(connection, &dir)?;
                lists::page(connection, &ranking, &request)
            });
        }
        self.0.screen.read(Some(Lane::List), move |connection| lists::page(connection, &ranking, &request))
    }

    /// How many entries a list would take in beyond its snapshot.
    pub fn count_new(&self, list: ListSpec, snapshot: Snapshot) -> Pending<u64> {
        self.0.screen.read(None, move |connection| lists::count_new(connection, &list, snapshot))
    }

    /// The entries of a list, or those on one side of a row: at most so many, the first in its order.
    pub fn ids(
        &self,
        list: ListSpec,
        snapshot: Snapshot,
        side: Option<(Side, RowKey)>,
        most: usize,
    ) -> Pending<Vec<EntryId>> {
        self.0.search.read(None, move |connection| lists::ids(connection, &list, snapshot, side, most))
    }

    /// These rows as they are now, in the order asked for; what is gone is left out. `sort` is the date.
    pub fn rows(&self, ids: Vec<EntryId>) -> Pending<Vec<EntryRow>> {
        self.0.screen.read(None, move |connection| entries::rows(connection, &ids))
    }

    /// What the newest entries are called, the newest first.
    pub fn titles(&self, limit: usize) -> Pending<Vec<Titled>> {
        self.0.search.read(None, move |connection| entries::titles(connection, limit))
    }

    /// The article for the screen; supersedes the one asked for before.
    pub fn article(&self, entry: EntryId) -> Pending<Option<Article>> {
        self.0.screen.read(Some(Lane::Article), move |connection| entries::article(connection, entry, Showing::Chosen))
    }

    /// The article for the screen with what its feed gives; supersedes the one asked for before.
    pub fn feed_article(&self, entry: EntryId) -> Pending<Option<Article>> {
        self.0.screen.read(Some(Lane::Article), move |connection| entries::article(connection, entry, Showing::Feed))
    }

    /// An article for any other purpose; supersedes nothing and is not superseded.
    pub fn article_aside(&self, entry: EntryId) -> Pending<Option<Article>> {
        self.article_showing(entry, Showing::Chosen)
    }

    /// [`Self::article_aside`] with a text of one's choice.
    pub fn article_showing(&self, entry: EntryId, showing: Showing) -> Pending<Option<Article>> {
        self.0.search.read(None, move |connection| entries::article(connection, entry, showing))
    }

    /// What fetching the page of an entry needs to know, and how its full text stands; none where the entry is gone or
    /// has no page.
    pub fn page_job(&self, entry: EntryId) -> Pending<Option<(PageJob, PageState)>> {
        self.0.screen.read(None, move |connection| pages::of(connection, entry))
    }

    /// The feeds whose time to be fetched has come, the longest due first.
    pub fn due(&self, now: Time) -> Pending<Vec<FetchJob>> {
        self.0.screen.read(None, move |connection| feeds::due(connection, now))
    }

    /// What fetching these feeds (or all) needs to know, whether due or not.
    pub fn jobs(&self, feeds: Option<Vec<FeedId>>) -> Pending<Vec<FetchJob>> {
        self.0.screen.read(None, move |connection| feeds::jobs(connection, feeds.as_deref()))
    }

    /// When the next feed is due; none without feeds. A moment in the past means now.
    pub fn next_due(&self, now: Time) -> Pending<Option<Time>> {
        self.0.screen.read(None, move |connection| feeds::next_due(connection, now))
    }

    /// The hosts that have refused us, by name.
    pub fn hosts(&self) -> Pending<HashMap<String, HostRecord>> {
        self.0.screen.read(None, manners::hosts)
    }

    /// What each feed has cost its server, in the order of the tree.
    pub fn politeness(&self) -> Pending<Vec<Politeness>> {
        self.0.search.read(None, manners::politeness)
    }

    /// The first `limit` entries that a query finds, in its order.
    pub fn find(&self, query: Query, limit: usize) -> Pending<Vec<Entry>> {
        self.look(query.term.clone(), move |connection, look| search::find(connection, &query, look, limit))
    }

    /// All entries that a query finds, the newest first.
    pub fn find_ids(&self, query: Query) -> Pending<Vec<EntryId>> {
        self.look(query.term.clone(), move |connection, look| search::ids(connection, &query.term, look))
    }

    /// The feeds of the entries that a query finds.
    pub fn feeds_with(&self, query: Query) -> Pending<Vec<FeedId>> {
        self.look(query.term.clone(), move |connection, look| search::feeds(connection, &query.term, look))
    }

    /// [`Self::find`], with the same article of several feeds once: the entry that came first.
    pub fn find_once(&self, query: Query, limit: usize) -> Pending<Vec<Entry>> {
        self.look(query.term.clone(), move |connection, look| search::find_once(connection, &query, look, limit))
    }

    /// How many entries a query finds, the same article of several feeds once.
    pub fn count(&self, query: Query) -> Pending<u64> {
        let all = i64::MAX.unsigned_abs();
        self.look(query.term.clone(), move |connection, look| search::count(connection, &query.term, look, all))
    }

    /// Answers when all that is in the store now can be found.
    pub fn indexed(&self) -> Pending<()> {
        let index = self.0.index.clone();
        self.0.search.read_after(move || index.map_or(Ok(()), |index| index.catch_up()), None, |_, caught_up| caught_up)
    }

    /// Reads with the index up to date, if the term has words; where it cannot be, the texts answer.
    fn look<T: Send + 'static>(
        &self,
        term: Term,
        work: impl FnOnce(&rusqlite::Connection, Look) -> Result<T, StoreError> + Send + 'static,
    ) -> Pending<T> {
        let (index, dir) = (self.0.index.clone().filter(|_| search::has_words(&term)), self.0.dir.clone());
        let caught_up = move || index.is_some_and(|index| index.catch_up().is_ok());
        self.0.search.read_after(caught_up, None, move |connection, caught_up| {
            if !caught_up {
                return work(connection, Look::Texts);
            }
            index::attach(connection, &dir)?;
            work(connection, Look::Index)
        })
    }

    /// The subscription with this address or id.
    pub fn feed(&self, url_or_id: &str) -> Pending<Option<Feed>> {
        let wanted = url_or_id.to_owned();
        self.0.screen.read(None, move |connection| feeds::find(connection, &wanted))
    }

    /// How much each feed has published lately.
    pub fn activity(&self, now: Time) -> Pending<Vec<Activity>> {
        self.0.search.read(None, move |connection| activity::activity(connection, now))
    }

    /// All that is kept of these entries, in the order asked for; none for what is gone.
    pub fn archived(&self, ids: Vec<EntryId>) -> Pending<Vec<Option<ArchivedEntry>>> {
        self.0.search.read(None, move |connection| archive::archived(connection, &ids))
    }

    /// Checks the database and weighs it, for `doctor`.
    pub fn check(&self) -> Pending<Report> {
        self.0.search.read(None, check::check)
    }

    // --- writes of the user, in the order of the calls

    pub fn change(&self, change: StatusChange) -> Pending<Applied> {
        self.write(move |connection| statuses::change(connection, &change))
    }

    /// Takes back the latest step, and says which; none: there is nothing to take back.
    pub fn undo(&self, at: Time) -> Pending<Option<Applied>> {
        self.write(move |connection| journal::undo(connection, None, at))
    }

    /// Does again what was taken back last.
    pub fn redo(&self, at: Time) -> Pending<Option<Applied>> {
        self.write(move |connection| journal::redo(connection, None, at))
    }

    /// Takes back the steps from the latest down to this one.
    pub fn undo_down_to(&self, step: StepId, at: Time) -> Pending<Option<Applied>> {
        self.write(move |connection| journal::undo(connection, Some(step), at))
    }

    /// Does again what was taken back, up to this step.
    pub fn redo_up_to(&self, step: StepId, at: Time) -> Pending<Option<Applied>> {
        self.write(move |connection| journal::redo(connection, Some(step), at))
    }

    /// The latest steps that can be taken back or done again, the newest first. Knows the changes queued before it.
    pub fn steps(&self, limit: usize) -> Pending<Vec<Step>> {
        self.write(move |connection| journal::steps(connection, limit))
    }

    /// Subscribes to these; a feed that is subscribed to already stays as it is. Ids in the order given.
    pub fn subscribe(&self, subscriptions: Vec<Subscription>, at: Time) -> Pending<Vec<FeedId>> {
        self.write(move |connection| subscriptions::subscribe(connection, &subscriptions, at))
    }

    /// Takes in feeds with their entries and marks, searches and rules, as one step that can be undone. Marks are added to
    /// those that are here; a subscription that says more than its address and a search of that name stay as they are.
    /// Compresses on the calling thread.
    pub fn import(&self, archive: Archive, at: Time) -> Pending<Brought> {
        let Archive { feeds, searches, rules } = archive;
        match import::prepare(feeds) {
            Ok(prepared) => self.write(move |connection| import::store(connection, &prepared, &searches, &rules, at)),
            Err(error) => Pending::ready(Err(error)),
        }
    }

    /// Keeps a page for later, as an entry of a feed of its own; undoable. Compresses on the calling thread.
    pub fn keep(&self, page: NewEntry, at: Time) -> Pending<Kept> {
        match kept::prepare(page) {
            Ok(prepared) => self.write(move |connection| kept::store(connection, &prepared, at)),
            Err(error) => Pending::ready(Err(error)),
        }
    }

    /// Hides a feed and its entries; nothing is deleted.
    pub fn unsubscribe(&self, feed: FeedId, at: Time) -> Pending<Applied> {
        self.write(move |connection| subscriptions::unsubscribe(connection, feed, at))
    }

    /// Changes a subscription. Under a new address the feed keeps its entries and statuses.
    pub fn edit(&self, feed: FeedId, subscription: Subscription, at: Time) -> Pending<Applied> {
        self.write(move |connection| subscriptions::edit(connection, feed, &subscription, at))
    }

    /// Renames or moves a folder with all that it holds.
    pub fn rename_folder(&self, from: String, to: String, at: Time) -> Pending<Applied> {
        self.write(move |connection| subscriptions::rename_folder(connection, &from, &to, at))
    }

    /// Keeps a query under a name; the search of that name gets it.
    pub fn save_search(&self, name: String, query: String, at: Time) -> Pending<Applied> {
        self.write(move |connection| searches::save(connection, &name, &query, at))
    }

    pub fn rename_search(&self, search: SearchId, name: String, at: Time) -> Pending<Applied> {
        self.write(move |connection| searches::rename(connection, search, &name, at))
    }

    pub fn remove_search(&self, search: SearchId, at: Time) -> Pending<Applied> {
        self.write(move |connection| searches::remove(connection, search, at))
    }

    /// Brings the subscriptions in line with `feeds.toml`, which is the truth but for edits it does not hold yet.
    /// Cannot be undone: the file is the user's.
    pub fn reconcile(&self, subscriptions: Vec<Subscription>) -> Pending<Reconciled> {
        self.write(move |connection| subscriptions::reconcile(connection, subscriptions))
    }

    /// The changes of subscriptions that `feeds.toml` does not hold yet, oldest first.
    pub fn file_edits(&self) -> Pending<Vec<(i64, FileEdit)>> {
        self.0.screen.read(None, subscriptions::file_edits)
    }

    /// `feeds.toml` holds the edits up to this one.
    pub fn file_edits_done(&self, up_to: i64) -> Pending<()> {
        self.write(move |connection| subscriptions::file_edits_done(connection, up_to))
    }

    /// Shows the full text of an entry, or the feed's own, from now on; whether there is a full text.
    pub fn show_full_text(&self, entry: EntryId, shown: bool) -> Pending<bool> {
        self.write(move |connection| pages::show(connection, entry, shown))
    }

    // --- other writes

    /// Stores an attempt to fetch a feed: all of it or nothing. Compresses on the calling thread, so call it where
    /// the feed was parsed.
    pub fn record(&self, record: FetchRecord) -> Pending<StoredFetch> {
        let Some(writer) = &self.0.writer else { return Pending::ready(Err(self.read_only())) };
        match record::prepare(record) {
            Ok(prepared) => {
                let twins = Arc::clone(&self.0.twins);
                writer.bulk(move |connection| {
                    let mut twins = twins.lock().unwrap_or_else(PoisonError::into_inner);
                    record::store(connection, &mut twins, &prepared)
                })
            }
            Err(error) => Pending::ready(Err(error)),
        }
    }

    /// Takes the pages that are to be fetched of their own accord now, the newest entries first. For some minutes nobody
    /// else is given them.
    pub fn take_pages(&self, now: Time, limit: usize) -> Pending<Vec<PageJob>> {
        let Some(writer) = &self.0.writer else { return Pending::ready(Err(self.read_only())) };
        writer.bulk(move |connection| pages::take(connection, now, limit))
    }

    /// Stores an attempt to fetch a page. Beyond the budget, in bytes, older full texts are dropped. Compresses on the
    /// calling thread.
    pub fn record_page(&self, record: PageRecord, budget: u64) -> Pending<()> {
        let Some(writer) = &self.0.writer else { return Pending::ready(Err(self.read_only())) };
        match pages::prepare(record) {
            Ok(prepared) => writer.bulk(move |connection| pages::store(connection, &prepared, budget)),
            Err(error) => Pending::ready(Err(error)),
        }
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
