//! Waits and rates in words, for the line that says why a feed is asked when it is.

use crate::model::Time;

/// A length of time in its largest fitting unit: "1 hour", "90 minutes", "2 days".
pub fn span(seconds: i64) -> String {
    let units = [(Time::DAY, "day"), (Time::HOUR, "hour"), (Time::MINUTE, "minute"), (1, "second")];
    let fits = |unit: i64| seconds == unit || seconds >= 2 * unit;
    let (unit, name) = units.into_iter().find(|(unit, _)| fits(*unit)).unwrap_or((1, "second"));
    match seconds.saturating_add(unit / 2) / unit {
        1 => format!("1 {name}"),
        n => format!("{n} {name}s"),
    }
}

/// How often a feed posts: "about twice a week", "about 5 times a day".
pub fn rate(per_week: f32) -> String {
    match per_week {
        ..0.75 => "less than once a week".to_owned(),
        ..10.0 => format!("about {} a week", times(per_week)),
        ..168.0 => format!("about {} a day", times(per_week / 7.0)),
        _ => "at least hourly".to_owned(),
    }
}

fn times(count: f32) -> String {
    match count.round() {
        ..=1.0 => "once".to_owned(),
        2.0 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}

/// "first", "second", "third", "4th".
pub fn ordinal(n: u32) -> String {
    match n {
        0 | 1 => "first".to_owned(),
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        11..=13 => format!("{n}th"),
        _ => {
            let end = match n % 10 {
                1 => "st",
                2 => "nd",
                3 => "rd",
                _ => "th",
            };
            format!("{n}{end}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_are_told_in_their_unit() {
        for (seconds, words) in [
            (0, "0 seconds"),
            (1, "1 second"),
            (90, "90 seconds"),
            (600, "10 minutes"),
            (3_600, "1 hour"),
            (5_400, "90 minutes"),
            (7_200, "2 hours"),
            (86_400, "1 day"),
            (129_600, "36 hours"),
            (172_800, "2 days"),
            (7 * 86_400, "7 days"),
        ] {
            assert_eq!(span(seconds), words);
        }
    }

    #[test]
    fn rates_are_told_as_people_say_them() {
        for (rate_, words) in [
            (0.2, "less than once a week"),
            (1.0, "about once a week"),
            (2.2, "about twice a week"),
            (5.0, "about 5 times a week"),
            (14.0, "about twice a day"),
            (70.0, "about 10 times a day"),
            (500.0, "at least hourly"),
        ] {
            assert_eq!(rate(rate_), words);
        }
        assert_eq!([1, 2, 3, 4, 11, 21, 22, 23].map(ordinal).join(" "), "first second third 4th 11th 21st 22nd 23rd");
    }
}
