//! What of entries to hide, for how long, and how much that is of what came lately.

use crate::app::areas::Rect;
use crate::app::mute::TERMS;
use crate::app::overlay::{MuteBox, MuteRow};
use crate::app::theme::Style;
use crate::ui::canvas::Canvas;
use crate::ui::input;

/// Cells for what a row is about, and for how much it finds.
const LABEL: u16 = 15;
const WEIGHT: u16 = 20;

/// Draws the box; gives the cursor's cell where words are typed.
pub fn draw(open: &MuteBox, inside: Rect, canvas: &mut Canvas) -> Option<(u16, u16)> {
    let theme = canvas.theme;
    let line = |number: u16| Rect { y: inside.y + number, height: 1, ..inside };
    canvas.cut(inside.x, inside.y, inside.width, "Hide entries with", Style { bold: true, ..theme.accent });
    let mut cursor = None;
    // Where there is not room for all, the selected one is the last.
    let room = usize::from(inside.height.saturating_sub(2));
    let top = (open.cursor + 1).saturating_sub(room);
    for (number, (index, row)) in (2..).zip(open.rows.iter().enumerate().skip(top).take(room)) {
        let selected = index == open.cursor;
        let at = draw_row(row, selected, line(number), canvas);
        cursor = cursor.or(at.filter(|_| selected));
    }
    if open.rows.is_empty() && inside.height > 2 {
        canvas.cut(inside.x, inside.y + 2, inside.width, "looking…", theme.progress);
    }
    let below = open.rows.len().max(1) as u16 + 3;
    if below < inside.height {
        draw_terms(open, line(below), canvas);
    }
    let narrow = inside.width <= 2 * WEIGHT;
    let weight = open.row().and_then(|row| row.weight).filter(|_| narrow).map(|weight| weight.to_string());
    let (said, style) = match &open.said {
        Some(said) => (said.clone(), theme.warning),
        None => (weight.unwrap_or_default(), theme.meta),
    };
    if below + 2 < inside.height {
        canvas.cut(inside.x, inside.y + below + 2, inside.width, &said, style);
    } else if !said.is_empty() {
        canvas.cut_right(inside.x + inside.width, inside.y, inside.width / 2, &said, style);
    }
    cursor
}

fn draw_row(row: &MuteRow, selected: bool, line: Rect, canvas: &mut Canvas) -> Option<(u16, u16)> {
    let theme = canvas.theme;
    if selected {
        canvas.fill(Rect { x: line.x - 1, width: line.width + 2, ..line }, theme.selection);
    }
    let mut end = line.x + line.width;
    let weight = row.weight.map(|weight| weight.to_string()).unwrap_or_default();
    if line.width > 2 * WEIGHT {
        canvas.cut_right(end, line.y, WEIGHT, &weight, theme.meta);
        end -= WEIGHT + 1;
    }
    canvas.cut(line.x, line.y, LABEL.min(line.width), row.label, theme.meta);
    let x = line.x + LABEL;
    let room = end.saturating_sub(x);
    if row.query.is_none() && selected && room > 0 {
        return Some(input::draw(&row.input, x, line.y, room, Style::default(), canvas));
    }
    canvas.cut(x, line.y, room, row.input.value(), Style::default());
    None
}

/// For how long: all that can be chosen, the chosen one standing out.
fn draw_terms(open: &MuteBox, line: Rect, canvas: &mut Canvas) {
    let theme = canvas.theme;
    let end = line.x + line.width;
    let mut x = line.x + canvas.cut(line.x, line.y, LABEL.min(line.width), "for how long", theme.meta);
    x = x.max(line.x + LABEL);
    for (index, (name, _)) in TERMS.iter().enumerate() {
        let (text, style) = match index == open.term {
            true => (format!("[{name}]"), Style { bold: true, ..theme.accent }),
            false => (format!(" {name} "), theme.meta),
        };
        x += canvas.cut(x, line.y, end.saturating_sub(x), &text, style) + 1;
    }
}
