//! When an article was published: by its linked data, its `meta` elements, its `time`, its address.

use jiff::ZonedDateTime;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use url::Url;

use super::page::Page;
use super::{about, linked_data};
use crate::date;

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

pub fn published(page: &Page, selector: Option<&str>) -> Option<ZonedDateTime> {
    let chosen = || selector.and_then(|selector| shown(page, selector));
    let linked =
        || page.data.as_ref().and_then(|data| linked_data::text(data, "datePublished")).and_then(|t| parse(&t));
    let meta = || META.iter().find_map(|name| page.metas(name).find_map(parse));
    let on_page = || SHOWN.iter().find_map(|selector| shown(page, selector));
    let date = chosen().or_else(linked).or_else(meta);
    let near = || about::near_headline(page, |text| midnight(date::day_in(text)?));
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
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => date::recent(year, month, day),
        _ => None,
    });
    let whole = || {
        numbers.iter().filter(|part| part.len() == 8).find_map(|part| date::recent(&part[..4], &part[4..6], &part[6..]))
    };
    midnight(parted.or_else(whole)?)
}

/// Whether a text names a day.
pub fn is_told(text: &str) -> bool {
    date::day_in(text).is_some()
}

/// The moment that a line of plain text names.
pub fn moment(text: &str) -> Option<ZonedDateTime> {
    parse(text)
}

/// The moment that a text names, with its offset; UTC where it names none, midnight where it names no time.
fn parse(text: &str) -> Option<ZonedDateTime> {
    let text = text.trim();
    let text = &text[..text.floor_char_boundary(200)];
    date::standard(text)
        .or_else(|| text.parse::<DateTime>().ok()?.to_zoned_datetime(TimeZone::UTC).ok())
        .or_else(|| midnight(date::day_in(text)?))
        .filter(|when| date::YEARS.contains(&when.year()))
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
