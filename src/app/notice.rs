//! Messages on the status line: they stay until they are read.

use crate::model::Time;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Info,
    Error,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub level: Level,
    pub text: String,
    pub at: Time,
}

/// The newest message, and those before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notices {
    /// On the status line until the next key that does something.
    pub shown: Option<Notice>,
    /// Oldest first, at most 100.
    pub past: Vec<Notice>,
}
