//! A list to choose from: palette, help, go to, welcome, feeds found.

use crate::app::areas::Rect;
use crate::app::overlay::{Choice, Item, Picker};
use crate::app::theme::Style;
use crate::text::width;
use crate::ui::canvas::Canvas;
use crate::ui::input;
use crate::ui::notice::wrap;

/// A list lower than this goes without the introduction above it.
const LOWEST: usize = 4;

/// Lines that the whole picker would take in a box so wide.
pub fn lines(picker: &Picker, cells: u16) -> usize {
    // Filtering does not make the box smaller: nothing jumps while one types.
    2 + intro(picker, cells).count() + usize::from(picker.filters) + picker.items.len().max(1)
}

fn intro(picker: &Picker, cells: u16) -> impl Iterator<Item = &str> {
    picker.intro.iter().flat_map(move |line| wrap(line, usize::from(cells)))
}

/// Draws title, introduction, filter and list; gives the cursor's cell.
pub fn draw(picker: &Picker, area: Rect, canvas: &mut Canvas) -> Option<(u16, u16)> {
    let theme = canvas.theme;
    let mut lines = area.y..area.y + area.height;
    let title = Style { bold: true, ..theme.accent };
    canvas.cut(area.x, lines.next()?, area.width, &picker.title, title);
    if lines.len() >= intro(picker, area.width).count() + LOWEST {
        for (line, y) in intro(picker, area.width).zip(lines.by_ref()) {
            canvas.text(area.x, y, area.width, line, theme.meta);
        }
    }
    let cursor = picker.filters.then(|| lines.next()).flatten().map(|y| {
        let used = canvas.text(area.x, y, area.width, "/ ", theme.key);
        input::draw(&picker.input, area.x + used, y, area.width - used, theme.overlay, canvas)
    });
    if lines.len() > LOWEST {
        lines.next();
    }
    draw_items(picker, Rect { y: lines.start, height: lines.len() as u16, ..area }, canvas);
    cursor
}

fn draw_items(picker: &Picker, area: Rect, canvas: &mut Canvas) {
    if picker.shown.is_empty() && area.height > 0 {
        canvas.cut(area.x, area.y, area.width, "Nothing matches.", canvas.theme.meta);
        return;
    }
    let rows = usize::from(area.height);
    let lowest = picker.shown.len().saturating_sub(rows);
    // The cursor keeps to the middle, so that what comes next is in sight both ways.
    let top = picker.cursor.saturating_sub(rows / 2).min(lowest);
    let shown = picker.shown.iter().enumerate().skip(top);
    for (y, (index, item)) in (area.y..area.y + area.height).zip(shown) {
        let Some(item) = picker.items.get(*item) else { continue };
        let line = Rect { x: area.x - 1, y, width: area.width + 2, height: 1 };
        let heading = item.choice == Choice::None;
        if index == picker.cursor && !heading {
            canvas.fill(line, canvas.theme.selection);
        }
        draw_item(item, Rect { y, height: 1, ..area }, canvas);
    }
}

fn draw_item(item: &Item, line: Rect, canvas: &mut Canvas) {
    let theme = canvas.theme;
    if item.choice == Choice::None {
        canvas.cut(line.x, line.y, line.width, &item.label, theme.heading);
        return;
    }
    let tick = match item.ticked {
        Some(true) => "[x] ",
        Some(false) => "[ ] ",
        None => "",
    };
    let x = line.x + canvas.text(line.x, line.y, line.width, tick, theme.accent);
    let room = line.x + line.width - x;
    // The label has the right of way, but an address or a key may keep half of the line.
    let label = (width::of(&item.label).min(usize::from(room))) as u16;
    let detail = room.saturating_sub(label + 2).max(room / 2);
    let end = line.x + line.width;
    let taken = canvas.cut_right(end, line.y, detail, &item.detail, theme.meta);
    let gap = if taken > 0 { taken + 2 } else { 0 };
    canvas.cut(x, line.y, room.saturating_sub(gap), &item.label, Style::default());
}
