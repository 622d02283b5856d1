//! An article as HTML made from its blocks alone, so that nothing else of the page comes along.

use crate::html::document::{Block, Document, Figure, Inline, ListKind, Table};

pub(super) fn write(document: &Document) -> String {
    format!("<article>\n{}\n</article>", blocks(&document.blocks, &document.links))
}

fn blocks(all: &[Block], links: &[String]) -> String {
    all.iter().map(|one| block(one, links)).collect::<Vec<_>>().join("\n")
}

fn block(block: &Block, links: &[String]) -> String {
    match block {
        Block::Paragraph(text) => format!("<p>{}</p>", inlines(text, links)),
        Block::Heading(level, text) => format!("<h{level}>{}</h{level}>", inlines(text, links)),
        Block::Quote(inner) => format!("<blockquote>\n{}\n</blockquote>", blocks(inner, links)),
        Block::List(kind, items) => list(*kind, items, links),
        Block::Code { text, .. } => format!("<pre><code>{}</code></pre>", escape(text)),
        Block::Figure(figure) => self::figure(figure, links),
        Block::Table(table) => self::table(table, links),
        Block::Rule => "<hr>".to_owned(),
    }
}

fn list(kind: ListKind, items: &[Vec<Block>], links: &[String]) -> String {
    let items: Vec<_> = items.iter().map(|item| format!("<li>{}</li>", blocks(item, links))).collect();
    match kind {
        ListKind::Bullet => format!("<ul>\n{}\n</ul>", items.join("\n")),
        ListKind::Numbered(first) => format!("<ol start=\"{first}\">\n{}\n</ol>", items.join("\n")),
    }
}

fn figure(figure: &Figure, links: &[String]) -> String {
    let image =
        figure.image.as_ref().map(|image| format!("<img src=\"{}\" alt=\"{}\">", escape(image), escape(&figure.alt)));
    let caption = inlines(&figure.caption, links);
    let caption = if caption.is_empty() { caption } else { format!("<figcaption>{caption}</figcaption>") };
    format!("<figure>{}{caption}</figure>", image.unwrap_or_default())
}

fn table(table: &Table, links: &[String]) -> String {
    let row = |cells: &[Vec<Inline>], name: &str| {
        let cells = cells.iter().map(|cell| format!("<{name}>{}</{name}>", inlines(cell, links)));
        format!("<tr>{}</tr>", cells.collect::<String>())
    };
    let caption = inlines(&table.caption, links);
    let caption = (!caption.is_empty()).then(|| format!("<caption>{caption}</caption>"));
    let header = (!table.header.is_empty()).then(|| row(&table.header, "th"));
    let rows = table.rows.iter().map(|cells| row(cells, "td"));
    let lines = caption.into_iter().chain(header).chain(rows);
    format!("<table>\n{}\n</table>", lines.collect::<Vec<_>>().join("\n"))
}

fn inlines(all: &[Inline], links: &[String]) -> String {
    all.iter().map(|inline| one(inline, links)).collect()
}

fn one(inline: &Inline, links: &[String]) -> String {
    let style = inline.style;
    let mut text = escape(&inline.text).replace('\n', "<br>");
    let styles = [
        (style.code, "code"),
        (style.underline, "u"),
        (style.strike, "s"),
        (style.italic, "em"),
        (style.strong, "strong"),
    ];
    for (on, name) in styles {
        if on {
            text = format!("<{name}>{text}</{name}>");
        }
    }
    match inline.link.and_then(|link| links.get(usize::from(link))) {
        Some(link) => format!("<a href=\"{}\">{text}</a>", escape(link)),
        None => text,
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(html: &str) -> String {
        let document = crate::html::convert(html, Some("https://example.org/"));
        blocks(&document.blocks, &document.links)
    }

    #[test]
    fn blocks_are_written_and_nothing_else() {
        for (html, wanted) in [
            ("<p onclick=x>A <b>bold</b> &lt;word</p><script>x</script>", "<p>A <strong>bold </strong>&lt;word</p>"),
            ("<a href='/x?a&b'>here</a>", "<p><a href=\"https://example.org/x?a&amp;b\">here</a></p>"),
            ("<ol start=3><li>a</ol>", "<ol start=\"3\">\n<li><p>a</p></li>\n</ol>"),
        ] {
            assert_eq!(written(html), wanted, "{html}");
        }
    }
}
