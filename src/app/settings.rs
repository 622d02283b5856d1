//! What the configuration says about the screen, as plain data.

use jiff::tz::TimeZone;

use crate::app::programs::{Pipe, Player, Share};
use crate::app::theme::{Color, Theme};
pub use crate::text::manner::Manner;

/// When an entry counts as read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MarkRead {
    /// By opening it.
    #[default]
    Open,
    /// By staying on it so many seconds.
    Dwell(u16),
    /// By scrolling to its end.
    Scroll,
    Manual,
}

/// How pictures are shown inside the text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Images {
    /// The best way that the terminal has, once the reader asks for pictures.
    #[default]
    Auto,
    Kitty,
    Iterm,
    Sixel,
    /// Two pixels a cell.
    Blocks,
    /// Not at all.
    Off,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub theme: Theme,
    /// ASCII marks instead of ● ○ ★ ⚠ ▸ ▾.
    pub ascii: bool,
    /// How articles are set. Its width is the measure: a pane that is narrower makes it less.
    pub manner: Manner,
    pub images: Images,
    /// The terminal is at the other end of an ssh connection.
    pub remote: bool,
    pub mark_read: MarkRead,
    /// What tells the same as an entry is read with it.
    pub read_siblings: bool,
    pub mouse: bool,
    pub clock_24h: bool,
    pub zone: TimeZone,
    /// Lines kept between the selection and the edge of its pane.
    pub scroll_margin: u16,
    /// The program, with its arguments, that takes what is copied from its input; empty: the terminal.
    pub clipboard: Vec<String>,
    /// The terminal is told where links lead (OSC 8).
    pub hyperlinks: bool,
    /// Where articles are written to, as it is proposed, and where fetched files go, as it is said.
    pub save_dir: String,
    pub download_dir: String,
    /// Programs that get articles, places to share with, players of enclosed files.
    pub pipes: Vec<Pipe>,
    pub shares: Vec<Share>,
    pub players: Vec<Player>,
    /// The colours of tags by name, where the theme's own are not to be taken.
    pub tag_colors: Vec<(String, Color)>,
    /// A warning about the configuration to show at the start: file, line, column, what is wrong.
    pub problem: Option<String>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            theme: Theme::default(),
            ascii: false,
            manner: Manner::default(),
            images: Images::default(),
            remote: false,
            mark_read: MarkRead::default(),
            read_siblings: false,
            mouse: true,
            clock_24h: true,
            zone: TimeZone::UTC,
            scroll_margin: 2,
            clipboard: Vec::new(),
            hyperlinks: false,
            save_dir: String::new(),
            download_dir: String::new(),
            pipes: Vec::new(),
            shares: Vec::new(),
            players: Vec::new(),
            tag_colors: Vec::new(),
            problem: None,
        }
    }
}
