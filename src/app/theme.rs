//! Themes as plain data: which style each part of the screen has.

/// A terminal colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// One of the terminal's own 16, 0 to 15.
    Ansi(u8),
    Rgb(u8, u8, u8),
}

/// A style; what is `None` is the terminal's own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Style {
    pub fg: Option<Color>,
    pub bg: Option<Color>,
    pub bold: bool,
    pub dim: bool,
    pub italic: bool,
    pub underline: bool,
    pub reverse: bool,
}

/// Every part of the screen that a theme can style. Field names are the names in a theme file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Theme {
    pub name: String,
    /// The whole screen.
    pub base: Style,
    pub title_bar: Style,
    pub status_bar: Style,
    /// The rule between panes, and beside the pane that has the keys.
    pub rule: Style,
    pub rule_focused: Style,
    /// The only filled background: the selected row, in a pane with and without the keys.
    pub selection: Style,
    pub selection_dim: Style,
    pub unread: Style,
    pub read: Style,
    /// Source, age, counts, bylines, hints.
    pub meta: Style,
    pub accent: Style,
    pub star: Style,
    pub warning: Style,
    pub error: Style,
    pub folder: Style,
    /// Lead under the selected headline.
    pub lead: Style,
    /// Words of a headline or lead that were searched for.
    pub found: Style,
    pub headline: Style,
    pub heading: Style,
    pub quote: Style,
    pub code: Style,
    pub code_keyword: Style,
    pub code_string: Style,
    pub code_comment: Style,
    pub code_number: Style,
    pub link: Style,
    pub key: Style,
    /// Overlays and prompts.
    pub overlay: Style,
    pub progress: Style,
    /// Looks of tags, shared out among them by their names; none: as `meta`.
    pub tags: Vec<Style>,
}
