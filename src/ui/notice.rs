//! Messages at the foot of the screen, on as many lines as they need.

use crate::app::areas::Rect;
use crate::app::notice::{Level, Notice};
use crate::text::fit;
use crate::ui::canvas::Canvas;

/// A message takes no more lines than this; the whole of it is among the messages of the session.
const MOST_LINES: usize = 4;

/// Draws a message that ends on the status line.
pub fn draw(notice: &Notice, status: Rect, canvas: &mut Canvas) {
    let style = match notice.level {
        Level::Info => canvas.theme.base,
        Level::Error => canvas.theme.error,
    };
    let room = status.width.saturating_sub(2);
    let lines: Vec<&str> = fit::lines(&notice.text, usize::from(room)).take(MOST_LINES).collect();
    let above = (lines.len().saturating_sub(1) as u16).min(status.y);
    let area = Rect { y: status.y - above, height: above + 1, ..status };
    canvas.fill(area, canvas.theme.status_bar);
    for (y, line) in (area.y..area.y + area.height).zip(lines) {
        canvas.text(area.x + 1, y, room, line, style);
    }
}
