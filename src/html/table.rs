//! A table as it is gathered, and what becomes of it: a table of text, or, where it only arranged the page, its content.

use crate::html::document::{Block, Inline, ListKind, Table};

/// Columns beyond these are not padded.
const MAX_COLUMNS: usize = 64;
/// Empty cells added for spanned columns, in one table.
const MAX_PADDING: usize = 4_096;

#[derive(Debug, Default)]
pub struct Draft {
    pub caption: Vec<Inline>,
    /// What stood in the table but in no cell.
    pub stray: Vec<Block>,
    pub rows: Vec<Vec<Cell>>,
    padding: usize,
}

#[derive(Debug, Default)]
pub struct Cell {
    pub header: bool,
    pub blocks: Vec<Block>,
}

impl Draft {
    /// Adds a cell that spans `columns` to the last row.
    pub fn push(&mut self, cell: Cell, columns: usize) {
        if self.rows.is_empty() {
            self.rows.push(Vec::new());
        }
        let Some(row) = self.rows.last_mut() else { return };
        let header = cell.header;
        row.push(cell);
        let empty = columns.min(MAX_COLUMNS).saturating_sub(1).min(MAX_PADDING - self.padding);
        self.padding += empty;
        row.extend((0..empty).map(|_| Cell { header, ..Cell::default() }));
    }

    pub fn finish(mut self) -> Vec<Block> {
        self.rows.retain(|row| row.iter().any(|cell| !cell.blocks.is_empty()));
        let mut blocks = self.stray;
        if arranges_page(&self.rows) {
            blocks.extend((!self.caption.is_empty()).then_some(Block::Paragraph(self.caption)));
            blocks.extend(self.rows.into_iter().flatten().flat_map(|cell| cell.blocks));
            return blocks;
        }
        let headed = self.rows.len() > 1 && self.rows.first().is_some_and(|row| row.iter().all(|cell| cell.header));
        let mut rows = self.rows.into_iter().map(|row| row.into_iter().map(|cell| flatten(cell.blocks)).collect());
        let header = if headed { rows.next().unwrap_or_default() } else { Vec::new() };
        blocks.push(Block::Table(Table { caption: self.caption, header, rows: rows.collect() }));
        blocks
    }
}

/// A single column, or cells that hold more than text: a table made for the looks.
fn arranges_page(rows: &[Vec<Cell>]) -> bool {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    columns < 2 || rows.iter().flatten().any(|cell| !is_text(&cell.blocks))
}

fn is_text(blocks: &[Block]) -> bool {
    blocks.iter().all(|block| match block {
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
                for (number, item) in (0i64..).zip(items) {
                    let mark = match kind {
                        ListKind::Bullet => "• ".to_owned(),
                        ListKind::Numbered(first) => format!("{}. ", i64::from(first) + number),
                    };
                    let mut text = vec![Inline { text: mark, ..Inline::default() }];
                    text.extend(flatten(item));
                    append(&mut out, text);
                }
            }
            Block::Code { text, .. } => append(&mut out, vec![Inline { text, ..Inline::default() }]),
            Block::Figure(figure) => append(&mut out, figure.caption),
            Block::Table(table) => {
                let cells = table.rows.into_iter().flatten();
                cells.for_each(|cell| append(&mut out, cell));
            }
            Block::Rule => {}
        }
    }
    out
}

/// Adds `text` on a line of its own.
fn append(out: &mut Vec<Inline>, text: Vec<Inline>) {
    if let Some(last) = out.last_mut().filter(|_| !text.is_empty()) {
        last.text.push('\n');
    }
    out.extend(text);
}
