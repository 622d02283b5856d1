//! What the fields of an answer say of when to ask again: `Cache-Control`, `Expires`, `Age`, `Retry-After`, rate limits.

use std::time::UNIX_EPOCH;

use reqwest::header::{self, HeaderMap};

use super::LONGEST;
use crate::model::{Source, Time, Wish};

/// The longest wait that freshness alone can cause, seconds: servers have been seen to say 16 years.
pub const CAP: i64 = 7 * Time::DAY;

/// How long the answer stays fresh. None: its fields say nothing of it, so what they said before holds (RFC 9111,
/// section 4.3.4); `Some(None)`: they say that it does not.
pub fn of_answer(headers: &HeaderMap, at: Time) -> Option<Option<Wish>> {
    let control = CacheControl::read(headers);
    if control.not_at_all {
        return Some(None);
    }
    let age = number(headers, header::AGE).unwrap_or(0);
    let max_age = control.max_age.map(|max_age| Wish { wait: max_age.saturating_sub(age), source: Source::MaxAge });
    let expires = headers.contains_key(header::EXPIRES).then(|| {
        let from = date(headers, header::DATE).unwrap_or(at);
        // A value that is no date, like the common "0", means that it is over (RFC 9111, section 5.3).
        Wish { wait: date(headers, header::EXPIRES).map_or(0, |until| until.since(from)), source: Source::Expires }
    });
    if max_age.is_none() && expires.is_none() {
        return None;
    }
    let longest =
        [max_age, expires].into_iter().flatten().max_by_key(|wish| (wish.wait, wish.source == Source::MaxAge));
    Some(longest.filter(|wish| wish.wait > 0))
}

/// The directives of `Cache-Control` that concern a cache of one's own (RFC 9111, section 5.2.2).
#[derive(Debug, Default, PartialEq, Eq)]
struct CacheControl {
    max_age: Option<i64>,
    /// `no-cache` or `no-store`.
    not_at_all: bool,
}

impl CacheControl {
    fn read(headers: &HeaderMap) -> CacheControl {
        let mut control = CacheControl::default();
        for value in headers.get_all(header::CACHE_CONTROL) {
            for directive in directives(&String::from_utf8_lossy(value.as_bytes())) {
                control.take(directive);
            }
        }
        control
    }

    fn take(&mut self, directive: &str) {
        let (name, value) = directive.split_once('=').map_or((directive, None), |(name, value)| (name, Some(value)));
        let value = value.map(|value| value.trim().trim_matches('"').trim());
        match (name.trim().to_ascii_lowercase().as_str(), value) {
            ("max-age", Some(value)) => self.max_age = self.max_age.max(seconds(value)),
            // With names of fields it concerns these alone.
            ("no-cache" | "no-store", None) => self.not_at_all = true,
            _ => {}
        }
    }
}

/// The parts between commas that do not stand in quotes.
fn directives(value: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    value.split(move |c| {
        quoted ^= c == '"';
        c == ',' && !quoted
    })
}

/// Digits only; more of them than fit are as many as fit (RFC 9111, section 1.2.2).
fn seconds(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(i64::MAX))
}

fn number(headers: &HeaderMap, name: header::HeaderName) -> Option<i64> {
    seconds(headers.get(name)?.to_str().ok()?.trim())
}

fn date(headers: &HeaderMap, name: header::HeaderName) -> Option<Time> {
    http_date(headers.get(name)?.to_str().ok()?)
}

/// A date in any of the three forms of RFC 9110, section 5.6.7.
fn http_date(text: &str) -> Option<Time> {
    let date = httpdate::parse_http_date(text.trim()).ok()?;
    i64::try_from(date.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok().map(Time)
}

/// The moment that a `Retry-After` value names: seconds from `at`, or an HTTP date in any of its three forms.
pub fn retry_after(value: &[u8], at: Time) -> Option<Time> {
    let text = std::str::from_utf8(value).ok()?.trim();
    if let Some(wait) = seconds(text) {
        return Some(at.plus(wait.min(LONGEST)));
    }
    Some(http_date(text)?.min(at.plus(LONGEST)))
}

/// What is left of a quota: the `RateLimit` field (draft-ietf-httpapi-ratelimit-headers), or the older `RateLimit-*` and
/// `X-RateLimit-*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Requests left until `reset`.
    pub left: i64,
    pub reset: Time,
}

impl Quota {
    pub fn of_answer(headers: &HeaderMap, at: Time) -> Option<Quota> {
        let field = |name: &str| {
            let value = headers.get(format!("ratelimit-{name}")).or_else(|| headers.get(format!("x-ratelimit-{name}")));
            // Some send fractions.
            seconds(value?.to_str().ok()?.trim().split('.').next()?)
        };
        let parameter = |name: char| {
            let parts = headers.get("ratelimit")?.to_str().ok()?.split(';');
            seconds(parts.filter_map(|part| part.trim().strip_prefix(name)?.strip_prefix('=')).next()?)
        };
        let left = parameter('r').or_else(|| field("remaining"))?;
        let reset = parameter('t').or_else(|| field("reset"))?;
        // A number as large as a year in seconds is a moment, not a wait.
        let reset = if reset > 365 * Time::DAY { Time(reset) } else { at.plus(reset) };
        let wait = reset.since(at);
        (0..=Time::DAY).contains(&wait).then_some(Quota { left, reset })
    }

    /// Seconds from one request to the next that use the quota up just in time.
    pub fn gap(self, at: Time) -> i64 {
        self.reset.since(at).max(0) / self.left.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Time = Time(784_111_777);

    fn headers(fields: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.append(*name, value.parse().expect("a value"));
        }
        headers
    }

    fn wait(fields: &[(&'static str, &'static str)]) -> Option<Option<i64>> {
        of_answer(&headers(fields), AT).map(|wish| wish.map(|wish| wish.wait))
    }

    /// H18.
    #[test]
    fn max_age_is_read_however_it_is_spelt() {
        for (value, expected) in [
            ("max-age=600", Some(Some(600))),
            ("Max-Age=600, must-revalidate", Some(Some(600))),
            ("public , MAX-AGE = 600", Some(Some(600))),
            ("max-age=\"600\"", Some(Some(600))),
            ("private=\"a, max-age=9\", max-age=600", Some(Some(600))),
            ("max-age=5, max-age=600, max-age=7", Some(Some(600))),
            ("max-age=99999999999999999999999", Some(Some(i64::MAX))),
            ("s-maxage=600", None),
            ("max-age=-5", None),
            ("max-age", None),
            ("max-age=", None),
            ("max-age=1.5", None),
            ("max-age=0", Some(None)),
            ("no-cache", Some(None)),
            ("No-Store, max-age=600", Some(None)),
            ("no-cache=\"Set-Cookie\", max-age=600", Some(Some(600))),
            ("", None),
        ] {
            assert_eq!(wait(&[("cache-control", value)]), expected, "{value}");
        }
        assert_eq!(wait(&[("cache-control", "public"), ("cache-control", "max-age=60")]), Some(Some(60)));
        assert_eq!(wait(&[]), None);
    }

    #[test]
    fn age_and_expires_are_reckoned_with() {
        let date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        for (fields, expected) in [
            (&[("cache-control", "max-age=600"), ("age", "200")][..], Some(Some(400))),
            (&[("cache-control", "max-age=600"), ("age", "700")], Some(None)),
            (&[("cache-control", "max-age=600"), ("age", "old")], Some(Some(600))),
            (&[("expires", "Sun, 06 Nov 1994 09:49:37 GMT"), date], Some(Some(3_600))),
            // The server's clock counts, not ours.
            (
                &[("expires", "Sat, 06 Nov 2094 09:49:37 GMT"), ("date", "Sat, 06 Nov 2094 08:49:37 GMT")],
                Some(Some(3_600)),
            ),
            (&[("expires", "Sun, 06 Nov 1994 09:49:37 GMT")], Some(Some(3_600))),
            (&[("expires", "0"), date], Some(None)),
            (&[("expires", "Sun, 06 Nov 1994 09:49:37 GMT"), date, ("cache-control", "max-age=60")], Some(Some(3_600))),
            (&[("expires", "Sun, 06 Nov 1994 09:49:37 GMT"), date, ("cache-control", "no-cache")], Some(None)),
        ] {
            assert_eq!(wait(fields), expected, "{fields:?}");
        }
    }

    #[test]
    fn retry_after_is_read_in_all_its_forms() {
        let at = AT.plus(-90);
        for value in [
            "90",
            " 90 ",
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(retry_after(value.as_bytes(), at), Some(at.plus(90)), "{value}");
        }
        for value in ["", "soon", "-5", "1.5", "\u{1b}[2J"] {
            assert_eq!(retry_after(value.as_bytes(), at), None, "{value:?}");
        }
        assert_eq!(retry_after(b"99999999999999999999999", at), Some(at.plus(LONGEST)));
        assert_eq!(retry_after(b"Fri, 31 Dec 9999 23:59:59 GMT", at), Some(at.plus(LONGEST)));
    }

    #[test]
    fn quotas_are_read() {
        let quota = |fields: &[(&'static str, &'static str)]| Quota::of_answer(&headers(fields), AT);
        let spent = quota(&[("x-ratelimit-remaining", "0.0"), ("x-ratelimit-reset", "45")]);
        assert_eq!(spent, Some(Quota { left: 0, reset: AT.plus(45) }));
        assert_eq!(spent.map(|quota| quota.gap(AT)), Some(45));
        let some = quota(&[("ratelimit-remaining", "10"), ("ratelimit-reset", "784111877")]);
        assert_eq!(some.map(|quota| quota.gap(AT)), Some(10));
        let named = quota(&[("ratelimit", "\"default\";r=3;t=30")]);
        assert_eq!(named, Some(Quota { left: 3, reset: AT.plus(30) }));
        assert_eq!(quota(&[("ratelimit-remaining", "10")]), None);
        assert_eq!(quota(&[("ratelimit-remaining", "0"), ("ratelimit-reset", "99999999999")]), None);
    }
}
