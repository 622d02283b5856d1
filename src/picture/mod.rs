//! The bytes of a picture to pixels, within limits that no file can widen.

mod decode;
mod limits;
#[cfg(test)]
mod tests;

pub use decode::{Flaw, Source};
