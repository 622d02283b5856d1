//! Whether a feed has moved: what permanent redirects are believed, and which addresses never become a feed's own.

use url::Url;

use crate::model::{FetchJob, Moved, Time};

/// For so long the same target must have been seen.
const PROBATION: i64 = Time::DAY;
/// Words in an address that speak of a network's or a site's door, not of a feed.
const DOORS: [&str; 14] = [
    "login",
    "logon",
    "signin",
    "sign-in",
    "signup",
    "register",
    "captive",
    "portal",
    "hotspot",
    "landingpage",
    "splash",
    "authenticate",
    "suspended",
    "parking",
];

/// What an answer that was read as a feed tells of the feed's address. `target` is where permanent redirects alone led.
pub fn judge(job: &FetchJob, target: Option<&Url>, at: Time) -> Moved {
    let Some(target) = target.filter(|target| is_believable(&job.url, target)) else {
        return if job.moved.is_some() { Moved::Settled } else { Moved::Silent };
    };
    match &job.moved {
        Some((known, since)) if known == target.as_str() => match at.since(*since) {
            PROBATION.. => Moved::Adopted(target.to_string()),
            0.. => Moved::Silent,
            // First seen in the future: the clock was set back.
            _ => Moved::Seen(target.to_string()),
        },
        _ => Moved::Seen(target.to_string()),
    }
}

/// Whether an address speaks of a login, of a captive portal or the like.
pub fn is_door(url: &Url) -> bool {
    let address = url.as_str().to_ascii_lowercase();
    DOORS.iter().any(|word| address.contains(word))
}

/// Whether both addresses are of one host.
pub fn same_host(url: &str, other: &Url) -> bool {
    Url::parse(url).is_ok_and(|url| url.host() == other.host())
}

fn is_believable(from: &str, target: &Url) -> bool {
    let safer = !from.starts_with("https:") || target.scheme() == "https";
    let public = target.username().is_empty() && target.password().is_none();
    safer && public && (same_host(from, target) || !is_door(target))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time(1_700_000_000);

    fn judged(from: &str, known: Option<(&str, i64)>, target: Option<&str>) -> Moved {
        let moved = known.map(|(url, hours)| (url.to_owned(), NOW.plus(-hours * Time::HOUR)));
        let job = FetchJob { url: from.to_owned(), moved, ..FetchJob::default() };
        let target = target.map(|url| url.parse::<Url>().expect(url));
        judge(&job, target.as_ref(), NOW)
    }

    /// H24.
    #[test]
    fn a_target_is_believed_when_it_was_seen_a_day_apart() {
        let (from, new, other) = ("https://a.example/f", "https://b.example/f", "https://c.example/f");
        assert_eq!(judged(from, None, None), Moved::Silent);
        assert_eq!(judged(from, None, Some(new)), Moved::Seen(new.into()));
        assert_eq!(judged(from, Some((new, 23)), Some(new)), Moved::Silent);
        assert_eq!(judged(from, Some((new, 24)), Some(new)), Moved::Adopted(new.into()));
        assert_eq!(judged(from, Some((new, 48)), Some(other)), Moved::Seen(other.into()));
        assert_eq!(judged(from, Some((new, 48)), None), Moved::Settled);
        assert_eq!(judged(from, Some((new, -5)), Some(new)), Moved::Seen(new.into()));
    }

    /// H25.
    #[test]
    fn doors_and_open_lines_are_never_a_feeds_address() {
        for target in ["https://wifi.example/login?x", "https://captive.example/feed", "http://b.example/feed"] {
            assert_eq!(judged("https://a.example/f", Some((target, 48)), Some(target)), Moved::Settled, "{target}");
        }
        let own = "https://a.example/news/login-tips.xml";
        assert_eq!(judged("https://a.example/f", Some((own, 48)), Some(own)), Moved::Adopted(own.into()));
    }
}
