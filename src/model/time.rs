//! A moment, as it is stored and compared.

/// Seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

impl Time {
    pub const MINUTE: i64 = 60;
    pub const HOUR: i64 = 3_600;
    pub const DAY: i64 = 86_400;

    /// The moment `seconds` later (earlier if negative), saturating at the ends of the scale.
    pub const fn plus(self, seconds: i64) -> Time {
        Time(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to this moment; negative if `earlier` is later.
    pub const fn since(self, earlier: Time) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}
