//! The tree of views, folders and feeds with their unread counts.

use crate::app::areas::Rect;
use crate::app::state::{Pane, State, TreeItem, TreeRow};
use crate::app::theme::Style;
use crate::text::width;
use crate::ui::canvas::Canvas;

pub fn draw(state: &State, area: Rect, canvas: &mut Canvas) {
    let pane = &state.tree;
    let rows = pane.rows.iter().enumerate().skip(pane.top);
    for (y, (index, row)) in (area.y..area.y + area.height).zip(rows) {
        let line = Rect { y, height: 1, ..area };
        if index == pane.selected {
            let focused = state.focus == Pane::Tree;
            canvas.fill(line, if focused { canvas.theme.selection } else { canvas.theme.selection_dim });
        }
        draw_row(row, line, canvas);
    }
}

/// The mark stands one cell in for each level, the label two cells behind it, the count at the right.
fn draw_row(row: &TreeRow, line: Rect, canvas: &mut Canvas) {
    let theme = canvas.theme;
    let x = line.x.saturating_add(1).saturating_add(row.depth.saturating_mul(2));
    let mut end = line.x + line.width.saturating_sub(1);
    if row.count > 0 {
        let count = format!("{}{}", row.count, if row.more { "+" } else { "" });
        let cells = width::of(&count) as u16;
        if x + 4 + cells < end {
            end = end - canvas.cut_right(end, line.y, cells, &count, theme.meta) - 1;
        }
    }
    let (mark, style) = match (row.failing, row.folded) {
        (true, _) => (canvas.marks.failing, theme.warning),
        (false, Some(true)) => (canvas.marks.folded, theme.meta),
        (false, Some(false)) => (canvas.marks.unfolded, theme.meta),
        (false, None) => (" ", theme.meta),
    };
    let room = |x: u16| end.saturating_sub(x);
    canvas.text(x, line.y, room(x), mark, style);
    canvas.cut(x + 2, line.y, room(x + 2), &row.label, label_style(row, canvas));
}

fn label_style(row: &TreeRow, canvas: &Canvas) -> Style {
    match row.item {
        TreeItem::Folder(_) | TreeItem::Tags => canvas.theme.folder,
        _ if row.count > 0 => canvas.theme.base,
        _ => canvas.theme.read,
    }
}

/// The cell of the selected row's mark.
pub fn selected(state: &State, area: Rect) -> Option<(u16, u16)> {
    let line = u16::try_from(state.tree.selected.checked_sub(state.tree.top)?).ok()?;
    (line < area.height).then_some((area.x, area.y + line))
}
