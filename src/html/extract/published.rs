//! When an article was published: by its linked data, its `meta` elements, its `time`, its address.

use jiff::civil::{Date, DateTime};
use jiff::fmt::rfc2822;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ZonedDateTime};
use url::Url;

use super::page::Page;
use super::{about, linked_data};

/// Names of `meta` elements, the most exact first.
const META: &[&str] = &[
    "article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "article.published",
    "published_time_telegram",
    "publication_date",
    "publish-date",
    "publishdate",
    "pubdate",
    "citation_publication_date",
    "citation_date",
    "cxenseparse:recs:publishtime",
    "last-modified",
    "date",
];
/// Where pages show the date, the surest first.
const SHOWN: &[&str] = &[
    "[itemprop=datePublished]",
    "time[pubdate]",
    "article header time[datetime]",
    ".entry-date",
    ".published",
    "article time[datetime]",
    "time[datetime]",
    ".entry-meta .date",
    ".post-date",
    ".article-date",
    ".articledate",
    ".date-header",
    ".pubdate",
    ".publish-date",
    ".date",
    ".datum",
    ".meta",
];
/// The beginnings of months' names by language: English, German, French, Spanish, Portuguese, Italian, Polish, Norwegian. A
/// longer one stands before a shorter one that it begins with.
const MONTHS: &[(&str, i8)] = &[
    ("jan", 1),
    ("jän", 1),
    ("ene", 1),
    ("gen", 1),
    ("stycz", 1),
    ("feb", 2),
    ("fév", 2),
    ("fev", 2),
    ("lut", 2),
    ("mar", 3),
    ("mär", 3),
    ("mrz", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("kwie", 4),
    ("may", 5),
    ("mai", 5),
    ("maj", 5),
    ("mag", 5),
    ("juin", 6),
    ("jun", 6),
    ("giu", 6),
    ("czer", 6),
    ("juil", 7),
    ("jul", 7),
    ("lug", 7),
    ("lip", 7),
    ("aug", 8),
    ("aoû", 8),
    ("ago", 8),
    ("sie", 8),
    ("sep", 9),
    ("set", 9),
    ("wrz", 9),
    ("okt", 10),
    ("oct", 10),
    ("out", 10),
    ("ott", 10),
    ("paź", 10),
    ("nov", 11),
    ("lis", 11),
    ("dez", 12),
    ("dec", 12),
    ("déc", 12),
    ("dic", 12),
    ("gru", 12),
];
/// The web is not older, and no clock of today goes further.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

pub fn published(page: &Page, selector: Option<&str>) -> Option<ZonedDateTime> {
    let chosen = || selector.and_then(|selector| shown(page, selector));
    let linked =
        || page.data.as_ref().and_then(|data| linked_data::text(data, "datePublished")).and_then(|t| parse(&t));
    let meta = || META.iter().find_map(|name| page.metas(name).find_map(parse));
    let on_page = || SHOWN.iter().find_map(|selector| shown(page, selector));
    let date = chosen().or_else(linked).or_else(meta);
    let near = || about::near_headline(page, |text| midnight(numeric(text).or_else(|| worded(text))?));
    date.or_else(|| page.url.and_then(of_address)).or_else(on_page).or_else(near)
}

fn shown(page: &Page, selector: &str) -> Option<ZonedDateTime> {
    let found = page.tree.try_select(selector)?;
    found.nodes().iter().take(4).find_map(|node| {
        let told =
            ["datetime", "content", "title"].iter().find_map(|name| node.attr(name).and_then(|text| parse(&text)));
        told.or_else(|| parse(&node.text()))
    })
}

/// `/2026/06/01/`, `/2026-06-01-`, `/20260601/`.
fn of_address(url: &Url) -> Option<ZonedDateTime> {
    let numbers: Vec<&str> = url.path().split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let parted = numbers.windows(3).find_map(|part| match part {
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => date(year, month, day),
        _ => None,
    });
    let whole =
        || numbers.iter().filter(|part| part.len() == 8).find_map(|part| date(&part[..4], &part[4..6], &part[6..]));
    midnight(parted.or_else(whole)?)
}

/// Whether a text names a day.
pub fn is_told(text: &str) -> bool {
    numeric(text).or_else(|| worded(text)).is_some()
}

/// The moment that a line of plain text names.
pub fn moment(text: &str) -> Option<ZonedDateTime> {
    parse(text)
}

/// The moment that a text names, with its offset; UTC where it names none, midnight where it names no time.
fn parse(text: &str) -> Option<ZonedDateTime> {
    let text = text.trim();
    let text = &text[..text.floor_char_boundary(200)];
    exact(text)
        .or_else(|| midnight(numeric(text).or_else(|| worded(text))?))
        .filter(|when| YEARS.contains(&when.year()))
}

fn exact(text: &str) -> Option<ZonedDateTime> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_zoned_datetime(text).ok();
    }
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(timestamp.to_zoned_datetime(TimeZone::fixed(offset(text).unwrap_or(Offset::UTC))));
    }
    let seconds = Some(text).filter(|text| matches!(text.len(), 10 | 13) && text.bytes().all(|b| b.is_ascii_digit()));
    if let Some(seconds) = seconds.and_then(|text| text[..10].parse().ok()) {
        return Some(Timestamp::from_second(seconds).ok()?.to_zoned_datetime(TimeZone::UTC));
    }
    text.parse::<DateTime>().ok()?.to_zoned_datetime(TimeZone::UTC).ok()
}

/// The offset at the end of a moment by RFC 3339.
fn offset(text: &str) -> Option<Offset> {
    let at = text.rfind(['+', '-']).filter(|at| *at > 10)?;
    let digits: String = text[at + 1..].chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) =
        (digits.get(..2)?.parse::<i32>().ok()?, digits.get(2..4).unwrap_or("0").parse::<i32>().ok()?);
    let seconds = hours * 3_600 + minutes * 60;
    Offset::from_seconds(if text[at..].starts_with('-') { -seconds } else { seconds }).ok()
}

/// `2026-06-01`, `2026/6/1`, `01.06.2026`, `06/01/2026`.
fn numeric(text: &str) -> Option<Date> {
    text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '/' | '.'))).find_map(|part| {
        let part = part.trim_matches(['-', '/', '.']);
        match part.split(['-', '/', '.']).collect::<Vec<_>>().as_slice() {
            [year, month, day] if year.len() == 4 => date(year, month, day),
            // The American order is written with strokes alone; where it cannot be, it is the European one.
            [first, second, year] if year.len() == 4 => {
                let american = if part.contains('/') { date(year, first, second) } else { None };
                american.or_else(|| date(year, second, first))
            }
            [whole] if whole.len() == 8 => date(&whole[..4], &whole[4..6], &whole[6..]),
            _ => None,
        }
    })
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    YEARS.contains(&date.year()).then_some(date)
}

/// `June 1, 2026`, `1. Juni 2026`, `lundi 1 juin 2026`, `1 de junio de 2026`.
fn worded(text: &str) -> Option<Date> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let (at, month) = words.iter().enumerate().find_map(|(at, word)| Some((at, month(word)?)))?;
    let year = words.iter().skip(at + 1).take(4).find(|word| word.len() == 4 && word.parse::<i16>().is_ok())?;
    let near = [at.checked_sub(1), at.checked_sub(2), Some(at + 1)];
    let day = near.into_iter().flatten().filter_map(|at| words.get(at)).find_map(|word| {
        let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
        digits.parse::<i8>().ok().filter(|day| (1..=31).contains(day))
    })?;
    Date::new(year.parse().ok()?, month, day).ok()
}

fn month(word: &str) -> Option<i8> {
    MONTHS.iter().find(|(name, _)| word.starts_with(name)).map(|(_, number)| *number)
}

fn midnight(date: Date) -> Option<ZonedDateTime> {
    date.to_zoned_datetime(TimeZone::UTC).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        parse(text).map(|when| when.timestamp().display_with_offset(when.offset()).to_string()).unwrap_or_default()
    }

    #[test]
    fn dates_are_read_as_pages_write_them() {
        for (text, wanted) in [
            ("2026-06-01T00:30:00+02:00", "2026-06-01T00:30:00+02:00"),
            ("2026-06-01T10:00:00Z", "2026-06-01T10:00:00+00:00"),
            ("2026-06-01 10:00:00", "2026-06-01T10:00:00+00:00"),
            ("Mon, 01 Jun 2026 10:00:00 -0500", "2026-06-01T10:00:00-05:00"),
            ("1780308000", "2026-06-01T10:00:00+00:00"),
            ("2026-06-01", "2026-06-01T00:00:00+00:00"),
            ("Stand: 01.06.2026, 10 Uhr", "2026-06-01T00:00:00+00:00"),
            ("06/01/2026", "2026-06-01T00:00:00+00:00"),
            ("Published June 1st, 2026 at noon", "2026-06-01T00:00:00+00:00"),
            ("1. Juni 2026", "2026-06-01T00:00:00+00:00"),
            ("lundi 1 juin 2026", "2026-06-01T00:00:00+00:00"),
            ("1 de junio de 2026", "2026-06-01T00:00:00+00:00"),
            ("1 czerwca 2026", "2026-06-01T00:00:00+00:00"),
            ("soon", ""),
            ("June 2026", ""),
        ] {
            assert_eq!(shown(text), wanted, "{text}");
        }
    }

    #[test]
    fn addresses_hold_dates() {
        for (address, wanted) in [
            ("https://example.org/2026/06/01/x-12", "2026-06-01"),
            ("https://example.org/news/x-2026-6-1.html", "2026-06-01"),
            ("https://example.org/a/20260601/b", "2026-06-01"),
            ("https://example.org/2026/06/x", ""),
        ] {
            let date = of_address(&Url::parse(address).unwrap());
            assert_eq!(date.map(|date| date.date().to_string()).unwrap_or_default(), wanted, "{address}");
        }
    }
}
