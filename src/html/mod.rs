//! HTML to a `Document`.

mod attribute;
mod convert;
pub mod document;
mod element;
pub mod entity;
mod links;
pub mod plain;
mod plain_text;
mod run;
mod table;
mod token;

pub use convert::convert;
