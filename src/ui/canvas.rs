//! The draw guard: the only way text gets into cells. It writes grapheme by grapheme, drops what would be a command to
//! the terminal, and never leaves the cells it was given, so that no feed can move a border.

use std::borrow::Cow;
use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use unicode_segmentation::UnicodeSegmentation;

use crate::app::areas::Rect;
use crate::app::pictures::MARK;
use crate::app::theme::{self, Style, Theme};
use crate::text::{bidi, width};
use crate::ui::marks::Marks;

/// A grapheme of more bytes is a pile of combining marks; only its first character is drawn.
const MOST_BYTES: usize = 64;

/// The cells of a frame, with the theme and the marks to draw with.
pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    pub theme: &'a Theme,
    pub marks: &'static Marks,
    /// The terminal puts right-to-left text in order by itself.
    pub terminal_bidi: bool,
}

impl<'a> Canvas<'a> {
    /// A canvas painted with the theme's base.
    pub fn new(buffer: &'a mut Buffer, theme: &'a Theme, marks: &'static Marks) -> Canvas<'a> {
        buffer.set_style(buffer.area, ratatui_style(theme.base));
        Canvas { buffer, theme, marks, terminal_bidi: false }
    }

    /// Writes the beginning of `text` that fits in `cells`; gives the cells it took.
    pub fn text(&mut self, x: u16, y: u16, cells: u16, text: &str, style: Style) -> u16 {
        let end = x.saturating_add(cells).min(self.buffer.area.right());
        let mut at = x;
        for grapheme in text.graphemes(true) {
            let cells = width::grapheme(grapheme) as u16;
            if cells == 0 || grapheme.starts_with(MARK) {
                continue;
            }
            if at.saturating_add(cells) > end {
                break;
            }
            self.put(at, y, cells, grapheme, style);
            at += cells;
        }
        at - x
    }

    /// Writes `text` into `cells` in the order of the screen, with an ellipsis where it does not fit; gives the cells it
    /// took.
    pub fn cut(&mut self, x: u16, y: u16, cells: u16, text: &str, style: Style) -> u16 {
        let shown = self.shortened(cells, text);
        self.text(x, y, cells, &self.in_order(&shown), style)
    }

    /// Gives pieces of a text that [`Self::cut`] wrote another style, wherever their letters stand.
    pub fn mark(&mut self, x: u16, y: u16, cells: u16, text: &str, pieces: &[Range<usize>], style: Style) {
        if pieces.is_empty() {
            return;
        }
        let shown = self.shortened(cells, text);
        let clusters = match self.terminal_bidi {
            true => shown.grapheme_indices(true).map(|(byte, cluster)| (byte, cluster.into())).collect(),
            false => bidi::clusters(&shown),
        };
        let mut at = x;
        for (byte, cluster) in clusters {
            let wide = width::grapheme(&cluster) as u16;
            if pieces.iter().any(|piece| piece.contains(&byte)) {
                self.restyle(at, y, wide.min((x + cells).saturating_sub(at)), style);
            }
            at += wide;
        }
    }

    /// The text as it is if it fits in these cells, else its beginning with an ellipsis.
    fn shortened<'t>(&self, cells: u16, text: &'t str) -> Cow<'t, str> {
        let room = usize::from(cells);
        if text.len() <= room || width::of(text) <= room {
            return text.into();
        }
        let (head, _) = width::head(text, room.saturating_sub(1));
        format!("{}{}", head.trim_end(), self.marks.ellipsis).into()
    }

    fn in_order<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.terminal_bidi { text.into() } else { bidi::visual(text) }
    }

    /// Writes `text` so that it ends before `end`, cut to `cells`; gives the cells it took.
    pub fn cut_right(&mut self, end: u16, y: u16, cells: u16, text: &str, style: Style) -> u16 {
        let taken = (width::of(text).min(usize::from(cells))) as u16;
        self.cut(end.saturating_sub(taken), y, taken, text, style)
    }

    /// Empties the cells of an area and gives them a style over the base.
    pub fn fill(&mut self, area: Rect, style: Style) {
        let base = ratatui_style(self.theme.base);
        let style = ratatui_style(style);
        for y in area.y..area.y.saturating_add(area.height) {
            for x in area.x..area.x.saturating_add(area.width) {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                    cell.set_style(base).set_style(style);
                }
            }
        }
    }

    /// Gives cells another style, whatever is written in them.
    pub fn restyle(&mut self, x: u16, y: u16, cells: u16, style: Style) {
        for x in x..x.saturating_add(cells) {
            if let Some(cell) = self.buffer.cell_mut((x, y)) {
                cell.set_style(ratatui_style(style));
            }
        }
    }

    /// Marks cells as those of a picture, which the terminal's part turns into what it shows.
    pub fn picture(&mut self, area: Rect) {
        self.fill(area, Style::default());
        for y in area.y..area.y.saturating_add(area.height) {
            for x in area.x..area.x.saturating_add(area.width) {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.set_symbol(MARK);
                }
            }
        }
    }

    /// The rule beside a pane; `focused`: of the pane that has the keys.
    pub fn upright(&mut self, area: Rect, focused: bool) {
        let style = self.rule_style(focused);
        for y in area.y..area.y.saturating_add(area.height) {
            self.text(area.x, y, 1, self.marks.upright, style);
        }
    }

    /// The rule between panes that stand one above the other.
    pub fn level(&mut self, area: Rect, focused: bool) {
        let style = self.rule_style(focused);
        for x in area.x..area.x.saturating_add(area.width) {
            self.text(x, area.y, 1, self.marks.level, style);
        }
    }

    /// An empty box with a thin border in the style of overlays; gives its inside.
    pub fn frame(&mut self, area: Rect) {
        let Rect { x, y, width, height } = area;
        self.fill(area, self.theme.overlay);
        if width < 2 || height < 2 {
            return;
        }
        let (right, bottom) = (x + width - 1, y + height - 1);
        self.level(Rect { x, y, width, height: 1 }, false);
        self.level(Rect { x, y: bottom, width, height: 1 }, false);
        self.upright(Rect { x, y, width: 1, height }, false);
        self.upright(Rect { x: right, y, width: 1, height }, false);
        let style = self.rule_style(false);
        for (mark, (x, y)) in self.marks.corners.iter().zip([(x, y), (right, y), (x, bottom), (right, bottom)]) {
            self.text(x, y, 1, mark, style);
        }
    }

    fn rule_style(&self, focused: bool) -> Style {
        if focused { self.theme.rule_focused } else { self.theme.rule }
    }

    fn put(&mut self, x: u16, y: u16, cells: u16, grapheme: &str, style: Style) {
        let symbol = match grapheme.chars().next() {
            Some(first) if grapheme.len() > MOST_BYTES => &grapheme[..first.len_utf8()],
            _ => grapheme,
        };
        let Some(cell) = self.buffer.cell_mut((x, y)) else { return };
        cell.set_symbol(symbol);
        let reversed = cell.modifier.contains(Modifier::REVERSED);
        // Where the background is the text's own colour turned round, another colour would stain it.
        let style = if reversed { Style { fg: None, bg: None, dim: false, ..style } } else { style };
        let style = ratatui_style(style);
        cell.set_style(style);
        for behind in x + 1..x + cells {
            if let Some(cell) = self.buffer.cell_mut((behind, y)) {
                cell.set_symbol(" ").set_style(style);
            }
        }
    }
}

fn ratatui_style(style: Style) -> ratatui::style::Style {
    let mut made = ratatui::style::Style::new();
    made.fg = style.fg.map(color);
    made.bg = style.bg.map(color);
    for (on, modifier) in [
        (style.bold, Modifier::BOLD),
        (style.dim, Modifier::DIM),
        (style.italic, Modifier::ITALIC),
        (style.underline, Modifier::UNDERLINED),
        (style.reverse, Modifier::REVERSED),
    ] {
        if on {
            made = made.add_modifier(modifier);
        }
    }
    made
}

fn color(color: theme::Color) -> Color {
    match color {
        theme::Color::Ansi(number) => Color::Indexed(number),
        theme::Color::Rgb(red, green, blue) => Color::Rgb(red, green, blue),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::marks;

    fn drawn(cells: u16, draw: impl FnOnce(&mut Canvas)) -> Buffer {
        let mut buffer = Buffer::empty(ratatui::layout::Rect::new(0, 0, cells, 1));
        draw(&mut Canvas::new(&mut buffer, &Theme::default(), marks::of(false)));
        buffer
    }

    fn line(buffer: &Buffer) -> String {
        buffer.content.iter().map(|cell| cell.symbol()).collect()
    }

    #[test]
    fn no_command_reaches_the_terminal() {
        let hostile = "a\u{10eeee}\u{305}\u{1b}[2Jb\u{9b}c\u{7}d\r\ne\u{202e}f\u{200b}g";
        let buffer = drawn(12, |canvas| {
            canvas.text(0, 0, 12, hostile, Style::default());
        });
        assert_eq!(line(&buffer), "a[2Jbcdefg  ");
    }

    #[test]
    fn text_stays_in_its_cells() {
        let buffer = drawn(8, |canvas| {
            assert_eq!(canvas.text(0, 0, 3, "日本語", Style::default()), 2);
            assert_eq!(canvas.cut(4, 0, 3, "news", Style::default()), 3);
            assert_eq!(canvas.text(7, 0, 200, "xyz", Style::default()), 1);
            assert_eq!(canvas.text(0, 9, 9, "below", Style::default()), 5);
        });
        assert_eq!(line(&buffer), "日   ne…x");
        let buffer = drawn(2, |canvas| {
            canvas.text(0, 0, 2, &format!("a{}", "\u{301}".repeat(500)), Style::default());
        });
        assert_eq!(line(&buffer), "a ");
    }

    #[test]
    fn one_line_texts_are_put_in_order() {
        let buffer = drawn(12, |canvas| {
            assert_eq!(canvas.cut(0, 0, 5, "אבג דה ו", Style::default()), 4);
            canvas.terminal_bidi = true;
            assert_eq!(canvas.cut(6, 0, 6, "אב ג", Style::default()), 4);
        });
        assert_eq!(line(&buffer), "…גבא  אב ג  ");
    }

    #[test]
    fn pieces_are_marked_wherever_their_letters_stand() {
        let marked = |cells: u16, text: &str, piece: Range<usize>| {
            let buffer = drawn(cells, |canvas| {
                canvas.cut(0, 0, cells, text, Style::default());
                let style = Style { underline: true, ..Style::default() };
                canvas.mark(0, 0, cells, text, &[piece], style);
            });
            let marked = buffer.content.iter().filter(|cell| cell.modifier.contains(Modifier::UNDERLINED));
            marked.map(|cell| cell.symbol().to_owned()).collect::<String>()
        };
        assert_eq!(marked(20, "low rivers run", 4..10), "rivers");
        assert_eq!(marked(20, "日本の水位", 9..15), "水 位 ");
        assert_eq!(marked(20, "אבג דה", 0..6), "גבא");
        assert_eq!(marked(8, "low rivers run", 4..10), "riv…");
        assert_eq!(marked(4, "low rivers run", 4..10), "");
    }

    #[test]
    fn a_reversed_background_is_not_stained() {
        let buffer = drawn(2, |canvas| {
            canvas.fill(Rect { x: 0, y: 0, width: 2, height: 1 }, Style { reverse: true, ..Style::default() });
            let red = Style { fg: Some(theme::Color::Ansi(1)), bold: true, ..Style::default() };
            canvas.text(0, 0, 1, "a", red);
        });
        assert_eq!(buffer.content[0].fg, Color::Reset);
        assert_eq!(buffer.content[0].modifier, Modifier::REVERSED | Modifier::BOLD);
    }
}
