//! A `Document` to lines of cells, and one-line texts to cells.

pub mod fit;
pub mod layout;
pub mod time;
pub mod width;
