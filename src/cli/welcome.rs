//! What a reader without subscriptions is offered: starter feeds, and files of other readers in the usual places.

use std::fs;
use std::path::PathBuf;

use crate::app::state::{Starter, Welcome};
use crate::config::Env;
use crate::config::starter::{StarterFeed, starter_feeds};
use crate::model::{Folder, Subscription};

/// Files of other readers, below the home directory.
const USUAL: &[&str] = &[
    ".config/newsboat/urls",
    ".newsboat/urls",
    ".local/share/newsboat/cache.db",
    ".newsboat/cache.db",
    ".newsbeuter/urls",
    ".config/liferea/feedlist.opml",
    ".local/share/akregator/data/feeds.opml",
];

/// Where exports are put, below the home directory.
const EXPORTS: &[&str] = &["", "Downloads", "Documents"];

pub(super) fn offers(env: &Env) -> Welcome {
    Welcome { feeds: starter_feeds().into_iter().map(starter).collect(), files: files(env) }
}

fn starter(feed: StarterFeed) -> Starter {
    let StarterFeed { url, title, desk, language } = feed;
    let subscription = Subscription { url, title: Some(title), folder: Folder(desk), ..Subscription::default() };
    Starter { subscription, language }
}

fn files(env: &Env) -> Vec<String> {
    let Some(home) = env.get("HOME").map(PathBuf::from) else { return Vec::new() };
    let usual = USUAL.iter().map(|path| home.join(path)).filter(|path| path.is_file());
    let exports = EXPORTS.iter().flat_map(|directory| fs::read_dir(home.join(directory)).into_iter().flatten());
    let exports = exports.flatten().map(|entry| entry.path());
    let exports =
        exports.filter(|path| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("opml")));
    let found = usual.chain(exports).filter_map(|path| path.into_os_string().into_string().ok());
    found.take(8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_other_readers_are_found() {
        let home = tempfile::tempdir().unwrap();
        for path in [".newsboat/urls", "Downloads/mine.OPML", "notes.txt"] {
            let path = home.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let found = files(&Env::of([("HOME", home.path().to_str().unwrap())]));
        let ends: Vec<_> = found.iter().map(|path| path.rsplit('/').next().unwrap()).collect();
        assert_eq!(ends, ["urls", "mine.OPML"]);
        assert!(files(&Env::default()).is_empty());
    }
}
