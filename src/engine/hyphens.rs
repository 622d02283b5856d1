//! The hyphenation dictionaries that the user keeps, each read once.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::core::lock;
use crate::config::Paths;
use crate::html::document::Document;
use crate::text::article::Head;
use crate::text::hyphens::{Patterns, names};
use crate::text::language;

/// The largest dictionary there is, Hungarian, has 360 KB.
const LARGEST: u64 = 4 << 20;
/// Languages remembered, whether there is a dictionary or not.
const REMEMBERED: usize = 200;

const DAMAGED: &str = "no hyphenation dictionary or a damaged one, so that words stay whole; put a file of version 0.8 of the \
                       hyphenation crate in its place";

/// Looks for `hyphenation/LANGUAGE.standard.bincode` in the folders for configuration and data.
pub struct Hyphens {
    folders: [PathBuf; 2],
    read: Mutex<HashMap<String, Option<Patterns>>>,
}

impl Hyphens {
    pub fn new(paths: &Paths) -> Hyphens {
        Hyphens {
            folders: [&paths.config, &paths.data].map(|folder| folder.join("hyphenation")),
            read: Mutex::default(),
        }
    }

    /// Gives the head of an article the dictionary of its language, if there is one. Reads files.
    pub fn choose(&self, head: &mut Head, document: &Document) {
        let Some(language) = language::of(head.language.as_deref(), document) else { return };
        head.patterns = self.of(language);
    }

    /// The dictionaries in the folders: how many can be read, and what is wrong with each of the others.
    pub fn check(&self) -> (usize, Vec<String>) {
        let files = self.folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
        let paths = files.map(|file| file.path()).filter(|path| path.extension().is_some_and(|end| end == "bincode"));
        let (mut sound, mut problems) = (0, Vec::new());
        for path in paths.take(REMEMBERED) {
            match read_file(&path) {
                Some(_) => sound += 1,
                None => problems.push(format!("{}: {DAMAGED}", path.display())),
            }
        }
        problems.sort();
        (sound, problems)
    }

    fn of(&self, language: &str) -> Option<Patterns> {
        if let Some(known) = lock(&self.read).get(language) {
            return known.clone();
        }
        let found = names(language).iter().find_map(|name| self.read(name));
        let mut read = lock(&self.read);
        if read.len() < REMEMBERED {
            read.insert(language.to_owned(), found.clone());
        }
        found
    }

    fn read(&self, name: &str) -> Option<Patterns> {
        let path = self
            .folders
            .iter()
            .map(|folder| folder.join(format!("{name}.standard.bincode")))
            .find(|path| path.is_file())?;
        let patterns = read_file(&path);
        if patterns.is_none() {
            tracing::warn!(path = %path.display(), "{DAMAGED}");
        }
        patterns
    }
}

fn read_file(path: &Path) -> Option<Patterns> {
    let is_small = fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() <= LARGEST);
    is_small.then(|| fs::read(path).ok().and_then(|bytes| Patterns::read(&bytes)))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dictionaries_are_found_by_language_and_bad_ones_left_out() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths { config: dir.path().join("c"), data: dir.path().join("d"), state: dir.path().into() };
        let folder = paths.data.join("hyphenation");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("fr.standard.bincode"), "not a dictionary").unwrap();
        let hyphens = Hyphens::new(&paths);
        for language in ["fr-CA", "../fr", "fi"] {
            let mut head = Head { language: Some(language.to_owned()), ..Head::default() };
            hyphens.choose(&mut head, &Document::default());
            assert_eq!(head.patterns, None, "{language}");
        }
        let (sound, problems) = hyphens.check();
        assert!(sound == 0 && problems.len() == 1 && problems[0].contains("fr.standard.bincode"), "{problems:?}");
    }
}
