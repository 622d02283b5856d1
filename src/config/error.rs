//! What is wrong with a file that the user wrote: where, what, and what is allowed.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A fault in a configuration file, said in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    pub path: PathBuf,
    /// Line and column counted from 1, in characters; none where the file as a whole is at fault.
    pub at: Option<(usize, usize)>,
    pub message: String,
}

impl ConfigError {
    /// The whole file is at fault: it cannot be read or written.
    pub fn whole(path: &Path, message: impl Into<String>) -> ConfigError {
        ConfigError { path: path.to_owned(), at: None, message: message.into() }
    }

    /// A fault at some bytes of the file's text.
    pub fn at(path: &Path, text: &str, span: Option<Range<usize>>, message: impl Into<String>) -> ConfigError {
        let at = span.map(|span| place(text, span.start));
        ConfigError { path: path.to_owned(), at, message: message.into() }
    }

    /// What serde found wrong, in one line and with the nearest name that is known.
    pub(super) fn toml(path: &Path, text: &str, error: &toml::de::Error) -> ConfigError {
        let message = error.message().lines().map(str::trim).collect::<Vec<_>>().join("; ");
        ConfigError::at(path, text, error.span(), with_nearest(&message))
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some((line, column)) = self.at {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for ConfigError {}

fn place(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

/// Adds "did you mean" to serde's "unknown field `x`, expected one of `a`, `b`".
pub(super) fn with_nearest(message: &str) -> String {
    let mut names = message.split('`').skip(1).step_by(2);
    let (Some(wrong), true) = (names.next(), message.starts_with("unknown")) else { return message.to_owned() };
    match nearest(wrong, names) {
        Some(name) => format!("{message}; did you mean `{name}`?"),
        None => message.to_owned(),
    }
}

/// The name that `wrong` was probably meant to be.
pub(super) fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = |name: &'a str| (strsim::damerau_levenshtein(wrong, name), name);
    let (distance, name) = known.into_iter().map(near).min_by_key(|(distance, _)| *distance)?;
    (distance * 2 <= wrong.chars().count().max(3)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters() {
        assert_eq!(place("ab\ncd", 4), (2, 2));
        assert_eq!(place("éé=", 4), (1, 3));
        assert_eq!(place("ab", 99), (1, 3));
    }

    #[test]
    fn the_nearest_name_is_offered() {
        let message = with_nearest("unknown field `them`, expected one of `theme`, `ascii`");
        assert!(message.ends_with("did you mean `theme`?"), "{message}");
        assert_eq!(nearest("zzzzzz", ["theme", "ascii"]), None);
    }
}
