//! Effects to work to events: reads and writes the store, fetches, lays out, opens. The only module that spawns.

mod article;
pub mod briefing;
pub mod clock;
mod core;
mod coverage;
mod cut;
mod download;
mod epub;
pub mod feeds_file;
mod fetching;
mod files;
pub mod front;
mod hits;
mod hyphens;
pub mod import;
pub mod lock;
mod loose;
pub mod pages;
mod pictures;
mod poll;
mod programs;
pub mod pulse;
pub mod reading;
mod reads;
pub mod refresh;
mod rules;
mod saving;
mod secrets;
pub mod stories;
pub mod subscribe;
pub mod upkeep;
mod watch;
mod writes;
mod writing;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::tz::TimeZone;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::AbortHandle;

pub use self::article::{head_of as article_head, text_of as article_text};
pub use self::clock::Clock;
use self::core::{Core, Slot, lock};
pub use self::hyphens::Hyphens;
pub use self::lock::RefreshLock;
pub use self::pages::{PageDone, Pages};
pub use self::programs::on_terminal;
pub use self::refresh::{FeedOutcome, FeedResult, Refresher};
pub use self::secrets::Secrets;
pub use self::writing::{Dates, written};
use crate::app::effect::{Effect, Ticket};
use crate::app::event::Event;
use crate::config::Paths;
use crate::html::extract::Rules;
use crate::model::{EntryId, Retention, Weights};
use crate::net::Client;
use crate::store::Store;

/// Changes that are listed at most.
const STEPS: usize = 100;

/// Reads the configuration again: what the screen is to be told, and what concerns the engine.
pub type Reload = Box<dyn Fn() -> (Event, Preferences) + Send + Sync>;

/// What of the configuration concerns the engine while it runs.
#[derive(Debug, Clone)]
pub struct Preferences {
    /// Program and arguments that open an address; empty: the desktop's own way.
    pub browser: Vec<String>,
    /// For the dates in articles.
    pub zone: TimeZone,
    pub clock_24h: bool,
    /// Where articles are written to.
    pub save_dir: PathBuf,
    /// Where fetched files go.
    pub download_dir: PathBuf,
    /// Bytes.
    pub download_limit: u64,
    /// Where the article is on the pages of some sites.
    pub rules: Arc<Rules>,
    /// Bytes that full texts may take in the store.
    pub full_text_budget: u64,
    /// How long what feeds bring is kept.
    pub retention: Retention,
    /// How much the reader cares for folders and feeds.
    pub weights: Weights,
    /// Bytes of pictures kept on disk.
    pub picture_cache: u64,
}

impl Preferences {
    fn dates(&self) -> Dates {
        Dates { zone: self.zone.clone(), clock_24h: self.clock_24h }
    }
}

/// What the engine works with.
pub struct Parts {
    pub store: Store,
    pub client: Client,
    pub paths: Paths,
    pub clock: Clock,
    pub preferences: Preferences,
    pub offline: bool,
    /// Refresh at the start and whenever a feed is due; else only when asked.
    pub scheduled: bool,
    pub reload: Reload,
}

/// Carries out effects in the background. Dropping it stops nothing; see [`Engine::shutdown`].
pub struct Engine {
    core: Arc<Core>,
    writes: UnboundedSender<writes::Owed>,
    tree: Slot,
    page: Slot,
    count: Slot,
    article: Slot,
    prefetch: Slot,
    page_read: Slot,
    downloads: Mutex<HashMap<Ticket, AbortHandle>>,
    pictures: Slot,
    hidden: Slot,
    preview: Slot,
}

impl Engine {
    /// Starts the background work on the runtime of the calling thread.
    pub fn start(parts: Parts, events: UnboundedSender<Event>) -> Engine {
        let core = Arc::new(Core::new(parts, events));
        let writes = writes::start(&core);
        core.store.resume();
        core.spawn(watch::run(core.clone()));
        core.spawn(hits::run(core.clone()));
        core.spawn(stories::run(core.clone()));
        core.group.notify_one();
        core.spawn(upkeep::run(core.clone()));
        Engine {
            core,
            writes,
            tree: Slot::default(),
            page: Slot::default(),
            count: Slot::default(),
            article: Slot::default(),
            prefetch: Slot::default(),
            page_read: Slot::default(),
            downloads: Mutex::default(),
            pictures: Slot::default(),
            hidden: Slot::default(),
            preview: Slot::default(),
        }
    }

    /// Holds a page to be read; it is loaded by the id.
    pub fn hold(&self, page: reading::Piece) -> EntryId {
        self.core.loose.add(page)
    }

    /// Begins the work; never waits. What the user did to entries is queued for the store before this returns.
    pub fn dispatch(&self, effect: Effect) {
        let core = self.core.clone();
        match effect {
            Effect::LoadTree => self.tree.put(self.core.spawn(reads::tree(core))),
            Effect::LoadPage { ticket, request } => self.page.put(self.core.spawn(reads::page(core, ticket, request))),
            Effect::LoadFront { ticket, visit } => self.page.put(self.core.spawn(front::load(core, ticket, visit))),
            Effect::LoadRows { ticket, entries } => self.page.put(self.core.spawn(reads::rows(core, ticket, entries))),
            Effect::LoadCoverage { ticket, entry } => drop(self.core.spawn(reads::coverage(core, ticket, entry))),
            Effect::CompareSources { ticket, entry } => drop(self.core.spawn(coverage::load(core, ticket, entry))),
            Effect::LoadTitles { ticket } => drop(self.core.spawn(reads::titles(core, ticket))),
            Effect::LoadCategories => drop(self.core.spawn(reads::categories(core))),
            Effect::CountSearches { apart } => hits::ask(&core, apart),
            Effect::LoadActivity => drop(self.core.spawn(reads::activity(core))),
            Effect::LoadPulse { ticket } => drop(self.core.spawn(pulse::load(core, ticket))),
            // Queued before this returns, behind the changes that it is to know.
            Effect::LoadSteps => drop(self.core.spawn(reads::steps(core.clone(), core.store.steps(STEPS)))),
            Effect::CountNew { ticket, list, snapshot } => {
                self.count.put(self.core.spawn(reads::count_new(core, ticket, list, snapshot)));
            }
            Effect::LoadArticle { ticket, entry, manner, changes: false } => {
                self.article.put(self.core.spawn(article::load(core, ticket, entry, manner)));
            }
            Effect::LoadArticle { ticket, entry, manner, changes: true } => {
                self.article.put(self.core.spawn(article::load_changes(core, ticket, entry, manner)));
            }
            Effect::FullText { entry, on } => drop(self.core.spawn(pages::asked(core, entry, on))),
            Effect::Opened(entry) => drop(self.core.spawn(pages::opened(core, entry))),
            Effect::Keep(page) => loose::keep(&core, page),
            Effect::KeepPage { ticket, url, typed } => {
                drop(self.core.spawn(loose::keep_page(core, ticket, url, typed)));
            }
            Effect::Brief { ticket } => self.page_read.put(self.core.spawn(briefing::show(core, ticket))),
            Effect::ReadPage { ticket, url, typed } => {
                self.page_read.put(self.core.spawn(loose::read(core, ticket, url, typed)));
            }
            Effect::Prefetch { entries, manner } => {
                self.prefetch.put(self.core.spawn(article::prefetch(core, entries, manner)));
            }
            Effect::LoadPictures { ticket, entry, manner, changes, dots, addresses } => {
                let wanted = pictures::Wanted { ticket, entry, manner, changes, dots, addresses };
                self.pictures.put(self.core.spawn(pictures::load(core, wanted)));
            }
            Effect::LoadIds { ticket, list, snapshot, side } => {
                drop(self.core.spawn(reads::ids(core, ticket, list, snapshot, side)));
            }
            Effect::CountHidden { ticket, list, snapshot } => {
                self.hidden.put(self.core.spawn(rules::hidden(core, ticket, list, snapshot)));
            }
            Effect::LoadRules => drop(self.core.spawn(rules::list(core))),
            Effect::LoadTraits { ticket, entries } => {
                self.preview.put(self.core.spawn(rules::traits(core, ticket, entries)));
            }
            Effect::Preview { ticket, query } => self.preview.put(self.core.spawn(rules::preview(core, ticket, query))),
            Effect::SplitStory(entry) => self.owe(writes::split(&core, entry)),
            Effect::JoinStories(entries) => self.owe(writes::join(&core, entries)),
            Effect::FollowStory(entry) => self.owe(writes::follow(&core, entry)),
            Effect::AddRule(rule) => self.owe(writes::add_rule(&core, rule)),
            Effect::ChangeRule { id, rule } => self.owe(writes::change_rule(&core, id, rule)),
            Effect::RemoveRule(id) => self.owe(writes::remove_rule(&core, id)),
            Effect::Change(change) => self.owe(writes::change(&core, change)),
            Effect::Undo => self.owe(writes::undo(&core, None)),
            Effect::Redo => self.owe(writes::redo(&core, None)),
            Effect::UndoDownTo(step) => self.owe(writes::undo(&core, Some(step))),
            Effect::RedoUpTo(step) => self.owe(writes::redo(&core, Some(step))),
            Effect::Subscribe { ticket, subscription } => {
                drop(self.core.spawn(subscribe::find_for_screen(core, ticket, subscription)));
            }
            Effect::SubscribeAll(all) => self.owe(writes::subscribe_all(&core, all)),
            Effect::Edit { feed, subscription } => self.owe(writes::edit(&core, feed, subscription)),
            Effect::Unsubscribe(feed) => self.owe(writes::unsubscribe(&core, feed)),
            Effect::RenameFolder { from, to } => self.owe(writes::rename_folder(&core, from, to)),
            Effect::SaveSearch { name, query } => self.owe(writes::save_search(&core, name, query)),
            Effect::RenameSearch { search, name } => self.owe(writes::rename_search(&core, search, name)),
            Effect::RemoveSearch(search) => self.owe(writes::remove_search(&core, search)),
            Effect::Import { path } => drop(self.core.spawn(import::run(core, path))),
            Effect::FindMoved(feed) => drop(self.core.spawn(subscribe::find_moved(core, feed))),
            Effect::Refresh(scope) => drop(self.core.spawn(fetching::asked(core, scope))),
            Effect::Offline(offline) => self.core.set_offline(offline),
            Effect::Write { ticket, entries, path } => drop(self.core.spawn(writing::run(core, ticket, entries, path))),
            Effect::Download { ticket, url, name } => {
                let work = self.core.spawn(download::run(core, ticket, url, name));
                let mut downloads = lock(&self.downloads);
                downloads.retain(|_, work| !work.is_finished());
                downloads.insert(ticket, work);
            }
            Effect::CancelDownload(ticket) => {
                if let Some(work) = lock(&self.downloads).remove(&ticket) {
                    work.abort();
                }
            }
            Effect::Pipe { entries, command, terminal, format } => {
                drop(self.core.spawn(writing::pipe(core, entries, command, terminal, format)));
            }
            Effect::Run { command } => programs::run_beside(&core, command),
            Effect::OpenUrl { url, background } => programs::url(&core, &url, background),
            Effect::CopyBy { command, text } => programs::copy(&core, command, text),
            Effect::SavePlace(place) => self.core.save_place(place),
            // The terminal's own, carried out by the loop.
            Effect::Copy(_)
            | Effect::Lend { .. }
            | Effect::Redraw
            | Effect::AskGraphics
            | Effect::Suspend
            | Effect::Mouse(_)
            | Effect::StartDemo
            | Effect::Quit => {}
        }
    }

    /// Stops the network, lets the user's writes finish within the given time, and keeps the place.
    pub fn shutdown(self, within: Duration) {
        self.core.stop();
        self.core.store.clone().close(within);
        self.core.finish_place();
    }

    fn owe(&self, owed: writes::Owed) {
        // The receiver lives as long as the runtime; without it there is nobody left to be told.
        let _ = self.writes.send(owed);
    }
}
