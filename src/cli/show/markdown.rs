//! An article as Markdown (CommonMark, with tables).

use crate::html::document::{Block, Document, Inline, ListKind, Table};
use crate::model::Article;
use crate::text::article::Head;

pub(super) fn write(article: &Article, head: &Head, document: &Document) -> String {
    let title = escape(&head.headline);
    let headline = match &article.entry.row.url {
        Some(url) => format!("# [{title}](<{}>)", target(url)),
        None => format!("# {title}"),
    };
    let body = blocks(&document.blocks, &document.links);
    format!("{headline}\n\n{}\n\n{body}", escape(&head.byline))
}

fn blocks(all: &[Block], links: &[String]) -> String {
    let texts = all.iter().map(|one| block(one, links)).filter(|text| !text.is_empty());
    texts.collect::<Vec<_>>().join("\n\n")
}

fn block(block: &Block, links: &[String]) -> String {
    match block {
        Block::Paragraph(text) => inlines(text, links),
        Block::Heading(level, text) => {
            format!("{} {}", "#".repeat(usize::from(*level).clamp(1, 6)), inlines(text, links).replace('\n', " "))
        }
        Block::Quote(inner) => indented(&blocks(inner, links), "> ", "> "),
        Block::List(kind, items) => list(*kind, items, links),
        Block::Code { text, language } => {
            let fence = "`".repeat(longest_run(text, '`').max(2) + 1);
            format!("{fence}{}\n{}\n{fence}", language.as_deref().unwrap_or_default(), text.trim_end_matches('\n'))
        }
        Block::Figure(figure) => {
            let image = figure.image.as_ref().map(|image| format!("![{}](<{}>)", escape(&figure.alt), target(image)));
            let caption = Some(inlines(&figure.caption, links)).filter(|caption| !caption.is_empty());
            [image, caption].into_iter().flatten().collect::<Vec<_>>().join("\n\n")
        }
        Block::Table(table) => rows(table, links),
        Block::Rule => "---".to_owned(),
    }
}

fn list(kind: ListKind, items: &[Vec<Block>], links: &[String]) -> String {
    let item = |(number, inner): (usize, &Vec<Block>)| {
        let mark = match kind {
            ListKind::Bullet => "- ".to_owned(),
            ListKind::Numbered(first) => format!("{}. ", i64::from(first).saturating_add(number as i64)),
        };
        indented(&blocks(inner, links), &mark, &" ".repeat(mark.len()))
    };
    items.iter().enumerate().map(item).collect::<Vec<_>>().join("\n")
}

fn rows(table: &Table, links: &[String]) -> String {
    let columns = table.rows.iter().chain([&table.header]).map(Vec::len).max().unwrap_or(0);
    let row = |cells: &[Vec<Inline>]| {
        let cell = |at: usize| cells.get(at).map(|cell| inlines(cell, links).replace('\n', " ").replace('|', "\\|"));
        let cells = (0..columns).map(|at| cell(at).unwrap_or_default());
        format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
    };
    let rule = format!("|{}", "---|".repeat(columns));
    let rows = [row(&table.header), rule].into_iter().chain(table.rows.iter().map(|cells| row(cells)));
    let caption = inlines(&table.caption, links);
    let caption = if caption.is_empty() { caption } else { format!("\n\n{caption}") };
    format!("{}{caption}", rows.collect::<Vec<_>>().join("\n"))
}

fn inlines(all: &[Inline], links: &[String]) -> String {
    all.iter().map(|inline| one(inline, links)).collect()
}

fn one(inline: &Inline, links: &[String]) -> String {
    let trimmed = inline.text.trim();
    if trimmed.is_empty() {
        return inline.text.clone();
    }
    let (before, after) = inline.text.split_once(trimmed).unwrap_or_default();
    let style = inline.style;
    let mut text = if style.code {
        let tick = "`".repeat(longest_run(trimmed, '`') + 1);
        format!("{tick}{trimmed}{tick}")
    } else {
        escape(trimmed).replace('\n', "  \n")
    };
    for (on, mark) in [(style.italic, "*"), (style.strong, "**"), (style.strike, "~~")] {
        if on {
            text = format!("{mark}{text}{mark}");
        }
    }
    if let Some(link) = inline.link.and_then(|link| links.get(usize::from(link))) {
        text = format!("[{text}](<{}>)", target(link));
    }
    format!("{before}{text}{after}")
}

fn indented(text: &str, first: &str, rest: &str) -> String {
    let lines = text.lines().enumerate().map(|(number, line)| {
        let mark = if number == 0 { first } else { rest };
        format!("{mark}{line}").trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn longest_run(text: &str, wanted: char) -> usize {
    text.split(|c| c != wanted).map(str::len).max().unwrap_or(0)
}

/// The text with what Markdown would read as marks taken literally.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '~') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// An address as it can stand in angle brackets.
fn target(url: &str) -> String {
    url.replace('<', "%3C").replace('>', "%3E").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(html: &str) -> String {
        let document = crate::html::convert(html, Some("https://example.org/"));
        blocks(&document.blocks, &document.links)
    }

    #[test]
    fn marks_are_written_and_text_is_escaped() {
        for (html, wanted) in [
            ("<h2>Head</h2><p>A <b>bold</b> <i>word</i>, 2*3</p>", "## Head\n\nA **bold** *word*, 2\\*3"),
            ("<a href='/x'>here</a>", "[here](<https://example.org/x>)"),
            ("<ul><li>one<li>two</ul>", "- one\n- two"),
            ("<ol start=3><li>a<li>b</ol>", "3. a\n4. b"),
            ("<blockquote><p>a<p>b</blockquote>", "> a\n>\n> b"),
            ("<pre><code>let a = `b`;</code></pre>", "```\nlet a = `b`;\n```"),
        ] {
            assert_eq!(written(html), wanted, "{html}");
        }
    }
}
