//! Which entries tell the same story.

pub mod briefing;
mod common_words;
pub mod front;
mod grouping;
pub mod headline;
mod index;
mod language;
pub mod news;
pub mod pulse;
mod rarity;
mod script;
pub mod sentences;
mod templates;
#[cfg(test)]
mod tests;
mod words;

pub use grouping::{Grouping, Item, Placed, WINDOW};
