//! What can be asked of the store. Each read sees one consistent state.

use std::collections::HashMap;
use std::sync::Arc;

use super::reader::Lane;
use super::search::Look;
use super::{
    Pending, Report, Store, StoreError, activity, archive, check, entries, feeds, index, lists, manners, pages, search,
    searches,
};
use crate::model::{
    Activity, ArchivedEntry, Article, Entry, EntryId, EntryRow, Feed, FeedId, FetchJob, HostRecord, ListSpec, Page,
    PageJob, PageRequest, PageState, Politeness, Query, RowKey, SavedSearch, Showing, Side, Snapshot, Term, Time,
    Titled, Tree,
};

impl Store {
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

    /// How many unread entries a query finds, counted up to `most`: each story once, or each entry where they are `apart`. Gives way to any other read that may take long, and
    /// is [`StoreError::Superseded`] then.
    pub fn hits(&self, query: Query, most: u64, apart: bool) -> Pending<u64> {
        let dir = self.0.dir.clone();
        self.0.search.read(Some(Lane::Idle), move |connection| {
            index::attach(connection, &dir)?;
            searches::hits(connection, &query, most, apart)
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

    /// The categories of the newest entries, those of most first.
    pub fn categories(&self, newest: usize) -> Pending<Vec<String>> {
        self.0.search.read(None, move |connection| entries::categories(connection, newest))
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
}
