//! Bytes to feeds.
