//! The files that others change, looked at once a second by a thread of its own: it alone wakes an idle program.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, SystemTime};

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::config::Paths;

/// Between looks.
const LOOK: Duration = Duration::from_secs(1);

/// Which files have changed since the last look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// `config.toml`, `keys.toml`, `extraction-rules.toml` or a theme.
    pub config: bool,
    /// `feeds.toml`.
    pub feeds: bool,
    /// The database, by whomever.
    pub store: bool,
}

/// The watch; its thread ends when this is dropped.
pub struct Files {
    changes: UnboundedReceiver<Changes>,
    _end: Sender<()>,
}

impl Files {
    pub fn watch(paths: &Paths) -> Files {
        let mut config =
            Watched::new([paths.config_file(), paths.keys_file(), paths.extraction_rules_file(), paths.themes_dir()]);
        let mut feeds = Watched::new([paths.feeds_file()]);
        let mut store = Watched::new(["dateline.db", "dateline.db-wal"].map(|name| paths.data.join(name)));
        let (tell, changes) = unbounded_channel();
        let (_end, ended) = channel::<()>();
        let look = move || {
            while ended.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
                let seen = Changes { config: config.changed(), feeds: feeds.changed(), store: store.changed() };
                if seen != Changes::default() && tell.send(seen).is_err() {
                    return;
                }
            }
        };
        if let Err(error) = thread::Builder::new().name("files".to_owned()).spawn(look) {
            tracing::warn!(%error, "changes of files are not noticed");
        }
        Files { changes, _end }
    }

    /// The next changes; waits for ever where nobody can look.
    pub async fn changed(&mut self) -> Changes {
        match self.changes.recv().await {
            Some(changes) => changes,
            None => std::future::pending().await,
        }
    }
}

/// Files looked at for changes.
struct Watched(Vec<(PathBuf, Option<(SystemTime, u64)>)>);

impl Watched {
    fn new(paths: impl IntoIterator<Item = PathBuf>) -> Watched {
        Watched(paths.into_iter().map(|path| (path.clone(), stamp(&path))).collect())
    }

    /// Whether any was changed, made or removed since the last look.
    fn changed(&mut self) -> bool {
        let mut changed = false;
        for (path, seen) in &mut self.0 {
            let now = stamp(path);
            changed |= now != *seen;
            *seen = now;
        }
        changed
    }
}

/// When a file was last changed, and its size; of a folder, the latest and the sum of what lies in it.
fn stamp(path: &Path) -> Option<(SystemTime, u64)> {
    let metadata = fs::metadata(path).ok()?;
    let own = (metadata.modified().ok()?, metadata.len());
    if !metadata.is_dir() {
        return Some(own);
    }
    let within = fs::read_dir(path).ok()?.flatten().filter_map(|entry| stamp(&entry.path()));
    Some(within.fold(own, |(latest, size), (modified, length)| (latest.max(modified), size + length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_appears_grows_or_goes_has_changed() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("f");
        let mut watched = Watched::new([path.clone()]);
        assert!(!watched.changed());
        for text in ["a", "ab"] {
            fs::write(&path, text).expect("written");
            assert!(watched.changed());
            assert!(!watched.changed());
        }
        fs::remove_file(&path).expect("removed");
        assert!(watched.changed());
    }

    #[test]
    fn a_folder_changes_with_what_lies_in_it() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join("mine.toml"), "a").expect("written");
        let mut watched = Watched::new([dir.path().to_owned()]);
        assert!(!watched.changed());
        fs::write(dir.path().join("mine.toml"), "ab").expect("written");
        assert!(watched.changed());
    }
}
