//! One frame at a time from the drawing to the terminal.

use std::io;
use std::time::Duration;

use ratatui::layout::{Position, Size};
use ratatui::{Frame, Terminal};

use crate::app::hyperlinks::Hyperlink;
use crate::term::clipboard;
use crate::term::encode::{Depth, Encoder, set_link};
use crate::term::guard::{MOUSE_OFF, MOUSE_ON};
use crate::term::output::Output;

const BEGIN: &[u8] = b"\x1b[?2026h";
const END: &[u8] = b"\x1b[?2026l";

/// The screen: draws frames and hands the bytes of what changed to the output thread.
pub struct Screen {
    terminal: Terminal<Encoder>,
    output: Output,
    /// Sequences that go out with the next frame.
    controls: Vec<u8>,
}

impl Screen {
    pub fn new(width: u16, height: u16) -> io::Result<Screen> {
        let encoder = Encoder::new(Size { width, height }, Depth::from_environment());
        let terminal = Terminal::new(encoder).map_err(io::Error::other)?;
        Ok(Screen { terminal, output: Output::to_terminal()?, controls: Vec::new() })
    }

    /// Draws a frame with those links in it, and parks the cursor at `parked` if the frame does not show it. False: the terminal still takes in
    /// the frame before; try again when [`Screen::ready`] says so.
    pub fn draw(
        &mut self,
        size: (u16, u16),
        parked: Option<(u16, u16)>,
        links: &[Hyperlink],
        render: impl FnOnce(&mut Frame),
    ) -> bool {
        let Some(mut buffer) = self.output.take() else { return false };
        buffer.extend_from_slice(&self.controls);
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
        });
        let encoder = self.terminal.backend_mut();
        encoder.lead_to(0);
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
        true
    }

    /// Waits until a frame can be begun.
    pub async fn ready(&mut self) {
        self.output.ready().await;
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
