//! What newsboat keeps: the `urls` file, the `cache.db`, and the filters of its query feeds.

mod cache;
mod filter;
mod urls;

pub use cache::import as import_cache;
pub use filter::{Translation, translate};
pub use urls::read;

pub(super) use cache::identified;
pub(super) use filter::literals;
pub(super) use urls::read_text;
