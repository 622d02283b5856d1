//! Everything that reaches `update`, with the moment at which it came.

use crate::app::event::Event;
use crate::app::key::Key;
use crate::app::pictures::Graphics;
use crate::model::Time;

/// A message and the clock at its arrival: the core has no clock of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Msg {
    pub now: Time,
    pub kind: MsgKind,
}

#[derive(Debug, Clone, PartialEq)]
pub enum MsgKind {
    Key(Key),
    /// Text pasted in brackets: never read as keys.
    Paste(String),
    Mouse(Mouse),
    Resize {
        width: u16,
        height: u16,
    },
    /// The visible minute changed.
    Tick,
    /// A deadline that `State::deadline` asked for has come.
    Deadline,
    Focus(bool),
    /// How the terminal shows pictures; none: it cannot.
    Graphics(Option<Graphics>),
    Event(Event),
}

/// A mouse action at a cell counted from the top left, 0-based.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mouse {
    pub kind: MouseKind,
    pub x: u16,
    pub y: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MouseKind {
    Press,
    Drag,
    Release,
    WheelUp,
    WheelDown,
}
