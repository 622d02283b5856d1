//! What start tags do.

use super::{Builder, Content, MAX_CONTAINERS, MAX_OPEN, Manner, Open, Raised};
use crate::html::document::{Align, Block, ListKind};
use crate::html::element::Element;
use crate::html::math::Math;
use crate::html::script::Script;
use crate::html::table::Draft;
use crate::html::token::Tag;
use crate::html::{attribute, code, places};

/// Classes of links to notes.
const NOTE_LINKS: &[&str] = &["footnote-ref", "noteref", "footnote-anchor", "footnote-link", "fn-ref"];
/// Longer or shorter ones say nothing about an abbreviation.
const MEANINGS: std::ops::RangeInclusive<usize> = 5..=80;

impl<'a> Builder<'a> {
    pub(super) fn open(&mut self, tag: Tag<'a>) {
        let element = if attribute::is_hidden(&tag) { Element::Skip } else { Element::of_tag(&tag) };
        match self.container() {
            Some(Content::Nothing) => return self.open_within(tag, element, Content::Nothing),
            Some(Content::Media { .. }) => return self.open_in_media(tag, element),
            Some(Content::Code { .. }) => return self.open_in_code(tag, element),
            Some(Content::Math(_)) => return self.open_in_math(tag),
            Some(Content::Drawing { .. }) => return self.open_in_drawing(tag),
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
            Element::Source => self.candidates.add(&tag, &self.links),
            Element::CheckBox => {
                let mark = if tag.attribute("checked").is_some() { "☑ " } else { "☐ " };
                self.run.push(mark, self.manner.style, None);
            }
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
        if element == Element::Plain && self.player(&tag) {
            return;
        }
        if let Some(place) = places::name(&tag).and_then(|name| self.links.place(&name))
            && let Some(pending) = self.run.begin_place(place)
        {
            self.links.join(pending, place);
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
            Element::Video | Element::Audio | Element::Frame => return self.media(tag, element),
            Element::Pre => return Content::Code { text: String::new(), language: code::language(tag) },
            Element::Math => return Content::Math(Math::new(attribute::text(tag, "alttext"))),
            Element::Drawing => return Self::drawing(tag),
            _ if self.containers.len() >= MAX_CONTAINERS => return Content::None,
            _ => {}
        }
        let in_table = || self.open.iter().rev().any(|open| matches!(open.content, Content::Table(_)));
        match element {
            Element::Quote
            | Element::Item
            | Element::Caption
            | Element::Summary
            | Element::Term
            | Element::Meaning
            | Element::Fallback => Content::Blocks(Vec::new()),
            Element::Cell | Element::HeaderCell if in_table() => Content::Blocks(Vec::new()),
            Element::Definitions => Content::Definitions(Vec::new()),
            Element::Details => Content::Details { summary: Vec::new(), blocks: Vec::new() },
            Element::BulletList => Content::List(ListKind::Bullet, Vec::new()),
            Element::NumberedList => Content::List(ListKind::Numbered(attribute::numbering(tag)), Vec::new()),
            Element::Figure => Content::Figure { blocks: Vec::new(), caption: Vec::new() },
            Element::Table => Content::Table(Draft::new(tag)),
            _ => Content::None,
        }
    }

    /// Puts an element on the stack, and takes it off again if it has no content.
    pub(super) fn open_within(&mut self, tag: Tag<'a>, element: Element, content: Content) {
        if self.open.len() >= MAX_OPEN {
            return;
        }
        if !matches!(content, Content::None) {
            self.containers.push(self.open.len());
        }
        match element {
            Element::Row => self.draft().into_iter().for_each(|draft| draft.rows.push(Vec::new())),
            Element::Item => self.number_item(&tag),
            _ => {}
        }
        let is_cell = matches!(element, Element::Cell | Element::HeaderCell);
        let span = |name| if is_cell { attribute::number(&tag, name).unwrap_or(1) } else { 1 };
        self.open.push(Open {
            name: tag.name,
            element,
            content,
            span: (span("colspan"), span("rowspan")),
            align: if is_cell { attribute::align(&tag) } else { Align::Start },
            language: if element.wraps_code() { code::language(&tag) } else { None },
            meaning: if element == Element::Abbreviation { meaning(&tag) } else { None },
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
                if attribute::has_class(tag, NOTE_LINKS) || tag.attribute("role").is_some_and(|v| v == "doc-noteref") {
                    manner.script = Some(Script::Super);
                    self.raised = Raised::default();
                }
            }
            Element::Sub | Element::Sup => {
                manner.script_within = before.script.is_some();
                self.raised = Raised::default();
                manner.script = Some(if element == Element::Sub { Script::Sub } else { Script::Super });
            }
            Element::Reading => manner.reading = true,
            Element::Heading(level) => manner.heading = Some(level),
            _ if element.is_container() => manner.heading = None,
            _ => {}
        }
        manner.keeps_lines |= attribute::keeps_lines(tag);
        manner
    }

    fn target(&mut self, tag: &Tag<'a>) -> Option<usize> {
        let address = tag.attribute("href").and_then(|target| self.links.target(&target))?;
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

    /// Within `pre` all is text but line breaks.
    fn open_in_code(&mut self, tag: Tag<'a>, element: Element) {
        if element == Element::Skip {
            return self.open_within(tag, element, Content::Nothing);
        }
        let element = if attribute::is_unselectable(&tag) { Element::Unselectable } else { element };
        let named = code::language(&tag);
        if let Some(Content::Code { text, language }) = self.container() {
            *language = language.take().or(named);
            let starts_line = !element.is_inline()
                && element != Element::Unselectable
                && !matches!(element, Element::Cell | Element::HeaderCell);
            if element == Element::Break || (starts_line && !text.is_empty() && !text.ends_with('\n')) {
                text.push('\n');
            }
        }
        self.open_within(tag, element, Content::None);
    }

    fn open_in_math(&mut self, tag: Tag<'a>) {
        if self.open.len() >= MAX_OPEN {
            return;
        }
        let is_tex = tag.name.eq_ignore_ascii_case("annotation")
            && tag.attribute("encoding").is_some_and(|encoding| encoding.to_ascii_lowercase().contains("tex"));
        if let Some(Content::Math(math)) = self.container() {
            math.open(tag.name, is_tex);
        }
        self.open_within(tag, Element::Formula, Content::None);
    }

    pub(super) fn line_break(&mut self) {
        if !self.run.line_break() {
            self.flush();
        }
    }
}

/// What an abbreviation stands for, if its title says so in words.
fn meaning(tag: &Tag<'_>) -> Option<String> {
    let title = attribute::text(tag, "title").filter(|title| MEANINGS.contains(&title.chars().count()))?;
    title.chars().all(|c| c.is_alphabetic() || " -’'.,&".contains(c)).then_some(title)
}
