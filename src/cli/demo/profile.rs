//! A throw-away place for the files of one demo.

use std::fs;
use std::io;
use std::path::PathBuf;

use serde::Serialize;
use tempfile::TempDir;

use super::site::Site;
use crate::private;

/// A directory that is removed with all it holds when dropped.
pub struct Profile(TempDir);

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
        Ok(Profile(private::temporary_dir("dateline-demo-")?))
    }

    /// Subscribes to every feed of the edition, by desk.
    pub fn subscribe(&self, site: &Site) -> io::Result<()> {
        let feed = site.edition.feeds.iter().map(|feed| Subscription {
            url: format!("{}{}", site.base_url, feed.path()),
            title: &feed.title,
            folder: &feed.desk,
            full_text: feed.on_open.then_some("on-open"),
        });
        let text = toml::to_string(&FeedsFile { feed: feed.collect() }).map_err(io::Error::other)?;
        fs::create_dir(self.config_dir())?;
        fs::write(self.config_dir().join("feeds.toml"), text)
    }

    pub fn config_dir(&self) -> PathBuf {
        self.0.path().join("config")
    }

    pub fn data_dir(&self) -> PathBuf {
        self.0.path().join("data")
    }
}
