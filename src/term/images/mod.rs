//! Pictures on the terminal: in which way, and what of them stands where.
//!
//! They travel beside the cells. A drawing leaves marked cells where a picture is to be ([`MARK`]); what an overlay has
//! covered is not marked any more, so nothing is drawn over it. All bytes are made here from pixels; nothing of a file
//! from outside reaches the terminal.

mod blocks;
mod iterm;
mod kitty;
mod layer;
mod sixel;
mod way;
mod worker;

pub use layer::Layer;
pub use way::{Terminal, Way};

use crate::app::pictures::Graphics;

impl Way {
    /// What the core has to know of this way on a terminal with such cells.
    pub fn graphics(self, cell: (u16, u16)) -> Graphics {
        Graphics { cell, dots: if self == Way::Blocks { blocks::DOTS } else { cell } }
    }
}
