//! Whether a reader can be opened here at all, found out before a single byte is written.

use std::fs::File;
use std::io::{IsTerminal, stdin, stdout};

/// Why the screen cannot be opened, with what can be done. Its exit status is 2.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error(
        "standard {0} is not a terminal, so the reader cannot open; `dateline list` and `dateline show` work in pipes"
    )]
    NoTerminal(&'static str),
    #[error(
        "the terminal (TERM={0}) cannot place the cursor, so the reader cannot open; `dateline list` and `dateline show` print plain text"
    )]
    Dumb(String),
}

/// Checks standard input, standard output and `TERM`.
pub fn fit() -> Result<(), Unfit> {
    judge(stdin().is_terminal(), stdout().is_terminal(), std::env::var("TERM").ok().as_deref())
}

/// As [`fit`], but standard input may be a pipe where the keys can come from the terminal itself.
pub fn fit_for_pipe() -> Result<(), Unfit> {
    let keys = stdin().is_terminal() || File::open("/dev/tty").is_ok();
    judge(keys, stdout().is_terminal(), std::env::var("TERM").ok().as_deref())
}

/// Columns and lines of the terminal; 80 by 24 where it does not tell.
pub fn size() -> (u16, u16) {
    crossterm::terminal::size().ok().filter(|(width, height)| *width > 0 && *height > 0).unwrap_or((80, 24))
}

/// Width and height of a cell in pixels, where the terminal's driver tells.
pub fn cell_size() -> Option<(u16, u16)> {
    let size = crossterm::terminal::window_size().ok()?;
    let cell = (size.width.checked_div(size.columns)?, size.height.checked_div(size.rows)?);
    (cell.0 > 0 && cell.1 > 0).then_some(cell)
}

fn judge(input: bool, output: bool, term: Option<&str>) -> Result<(), Unfit> {
    if !input {
        return Err(Unfit::NoTerminal("input"));
    }
    if !output {
        return Err(Unfit::NoTerminal("output"));
    }
    match term {
        Some("dumb" | "unknown" | "") => Err(Unfit::Dumb(term.unwrap_or_default().to_owned())),
        None if cfg!(unix) => Err(Unfit::Dumb("unset".to_owned())),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pipes_and_dumb_terminals_are_refused_with_a_way_out() {
        assert_eq!(judge(false, true, Some("xterm")), Err(Unfit::NoTerminal("input")));
        assert_eq!(judge(true, false, Some("xterm")), Err(Unfit::NoTerminal("output")));
        assert_eq!(judge(true, true, Some("dumb")), Err(Unfit::Dumb("dumb".to_owned())));
        assert_eq!(judge(true, true, Some("xterm-256color")), Ok(()));
        assert!(Unfit::NoTerminal("input").to_string().contains("dateline list"));
    }
}
