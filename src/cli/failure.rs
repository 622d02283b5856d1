//! How a command ends when it does not end well: one line on stderr, and an exit status.

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use crate::config::{ConfigError, PathsError};
use crate::search::SearchError;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(super) enum Failure {
    /// It was asked wrongly: exit status 2.
    Usage(String),
    /// It went wrong, and why in one line: exit status 1.
    Failed(String),
    /// It went wrong and has said so: exit status 1.
    Told,
    /// Nobody reads the output any more, which is no fault.
    Unread,
    /// Clap's own words: help, version, or what is wrong with the arguments.
    Arguments(clap::Error),
}

impl Failure {
    pub(super) fn failed(why: impl fmt::Display) -> Failure {
        Failure::Failed(why.to_string())
    }

    /// A query that cannot be read; the word that is wrong is shown.
    pub(super) fn query(text: &str, error: &SearchError) -> Failure {
        let place = match text.get(error.span.clone()) {
            Some(word) if !word.is_empty() => format!("at `{word}`"),
            _ => format!("`{text}`, at its end"),
        };
        Failure::Usage(format!("the query {place}: {error}"))
    }
}

macro_rules! failed_by {
    ($($error:ty),*) => {
        $(impl From<$error> for Failure {
            fn from(error: $error) -> Failure {
                Failure::failed(error)
            }
        })*
    };
}

failed_by!(ConfigError, PathsError, crate::store::StoreError);

impl From<clap::Error> for Failure {
    fn from(error: clap::Error) -> Failure {
        Failure::Arguments(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::Unread,
            _ => Failure::failed(error),
        }
    }
}

/// Tells the user and gives the exit status.
pub(super) fn report(result: super::Result) -> ExitCode {
    let (line, status) = match result {
        Ok(()) | Err(Failure::Unread) => return ExitCode::SUCCESS,
        Err(Failure::Told) => return ExitCode::FAILURE,
        Err(Failure::Failed(why)) => (why, 1),
        Err(Failure::Usage(why)) => (why, 2),
        Err(Failure::Arguments(error)) if !error.use_stderr() => {
            // Help that nobody reads is no fault.
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        Err(Failure::Arguments(error)) => (one_line(&error.render().to_string()), 2),
    };
    warn(&line);
    ExitCode::from(status)
}

/// Says something on stderr in one line.
pub(super) fn warn(line: &str) {
    // Where stderr is closed nobody wants to know.
    let _ = writeln!(io::stderr(), "dateline: {}", crate::safe::one_line(line));
}

/// Clap's message without the usage and the pointer to the help, which become one hint.
fn one_line(message: &str) -> String {
    let end = message.find("\n\nUsage:").or_else(|| message.find("\n\nFor more")).unwrap_or(message.len());
    let words: Vec<_> = message.get(..end).unwrap_or(message).split_whitespace().collect();
    let line = words.join(" ");
    let line = line.strip_prefix("error: ").unwrap_or(&line).replace(" tip: ", "; ");
    let usage = message.lines().find_map(|line| line.strip_prefix("Usage: "));
    match usage {
        Some(usage) => format!("{line}; usage: {usage}"),
        None => format!("{line}; `--help` says more"),
    }
}
