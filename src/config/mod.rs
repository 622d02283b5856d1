//! What the user wrote: options, keys, themes, feeds. Typed, and with errors that name line, column and remedy.

mod duration;
mod env;
mod error;
mod extraction;
pub mod feeds_file;
mod file;
mod front_page;
pub mod keys;
mod load;
mod paths;
pub mod place;
mod retention;
mod size;
pub mod starter;
mod targets;
pub mod theme;
mod write;

pub use env::Env;
pub use error::ConfigError;
pub use file::{Clock, Config, Measure, Network, Preset, Refresh, Start};
pub use front_page::FrontPage;
pub use load::{Loaded, load};
pub use paths::{Paths, PathsError, typed_path};

/// The default `config.toml`, which documents every option.
pub const DEFAULT: &str = include_str!("../../assets/config.toml");
