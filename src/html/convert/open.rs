//! What start tags do.

use super::script::Script;
use super::{Builder, Content, MAX_CONTAINERS, MAX_OPEN, Manner, Open};
use crate::html::attribute;
use crate::html::document::{Align, Block, Figure, ListKind};
use crate::html::element::Element;
use crate::html::table::Draft;
use crate::html::token::Tag;

impl<'a> Builder<'a> {
    pub(super) fn open(&mut self, tag: Tag<'a>) {
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
            Element::Term | Element::Meaning => self.end(&[Element::Term, Element::Meaning], element),
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
            Element::Quote | Element::Item | Element::Caption | Element::Summary | Element::Term | Element::Meaning => {
                Content::Blocks(Vec::new())
            }
            Element::Definitions => Content::Definitions(Vec::new()),
            Element::Details => Content::Details { summary: Vec::new(), blocks: Vec::new() },
            Element::Cell | Element::HeaderCell if in_table => Content::Blocks(Vec::new()),
            Element::BulletList => Content::List(ListKind::Bullet, Vec::new()),
            Element::NumberedList => Content::List(ListKind::Numbered(attribute::numbering(tag)), Vec::new()),
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
        if element == Element::Item {
            self.number_item(&tag);
        }
        let is_cell = matches!(element, Element::Cell | Element::HeaderCell);
        let span = |name| if is_cell { attribute::number(&tag, name).unwrap_or(1) } else { 1 };
        self.open.push(Open {
            name: tag.name,
            element,
            content,
            span: (span("colspan"), span("rowspan")),
            align: if is_cell { attribute::align(&tag) } else { Align::Start },
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

    /// An item that says its own number.
    fn number_item(&mut self, tag: &Tag<'a>) {
        let number = tag.attribute("value").and_then(|value| value.trim().parse().ok());
        let list = self.open.iter_mut().rev().find_map(|open| match &mut open.content {
            Content::List(kind, items) => Some((kind, items.len())),
            _ => None,
        });
        if let (Some(number), Some((ListKind::Numbered(numbering), index))) = (number, list) {
            numbering.own.retain(|(at, _)| *at < index);
            numbering.own.push((index, number));
        }
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

    pub(super) fn line_break(&mut self) {
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
        self.emit(Block::Figure(Figure { image: source, alt, link, size: attribute::size(tag), caption: Vec::new() }));
    }
}
