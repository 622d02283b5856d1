//! Files that the user wants to keep: never in the place of another, gone again where they are not finished.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Files of one name beside each other.
const MOST: usize = 1_000;

/// A file that is being written under a name of its own beside the one that it is to have. Both go when it is dropped
/// before [`Saving::finish`].
pub struct Saving {
    pub file: File,
    path: PathBuf,
    part: PathBuf,
    finished: bool,
}

impl Saving {
    /// Begins a file in a folder, which is made where it is missing. Where there is one of that name, it gets a number.
    pub fn begin(folder: &Path, name: &str) -> io::Result<Saving> {
        fs::create_dir_all(folder)?;
        let path = reserve(folder, name)?;
        let part = with_ending(&path, ".part");
        match new(&part) {
            Ok(file) => Ok(Saving { file, path, part, finished: false }),
            Err(error) => {
                // It is empty and ours.
                let _ = fs::remove_file(&path);
                Err(error)
            }
        }
    }

    /// Gives the file its name, and tells it.
    pub fn finish(mut self) -> io::Result<PathBuf> {
        self.file.sync_all()?;
        fs::rename(&self.part, &self.path)?;
        self.finished = true;
        Ok(self.path.clone())
    }
}

impl Drop for Saving {
    fn drop(&mut self) {
        if !self.finished {
            // What cannot be removed stays; there is nobody to tell.
            let _ = fs::remove_file(&self.part);
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Takes a name that is free, by an empty file. `O_EXCL` follows no link.
fn reserve(folder: &Path, name: &str) -> io::Result<PathBuf> {
    for number in 1..=MOST {
        let path = folder.join(numbered(name, number));
        if with_ending(&path, ".part").symlink_metadata().is_ok() {
            continue;
        }
        match new(&path) {
            Ok(_) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "too many files of that name"))
}

fn new(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// `a.txt`, `a-2.txt`
fn numbered(name: &str, number: usize) -> String {
    match (number, name.rsplit_once('.')) {
        (1, _) => name.to_owned(),
        (number, Some((stem, ending))) if !stem.is_empty() => format!("{stem}-{number}.{ending}"),
        (number, _) => format!("{name}-{number}"),
    }
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut path = path.as_os_str().to_owned();
    path.push(ending);
    PathBuf::from(path)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// S32.
    #[test]
    fn two_of_a_name_are_two_files() {
        let dir = tempfile::tempdir().unwrap();
        for text in ["one", "two"] {
            let mut saving = Saving::begin(dir.path(), "a.txt").unwrap();
            saving.file.write_all(text.as_bytes()).unwrap();
            saving.finish().unwrap();
        }
        assert_eq!(names(dir.path()), ["a-2.txt", "a.txt"]);
        assert_eq!(fs::read_to_string(dir.path().join("a.txt")).unwrap(), "one");
    }

    #[test]
    fn what_is_not_finished_goes() {
        let dir = tempfile::tempdir().unwrap();
        let mut saving = Saving::begin(&dir.path().join("deep/er"), "a.txt").unwrap();
        saving.file.write_all(b"half").unwrap();
        assert_eq!(names(&dir.path().join("deep/er")), ["a.txt", "a.txt.part"]);
        drop(saving);
        assert!(names(&dir.path().join("deep/er")).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn no_link_is_followed() {
        let dir = tempfile::tempdir().unwrap();
        let elsewhere = dir.path().join("elsewhere");
        let folder = dir.path().join("folder");
        fs::create_dir(&folder).unwrap();
        std::os::unix::fs::symlink(&elsewhere, folder.join("a.txt")).unwrap();
        std::os::unix::fs::symlink(&elsewhere, folder.join("a-2.txt.part")).unwrap();
        let path = Saving::begin(&folder, "a.txt").unwrap().finish().unwrap();
        assert_eq!(path, folder.join("a-3.txt"));
        assert!(!elsewhere.exists());
    }
}
