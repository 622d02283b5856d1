//! Moments as people write them: `2d`, `yesterday`, `2026-11-01`, an RFC 3339 time.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::model::Time;

const UNITS: &[(char, i64)] =
    &[('m', Time::MINUTE), ('h', Time::HOUR), ('d', Time::DAY), ('w', 7 * Time::DAY), ('y', 365 * Time::DAY)];

/// The moment that `text` names, seen from `now`; a day is its first moment in `zone`.
pub fn moment(text: &str, now: Time, zone: &TimeZone) -> Result<Time, String> {
    length(text)
        .map(|seconds| now.plus(-seconds))
        .or_else(|| day(text, now, zone))
        .or_else(|| text.parse::<Timestamp>().ok().map(|moment| Time(moment.as_second())))
        .ok_or_else(|| {
            format!("`{text}` is not a date; write 12h, 2d, 3w, today, yesterday, 2026-11-01 or 2026-11-01T08:00:00Z")
        })
}

/// The moment at which something ends that begins now: after `2w`, or at the first moment of a day that is to come.
pub fn until(text: &str, now: Time, zone: &TimeZone) -> Result<Time, String> {
    let moment = length(text).map(|seconds| Time(now.0.saturating_add(seconds)));
    let moment = moment.or_else(|| whole_date(text).and_then(|date| first_moment(date, zone)));
    let moment = moment.or_else(|| text.parse::<Timestamp>().ok().map(|moment| Time(moment.as_second())));
    match moment {
        Some(moment) if moment > now => Ok(moment),
        Some(_) => Err(format!("`{text}` is past; write 1d, 2w or a day that is to come")),
        None => Err(format!("`{text}` is no end; write 1d, 2w, 2026-12-01 or 2026-12-01T08:00:00Z")),
    }
}

fn first_moment(date: Date, zone: &TimeZone) -> Option<Time> {
    Some(Time(date.to_zoned_datetime(zone.clone()).ok()?.timestamp().as_second()))
}

/// The seconds of `2d`.
fn length(text: &str) -> Option<i64> {
    let (unit, seconds) = UNITS.iter().find(|(unit, _)| text.ends_with(*unit))?;
    let number = text.strip_suffix(*unit)?;
    let digits = number.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| number.parse::<u32>().ok())?.map(|number| i64::from(number).saturating_mul(*seconds))
}

fn day(text: &str, now: Time, zone: &TimeZone) -> Option<Time> {
    let today = || Some(Timestamp::from_second(now.0).ok()?.to_zoned_datetime(zone.clone()).date());
    let date = match text {
        "today" => today()?,
        "yesterday" => today()?.yesterday().ok()?,
        _ => whole_date(text)?,
    };
    first_moment(date, zone)
}

/// `2026-11-01`, `2026-11` (its first day), `2026`.
fn whole_date(text: &str) -> Option<Date> {
    let shape: Vec<usize> = text.split('-').map(|part| part.len() * usize::from(is_digits(part))).collect();
    let full = match shape.as_slice() {
        [4, 2, 2] => text.to_owned(),
        [4, 2] => format!("{text}-01"),
        [4] => format!("{text}-01-01"),
        _ => return None,
    };
    full.parse().ok()
}

fn is_digits(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_digit())
}

/// A moment as [`moment`] reads it back, whatever `now` is then.
pub(super) fn written(time: Time) -> String {
    let last = Timestamp::MAX - 1.second();
    let clamped = time.0.clamp(Timestamp::MIN.as_second(), last.as_second());
    Timestamp::from_second(clamped).unwrap_or(Timestamp::UNIX_EPOCH).to_string()
}
