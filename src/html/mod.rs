//! HTML to a `Document`.

pub mod document;
