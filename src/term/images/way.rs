//! Which way of showing pictures a terminal has.

use std::env;

use crate::app::Images;
use crate::term::probe::Answers;

/// Fewer colours are no picture.
const FEWEST_COLORS: u16 = 16;
/// Most colours of a sixel picture.
const MOST_COLORS: u16 = 256;

/// A way to show pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Sent once, then placed by cells of their own (`cells`), or row by row where the terminal does not know those;
    /// `wrapped`: through tmux.
    Kitty { cells: bool, wrapped: bool },
    /// A file for each row of cells (OSC 1337).
    Iterm,
    /// Sixels for each row of cells, of so many colours.
    Sixel { colors: u16 },
    /// Half blocks, two pixels a cell.
    Blocks,
}

/// What the environment tells of the terminal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Terminal {
    /// `TERM_PROGRAM`, where the shell was started by the terminal itself.
    pub program: String,
    pub tmux: bool,
    /// The answers come from a terminal within the terminal, or one that is known to be simple.
    pub plain: bool,
    pub utf8: bool,
    pub no_color: bool,
}

impl Terminal {
    pub fn from_environment() -> Terminal {
        let value = |name| env::var(name).ok().filter(|value| !value.is_empty());
        let term = value("TERM").unwrap_or_default();
        let locale =
            ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(value).unwrap_or_default().to_ascii_lowercase();
        let within = value("TMUX").is_some() || value("STY").is_some() || value("ZELLIJ").is_some();
        Terminal {
            program: value("TERM_PROGRAM").unwrap_or_default(),
            tmux: value("TMUX").is_some(),
            plain: within || ["linux", "screen", "tmux"].iter().any(|plain| term.starts_with(plain)),
            utf8: locale.contains("utf-8") || locale.contains("utf8"),
            no_color: value("NO_COLOR").is_some(),
        }
    }
}

impl Way {
    /// The way that the user wants, or the best that the terminal is known to have; none: it has none.
    pub fn choose(wish: Images, terminal: &Terminal, answers: &Answers) -> Option<Way> {
        let colors = answers.registers.unwrap_or(MOST_COLORS).clamp(2, MOST_COLORS);
        let blocks = (terminal.utf8 && !terminal.no_color).then_some(Way::Blocks);
        match wish {
            Images::Off => None,
            // The user says that it passes.
            Images::Kitty => {
                Some(Way::Kitty { cells: has_placeholders(answers) || !answers.kitty, wrapped: terminal.tmux })
            }
            Images::Iterm => Some(Way::Iterm),
            Images::Sixel => Some(Way::Sixel { colors }),
            Images::Blocks => blocks,
            Images::Auto if answers.kitty && is(answers, &["kitty", "ghostty"]) => {
                Some(Way::Kitty { cells: terminal.utf8 && has_placeholders(answers), wrapped: false })
            }
            Images::Auto if is(answers, &["iTerm2", "WezTerm"]) => Some(Way::Iterm),
            Images::Auto if is_iterm(terminal) && answers.name.is_empty() => Some(Way::Iterm),
            Images::Auto if answers.sixel && colors >= FEWEST_COLORS => Some(Way::Sixel { colors }),
            Images::Auto if answers.kitty => Some(Way::Kitty { cells: false, wrapped: false }),
            Images::Auto => blocks,
        }
    }
}

/// Whether the terminal knows the cells that stand for pictures: ghostty, and kitty from 0.28 on. Others that know the rest
/// of the protocol would show them as letters.
fn has_placeholders(answers: &Answers) -> bool {
    let version = answers.name.strip_prefix("kitty(").map(|version| {
        let mut numbers = version.split(['.', ')']).map(|number| number.parse().unwrap_or(0));
        (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
    });
    is(answers, &["ghostty"]) || version.is_some_and(|version: (u32, u32)| version >= (0, 28))
}

fn is(answers: &Answers, names: &[&str]) -> bool {
    names.iter().any(|name| answers.name.starts_with(name))
}

fn is_iterm(terminal: &Terminal) -> bool {
    !terminal.plain && ["iTerm.app", "WezTerm"].contains(&terminal.program.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    const CELLS: Way = Way::Kitty { cells: true, wrapped: false };
    const ROWS: Way = Way::Kitty { cells: false, wrapped: false };
    const SIXELS: Way = Way::Sixel { colors: 256 };

    #[test]
    fn the_best_way_is_chosen() {
        let kitty = Answers { kitty: true, ..Answers::default() };
        let sixel = Answers { sixel: true, ..Answers::default() };
        let named = |answers: &Answers, name: &str| Answers { name: name.to_owned(), ..answers.clone() };
        let here = Terminal { utf8: true, ..Terminal::default() };
        let program = |program: &str| Terminal { program: program.to_owned(), ..here.clone() };
        let tmux = Terminal { tmux: true, plain: true, ..program("iTerm.app") };
        for (terminal, answers, way) in [
            (&here, named(&kitty, "kitty(0.26.5)"), Some(ROWS)),
            (&here, named(&kitty, "kitty(0.28.0)"), Some(CELLS)),
            (&here, named(&kitty, "kitty(1.0.1)"), Some(CELLS)),
            (&here, named(&kitty, "ghostty 1.2"), Some(CELLS)),
            (&here, named(&Answers { sixel: true, ..kitty.clone() }, "Konsole 24.12"), Some(SIXELS)),
            (&here, named(&kitty, "WezTerm 20240203"), Some(Way::Iterm)),
            (&here, named(&kitty, "unheard of"), Some(ROWS)),
            (&program("iTerm.app"), Answers::default(), Some(Way::Iterm)),
            (&here, named(&sixel, "foot(1.13)"), Some(SIXELS)),
            (&here, Answers { registers: Some(16), ..sixel.clone() }, Some(Way::Sixel { colors: 16 })),
            (&here, Answers { registers: Some(4), ..sixel.clone() }, Some(Way::Blocks)),
            (&here, Answers { registers: Some(1024), ..sixel.clone() }, Some(SIXELS)),
            (&tmux, named(&Answers::default(), "tmux 3.3a"), Some(Way::Blocks)),
            (&tmux, named(&sixel, "tmux 3.5"), Some(SIXELS)),
            (&here, Answers::default(), Some(Way::Blocks)),
            (&Terminal { no_color: true, ..here.clone() }, Answers::default(), None),
            (&Terminal::default(), Answers::default(), None),
        ] {
            assert_eq!(Way::choose(Images::Auto, terminal, &answers), way, "{terminal:?} {answers:?}");
        }
        let through = Some(Way::Kitty { cells: true, wrapped: true });
        assert_eq!(Way::choose(Images::Kitty, &tmux, &Answers::default()), through);
        assert_eq!(Way::choose(Images::Off, &here, &kitty), None);
    }
}
