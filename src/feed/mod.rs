//! Bytes to feeds, pages to addresses of feeds, and lists of subscriptions in and out.

mod chapters;
mod convert;
pub mod date;
mod decode;
pub mod discover;
mod eilmeldung;
mod identity;
pub mod import;
mod json;
mod markup;
pub mod newsboat;
pub mod opml;
mod parse;
mod repair;
mod report;
pub mod secret;
mod sniff;
mod state;
mod tag;
#[cfg(test)]
mod tests;

pub use discover::{Discovered, discover};
pub use import::{ImportError, Imported, SavedQuery, Skipped, import, import_archive};
pub use parse::{FeedError, Hints, Limits, parse, parse_within};
pub use report::report;
pub use sniff::describe;
pub use state::{Setting, State};
