//! The head of a plain text: headline, "By …", source and date, as agencies and mail programs write them.

use jiff::ZonedDateTime;

use super::lines::{LONG, is_label, is_underline, words};
use crate::html::extract;

/// Lines that are looked at.
const NEAR: usize = 8;
const MAX_HEADLINE: usize = 150;
const MAX_NAME: usize = 70;
const MAX_DATE: usize = 50;
/// Words before an author's name, each behind which one stands that begins with a capital.
const BY: &[&str] = &["By ", "BY ", "by ", "Von ", "Par ", "Por ", "Author: ", "Written by "];
/// Words before a date.
const ON: &[&str] = &["Published on ", "Published: ", "Published ", "Posted on ", "Posted: ", "Date: ", "Updated: "];
/// What parts author, source and date on one line.
const PARTS: &[&str] = &[" · ", " | ", " • ", " — "];
/// Fields of a mail, and of texts that are written like one.
const FIELDS: &[&str] =
    &["From", "To", "Cc", "Subject", "Date", "Reply-To", "Message-ID", "List-Id", "Title", "Author"];

#[derive(Debug, Default, PartialEq)]
pub struct Head<'a> {
    pub title: Option<&'a str>,
    pub author: Option<&'a str>,
    pub source: Option<&'a str>,
    pub published: Option<ZonedDateTime>,
}

/// What a line says of the article.
#[derive(Default)]
struct Signature<'a> {
    author: Option<&'a str>,
    source: Option<&'a str>,
    date: Option<ZonedDateTime>,
}

/// The head, and the lines that are not of it.
pub fn take<'a>(lines: &[&'a str]) -> (Head<'a>, Vec<&'a str>) {
    mail(lines).or_else(|| signed(lines)).unwrap_or_else(|| headed(lines))
}

/// A text that begins with the fields of a mail.
fn mail<'a>(lines: &[&'a str]) -> Option<(Head<'a>, Vec<&'a str>)> {
    let start = lines.iter().position(|line| !line.is_empty())?;
    let fields: Vec<_> = lines[start..].iter().map_while(|line| field(line)).collect();
    let find = |names: &[&str]| {
        let named = |name: &str| names.iter().any(|wanted| wanted.eq_ignore_ascii_case(name));
        fields.iter().position(|(name, text)| named(name) && !text.is_empty())
    };
    let title = find(&["Subject", "Title"]).filter(|_| fields.len() > 1)?;
    let author = find(&["From", "Author"]);
    let date = find(&["Date"]).and_then(|at| Some((at, extract::moment(fields[at].1)?)));
    let (dated, published) = date.unzip();
    // What has no place in the head stays in the text.
    let left = lines[start..].iter().enumerate().filter(|(at, _)| ![Some(title), author, dated].contains(&Some(*at)));
    let head = Head { title: Some(fields[title].1), author: author.map(|at| fields[at].1), source: None, published };
    Some((head, left.map(|(_, line)| *line).collect()))
}

fn field(line: &str) -> Option<(&str, &str)> {
    let (name, text) = line.split_once(':')?;
    FIELDS.iter().any(|field| field.eq_ignore_ascii_case(name)).then(|| (name, text.trim()))
}

/// A text with an author's or a date's line near its beginning.
fn signed<'a>(lines: &[&'a str]) -> Option<(Head<'a>, Vec<&'a str>)> {
    let opening = opening(lines);
    let first = opening.iter().take(4).position(|&at| signature(lines[at]).is_some())?;
    let mut head = Head::default();
    let mut before: Vec<usize> = opening[..first].to_vec();
    let mut next = first;
    // A source may stand above the date where no author does.
    let above = opening.get(first.wrapping_sub(1)).copied().filter(|&at| first > 1 && at + 1 == opening[first]);
    let mut used: Vec<usize> = Vec::new();
    while let Some(&at) = opening.get(next) {
        match signature(lines[at]) {
            Some(found) if head.takes(&found) => head.add(found),
            None if head.source.is_none() && next > first && is_source(lines, at) => {
                head.source = Some(lines[at].trim())
            }
            _ => break,
        }
        used.push(at);
        next += 1;
    }
    if head.source.is_none()
        && head.author.is_none()
        && let Some(at) = above.filter(|&at| is_source(lines, at))
    {
        head.source = Some(lines[at].trim());
        used.push(at);
        before.pop();
    }
    if let Some(&title) = before.first().filter(|&&at| is_headline(lines[at])) {
        head.title = Some(lines[title].trim());
        used.push(title);
        let below = title + 1;
        used.extend(lines.get(below).is_some_and(|line| is_underline(line, lines[title])).then_some(below));
    }
    let rest = lines.iter().enumerate().filter(|(at, _)| !used.contains(at)).map(|(_, line)| *line);
    Some((head, rest.collect()))
}

impl<'a> Head<'a> {
    /// Whether a line tells nothing that is told already.
    fn takes(&self, found: &Signature) -> bool {
        (found.author.is_none() || self.author.is_none())
            && (found.source.is_none() || self.source.is_none())
            && (found.date.is_none() || self.published.is_none())
    }

    fn add(&mut self, found: Signature<'a>) {
        self.author = self.author.or(found.author);
        self.source = self.source.or(found.source);
        self.published = self.published.take().or(found.date);
    }
}

/// The lines before the first paragraph that are not empty.
fn opening(lines: &[&str]) -> Vec<usize> {
    let filled = lines.iter().enumerate().filter(|(_, line)| !line.is_empty());
    filled.take_while(|(_, line)| line.chars().count() <= MAX_HEADLINE).map(|(at, _)| at).take(NEAR).collect()
}

/// Author, source or date, where that is all that the line says.
fn signature(line: &str) -> Option<Signature<'_>> {
    let line = line.trim();
    if let Some(author) = author(line) {
        return Some(Signature { author: Some(author), ..Signature::default() });
    }
    if let Some(date) = date(line) {
        return Some(Signature { date: Some(date), ..Signature::default() });
    }
    let separator = PARTS.iter().find(|separator| line.contains(*separator))?;
    let mut found = Signature::default();
    for part in line.split(separator).map(str::trim) {
        if let Some(author) = author(part).filter(|_| found.author.is_none()) {
            found.author = Some(author);
        } else if let Some(date) = date(part).filter(|_| found.date.is_none()) {
            found.date = Some(date);
        } else if is_label(part, MAX_NAME) && found.source.is_none() {
            found.source = Some(part);
        } else {
            return None;
        }
    }
    (found.author.is_some() || found.date.is_some()).then_some(found)
}

/// The name in "By Jo Doe".
fn author(line: &str) -> Option<&str> {
    let name = BY.iter().find_map(|by| line.strip_prefix(by))?.trim();
    let is_name = name.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
    let is_short = name.chars().count() <= MAX_NAME && words(name) <= 9 && !name.ends_with(['.', ':', ',', '?', '!']);
    (is_name && is_short).then_some(name)
}

/// The moment of a line that names one and says nothing else.
fn date(line: &str) -> Option<ZonedDateTime> {
    let line = ON.iter().find_map(|on| line.strip_prefix(on)).unwrap_or(line);
    let has_digit = line.bytes().any(|byte| byte.is_ascii_digit());
    let is_short = line.chars().count() <= MAX_DATE && words(line) <= 8 && !line.ends_with(['.', ':', '?', '!']);
    // Of the words at most month and weekday, a time of day and its zone are names.
    let names = line.split_whitespace().filter(|word| word.chars().all(|c| c.is_alphabetic() || c == ','));
    let is_bare = names.filter(|name| name.chars().count() > 2).count() <= 3;
    extract::moment(line).filter(|_| has_digit && is_short && is_bare)
}

/// A name of its own in the line right below or above an author's or a date's.
fn is_source(lines: &[&str], at: usize) -> bool {
    let line = lines[at].trim();
    let is_neighbour = at.checked_sub(1).is_none_or(|above| !lines[above].is_empty());
    // Of what is written in small letters at most half are words that names have too: "of", "the", "and".
    let small = line.split_whitespace().filter(|word| word.starts_with(char::is_lowercase)).count();
    is_neighbour && is_label(line, MAX_NAME) && words(line) <= 8 && small * 2 <= words(line)
}

fn is_headline(line: &str) -> bool {
    let line = line.trim();
    line.chars().count() <= MAX_HEADLINE
        && line.chars().any(char::is_alphabetic)
        && !line.ends_with(['.', ',', ';', ':'])
}

/// A text that says nothing of itself but perhaps its headline.
fn headed<'a>(lines: &[&'a str]) -> (Head<'a>, Vec<&'a str>) {
    let whole = (Head::default(), lines.to_vec());
    let Some(at) = lines.iter().position(|line| !line.is_empty()) else { return whole };
    let title = lines[at];
    let below = lines.get(at + 1).copied().unwrap_or_default();
    let marked = is_underline(below, title);
    let apart = below.is_empty() || below.chars().count() > LONG.max(2 * title.chars().count());
    let end = at + 1 + usize::from(marked);
    let has_text = lines.get(end..).is_some_and(|rest| rest.iter().any(|line| !line.is_empty()));
    // A heading of the first rank, as Markdown has it, names the whole.
    let is_title =
        title.strip_prefix("# ").is_some_and(|name| !name.trim().is_empty()) || is_label(title, MAX_HEADLINE);
    if !has_text || !(marked || apart) || !is_title {
        return whole;
    }
    (Head { title: Some(title.trim()), ..Head::default() }, lines[end..].to_vec())
}
