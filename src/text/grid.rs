//! Tables: columns side by side where they fit, else one cell below the other behind its column's header.

use super::flow::{Flow, FlowLine, Look, append};
use super::layout::Role;
use super::setter::Setter;
use super::width;
use crate::html::document::{Cell, Table, placed};

/// Between columns.
const GUTTER: usize = 2;
/// A column that has to be narrower than its text is at least this wide.
const MIN_COLUMN: usize = 9;

/// A row of cells and the bytes of text before it in the table.
struct Row {
    cells: Vec<Flow>,
    byte: usize,
}

pub fn set(setter: &mut Setter, table: &Table) {
    if !table.caption.is_empty() {
        setter.text(&table.caption, Look::of(Role::Caption));
    }
    let mut byte = 0;
    let numbered = setter.setting().numbered;
    let [header, rows] = [&table.header, &table.rows]
        .map(|rows| placed(rows).into_iter().map(|row| Row::of(&row, &mut byte, numbered)).collect::<Vec<_>>());
    for row in header.iter().chain(&rows) {
        row.cells.iter().flat_map(|cell| &cell.places).for_each(|(link, _)| setter.place(*link, row.byte));
    }
    match columns(header.iter().chain(&rows), setter.room()) {
        Some(columns) => grid(setter, &header, &rows, &columns),
        None => records(setter, header.last(), &rows),
    }
    setter.end_block();
}

impl Row {
    fn of(cells: &[Option<&Cell>], byte: &mut usize, numbered: u16) -> Row {
        let cells: Vec<Flow> =
            cells.iter().map(|cell| cell.map(|cell| flow(cell, numbered)).unwrap_or_default()).collect();
        let start = *byte;
        *byte += cells.iter().map(|cell| cell.text.len() + 1).sum::<usize>();
        Row { cells, byte: start }
    }
}

fn flow(cell: &Cell, numbered: u16) -> Flow {
    Flow::inlines(&cell.text, if cell.header { Look::bold(Role::Body) } else { Look::default() }, numbered)
}

/// The widths of the columns, the widest made narrower until all fit in `room`; none if that leaves too little.
fn columns<'a>(rows: impl Iterator<Item = &'a Row>, room: usize) -> Option<Vec<usize>> {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        widths.resize(widths.len().max(row.cells.len()), 0);
        for (widest, cell) in widths.iter_mut().zip(&row.cells) {
            *widest = cell.text.split('\n').map(width::of).fold(*widest, usize::max);
        }
    }
    let room = room.checked_sub(GUTTER * widths.len().saturating_sub(1))?;
    let narrow = |cap: usize| widths.iter().map(|width| (*width).min(cap)).sum::<usize>();
    let mut cap = widths.iter().copied().max().unwrap_or_default();
    if narrow(cap) > room {
        // The largest cap under which all fit, by halving.
        let (mut fits, mut too_wide) = (0, cap);
        while too_wide - fits > 1 {
            let middle = fits + (too_wide - fits) / 2;
            if narrow(middle) <= room { fits = middle } else { too_wide = middle }
        }
        cap = fits;
        if cap < MIN_COLUMN {
            return None;
        }
    }
    Some(widths.into_iter().map(|width| width.min(cap).max(1)).collect())
        .filter(|widths: &Vec<usize>| widths.iter().sum::<usize>() <= room)
}

fn grid(setter: &mut Setter, header: &[Row], rows: &[Row], columns: &[usize]) {
    let right: Vec<bool> = (0..columns.len()).map(|column| is_numeric(rows, column)).collect();
    header.iter().for_each(|row| grid_row(setter, row, columns, &right));
    if let Some(header) = header.last() {
        let rule = columns.iter().map(|width| "─".repeat(*width)).collect::<Vec<_>>().join(&" ".repeat(GUTTER));
        let mut spans = Vec::new();
        append(&mut spans, &rule, Look::of(Role::Mark));
        let byte = header.byte;
        setter.line(FlowLine { spans, byte, cells: width::of(&rule), rtl: false });
    }
    // Where cells take several lines, rows are told apart by an empty one.
    let tall = rows.iter().any(|row| {
        row.cells.iter().zip(columns).any(|(cell, width)| cell.text.contains('\n') || width::of(&cell.text) > *width)
    });
    for (index, row) in rows.iter().enumerate() {
        if tall && index > 0 {
            setter.line(FlowLine { spans: Vec::new(), byte: row.byte.saturating_sub(1), cells: 0, rtl: false });
        }
        grid_row(setter, row, columns, &right);
    }
}

/// All body cells are short and hold figures, so the column is set flush right.
fn is_numeric(rows: &[Row], column: usize) -> bool {
    let mut cells = rows.iter().filter_map(|row| row.cells.get(column)).map(|cell| cell.text.trim()).peekable();
    cells.peek().is_some()
        && cells.all(|cell| {
            cell.len() <= 16
                && !cell.contains(char::is_alphabetic)
                && (cell.is_empty() || cell.contains(char::is_numeric))
        })
}

fn grid_row(setter: &mut Setter, row: &Row, columns: &[usize], right: &[bool]) {
    let cells: Vec<Vec<FlowLine>> =
        row.cells.iter().zip(columns).map(|(cell, width)| cell.lines(*width, setter.setting())).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or_default();
    let mut cells: Vec<_> = cells.into_iter().map(Vec::into_iter).collect();
    for _ in 0..height {
        let mut line = FlowLine { spans: Vec::new(), byte: row.byte, cells: 0, rtl: false };
        let mut column_start = 0;
        for ((cell, width), right) in cells.iter_mut().zip(columns).zip(right) {
            if let Some(part) = cell.next().filter(|part| part.cells > 0) {
                let before = if *right || part.rtl { width - part.cells } else { 0 };
                fill(&mut line, column_start + before);
                line.cells += part.cells;
                line.spans.extend(part.spans);
            }
            column_start += width + GUTTER;
        }
        setter.line(line);
    }
}

/// Adds spaces until the line is `cells` wide.
fn fill(line: &mut FlowLine, cells: usize) {
    append(&mut line.spans, &" ".repeat(cells.saturating_sub(line.cells)), Look::default());
    line.cells = line.cells.max(cells);
}

/// "Header: value" for each cell, with an empty line between rows.
fn records(setter: &mut Setter, header: Option<&Row>, rows: &[Row]) {
    let room = setter.room();
    let mut first = true;
    for row in rows {
        if !first {
            setter.line(FlowLine { spans: Vec::new(), byte: row.byte.saturating_sub(1), cells: 0, rtl: false });
        }
        let mut byte = row.byte;
        for (column, cell) in row.cells.iter().enumerate() {
            let name =
                header.and_then(|header| header.cells.get(column)).map(|name| name.text.trim()).unwrap_or_default();
            let start = if first { 0 } else { byte };
            if !cell.text.trim().is_empty() {
                first = false;
                record(setter, name, cell, start, room);
            }
            byte += cell.text.len() + 1;
        }
    }
}

fn record(setter: &mut Setter, name: &str, cell: &Flow, byte: usize, room: usize) {
    let mut flow = Flow::default();
    if !name.is_empty() {
        flow.push(&format!("{name}: "), Look::bold(Role::Body));
    }
    let named = flow.text.len();
    flow.extend(cell);
    for line in flow.lines(room, setter.setting()) {
        let within = line.byte.saturating_sub(named);
        setter.line(FlowLine { byte: byte + within, ..line });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::document::Inline;
    use crate::text::flow::Setting;
    use crate::text::layout::Span;

    fn table(header: &[&str], rows: &[&[&str]]) -> Table {
        let cell = |text: &&str| Cell { text: vec![Inline::plain(*text)], ..Cell::default() };
        let row = |cells: &[&str]| cells.iter().map(cell).collect::<Vec<_>>();
        Table { caption: Vec::new(), header: vec![row(header)], rows: rows.iter().map(|cells| row(cells)).collect() }
    }

    fn lines(table: &Table, width: u16) -> Vec<String> {
        let mut setter = Setter::new(width, Setting::default());
        set(&mut setter, table);
        let text = |spans: &[Span]| spans.iter().map(|span| span.text.as_str()).collect::<String>();
        setter.finish().0.iter().map(|line| text(&line.spans)).collect()
    }

    #[test]
    fn columns_stand_side_by_side_where_they_fit() {
        let table = table(&["River", "km"], &[&["Rhine", "1233"], &["Danube", "2850"], &["Po", "652"]]);
        let grid = ["River     km", "──────  ────", "Rhine   1233", "Danube  2850", "Po       652"];
        assert_eq!(lines(&table, 40), grid);
        assert_eq!(lines(&table, 12), grid);
    }

    #[test]
    fn else_cells_stand_below_each_other() {
        let table = table(&["River", "Runs through"], &[&["Rhine", "Switzerland"], &["Danube", "Romania"]]);
        let records = ["River: Rhine", "Runs through:", "Switzerland", "", "River: Danube", "Runs through:", "Romania"];
        assert_eq!(lines(&table, 14), records);
    }
}
