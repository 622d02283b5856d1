//! A `Document` to lines of cells, and one-line texts to cells.

pub mod amount;
pub mod article;
pub mod bidi;
mod code;
pub mod figure;
pub mod fit;
mod flow;
mod grid;
pub mod head;
pub mod hyphens;
mod justify;
pub mod language;
pub mod layout;
pub mod manner;
mod setter;
#[cfg(test)]
mod tests;
pub mod time;
mod tokens;
pub mod width;
mod wrap;
