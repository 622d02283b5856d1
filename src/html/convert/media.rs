//! Pictures, films, recordings, frames and drawings.

use super::{Builder, Content};
use crate::html::document::{Block, Embed, Figure, Medium};
use crate::html::element::Element;
use crate::html::token::Tag;
use crate::html::{attribute, embeds, picture, tex};

/// Longer texts of a drawing are cut.
const MAX_WORDS: usize = 300;

impl<'a> Builder<'a> {
    pub(super) fn image(&mut self, tag: &Tag<'a>) {
        let candidates = std::mem::take(&mut self.candidates);
        if attribute::is_tracker(tag) {
            return;
        }
        let alt = attribute::text(tag, "alt").or_else(|| attribute::text(tag, "title")).unwrap_or_default();
        if picture::is_inline(tag) {
            let is_formula = attribute::has_class(tag, &["latex"]);
            let alt = if is_formula { tex::readable(alt.trim_matches('$')) } else { alt };
            return self.push(&alt);
        }
        self.flush();
        let source = picture::source(tag, candidates, &self.links);
        if source.as_deref().is_some_and(embeds::is_counter) || self.repeats(source.as_deref()) {
            return;
        }
        let link = match self.manner.target.and_then(|target| self.targets.get(target)) {
            // Most pictures lead to themselves, larger; that is no news.
            Some(address) if source.as_deref().is_some_and(|source| picture::is_same(address, source)) => None,
            Some(address) => self.links.number(address),
            None => None,
        };
        self.lacks_picture = source.is_none() && alt.is_empty() && link.is_none();
        if !self.lacks_picture {
            self.emit(Block::Figure(Figure {
                image: source,
                alt,
                link,
                size: picture::size(tag),
                caption: Vec::new(),
            }));
        }
    }

    /// Whether the picture before is the same one, given twice for different browsers.
    fn repeats(&mut self, source: Option<&str>) -> bool {
        let last = self.siblings().and_then(|blocks| blocks.last());
        matches!(last, Some(Block::Figure(figure)) if source.is_some() && figure.image.as_deref() == source)
    }

    pub(super) fn open_in_media(&mut self, tag: Tag<'a>, element: Element) {
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

    /// What a player or a frame shows.
    pub(super) fn media(&self, tag: &Tag<'a>, element: Element) -> Content {
        if attribute::is_tracker(tag) {
            return Content::Nothing;
        }
        let names: &[&str] = if element == Element::Frame { &["src", "data-src", "data-lazy-src"] } else { &["src"] };
        let address = names.iter().find_map(|name| self.links.resolve(&tag.attribute(name)?));
        let title = attribute::text(tag, "title").or_else(|| attribute::text(tag, "aria-label"));
        Content::Media { address, title }
    }

    pub(super) fn place_media(&mut self, element: Element, address: Option<String>, title: Option<String>) {
        let Some((address, (mut medium, source))) = address.and_then(|address| {
            let source = embeds::source(&address)?;
            Some((embeds::page(address), source))
        }) else {
            return;
        };
        match element {
            Element::Video => medium = Medium::Video,
            Element::Audio => medium = Medium::Audio,
            _ => {}
        }
        let title = embeds::title(title);
        // A film of the page itself needs no host beside its title.
        let own = medium != Medium::Page && !title.is_empty() && !embeds::is_known(&source);
        let source = if own { String::new() } else { source };
        let link = self.links.number(&address);
        self.emit(Block::Embed(Embed { medium, source, title, link }));
    }

    /// An element of its own kind that stands for a film; false if it is none.
    pub(super) fn player(&mut self, tag: &Tag<'a>) -> bool {
        let Some((_, attribute, page)) = embeds::ELEMENTS.iter().find(|(name, ..)| tag.name.eq_ignore_ascii_case(name))
        else {
            return false;
        };
        if let Some(id) = attribute::text(tag, attribute) {
            self.flush();
            let address = self.links.resolve(&format!("{page}{id}"));
            let title = attribute::text(tag, "playlabel").or_else(|| attribute::text(tag, "title"));
            self.place_media(Element::Frame, address, title);
        }
        true
    }

    pub(super) fn drawing(tag: &Tag<'a>) -> Content {
        let label = attribute::text(tag, "aria-label").unwrap_or_default();
        Content::Drawing { label, words: String::new(), is_icon: picture::is_icon(tag), in_title: false }
    }

    pub(super) fn open_in_drawing(&mut self, tag: Tag<'a>) {
        if let Some(Content::Drawing { in_title, label, .. }) = self.container() {
            *in_title = tag.name.eq_ignore_ascii_case("title") && label.is_empty();
        }
        self.open_within(tag, Element::Drawn, Content::None);
    }

    /// A drawing is shown by its title, or by the words in it.
    pub(super) fn place_drawing(&mut self, label: String, words: &str, is_icon: bool) {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if is_icon && words.is_empty() {
            return;
        }
        let mut alt = if label.is_empty() { words } else { label };
        if alt.len() > MAX_WORDS {
            alt.truncate(alt.floor_char_boundary(MAX_WORDS));
            alt.push('…');
        }
        if !alt.is_empty() {
            self.emit(Block::Figure(Figure { alt, ..Figure::default() }));
        }
    }

    /// What is there for browsers without scripts: pictures and films, unless they stand before it already.
    pub(super) fn place_fallback(&mut self, blocks: Vec<Block>) {
        let awaited = std::mem::take(&mut self.lacks_picture);
        for block in blocks {
            let last = self.siblings().and_then(|blocks| blocks.last_mut());
            match (last, block) {
                (Some(Block::Figure(last)), Block::Figure(figure)) if !awaited => {
                    last.image = last.image.take().or(figure.image);
                }
                (_, block @ (Block::Figure(_) | Block::Embed(_))) => self.emit(block),
                _ => {}
            }
        }
    }
}
