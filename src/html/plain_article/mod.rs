//! Articles that are plain text: head, subheads, briefs, lists and quotes told from how the lines look.

mod blocks;
mod head;
mod lines;
#[cfg(test)]
mod tests;

use super::extract::Extracted;
use super::from_markdown::from_markdown;
use crate::safe;
use lines::Lines;

/// Whether the text stands for itself or is HTML without tags, whose references are decoded later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    Text,
    Html,
}

/// A text as an article: byline, source and date at its beginning are its head, all else is its text. Takes time in
/// proportion to the text, and loses no word of it.
pub fn recognise(text: &str) -> Extracted {
    let text = safe::text(text);
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let (head, rest) = head::take(&lines);
    let line = |text: &str| Some(safe::one_line(text)).filter(|line| !line.is_empty());
    Extracted {
        title: head.title.map(|title| title.strip_prefix("# ").unwrap_or(title)).and_then(line),
        byline: head.author.and_then(line),
        site: head.source.and_then(line),
        published: head.published,
        language: None,
        html: from_markdown(&rest.join("\n")).unwrap_or_else(|| blocks::html(&Lines::new(rest), Written::Text)),
    }
}

/// A text without a head as HTML.
pub fn body(text: &str, written: Written) -> String {
    blocks::html(&Lines::new(text.lines().map(str::trim_end).collect()), written)
}
