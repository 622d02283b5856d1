//! Tables: columns side by side where they fit, else one cell below the other behind its column's header.

use super::flow::{Flow, FlowLine, Look, Setting, append};
use super::layout::Role;
use super::setter::Setter;
use super::width;
use crate::html::document::{Align, Cell, Table, placed};

/// Between columns.
const GUTTER: usize = 2;
/// A column that has to be narrower than its text is at least this wide.
const MIN_COLUMN: usize = 9;
/// Words of more cells than this may be parted to make a column narrow enough.
const LONG_WORD: usize = 16;

/// A cell with the columns that it takes.
struct Slot {
    column: usize,
    columns: usize,
    flow: Flow,
    align: Align,
    /// The bytes of text before it in the table.
    byte: usize,
}

struct Row {
    slots: Vec<Slot>,
    byte: usize,
}

/// Columns as they stand on the screen.
struct Columns {
    widths: Vec<usize>,
    /// All cells below the header are short and hold figures.
    numeric: Vec<bool>,
    /// The first column is the rightmost one.
    from_the_right: bool,
}

pub fn set(setter: &mut Setter, table: &Table) {
    if !table.caption.is_empty() {
        setter.text(&table.caption, Look::italic(Role::Caption));
    }
    let mut byte = 0;
    let [header, rows] = [&table.header, &table.rows]
        .map(|rows| placed(rows).into_iter().map(|row| Row::of(&row, setter.setting(), &mut byte)).collect::<Vec<_>>());
    let slots = header.iter().chain(&rows).flat_map(|row| &row.slots);
    slots.for_each(|slot| setter.mark_places(&slot.flow.places, slot.byte));
    match widths(&header, &rows, setter.room()) {
        Some(widths) => {
            let numeric = (0..widths.len()).map(|column| is_numeric(&rows, column)).collect();
            let columns = Columns { widths, numeric, from_the_right: setter.setting().from_the_right };
            grid(setter, &header, &rows, &columns);
        }
        None => records(setter, &header, &rows),
    }
    setter.end_block();
}

impl Row {
    fn of(cells: &[Option<&Cell>], setting: &Setting, byte: &mut usize) -> Row {
        let start = *byte;
        let mut slots = Vec::new();
        for (column, cell) in cells.iter().enumerate().filter_map(|(column, cell)| Some((column, (*cell)?))) {
            let look = if cell.header { Look::bold(Role::Body) } else { Look::default() };
            let flow = Flow::inlines(&cell.text, look, setting);
            let length = flow.text.len() + 1;
            let columns = usize::from(cell.columns.max(1));
            slots.push(Slot { column, columns, flow, align: cell.align, byte: *byte });
            *byte += length;
        }
        *byte += 1;
        Row { slots, byte: start }
    }
}

/// The widths of the columns, the widest made narrower until all fit in `room`; none if that leaves too little.
fn widths(header: &[Row], rows: &[Row], room: usize) -> Option<Vec<usize>> {
    let slots = || header.iter().chain(rows).flat_map(|row| &row.slots);
    let count = slots().map(|slot| slot.column + slot.columns).max().unwrap_or_default();
    let room = room.checked_sub(GUTTER * count.saturating_sub(1)).filter(|room| *room >= count)?;
    let (mut widths, mut words) = (vec![1; count], vec![1; count]);
    for slot in slots().filter(|slot| slot.columns == 1) {
        widths[slot.column] = slot.width().max(widths[slot.column]);
        words[slot.column] = slot.longest_word().max(words[slot.column]);
    }
    for slot in slots().filter(|slot| slot.columns > 1) {
        // What a spanning cell needs beyond its columns is shared out among them, as far as there is room.
        let spanned = slot.column..slot.column + slot.columns;
        let has = widths[spanned.clone()].iter().sum::<usize>() + GUTTER * (slot.columns - 1);
        let left = room.saturating_sub(widths.iter().sum());
        let more = slot.width().saturating_sub(has).min(left);
        for (index, width) in widths[spanned].iter_mut().enumerate() {
            *width += (index + 1) * more / slot.columns - index * more / slot.columns;
        }
    }
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
        let whole_words = words.iter().all(|word| cap >= (*word).min(LONG_WORD));
        if cap < MIN_COLUMN || !whole_words {
            return None;
        }
    }
    Some(widths.into_iter().map(|width| width.min(cap)).collect())
}

impl Slot {
    /// Cells of its longest line.
    fn width(&self) -> usize {
        self.flow.text.split('\n').map(width::of).max().unwrap_or_default()
    }

    fn longest_word(&self) -> usize {
        self.flow.text.split([' ', '\n']).map(width::of).max().unwrap_or_default()
    }
}

/// All cells of a column below the header are short and hold figures.
fn is_numeric(rows: &[Row], column: usize) -> bool {
    let slots = rows.iter().flat_map(|row| &row.slots).filter(|slot| slot.column == column && slot.columns == 1);
    let mut cells = slots.map(|slot| slot.flow.text.trim()).peekable();
    cells.peek().is_some()
        && cells.all(|cell| {
            cell.len() <= 16
                && !cell.contains(char::is_alphabetic)
                && (cell.is_empty() || cell.contains(char::is_numeric) || matches!(cell, "-" | "–" | "—"))
        })
}

impl Columns {
    /// Where a slot begins, and how wide it is.
    fn place(&self, slot: &Slot) -> (usize, usize) {
        let wide = |widths: &[usize]| widths.iter().sum::<usize>() + GUTTER * widths.len().saturating_sub(1);
        let before = wide(&self.widths[..slot.column]) + if slot.column > 0 { GUTTER } else { 0 };
        let own = wide(&self.widths[slot.column..slot.column + slot.columns]);
        let start = if self.from_the_right { wide(&self.widths) - before - own } else { before };
        (start, own)
    }

    /// Cells before a line of a slot.
    fn indent(&self, slot: &Slot, line: &FlowLine, width: usize) -> usize {
        let room = width.saturating_sub(line.cells);
        let numeric = slot.columns == 1 && self.numeric.get(slot.column) == Some(&true);
        match slot.align {
            Align::Center => room / 2,
            Align::Start if numeric => room,
            Align::Start if line.rtl => room,
            Align::Start => 0,
            Align::End if line.rtl => 0,
            Align::End => room,
        }
    }
}

fn grid(setter: &mut Setter, header: &[Row], rows: &[Row], columns: &Columns) {
    header.iter().for_each(|row| grid_row(setter, row, columns));
    if let Some(last) = header.last() {
        let rule = |width: &usize| "─".repeat(*width);
        let mut rules: Vec<String> = columns.widths.iter().map(rule).collect();
        if columns.from_the_right {
            rules.reverse();
        }
        let rule = rules.join(&" ".repeat(GUTTER));
        let mut spans = Vec::new();
        append(&mut spans, &rule, Look::of(Role::Mark));
        setter.line(FlowLine { spans, byte: last.byte, cells: width::of(&rule), rtl: columns.from_the_right });
    }
    // Where cells take several lines, rows are told apart by an empty one.
    let is_tall = |slot: &Slot| slot.flow.text.contains('\n') || slot.width() > columns.place(slot).1;
    let tall = rows.iter().flat_map(|row| &row.slots).any(is_tall);
    for (index, row) in rows.iter().enumerate() {
        if tall && index > 0 {
            setter.line(FlowLine::empty(row.byte.saturating_sub(1)));
        }
        grid_row(setter, row, columns);
    }
}

fn grid_row(setter: &mut Setter, row: &Row, columns: &Columns) {
    let mut cells: Vec<_> = row
        .slots
        .iter()
        .map(|slot| {
            let (start, width) = columns.place(slot);
            (start, width, slot, slot.flow.lines(width, setter.setting()).into_iter())
        })
        .collect();
    cells.sort_by_key(|(start, ..)| *start);
    let height = cells.iter().map(|(.., lines)| lines.len()).max().unwrap_or(1);
    for _ in 0..height {
        let mut line = FlowLine { rtl: columns.from_the_right, ..FlowLine::empty(row.byte) };
        for (start, width, slot, lines) in &mut cells {
            if let Some(part) = lines.next().filter(|part| part.cells > 0) {
                fill(&mut line, *start + columns.indent(slot, &part, *width));
                line.cells += part.cells;
                line.spans.extend(part.spans);
            }
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
fn records(setter: &mut Setter, header: &[Row], rows: &[Row]) {
    // A table may be nothing but a header.
    let rows = if rows.is_empty() { header } else { rows };
    let mut first = true;
    for row in rows {
        if !first {
            setter.line(FlowLine::empty(row.byte.saturating_sub(1)));
        }
        for slot in row.slots.iter().filter(|slot| !slot.flow.text.trim().is_empty()) {
            let byte = if first { 0 } else { slot.byte };
            first = false;
            record(setter, &name(header, slot.column), slot, byte);
        }
    }
}

/// What the header calls a column: from the widest heading to the narrowest.
fn name(header: &[Row], column: usize) -> String {
    let covers = |slot: &&Slot| (slot.column..slot.column + slot.columns).contains(&column);
    let names = header.iter().filter_map(|row| row.slots.iter().find(covers)).map(|slot| slot.flow.text.trim());
    names.filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", ")
}

fn record(setter: &mut Setter, name: &str, slot: &Slot, byte: usize) {
    let mut flow = Flow::default();
    if !name.is_empty() && name != slot.flow.text.trim() {
        flow.push(&format!("{name}: "), Look::bold(Role::Body));
    }
    let named = flow.text.len();
    flow.extend(&slot.flow);
    for line in flow.lines(setter.room(), setter.setting()) {
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

    /// A cell over several columns.
    fn over(text: &str, columns: u16, align: Align) -> Cell {
        Cell { text: vec![Inline::plain(text)], columns, align, header: true, ..Cell::default() }
    }

    #[test]
    fn cells_span_columns_and_stand_where_they_are_aligned() {
        let mut table = table(&["", "min", "max"], &[&["Rhine", "600", "12000"], &["Po", "275", "10300"]]);
        table.header.insert(0, vec![over("", 1, Align::Start), over("Flow, m³/s", 2, Align::Center)]);
        table.rows[1][0].align = Align::End;
        let grid =
            ["       Flow, m³/s", "       min    max", "─────  ───  ─────", "Rhine  600  12000", "   Po  275  10300"];
        assert_eq!(lines(&table, 40), grid);
        table.rows[0][0] = over("In the far north of the country the Rhine", 3, Align::Start);
        table.rows[0].truncate(1);
        assert_eq!(
            lines(&table, 20)[3..],
            ["In the far north", "of the country the", "Rhine", "", "  Po    275    10300"].map(str::to_owned)[..]
        );
    }

    #[test]
    fn a_table_in_an_article_from_the_right_begins_at_the_right() {
        let table = table(&["אב", "גד"], &[&["ה", "1"]]);
        let setting = Setting { from_the_right: true, ..Setting::default() };
        let mut setter = Setter::new(12, setting);
        set(&mut setter, &table);
        let text = |spans: &[Span]| spans.iter().map(|span| span.text.as_str()).collect::<String>();
        let lines: Vec<String> = setter.finish().0.iter().map(|line| text(&line.spans)).collect();
        assert_eq!(lines, ["      דג  בא", "      ──  ──", "       1   ה"]);
    }

    #[test]
    fn a_table_of_ten_thousand_cells_is_set_in_time() {
        let row: Vec<&str> = vec!["12 km"; 100];
        let table = table(&row, &vec![row.as_slice(); 100]);
        assert!(lines(&table, 72).len() > 10_000);
        assert_eq!(lines(&table, 1_000).len(), 102);
    }

    #[test]
    fn else_cells_stand_below_each_other() {
        let table = table(&["River", "Runs through"], &[&["Rhine", "Switzerland"], &["Danube", "Romania"]]);
        let records = ["River: Rhine", "Runs through:", "Switzerland", "", "River: Danube", "Runs through:", "Romania"];
        assert_eq!(lines(&table, 14), records);
    }
}
