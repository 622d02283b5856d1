//! HTML to a `Document`.

pub mod document;
pub mod entity;
pub mod plain;
