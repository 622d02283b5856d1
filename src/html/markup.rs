//! A `Document` as HTML made from its blocks alone, so that nothing else of the page comes along.

use super::document::{
    Align, Block, Cell, Definition, Document, Figure, Inline, ListKind, NumberStyle, Numbering, Table,
};

/// The document as an `article` element, well-formed as XML too.
pub fn markup(document: &Document) -> String {
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
        Block::List(kind, items) => list(kind, items, links),
        Block::Definitions(definitions) => {
            // A meaning cannot come before any term.
            let bare = definitions.first().is_some_and(|first| first.terms.is_empty());
            let term = if bare { "<dt></dt>\n" } else { "" };
            let definitions: Vec<_> = definitions.iter().map(|one| definition(one, links)).collect();
            format!("<dl>\n{term}{}\n</dl>", definitions.join("\n"))
        }
        Block::Details { summary, blocks: inner } => {
            let summary = inlines(summary, links);
            format!("<details open=\"\"><summary>{summary}</summary>\n{}\n</details>", blocks(inner, links))
        }
        Block::Code { text, language } => code(text, language.as_deref()),
        Block::Figure(figure) => self::figure(figure, links),
        Block::Embed(embed) => {
            let text = Inline { link: embed.link, ..Inline::plain(embed.label()) };
            format!("<p>{}</p>", inlines(&[text], links))
        }
        Block::Table(table) => self::table(table, links),
        Block::Rule => "<hr/>".to_owned(),
    }
}

fn list(kind: &ListKind, items: &[Vec<Block>], links: &[String]) -> String {
    let own = |index| match kind {
        ListKind::Numbered(numbering) => numbering.own.iter().find(|(at, _)| *at == index),
        ListKind::Bullet => None,
    };
    let items = items.iter().enumerate().map(|(index, item)| {
        let value = own(index).map(|(_, number)| format!(" value=\"{number}\"")).unwrap_or_default();
        format!("<li{value}>{}</li>", blocks(item, links))
    });
    let items = items.collect::<Vec<_>>().join("\n");
    match kind {
        ListKind::Bullet => format!("<ul>\n{items}\n</ul>"),
        ListKind::Numbered(numbering) => format!("<ol{}>\n{items}\n</ol>", numbered(numbering)),
    }
}

fn numbered(numbering: &Numbering) -> String {
    let style = match numbering.style {
        NumberStyle::Decimal => "",
        NumberStyle::LowerLetter => " type=\"a\"",
        NumberStyle::UpperLetter => " type=\"A\"",
        NumberStyle::LowerRoman => " type=\"i\"",
        NumberStyle::UpperRoman => " type=\"I\"",
    };
    let reversed = if numbering.reversed { " reversed=\"\"" } else { "" };
    format!(" start=\"{}\"{style}{reversed}", numbering.first)
}

fn definition(definition: &Definition, links: &[String]) -> String {
    let terms = definition.terms.iter().map(|term| format!("<dt>{}</dt>\n", inlines(term, links)));
    format!("{}<dd>{}</dd>", terms.collect::<String>(), blocks(&definition.meaning, links))
}

fn code(text: &str, language: Option<&str>) -> String {
    let class = language.map(|language| format!(" class=\"language-{}\"", escape(language))).unwrap_or_default();
    format!("<pre><code{class}>{}</code></pre>", escape(text))
}

fn figure(figure: &Figure, links: &[String]) -> String {
    let size = figure.size.map(|(width, height)| format!(" width=\"{width}\" height=\"{height}\"")).unwrap_or_default();
    let alt = escape(&figure.alt);
    let image = figure.image.as_ref().map(|image| format!("<img src=\"{}\" alt=\"{alt}\"{size}/>", escape(image)));
    let address = figure.link.and_then(|link| links.get(usize::from(link)));
    let image = image.map(|image| match address {
        Some(address) => format!("<a href=\"{}\">{image}</a>", escape(address)),
        None => image,
    });
    let caption = inlines(&figure.caption, links);
    let caption = if caption.is_empty() { caption } else { format!("<figcaption>{caption}</figcaption>") };
    format!("<figure>{}{caption}</figure>", image.unwrap_or_default())
}

fn table(table: &Table, links: &[String]) -> String {
    let row = |cells: &Vec<Cell>| {
        let cells = cells.iter().map(|one| cell(one, links));
        format!("<tr>{}</tr>", cells.collect::<String>())
    };
    let caption = inlines(&table.caption, links);
    let caption = (!caption.is_empty()).then(|| format!("<caption>{caption}</caption>"));
    let part = |name: &str, rows: &[Vec<Cell>]| {
        let rows: Vec<_> = rows.iter().map(row).collect();
        (!rows.is_empty()).then(|| format!("<{name}>\n{}\n</{name}>", rows.join("\n")))
    };
    let lines = caption.into_iter().chain(part("thead", &table.header)).chain(part("tbody", &table.rows));
    format!("<table>\n{}\n</table>", lines.collect::<Vec<_>>().join("\n"))
}

fn cell(cell: &Cell, links: &[String]) -> String {
    let name = if cell.header { "th" } else { "td" };
    let span = |name, count| if count > 1 { format!(" {name}=\"{count}\"") } else { String::new() };
    let align = match cell.align {
        Align::Start => "",
        Align::Center => " style=\"text-align: center\"",
        Align::End => " style=\"text-align: end\"",
    };
    let spans = [span("colspan", cell.columns), span("rowspan", cell.rows)].concat();
    format!("<{name}{spans}{align}>{}</{name}>", inlines(&cell.text, links))
}

fn inlines(all: &[Inline], links: &[String]) -> String {
    all.iter().map(|inline| one(inline, links)).collect()
}

fn one(inline: &Inline, links: &[String]) -> String {
    let style = inline.style;
    let mut text = escape(&inline.text).replace('\n', "<br/>");
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
    let address = |link: Option<u16>| link.and_then(|link| links.get(usize::from(link)));
    if let Some(address) = address(inline.link) {
        text = format!("<a href=\"{}\">{text}</a>", escape(address));
    }
    match address(inline.place).and_then(|address| address.strip_prefix('#')) {
        Some(name) => format!("<span id=\"{}\">{text}</span>", escape(name)),
        None => text,
    }
}

/// Text as it stands between tags and in attributes.
pub fn escape(text: &str) -> String {
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
