//! Texts that are written in Markdown and do not say so.

use pulldown_cmark::{Options, Parser, html::push_html};

/// Of a longer text only the beginning is looked at.
const LOOKED_AT: usize = 64 << 10;

/// The text as HTML, if it has so many marks of Markdown that it cannot be anything else.
pub fn from_markdown(text: &str) -> Option<String> {
    if !is_markdown(&text[..text.floor_char_boundary(LOOKED_AT)]) {
        return None;
    }
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES | Options::ENABLE_TASKLISTS;
    let mut html = String::with_capacity(text.len() + text.len() / 4);
    push_html(&mut html, Parser::new_ext(text, options));
    Some(html)
}

/// What was found of each mark. Marks that plain text has as well (lists, quotes) only support the others.
#[derive(Debug, Default)]
struct Marks {
    headings: usize,
    links: usize,
    fences: usize,
    tables: usize,
    strong: usize,
    code: usize,
    lists: usize,
    quotes: usize,
}

fn is_markdown(text: &str) -> bool {
    let mut marks = Marks::default();
    for line in text.lines() {
        marks.look_at(line);
    }
    let sure = [marks.headings, marks.links, marks.fences / 2, marks.tables];
    let kinds = sure.iter().filter(|count| **count > 0).count();
    let support = [marks.strong, marks.code, marks.lists, marks.quotes];
    let supported = support.iter().filter(|count| **count > 0).count();
    kinds > 0 && (kinds + supported > 1 || sure.iter().any(|count| *count > 2))
}

impl Marks {
    fn look_at(&mut self, line: &str) {
        let body = line.trim_start();
        if line.len() - body.len() > 3 {
            return;
        }
        let hashes = body.len() - body.trim_start_matches('#').len();
        self.headings += usize::from((1..=6).contains(&hashes) && body[hashes..].starts_with(' ') && body.len() < 200);
        self.fences += usize::from(body.starts_with("```") || body.starts_with("~~~"));
        self.tables +=
            usize::from(body.contains("---") && body.contains('|') && body.chars().all(|c| "|-: ".contains(c)));
        self.lists += usize::from(["- ", "* ", "+ ", "1. "].iter().any(|mark| body.starts_with(mark)));
        self.quotes += usize::from(body.starts_with("> "));
        self.links += body.matches("](").count().min(link_count(body));
        self.strong += pairs(body, "**");
        self.code += pairs(body, "`");
    }
}

/// "[text](address)" in a line.
fn link_count(line: &str) -> usize {
    let links = line.match_indices("](").filter(|(at, _)| {
        let target = &line[at + 2..];
        let address = target.split([')', ' ']).next().unwrap_or_default();
        line[..*at].contains('[')
            && target.contains(')')
            && (address.contains("://") || address.starts_with(['/', '#', '.']))
    });
    links.take(100).count()
}

/// Texts between two of these marks, which touch the text.
fn pairs(line: &str, mark: &str) -> usize {
    let parts: Vec<&str> = line.splitn(21, mark).collect();
    let inner = parts.iter().skip(1).step_by(2).take((parts.len() - 1) / 2);
    inner.filter(|text| !text.is_empty() && text.trim().len() == text.len()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_told_from_plain_text() {
        for text in [
            "# A comet\n\nIt was **bright**.",
            "See [the map](https://example.org/map) and `code`.",
            "## One\n\ntext\n\n## Two\n\ntext\n\n## Three",
            "- one [link](https://example.org/1)\n- two",
            "Run:\n\n```\nls\n```\n\nand read **this**.",
            "| a | b |\n| --- | --- |\n| 1 | 2 |\n\n> quoted",
        ] {
            assert!(from_markdown(text).is_some(), "{text}");
        }
        for text in [
            "Plain words.\n\n- a list\n- of two\n\n> and a quote",
            "# not a heading in a script\nx = 1",
            "He said **nothing** of it.",
            "C# and F# [1](2) are languages",
            "5 * 3 * 2 ** 4",
            "",
        ] {
            assert!(from_markdown(text).is_none(), "{text}");
        }
    }
}
