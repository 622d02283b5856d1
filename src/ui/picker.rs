//! A list to choose from: palette, help, go to, welcome, feeds found.

use crate::app::areas::Rect;
use crate::app::overlay::{Choice, Item, Picker};
use crate::app::theme::Style;
use crate::text::width;
use crate::ui::canvas::Canvas;
use crate::ui::input;

/// Lines that the whole picker would take.
pub fn lines(picker: &Picker) -> usize {
    // Filtering does not make the box smaller: nothing jumps while one types.
    head(picker) + picker.items.len().max(1)
}

/// Lines above the list: title, introduction, filter, and an empty one.
fn head(picker: &Picker) -> usize {
    2 + picker.intro.len() + usize::from(picker.filters)
}

pub fn draw(picker: &Picker, area: Rect, canvas: &mut Canvas) -> Option<(u16, u16)> {
    let theme = canvas.theme;
    let title = Style { bold: true, ..theme.accent };
    let mut y = area.y;
    let bottom = area.y + area.height;
    canvas.cut(area.x, y, area.width, &picker.title, title);
    y += 1;
    for line in &picker.intro {
        if y < bottom {
            canvas.cut(area.x, y, area.width, line, theme.meta);
            y += 1;
        }
    }
    let cursor = (picker.filters && y < bottom).then(|| {
        let used = canvas.text(area.x, y, area.width, "/ ", theme.key);
        let cell = input::draw(&picker.input, area.x + used, y, area.width - used, theme.overlay, canvas);
        y += 1;
        cell
    });
    // The empty line goes where the box is low.
    y += u16::from(bottom.saturating_sub(y) > 3);
    let rows = Rect { y, height: bottom.saturating_sub(y), ..area };
    draw_items(picker, rows, canvas);
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
