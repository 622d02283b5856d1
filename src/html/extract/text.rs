//! The text of an article: paragraphs apart by an empty line, nothing but words.

use crate::html::document::{Block, Document, Table, bare};

/// The document as plain text, each line of it safe. Pictures with their captions and films are not text.
pub fn text(document: &Document) -> String {
    let mut paragraphs = Vec::new();
    gather(&document.blocks, &mut paragraphs);
    paragraphs.join("\n\n")
}

fn gather(blocks: &[Block], out: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Paragraph(text) | Block::Heading(_, text) => push(bare(text), out),
            Block::Figure(_) | Block::Embed(_) | Block::Rule => {}
            Block::Code { text, .. } => push(text.clone(), out),
            Block::Quote(inner) => gather(inner, out),
            Block::List(_, items) => items.iter().for_each(|item| gather(item, out)),
            Block::Definitions(definitions) => definitions.iter().for_each(|definition| {
                definition.terms.iter().for_each(|term| push(bare(term), out));
                gather(&definition.meaning, out);
            }),
            Block::Details { summary, blocks } => {
                push(bare(summary), out);
                gather(blocks, out);
            }
            Block::Table(table) => gather_table(table, out),
        }
    }
}

fn gather_table(table: &Table, out: &mut Vec<String>) {
    push(bare(&table.caption), out);
    let rows = table.header.iter().chain(&table.rows);
    let lines = rows.map(|cells| cells.iter().map(|cell| bare(&cell.text)).collect::<Vec<_>>().join("\t"));
    push(lines.filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n"), out);
}

fn push(text: String, out: &mut Vec<String>) {
    let text = text.trim();
    if !text.is_empty() {
        out.push(text.to_owned());
    }
}
