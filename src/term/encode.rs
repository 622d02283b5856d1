//! Cells to bytes: the backend that ratatui draws to. It keeps what the terminal was last told (style, cursor), so that
//! a frame is as short as it can be.

use std::convert::Infallible;
use std::io::Write;

use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::{Cell, CellWidth};
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};

use crate::app::pictures::MARK;

/// Links of a session beyond which none is told to the terminal.
const MOST_LINKS: usize = 20_000;

/// How many colours the terminal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    Rgb,
    /// The 256 of xterm.
    Indexed,
}

impl Depth {
    /// Reads `COLORTERM`, by which terminals announce 24-bit colour.
    pub fn from_environment() -> Depth {
        match std::env::var("COLORTERM").as_deref() {
            Ok("truecolor" | "24bit") => Depth::Rgb,
            _ => Depth::Indexed,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pen {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

const PLAIN: Pen = Pen { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

const SGR: [(Modifier, &str); 7] = [
    (Modifier::BOLD, "1"),
    (Modifier::DIM, "2"),
    (Modifier::ITALIC, "3"),
    (Modifier::UNDERLINED, "4"),
    (Modifier::SLOW_BLINK, "5"),
    (Modifier::REVERSED, "7"),
    (Modifier::CROSSED_OUT, "9"),
];

/// The bytes of a frame in the making, and what the terminal knows from the frames before.
pub struct Encoder {
    pub bytes: Vec<u8>,
    pub size: Size,
    depth: Depth,
    pen: Pen,
    /// The terminal's cursor, as far as is sure: its line, and its column.
    line: Option<u16>,
    column: Option<u16>,
    /// Where it stands between frames.
    cursor: Option<Position>,
    shown: bool,
    /// The addresses of this session's links; a cell names one by its number, from 1.
    addresses: Vec<String>,
    /// The link that the terminal was told last; 0: none.
    link: u32,
}

impl Encoder {
    pub fn new(size: Size, depth: Depth) -> Encoder {
        let (line, column) = (None, None);
        Encoder {
            bytes: Vec::new(),
            size,
            depth,
            pen: PLAIN,
            line,
            column,
            cursor: None,
            shown: false,
            addresses: Vec::new(),
            link: 0,
        }
    }

    /// The terminal was left and entered again: nothing it was told holds.
    pub fn forget(&mut self) {
        (self.pen, self.line, self.column, self.cursor, self.shown) = (PLAIN, None, None, None, false);
        self.text("\x1b[0m");
    }

    /// The number of an address, the same all through the session; 0 when there are too many.
    pub fn number(&mut self, address: &str) -> u32 {
        let known = self.addresses.iter().rposition(|known| known == address);
        let at = known.unwrap_or_else(|| {
            if self.addresses.len() < MOST_LINKS {
                self.addresses.push(address.to_owned());
            }
            self.addresses.len() - 1
        });
        if self.addresses.get(at).is_some_and(|known| known == address) { at as u32 + 1 } else { 0 }
    }

    /// From now on cells lead to the link of that number (OSC 8); 0: to none.
    pub fn lead_to(&mut self, link: u32) {
        if link == self.link {
            return;
        }
        self.link = link;
        match link.checked_sub(1).and_then(|at| self.addresses.get(at as usize)).cloned() {
            Some(address) => self.sequence(format_args!("\x1b]8;id={link};{address}\x1b\\")),
            None => self.text("\x1b]8;;\x1b\\"),
        }
    }

    /// Puts the hidden cursor where a screen reader looks for the selection.
    pub fn park(&mut self, position: Position) {
        if !self.shown {
            self.go(position);
        }
        self.cursor = Some(position);
    }

    /// Writes the sequence of a picture that begins in a cell; where it leaves the cursor is not known.
    pub fn picture(&mut self, x: u16, y: u16, sequence: &[u8]) {
        self.go(Position { x, y });
        self.bytes.extend_from_slice(sequence);
        (self.line, self.column) = (None, None);
    }

    fn text(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn sequence(&mut self, sequence: std::fmt::Arguments<'_>) {
        // A write to memory cannot fail.
        let _ = self.bytes.write_fmt(sequence);
    }

    fn go(&mut self, to: Position) {
        match (self.line == Some(to.y), self.column == Some(to.x)) {
            (true, true) => return,
            (true, false) => self.sequence(format_args!("\x1b[{}G", u32::from(to.x) + 1)),
            (false, _) => self.sequence(format_args!("\x1b[{};{}H", u32::from(to.y) + 1, u32::from(to.x) + 1)),
        }
        (self.line, self.column) = (Some(to.y), Some(to.x));
    }

    fn put(&mut self, position: Position, cell: &Cell) {
        self.go(position);
        self.lead_to(link_of(cell));
        self.set_pen(self.pen_for(cell));
        // A picture is drawn over it.
        self.text(if cell.symbol() == MARK { " " } else { cell.symbol() });
        let next = position.x.saturating_add(cell.cell_width().max(1));
        if next >= self.size.width {
            // Terminals disagree about where the cursor is behind the last column.
            (self.line, self.column) = (None, None);
        } else {
            // They disagree about the width of what is not ASCII, too.
            self.column = cell.symbol().is_ascii().then_some(next);
        }
    }

    /// The style of a cell. On an empty one only the background shows, so all else may stay as it is.
    fn pen_for(&self, cell: &Cell) -> Pen {
        let pen = Pen { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
        let shows = Modifier::REVERSED | Modifier::UNDERLINED | Modifier::CROSSED_OUT;
        if cell.symbol() == " " && !cell.modifier.intersects(shows) && !self.pen.modifier.intersects(shows) {
            Pen { bg: cell.bg, ..self.pen }
        } else {
            pen
        }
    }

    fn set_pen(&mut self, pen: Pen) {
        if pen == self.pen {
            return;
        }
        self.text("\x1b[");
        let mut known = self.pen;
        let mut parameters = Parameters { bytes: &mut self.bytes, first: true };
        if !pen.modifier.contains(known.modifier) {
            parameters.add(format_args!("0"));
            known = PLAIN;
        }
        for (modifier, number) in SGR {
            if pen.modifier.contains(modifier) && !known.modifier.contains(modifier) {
                parameters.add(format_args!("{number}"));
            }
        }
        if pen.fg != known.fg {
            parameters.color(pen.fg, 30, self.depth);
        }
        if pen.bg != known.bg {
            parameters.color(pen.bg, 40, self.depth);
        }
        self.text("m");
        self.pen = pen;
    }
}

/// Marks a cell as leading to a link. A cell has no room for that but the colour of its underline, which no theme has.
pub fn set_link(cell: &mut Cell, link: u32) {
    let [_, r, g, b] = link.to_be_bytes();
    cell.underline_color = if link == 0 { Color::Reset } else { Color::Rgb(r, g, b) };
}

fn link_of(cell: &Cell) -> u32 {
    match cell.underline_color {
        Color::Rgb(r, g, b) => u32::from_be_bytes([0, r, g, b]),
        _ => 0,
    }
}

/// The numbers of one SGR sequence.
struct Parameters<'a> {
    bytes: &'a mut Vec<u8>,
    first: bool,
}

impl Parameters<'_> {
    fn add(&mut self, parameter: std::fmt::Arguments<'_>) {
        if !self.first {
            self.bytes.push(b';');
        }
        self.first = false;
        // A write to memory cannot fail.
        let _ = self.bytes.write_fmt(parameter);
    }

    /// `base` is 30 for the foreground, 40 for the background (ECMA-48, section 8.3.117).
    fn color(&mut self, color: Color, base: u8, depth: Depth) {
        match (color, depth) {
            (Color::Reset, _) => self.add(format_args!("{}", base + 9)),
            (Color::Indexed(n @ 0..=7), _) => self.add(format_args!("{}", base + n)),
            (Color::Indexed(n @ 8..=15), _) => self.add(format_args!("{}", base + 52 + n)),
            (Color::Indexed(n), _) => self.add(format_args!("{};5;{n}", base + 8)),
            (Color::Rgb(r, g, b), Depth::Rgb) => self.add(format_args!("{};2;{r};{g};{b}", base + 8)),
            (Color::Rgb(r, g, b), Depth::Indexed) => self.add(format_args!("{};5;{}", base + 8, nearest(r, g, b))),
            // Themes name colours by number only.
            _ => self.add(format_args!("{}", base + 9)),
        }
    }
}

/// The nearest of xterm's colours 16 to 255: the 6×6×6 cube and 24 greys.
fn nearest(r: u8, g: u8, b: u8) -> u8 {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let step = |channel: u8| (0u8..6).min_by_key(|i| STEPS[usize::from(*i)].abs_diff(channel)).unwrap_or_default();
    let distance =
        |to: [u8; 3]| -> u32 { [r, g, b].iter().zip(to).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum() };
    let (red, green, blue) = (step(r), step(g), step(b));
    let cube = [red, green, blue].map(|i| STEPS[usize::from(i)]);
    let average = (u32::from(r) + u32::from(g) + u32::from(b)) / 3;
    let grey = (average.saturating_sub(3) / 10).min(23) as u8;
    if distance([8 + 10 * grey; 3]) < distance(cube) { 232 + grey } else { 16 + 36 * red + 6 * green + blue }
}

impl Backend for Encoder {
    type Error = Infallible;

    fn draw<'a, I>(&mut self, content: I) -> Result<(), Infallible>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut content = content.peekable();
        if content.peek().is_some() {
            self.hide_cursor()?;
        }
        for (x, y, cell) in content {
            self.put(Position { x, y }, cell);
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> Result<(), Infallible> {
        if self.shown {
            self.text("\x1b[?25l");
            self.shown = false;
        }
        Ok(())
    }

    fn show_cursor(&mut self) -> Result<(), Infallible> {
        if !self.shown {
            self.text("\x1b[?25h");
            self.shown = true;
        }
        Ok(())
    }

    fn get_cursor_position(&mut self) -> Result<Position, Infallible> {
        Ok(self.cursor.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Infallible> {
        let position = position.into();
        self.go(position);
        self.cursor = Some(position);
        Ok(())
    }

    fn clear(&mut self) -> Result<(), Infallible> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, _: ClearType) -> Result<(), Infallible> {
        self.set_pen(PLAIN);
        self.text("\x1b[2J");
        Ok(())
    }

    fn size(&self) -> Result<Size, Infallible> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> Result<WindowSize, Infallible> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::style::Style;

    use super::*;

    fn terminal(depth: Depth) -> Terminal<Encoder> {
        Terminal::new(Encoder::new(Size::new(20, 3), depth)).unwrap()
    }

    fn frame(terminal: &mut Terminal<Encoder>, text: &str, style: Style) -> String {
        terminal.draw(|frame| frame.buffer_mut().set_string(2, 1, text, style)).unwrap();
        String::from_utf8(std::mem::take(&mut terminal.backend_mut().bytes)).unwrap()
    }

    #[test]
    fn only_what_changed_is_written() {
        let mut terminal = terminal(Depth::Rgb);
        assert_eq!(frame(&mut terminal, "hello", Style::new()), "\x1b[2;3Hhello");
        assert_eq!(frame(&mut terminal, "hello", Style::new()), "");
        assert_eq!(frame(&mut terminal, "hallo", Style::new()), "\x1b[4Ga");
    }

    fn linked(terminal: &mut Terminal<Encoder>, links: &[(u16, u16, &str)]) -> String {
        let numbers: Vec<_> =
            links.iter().map(|(x, cells, url)| (*x, *cells, terminal.backend_mut().number(url))).collect();
        let draw = |frame: &mut ratatui::Frame| {
            frame.buffer_mut().set_string(0, 0, "one two three", Style::new());
            for (x, cells, link) in numbers {
                (x..x + cells).for_each(|x| set_link(&mut frame.buffer_mut()[(x, 0)], link));
            }
        };
        terminal.draw(draw).unwrap();
        terminal.backend_mut().lead_to(0);
        String::from_utf8(std::mem::take(&mut terminal.backend_mut().bytes)).unwrap()
    }

    #[test]
    fn a_link_is_told_around_its_cells_and_anew_when_it_changes() {
        let mut terminal = terminal(Depth::Rgb);
        let first = "\x1b[1;1Hone\x1b[5G\x1b]8;id=1;https://a.example/\x1b\\two\x1b[9G\x1b]8;;\x1b\\three";
        assert_eq!(linked(&mut terminal, &[(4, 3, "https://a.example/")]), first);
        assert_eq!(linked(&mut terminal, &[(4, 3, "https://a.example/")]), "");
        let other = "\x1b[5G\x1b]8;id=2;https://b.example/\x1b\\two\x1b]8;;\x1b\\";
        assert_eq!(linked(&mut terminal, &[(4, 3, "https://b.example/")]), other);
        assert_eq!(linked(&mut terminal, &[]), "\x1b[5Gtwo", "no link is left where there is none");
    }

    #[test]
    fn styles_are_told_once_and_taken_back() {
        let mut terminal = terminal(Depth::Rgb);
        let bold = Style::new().fg(Color::Indexed(1)).add_modifier(Modifier::BOLD);
        assert_eq!(frame(&mut terminal, "ab", bold), "\x1b[2;3H\x1b[1;31mab");
        assert_eq!(frame(&mut terminal, "ac", bold), "\x1b[4Gc");
        assert_eq!(frame(&mut terminal, "ac", Style::new()), "\x1b[3G\x1b[0mac");
    }

    #[test]
    fn behind_text_of_doubtful_width_the_cursor_is_placed_anew() {
        let mut terminal = terminal(Depth::Rgb);
        assert_eq!(frame(&mut terminal, "●世a", Style::new()), "\x1b[2;3H●\x1b[4G世\x1b[6Ga");
    }

    #[test]
    fn colours_are_brought_down_to_what_the_terminal_has() {
        let mut terminal = terminal(Depth::Indexed);
        let style = Style::new().fg(Color::Rgb(0xff, 0, 0)).bg(Color::Indexed(12));
        assert_eq!(frame(&mut terminal, "a", style), "\x1b[2;3H\x1b[38;5;196;104ma");
        assert_eq!(nearest(0x80, 0x80, 0x80), 244);
        assert_eq!(nearest(0, 0, 0), 16);
        assert_eq!(nearest(255, 255, 255), 231);
    }
}
