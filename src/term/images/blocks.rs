//! Half blocks: the upper half of a cell is its foreground, the lower its background.

use ratatui::buffer::Cell;
use ratatui::style::{Color, Modifier};

use crate::model::Pixels;

/// Pixels in a cell.
pub const DOTS: (u16, u16) = (1, 2);

/// Makes a cell show its two pixels of a picture.
pub fn draw(cell: &mut Cell, pixels: &Pixels, column: u16, row: u16) {
    let color = |y: u32| {
        let [red, green, blue] = pixels.at(u32::from(column), y);
        Color::Rgb(red, green, blue)
    };
    let top = 2 * u32::from(row);
    cell.set_symbol("▀").set_fg(color(top)).set_bg(color(top + 1));
    cell.modifier = Modifier::empty();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_shows_two_pixels() {
        let pixels = Pixels { width: 1, height: 4, rgb: (0..12).collect() };
        let mut cell = Cell::default();
        draw(&mut cell, &pixels, 0, 1);
        assert_eq!((cell.symbol(), cell.fg, cell.bg), ("▀", Color::Rgb(6, 7, 8), Color::Rgb(9, 10, 11)));
    }
}
