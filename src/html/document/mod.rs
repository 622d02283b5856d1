//! An article as blocks of styled text: what `convert` makes of HTML and `text::layout` sets in lines.

mod embed;
mod numbering;
mod table;
mod walk;

use std::collections::{BTreeSet, HashMap};

pub use embed::{Embed, Medium};
pub use numbering::{NumberStyle, Numbering};
pub use table::{Align, Cell, Table, placed};
pub use walk::{Part, parts};

/// A whole article body.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    pub blocks: Vec<Block>,
    /// The targets of the links in the text, in order; `Inline::link` counts from 0. First those that lead out, absolute;
    /// then those to a place in this very text (notes, sections), as "#name", each with an `Inline::place` somewhere.
    pub links: Vec<String>,
}

impl Document {
    /// The links that lead out of the text.
    pub fn outer_links(&self) -> &[String] {
        let outer = self.links.iter().position(|link| link.starts_with('#')).unwrap_or(self.links.len());
        &self.links[..outer]
    }

    /// Keeps the links of these numbers, in this order; the others lead nowhere any more.
    pub fn renumber_links(&mut self, kept: &[u16]) {
        let numbers: HashMap<u16, u16> = kept.iter().copied().zip(0..).collect();
        self.number_links(|number| numbers.get(&number).copied());
        let links = kept.iter().filter_map(|number| self.links.get(usize::from(*number)).cloned());
        self.links = links.collect();
    }

    /// Gives each link in the text another number; none leads nowhere.
    fn number_links(&mut self, number: impl Fn(u16) -> Option<u16>) {
        let renumber = |link: &mut Option<u16>| *link = link.and_then(&number);
        parts(&mut self.blocks, &mut |part| match part {
            Part::Link(link) => renumber(link),
            Part::Line(line) => line.iter_mut().for_each(|inline| {
                renumber(&mut inline.link);
                renumber(&mut inline.place);
            }),
        });
    }

    /// Adds a text behind this one. Places of the same name stay apart; links beyond the largest number lead nowhere.
    pub fn append(&mut self, mut behind: Document) {
        let (outer, places) = (self.outer_links().len(), self.links.len() - self.outer_links().len());
        let outer_behind = behind.outer_links().len();
        // First the links that lead out, those of both, then the places.
        let moved = |number: u16, by: usize| u16::try_from(usize::from(number) + by).ok();
        self.number_links(|link| moved(link, if usize::from(link) < outer { 0 } else { outer_behind }));
        behind.number_links(|link| moved(link, if usize::from(link) < outer_behind { outer } else { outer + places }));
        let (own, mut others) = (self.links.split_off(outer), behind.links.split_off(outer_behind));
        for place in others.iter_mut().filter(|place| own.contains(place)) {
            *place = format!("#{}-{}", own.len(), place.trim_start_matches('#'));
        }
        self.links.extend(behind.links.into_iter().chain(own).chain(others));
        self.blocks.extend(behind.blocks);
    }

    /// Forgets links to which no text leads any more.
    pub fn drop_unused_links(&mut self) {
        let mut used = BTreeSet::new();
        parts(&mut self.blocks, &mut |part| match part {
            Part::Link(link) => used.extend(*link),
            Part::Line(line) => used.extend(line.iter().filter_map(|inline| inline.link)),
        });
        if used.len() < self.links.len() {
            self.renumber_links(&Vec::from_iter(used));
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    Paragraph(Vec<Inline>),
    /// Level 1 to 6.
    Heading(u8, Vec<Inline>),
    Quote(Vec<Block>),
    /// Each item is a run of blocks.
    List(ListKind, Vec<Vec<Block>>),
    Definitions(Vec<Definition>),
    /// What a page unfolds on demand: shown open, below its summary (which may be empty).
    Details {
        summary: Vec<Inline>,
        blocks: Vec<Block>,
    },
    /// Text with its line breaks and spaces, and the language where the page names it.
    Code {
        text: String,
        language: Option<String>,
    },
    Figure(Figure),
    Embed(Embed),
    Table(Table),
    Rule,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListKind {
    Bullet,
    Numbered(Numbering),
}

impl ListKind {
    /// What stands before the item of that index (from 0), without a space: "•", "7.", "iv.", "C.".
    pub fn mark(&self, index: usize) -> String {
        match self {
            ListKind::Bullet => "•".to_owned(),
            ListKind::Numbered(numbering) => numbering.mark(index),
        }
    }
}

/// Terms and what they mean; either may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Definition {
    pub terms: Vec<Vec<Inline>>,
    pub meaning: Vec<Block>,
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
    /// Width and height in CSS pixels, where the page gives both.
    pub size: Option<(u32, u32)>,
}

/// A run of text in one style. Text has passed `safe`; white space is folded, `\n` is a line break.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inline {
    pub text: String,
    pub style: Emphasis,
    /// Index into `Document::links`.
    pub link: Option<u16>,
    /// The link ("#name" in `Document::links`) that leads to the beginning of this run.
    pub place: Option<u16>,
}

impl Inline {
    /// Text without any style.
    pub fn plain(text: impl Into<String>) -> Inline {
        Inline { text: text.into(), ..Inline::default() }
    }

    pub fn styled(text: impl Into<String>, style: Emphasis) -> Inline {
        Inline { style, ..Inline::plain(text) }
    }
}

/// The bare text of a line.
pub fn bare(line: &[Inline]) -> String {
    line.iter().map(|inline| inline.text.as_str()).collect()
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
