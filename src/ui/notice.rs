//! Messages at the foot of the screen, on as many lines as they need.

use crate::app::areas::Rect;
use crate::app::notice::{Level, Notice};
use crate::text::width;
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
    let lines: Vec<&str> = wrap(&notice.text, usize::from(room)).take(MOST_LINES).collect();
    let above = (lines.len().saturating_sub(1) as u16).min(status.y);
    let area = Rect { y: status.y - above, height: above + 1, ..status };
    canvas.fill(area, canvas.theme.status_bar);
    for (y, line) in (area.y..area.y + area.height).zip(lines) {
        canvas.text(area.x + 1, y, room, line, style);
    }
}

/// The lines of a plain text, broken at spaces where that is possible.
pub fn wrap(text: &str, cells: usize) -> impl Iterator<Item = &str> {
    let mut rest = text.trim();
    std::iter::from_fn(move || {
        if rest.is_empty() || cells == 0 {
            return None;
        }
        let (head, _) = width::head(rest, cells);
        let fits = head.len() == rest.len();
        let space = if fits { None } else { rest[..head.len()].rfind(' ').filter(|at| *at > 0) };
        let after_word = rest[head.len()..].starts_with(' ');
        let end = match space {
            Some(at) if !after_word => at,
            _ => head.len(),
        };
        // A grapheme wider than the line: nothing can be shown.
        let end = if end == 0 { rest.len() } else { end };
        let (line, tail) = rest.split_at(end);
        rest = tail.trim_start();
        Some(line.trim_end())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, cells: usize) -> Vec<&str> {
        wrap(text, cells).collect()
    }

    #[test]
    fn lines_break_at_spaces_and_else_where_they_must() {
        assert_eq!(lines("the feed is gone", 8), ["the feed", "is gone"]);
        assert_eq!(lines("https://a.example/b", 8), ["https://", "a.exampl", "e/b"]);
        assert_eq!(lines("日本語", 3), ["日", "本", "語"]);
        assert_eq!(lines("日本", 1), ["日本"]);
        assert_eq!(lines("", 8), [""; 0]);
        assert_eq!(lines("word", 0), [""; 0]);
    }
}
