//! What a command works with: paths, configuration, store, clock. Each is looked for only when it is asked for.

use std::cell::OnceCell;
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use tokio::runtime::{Builder, Runtime};

use super::failure::warn;
use super::{Failure, Options, Result, log};
use crate::config::{self, Env, Loaded, Network, Paths};
use crate::engine::pages::Turns;
use crate::engine::stories::StoryDesk;
use crate::engine::{Pages, Refresher, Secrets, clock, feeds_file};
use crate::model::Time;
use crate::net::{Client, NetSettings, Rules};
use crate::store::{Access, Store, StoreError};

pub(super) struct Session {
    pub(super) options: Options,
    pub(super) env: Env,
    /// When the command began.
    pub(super) now: Time,
    pub(super) zone: TimeZone,
    paths: OnceCell<Paths>,
    loaded: OnceCell<Loaded>,
    runtime: OnceCell<Runtime>,
}

impl Session {
    pub(super) fn new(options: Options) -> Session {
        Session {
            options,
            env: Env::of_process(),
            now: clock::system()(),
            zone: TimeZone::system(),
            paths: OnceCell::new(),
            loaded: OnceCell::new(),
            runtime: OnceCell::new(),
        }
    }

    pub(super) fn paths(&self) -> Result<&Paths> {
        if let Some(paths) = self.paths.get() {
            return Ok(paths);
        }
        let paths = Paths::find(self.options.config_dir.as_deref(), self.options.data_dir.as_deref())?;
        Ok(self.paths.get_or_init(|| paths))
    }

    /// The configuration; what is wrong with it is said on stderr once, and the defaults are used for it.
    pub(super) fn loaded(&self) -> Result<&Loaded> {
        let paths = self.paths()?;
        Ok(self.loaded.get_or_init(|| {
            let loaded = config::load(paths, &self.env);
            loaded.problems.iter().for_each(|problem| warn(&problem.to_string()));
            loaded
        }))
    }

    /// Opens the store, making it at the first time, and brings it in line with `feeds.toml`.
    pub(super) fn store(&self) -> Result<Store> {
        let store = self.open_store()?;
        if let Access::ReadOnly { reason } = store.access() {
            warn(&format!("the news store is open for reading only: {reason}"));
            return Ok(store);
        }
        self.kept_in_line(store)
    }

    /// Puts what is new into stories. What comes of it is shown by the next program, so that a failure is but a warning.
    pub(super) fn tell_stories(&self, store: &Store) -> Result {
        if matches!(store.access(), Access::ReadWrite)
            && let Err(error) = self.runtime()?.block_on(StoryDesk::new(store.clone()).catch_up(self.now))
        {
            warn(&format!("what is new was not put into stories: {error}"));
        }
        Ok(())
    }

    /// The store, to be changed; a failure at once where it is open for reading only, before anything is fetched in vain.
    pub(super) fn writable_store(&self) -> Result<Store> {
        let store = self.open_store()?;
        match store.access() {
            Access::ReadOnly { reason } => Err(StoreError::ReadOnly(reason.clone()).into()),
            Access::ReadWrite => self.kept_in_line(store),
        }
    }

    fn open_store(&self) -> Result<Store> {
        let paths = self.paths()?;
        paths.create()?;
        log::start(&paths.log_file(), self.options.log);
        Ok(Store::open(&paths.data)?)
    }

    /// Takes over what was changed in `feeds.toml`, or waits to be written there. A file that cannot be read or written
    /// is told and hides nothing: the store's last good copy stands.
    fn kept_in_line(&self, store: Store) -> Result<Store> {
        let file = self.paths()?.feeds_file();
        let runtime = self.runtime()?;
        let written = runtime.block_on(feeds_file::write(&store, &file));
        let read = runtime.block_on(feeds_file::read(&store, &file)).map(drop);
        // A broken file is at fault in both ways; one line says it.
        written.and(read).unwrap_or_else(|why| warn(&why));
        Ok(store)
    }

    /// Writes to `feeds.toml` what was just changed in the store.
    pub(super) fn write_feeds(&self, store: &Store) -> Result {
        let file = self.paths()?.feeds_file();
        self.runtime()?.block_on(feeds_file::write(store, &file)).unwrap_or_else(|why| warn(&why));
        Ok(())
    }

    /// The threads that fetch; begun when first needed.
    pub(super) fn runtime(&self) -> Result<&Runtime> {
        if let Some(runtime) = self.runtime.get() {
            return Ok(runtime);
        }
        let runtime = Builder::new_multi_thread().worker_threads(2).thread_name("dateline").enable_all().build();
        let runtime = runtime.map_err(|error| Failure::failed(format!("no threads to work with: {error}")))?;
        Ok(self.runtime.get_or_init(|| runtime))
    }

    /// Whether the network is off, by option or configuration.
    pub(super) fn is_offline(&self) -> Result<bool> {
        Ok(self.options.offline || self.loaded()?.config.network.offline)
    }

    /// What asks servers; an error where the network is off.
    pub(super) fn client(&self) -> Result<Client> {
        if self.is_offline()? {
            let why = "the network is off; leave out --offline, or set `offline = false` in config.toml";
            return Err(Failure::Failed(why.to_owned()));
        }
        Ok(client(&self.loaded()?.config.network))
    }

    /// What fetches feeds; an error where the network is off.
    pub(super) fn refresher(&self, store: &Store) -> Result<Refresher> {
        Ok(Refresher {
            store: store.clone(),
            client: self.client()?,
            clock: clock::system(),
            secrets: Secrets::default(),
        })
    }

    /// What fetches full texts, by the same connections.
    pub(super) fn pages(&self, refresher: &Refresher) -> Result<Pages> {
        let loaded = self.loaded()?;
        Ok(Pages {
            store: refresher.store.clone(),
            client: refresher.client.clone(),
            clock: refresher.clock.clone(),
            secrets: refresher.secrets.clone(),
            rules: loaded.rules.clone(),
            budget: loaded.config.full_text_budget.0,
            turns: Turns::default(),
        })
    }

    /// The same command in other directories.
    pub(super) fn elsewhere(&self, config: &Path, data: &Path) -> Session {
        let (config_dir, data_dir) = (Some(config.to_owned()), Some(data.to_owned()));
        Session::new(Options { config_dir, data_dir, ..self.options.clone() })
    }

    /// A moment for a column: date and time in the user's zone, always sixteen cells.
    pub(super) fn date(&self, time: Time) -> String {
        let moment = Timestamp::from_second(time.0).unwrap_or_default().to_zoned_datetime(self.zone.clone());
        moment.strftime("%Y-%m-%d %H:%M").to_string()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // A look-up that hangs must not keep the program from ending.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// The HTTP client that the configuration describes.
pub(super) fn client(network: &Network) -> Client {
    Client::new(NetSettings {
        connect: network.connect_timeout,
        idle: network.idle_timeout,
        total: network.total_timeout,
        rules: Rules {
            interval: i64::try_from(network.interval.as_secs()).unwrap_or(i64::MAX),
            pace_loopback: network.pace_loopback,
            refusal_per_feed: !network.refuse_per_host,
        },
        downgrade: network.follow_downgrades,
        proxy: network.proxy.clone(),
        ..NetSettings::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// H22, H26.
    #[test]
    fn what_the_user_allows_reaches_the_client() {
        let of = |network: Network| {
            let settings = client(&network).settings().clone();
            (settings.rules.refusal_per_feed, settings.downgrade)
        };
        assert_eq!(of(Network::default()), (false, false));
        assert_eq!(of(Network { refuse_per_host: false, ..Network::default() }), (true, false));
        assert_eq!(of(Network { follow_downgrades: true, ..Network::default() }), (false, true));
    }
}
