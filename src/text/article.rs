//! An article as the pane shows it: its head, its text, and at the foot what it encloses and links to.

use std::fmt::Write as _;
use std::sync::Arc;

use super::figure::{self, Known, Pictures};
use super::flow::{Flow, Look, Setting};
pub use super::head::{Head, head, standfirst};
use super::hyphens::Patterns;
use super::layout::{Layout, Line, Role};
use super::manner::Manner;
use super::setter::Setter;
use super::{amount, bidi, language};
use crate::html::document::{Block, Document, Emphasis};
use crate::model::{Chapter, Enclosure};
use crate::safe;

/// Sets an article in lines, without knowing more of its pictures than the page says.
pub fn lay_out(head: &Head, document: &Document, manner: &Manner) -> Layout {
    lay_out_with(head, document, manner, Arc::default())
}

/// Sets an article in lines, with boxes for pictures whose size is known.
pub fn lay_out_with(head: &Head, document: &Document, manner: &Manner, known: Arc<Known>) -> Layout {
    let mut setter = Setter::new(manner.width, setting(head, document, manner));
    let mut links = document.links.clone();
    setter.pictures = Pictures { room: manner.pictures, known, ..Pictures::default() };
    let dated = super::head::set(&mut setter, head, document);
    figure::set_lead(&mut setter, head, document);
    if !document.blocks.is_empty() {
        setter.gap();
        setter.blocks(&document.blocks, false);
    }
    set_enclosures(&mut setter, &head.enclosures, &mut links);
    set_links(&mut setter, document.outer_links());
    let Pictures { wanted, boxes, .. } = std::mem::take(&mut setter.pictures);
    let (lines, places) = setter.finish();
    Layout { manner: *manner, lines, links, places, dated, wanted, pictures: boxes }
}

fn set_enclosures(setter: &mut Setter, enclosures: &[Enclosure], links: &mut Vec<String>) {
    if enclosures.is_empty() {
        return;
    }
    setter.gap();
    for enclosure in enclosures {
        let mut flow = Flow::plain(&describe(enclosure), Look::of(Role::Caption));
        flow.push("  ", Look::of(Role::Caption));
        match safe::url(&enclosure.url).zip(u16::try_from(links.len()).ok()) {
            Some((address, number)) => {
                flow.push(&address, Look { link: Some(number), ..Look::of(Role::Link) });
                flow.push_number(number);
                links.push(address);
            }
            None => flow.push(&safe::one_line(&enclosure.url), Look::of(Role::Caption)),
        }
        let mark = if is_audible(enclosure) { "♫ " } else { "⊕ " };
        setter.hanging(mark.to_owned(), Role::Mark, |setter| setter.flow(&flow));
        set_chapters(setter, &enclosure.chapters, links);
    }
}

/// When each chapter begins and what it is called, a link where it has an address.
fn set_chapters(setter: &mut Setter, chapters: &[Chapter], links: &mut Vec<String>) {
    let cells = chapters.iter().map(|chapter| amount::clock(chapter.start).len()).max().unwrap_or_default();
    for Chapter { start, title, url } in chapters {
        let title = safe::one_line(title);
        let mut flow = Flow::default();
        match url.as_deref().and_then(safe::url).zip(u16::try_from(links.len()).ok()) {
            Some((address, number)) => {
                flow.push(&title, Look { link: Some(number), ..Look::of(Role::Link) });
                flow.push_number(number);
                links.push(address);
            }
            None => flow.push(&title, Look::of(Role::Caption)),
        }
        setter.hanging(format!("  {:>cells$}  ", amount::clock(*start)), Role::Mark, |setter| setter.flow(&flow));
    }
}

fn is_audible(enclosure: &Enclosure) -> bool {
    enclosure.media_type.as_deref().is_some_and(|media| media.starts_with("audio/"))
}

/// "Title · audio/mpeg · 12 MB · 42 min"
pub fn describe(enclosure: &Enclosure) -> String {
    let length = enclosure.length.filter(|bytes| *bytes > 0).map(amount::size);
    let duration = enclosure.duration.filter(|seconds| *seconds > 0).map(amount::length);
    let title = enclosure.title.as_deref().map(safe::one_line).filter(|title| !title.is_empty());
    let media = enclosure.media_type.as_deref().map(safe::one_line);
    let parts = [title, media, length, duration];
    let text = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    if text.is_empty() { "Enclosure".to_owned() } else { text }
}

/// The targets of the links in the text.
fn set_links(setter: &mut Setter, links: &[String]) {
    if links.is_empty() {
        return;
    }
    setter.gap();
    let digits = links.len().to_string().len();
    for (number, address) in (0u16..).zip(links) {
        let shown = format!("[{}]", u32::from(number) + 1);
        let cells = digits + 3;
        let mark = format!("{shown:<cells$}");
        let flow = Flow::plain(address, Look { link: Some(number), ..Look::of(Role::Link) });
        setter.hanging(mark, Role::Mark, |setter| setter.flow(&flow));
    }
}

fn setting(head: &Head, document: &Document, manner: &Manner) -> Setting {
    let english = || language::of(head.language.as_deref(), document).filter(|language| language::is_english(language));
    let patterns = || head.patterns.clone().or_else(|| english().and_then(|_| Patterns::english()));
    let paragraphs = document.blocks.iter().filter_map(|block| match block {
        Block::Paragraph(text) => Some(text.iter().map(|inline| inline.text.as_str())),
        _ => None,
    });
    Setting {
        patterns: manner.hyphenate.then(patterns).flatten(),
        justify: manner.justify,
        terminal_bidi: manner.terminal_bidi,
        numbered: u16::try_from(document.outer_links().len()).unwrap_or(u16::MAX),
        from_the_right: bidi::is_mostly_rtl(std::iter::once(head.headline.as_str()).chain(paragraphs.flatten())),
    }
}

/// The lines without any style, each ended by `\n`.
pub fn to_plain(layout: &Layout) -> String {
    let mut out = String::new();
    for line in &layout.lines {
        line.spans.iter().for_each(|span| out.push_str(&span.text));
        out.truncate(out.trim_end_matches(' ').len());
        out.push('\n');
    }
    out
}

/// The lines with bold, italic and dim as SGR sequences, each ended by `\n`; no line leaves a style open.
pub fn to_ansi(layout: &Layout) -> String {
    let mut out = String::new();
    for Line { spans, .. } in &layout.lines {
        for span in spans {
            let codes = sgr(span.role, span.style);
            // Writing to a String does not fail.
            let _ = match codes.is_empty() {
                true => write!(out, "{}", span.text),
                false => write!(out, "\x1b[{codes}m{}\x1b[0m", span.text),
            };
        }
        out.push('\n');
    }
    out
}

fn sgr(role: Role, style: Emphasis) -> String {
    let dim = matches!(role, Role::Byline | Role::Tag | Role::Mark | Role::Caption);
    let codes = [(style.strong, "1"), (dim, "2"), (style.italic, "3")];
    codes.into_iter().filter_map(|(on, code)| on.then_some(code)).collect::<Vec<_>>().join(";")
}
