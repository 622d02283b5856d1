//! The pure core: what the screen shows and how it answers. No I/O, no clock, no threads.

pub mod areas;
pub mod effect;
pub mod event;
pub mod key;
pub mod msg;
pub mod notice;
pub mod overlay;
pub mod place;
pub mod prompt;
mod settings;
pub mod state;
pub mod theme;

pub use settings::{MarkRead, Settings};
