//! What a command prints: plain lines or one JSON value a line, never an escape sequence.

use std::io::{self, BufWriter, StdoutLock, Write};

use serde::Serialize;

use crate::safe;

/// Standard output, written through at the end.
pub(super) struct Output(BufWriter<StdoutLock<'static>>);

impl Output {
    pub(super) fn new() -> Output {
        Output(BufWriter::new(io::stdout().lock()))
    }

    /// One line of text that may come from outside.
    pub(super) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.0, "{}", safe::text(text))
    }

    /// One line of columns, parted by tabs.
    pub(super) fn columns(&mut self, columns: &[&str]) -> io::Result<()> {
        let columns: Vec<String> = columns.iter().map(|column| safe::one_line(column)).collect();
        writeln!(self.0, "{}", columns.join("\t"))
    }

    /// Text that is right as it stands, escapes included.
    pub(super) fn raw(&mut self, text: &[u8]) -> io::Result<()> {
        self.0.write_all(text)
    }

    /// One value on one line. JSON escapes what a terminal could take for a command, but for C1 and DEL.
    pub(super) fn json(&mut self, value: &impl Serialize) -> io::Result<()> {
        let text = serde_json::to_string(value)?;
        for c in text.chars() {
            match c {
                '\u{7f}'..='\u{9f}' => write!(self.0, "\\u{:04x}", u32::from(c))?,
                c => write!(self.0, "{c}")?,
            }
        }
        writeln!(self.0)
    }

    /// Writes what is held back.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }

    /// Writes what is held back, for the last time; without it a full disk or a closed pipe would go unnoticed.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.flush()
    }
}

/// A number with its noun.
pub(super) fn counted(count: u64, one: &str, many: &str) -> String {
    let noun = if count == 1 { one } else { many };
    format!("{count} {noun}")
}
