//! A `Document` to lines of cells.

pub mod layout;
