//! What can be changed in the store: what the user does, in the order of the calls, and behind it what is fetched.

use std::sync::{Arc, PoisonError};

use super::{Pending, Store, import, journal, kept, pages, record, searches, statuses, subscriptions};
use crate::model::{
    Applied, Archive, Brought, EntryId, FeedId, FetchRecord, FileEdit, Kept, NewEntry, PageJob, PageRecord, Reconciled,
    SearchId, StatusChange, Step, StepId, StoredFetch, Subscription, Time,
};

impl Store {
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
}
