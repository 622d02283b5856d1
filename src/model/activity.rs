//! How much a feed has published lately.

use super::{FeedId, Time};

/// Weeks that an activity covers.
pub const WEEKS: usize = 12;

/// Entries of a feed by the week of their date, and the latest of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Activity {
    pub feed: FeedId,
    pub latest: Option<Time>,
    /// The oldest week first; the last one ends now.
    pub weeks: [u32; WEEKS],
}
