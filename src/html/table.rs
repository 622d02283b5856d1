//! A table as it is gathered, and what becomes of it: a table of text, or, where it only arranged the page, its content.

use crate::html::document::{self, Align, Block, Inline, Table};
use crate::html::token::Tag;

/// The most columns that a cell may span.
const MAX_COLUMNS: u16 = 64;
/// Places that the cells of one table take by spanning; beyond these, none spans any more.
const MAX_SPANNED: usize = 16_384;
/// A cell with more paragraphs is a part of a page.
const MAX_CELL_BLOCKS: usize = 8;

#[derive(Debug, Default)]
pub struct Draft {
    pub caption: Vec<Inline>,
    /// What stood in the table but in no cell.
    pub stray: Vec<Block>,
    pub rows: Vec<Vec<Cell>>,
    /// The page says that it only arranges.
    arranges: bool,
}

#[derive(Debug)]
pub struct Cell {
    pub header: bool,
    pub blocks: Vec<Block>,
    /// Columns and rows, as the page says.
    pub span: (u16, u16),
    pub align: Align,
}

impl Draft {
    pub fn new(tag: &Tag<'_>) -> Draft {
        let role = tag.attribute("role").unwrap_or_default();
        Draft { arranges: matches!(&*role, "presentation" | "none"), ..Draft::default() }
    }

    /// Adds a cell to the last row.
    pub fn push(&mut self, cell: Cell) {
        match self.rows.last_mut() {
            Some(row) => row.push(cell),
            None => self.rows.push(vec![cell]),
        }
    }

    pub fn finish(mut self) -> Vec<Block> {
        self.rows.retain(|row| row.iter().any(|cell| !cell.blocks.is_empty()));
        let mut blocks = self.stray;
        if self.arranges || arranges_page(&self.rows, !self.caption.is_empty()) {
            blocks.extend((!self.caption.is_empty()).then_some(Block::Paragraph(self.caption)));
            blocks.extend(self.rows.into_iter().flatten().flat_map(|cell| cell.blocks));
            return blocks;
        }
        let is_head = |row: &Vec<Cell>| row.iter().all(|cell| cell.header);
        let headed = self.rows.iter().take_while(|row| is_head(row)).count();
        // A table of nothing but headers has none.
        let body = self.rows.split_off(if headed < self.rows.len() { headed } else { 0 });
        let mut spanned = 0;
        let [header, rows] = [self.rows, body].map(|rows| part(rows, &mut spanned));
        blocks.push(Block::Table(Table { caption: self.caption, header, rows }));
        blocks
    }
}

/// The rows of the head or of the body, no cell of which reaches beyond the last of them.
fn part(rows: Vec<Vec<Cell>>, spanned: &mut usize) -> Vec<Vec<document::Cell>> {
    let last = rows.len();
    let rows = rows.into_iter().enumerate().map(|(index, row)| {
        let left = u16::try_from(last - index).unwrap_or(u16::MAX);
        let cells = row.into_iter().map(|cell| {
            // A span of 0 rows reaches to the end.
            let rows = if cell.span.1 == 0 { left } else { cell.span.1.min(left) };
            let columns = cell.span.0.clamp(1, MAX_COLUMNS);
            *spanned += usize::from(columns) * usize::from(rows) - 1;
            let (columns, rows) = if *spanned <= MAX_SPANNED { (columns, rows) } else { (1, 1) };
            document::Cell { text: flatten(cell.blocks), columns, rows, header: cell.header, align: cell.align }
        });
        cells.collect()
    });
    rows.collect()
}

/// A single column or row, or cells that hold more than text: a table made for the looks.
fn arranges_page(rows: &[Vec<Cell>], named: bool) -> bool {
    let columns = |row: &Vec<Cell>| row.iter().map(|cell| usize::from(cell.span.0.clamp(1, MAX_COLUMNS))).sum();
    let columns: usize = rows.iter().map(columns).max().unwrap_or_default();
    let mut cells = rows.iter().flatten();
    // Where columns are named, the table means something even if there is code or a list in it.
    let named = named || rows.iter().flatten().any(|cell| cell.header);
    // A single row without names compares nothing.
    let is_line = rows.len() < 2 && !named;
    columns < 2
        || is_line
        || if named { cells.any(|cell| !is_flat(&cell.blocks)) } else { cells.any(|cell| !is_text(cell)) }
}

/// Neither a picture nor a table, nor whole sections.
fn is_flat(blocks: &[Block]) -> bool {
    let flat = |block: &Block| match block {
        Block::Paragraph(_) | Block::Code { .. } | Block::List(..) | Block::Rule | Block::Embed(_) => true,
        Block::Quote(blocks) => is_flat(blocks),
        _ => false,
    };
    blocks.len() <= MAX_CELL_BLOCKS && blocks.iter().all(flat)
}

fn is_text(cell: &Cell) -> bool {
    cell.blocks.len() <= MAX_CELL_BLOCKS
        && cell.blocks.iter().all(|block| match block {
            Block::Paragraph(_) => true,
            Block::List(_, items) => items.iter().flatten().all(|block| matches!(block, Block::Paragraph(_))),
            _ => false,
        })
}

/// Blocks as one text with line breaks.
pub fn flatten(blocks: Vec<Block>) -> Vec<Inline> {
    let mut out = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(text) | Block::Heading(_, text) => append(&mut out, text),
            Block::Quote(blocks) => append(&mut out, flatten(blocks)),
            Block::List(kind, items) => {
                for (index, item) in items.into_iter().enumerate() {
                    let mut text = vec![Inline::plain(format!("{} ", kind.mark(index)))];
                    text.extend(flatten(item));
                    append(&mut out, text);
                }
            }
            Block::Definitions(definitions) => {
                for definition in definitions {
                    definition.terms.into_iter().for_each(|term| append(&mut out, term));
                    append(&mut out, flatten(definition.meaning));
                }
            }
            Block::Details { summary, blocks } => {
                append(&mut out, summary);
                append(&mut out, flatten(blocks));
            }
            Block::Code { text, .. } => append(&mut out, vec![Inline::plain(text)]),
            Block::Figure(figure) => append(&mut out, figure.caption),
            Block::Embed(embed) => {
                append(&mut out, vec![Inline { link: embed.link, ..Inline::plain(embed.label()) }]);
            }
            Block::Table(table) => {
                append(&mut out, table.caption);
                let cells = table.header.into_iter().chain(table.rows).flatten();
                cells.for_each(|cell| append(&mut out, cell.text));
            }
            Block::Rule => {}
        }
    }
    out
}

/// Adds `text` on a line of its own.
pub fn append(out: &mut Vec<Inline>, text: Vec<Inline>) {
    if let Some(last) = out.last_mut().filter(|_| !text.is_empty()) {
        last.text.push('\n');
    }
    out.extend(text);
}
