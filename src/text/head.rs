//! What stands above an article: headline, standfirst, who wrote it where and when, and what is to be known of it.

use jiff::tz::TimeZone;
use unicode_segmentation::UnicodeSegmentation;

use super::flow::{Flow, Look};
use super::hyphens::Patterns;
use super::layout::Role;
use super::setter::Setter;
use super::{amount, bidi, time};
use crate::html::document::{Block, Document, Inline};
use crate::model::{Article, Enclosure};
use crate::safe;

/// Words that a reader takes in a minute.
const WORDS_PER_MINUTE: u32 = 230;
/// From so many words on their number is told.
const LONG: u32 = 1_500;
/// Between the parts of a line.
const BETWEEN: &str = " · ";
/// A summary of fewer letters than this says nothing that the headline does not.
const SHORTEST: usize = 20;
/// Words that may stand between those of a lead in the text that begins with it: a line of the date, notes.
const BETWEEN_WORDS: usize = 12;
/// Letters by which a lead is looked for in the text.
const PIECE: usize = 20;

/// What stands above the text, and what the layout has to know of the entry besides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    pub headline: String,
    pub standfirst: Option<String>,
    /// The feed's short text, which stands for a standfirst where the article does not begin with it.
    pub lead: String,
    /// "By A. Author · BBC News · 23 Nov 2026, 11:58"
    pub byline: String,
    /// "3 min · full text · also: DW, AP · 2 enclosures · updated 23 Nov 2026, 12:40"
    pub facts: String,
    /// Behind the facts, each in its own colour: "#space".
    pub tags: Vec<String>,
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
    Head {
        headline: row.title.clone(),
        standfirst: None,
        lead: row.lead.clone(),
        byline: joined([author, source, date]),
        facts: facts(article, zone, clock_24h),
        tags: article.entry.tags.iter().map(|tag| shown(tag)).collect(),
        language: article.language.clone(),
        patterns: None,
        enclosures: article.enclosures.clone(),
    }
}

fn facts(article: &Article, zone: &TimeZone, clock_24h: bool) -> String {
    let words = article.entry.row.words;
    let minutes = (words > 0).then(|| format!("{} min", words.div_ceil(WORDS_PER_MINUTE)));
    let long = (words >= LONG).then(|| format!("{} words", amount::grouped(words.into())));
    let full_text = article.full_text.then(|| "full text".to_owned());
    let also: Vec<String> = article.entry.also.iter().map(|title| safe::one_line(title)).collect();
    let also = (!also.is_empty()).then(|| format!("also: {}", also.join(", ")));
    let enclosures = match article.enclosures.len() {
        0 => None,
        1 => Some("1 enclosure".to_owned()),
        count => Some(format!("{count} enclosures")),
    };
    let updated = article.earlier.as_ref();
    let updated = updated.map(|earlier| format!("updated {}", time::date_time(earlier.replaced, zone, clock_24h)));
    joined([minutes, long, full_text, also, enclosures, updated])
}

/// A tag as the head shows it, in one piece.
pub fn shown(tag: &str) -> String {
    format!("#{}", safe::one_line(tag).replace(' ', "\u{a0}"))
}

/// The author is given as "By …" already.
fn is_signed(name: &str) -> bool {
    name.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("by "))
}

fn joined(parts: impl IntoIterator<Item = Option<String>>) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(BETWEEN)
}

/// Sets the head; answers the line with the date, behind which the pane may write how long ago that was.
pub(super) fn set(setter: &mut Setter, head: &Head, document: &Document) -> Option<u32> {
    if !head.headline.is_empty() {
        setter.flow(&Flow::plain(&head.headline, Look::bold(Role::Headline)));
    }
    let standfirst = standfirst(head, document);
    if let Some(standfirst) = standfirst {
        setter.gap();
        setter.flow(&Flow::plain(standfirst, Look::italic(Role::Standfirst)));
    }
    let more = !head.byline.is_empty() || !head.facts.is_empty() || !head.tags.is_empty();
    if more && (!head.headline.is_empty() || standfirst.is_some()) {
        setter.gap();
    }
    let mut dated = None;
    if !head.byline.is_empty() {
        setter.side(&Flow::plain(&bidi::isolated(&head.byline, BETWEEN), Look::of(Role::Byline)));
        dated = setter.last_line();
    }
    if !head.facts.is_empty() || !head.tags.is_empty() {
        setter.side(&line_of_facts(head));
    }
    dated
}

fn line_of_facts(head: &Head) -> Flow {
    let byline = Look::of(Role::Byline);
    let mut flow = Flow::plain(&bidi::isolated(&head.facts, BETWEEN), byline);
    for tag in &head.tags {
        if !flow.text.is_empty() {
            flow.push(BETWEEN, byline);
        }
        flow.push(&bidi::isolated(tag, BETWEEN), Look::of(Role::Tag));
    }
    flow
}

/// The standfirst: as it is given, else the feed's short text if it is whole and the article does not say the same.
pub fn standfirst<'a>(head: &'a Head, document: &Document) -> Option<&'a str> {
    if let Some(given) = &head.standfirst {
        return Some(given);
    }
    let lead = letters(&head.lead);
    let whole = !["…", "...", "…]", "...]"].iter().any(|cut| head.lead.ends_with(cut));
    if !whole || lead.len() < SHORTEST || letters(&head.headline).contains(&lead) {
        return None;
    }
    let mut text = String::new();
    gather(&document.blocks, 4 * head.lead.len() + 1_000, &mut text);
    let beginning = letters(&text);
    let told = beginning.is_empty() || says(&beginning, &lead) || begins(&text, &head.lead);
    (!told).then_some(head.lead.as_str())
}

/// Whether most of a lead is in a text. Not all need be: notes, formulas and numbers of lists are set otherwise than they
/// are written.
fn says(text: &str, lead: &str) -> bool {
    let lead: Vec<char> = lead.chars().collect();
    let pieces: Vec<String> = lead.chunks(PIECE).map(|piece| piece.iter().collect()).collect();
    let said = pieces.iter().filter(|piece| text.contains(piece.as_str())).count();
    said * 2 >= pieces.len()
}

/// Whether a text begins with the words of a lead: most of them, in their order, whatever stands between.
fn begins(text: &str, lead: &str) -> bool {
    let words = |text: &str| text.unicode_words().map(str::to_lowercase).collect::<Vec<_>>();
    let lead = words(lead);
    // The longest common subsequence, a row for each word of the text.
    let mut row = vec![0; lead.len() + 1];
    for word in words(text).iter().take(lead.len() * 3 / 2 + BETWEEN_WORDS) {
        let mut diagonal = 0;
        for (at, wanted) in lead.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if word == wanted { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    row[lead.len()] * 5 >= lead.len() * 3
}

/// What of a text tells whether another says the same.
pub(super) fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Adds the text in blocks, line by line, until there are `enough` bytes of it.
fn gather(blocks: &[Block], enough: usize, out: &mut String) {
    let add = |text: &[Inline], out: &mut String| {
        text.iter().for_each(|inline| out.push_str(&inline.text));
        out.push('\n');
    };
    for block in blocks {
        match block {
            Block::Paragraph(text) | Block::Heading(_, text) => add(text, out),
            Block::Figure(figure) => add(&figure.caption, out),
            Block::Quote(blocks) => gather(blocks, enough, out),
            Block::Details { summary, blocks } => {
                add(summary, out);
                gather(blocks, enough, out);
            }
            Block::List(_, items) => items.iter().for_each(|item| gather(item, enough, out)),
            Block::Definitions(definitions) => definitions.iter().for_each(|definition| {
                definition.terms.iter().for_each(|term| add(term, out));
                gather(&definition.meaning, enough, out);
            }),
            Block::Table(table) => {
                add(&table.caption, out);
                table.header.iter().chain(&table.rows).flatten().for_each(|cell| add(&cell.text, out));
            }
            Block::Code { text, .. } => out.push_str(&text[..text.floor_char_boundary(enough)]),
            Block::Embed(_) | Block::Rule => {}
        }
        if out.len() >= enough {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_stands_above_the_text_where_it_says_more() {
        let text = "At noon the second crew of the year reached the station.";
        let lead = "Docking was confirmed after a night of delays.";
        let cut = "Docking was confirmed after a night of del…";
        for (headline, lead, text, shown) in [
            ("Crew arrives", lead, text, true),
            ("Crew arrives", "At noon the SECOND crew of the year reached", text, false),
            ("Crew arrives", "At noon the second crew[1] of the year reached the station.", text, false),
            ("Crew arrives", "At noon the crew2 of the year 4 × 10^5 m up reached the station.", text, false),
            ("Crew arrives", "At noon of a day of the year the crew was reached by a mail.", text, true),
            ("Crew arrives", cut, text, false),
            ("Crew arrives", "Short.", text, false),
            (lead, lead, text, false),
            ("Crew arrives", lead, "", false),
        ] {
            let head = Head { headline: headline.to_owned(), lead: lead.to_owned(), ..Head::default() };
            let blocks = if text.is_empty() { vec![] } else { vec![Block::Paragraph(vec![Inline::plain(text)])] };
            let document = Document { blocks, links: Vec::new() };
            assert_eq!(standfirst(&head, &document), shown.then_some(lead), "{lead}");
        }
    }
}
