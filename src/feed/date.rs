//! Dates of feeds as moments.

use crate::date;
use crate::model::Time;

/// The moment that a date names; UTC where it names no zone, midnight where it names no time.
pub fn parse(text: &str) -> Option<Time> {
    date::moment(text).map(|when| Time(when.timestamp().as_second()))
}
