//! HTML to a `Document`: one pass over the tokens, with a stack of what is open. Takes time in proportion to the input,
//! whatever the input.

use std::borrow::Cow;

use super::document::{Block, Document, Emphasis, Figure, Inline, ListKind};
use super::element::Element;
use super::links::Links;
use super::run::Run;
use super::table::{Cell, Draft, flatten};
use super::token::{Tag, Token, tokens};
use super::{attribute, entity, plain_text};
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

#[derive(Debug, Clone, Copy)]
enum Script {
    Sub,
    Super,
}

struct Open<'a> {
    name: &'a str,
    element: Element,
    content: Content,
    /// Columns that a cell spans.
    columns: usize,
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
        match self.manner.script.and_then(|script| raised(text, script)) {
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
            Some(Content::Blocks(blocks) | Content::Figure { blocks, .. }) => blocks.push(block),
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

    // --- start tags

    fn open(&mut self, tag: Tag<'a>) {
        let element = if attribute::is_hidden(&tag) { Element::Skip } else { Element::of(tag.name) };
        match self.container() {
            Some(Content::Nothing) => return self.open_within(tag, element, Content::Nothing),
            Some(Content::Media { .. }) => return self.open_in_media(tag, element),
            Some(Content::Code { .. }) => return self.open_in_code(tag, element),
            _ => {}
        }
        self.end_implied(element);
        match element {
            Element::Break => self.line_break(),
            Element::Image => self.image(&tag),
            Element::Rule => {
                self.flush();
                self.emit(Block::Rule);
            }
            Element::Source => {}
            _ => self.push_open(tag, element),
        }
    }

    /// Ends what an element ends by its start alone.
    fn end_implied(&mut self, element: Element) {
        if element.is_inline() || element == Element::Skip {
            if element == Element::Link {
                self.end(&[Element::Link], element);
            }
            return;
        }
        self.end(&[Element::Paragraph], Element::Link);
        match element {
            Element::Item => self.end(&[Element::Item], element),
            Element::Term | Element::Definition => self.end(&[Element::Term, Element::Definition], Element::Link),
            Element::Row => self.end(&[Element::Row], element),
            Element::Cell | Element::HeaderCell => self.end(&[Element::Cell, Element::HeaderCell], element),
            _ => {}
        }
    }

    /// Ends the innermost open element that is one of `ended`, as far as `by` reaches.
    fn end(&mut self, ended: &[Element], by: Element) {
        let reach = self.open.iter().rposition(|open| ended.contains(&open.element) || by.stops_at(open.element));
        if let Some(index) = reach.filter(|&index| self.open.get(index).is_some_and(|o| ended.contains(&o.element))) {
            self.close_to(index);
        }
    }

    fn push_open(&mut self, tag: Tag<'a>, element: Element) {
        if !element.is_inline() && element != Element::Skip {
            self.flush();
        }
        let content = self.content(&tag, element);
        let before = self.manner;
        self.open_within(tag, element, content);
        if self.open.len() == MAX_OPEN || tag.closed || element.is_void(tag.name) {
            return;
        }
        self.manner = self.manner_within(&tag, element, before);
        if let Some((before, _)) = element.marks() {
            self.run.push(before, self.manner.style, None);
        }
    }

    fn content(&mut self, tag: &Tag<'a>, element: Element) -> Content {
        match element {
            Element::Skip => return Content::Nothing,
            Element::Video | Element::Audio | Element::Frame => {
                let address = tag.attribute("src").and_then(|source| self.links.resolve(&source));
                return Content::Media { address, title: attribute::text(tag, "title") };
            }
            Element::Pre => return Content::Code { text: String::new(), language: attribute::language(tag) },
            _ if self.containers.len() >= MAX_CONTAINERS => return Content::None,
            _ => {}
        }
        let in_table = self.open.iter().rev().any(|open| matches!(open.content, Content::Table(_)));
        match element {
            Element::Quote | Element::Item | Element::Caption => Content::Blocks(Vec::new()),
            Element::Cell | Element::HeaderCell if in_table => Content::Blocks(Vec::new()),
            Element::BulletList => Content::List(ListKind::Bullet, Vec::new()),
            Element::NumberedList => {
                let first = tag.attribute("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
                Content::List(ListKind::Numbered(first), Vec::new())
            }
            Element::Figure => Content::Figure { blocks: Vec::new(), caption: Vec::new() },
            Element::Table => Content::Table(Draft::default()),
            _ => Content::None,
        }
    }

    /// Puts an element on the stack, and takes it off again if it has no content.
    fn open_within(&mut self, tag: Tag<'a>, element: Element, content: Content) {
        if self.open.len() >= MAX_OPEN {
            return;
        }
        if !matches!(content, Content::None) {
            self.containers.push(self.open.len());
        }
        if element == Element::Row
            && let Some(draft) = self.draft()
        {
            draft.rows.push(Vec::new());
        }
        let spans = matches!(element, Element::Cell | Element::HeaderCell);
        self.open.push(Open {
            name: tag.name,
            element,
            content,
            columns: if spans { attribute::number(&tag, "colspan").unwrap_or(1) } else { 1 },
            language: if element == Element::Group { attribute::language(&tag) } else { None },
            before: self.manner,
        });
        if tag.closed || element.is_void(tag.name) {
            self.close_to(self.open.len() - 1);
        }
    }

    fn manner_within(&mut self, tag: &Tag<'a>, element: Element, before: Manner) -> Manner {
        let mut manner = before;
        element.apply(&mut manner.style);
        match element {
            Element::Link => {
                manner.target = self.target(tag);
                manner.within_page = tag.attribute("href").is_some_and(|target| target.contains('#'));
            }
            Element::Sub => manner.script = Some(Script::Sub),
            Element::Sup => manner.script = Some(Script::Super),
            Element::Heading(level) => manner.heading = Some(level),
            _ if element.is_container() => manner.heading = None,
            _ => {}
        }
        manner
    }

    fn target(&mut self, tag: &Tag<'a>) -> Option<usize> {
        let address = tag.attribute("href").and_then(|target| self.links.resolve(&target))?;
        self.targets.push(address);
        Some(self.targets.len() - 1)
    }

    fn open_in_media(&mut self, tag: Tag<'a>, element: Element) {
        let found = match element {
            Element::Source => tag.attribute("src").and_then(|source| self.links.resolve(&source)),
            _ => None,
        };
        if let Some(Content::Media { address, .. }) = self.container()
            && address.is_none()
        {
            *address = found;
        }
        // The fallback for programs that play nothing is not shown.
        self.open_within(tag, element, Content::Nothing);
    }

    /// Within `pre` all is text but line breaks.
    fn open_in_code(&mut self, tag: Tag<'a>, element: Element) {
        if element == Element::Skip {
            return self.open_within(tag, element, Content::Nothing);
        }
        let named = attribute::language(&tag);
        if let Some(Content::Code { text, language }) = self.container() {
            *language = language.take().or(named);
            let starts_line = !element.is_inline() && !matches!(element, Element::Cell | Element::HeaderCell);
            if element == Element::Break || (starts_line && !text.is_empty() && !text.ends_with('\n')) {
                text.push('\n');
            }
        }
        self.open_within(tag, element, Content::None);
    }

    fn line_break(&mut self) {
        if !self.run.line_break() {
            self.flush();
        }
    }

    fn image(&mut self, tag: &Tag<'a>) {
        if attribute::is_tracker(tag) {
            return;
        }
        let alt = attribute::text(tag, "alt").or_else(|| attribute::text(tag, "title")).unwrap_or_default();
        if attribute::is_inline_image(tag) {
            return self.push(&alt);
        }
        self.flush();
        let source = ["src", "data-src", "data-lazy-src", "data-original"].iter().find_map(|name| {
            let source = tag.attribute(name)?;
            self.links.resolve_image(&source)
        });
        let link = match self.manner.target.and_then(|target| self.targets.get(target)) {
            // Most pictures lead to themselves, larger; that is no news.
            Some(address) if Some(address) != source.as_ref() => self.links.number(address),
            _ => None,
        };
        self.emit(Block::Figure(Figure { image: source, alt, link, caption: Vec::new() }));
    }

    // --- end tags

    fn close(&mut self, name: &str) {
        let element = Element::of(name);
        for (index, open) in self.open.iter().enumerate().rev() {
            if open.name.eq_ignore_ascii_case(name) {
                return self.close_to(index);
            }
            if element.stops_at(open.element) {
                break;
            }
        }
        match element {
            Element::Break => self.line_break(),
            Element::Paragraph => self.flush(),
            _ => {}
        }
    }

    fn close_to(&mut self, index: usize) {
        while self.open.len() > index {
            self.close_last();
        }
    }

    fn close_last(&mut self) {
        let Some(last) = self.open.last() else { return };
        if let Some((_, behind)) = last.element.marks() {
            self.run.push(behind, self.manner.style, None);
        }
        let gathers = !matches!(last.content, Content::None);
        if !matches!(last.content, Content::Nothing) && !last.element.is_inline() {
            self.flush();
        }
        let Some(open) = self.open.pop() else { return };
        if gathers {
            self.containers.pop();
        }
        self.manner = open.before;
        self.place(open);
    }

    /// Puts what an element gathered where it belongs.
    fn place(&mut self, open: Open<'a>) {
        match open.content {
            Content::None | Content::Nothing => {}
            Content::Blocks(blocks) => match open.element {
                Element::Item => self.place_item(blocks),
                Element::Caption => self.place_caption(flatten(blocks)),
                Element::Cell | Element::HeaderCell => {
                    let cell = Cell { header: open.element == Element::HeaderCell, blocks };
                    if let Some(draft) = self.draft() {
                        draft.push(cell, open.columns);
                    }
                }
                _ if blocks.is_empty() => {}
                _ => self.emit(Block::Quote(blocks)),
            },
            Content::List(_, items) if items.is_empty() => {}
            Content::List(kind, items) => self.emit(Block::List(kind, items)),
            Content::Figure { blocks, caption } => self.place_figure(blocks, caption),
            Content::Code { text, language } => self.place_code(&text, language),
            Content::Table(draft) => draft.finish().into_iter().for_each(|block| self.emit(block)),
            Content::Media { address, title } => self.place_media(open.element, address, title),
        }
    }

    fn place_item(&mut self, blocks: Vec<Block>) {
        if blocks.is_empty() {
            return;
        }
        if let Some(Content::List(_, items)) = self.container() {
            return items.push(blocks);
        }
        // An item outside of any list makes one with its neighbours.
        let siblings = match self.container() {
            None => &mut self.blocks,
            Some(Content::Blocks(blocks) | Content::Figure { blocks, .. }) => blocks,
            Some(_) => return blocks.into_iter().for_each(|block| self.emit(block)),
        };
        match siblings.last_mut() {
            Some(Block::List(ListKind::Bullet, items)) => items.push(blocks),
            _ => siblings.push(Block::List(ListKind::Bullet, vec![blocks])),
        }
    }

    fn place_caption(&mut self, text: Vec<Inline>) {
        match self.container() {
            Some(Content::Figure { caption, .. }) => *caption = text,
            Some(Content::Table(draft)) => draft.caption = text,
            _ if text.is_empty() => {}
            _ => self.emit(Block::Paragraph(text)),
        }
    }

    /// The caption goes to the last picture; without one it follows as a paragraph.
    fn place_figure(&mut self, mut blocks: Vec<Block>, caption: Vec<Inline>) {
        match blocks.iter_mut().rev().find_map(|block| match block {
            Block::Figure(figure) => Some(figure),
            _ => None,
        }) {
            Some(figure) => figure.caption = caption,
            None if caption.is_empty() => {}
            None => blocks.push(Block::Paragraph(caption)),
        }
        blocks.into_iter().for_each(|block| self.emit(block));
    }

    fn place_code(&mut self, text: &str, language: Option<String>) {
        let text = text.trim_start_matches('\n').trim_end();
        if text.trim().is_empty() {
            return;
        }
        let language = language.or_else(|| self.open.iter().rev().find_map(|open| open.language.clone()));
        self.emit(Block::Code { text: text.to_owned(), language });
    }

    fn place_media(&mut self, element: Element, address: Option<String>, title: Option<String>) {
        let Some(address) = address else { return };
        let host = url::Url::parse(&address).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        let kind = match element {
            Element::Video => "Video",
            Element::Audio => "Audio",
            _ => "Embedded",
        };
        let text = format!("{kind}: {}", title.unwrap_or(host));
        let link = self.links.number(&address);
        self.emit(Block::Paragraph(vec![Inline { text, link, ..Inline::default() }]));
    }

    /// The table whose rows are being gathered.
    fn draft(&mut self) -> Option<&mut Draft> {
        self.open.iter_mut().rev().find_map(|open| match &mut open.content {
            Content::Table(draft) => Some(draft),
            _ => None,
        })
    }
}

/// The sign by which headings link to themselves and notes to where they are called.
fn is_page_mark(text: &str) -> bool {
    matches!(text.trim_end_matches('\u{fe0e}'), "#" | "¶" | "§" | "🔗" | "↩" | "↵" | "^")
}

/// Digits and signs as Unicode has them raised or lowered; none if it lacks one of them.
fn raised(text: &str, script: Script) -> Option<String> {
    text.trim().chars().map(|c| script.of(c)).collect()
}

impl Script {
    fn of(self, c: char) -> Option<char> {
        let (digits, signs) = match self {
            Script::Super => ("⁰¹²³⁴⁵⁶⁷⁸⁹", "⁺⁻⁽⁾"),
            Script::Sub => ("₀₁₂₃₄₅₆₇₈₉", "₊₋₍₎"),
        };
        match c {
            '0'..='9' => digits.chars().nth(c.to_digit(10)? as usize),
            '+' => signs.chars().next(),
            '-' | '−' => signs.chars().nth(1),
            '(' => signs.chars().nth(2),
            ')' => signs.chars().nth(3),
            _ => None,
        }
    }
}
