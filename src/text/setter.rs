//! Blocks set one below the other in lines of one width, indented as lists and quotes ask.

use super::figure::Pictures;
use super::flow::{Flow, FlowLine, Look, Setting, append};
use super::layout::{Anchor, Line, Role, Span};
use super::{code, figure, grid, width};
use crate::html::document::{Block, Definition, Embed, Inline, ListKind};

/// No indent leaves less than this for the text.
pub const MIN_TEXT: usize = 6;
/// The widest rule between sections.
const RULE: usize = 24;

pub struct Setter {
    width: usize,
    setting: Setting,
    indents: Vec<Indent>,
    lines: Vec<Line>,
    /// The number of the next block that has text of its own.
    block: u32,
    places: Vec<(u16, Anchor)>,
    /// The line set last runs from right to left.
    rtl: bool,
    pub pictures: Pictures,
}

/// What stands before the lines of a block.
struct Indent {
    /// Before the first line; spaces before the others, unless it repeats.
    mark: String,
    repeats: bool,
    used: bool,
    role: Role,
}

impl Setter {
    /// Lines of `width` cells, at least 1.
    pub fn new(width: u16, setting: Setting) -> Setter {
        let (indents, lines, places, pictures) = Default::default();
        let width = usize::from(width.max(1));
        Setter { width, setting, indents, lines, block: 0, places, rtl: false, pictures }
    }

    /// The lines, and the places in them to which links lead.
    pub fn finish(self) -> (Vec<Line>, Vec<(u16, Anchor)>) {
        (self.lines, self.places)
    }

    /// The number of the line set last.
    pub fn last_line(&self) -> Option<u32> {
        u32::try_from(self.lines.len().checked_sub(1)?).ok()
    }

    /// Links lead to places in the current block, so many bytes into it.
    pub fn mark_places(&mut self, places: &[(u16, usize)], byte: usize) {
        let anchor = |at: usize| Anchor { block: self.block, byte: u32::try_from(byte + at).unwrap_or(u32::MAX - 1) };
        self.places.extend(places.iter().map(|(link, at)| (*link, anchor(*at))));
    }

    /// Sets blocks, with an empty line between them unless they are `tight`.
    pub fn blocks(&mut self, blocks: &[Block], tight: bool) {
        for (index, block) in blocks.iter().enumerate() {
            if index > 0 && !tight {
                self.gap();
            }
            self.block(block);
        }
    }

    /// An empty line, which belongs to the block before it.
    pub fn gap(&mut self) {
        let anchor = Anchor { block: self.block.saturating_sub(1), byte: u32::MAX };
        let mut spans = self.prefix(false);
        if self.rtl {
            spans = self.at_the_right(FlowLine::empty(0), spans);
        }
        trim(&mut spans);
        self.lines.push(Line { spans, anchor });
    }

    /// Sets a text as a block of its own.
    pub fn flow(&mut self, flow: &Flow) {
        self.mark_places(&flow.places, 0);
        let lines = flow.lines(self.room(), &self.setting);
        lines.into_iter().for_each(|line| self.line(line));
        self.block += 1;
    }

    /// Sets a text as a block that begins on the side on which the article begins, whichever way the text itself runs.
    pub fn side(&mut self, flow: &Flow) {
        for line in flow.lines(self.room(), &self.setting) {
            self.line(FlowLine { rtl: line.rtl || self.setting.from_the_right, ..line });
        }
        self.block += 1;
    }

    /// Sets what `set` sets behind a mark, the lines after the first below its text.
    pub fn hanging(&mut self, mark: String, role: Role, set: impl FnOnce(&mut Setter)) {
        self.indented(Indent { mark, repeats: false, used: false, role }, set);
    }

    fn indented(&mut self, mut indent: Indent, set: impl FnOnce(&mut Setter)) {
        if self.room() < width::of(&indent.mark) + MIN_TEXT {
            indent.mark.clear();
        }
        self.indents.push(indent);
        set(self);
        self.indents.pop();
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(text) => self.text(text, Look::of(self.body())),
            Block::Heading(_, text) => self.text(text, Look::bold(Role::Heading)),
            Block::Quote(blocks) => {
                let bar = Indent { mark: "│ ".to_owned(), repeats: true, used: false, role: Role::Mark };
                self.indented(bar, |setter| setter.blocks(blocks, false));
            }
            Block::List(kind, items) => self.list(kind, items),
            Block::Definitions(definitions) => self.definitions(definitions),
            Block::Details { summary, blocks } => self.details(summary, blocks),
            Block::Code { text, language } => code::set(self, text, language.as_deref()),
            Block::Figure(figure) => figure::set(self, figure),
            Block::Embed(embed) => self.embed(embed),
            Block::Table(table) => grid::set(self, table),
            Block::Rule => self.rule(),
        }
    }

    pub fn text(&mut self, text: &[Inline], look: Look) {
        self.flow(&Flow::inlines(text, look, &self.setting));
    }

    /// The role of running text here.
    fn body(&self) -> Role {
        if self.indents.iter().any(|indent| indent.repeats) { Role::Quote } else { Role::Body }
    }

    fn list(&mut self, kind: &ListKind, items: &[Vec<Block>]) {
        let paragraphs = |item: &Vec<Block>| item.iter().filter(|block| !matches!(block, Block::List(..))).count();
        let tight = items.iter().all(|item| paragraphs(item) <= 1);
        let marks: Vec<String> = (0..items.len()).map(|index| kind.mark(index)).collect();
        let cells = marks.iter().map(|mark| width::of(mark)).max().unwrap_or_default();
        for (index, (item, mark)) in items.iter().zip(marks).enumerate() {
            if index > 0 && !tight {
                self.gap();
            }
            self.hanging(format!("{mark:>cells$} "), Role::Mark, |setter| setter.blocks(item, tight));
        }
    }

    fn definitions(&mut self, definitions: &[Definition]) {
        for (index, definition) in definitions.iter().enumerate() {
            if index > 0 {
                self.gap();
            }
            definition.terms.iter().for_each(|term| self.text(term, Look::bold(self.body())));
            self.hanging("  ".to_owned(), Role::Mark, |setter| setter.blocks(&definition.meaning, false));
        }
    }

    fn details(&mut self, summary: &[Inline], blocks: &[Block]) {
        self.hanging("▾ ".to_owned(), Role::Mark, |setter| {
            if !summary.is_empty() {
                setter.text(summary, Look::bold(setter.body()));
            }
            if !summary.is_empty() && !blocks.is_empty() {
                setter.gap();
            }
            setter.blocks(blocks, false);
        });
    }

    fn embed(&mut self, embed: &Embed) {
        let role = if embed.link.is_some() { Role::Link } else { Role::Caption };
        let mut flow = Flow::plain(&embed.label(), Look { link: embed.link, ..Look::of(role) });
        if let Some(link) = embed.link {
            flow.push_number(link);
        }
        self.hanging(format!("{} ", embed.medium.mark()), Role::Mark, |setter| setter.flow(&flow));
    }

    fn rule(&mut self) {
        let room = self.room();
        let cells = room.min(RULE);
        let mut spans = Vec::new();
        append(&mut spans, &" ".repeat((room - cells) / 2), Look::of(Role::Mark));
        append(&mut spans, &"─".repeat(cells), Look::of(Role::Mark));
        self.line(FlowLine { spans, byte: 0, cells: (room - cells) / 2 + cells, rtl: false });
        self.block += 1;
    }

    // --- lines

    /// Cells that the indents leave.
    pub fn room(&self) -> usize {
        let indents: usize = self.indents.iter().map(|indent| width::of(&indent.mark)).sum();
        self.width - indents
    }

    /// Cells that the indents take.
    pub fn indent(&self) -> usize {
        self.width - self.room()
    }

    /// The number that the next line will have.
    pub fn next_line(&self) -> usize {
        self.lines.len()
    }

    pub fn setting(&self) -> &Setting {
        &self.setting
    }

    /// Ends a block whose lines were added one by one.
    pub fn end_block(&mut self) {
        self.block += 1;
    }

    /// Adds a line of the current block, behind its indents; right-to-left text is set from the right, its marks beside
    /// it.
    pub fn line(&mut self, line: FlowLine) {
        let byte = u32::try_from(line.byte).unwrap_or(u32::MAX - 1);
        let anchor = Anchor { block: self.block, byte };
        let mut spans = self.prefix(true);
        self.rtl = line.rtl;
        if line.rtl {
            spans = self.at_the_right(line, spans);
        } else {
            spans.extend(line.spans);
        }
        self.lines.push(Line { spans, anchor });
    }

    /// A line at the right of the measure, its marks turned and to the right of it.
    fn at_the_right(&self, line: FlowLine, marks: Vec<Span>) -> Vec<Span> {
        let mut spans = Vec::new();
        append(&mut spans, &" ".repeat(self.room().saturating_sub(line.cells)), Look::default());
        spans.extend(line.spans);
        spans.extend(marks.into_iter().rev().map(turned));
        spans
    }

    /// The indents of a line; the marks of a line with text are then used up.
    fn prefix(&mut self, has_text: bool) -> Vec<Span> {
        let mut spans = Vec::new();
        for indent in &mut self.indents {
            let look = Look::of(indent.role);
            if indent.repeats || (has_text && !indent.used) {
                append(&mut spans, &indent.mark, look);
                indent.used |= has_text;
            } else {
                append(&mut spans, &" ".repeat(width::of(&indent.mark)), look);
            }
        }
        spans
    }
}

/// A mark as it stands to the right of its text: "1. " becomes " .1".
fn turned(span: Span) -> Span {
    let words = span.text.split(' ').rev().map(|word| match word.strip_suffix('.') {
        Some(number) => format!(".{number}"),
        None => word.to_owned(),
    });
    Span { text: words.collect::<Vec<_>>().join(" "), ..span }
}

/// Takes the spaces off the end of a line.
fn trim(spans: &mut Vec<Span>) {
    while let Some(last) = spans.last_mut() {
        last.text.truncate(last.text.trim_end().len());
        if !last.text.is_empty() {
            return;
        }
        spans.pop();
    }
}
