//! Every line of text and every link of a document, wherever it stands.

use super::{Block, Inline};

/// What a document holds that is not a block.
pub enum Part<'a> {
    Line(&'a mut Vec<Inline>),
    /// Of a figure or of what is embedded.
    Link(&'a mut Option<u16>),
}

/// Calls `visit` for each part, in reading order.
pub fn parts(blocks: &mut [Block], visit: &mut impl FnMut(Part<'_>)) {
    for block in blocks {
        match block {
            Block::Paragraph(line) | Block::Heading(_, line) => visit(Part::Line(line)),
            Block::Quote(blocks) => parts(blocks, visit),
            Block::List(_, items) => items.iter_mut().for_each(|item| parts(item, visit)),
            Block::Definitions(definitions) => {
                for definition in definitions {
                    definition.terms.iter_mut().for_each(|term| visit(Part::Line(term)));
                    parts(&mut definition.meaning, visit);
                }
            }
            Block::Details { summary, blocks } => {
                visit(Part::Line(summary));
                parts(blocks, visit);
            }
            Block::Figure(figure) => {
                visit(Part::Link(&mut figure.link));
                visit(Part::Line(&mut figure.caption));
            }
            Block::Embed(embed) => visit(Part::Link(&mut embed.link)),
            Block::Table(table) => {
                visit(Part::Line(&mut table.caption));
                let cells = table.header.iter_mut().chain(&mut table.rows).flatten();
                cells.for_each(|cell| visit(Part::Line(&mut cell.text)));
            }
            Block::Code { .. } | Block::Rule => {}
        }
    }
}
