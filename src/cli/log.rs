//! The log: a file in the state directory that stays small, never the terminal.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;

use crate::private;

/// At this size the file becomes `dateline.log.old` and a new one is begun.
const LARGEST: u64 = 1 << 20;

/// How much is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Level {
    Off,
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

impl Level {
    fn filter(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::Error => "error",
            Level::Warn => "warn",
            Level::Info => "warn,dateline=info",
            Level::Debug => "warn,dateline=debug",
            Level::Trace => "info,dateline=trace",
        }
    }
}

/// Begins to log. Where the file cannot be written there is no log: the news matter more.
pub(super) fn start(path: &Path, level: Level) {
    let (Level::Error | Level::Warn | Level::Info | Level::Debug | Level::Trace) = level else { return };
    let Ok(file) = Capped::open(path) else { return };
    let log = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(level.filter()))
        .with_ansi(false)
        .with_writer(Mutex::new(file));
    // A second call finds the log begun already.
    let _ = log.try_init();
}

/// A file that is set aside when it has grown.
struct Capped {
    path: PathBuf,
    file: File,
    size: u64,
}

impl Capped {
    fn open(path: &Path) -> io::Result<Capped> {
        let file = private::options().append(true).create(true).open(path)?;
        Ok(Capped { path: path.to_owned(), size: file.metadata()?.len(), file })
    }
}

impl Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.size >= LARGEST {
            fs::rename(&self.path, self.path.with_extension("log.old"))?;
            *self = Capped::open(&self.path)?;
        }
        let written = self.file.write(bytes)?;
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_stays_small() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("dateline.log");
        let mut log = Capped::open(&path).unwrap();
        for _ in 0..40 {
            log.write_all(&[b'x'; 1 << 16]).unwrap();
        }
        assert!(fs::metadata(&path).unwrap().len() <= LARGEST);
        assert!(fs::metadata(dir.path().join("dateline.log.old")).unwrap().len() <= LARGEST + (1 << 16));
    }
}
