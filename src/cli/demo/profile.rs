//! A throw-away place for the files of one demo.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::process;
use std::time::SystemTime;

use serde::Serialize;

use super::site::Site;

/// A directory that is removed with all it holds when dropped.
pub struct Profile {
    root: PathBuf,
}

/// `feeds.toml`.
#[derive(Serialize)]
struct FeedsFile<'a> {
    feed: Vec<Subscription<'a>>,
}

#[derive(Serialize)]
struct Subscription<'a> {
    url: String,
    title: &'a str,
    folder: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    full_text: Option<&'a str>,
}

impl Profile {
    /// Makes a new directory for temporary files that only its owner can enter.
    pub fn create() -> io::Result<Profile> {
        let moment = SystemTime::UNIX_EPOCH.elapsed().map_or(0, |age| age.as_nanos());
        let root = std::env::temp_dir().join(format!("dateline-demo-{}-{moment:x}", process::id()));
        // `create` fails on what exists already, a link planted by someone else among it.
        DirBuilder::new().mode(0o700).create(&root)?;
        let profile = Profile { root };
        for dir in [profile.config_dir(), profile.data_dir()] {
            DirBuilder::new().mode(0o700).create(dir)?;
        }
        Ok(profile)
    }

    /// Subscribes to every feed of the edition, by desk.
    pub fn subscribe(&self, site: &Site) -> io::Result<()> {
        let feed = site.edition.feeds.iter().map(|feed| Subscription {
            url: format!("{}{}", site.base_url, feed.path()),
            title: &feed.title,
            folder: &feed.desk,
            full_text: feed.summaries.then_some("on-open"),
        });
        let text = toml::to_string(&FeedsFile { feed: feed.collect() }).map_err(io::Error::other)?;
        fs::write(self.config_dir().join("feeds.toml"), text)
    }

    pub fn config_dir(&self) -> PathBuf {
        self.root.join("config")
    }

    pub fn data_dir(&self) -> PathBuf {
        self.root.join("data")
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        // What cannot be removed now is left to whoever cleans the directory for temporary files.
        let _ = fs::remove_dir_all(&self.root);
    }
}
