//! One frame at a time from the drawing to the terminal.

use std::io;
use std::time::Duration;

use ratatui::layout::{Position, Size};
use ratatui::{Frame, Terminal};

use crate::app::hyperlinks::Hyperlink;
use crate::app::pictures::Placement;
use crate::term::clipboard;
use crate::term::encode::{Depth, Encoder, set_link};
use crate::term::guard::{MOUSE_OFF, MOUSE_ON};
use crate::term::images::{Layer, Way};
use crate::term::output::Output;

const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// What became of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawn {
    /// The terminal still takes in the one before; try again when [`Screen::waits`] says so.
    Not,
    Whole,
    /// Pictures are to follow with the next.
    Partly,
}

/// The screen: draws frames and hands the bytes of what changed to the output thread.
pub struct Screen {
    terminal: Terminal<Encoder>,
    output: Output,
    /// Sequences that go out with the next frame.
    controls: Vec<u8>,
    pictures: Layer,
}

impl Screen {
    pub fn new(width: u16, height: u16) -> io::Result<Screen> {
        let encoder = Encoder::new(Size { width, height }, Depth::from_environment());
        let terminal = Terminal::new(encoder).map_err(io::Error::other)?;
        Ok(Screen { terminal, output: Output::to_terminal()?, controls: Vec::new(), pictures: Layer::default() })
    }

    /// Draws a frame with those links and pictures in it, and parks the cursor at `parked` if the frame does not show it.
    pub fn draw(
        &mut self,
        size: (u16, u16),
        parked: Option<(u16, u16)>,
        links: &[Hyperlink],
        placements: &[Placement],
        render: impl FnOnce(&mut Frame),
    ) -> Drawn {
        let Some(mut buffer) = self.output.take() else { return Drawn::Not };
        buffer.extend_from_slice(&self.controls);
        let pictures = &mut self.pictures;
        pictures.prepare(placements);
        let mut more = pictures.send(&mut buffer);
        buffer.extend_from_slice(BEGIN);
        let empty = buffer.len();
        self.controls.clear();
        let encoder = self.terminal.backend_mut();
        encoder.size = Size::from(size);
        encoder.bytes = buffer;
        let numbers: Vec<u32> = links.iter().map(|link| encoder.number(&link.url)).collect();
        let Ok(_) = self.terminal.draw(|frame| {
            render(frame);
            for (link, number) in links.iter().zip(numbers) {
                for x in link.x..link.x.saturating_add(link.cells) {
                    if let Some(cell) = frame.buffer_mut().cell_mut((x, link.y)) {
                        set_link(cell, number);
                    }
                }
            }
            pictures.compose(frame.buffer_mut(), placements);
        });
        let encoder = self.terminal.backend_mut();
        encoder.lead_to(0);
        more |= pictures.strips(|x, y, sequence| encoder.picture(x, y, sequence));
        if let Some(parked) = parked {
            encoder.park(Position::from(parked));
        }
        let mut buffer = std::mem::take(&mut encoder.bytes);
        if buffer.len() == empty {
            buffer.truncate(empty - BEGIN.len());
        } else {
            buffer.extend_from_slice(END);
        }
        self.output.send(buffer);
        if more { Drawn::Partly } else { Drawn::Whole }
    }

    /// Two things to wait for: that a frame can be begun, and that another picture can be shown in it.
    pub fn waits(&mut self) -> (impl Future<Output = ()>, impl Future<Output = ()>) {
        (self.output.ready(), self.pictures.encoded())
    }

    /// Shows pictures in this way from now on.
    pub fn show_pictures(&mut self, way: Option<Way>) {
        self.pictures.set_way(way);
    }

    /// Asks how pictures can be shown, with the next frame; see [`super::listen`].
    pub fn ask_pictures(&mut self, questions: &str) {
        self.control(questions);
    }

    /// Lets the terminal forget the pictures it was sent, before it is left.
    pub fn forget_pictures(&mut self) {
        let farewell = self.pictures.farewell();
        if !farewell.is_empty()
            && let Some(mut buffer) = self.output.take()
        {
            buffer.extend(farewell);
            self.output.send(buffer);
        }
        self.pictures.lost();
    }

    /// Puts text on the clipboard, with the next frame.
    pub fn copy(&mut self, text: &str) {
        self.control(&clipboard::copy(text));
    }

    /// Turns reports of the mouse on or off, with the next frame.
    pub fn set_mouse(&mut self, on: bool) {
        self.control(if on { MOUSE_ON } else { MOUSE_OFF });
    }

    /// Asks for the background's colour (OSC 11), with the next frame; see [`super::Input::expect_background`].
    pub fn ask_background(&mut self) {
        self.control("\x1b]11;?\x1b\\");
    }

    fn control(&mut self, sequence: &str) {
        self.controls.extend_from_slice(sequence.as_bytes());
    }

    /// The next frame is drawn whole: what is on the terminal is not what was drawn last.
    pub fn redraw(&mut self) {
        self.pictures.cleared();
        let size = self.terminal.backend().size;
        self.terminal.backend_mut().forget();
        let Ok(()) = self.terminal.resize(ratatui::layout::Rect::from((Position::ORIGIN, size)));
        let forgotten = std::mem::take(&mut self.terminal.backend_mut().bytes);
        self.controls.extend_from_slice(&forgotten);
    }

    /// Waits, not longer than `limit`, until everything drawn has reached the terminal.
    pub fn drain(&self, limit: Duration) {
        self.output.drain(limit);
    }
}
