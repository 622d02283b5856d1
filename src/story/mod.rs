//! Which entries tell the same story.

mod common_words;
pub mod front;
mod grouping;
pub mod headline;
mod index;
mod language;
pub mod pulse;
mod rarity;
mod script;
mod templates;
#[cfg(test)]
mod tests;
mod words;

pub use grouping::{Grouping, Item, Placed};
