//! Files and folders that only the user may enter, whatever the umask; the one place that knows file modes.

use std::fs::{DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io;
use std::path::Path;

use tempfile::TempDir;

/// Makes a folder with all above it; one that is there stays as it is.
pub fn create_dir(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(path)
}

/// Makes a folder among the temporary ones that goes, with all it holds, when the value is dropped.
pub fn temporary_dir(prefix: &str) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(Permissions::from_mode(0o700));
    }
    builder.tempdir()
}

/// Options for opening a file; one that is made is the user's alone.
pub fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options
}

/// Gives a file, which this process made, the owner and the mode of another.
pub fn adopt(file: &File, old: &Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        if file.metadata()?.uid() != old.uid() {
            fchown(file, Some(old.uid()), Some(old.gid()))?;
        }
    }
    let permissions: Permissions = old.permissions();
    file.set_permissions(permissions)
}

/// Whether every user of the machine may change a file. (Its group may well be the user's own.)
pub fn is_writable_by_all(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        path.metadata().is_ok_and(|file| file.permissions().mode() & 0o002 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn what_is_made_is_the_users_alone_and_what_is_adopted_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        let (folder, file) = (dir.path().join("a/b"), dir.path().join("a/b/c"));
        create_dir(&folder).unwrap();
        let made = options().write(true).create(true).open(&file).unwrap();
        assert_eq!((mode(&folder), mode(&dir.path().join("a")), mode(&file)), (0o700, 0o700, 0o600));
        let old = dir.path().join("old");
        std::fs::write(&old, "").unwrap();
        std::fs::set_permissions(&old, Permissions::from_mode(0o640)).unwrap();
        adopt(&made, &old.metadata().unwrap()).unwrap();
        assert_eq!(mode(&file), 0o640);
    }
}
