//! HTML to a `Document`: one pass over the tokens, with a stack of what is open. Takes time in proportion to the input,
//! whatever the input.

mod close;
mod media;
mod open;

use std::borrow::Cow;
use std::collections::HashSet;

use super::document::{Align, Block, Definition, Document, Emphasis, Inline, ListKind};
use super::element::Element;
use super::links::Links;
use super::math::Math;
use super::picture::Candidates;
use super::run::Run;
use super::script::Script;
use super::table::Draft;
use super::token::{Token, tokens};
use super::{entity, places, plain_text, tex};
use crate::safe;

/// What is longer is cut.
const MAX_BYTES: usize = 2 << 20;
/// Elements open at once; deeper ones count as text.
const MAX_OPEN: usize = 256;
/// Elements with blocks of their own (quotes, lists, cells) within each other.
const MAX_CONTAINERS: usize = 32;
/// Stands at the end of a text that was cut.
const CUT: &str = "[Cut here: the text is longer than 2 MiB. Open it in the browser to read on.]";

/// An article's HTML as blocks. Relative links resolve against `base`. Text without any tag is taken as plain text.
pub fn convert(html: &str, base: Option<&str>) -> Document {
    built(html, base, false)
}

/// The same with nothing but the words as they are written: no raised figures, no formulas made readable.
pub fn convert_verbatim(html: &str, base: Option<&str>) -> Document {
    built(html, base, true)
}

fn built(html: &str, base: Option<&str>, verbatim: bool) -> Document {
    let kept = &html[..html.floor_char_boundary(MAX_BYTES)];
    let markup = plain_text::to_html(kept).map_or(Cow::Borrowed(kept), Cow::Owned);
    let mut builder = Builder { verbatim, ..Builder::new(base) };
    builder.links.want(places::wanted(&markup));
    for token in tokens(&markup) {
        match token {
            Token::Text(text) => builder.text(text),
            Token::Open(tag) => builder.open(tag),
            Token::Close(name) => builder.close(name),
        }
    }
    builder.finish(kept.len() < html.len())
}

/// What an open element gathers.
#[derive(Debug)]
enum Content {
    /// Nothing itself; it goes to the container around.
    None,
    Blocks(Vec<Block>),
    List(ListKind, Vec<Vec<Block>>),
    Definitions(Vec<Definition>),
    Details {
        summary: Vec<Inline>,
        blocks: Vec<Block>,
    },
    Figure {
        blocks: Vec<Block>,
        caption: Vec<Inline>,
    },
    Code {
        text: String,
        language: Option<String>,
    },
    Table(Draft),
    Media {
        address: Option<String>,
        title: Option<String>,
    },
    Math(Math),
    Drawing {
        label: String,
        /// The text in it.
        words: String,
        is_icon: bool,
        in_title: bool,
    },
    Nothing,
}

/// How text is set that comes now.
#[derive(Debug, Clone, Copy, Default)]
struct Manner {
    style: Emphasis,
    /// Index into `Builder::targets`.
    target: Option<usize>,
    /// In a link to a place in a page.
    within_page: bool,
    heading: Option<u8>,
    script: Option<Script>,
    /// Raised above what is raised itself.
    script_within: bool,
    /// How the characters before are read.
    reading: bool,
    /// Line breaks mean something.
    keeps_lines: bool,
}

struct Open<'a> {
    name: &'a str,
    element: Element,
    content: Content,
    /// Columns and rows that a cell spans.
    span: (u16, u16),
    align: Align,
    language: Option<String>,
    /// What an abbreviation stands for.
    meaning: Option<String>,
    /// How text was set before it.
    before: Manner,
}

struct Builder<'a> {
    links: Links,
    /// Addresses of the links met; they get their number with their first text.
    targets: Vec<String>,
    blocks: Vec<Block>,
    open: Vec<Open<'a>>,
    /// Indices into `open` of the elements that gather something.
    containers: Vec<usize>,
    run: Run,
    manner: Manner,
    /// The reading of the ruby text that is open.
    reading: String,
    /// What abbreviations stand for that was told already.
    told: HashSet<String>,
    /// Other addresses of the picture that comes next.
    candidates: Candidates,
    /// A picture without an address came just now; the page may have it for browsers without scripts.
    lacks_picture: bool,
    verbatim: bool,
    raised: Raised,
}

/// The raised or lowered text that is open.
#[derive(Debug, Clone, Copy, Default)]
struct Raised {
    begun: bool,
    /// White space stands between what came of it and what comes.
    gap: bool,
}

impl<'a> Builder<'a> {
    fn new(base: Option<&str>) -> Builder<'a> {
        Builder {
            links: Links::new(base),
            targets: Vec::new(),
            blocks: Vec::new(),
            open: Vec::new(),
            containers: Vec::new(),
            run: Run::default(),
            manner: Manner::default(),
            reading: String::new(),
            told: HashSet::new(),
            candidates: Candidates::default(),
            lacks_picture: false,
            verbatim: false,
            raised: Raised::default(),
        }
    }

    fn finish(mut self, is_cut: bool) -> Document {
        self.close_to(0);
        self.flush();
        if is_cut {
            let style = Emphasis { italic: true, ..Emphasis::default() };
            self.blocks.push(Block::Paragraph(vec![Inline::styled(CUT, style)]));
        }
        self.links.finish(self.blocks)
    }

    // --- text

    fn text(&mut self, raw: &str) {
        let decoded = entity::decode(raw);
        let text = safe::text(&decoded);
        let keeps_lines = self.manner.keeps_lines;
        let between_rows = self.open.last().is_some_and(|open| holds_rows(open.name));
        match self.container() {
            Some(Content::Code { .. }) if between_rows && text.trim().is_empty() => {}
            Some(Content::Code { text: code, .. }) => code.push_str(&text),
            Some(Content::Math(math)) => math.text(&text),
            Some(Content::Drawing { label, in_title: true, .. }) => label.push_str(text.trim()),
            Some(Content::Drawing { words, .. }) => {
                words.push_str(text.trim());
                words.push(' ');
            }
            Some(Content::Nothing | Content::Media { .. }) => {}
            _ if keeps_lines => self.lines(&text),
            _ => self.push(&text),
        }
    }

    /// Text of which each line stands by itself.
    fn lines(&mut self, text: &str) {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.line_break();
            }
            let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
            if indent > 0 && self.run.is_at_line_start() && !line.trim().is_empty() {
                self.run.indent(indent);
                self.push(line.trim_start());
            } else {
                self.push(line);
            }
        }
    }

    fn push(&mut self, text: &str) {
        let style = self.manner.style;
        if text.trim().is_empty() {
            if self.manner.script.is_some() {
                self.raised.gap = true;
            } else if !self.manner.reading {
                self.run.push(text, style, None);
            }
            return;
        }
        let target = self.manner.target.and_then(|target| self.targets.get(target));
        let stays = target.is_some_and(|address| address.starts_with('#')) && is_way_back(text.trim());
        if self.manner.within_page && !stays && is_page_mark(text.trim()) {
            return;
        }
        let link = match target {
            Some(address) => self.links.number(address),
            None => None,
        };
        if self.manner.reading {
            return self.read(text);
        }
        if self.manner.script.is_some() {
            self.part_raised(text);
        }
        let set = match self.manner.script {
            _ if self.verbatim => None,
            Some(script) => {
                let text = if self.manner.within_page { in_brackets(text).unwrap_or(text) } else { text };
                Some(if self.manner.script_within { script.marked(text) } else { script.set(text, self.run.last()) })
            }
            None if !style.code => tex::within_text(text),
            None => None,
        };
        self.run.push(set.as_deref().unwrap_or(text), style, link);
        self.lacks_picture = false;
    }

    /// A raised number stands close to its word, but raised words stand apart.
    fn part_raised(&mut self, text: &str) {
        let is_space = |c: char| c.is_ascii_whitespace();
        if self.raised.begun && (self.raised.gap || text.starts_with(is_space)) {
            self.run.push(" ", self.manner.style, None);
        }
        self.raised = Raised { begun: true, gap: text.ends_with(is_space) };
    }

    fn read(&mut self, text: &str) {
        if self.reading.ends_with(|c: char| c.is_ascii_alphanumeric()) {
            self.reading.push(' ');
        }
        self.reading.push_str(text.trim());
    }

    /// Puts the reading of the characters before in brackets behind them.
    fn end_reading(&mut self) {
        if !self.reading.is_empty() {
            let reading = format!("({})", std::mem::take(&mut self.reading));
            self.run.push(&reading, self.manner.style, None);
        }
    }

    /// Ends the line of text that is being gathered and puts it where it belongs.
    fn flush(&mut self) {
        self.end_reading();
        let text = self.run.take();
        if text.is_empty() {
            return;
        }
        self.emit(match self.manner.heading {
            Some(level) => Block::Heading(level, text),
            None => Block::Paragraph(text),
        });
    }

    fn emit(&mut self, block: Block) {
        match self.container() {
            None => self.blocks.push(block),
            Some(Content::Blocks(blocks) | Content::Figure { blocks, .. } | Content::Details { blocks, .. }) => {
                blocks.push(block);
            }
            Some(Content::Definitions(definitions)) => match definitions.last_mut() {
                Some(last) => last.meaning.push(block),
                None => definitions.push(Definition { terms: Vec::new(), meaning: vec![block] }),
            },
            Some(Content::Table(draft)) => draft.stray.push(block),
            Some(Content::List(_, items)) => match items.last_mut() {
                // A list that stands between the items of another belongs to the item before it.
                Some(item) if matches!(block, Block::List(..)) => item.push(block),
                _ => items.push(vec![block]),
            },
            Some(
                Content::None
                | Content::Code { .. }
                | Content::Media { .. }
                | Content::Math(_)
                | Content::Drawing { .. }
                | Content::Nothing,
            ) => {}
        }
    }

    fn container(&mut self) -> Option<&mut Content> {
        let index = *self.containers.last()?;
        self.open.get_mut(index).map(|open| &mut open.content)
    }

    /// The blocks among which the next one will stand.
    fn siblings(&mut self) -> Option<&mut Vec<Block>> {
        if self.containers.is_empty() {
            return Some(&mut self.blocks);
        }
        match self.container() {
            Some(Content::Blocks(blocks) | Content::Figure { blocks, .. } | Content::Details { blocks, .. }) => {
                Some(blocks)
            }
            _ => None,
        }
    }
}

fn holds_rows(name: &str) -> bool {
    ["table", "thead", "tbody", "tfoot", "tr"].iter().any(|part| name.eq_ignore_ascii_case(part))
}

/// The sign by which headings link to themselves and notes to where they are called.
fn is_page_mark(text: &str) -> bool {
    is_way_back(text) || matches!(text, "#" | "¶" | "§" | "🔗")
}

fn is_way_back(text: &str) -> bool {
    matches!(text.trim_end_matches('\u{fe0e}'), "↩" | "↵" | "^" | "↑" | "⏎" | "⤴")
}

/// The number of a note, out of its brackets.
fn in_brackets(text: &str) -> Option<&str> {
    let inner = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    inner.chars().all(char::is_alphanumeric).then_some(inner)
}
