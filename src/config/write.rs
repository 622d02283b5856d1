//! Files replaced whole: after a crash there is the old one or the new one, never half of either.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::private;

/// Replaces the file, following a link, keeping mode and owner; a new file is the user's alone.
pub(super) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let target = target(path)?;
    let directory = target.parent().ok_or_else(|| io::Error::other("it has no directory"))?;
    let name = target.file_name().ok_or_else(|| io::Error::other("it has no name"))?.to_string_lossy();
    let draft = directory.join(format!(".{name}.{}.new", std::process::id()));
    let written = write(&draft, &target, content).and_then(|()| fs::rename(&draft, &target));
    if written.is_err() {
        // What remains of the draft is of no use; the error that matters is the first.
        let _ = fs::remove_file(&draft);
    }
    written?;
    sync_dir(directory)
}

/// Makes the new name last; Windows has no way to, and no need.
fn sync_dir(directory: &Path) -> io::Result<()> {
    if cfg!(windows) { Ok(()) } else { File::open(directory)?.sync_all() }
}

fn write(draft: &Path, target: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = private::options().write(true).create(true).truncate(true).open(draft)?;
    if let Ok(old) = fs::metadata(target) {
        if old.permissions().readonly() {
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
        }
        private::adopt(&file, &old)?;
    }
    file.write_all(content)?;
    file.sync_all()
}

/// Where the path leads in the end; a link may lead to a file that is not there yet.
fn target(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..40 {
        let Ok(next) = fs::read_link(&path) else { return Ok(path) };
        path = path.parent().unwrap_or(Path::new("/")).join(next);
    }
    Err(io::Error::other("its links lead round in a circle"))
}
