//! A line of input that keeps its cursor in sight.

use tui_input::Input;
use unicode_segmentation::UnicodeSegmentation;

use crate::app::theme::Style;
use crate::text::width;
use crate::ui::canvas::Canvas;

/// Draws the part of the input around the cursor; gives the cursor's cell.
pub fn draw(input: &Input, x: u16, y: u16, cells: u16, style: Style, canvas: &mut Canvas) -> (u16, u16) {
    let (shown, column) = window(input.value(), input.cursor(), usize::from(cells));
    canvas.text(x, y, cells, shown, style);
    (x + (column as u16).min(cells.saturating_sub(1)), y)
}

/// The text from where it must begin for the cursor to lie within `cells`, and the cursor's column in it.
fn window(value: &str, cursor: usize, cells: usize) -> (&str, usize) {
    let at = value.char_indices().nth(cursor).map_or(value.len(), |(byte, _)| byte);
    let (mut start, mut column) = (at, 0);
    for (byte, grapheme) in value[..at].grapheme_indices(true).rev() {
        let wider = column + width::grapheme(grapheme);
        if wider >= cells {
            break;
        }
        (start, column) = (byte, wider);
    }
    (&value[start..], column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_stays_in_sight() {
        assert_eq!(window("hello", 5, 10), ("hello", 5));
        assert_eq!(window("hello", 5, 4), ("llo", 3));
        assert_eq!(window("hello", 0, 4), ("hello", 0));
        assert_eq!(window("日本語", 3, 5), ("本語", 4));
        assert_eq!(window("x", 1, 0), ("", 0));
    }
}
