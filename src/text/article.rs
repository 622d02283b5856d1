//! An article as the pane shows it: its head, its text, and at the foot what it encloses and links to.

use std::fmt::Write as _;

use jiff::tz::TimeZone;

use super::flow::{Flow, Look, Setting};
use super::hyphens::Patterns;
use super::layout::{Layout, Line, Role};
use super::manner::Manner;
use super::setter::Setter;
use super::{amount, bidi, language, time};
use crate::html::document::{Block, Document, Emphasis};
use crate::model::{Article, Enclosure};
use crate::safe;

/// Words that a reader takes in a minute.
const WORDS_PER_MINUTE: u32 = 230;

/// What stands above the text, and what the layout has to know of the entry besides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    pub headline: String,
    pub standfirst: Option<String>,
    /// "By A. Author · BBC News · 23 Nov 2026, 11:58"
    pub byline: String,
    /// "3 min · full text · 2 enclosures · updated 23 Nov 2026, 12:40"
    pub facts: String,
    /// The language of the text as the feed names it (BCP 47).
    pub language: Option<String>,
    /// Where words of that language may be parted; without them English words are, where it is the language.
    pub patterns: Option<Patterns>,
    pub enclosures: Vec<Enclosure>,
}

/// The head of an article, its date in local time.
pub fn head(article: &Article, zone: &TimeZone, clock_24h: bool) -> Head {
    let row = &article.entry.row;
    // The user's own title for a feed is in no way safer than the feed's.
    let source = Some(safe::one_line(&article.entry.feed_title)).filter(|title| !title.is_empty());
    let author = row.author.as_deref().map(str::trim).filter(|author| !author.is_empty());
    // Many feeds sign with their own name.
    let author = author.filter(|author| source.as_deref() != Some(author));
    let author = author.map(|name| if is_signed(name) { name.to_owned() } else { format!("By {name}") });
    // A page may have none.
    let date = (row.date.0 != 0).then(|| time::published(row.date, zone, clock_24h));
    let enclosures = match article.enclosures.len() {
        0 => None,
        1 => Some("1 enclosure".to_owned()),
        count => Some(format!("{count} enclosures")),
    };
    let minutes = (row.words > 0).then(|| format!("{} min", row.words.div_ceil(WORDS_PER_MINUTE)));
    let updated = article.earlier.as_ref();
    let updated = updated.map(|earlier| format!("updated {}", time::date_time(earlier.replaced, zone, clock_24h)));
    let full_text = article.full_text.then(|| "full text".to_owned());
    Head {
        headline: row.title.clone(),
        standfirst: None,
        byline: joined([author, source, date]),
        facts: joined([minutes, full_text, enclosures, updated]),
        language: article.language.clone(),
        patterns: None,
        enclosures: article.enclosures.clone(),
    }
}

/// The author is given as "By …" already.
fn is_signed(name: &str) -> bool {
    name.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("by "))
}

fn joined<const N: usize>(parts: [Option<String>; N]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Sets an article in lines.
pub fn lay_out(head: &Head, document: &Document, manner: &Manner) -> Layout {
    let mut setter = Setter::new(manner.width, setting(head, document, manner));
    let mut links = document.links.clone();
    set_head(&mut setter, head);
    if !document.blocks.is_empty() {
        setter.gap();
        setter.blocks(&document.blocks, false);
    }
    set_enclosures(&mut setter, &head.enclosures, &mut links);
    set_links(&mut setter, document.outer_links());
    let (lines, places) = setter.finish();
    Layout { manner: *manner, lines, links, places }
}

fn set_head(setter: &mut Setter, head: &Head) {
    if !head.headline.is_empty() {
        setter.flow(&Flow::plain(&head.headline, Look::bold(Role::Headline)));
    }
    if let Some(standfirst) = &head.standfirst {
        setter.gap();
        setter.flow(&Flow::plain(standfirst, Look::of(Role::Standfirst)));
    }
    if !head.headline.is_empty() || head.standfirst.is_some() {
        setter.gap();
    }
    for line in [&head.byline, &head.facts].into_iter().filter(|line| !line.is_empty()) {
        setter.flow(&Flow::plain(line, Look::of(Role::Byline)));
    }
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
    }
}

fn is_audible(enclosure: &Enclosure) -> bool {
    enclosure.media_type.as_deref().is_some_and(|media| media.starts_with("audio/"))
}

/// "Title · audio/mpeg · 12 MB · 42 min"
fn describe(enclosure: &Enclosure) -> String {
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
    let dim = matches!(role, Role::Byline | Role::Mark | Role::Caption);
    let codes = [(style.strong, "1"), (dim, "2"), (style.italic, "3")];
    codes.into_iter().filter_map(|(on, code)| on.then_some(code)).collect::<Vec<_>>().join(";")
}
