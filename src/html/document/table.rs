//! A table as it is written: cells that may span columns and rows.

use super::Inline;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    pub caption: Vec<Inline>,
    /// The rows at the top that name the columns; often none.
    pub header: Vec<Vec<Cell>>,
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    pub text: Vec<Inline>,
    /// How many it spans, at least 1; no cell reaches beyond the last row of its part of the table.
    pub columns: u16,
    pub rows: u16,
    /// Names its column or, in `Table::rows`, its row.
    pub header: bool,
    pub align: Align,
}

/// Where in its cell a text stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Align {
    #[default]
    Start,
    Center,
    End,
}

impl Default for Cell {
    fn default() -> Cell {
        Cell { text: Vec::new(), columns: 1, rows: 1, header: false, align: Align::Start }
    }
}

impl Table {
    /// The number of columns.
    pub fn columns(&self) -> usize {
        [&self.header, &self.rows]
            .into_iter()
            .flat_map(|rows| placed(rows))
            .map(|row| row.len())
            .max()
            .unwrap_or_default()
    }
}

/// Rows by column: each cell where it begins, none where another reaches to. Rows may be of different lengths.
pub fn placed(rows: &[Vec<Cell>]) -> Vec<Vec<Option<&Cell>>> {
    let mut out = Vec::with_capacity(rows.len());
    // For each column, how many rows from here on a cell from above still takes.
    let mut taken: Vec<u16> = Vec::new();
    for cells in rows {
        let mut row = Vec::with_capacity(cells.len());
        for cell in cells {
            skip_taken(&mut row, &taken);
            let (start, end) = (row.len(), row.len() + usize::from(cell.columns.max(1)));
            row.push(Some(cell));
            row.resize(end, None);
            if cell.rows > 1 {
                taken.resize(taken.len().max(end), 0);
                taken[start..end].fill(cell.rows);
            }
        }
        skip_taken(&mut row, &taken);
        taken.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        out.push(row);
    }
    out
}

/// Steps over the columns that cells from above take.
fn skip_taken(row: &mut Vec<Option<&Cell>>, taken: &[u16]) {
    while taken.get(row.len()).is_some_and(|rows| *rows > 0) {
        row.push(None);
    }
}
