//! Pictures on disk as they came, named after their addresses; the ones not used for longest go first.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use xxhash_rust::xxh3::xxh3_128;

use crate::private;

/// Files looked through when room is made; a folder with more was filled by others.
const MOST_FILES: usize = 100_000;

/// A folder of pictures, and how many bytes it may hold; 0: nothing is kept.
#[derive(Debug, Clone)]
pub struct Shelf {
    folder: PathBuf,
    budget: u64,
}

impl Shelf {
    pub fn new(folder: PathBuf, budget: u64) -> Shelf {
        Shelf { folder, budget }
    }

    /// The file of a picture, if it is kept.
    pub fn take(&self, address: &str) -> Option<Vec<u8>> {
        let mut file = File::open(self.path(address)).ok()?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).ok()?;
        // Used now; on a disk that cannot note that, the oldest goes first instead.
        let _ =
            private::options().append(true).open(self.path(address)).and_then(|f| f.set_modified(SystemTime::now()));
        Some(bytes)
    }

    pub fn put(&self, address: &str, bytes: &[u8]) -> io::Result<()> {
        if bytes.len() as u64 > self.budget {
            return Ok(());
        }
        private::create_dir(&self.folder)?;
        let mut draft = tempfile::NamedTempFile::new_in(&self.folder)?;
        draft.write_all(bytes)?;
        draft.persist(self.path(address)).map_err(|error| error.error)?;
        self.make_room()
    }

    fn path(&self, address: &str) -> PathBuf {
        self.folder.join(format!("{:032x}", xxh3_128(address.as_bytes())))
    }

    fn make_room(&self) -> io::Result<()> {
        let mut files: Vec<(SystemTime, u64, PathBuf)> =
            fs::read_dir(&self.folder)?.take(MOST_FILES).filter_map(|entry| described(&entry.ok()?.path())).collect();
        files.sort();
        let mut held: u64 = files.iter().map(|(_, size, _)| size).sum();
        for (_, size, path) in files {
            if held <= self.budget {
                break;
            }
            fs::remove_file(path)?;
            held -= size;
        }
        Ok(())
    }
}

fn described(path: &Path) -> Option<(SystemTime, u64, PathBuf)> {
    let about = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file)?;
    Some((about.modified().ok()?, about.len(), path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_used_for_longest_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::new(folder.path().join("pictures"), 100);
        assert_eq!(shelf.take("a"), None);
        for (name, age) in [("a", 30), ("b", 20), ("c", 10)] {
            shelf.put(name, &[name.as_bytes()[0]; 40]).unwrap();
            let moment = SystemTime::now() - std::time::Duration::from_secs(age);
            if let Ok(file) = private::options().append(true).open(shelf.path(name)) {
                file.set_modified(moment).unwrap();
            }
            assert!(name == "c" || shelf.take("a").is_some(), "and so used lately");
        }
        assert_eq!(shelf.take("a"), Some(vec![b'a'; 40]));
        assert_eq!(shelf.take("b"), None);
        assert_eq!(shelf.take("c"), Some(vec![b'c'; 40]));
    }

    #[test]
    fn one_larger_than_the_shelf_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let shelf = Shelf::new(folder.path().join("pictures"), 0);
        shelf.put("a", b"bytes").unwrap();
        assert!(!folder.path().join("pictures").exists());
    }
}
