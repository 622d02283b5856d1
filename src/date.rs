//! Dates as feeds and pages write them: RFC 3339, RFC 2822, and everything that people make of these in many languages.

use jiff::civil::{Date, DateTime, Time as Clock};
use jiff::fmt::rfc2822;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ZonedDateTime};

/// The web is not older, and no clock of today goes further.
pub const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// The moment that a date names, with its offset; UTC where it names no zone, midnight where it names no time.
pub fn moment(text: &str) -> Option<ZonedDateTime> {
    let text = text.trim();
    standard(text).or_else(|| {
        let text = text.to_lowercase();
        numeric(&text).or_else(|| worded(&text))
    })
}

/// The moment that a text names in a form that was agreed on: RFC 3339, RFC 2822, seconds or milliseconds since 1970.
pub fn standard(text: &str) -> Option<ZonedDateTime> {
    let standard = if text.starts_with(|c: char| c.is_ascii_digit()) {
        text.parse::<Timestamp>().ok().map(|when| when.to_zoned_datetime(TimeZone::fixed(end_offset(text))))
    } else {
        rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_zoned_datetime(text).ok()
    };
    standard.or_else(|| epoch(text))
}

/// The offset at the end of a moment by RFC 3339.
fn end_offset(text: &str) -> Offset {
    let at = text.rfind(['+', '-']).filter(|at| *at > 10);
    at.and_then(|at| offset(&text[at..])).unwrap_or(Offset::UTC)
}

fn utc(seconds: i64) -> Option<ZonedDateTime> {
    Some(Timestamp::from_second(seconds).ok()?.to_zoned_datetime(TimeZone::UTC))
}

/// A day in figures, of a year that the web has seen or may see.
pub fn recent(year: &str, month: &str, day: &str) -> Option<Date> {
    civil(year, month, day).filter(|date| YEARS.contains(&date.year()))
}

/// The first day that a running text names, in figures or in words.
pub fn day_in(text: &str) -> Option<Date> {
    day_in_figures(text).or_else(|| day_in_words(text))
}

/// `2026-06-01`, `2026/6/1`, `01.06.2026`, `06/01/2026`.
fn day_in_figures(text: &str) -> Option<Date> {
    text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '/' | '.'))).find_map(|part| {
        let part = part.trim_matches(['-', '/', '.']);
        match part.split(['-', '/', '.']).collect::<Vec<_>>().as_slice() {
            [year, month, day] if year.len() == 4 => recent(year, month, day),
            // The American order is written with strokes alone; where it cannot be, it is the European one.
            [first, second, year] if year.len() == 4 => {
                let american = if part.contains('/') { recent(year, first, second) } else { None };
                american.or_else(|| recent(year, second, first))
            }
            [whole] if whole.len() == 8 => recent(&whole[..4], &whole[4..6], &whole[6..]),
            _ => None,
        }
    })
}

/// `June 1, 2026`, `1. Juni 2026`, `lundi 1 juin 2026`, `1 de junio de 2026`.
fn day_in_words(text: &str) -> Option<Date> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let months = words.iter().enumerate().filter_map(|(at, word)| Some((at, month_number(word)?)));
    months.into_iter().find_map(|(at, month)| {
        let year = words.iter().skip(at + 1).take(4).find(|word| word.len() == 4 && word.parse::<i16>().is_ok())?;
        let near = [at.checked_sub(1), at.checked_sub(2), Some(at + 1)];
        let day = near.into_iter().flatten().filter_map(|at| words.get(at)).find_map(|word| {
            let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
            digits.parse::<i8>().ok().filter(|day| (1..=31).contains(day))
        })?;
        Date::new(year.parse().ok()?, month, day).ok()
    })
}

/// Seconds or milliseconds since 1970.
fn epoch(text: &str) -> Option<ZonedDateTime> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let number: i64 = text.parse().ok().filter(|_| digits)?;
    match text.len() {
        9..=10 => utc(number),
        13 => utc(number / 1_000),
        _ => None,
    }
}

/// `2026-06-01 10:00:00`, `2026/06/01`, `20260601T100000Z`, `2026-06`, `06/01/2026`.
fn numeric(text: &str) -> Option<ZonedDateTime> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '/' | '.'))).unwrap_or(text.len());
    let (date, rest) = text.split_at(end);
    let date = date.trim_end_matches(['-', '/', '.']);
    let date = match date.split(['-', '/', '.']).collect::<Vec<_>>().as_slice() {
        [whole] if whole.len() == 8 => civil(whole.get(..4)?, whole.get(4..6)?, whole.get(6..)?)?,
        [year] if year.len() == 4 => civil(year, "1", "1")?,
        [year, month] if year.len() == 4 => civil(year, month, "1")?,
        [year, month, day] if year.len() == 4 => civil(year, month, day)?,
        // The American order unless it cannot be; with points always the European one.
        [first, second, year] if year.len() == 4 => {
            let american = if date.contains('.') { None } else { civil(year, first, second) };
            american.or_else(|| civil(year, second, first))?
        }
        _ => return None,
    };
    at(date, rest.trim_start_matches(['t', ' ', ',', '_']))
}

fn civil(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// `mon, 01 jun 2026 10:00:00 gmt`, `june 1, 2026 10:00 am`, `lun. 1 juin 2026`, `mon jun 1 10:00:00 utc 2026`.
fn worded(text: &str) -> Option<ZonedDateTime> {
    let (mut day, mut month, mut year) = (None, None, None);
    let mut clock = String::new();
    for (word, behind_dash) in words(text) {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        if !clock.is_empty() || word.contains(':') {
            // From the time on: zone, half of the day, and for `date` the year.
            if year.is_none() && digits == 4 && word.len() == 4 && !behind_dash {
                year = word.parse().ok();
            } else {
                if behind_dash {
                    clock.push('-');
                } else {
                    clock.push(' ');
                }
                clock.push_str(word);
            }
        } else if digits == 0 {
            month = month.or_else(|| month_number(word));
            // A zone behind a date without a time.
            if year.is_some() && month_number(word).is_none() && offset(word).is_some() {
                clock = format!("0:00 {word}");
            }
        } else {
            let number: i16 = word[..digits].parse().ok()?;
            match digits {
                4 => year = Some(number),
                _ if day.is_none() => day = Some(number),
                _ if year.is_none() => year = Some(century(number)),
                _ => {}
            }
        }
    }
    let date = Date::new(year?, month?, i8::try_from(day?).ok()?).ok()?;
    at(date, clock.trim_start())
}

/// The words of a date; the second value tells that a dash stood before it (`10:00:00 -0500`, but also `01-jun-26`).
fn words(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start =
            rest.find(|c: char| !c.is_whitespace() && !matches!(c, ',' | '-' | '.' | '(' | ')' | '\'' | '/'))?;
        let behind_dash = rest[..start].ends_with('-');
        let word = &rest[start..];
        let end = word
            .find(|c: char| {
                c.is_whitespace() || matches!(c, ',' | '-' | '(' | ')' | '/') || (c == '.' && !word.contains(':'))
            })
            .unwrap_or(word.len());
        rest = &word[end..];
        Some((&word[..end], behind_dash))
    })
}

fn century(year: i16) -> i16 {
    match year {
        0..=68 => 2_000 + year,
        69..=99 => 1_900 + year,
        _ => year,
    }
}

/// A date with a time and zone such as `10:00:00.5 pm -05:00`, or with nothing.
fn at(date: Date, clock: &str) -> Option<ZonedDateTime> {
    let end = clock.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.'))).unwrap_or(clock.len());
    let (time, zone) = clock.split_at(end);
    let zone = zone.trim();
    let (half, zone) = match zone.get(..2) {
        Some(half @ ("am" | "pm")) => (Some(half), zone[2..].trim()),
        _ => (None, zone),
    };
    let (time, next_day) = clock_time(time, half)?;
    let offset = offset(zone).unwrap_or(Offset::UTC);
    let date = if next_day { date.tomorrow().ok()? } else { date };
    let timestamp = offset.to_timestamp(DateTime::from_parts(date, time)).ok()?;
    Some(timestamp.to_zoned_datetime(TimeZone::fixed(offset)))
}

/// The time of day, and whether it is the end of the day (24:00). Without a time: midnight.
fn clock_time(text: &str, half: Option<&str>) -> Option<(Clock, bool)> {
    if text.is_empty() {
        return Some((Clock::midnight(), false));
    }
    let mut parts = match text.len() {
        // Basic form of ISO 8601.
        4 | 6 if !text.contains(':') => vec![text.get(..2)?, text.get(2..4)?, text.get(4..).unwrap_or_default()],
        _ => text.split(':').collect(),
    };
    parts.resize(3, "");
    let number = |part: &str| match part.split('.').next() {
        Some("") | None => Some(0),
        Some(digits) => digits.parse::<i8>().ok(),
    };
    let (hour, minute, second) = (number(parts[0])?, number(parts[1])?, number(parts[2])?);
    let hour = match half {
        Some("pm") if hour < 12 => hour + 12,
        Some("am") if hour == 12 => 0,
        _ => hour,
    };
    let next_day = hour == 24;
    // A leap second counts as the one before it.
    let time = Clock::new(if next_day { 0 } else { hour }, minute, second.min(59), 0).ok()?;
    Some((time, next_day))
}

/// `+0200`, `-05:30`, `+2`, `gmt+1`, `est`, `z`.
fn offset(zone: &str) -> Option<Offset> {
    let zone = zone.trim_start_matches("gmt").trim_start_matches("utc").trim();
    let sign = match zone.chars().next() {
        None => return Some(Offset::UTC),
        Some('+') => 1,
        Some('-' | '\u{2212}') => -1,
        Some(_) => return named_offset(zone),
    };
    let digits: String =
        zone.chars().skip(1).take_while(|c| c.is_ascii_digit() || *c == ':').filter(|c| *c != ':').collect();
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.as_str(), "0"),
        3 => digits.split_at(1),
        4.. => (&digits[..2], &digits[2..4]),
        _ => return None,
    };
    let seconds = hours.parse::<i32>().ok()? * 3_600 + minutes.parse::<i32>().ok()? * 60;
    Offset::from_seconds(sign * seconds).ok()
}

fn named_offset(zone: &str) -> Option<Offset> {
    let name = zone.split(|c: char| !c.is_ascii_alphabetic()).next()?;
    let minutes = match name {
        "z" | "ut" | "wet" => 0,
        "ast" => -240,
        "adt" => -180,
        "est" | "et" => -300,
        "edt" => -240,
        "cst" | "ct" => -360,
        "cdt" => -300,
        "mst" | "mt" => -420,
        "mdt" => -360,
        "pst" | "pt" => -480,
        "pdt" => -420,
        "akst" => -540,
        "akdt" => -480,
        "hst" => -600,
        "bst" | "cet" | "met" | "west" => 60,
        "cest" | "mest" | "eet" | "sast" | "cat" => 120,
        "eest" | "msk" | "eat" => 180,
        "pkt" => 300,
        "ist" => 330,
        "ict" | "wib" => 420,
        "hkt" | "sgt" | "awst" => 480,
        "jst" | "kst" => 540,
        "acst" => 570,
        "aest" => 600,
        "aedt" => 660,
        "nzst" => 720,
        "nzdt" => 780,
        _ => return None,
    };
    Offset::from_seconds(minutes * 60).ok()
}

/// The beginnings of the names of months, English, German, French, Spanish, Portuguese, Italian, Dutch, Polish, Russian and some more.
const MONTHS: [&[&str]; 12] = [
    &["jan", "jän", "ene", "gen", "sty", "янв", "oca", "led"],
    &["feb", "fév", "fev", "lut", "фев", "şub", "úno"],
    &["mar", "mär", "mrz", "maa", "mrt", "мар", "bře"],
    &["apr", "avr", "abr", "kwi", "апр", "nis", "dub"],
    &["may", "mai", "mag", "maj", "mei", "мая", "май", "kvě"],
    &["jun", "juin", "giu", "cze", "июн", "haz"],
    &["jul", "juil", "lug", "lip", "июл", "tem"],
    &["aug", "aoû", "aou", "ago", "sie", "авг", "ağu", "srp"],
    &["sep", "set", "wrz", "сен", "eyl", "zář"],
    &["oct", "okt", "out", "ott", "paź", "окт", "eki", "říj"],
    &["nov", "lis", "ноя", "kas"],
    &["dec", "dez", "déc", "dic", "gru", "дек", "ara", "pro"],
];

fn month_number(word: &str) -> Option<i8> {
    let month = MONTHS.iter().position(|names| names.iter().any(|name| word.starts_with(name)))?;
    i8::try_from(month + 1).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Option<i64> {
        moment(text).map(|when| when.timestamp().as_second())
    }

    /// 2026-06-01 10:00:00 UTC.
    const TEN: i64 = 1_780_308_000;

    #[test]
    fn ten_o_clock_on_the_first_of_june() {
        for text in [
            "2026-06-01T10:00:00Z",
            "2026-06-01T12:00:00+02:00",
            "2026-06-01T12:00:00.123+0200",
            "2026-06-01 10:00:00",
            "2026-06-01T10:00:00",
            "2026-06-01T10:00Z",
            "20260601T100000Z",
            "Mon, 01 Jun 2026 10:00:00 GMT",
            "Tue, 1 Jun 26 05:00 EST",
            "Mon, 01 June 2026 12:00:00 +0200",
            "Mon, 01 Jun 2026 12:00:00 +02:00",
            "Mon, 01 Jun 2026 10:00:00 UTC",
            "Mon, 01 Jun 2026 10:00:00 -0000",
            "01 Jun 2026 03:00:00 -0700 (PDT)",
            "June 1, 2026 10:00 AM",
            "June 1, 2026, 10:00:00 am GMT",
            "Mon Jun 1 10:00:00 UTC 2026",
            "Mon Jun  1 10:00:00 2026",
            "1780308000",
            "1780308000123",
            "Mo, 01 Juni 2026 12:00:00 +0200",
            "lun., 01 juin 2026 12:00:00 CEST",
            "01-Jun-2026 10:00:00",
            "Mon, 01-Jun-26 10:00:00 GMT",
            "06/01/2026 10:00:00",
            "01.06.2026 10:00",
            "Mon, 01 Jun 2026 06:00:00 -0400",
            "Mon, 01 Jun 2026 10:0:0 Z",
        ] {
            assert_eq!(parse(text), Some(TEN), "{text:?}");
        }
    }

    #[test]
    fn dates_without_time_mean_midnight() {
        let midnight = Some(TEN - 36_000);
        for text in
            ["2026-06-01", "01 Jun 2026", "Monday, June 1, 2026", "1 июня 2026", "2026/06/01", "2026-06", "20260601"]
        {
            assert_eq!(parse(text), midnight, "{text:?}");
        }
        assert_eq!(parse("Sun, 31 May 2026 24:00:00 GMT"), midnight);
    }

    #[test]
    fn days_are_found_in_running_text() {
        for (text, day) in [
            ("Stand: 01.06.2026, 10 Uhr", "2026-06-01"),
            ("Published June 1st, 2026 at noon", "2026-06-01"),
            ("The projects of 1 juin 2026", "2026-06-01"),
            ("May was warm; on 1 June 2026 it rained", "2026-06-01"),
            ("June 2026", ""),
            ("soon", ""),
        ] {
            assert_eq!(day_in(text).map(|day| day.to_string()).unwrap_or_default(), day, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in
            ["", "yesterday", "32 Jun 2026", "Mon, 99 Foo 2026", "2026-13-01", "12:00", "99999999999999999999", "-"]
        {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in "[0-9a-zé:+\\-/., ]{0,30}|.{0,20}") {
            let _ = (moment(&text), day_in(&text));
        }
    }
}
