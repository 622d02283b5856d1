//! An article as blocks of styled text: what `convert` makes of HTML and `text::layout` sets in lines.

/// A whole article body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    pub blocks: Vec<Block>,
    /// The targets of the links in the text, absolute, in order; `Inline::link` counts from 0.
    pub links: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    Paragraph(Vec<Inline>),
    /// Level 1 to 6.
    Heading(u8, Vec<Inline>),
    Quote(Vec<Block>),
    /// Each item is a run of blocks.
    List(ListKind, Vec<Vec<Block>>),
    /// Text with its line breaks and spaces, and the language where the page names it.
    Code {
        text: String,
        language: Option<String>,
    },
    Figure(Figure),
    Table(Table),
    Rule,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListKind {
    Bullet,
    /// The first number.
    Numbered(i32),
}

/// A picture, or several under one caption.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figure {
    /// The address of the picture, absolute.
    pub image: Option<String>,
    pub alt: String,
    /// Where the picture leads: index into `Document::links`.
    pub link: Option<u16>,
    pub caption: Vec<Inline>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub caption: Vec<Inline>,
    pub header: Vec<Vec<Inline>>,
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// A run of text in one style. Text has passed `safe`; white space is folded, `\n` is a line break.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inline {
    pub text: String,
    pub style: Emphasis,
    /// Index into `Document::links`.
    pub link: Option<u16>,
}

/// How a run is emphasised.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Emphasis {
    pub strong: bool,
    pub italic: bool,
    pub code: bool,
    pub strike: bool,
    pub underline: bool,
}
