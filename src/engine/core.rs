//! What all work shares: the store, the client, the way back to the screen, and what is going on at the moment.

use std::any::Any;
use std::collections::HashSet;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::AbortHandle;

use super::article::Cache;
use super::hyphens::Hyphens;
use super::loose::Loose;
use super::pages::{Pages, Turns};
use super::pictures::Album;
use super::{Clock, Parts, Preferences, RefreshLock, Refresher, Reload, Secrets, feeds_file};
use crate::app::effect::Ticket;
use crate::app::event::Event;
use crate::app::place::Place;
use crate::config::{Paths, place};
use crate::model::{FeedId, SearchId, Time};
use crate::net::Client;
use crate::safe;
use crate::store::Store;

pub struct Core {
    pub store: Store,
    pub client: Client,
    pub paths: Paths,
    pub clock: Clock,
    pub lock: RefreshLock,
    pub scheduled: bool,
    pub reload: Reload,
    pub preferences: Mutex<Preferences>,
    pub laid: Cache,
    pub loose: Loose,
    pub hyphens: Arc<Hyphens>,
    pub album: Album,
    secrets: Secrets,
    page_turns: Turns,
    /// Pages are fetched behind one refresh at a time.
    pub catching_up: tokio::sync::Mutex<()>,
    /// One writer of `feeds.toml` at a time.
    pub feeds_file: tokio::sync::Mutex<()>,
    /// Ends the wait of the watch: something it depends on changed.
    pub wake: Notify,
    /// The saved searches are to be counted.
    pub recount: Notify,
    /// Those of which each entry is to be counted by itself.
    pub searches_apart: Mutex<Vec<SearchId>>,
    /// What is new is to be put into stories.
    pub group: Notify,
    events: UnboundedSender<Event>,
    runtime: Handle,
    offline: AtomicBool,
    /// Feeds being fetched.
    fetching: Mutex<HashSet<FeedId>>,
    /// The place still to be written.
    place: Mutex<Option<Box<Place>>>,
    tasks: Mutex<Vec<AbortHandle>>,
}

impl Core {
    pub fn new(parts: Parts, events: UnboundedSender<Event>) -> Core {
        Core {
            lock: RefreshLock::new(&parts.paths.data),
            hyphens: Arc::new(Hyphens::new(&parts.paths)),
            store: parts.store,
            client: parts.client,
            paths: parts.paths,
            clock: parts.clock,
            scheduled: parts.scheduled,
            reload: parts.reload,
            preferences: Mutex::new(parts.preferences),
            laid: Cache::default(),
            loose: Loose::default(),
            album: Album::default(),
            secrets: Secrets::default(),
            page_turns: Turns::default(),
            catching_up: tokio::sync::Mutex::default(),
            feeds_file: tokio::sync::Mutex::default(),
            wake: Notify::new(),
            recount: Notify::new(),
            searches_apart: Mutex::default(),
            group: Notify::new(),
            events,
            runtime: Handle::current(),
            offline: AtomicBool::new(parts.offline),
            fetching: Mutex::default(),
            place: Mutex::default(),
            tasks: Mutex::default(),
        }
    }

    pub fn now(&self) -> Time {
        (self.clock)()
    }

    pub fn refresher(&self) -> Refresher {
        Refresher {
            store: self.store.clone(),
            client: self.client.clone(),
            clock: self.clock.clone(),
            secrets: self.secrets.clone(),
        }
    }

    pub fn pages(&self) -> Pages {
        let preferences = lock(&self.preferences);
        Pages {
            store: self.store.clone(),
            client: self.client.clone(),
            clock: self.clock.clone(),
            secrets: self.secrets.clone(),
            rules: preferences.rules.clone(),
            budget: preferences.full_text_budget,
            turns: self.page_turns.clone(),
        }
    }

    /// Tells the screen. Without a screen there is nobody to tell.
    pub fn tell(&self, event: Event) {
        let _ = self.events.send(event);
    }

    pub fn notice(&self, text: impl AsRef<str>) {
        self.tell(Event::Notice(safe::one_line(text.as_ref())));
    }

    pub fn failed(&self, ticket: Option<Ticket>, why: impl ToString) {
        self.tell(Event::Failed { ticket, message: safe::one_line(&why.to_string()) });
    }

    /// Starts a piece of work. If it panics, the screen is told and everything else goes on.
    pub fn spawn(self: &Arc<Self>, work: impl Future<Output = ()> + Send + 'static) -> AbortHandle {
        let core = self.clone();
        let guarded = async move {
            if let Err(panic) = AssertUnwindSafe(work).catch_unwind().await {
                core.failed(None, format!("something went wrong inside dateline: {}", words(&*panic)));
            }
        };
        let handle = self.runtime.spawn(guarded).abort_handle();
        let mut tasks = lock(&self.tasks);
        tasks.retain(|task| !task.is_finished());
        tasks.push(handle.clone());
        handle
    }

    /// Stops all that was started.
    pub fn stop(&self) {
        lock(&self.tasks).drain(..).for_each(|task| task.abort());
    }

    pub fn is_offline(&self) -> bool {
        self.offline.load(Ordering::Relaxed)
    }

    pub fn set_offline(&self, offline: bool) {
        self.offline.store(offline, Ordering::Relaxed);
        self.wake.notify_one();
    }

    /// Whether any feed is being fetched.
    pub fn is_fetching(&self) -> bool {
        !lock(&self.fetching).is_empty()
    }

    /// Claims those of the feeds that nobody is fetching.
    pub fn claim(self: &Arc<Self>, feeds: impl IntoIterator<Item = FeedId>) -> Claim {
        let mut fetching = lock(&self.fetching);
        let feeds = feeds.into_iter().filter(|feed| fetching.insert(*feed)).collect();
        Claim { core: self.clone(), feeds }
    }

    /// Brings `feeds.toml` in line with the store; what cannot be written is said and waits.
    pub async fn write_feeds_file(&self) {
        let _one = self.feeds_file.lock().await;
        if let Err(why) = feeds_file::write(&self.store, &self.paths.feeds_file()).await {
            self.notice(why);
        }
    }

    /// Keeps the place soon; [`Core::finish_place`] at the end.
    pub fn save_place(self: &Arc<Self>, place: Box<Place>) {
        *lock(&self.place) = Some(place);
        let core = self.clone();
        self.runtime.spawn_blocking(move || core.finish_place());
    }

    /// Writes the place that was to be kept, if it is not written yet.
    pub fn finish_place(&self) {
        let mut waiting = lock(&self.place);
        if let Some(place) = waiting.take()
            && let Err(error) = place::save(&self.paths.place_file(), &place)
        {
            tracing::warn!(%error, "the place was not kept");
        }
    }
}

/// Feeds that only the holder fetches, until dropped.
pub struct Claim {
    core: Arc<Core>,
    pub feeds: Vec<FeedId>,
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut fetching = lock(&self.core.fetching);
        for feed in &self.feeds {
            fetching.remove(feed);
        }
    }
}

/// Work of which only the latest counts.
#[derive(Default)]
pub struct Slot(Mutex<Option<AbortHandle>>);

impl Slot {
    pub fn put(&self, work: AbortHandle) {
        if let Some(earlier) = lock(&self.0).replace(work) {
            earlier.abort();
        }
    }
}

/// A panic elsewhere leaves these plain values whole.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or(panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no reason given")
}
