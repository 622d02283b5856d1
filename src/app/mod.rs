//! The pure core: what the screen shows and how it answers. No I/O, no clock, no threads.

pub mod areas;
mod article;
pub mod boxes;
pub mod commands;
pub mod complete;
pub mod download;
pub mod effect;
mod enclosures;
pub mod event;
pub mod find;
pub mod follow;
mod form;
pub mod found;
mod full_text;
pub mod health;
pub mod hints;
mod history;
pub mod hyperlinks;
mod jump;
pub mod key;
pub mod keymap;
pub mod lines;
pub mod list;
mod mouse;
pub mod msg;
pub mod mute;
pub mod notice;
mod on_event;
mod outline;
pub mod overlay;
pub mod page;
mod picker;
pub mod pictures;
pub mod place;
pub mod programs;
pub mod prompt;
mod query_of;
pub mod rules;
pub mod scope;
pub mod searching;
pub mod selection;
mod settings;
pub mod state;
mod status;
pub mod tags;
pub mod theme;
mod tree;
mod update;
mod view;
mod welcome;

pub use settings::{Images, Manner, MarkRead, Settings};
pub use state::{Start, State};
pub use update::update;

#[cfg(test)]
mod tests;
