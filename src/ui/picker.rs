//! A list to choose from: palette, help, go to, welcome, feeds found.

use crate::app::areas::Rect;
use crate::app::boxes::PickerAreas;
use crate::app::overlay::{Choice, Item, Picker};
use crate::app::theme::Style;
use crate::text::{fit, width};
use crate::ui::canvas::Canvas;
use crate::ui::input;

/// Draws title, introduction, filter and list; gives the cursor's cell.
pub fn draw(picker: &Picker, inside: Rect, canvas: &mut Canvas) -> Option<(u16, u16)> {
    let theme = canvas.theme;
    let areas = PickerAreas::of(picker, inside);
    let title = Style { bold: true, ..theme.accent };
    canvas.cut(areas.title.x, areas.title.y, areas.title.width, &picker.title, title);
    let Rect { x, y, width, height } = areas.intro;
    let intro = picker.intro.iter().flat_map(|line| fit::lines(line, usize::from(width)));
    for (y, line) in (y..y + height).zip(intro) {
        canvas.text(x, y, width, line, theme.meta);
    }
    draw_items(picker, &areas, canvas);
    (!areas.filter.is_empty()).then(|| {
        let Rect { x, y, width, .. } = areas.filter;
        let used = canvas.text(x, y, width, "/ ", theme.key);
        input::draw(&picker.input, x + used, y, width - used, theme.overlay, canvas)
    })
}

fn draw_items(picker: &Picker, areas: &PickerAreas, canvas: &mut Canvas) {
    let area = areas.list;
    if picker.shown.is_empty() && area.height > 0 {
        canvas.cut(area.x, area.y, area.width, "Nothing matches.", canvas.theme.meta);
        return;
    }
    let shown = picker.shown.iter().enumerate().skip(areas.top);
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
    let style = match item.choice {
        Choice::Step { undone: true, .. } => theme.meta,
        _ => Style::default(),
    };
    canvas.cut(x, line.y, room.saturating_sub(gap), &item.label, style);
}
