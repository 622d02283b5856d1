//! A line of input that keeps its cursor in sight.

use std::ops::Range;

use tui_input::Input;
use unicode_segmentation::UnicodeSegmentation;

use crate::app::theme::Style;
use crate::text::width;
use crate::ui::canvas::Canvas;

/// Draws the part of the input around the cursor; gives the cursor's cell.
pub fn draw(input: &Input, x: u16, y: u16, cells: u16, style: Style, canvas: &mut Canvas) -> (u16, u16) {
    let (start, column) = window(input.value(), input.cursor(), usize::from(cells));
    canvas.text(x, y, cells, &input.value()[start..], style);
    (x + (column as u16).min(cells.saturating_sub(1)), y)
}

/// Gives some bytes of an input that was drawn there another style.
pub fn mark(input: &Input, bytes: Range<usize>, x: u16, y: u16, cells: u16, style: Style, canvas: &mut Canvas) {
    let value = input.value();
    let (start, _) = window(value, input.cursor(), usize::from(cells));
    let from = bytes.start.max(start);
    let (Some(before), Some(marked)) = (value.get(start..from), value.get(from..bytes.end)) else { return };
    let before = width::of(before).min(usize::from(cells)) as u16;
    canvas.restyle(x + before, y, (width::of(marked) as u16).min(cells - before), style);
}

/// The byte at which the text must begin for the cursor to lie within `cells`, and the cursor's column then.
fn window(value: &str, cursor: usize, cells: usize) -> (usize, usize) {
    let at = value.char_indices().nth(cursor).map_or(value.len(), |(byte, _)| byte);
    let (mut start, mut column) = (at, 0);
    for (byte, grapheme) in value[..at].grapheme_indices(true).rev() {
        let wider = column + width::grapheme(grapheme);
        if wider >= cells {
            break;
        }
        (start, column) = (byte, wider);
    }
    (start, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_stays_in_sight() {
        assert_eq!(window("hello", 5, 10), (0, 5));
        assert_eq!(window("hello", 5, 4), (2, 3));
        assert_eq!(window("hello", 0, 4), (0, 0));
        assert_eq!(window("日本語", 3, 5), (3, 4));
        assert_eq!(window("x", 1, 0), (1, 0));
    }
}
