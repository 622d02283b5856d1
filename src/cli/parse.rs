//! `dateline parse`: what the program makes of a feed, as JSON.

use std::fs;
use std::io::{self, Read};
use std::path::PathBuf;

use super::output::Output;
use super::{Failure, Result};
use crate::feed::{self, Hints, Limits};

/// Print a feed as one JSON document
#[derive(Debug, clap::Args)]
pub(super) struct Parse {
    /// A file, or - for standard input
    file: PathBuf,
    /// The feed's address, against which its links are resolved
    #[arg(long, value_name = "BASE")]
    url: Option<String>,
    /// The media type that the server gave, with its charset
    #[arg(long, value_name = "T")]
    content_type: Option<String>,
}

impl Parse {
    pub(super) fn run(self) -> Result {
        let bytes = read(&self.file)?;
        let hints = Hints { url: self.url.as_deref(), content_type: self.content_type.as_deref() };
        let wrong = |why| Failure::Failed(format!("{}: {why}", self.file.display()));
        let document = feed::parse_within(&bytes, hints, Limits::NONE).map_err(|error| wrong(error.to_string()))?;
        let mut output = Output::new();
        output.json(&feed::report(&document))?;
        Ok(output.finish()?)
    }
}

/// The bytes of a file, or of standard input where it is `-`.
pub(super) fn read(path: &PathBuf) -> Result<Vec<u8>> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        return match io::stdin().lock().read_to_end(&mut bytes) {
            Ok(_) => Ok(bytes),
            Err(error) => Err(Failure::Failed(format!("standard input cannot be read: {error}"))),
        };
    }
    fs::read(path).map_err(|error| Failure::Failed(format!("{} cannot be read: {error}", path.display())))
}
