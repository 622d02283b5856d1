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

/// Messages that are kept to be read again.
const PAST: usize = 100;

impl Notices {
    pub(in crate::app) fn show(&mut self, level: Level, text: String, at: Time) {
        let notice = Notice { level, text, at };
        self.past.push(notice.clone());
        let surplus = self.past.len().saturating_sub(PAST);
        self.past.drain(..surplus);
        self.shown = Some(notice);
    }
}
