//! A few named lines of input.

use crate::app::areas::Rect;
use crate::app::boxes::form_lines;
use crate::app::overlay::Form;
use crate::app::theme::Style;
use crate::text::width;
use crate::ui::canvas::Canvas;
use crate::ui::input;

pub fn draw(form: &Form, area: Rect, canvas: &mut Canvas) -> Option<(u16, u16)> {
    let theme = canvas.theme;
    canvas.cut(area.x, area.y, area.width, &form.title, Style { bold: true, ..theme.accent });
    let air = u16::from(usize::from(area.height) >= form_lines(form));
    let rows = area.height.saturating_sub(2 + 2 * air);
    let first = area.y + 1 + air;
    let labels = form.fields.iter().map(|field| width::of(field.label)).max().unwrap_or(0) as u16;
    let labels = labels.min(area.width / 3);
    let top = (form.cursor + 1).saturating_sub(usize::from(rows));
    let mut cursor = None;
    for (y, (index, field)) in (first..first + rows).zip(form.fields.iter().enumerate().skip(top)) {
        let current = index == form.cursor;
        let style = if current { Style { bold: true, ..theme.overlay } } else { theme.meta };
        canvas.cut(area.x, y, labels, field.label, style);
        let x = area.x + labels + 2;
        let cells = (area.x + area.width).saturating_sub(x);
        if current {
            canvas.fill(Rect { x: x.saturating_sub(1), y, width: cells + 1, height: 1 }, theme.selection);
        }
        let cell = input::draw(&field.input, x, y, cells, Style::default(), canvas);
        cursor = if current { Some(cell) } else { cursor };
    }
    let (said, style) = match (&form.error, form.fields.get(form.cursor)) {
        (Some(error), _) => (error.as_str(), theme.error),
        (None, field) => (field.map_or("", |field| field.hint), theme.meta),
    };
    canvas.cut(area.x, area.y + area.height - 1, area.width, said, style);
    cursor
}
