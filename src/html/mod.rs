//! HTML to a `Document`.

mod attribute;
mod changes;
mod convert;
pub mod document;
mod element;
pub mod entity;
pub mod extract;
mod links;
mod markdown;
mod markup;
pub mod plain;
pub mod plain_article;
mod plain_text;
mod run;
mod table;
#[cfg(test)]
mod tests;
mod token;

pub use changes::{changes, struck};
pub use convert::convert;
pub use markdown::markdown;
pub use markup::markup;
