//! How an article is to be set: what its reader chose and what its pane has room for.

/// Two layouts of one article in equal manners are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    /// The widest line, in cells; 0 counts as 1.
    pub width: u16,
    /// Lines are filled up to the measure by wider spaces.
    pub justify: bool,
    /// Words may be parted.
    pub hyphenate: bool,
    /// The terminal puts right-to-left text in order by itself.
    pub terminal_bidi: bool,
    /// Room for pictures; none: they are named, not shown.
    pub pictures: Option<Room>,
}

/// What a picture may take of the pane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Width and height of a cell, in pixels.
    pub cell: (u16, u16),
    /// Lines of the tallest picture.
    pub rows: u16,
}

impl Default for Manner {
    fn default() -> Manner {
        Manner { width: 72, justify: false, hyphenate: true, terminal_bidi: false, pictures: None }
    }
}

impl Manner {
    /// As usual, but so wide.
    pub fn of(width: u16) -> Manner {
        Manner { width, ..Manner::default() }
    }
}
