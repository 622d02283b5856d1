//! HTTP: one polite client, guarded against where feeds may lead it, and the times at which servers are asked.

pub mod client;
mod download;
pub mod fetch;
mod file;
pub mod guard;
pub mod lookup;
pub mod moved;
pub mod pace;
mod request;
mod retry;
pub mod schedule;

pub use client::{Client, NetSettings};
pub use download::{DownloadError, download};
pub use fetch::{Answer, FetchError};
pub use lookup::Lookup;
pub use request::{Accept, Request};
pub use schedule::{Rules, Why};
