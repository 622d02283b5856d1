//! The text of an article: paragraphs apart by an empty line, nothing but words.

use crate::html::document::{Block, Document, Inline, Table};

/// The document as plain text, each line of it safe. Pictures with their captions and films are not text.
pub fn text(document: &Document) -> String {
    let mut paragraphs = Vec::new();
    gather(&document.blocks, &mut paragraphs);
    paragraphs.join("\n\n")
}

fn gather(blocks: &[Block], out: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Paragraph(text) if is_media(text) => {}
            Block::Paragraph(text) | Block::Heading(_, text) => push(inlines(text), out),
            Block::Figure(_) | Block::Rule => {}
            Block::Code { text, .. } => push(text.clone(), out),
            Block::Quote(inner) => gather(inner, out),
            Block::List(_, items) => items.iter().for_each(|item| gather(item, out)),
            Block::Table(table) => gather_table(table, out),
        }
    }
}

/// What `convert` writes for a film, a recording or a frame.
fn is_media(text: &[Inline]) -> bool {
    let starts = |text: &str| ["Embedded: ", "Video: ", "Audio: "].iter().any(|kind| text.starts_with(kind));
    matches!(text, [only] if only.link.is_some() && starts(&only.text))
}

fn gather_table(table: &Table, out: &mut Vec<String>) {
    push(inlines(&table.caption), out);
    let rows = std::iter::once(&table.header).chain(&table.rows);
    let lines = rows.map(|cells| cells.iter().map(|cell| inlines(cell)).collect::<Vec<_>>().join("\t"));
    push(lines.filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n"), out);
}

fn inlines(all: &[Inline]) -> String {
    all.iter().map(|inline| inline.text.as_str()).collect()
}

fn push(text: String, out: &mut Vec<String>) {
    let text = text.trim();
    if !text.is_empty() {
        out.push(text.to_owned());
    }
}
