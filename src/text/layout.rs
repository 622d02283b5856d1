//! A document set in lines in a given manner. (The setting itself is in the sibling modules.)

use super::manner::Manner;
use crate::html::document::Emphasis;

/// What a piece of a line is, for the theme to colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Role {
    #[default]
    Body,
    Headline,
    Standfirst,
    Byline,
    /// A tag in the head.
    Tag,
    Heading,
    Quote,
    Code,
    /// Of code: words of the language, strings, comments, numbers.
    Keyword,
    Literal,
    Comment,
    Number,
    Link,
    /// The number behind a link, bullets, rules, table borders.
    Mark,
    Caption,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Span {
    pub text: String,
    pub role: Role,
    pub style: Emphasis,
    /// Index into `Layout::links`.
    pub link: Option<u16>,
}

/// A place in the article that outlives a change of width: the block, and the byte of its text at which a line begins.
/// An empty line belongs to the end of the block before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Anchor {
    pub block: u32,
    pub byte: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    pub spans: Vec<Span>,
    pub anchor: Anchor,
}

/// Lines no wider than the manner's width, ready to be drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// How it was set: whether it fits what is wanted is told by this.
    pub manner: Manner,
    pub lines: Vec<Line>,
    /// Addresses; those to a place in this article as "#name".
    pub links: Vec<String>,
    /// Where the links lead that lead to a place in the article itself.
    pub places: Vec<(u16, Anchor)>,
    /// The line with the date of the article, at the end of which there is room for its age.
    pub dated: Option<u32>,
    /// The addresses of the pictures to be shown, each once.
    pub wanted: Vec<String>,
    /// Where those stand whose size is known, from the top.
    pub pictures: Vec<Picture>,
}

/// The box of a picture: whole cells, which it fills to the edges.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    pub address: String,
    /// The first line, and the first cell in it.
    pub line: usize,
    pub column: u16,
    pub columns: u16,
    pub rows: u16,
}

impl Layout {
    /// The line that shows `anchor`: the last place at or before it, and the first of the lines that have that place.
    pub fn line_at(&self, anchor: Anchor) -> usize {
        let after = self.lines.partition_point(|line| line.anchor <= anchor);
        let Some(place) = after.checked_sub(1).and_then(|last| self.lines.get(last)).map(|line| line.anchor) else {
            return 0;
        };
        self.lines.partition_point(|line| line.anchor < place)
    }

    /// The line to which a link leads, if it leads into this article.
    pub fn place(&self, link: u16) -> Option<usize> {
        let (_, anchor) = self.places.iter().find(|(other, _)| *other == link)?;
        Some(self.line_at(*anchor))
    }

    /// The place of a line; the end of the article beyond the last.
    pub fn anchor(&self, line: usize) -> Anchor {
        self.lines.get(line).or(self.lines.last()).map(|line| line.anchor).unwrap_or_default()
    }
}
