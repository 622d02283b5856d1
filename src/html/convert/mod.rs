//! HTML to a `Document`: one pass over the tokens, with a stack of what is open. Takes time in proportion to the input,
//! whatever the input.

mod close;
mod open;
mod script;

use std::borrow::Cow;

use self::script::{Script, is_page_mark};
use super::document::{Align, Block, Definition, Document, Emphasis, Inline, ListKind};
use super::element::Element;
use super::links::Links;
use super::run::Run;
use super::table::Draft;
use super::token::{Token, tokens};
use super::{entity, plain_text};
use crate::safe;

/// What is longer is cut.
const MAX_BYTES: usize = 2 << 20;
/// Elements open at once; deeper ones count as text.
const MAX_OPEN: usize = 256;
/// Elements with blocks of their own (quotes, lists, cells) within each other.
const MAX_CONTAINERS: usize = 32;

/// An article's HTML as blocks. Relative links resolve against `base`. Text without any tag is taken as plain text.
pub fn convert(html: &str, base: Option<&str>) -> Document {
    let html = &html[..html.floor_char_boundary(MAX_BYTES)];
    let html = plain_text::to_html(html).map_or(Cow::Borrowed(html), Cow::Owned);
    let mut builder = Builder::new(base);
    for token in tokens(&html) {
        match token {
            Token::Text(text) => builder.text(text),
            Token::Open(tag) => builder.open(tag),
            Token::Close(name) => builder.close(name),
        }
    }
    builder.finish()
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
}

struct Open<'a> {
    name: &'a str,
    element: Element,
    content: Content,
    /// Columns and rows that a cell spans.
    span: (u16, u16),
    align: Align,
    language: Option<String>,
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
        }
    }

    fn finish(mut self) -> Document {
        self.close_to(0);
        self.flush();
        Document { blocks: self.blocks, links: self.links.into_addresses() }
    }

    // --- text

    fn text(&mut self, raw: &str) {
        let decoded = entity::decode(raw);
        let text = safe::text(&decoded);
        match self.container() {
            Some(Content::Code { text: code, .. }) => code.push_str(&text),
            Some(Content::Nothing | Content::Media { .. }) => {}
            _ => self.push(&text),
        }
    }

    fn push(&mut self, text: &str) {
        if text.trim().is_empty() {
            // A raised number stands close to its word.
            return if self.manner.script.is_none() {
                self.run.push(text, self.manner.style, None)
            };
        }
        if self.manner.within_page && is_page_mark(text.trim()) {
            return;
        }
        let link = match self.manner.target.and_then(|target| self.targets.get(target)) {
            Some(address) => self.links.number(address),
            None => None,
        };
        match self.manner.script.and_then(|script| script.write(text)) {
            Some(text) => self.run.push(&text, self.manner.style, link),
            None => self.run.push(text, self.manner.style, link),
        }
    }

    /// Ends the line of text that is being gathered and puts it where it belongs.
    fn flush(&mut self) {
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
            Some(Content::None | Content::Code { .. } | Content::Media { .. } | Content::Nothing) => {}
        }
    }

    fn container(&mut self) -> Option<&mut Content> {
        let index = *self.containers.last()?;
        self.open.get_mut(index).map(|open| &mut open.content)
    }
}
