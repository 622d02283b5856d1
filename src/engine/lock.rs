//! Only one process refreshes at a time: an advisory lock on a file in the data folder.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::private;

const RETRY: Duration = Duration::from_millis(50);

/// The lock of one data folder, shared by all refreshes of this process.
#[derive(Clone)]
pub struct RefreshLock(Arc<Shared>);

struct Shared {
    path: PathBuf,
    held: Mutex<Weak<Held>>,
}

/// The right to refresh, until the last clone is dropped.
#[derive(Debug)]
pub struct Held(File);

impl Drop for Held {
    fn drop(&mut self) {
        // Closing is not enough: a program that is being started may still share the open file.
        let _ = self.0.unlock();
    }
}

impl RefreshLock {
    pub fn new(data_dir: &Path) -> RefreshLock {
        RefreshLock(Arc::new(Shared { path: data_dir.join("refresh.lock"), held: Mutex::default() }))
    }

    /// Takes the lock if no other process has it.
    pub fn try_take(&self) -> io::Result<Option<Arc<Held>>> {
        let mut held = self.0.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = held.upgrade() {
            return Ok(Some(held));
        }
        let file = private::options().write(true).create(true).truncate(false).open(&self.0.path)?;
        match file.try_lock() {
            Ok(()) => {
                let taken = Arc::new(Held(file));
                *held = Arc::downgrade(&taken);
                Ok(Some(taken))
            }
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Takes the lock, waiting for another process up to `patience`.
    pub async fn take(&self, patience: Duration) -> io::Result<Option<Arc<Held>>> {
        let deadline = Instant::now() + patience;
        loop {
            match self.try_take()? {
                None if Instant::now() < deadline => sleep(RETRY).await,
                taken => return Ok(taken),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_process_shares_the_lock_and_keeps_others_out() {
        let dir = tempfile::tempdir().expect("a folder");
        let (ours, theirs) = (RefreshLock::new(dir.path()), RefreshLock::new(dir.path()));
        let first = ours.try_take().expect("a lock file").expect("free");
        let second = ours.try_take().expect("a lock file").expect("shared");
        assert!(theirs.try_take().expect("a lock file").is_none());
        drop(first);
        assert!(theirs.try_take().expect("a lock file").is_none());
        drop(second);
        assert!(theirs.try_take().expect("a lock file").is_some());
    }
}
