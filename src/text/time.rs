//! Moments in words: ages for lists, dates for bylines, the clock.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, civil::Weekday};

use crate::model::Time;

/// How long ago `then` was, in at most nine cells: "now", "8m", "2h", "Tue", "12 May", "12 May 24". What is to come
/// counts as now, unless it is more than an hour off: then its date.
pub fn age(then: Time, now: Time, zone: &TimeZone) -> String {
    match now.since(then) {
        seconds if seconds < -Time::HOUR => short_date(then, now, zone),
        seconds if seconds < Time::MINUTE => "now".to_owned(),
        seconds if seconds < Time::HOUR => format!("{}m", seconds / Time::MINUTE),
        seconds if seconds < Time::DAY => format!("{}h", seconds / Time::HOUR),
        _ => day_of(then, now, zone),
    }
}

/// When the day of that moment began.
pub fn midnight(now: Time, zone: &TimeZone) -> Time {
    let start = local(now, zone).date().to_zoned_datetime(zone.clone());
    start.map_or(now, |start| Time(start.timestamp().as_second()))
}

/// The weekday within the last six days, else the date.
fn day_of(then: Time, now: Time, zone: &TimeZone) -> String {
    let (day, today) = (local(then, zone).date(), local(now, zone).date());
    let days = today.duration_since(day).as_hours() / 24;
    if days < 7 { weekday(day).to_owned() } else { short_date(then, now, zone) }
}

/// How long ago something was, in words: "just now", "5 min ago", "2 h ago", "yesterday", "3 days ago"; none beyond a week,
/// where its date says more, and none for what is to come.
pub fn ago(then: Time, now: Time, zone: &TimeZone) -> Option<String> {
    let days = || local(now, zone).date().duration_since(local(then, zone).date()).as_hours() / 24;
    Some(match now.since(then) {
        ..0 => return None,
        seconds if seconds < Time::MINUTE => "just now".to_owned(),
        seconds if seconds < Time::HOUR => format!("{} min ago", seconds / Time::MINUTE),
        seconds if seconds < Time::DAY => format!("{} h ago", seconds / Time::HOUR),
        _ => match days() {
            1 => "yesterday".to_owned(),
            days @ 2..7 => format!("{days} days ago"),
            _ => return None,
        },
    })
}

/// "12 May", with the year if it is not this one.
pub fn short_date(then: Time, now: Time, zone: &TimeZone) -> String {
    let (day, today) = (local(then, zone).date(), local(now, zone).date());
    let short = format!("{} {}", day.day(), month(day));
    if day.year() == today.year() { short } else { format!("{short} {:02}", day.year().rem_euclid(100)) }
}

/// "23 Nov 2026, 11:58"; "23 Nov 2026, 11:58 am" by the 12-hour clock.
pub fn date_time(then: Time, zone: &TimeZone, clock_24h: bool) -> String {
    format!("{}, {}", date(then, zone), clock(then, zone, clock_24h))
}

/// "23 Nov 2026"
pub fn date(then: Time, zone: &TimeZone) -> String {
    let day = local(then, zone).date();
    format!("{} {} {}", day.day(), month(day), day.year())
}

/// "Today", "Yesterday", "Tuesday, 17 November", with the year if it is not this one.
pub fn day(then: Time, now: Time, zone: &TimeZone) -> String {
    let (day, today) = (local(then, zone).date(), local(now, zone).date());
    match today.duration_since(day).as_hours() / 24 {
        0 => "Today".to_owned(),
        1 => "Yesterday".to_owned(),
        _ if day.year() == today.year() => day.strftime("%A, %-d %B").to_string(),
        _ => day.strftime("%A, %-d %B %Y").to_string(),
    }
}

/// "2026-11-23"
pub fn iso_date(then: Time, zone: &TimeZone) -> String {
    local(then, zone).date().to_string()
}

/// [`date_time`], without the time where that is the beginning of the day: of many texts only the day is known.
pub fn published(then: Time, zone: &TimeZone, clock_24h: bool) -> String {
    let moment = local(then, zone);
    match moment.time() == jiff::civil::Time::midnight() {
        true => format!("{} {} {}", moment.day(), month(moment.date()), moment.year()),
        false => date_time(then, zone, clock_24h),
    }
}

/// When something is to happen: "now", "at 14:05" within a day, else "on 23 Nov 2026, 11:58".
pub fn moment(then: Time, now: Time, zone: &TimeZone, clock_24h: bool) -> String {
    match then.since(now) {
        ..=0 => "now".to_owned(),
        1..=Time::DAY => format!("at {}", clock(then, zone, clock_24h)),
        _ => format!("on {}", date_time(then, zone, clock_24h)),
    }
}

/// "09:04"; "9:04 am" by the 12-hour clock.
pub fn clock(then: Time, zone: &TimeZone, clock_24h: bool) -> String {
    let time = local(then, zone).time();
    if clock_24h {
        return format!("{:02}:{:02}", time.hour(), time.minute());
    }
    let half = if time.hour() < 12 { "am" } else { "pm" };
    format!("{}:{:02} {half}", (time.hour() + 11) % 12 + 1, time.minute())
}

/// The local date and time; moments that no calendar holds are set to its ends.
fn local(then: Time, zone: &TimeZone) -> DateTime {
    let fallback = if then.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
    zone.to_datetime(Timestamp::from_second(then.0).unwrap_or(fallback))
}

fn weekday(day: Date) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    }
}

fn month(day: Date) -> &'static str {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    usize::try_from(day.month() - 1).ok().and_then(|index| MONTHS.get(index)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        Time(text.parse::<Timestamp>().expect("a timestamp").as_second())
    }

    fn tehran() -> TimeZone {
        TimeZone::fixed(jiff::tz::Offset::from_seconds(3 * 3600 + 1800).expect("an offset"))
    }

    #[test]
    fn ages() {
        let now = at("2026-11-23T12:00:00Z"); // a Monday
        for (then, age_then) in [
            ("2026-11-23T12:00:00Z", "now"),
            ("2026-11-23T11:59:01Z", "now"),
            ("2026-11-23T11:59:00Z", "1m"),
            ("2026-11-23T11:00:01Z", "59m"),
            ("2026-11-23T11:00:00Z", "1h"),
            ("2026-11-22T12:00:01Z", "23h"),
            ("2026-11-22T12:00:00Z", "Sun"),
            ("2026-11-17T00:00:00Z", "Tue"),
            ("2026-11-16T23:59:59Z", "16 Nov"),
            ("2026-05-12T09:00:00Z", "12 May"),
            ("2024-05-12T09:00:00Z", "12 May 24"),
            ("2026-11-23T12:40:00Z", "now"),
            ("2026-11-25T12:40:00Z", "25 Nov"),
            ("2027-01-01T00:00:00Z", "1 Jan 27"),
        ] {
            assert_eq!(age(at(then), now, &TimeZone::UTC), age_then, "{then}");
        }
        assert_eq!(age(at("2026-11-16T23:00:00Z"), now, &tehran()), "Tue");
    }

    #[test]
    fn days_have_names() {
        let now = at("2026-11-23T12:00:00Z");
        for (then, name) in [
            ("2026-11-23T00:00:00Z", "Today"),
            ("2026-11-22T23:59:59Z", "Yesterday"),
            ("2026-11-17T09:00:00Z", "Tuesday, 17 November"),
            ("2025-01-02T09:00:00Z", "Thursday, 2 January 2025"),
            ("2026-11-24T09:00:00Z", "Tuesday, 24 November"),
        ] {
            assert_eq!(day(at(then), now, &TimeZone::UTC), name);
        }
    }

    #[test]
    fn ages_in_words() {
        let now = at("2026-11-23T12:00:00Z");
        for (then, words) in [
            ("2026-11-23T11:59:30Z", Some("just now")),
            ("2026-11-23T11:15:00Z", Some("45 min ago")),
            ("2026-11-23T10:00:00Z", Some("2 h ago")),
            ("2026-11-22T12:30:00Z", Some("23 h ago")),
            ("2026-11-22T11:30:00Z", Some("yesterday")),
            ("2026-11-20T11:30:00Z", Some("3 days ago")),
            ("2026-11-16T11:30:00Z", None),
            ("2026-11-23T12:00:01Z", None),
        ] {
            assert_eq!(ago(at(then), now, &TimeZone::UTC).as_deref(), words, "{then}");
        }
    }

    #[test]
    fn ages_of_absurd_moments_do_not_fail() {
        for then in [i64::MIN, i64::MIN + 1, -1, 0, i64::MAX] {
            for now in [i64::MIN, 0, i64::MAX] {
                assert!(!age(Time(then), Time(now), &TimeZone::UTC).is_empty());
                assert!(!day(Time(then), Time(now), &TimeZone::UTC).is_empty());
                let _ = ago(Time(then), Time(now), &TimeZone::UTC);
                assert!(!date_time(Time(then), &TimeZone::UTC, true).is_empty());
            }
        }
    }

    #[test]
    fn dates_and_clocks() {
        let then = at("2026-11-23T11:58:30Z");
        assert_eq!(date_time(then, &TimeZone::UTC, true), "23 Nov 2026, 11:58");
        assert_eq!(date_time(then, &TimeZone::UTC, false), "23 Nov 2026, 11:58 am");
        assert_eq!(date_time(then, &tehran(), true), "23 Nov 2026, 15:28");
        assert_eq!(clock(then, &tehran(), false), "3:28 pm");
        for (seconds, when) in [(-5, "now"), (0, "now"), (120, "at 12:00"), (100_000, "on 24 Nov 2026, 15:45")] {
            assert_eq!(moment(then.plus(seconds), then, &TimeZone::UTC, true), when);
        }
        for (time, twelve) in
            [("00:00", "12:00 am"), ("12:05", "12:05 pm"), ("23:59", "11:59 pm"), ("01:00", "1:00 am")]
        {
            let then = at(&format!("2026-11-23T{time}:00Z"));
            assert_eq!(clock(then, &TimeZone::UTC, true), time);
            assert_eq!(clock(then, &TimeZone::UTC, false), twelve);
        }
    }
}
