//! A `Document` to lines of cells, and one-line texts to cells.

pub mod amount;
pub mod article;
mod bidi;
pub mod fit;
mod flow;
mod grid;
pub mod layout;
pub mod manner;
mod setter;
#[cfg(test)]
mod tests;
pub mod time;
pub mod width;
mod wrap;
