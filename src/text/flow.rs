//! A paragraph as one text with the looks of its parts, and its pieces as spans.

use std::borrow::Cow;
use std::ops::Range;

use super::bidi::Directions;
use super::hyphens::Patterns;
use super::justify;
use super::layout::{Role, Span};
use super::width;
use super::wrap::{Parting, Piece, wrap};
use crate::html::document::{Emphasis, Inline};

/// What holds for all the text of an article.
#[derive(Debug, Clone, Default)]
pub struct Setting {
    /// Where words may be parted; none: nowhere.
    pub patterns: Option<Patterns>,
    /// Lines of running text are filled up to the measure.
    pub justify: bool,
    /// Text from right to left is left in the order in which it is read: the terminal turns it.
    pub terminal_bidi: bool,
    /// Most of the article runs from right to left.
    pub from_the_right: bool,
    /// Links from this one on lead to places in the text and bear no number.
    pub numbered: u16,
}

/// How a part of a text looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Look {
    pub role: Role,
    pub style: Emphasis,
    pub link: Option<u16>,
}

impl Look {
    pub fn of(role: Role) -> Look {
        Look { role, ..Look::default() }
    }

    pub fn bold(role: Role) -> Look {
        Look { role, style: Emphasis { strong: true, ..Emphasis::default() }, link: None }
    }

    pub fn italic(role: Role) -> Look {
        Look { role, style: Emphasis { italic: true, ..Emphasis::default() }, link: None }
    }
}

impl Look {
    /// Neither code nor an address nor a heading: its words may be hyphenated.
    fn is_running_text(&self) -> bool {
        !self.style.code && !matches!(self.role, Role::Headline | Role::Heading | Role::Byline | Role::Tag | Role::Code)
    }
}

/// A text and where each look begins.
#[derive(Debug, Default)]
pub struct Flow {
    pub text: String,
    looks: Vec<(usize, Look)>,
    /// Bytes to which links of the article lead.
    pub places: Vec<(u16, usize)>,
}

/// One line of a flow.
pub struct FlowLine {
    pub spans: Vec<Span>,
    /// The byte of the text at which it begins.
    pub byte: usize,
    pub cells: usize,
    pub rtl: bool,
}

impl FlowLine {
    pub fn empty(byte: usize) -> FlowLine {
        FlowLine { spans: Vec::new(), byte, cells: 0, rtl: false }
    }
}

impl Flow {
    /// Text in one look.
    pub fn plain(text: &str, look: Look) -> Flow {
        let mut flow = Flow::default();
        flow.push(text, look);
        flow
    }

    /// Inlines with the number of each link behind its text. `base` gives the role and adds to the style.
    pub fn inlines(inlines: &[Inline], base: Look, setting: &Setting) -> Flow {
        let mut flow = Flow::default();
        for (index, inline) in inlines.iter().enumerate() {
            let style = join(base.style, inline.style);
            let role = match (inline.link, inline.style.code) {
                (Some(_), _) => Role::Link,
                (None, true) => Role::Code,
                _ => base.role,
            };
            flow.places.extend(inline.place.map(|link| (link, flow.text.len())));
            flow.push(&inline.text, Look { role, style, link: inline.link });
            let next = inlines.get(index + 1).and_then(|next| next.link);
            if let Some(link) = inline.link.filter(|link| next != Some(*link) && *link < setting.numbered) {
                flow.push_number(link);
            }
        }
        flow
    }

    pub fn push(&mut self, text: &str, look: Look) {
        if !text.is_empty() && self.looks.last().map(|(_, look)| *look) != Some(look) {
            self.looks.push((self.text.len(), look));
        }
        self.text.push_str(text);
    }

    /// Adds another flow at the end.
    pub fn extend(&mut self, other: &Flow) {
        let start = self.text.len();
        self.places.extend(other.places.iter().map(|(link, at)| (*link, start + at)));
        self.looks.extend(other.looks.iter().map(|(at, look)| (start + at, *look)));
        self.text.push_str(&other.text);
    }

    /// Puts "[1]" before the white space at the end.
    pub fn push_number(&mut self, link: u16) {
        let end = self.text.trim_end().len();
        let space = self.text.split_off(end);
        let before = self.looks.last().map(|(_, look)| *look).unwrap_or_default();
        // Looks that began in that space begin behind the number.
        self.looks.truncate(self.looks.partition_point(|(start, _)| *start < end));
        let look = Look { role: Role::Mark, link: Some(link), style: Emphasis::default() };
        self.push(&format!("[{}]", u32::from(link) + 1), look);
        self.push(&space, Look { link: None, ..before });
    }

    /// The lines of the flow, each at most `cells` wide.
    pub fn lines(&self, cells: usize, setting: &Setting) -> Vec<FlowLine> {
        let directions = Directions::of(&self.text, setting.from_the_right);
        let allowed = |byte| self.look_at(byte).is_running_text();
        let parting = setting.patterns.as_ref().map(|patterns| Parting { patterns, allowed: &allowed });
        let pieces = wrap(&self.text, cells, parting.as_ref());
        let mut lines = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let fill = setting.justify && !piece.last && cells >= justify::NARROWEST && allowed(piece.range.start);
            let shown = directions.as_ref().filter(|_| !setting.terminal_bidi);
            let mut line = self.line(piece, cells, shown);
            line.rtl = directions.as_ref().is_some_and(Directions::rtl);
            if fill && line.cells < cells {
                justify::stretch(&mut line.spans, cells - line.cells, lines.len() % 2 == 1);
                line.cells = width_of(&line.spans);
            }
            lines.push(line);
        }
        lines
    }

    /// A line in the order of the screen, or as it is read where no directions are given.
    fn line(&self, piece: Piece, cells: usize, directions: Option<&Directions>) -> FlowLine {
        let byte = piece.range.start;
        let mut spans = match directions {
            Some(directions) => self.visual(&directions.visual(&self.text, piece.range.clone())),
            None => self.spans(piece.range.clone()),
        };
        if piece.hyphen {
            let look = self.look_at(piece.range.end.saturating_sub(1));
            // The end of a line from the right is at its left.
            match directions.filter(|directions| directions.rtl()) {
                Some(_) => {
                    spans.insert(0, Span { text: "-".to_owned(), role: look.role, style: look.style, link: look.link })
                }
                None => append(&mut spans, "-", look),
            }
        }
        let mut used = width_of(&spans);
        if used > cells {
            spans = self.squeezed(piece.range, cells);
            used = width_of(&spans);
        }
        FlowLine { spans, byte, cells: used, rtl: false }
    }

    /// A line that is too wide after all: a look began inside of a grapheme, or the grapheme is wider than the line. Then
    /// there is no room for it, but for a sign that something stands here.
    fn squeezed(&self, range: Range<usize>, cells: usize) -> Vec<Span> {
        let look = self.look_at(range.start);
        let text = self.text.get(range).filter(|text| width::of(text) <= cells).unwrap_or("…");
        let mut spans = Vec::new();
        append(&mut spans, text, look);
        spans
    }

    fn spans(&self, range: Range<usize>) -> Vec<Span> {
        let mut spans = Vec::new();
        self.add_spans(range, &mut spans);
        spans
    }

    /// Adds the text of a range as it is read.
    pub fn add_spans(&self, range: Range<usize>, spans: &mut Vec<Span>) {
        let first = self.looks.partition_point(|(start, _)| *start <= range.start).saturating_sub(1);
        for (index, (start, look)) in self.looks.iter().enumerate().skip(first) {
            if *start >= range.end {
                break;
            }
            let end = self.looks.get(index + 1).map_or(self.text.len(), |(next, _)| *next).min(range.end);
            append(spans, &self.text[(*start).max(range.start)..end], *look);
        }
    }

    fn visual(&self, clusters: &[(usize, Cow<'_, str>)]) -> Vec<Span> {
        let mut spans = Vec::new();
        for (byte, cluster) in clusters {
            append(&mut spans, cluster, self.look_at(*byte));
        }
        spans
    }

    fn look_at(&self, byte: usize) -> Look {
        let index = self.looks.partition_point(|(start, _)| *start <= byte).saturating_sub(1);
        self.looks.get(index).map(|(_, look)| *look).unwrap_or_default()
    }
}

/// Adds text to a line, joined to its last span if that looks the same.
pub fn append(spans: &mut Vec<Span>, text: &str, look: Look) {
    if text.is_empty() {
        return;
    }
    match spans.last_mut() {
        Some(last) if (last.role, last.style, last.link) == (look.role, look.style, look.link) => {
            last.text.push_str(text);
        }
        _ => spans.push(Span { text: text.to_owned(), role: look.role, style: look.style, link: look.link }),
    }
}

fn width_of(spans: &[Span]) -> usize {
    spans.iter().map(|span| width::of(&span.text)).sum()
}

fn join(a: Emphasis, b: Emphasis) -> Emphasis {
    Emphasis {
        strong: a.strong || b.strong,
        italic: a.italic || b.italic,
        code: a.code || b.code,
        strike: a.strike || b.strike,
        underline: a.underline || b.underline,
    }
}
