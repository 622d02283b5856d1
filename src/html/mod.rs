//! HTML to a `Document`.

mod attribute;
pub mod boilerplate;
mod changes;
mod code;
mod convert;
pub mod document;
mod element;
mod embeds;
pub mod entity;
pub mod extract;
mod from_markdown;
mod links;
mod markdown;
mod markup;
mod math;
mod page;
mod picture;
mod places;
pub mod plain;
pub mod plain_article;
mod plain_text;
mod run;
mod script;
mod table;
#[cfg(test)]
mod tests;
mod tex;
mod token;

pub use changes::{changes, struck};
pub use convert::{convert, convert_verbatim};
pub use from_markdown::from_markdown;
pub use markdown::markdown;
pub use markup::{escape, markup};
pub use page::{STYLE, page, without_pictures};
