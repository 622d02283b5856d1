//! Bytes to feeds.

mod convert;
pub mod date;
mod decode;
mod identity;
mod json;
mod parse;
mod repair;
mod report;
mod sniff;

pub use parse::{FeedError, Hints, Limits, parse, parse_within};
pub use report::report;
