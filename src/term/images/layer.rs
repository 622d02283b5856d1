//! The pictures of a frame: what is encoded, what the terminal was sent, and what of it stands where.

use std::borrow::Cow;
use std::sync::Arc;

use ratatui::buffer::Buffer;

use super::way::Way;
use super::worker::{Job, Made, Worker};
use super::{blocks, kitty};
use crate::app::pictures::{MARK, Placement};
use crate::model::Pixels;

/// Pictures kept encoded.
const MOST: usize = 40;
/// Bytes of pictures that go out with a frame; what is over follows with the next, so that text never waits long.
const BUDGET: usize = 96 * 1024;

/// A picture that was shown lately.
struct Held {
    pixels: Arc<Pixels>,
    id: u8,
    columns: u16,
    rows: u16,
    made: Option<Made>,
    /// Of its commands, those that were sent.
    sent: usize,
}

impl Held {
    fn is(&self, placement: &Placement) -> bool {
        Arc::ptr_eq(&self.pixels, &placement.pixels) && (self.columns, self.rows) == (placement.columns, placement.rows)
    }

    fn commands(&self) -> &[Vec<u8>] {
        match &self.made {
            Some(Made::Commands(commands)) => commands,
            _ => &[],
        }
    }

    /// All its commands were sent.
    fn is_known(&self) -> bool {
        self.made.is_some() && self.sent == self.commands().len()
    }
}

/// A row of cells of a picture, drawn at a place.
#[derive(Clone)]
struct Strip {
    pixels: Arc<Pixels>,
    row: u16,
    x: u16,
    y: u16,
}

impl PartialEq for Strip {
    fn eq(&self, other: &Strip) -> bool {
        (self.row, self.x, self.y) == (other.row, other.x, other.y) && Arc::ptr_eq(&self.pixels, &other.pixels)
    }
}

#[derive(Default)]
pub struct Layer {
    way: Option<Way>,
    /// The one shown last comes last.
    held: Vec<Held>,
    /// Strips that stand on the terminal, and those that are to.
    shown: Vec<Strip>,
    wanted: Vec<Strip>,
    /// Commands that are sent before any picture.
    first: Vec<u8>,
    worker: Option<Worker>,
}

impl Layer {
    pub fn set_way(&mut self, way: Option<Way>) {
        if self.way != way {
            let farewell = self.farewell();
            self.first.extend(farewell);
            (self.way, self.held, self.shown) = (way, Vec::new(), Vec::new());
        }
    }

    /// The screen was cleared.
    pub fn cleared(&mut self) {
        if let (Some(Way::Kitty { cells: false, wrapped }), false) = (self.way, self.shown.is_empty()) {
            self.first.extend(kitty::clear_all(wrapped));
        }
        self.shown.clear();
    }

    /// The terminal was left and entered again: it knows no picture.
    pub fn lost(&mut self) {
        self.shown.clear();
        self.held.iter_mut().for_each(|held| held.sent = 0);
    }

    /// What lets the terminal forget all pictures that it was sent.
    pub fn farewell(&mut self) -> Vec<u8> {
        let Some(Way::Kitty { wrapped, .. }) = self.way else { return Vec::new() };
        let sent = self.held.iter_mut().filter(|held| held.sent > 0);
        sent.flat_map(|held| {
            held.sent = 0;
            kitty::forget(held.id, wrapped)
        })
        .collect()
    }

    /// Sees to it that the pictures of a frame get encoded, and lets go of the ones that were not shown for longest.
    pub fn prepare(&mut self, placements: &[Placement]) {
        let Some(way) = self.way.filter(|way| *way != Way::Blocks) else { return };
        for placement in placements {
            match self.held.iter().position(|held| held.is(placement)) {
                Some(at) => {
                    // Shown again: the last to go.
                    let held = self.held.remove(at);
                    self.held.push(held);
                }
                None => self.ask(way, placement),
            }
        }
        let surplus = self.held.len().saturating_sub(MOST.max(placements.len()));
        for held in self.held.drain(..surplus) {
            if let (Way::Kitty { wrapped, .. }, 1..) = (way, held.sent) {
                self.first.extend(kitty::forget(held.id, wrapped));
            }
        }
    }

    fn ask(&mut self, way: Way, placement: &Placement) {
        let Placement { pixels, columns, rows, .. } = placement;
        let Some(id) = kitty::IDS.into_iter().find(|id| self.held.iter().all(|held| held.id != *id)) else { return };
        if columns.max(rows) > &kitty::MOST_CELLS {
            return;
        }
        if self.worker.is_none() {
            self.worker = Worker::start().map_err(|error| tracing::warn!(%error, "no pictures")).ok();
        }
        let Some(worker) = &self.worker else { return };
        let (pixels, columns, rows) = (pixels.clone(), *columns, *rows);
        worker.ask(Job { pixels: pixels.clone(), columns, rows, id, way });
        self.held.push(Held { pixels, id, columns, rows, made: None, sent: 0 });
    }

    /// Waits until another picture is encoded. Nothing is lost if the future is dropped.
    pub async fn encoded(&mut self) {
        let Some(worker) = &mut self.worker else { return std::future::pending().await };
        let (pixels, made) = worker.done().await;
        if let Some(held) = self.held.iter_mut().find(|held| held.made.is_none() && Arc::ptr_eq(&held.pixels, &pixels))
        {
            held.made = Some(made);
        }
    }

    /// Sends the commands of pictures to be shown, one picture after the other. True: there are more.
    pub fn send(&mut self, out: &mut Vec<u8>) -> bool {
        let end = out.len() + BUDGET;
        // One that was begun must be ended before anything else is said of pictures.
        let begun = self.held.iter().position(|held| held.sent > 0 && !held.is_known());
        if begun.is_none() {
            out.append(&mut self.first);
        }
        for at in begun.into_iter().chain((0..self.held.len()).rev()) {
            let held = &mut self.held[at];
            while held.sent < held.commands().len() {
                if out.len() >= end {
                    return true;
                }
                let command = &held.commands()[held.sent];
                out.extend_from_slice(command);
                held.sent += 1;
            }
        }
        false
    }

    /// Turns the marked cells of a frame into pictures; where one is not ready they are empty.
    pub fn compose(&mut self, buffer: &mut Buffer, placements: &[Placement]) {
        self.wanted.clear();
        for placement in placements {
            for row in 0..placement.shown {
                self.compose_row(buffer, placement, row);
            }
        }
    }

    fn compose_row(&mut self, buffer: &mut Buffer, placement: &Placement, shown: u16) {
        let Placement { pixels, x, y, columns, skip, .. } = placement;
        let (y, row) = (y.saturating_add(shown), skip.saturating_add(shown));
        let held = self.held.iter().find(|held| held.is(placement) && held.is_known());
        let marked = |buffer: &Buffer, x| buffer.cell((x, y)).is_some_and(|cell| cell.symbol() == MARK);
        let cells = *x..x.saturating_add(*columns);
        let whole = cells.clone().all(|x| marked(buffer, x));
        let by_rows = matches!(self.way, Some(Way::Iterm | Way::Sixel { .. } | Way::Kitty { cells: false, .. }));
        if held.is_some() && by_rows && whole {
            return self.wanted.push(Strip { pixels: pixels.clone(), row, x: *x, y });
        }
        for (column, x) in (0..).zip(cells) {
            if !marked(buffer, x) {
                continue;
            }
            let Some(cell) = buffer.cell_mut((x, y)) else { continue };
            match (self.way, held) {
                (Some(Way::Blocks), _) => blocks::draw(cell, pixels, column, row),
                (Some(Way::Kitty { cells: true, .. }), Some(held)) => kitty::draw(cell, held.id, column, row),
                _ => {
                    cell.set_symbol(" ");
                }
            }
        }
    }

    /// Gives the strips that are to be drawn and are not there, with their places. True: there are more.
    pub fn strips(&mut self, mut draw: impl FnMut(u16, u16, &[u8])) -> bool {
        let (mut bytes, mut more) = (0, false);
        let mut shown = Vec::with_capacity(self.wanted.len());
        for strip in std::mem::take(&mut self.wanted) {
            if self.shown.contains(&strip) {
                shown.push(strip);
            } else if bytes >= BUDGET {
                more = true;
            } else if let Some(sequence) = self.sequence(&strip) {
                bytes += sequence.len();
                draw(strip.x, strip.y, &sequence);
                shown.push(strip);
            }
        }
        let gone = std::mem::replace(&mut self.shown, shown);
        if let Some(Way::Kitty { cells: false, wrapped }) = self.way {
            self.clear(&gone, wrapped, draw);
        }
        more
    }

    /// What draws a strip.
    fn sequence(&self, strip: &Strip) -> Option<Cow<'_, [u8]>> {
        let held = self.held_of(strip)?;
        match (&held.made, self.way) {
            (Some(Made::Strips(strips)), _) => strips.get(usize::from(strip.row)).map(|strip| strip.as_slice().into()),
            (Some(Made::Commands(_)), Some(Way::Kitty { wrapped, .. })) => {
                let height = held.pixels.height / u32::from(held.rows.max(1));
                let top = height * u32::from(strip.row);
                Some(kitty::place(held.id, strip.y, top, height, held.columns, wrapped).into())
            }
            _ => None,
        }
    }

    /// Takes away what stood where nothing of the same picture stands now: text does not wipe it off.
    fn clear(&self, gone: &[Strip], wrapped: bool, mut draw: impl FnMut(u16, u16, &[u8])) {
        for strip in gone {
            let stays = |now: &&Strip| now.y == strip.y && Arc::ptr_eq(&now.pixels, &strip.pixels);
            if let (None, Some(held)) = (self.shown.iter().find(stays), self.held_of(strip)) {
                draw(strip.x, strip.y, &kitty::clear(held.id, strip.y, wrapped));
            }
        }
    }

    fn held_of(&self, strip: &Strip) -> Option<&Held> {
        self.held.iter().find(|held| Arc::ptr_eq(&held.pixels, &strip.pixels))
    }
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;

    use super::*;

    fn placement(skip: u16, shown: u16) -> Placement {
        let pixels = Arc::new(Pixels { width: 8, height: 24, rgb: vec![200; 3 * 8 * 24] });
        Placement { pixels, x: 1, y: 1, columns: 2, rows: 4, skip, shown }
    }

    fn marked(placement: &Placement) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 6, 8));
        for y in placement.y..placement.y + placement.shown {
            for x in placement.x..placement.x + placement.columns {
                buffer[(x, y)].set_symbol(MARK);
            }
        }
        buffer
    }

    fn layer(way: Way) -> Layer {
        let mut layer = Layer::default();
        layer.set_way(Some(way));
        layer
    }

    fn drawn(layer: &mut Layer) -> Vec<(u16, u16)> {
        let mut drawn = Vec::new();
        layer.strips(|x, y, _| drawn.push((x, y)));
        drawn
    }

    #[tokio::test]
    async fn strips_are_drawn_once_and_again_where_they_moved() {
        let mut layer = layer(Way::Sixel { colors: 256 });
        let place = placement(0, 4);
        layer.prepare(std::slice::from_ref(&place));
        let mut buffer = marked(&place);
        layer.compose(&mut buffer, std::slice::from_ref(&place));
        assert_eq!(buffer[(1, 1)].symbol(), " ", "not encoded yet");
        layer.encoded().await;
        layer.compose(&mut marked(&place), std::slice::from_ref(&place));
        assert_eq!(drawn(&mut layer), [(1, 1), (1, 2), (1, 3), (1, 4)]);
        layer.compose(&mut marked(&place), std::slice::from_ref(&place));
        assert_eq!(drawn(&mut layer), []);
        // Scrolled by one line: its first row is gone.
        let moved = Placement { skip: 1, shown: 3, ..place.clone() };
        layer.compose(&mut marked(&moved), std::slice::from_ref(&moved));
        assert_eq!(drawn(&mut layer), [(1, 1), (1, 2), (1, 3)]);
        layer.cleared();
        layer.compose(&mut marked(&moved), std::slice::from_ref(&moved));
        assert_eq!(drawn(&mut layer).len(), 3);
        layer.compose(&mut marked(&moved), &[]);
        assert_eq!(drawn(&mut layer), []);
    }

    #[tokio::test]
    async fn a_row_that_an_overlay_touches_is_not_drawn() {
        let mut layer = layer(Way::Iterm);
        let place = placement(0, 4);
        layer.prepare(std::slice::from_ref(&place));
        layer.encoded().await;
        let mut buffer = marked(&place);
        buffer[(2, 2)].set_symbol("x");
        layer.compose(&mut buffer, std::slice::from_ref(&place));
        assert_eq!(drawn(&mut layer), [(1, 1), (1, 3), (1, 4)]);
        assert_eq!((buffer[(1, 2)].symbol(), buffer[(2, 2)].symbol()), (" ", "x"));
    }

    #[tokio::test]
    async fn kitty_is_sent_a_picture_once_and_placed_by_cells() {
        let mut layer = layer(Way::Kitty { cells: true, wrapped: false });
        let place = placement(1, 3);
        layer.prepare(std::slice::from_ref(&place));
        layer.encoded().await;
        let mut out = Vec::new();
        assert!(!layer.send(&mut out));
        assert!(out.starts_with(b"\x1b_Ga=T,U=1,q=2,f=100,i=16,c=2,r=4,m=0;"));
        let mut buffer = marked(&place);
        buffer[(2, 2)].set_symbol("x");
        layer.compose(&mut buffer, std::slice::from_ref(&place));
        assert_eq!(buffer[(1, 1)].symbol(), "\u{10eeee}\u{30d}\u{305}");
        assert_eq!(buffer[(2, 2)].symbol(), "x");
        out.clear();
        assert!(!layer.send(&mut out) && out.is_empty());
        layer.lost();
        layer.send(&mut out);
        assert!(!out.is_empty(), "it is sent again");
        assert_eq!(layer.farewell(), b"\x1b_Ga=d,d=I,q=2,i=16\x1b\\");
    }

    #[tokio::test]
    async fn where_kitty_knows_no_such_cells_rows_are_placed_and_taken_away() {
        let mut layer = layer(Way::Kitty { cells: false, wrapped: false });
        let place = placement(0, 4);
        layer.prepare(std::slice::from_ref(&place));
        layer.encoded().await;
        let mut out = Vec::new();
        layer.send(&mut out);
        assert!(out.starts_with(b"\x1b_Ga=t,q=2,f=100,i=16,m=0;"));
        layer.compose(&mut marked(&place), std::slice::from_ref(&place));
        let mut drawn = Vec::new();
        layer.strips(|_, y, sequence| drawn.push((y, String::from_utf8(sequence.to_vec()).unwrap())));
        assert_eq!(drawn[3], (4, "\x1b_Ga=p,q=2,C=1,i=16,p=5,y=18,h=6,c=2,r=1\x1b\\".to_owned()));
        let moved = Placement { skip: 1, shown: 3, ..place };
        layer.compose(&mut marked(&moved), std::slice::from_ref(&moved));
        drawn.clear();
        layer.strips(|_, y, sequence| drawn.push((y, String::from_utf8(sequence.to_vec()).unwrap())));
        assert_eq!(drawn.len(), 4, "three in new places, and the last line cleared");
        assert_eq!(drawn[3], (4, "\x1b_Ga=d,d=i,q=2,i=16,p=5\x1b\\".to_owned()));
        layer.cleared();
        out.clear();
        layer.send(&mut out);
        assert_eq!(out, b"\x1b_Ga=d,d=a,q=2\x1b\\");
    }

    #[tokio::test]
    async fn only_so_many_bytes_go_out_at_once_and_pictures_are_never_mixed() {
        let mut layer = layer(Way::Kitty { cells: true, wrapped: false });
        let noisy = |seed: u32| {
            let mut state = seed;
            let mut noise = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            };
            let pixels = Pixels { width: 200, height: 240, rgb: (0..3 * 200 * 240).map(|_| noise()).collect() };
            Placement { pixels: Arc::new(pixels), columns: 20, rows: 12, ..placement(0, 1) }
        };
        let places = [noisy(1), noisy(2)];
        layer.prepare(&places);
        layer.encoded().await;
        layer.encoded().await;
        let (mut all, mut frames) = (Vec::new(), 0);
        loop {
            let mut out = Vec::new();
            let more = layer.send(&mut out);
            assert!(out.len() < BUDGET + 8 * 1024);
            all.extend(out);
            frames += 1;
            if !more {
                break;
            }
            layer.prepare(&[places[frames % 2].clone()]);
        }
        assert!(frames > 3);
        let text = String::from_utf8(all).unwrap();
        let heads: Vec<_> = text.split("\x1b_G").skip(1).map(|command| command.split(';').next().unwrap()).collect();
        let begins: Vec<_> = (0..heads.len()).filter(|at| heads[*at].starts_with("a=T")).collect();
        assert_eq!(begins.len(), 2);
        assert!(heads[begins[1] - 1].ends_with("m=0"), "the first is whole before the second begins");
    }
}
