//! What end tags do: what an element gathered is put where it belongs.

use super::{Builder, Content, Open};
use crate::html::attribute::COUNTS_ITEMS;
use crate::html::code;
use crate::html::document::{Block, Definition, Inline, ListKind};
use crate::html::element::Element;
use crate::html::picture::Candidates;
use crate::html::table::{Cell, Draft, append, flatten};

impl<'a> Builder<'a> {
    pub(super) fn close(&mut self, name: &str) {
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

    pub(super) fn close_to(&mut self, index: usize) {
        while self.open.len() > index {
            self.close_last();
        }
    }

    fn close_last(&mut self) {
        let Some(last) = self.open.last() else { return };
        let element = last.element;
        if let Some((_, behind)) = element.marks() {
            self.run.push(behind, self.manner.style, None);
        }
        match element {
            Element::Ruby => self.end_reading(),
            Element::Reading if !self.open.iter().any(|open| open.element == Element::Ruby) => self.end_reading(),
            _ => {}
        }
        let Some(last) = self.open.last() else { return };
        let gathers = !matches!(last.content, Content::None);
        if !matches!(last.content, Content::Nothing) && !last.element.is_inline() {
            self.flush();
        }
        let Some(open) = self.open.pop() else { return };
        if gathers {
            self.containers.pop();
        }
        self.manner = open.before;
        if let Some(meaning) = &open.meaning {
            self.tell_meaning(meaning);
        }
        self.place(open);
    }

    /// Puts what an element gathered where it belongs.
    fn place(&mut self, open: Open<'a>) {
        match open.content {
            Content::None => match (open.element, self.container()) {
                (Element::Formula, Some(Content::Math(math))) => math.close(),
                (Element::Unselectable, Some(Content::Code { text, .. })) => code::drop_line_number(text),
                (Element::Drawn, Some(Content::Drawing { in_title, .. })) => *in_title = false,
                (Element::Picture, _) => self.candidates = Candidates::default(),
                _ => {}
            },
            Content::Nothing => {}
            Content::Math(math) => {
                let formula = math.finish();
                self.run.push(&formula, self.manner.style, None);
            }
            Content::Drawing { label, words, is_icon, .. } => self.place_drawing(label, &words, is_icon),
            Content::Blocks(blocks) => match open.element {
                Element::Item => self.place_item(blocks),
                Element::Caption => self.place_caption(flatten(blocks)),
                Element::Fallback => self.place_fallback(blocks),
                Element::Summary => self.place_summary(flatten(blocks)),
                Element::Term if blocks.iter().any(|block| matches!(block, Block::Figure(_))) => {
                    self.place_meaning(blocks);
                }
                Element::Term => self.place_term(flatten(blocks)),
                Element::Meaning => self.place_meaning(blocks),
                Element::Cell | Element::HeaderCell => {
                    let header = open.element == Element::HeaderCell;
                    let cell = Cell { header, blocks, span: open.span, align: open.align };
                    if let Some(draft) = self.draft() {
                        draft.push(cell);
                    }
                }
                _ if blocks.is_empty() => {}
                _ => self.emit(Block::Quote(blocks)),
            },
            Content::List(_, items) if items.is_empty() => {}
            Content::List(mut kind, items) => {
                if let ListKind::Numbered(numbering) = &mut kind
                    && numbering.first == COUNTS_ITEMS
                {
                    numbering.first = i32::try_from(items.len()).unwrap_or(i32::MAX);
                }
                self.emit(Block::List(kind, items));
            }
            Content::Definitions(definitions) if definitions.is_empty() => {}
            // A gallery, from the time before `figure`.
            Content::Definitions(definitions) if is_gallery(&definitions) => {
                self.place_meaning(definitions.into_iter().flat_map(|definition| definition.meaning).collect());
            }
            Content::Definitions(definitions) => self.emit(Block::Definitions(definitions)),
            Content::Details { summary, blocks } if summary.is_empty() && blocks.is_empty() => {}
            Content::Details { summary, blocks } => self.emit(Block::Details { summary, blocks }),
            Content::Figure { blocks, caption } => self.place_figure(blocks, caption),
            Content::Code { text, language } => self.place_code(&text, language),
            Content::Table(draft) => draft.finish().into_iter().for_each(|block| self.emit(block)),
            Content::Media { address, title } => self.place_media(open.element, address, title),
        }
    }

    /// Says in brackets what an abbreviation stands for, once.
    fn tell_meaning(&mut self, meaning: &str) {
        if !self.verbatim && self.told.insert(meaning.to_lowercase()) && !self.run.ends_with(meaning) {
            self.run.push(&format!(" ({meaning})"), self.manner.style, None);
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

    fn place_summary(&mut self, text: Vec<Inline>) {
        match self.container() {
            Some(Content::Details { summary, blocks }) if summary.is_empty() && blocks.is_empty() => *summary = text,
            _ => self.emit_strong(text),
        }
    }

    fn place_term(&mut self, text: Vec<Inline>) {
        let Some(Content::Definitions(definitions)) = self.container() else { return self.emit_strong(text) };
        match definitions.last_mut().filter(|last| last.meaning.is_empty()) {
            _ if text.is_empty() => {}
            Some(last) => last.terms.push(text),
            None => definitions.push(Definition { terms: vec![text], meaning: Vec::new() }),
        }
    }

    fn place_meaning(&mut self, blocks: Vec<Block>) {
        blocks.into_iter().for_each(|block| self.emit(block));
    }

    /// A paragraph of its own for what stands outside of where it belongs.
    fn emit_strong(&mut self, mut text: Vec<Inline>) {
        if !text.is_empty() {
            text.iter_mut().for_each(|inline| inline.style.strong = true);
            self.emit(Block::Paragraph(text));
        }
    }

    fn place_caption(&mut self, text: Vec<Inline>) {
        match self.container() {
            Some(Content::Figure { caption, .. } | Content::Table(Draft { caption, .. })) => append(caption, text),
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
            Some(figure) if figure.caption.is_empty() => figure.caption = caption,
            _ if caption.is_empty() => {}
            _ => blocks.push(Block::Paragraph(caption)),
        }
        blocks.into_iter().for_each(|block| self.emit(block));
    }

    fn place_code(&mut self, text: &str, language: Option<String>) {
        let text = text.trim_start_matches('\n').trim_end();
        if text.trim().is_empty() || code::is_line_numbers(text) {
            return;
        }
        let language = language.or_else(|| self.open.iter().rev().find_map(|open| open.language.clone()));
        self.emit(Block::Code { text: text.to_owned(), language });
    }

    /// The table whose rows are being gathered.
    pub(super) fn draft(&mut self) -> Option<&mut Draft> {
        self.open.iter_mut().rev().find_map(|open| match &mut open.content {
            Content::Table(draft) => Some(draft),
            _ => None,
        })
    }
}

fn is_gallery(definitions: &[Definition]) -> bool {
    let figures = definitions.iter().flat_map(|definition| &definition.meaning);
    definitions.iter().all(|definition| definition.terms.is_empty())
        && figures.clone().any(|block| matches!(block, Block::Figure(_)))
}
