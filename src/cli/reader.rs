//! `dateline` without a command: puts the parts together and opens the reader.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::sync::mpsc::unbounded_channel;

use super::{Failure, Result, Session, demo, log, welcome};
use crate::app::event::Event;
use crate::app::state::Size;
use crate::app::{Start, State};
use crate::config::{self, Env, Loaded, Paths, Refresh, place};
use crate::engine::reading::Piece;
use crate::engine::{self, Engine, clock, feeds_file};
use crate::model::ListSpec;
use crate::private;
use crate::run::{self, Exit, ThemeFor};
use crate::store::Store;
use crate::term::platform::die_by;
use crate::term::{self, Background};

/// How long leaving waits for the user's changes to be on disk.
const PATIENCE: Duration = Duration::from_millis(200);

/// Opens the reader on the user's own news.
pub(super) fn run(session: &Session) -> Result {
    match open(session, None)? {
        Exit::Quit => Ok(()),
        Exit::Demo => demo(session),
        Exit::Signal(signal) => Ok(die_by(signal)?),
    }
}

/// Opens the reader on the built-in edition, in a profile that is thrown away.
pub(super) fn demo(session: &Session) -> Result {
    term::fit().map_err(|unfit| Failure::Usage(unfit.to_string()))?;
    let demo = demo::prepare(session.runtime()?)
        .map_err(|error| Failure::failed(format!("the demo cannot be prepared in the temporary directory: {error}")))?;
    let exit = open(&session.elsewhere(&demo.config_dir, &demo.data_dir), None)?;
    drop(demo);
    match exit {
        Exit::Quit | Exit::Demo => Ok(()),
        Exit::Signal(signal) => Ok(die_by(signal)?),
    }
}

/// Opens the article pane on one page alone.
pub(super) fn read(session: &Session, page: Piece) -> Result {
    match open(session, Some(page))? {
        Exit::Quit | Exit::Demo => Ok(()),
        Exit::Signal(signal) => Ok(die_by(signal)?),
    }
}

/// Opens the reader, or one page alone.
fn open(session: &Session, page: Option<Piece>) -> Result<Exit> {
    let fit = if page.is_some() { term::fit_for_pipe() } else { term::fit() };
    fit.map_err(|unfit| Failure::Usage(unfit.to_string()))?;
    let paths = session.paths()?;
    paths.create()?;
    log::start(&paths.log_file(), session.options.log);
    let look = Look { paths: paths.clone(), env: session.env.clone(), light: Arc::default() };
    let loaded = look.load();
    let store = Store::open(&paths.data)?;
    if page.is_none() && store.tree().wait()?.is_unsubscribed() {
        // Whoever has a feeds file is not to be welcomed as new; what is wrong with it the engine says once it runs.
        let _ = session.runtime()?.block_on(feeds_file::read(&store, &paths.feeds_file()));
    }
    let (width, height) = term::size();
    let start = start(session, &loaded)?;
    let offline = start.offline;
    let (tell, events) = unbounded_channel();
    let runtime = session.runtime()?;
    let _inside = runtime.enter();
    let parts = engine::Parts {
        store,
        client: super::session::client(&loaded.config.network),
        paths: paths.clone(),
        clock: clock::system(),
        preferences: preferences(&loaded),
        offline,
        scheduled: page.is_none() && loaded.config.network.refresh == Refresh::Schedule,
        reload: look.reload(),
    };
    let engine = Engine::start(parts, tell);
    let size = Size { width, height };
    let (state, effects) = match page {
        Some(page) => State::alone(start, engine.hold(page), size, session.now),
        None => State::new(start, size, session.now),
    };
    let exit = runtime.block_on(run::run(run::Parts {
        state,
        effects,
        events,
        dispatch: |effect| engine.dispatch(effect),
        log: private::options().append(true).create(true).open(paths.log_file()).ok(),
        theme_for: look.theme_for(&loaded),
    }));
    engine.shutdown(PATIENCE);
    exit.map_err(|error| Failure::failed(format!("the terminal cannot be used: {error}")))
}

fn start(session: &Session, loaded: &Loaded) -> Result<Start> {
    let paths = session.paths()?;
    let mut place = place::load(&paths.place_file());
    if let (Some(place), Some(view)) = (&mut place, loaded.config.start.view()) {
        (place.list, place.selected) = (ListSpec::of(view), None);
    }
    Ok(Start {
        settings: loaded.settings.clone(),
        keymap: Arc::new(loaded.keymap.clone()),
        place,
        welcome: welcome::offers(&session.env),
        offline: session.options.offline || loaded.config.network.offline,
        hide_read: loaded.config.hide_read,
        front_first: loaded.config.start.view().is_none(),
    })
}

/// What of the configuration concerns the engine.
fn preferences(loaded: &Loaded) -> engine::Preferences {
    engine::Preferences {
        browser: loaded.config.browser.clone(),
        picture_cache: u64::from(loaded.config.image_cache) << 20,
        zone: loaded.settings.zone.clone(),
        clock_24h: loaded.settings.clock_24h,
        save_dir: loaded.save_dir.clone(),
        download_dir: loaded.download_dir.clone(),
        download_limit: loaded.config.download_limit.saturating_mul(1_000_000),
        rules: loaded.rules.clone(),
        full_text_budget: loaded.config.full_text_budget.0,
        retention: loaded.config.retention,
        weights: loaded.config.front_page.weights.clone(),
    }
}

/// The configuration as it looks on this terminal, once its background is known.
#[derive(Clone)]
struct Look {
    paths: Paths,
    env: Env,
    light: Arc<OnceLock<bool>>,
}

impl Look {
    fn load(&self) -> Loaded {
        match self.light.get() {
            Some(light) => config::load(&self.paths, &self.env.clone().with_background(*light)),
            None => config::load(&self.paths, &self.env),
        }
    }

    /// What the engine calls when a file of the configuration has changed.
    fn reload(&self) -> engine::Reload {
        let look = self.clone();
        Box::new(move || {
            let loaded = look.load();
            let preferences = preferences(&loaded);
            let keymap = Arc::new(loaded.keymap);
            (Event::Reconfigured { settings: Box::new(loaded.settings), keymap }, preferences)
        })
    }

    /// What to do with the terminal's answer; none where the theme does not depend on it.
    fn theme_for(&self, loaded: &Loaded) -> Option<ThemeFor> {
        let asks = loaded.config.theme == "auto" && !self.env.no_color() && self.env.light_background().is_none();
        let look = self.clone();
        asks.then(|| {
            Box::new(move |background| {
                look.light.get_or_init(|| background == Background::Light);
                look.load().settings.theme
            }) as ThemeFor
        })
    }
}
