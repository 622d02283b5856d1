//! What a feed itself says of how often it wants to be asked: `ttl`, `skipHours`, `skipDays`, `sy:updatePeriod`.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::LONGEST;
use crate::model::{Skips, Source, Time, Wish};

/// Bytes of a feed in which its head ends.
const HEAD: usize = 64 << 10;
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const ALL_HOURS: u32 = (1 << 24) - 1;
const ALL_DAYS: u32 = 0x7f << 24;
const PERIODS: [(&str, i64); 5] = [
    ("hourly", Time::HOUR),
    ("daily", Time::DAY),
    ("weekly", 7 * Time::DAY),
    ("monthly", 30 * Time::DAY),
    ("yearly", 365 * Time::DAY),
];

/// The wish of a feed with this RSS `ttl` (minutes), and the hours and days in which it rests.
pub fn wishes(body: &[u8], ttl: Option<u32>) -> (Option<Wish>, Skips) {
    let head = Head::read(body);
    let minutes = ttl.map(|minutes| i64::from(minutes) * Time::MINUTE);
    // Longer than any server may ask for is a mistake.
    let ttl = minutes.filter(|wait| (1..=LONGEST).contains(wait)).map(|wait| Wish { wait, source: Source::Ttl });
    let period = head.period().map(|wait| Wish { wait, source: Source::UpdatePeriod });
    ([ttl, period].into_iter().flatten().max_by_key(|wish| wish.wait), head.skips())
}

/// What stands in the head of a feed, before its entries.
#[derive(Debug, Default)]
struct Head {
    period: Option<String>,
    frequency: Option<String>,
    skips: u32,
}

impl Head {
    fn read(body: &[u8]) -> Head {
        let mut head = Head::default();
        let body = &body[..body.len().min(HEAD)];
        let told = |name: &str| memchr::memmem::find(body, name.as_bytes()).is_some();
        if !["updatePeriod", "updateFrequency", "skipHours", "skipDays"].into_iter().any(told) {
            return head;
        }
        let text = String::from_utf8_lossy(body);
        let mut reader = Reader::from_str(&text);
        let mut within = String::new();
        // What cannot be read ends the head; what was read until then stands.
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(start) => match start.local_name().as_ref() {
                    "item" | "entry" => break,
                    name => within = name.to_owned(),
                },
                Event::Text(text) => head.take(&within, text.trim()),
                Event::End(_) => within.clear(),
                Event::Eof => break,
                _ => {}
            }
        }
        head
    }

    fn take(&mut self, element: &str, text: &str) {
        match element {
            "updatePeriod" => self.period = Some(text.to_ascii_lowercase()),
            "updateFrequency" => self.frequency = Some(text.to_owned()),
            "hour" => self.skips |= text.parse().ok().filter(|hour| *hour < 24).map_or(0, |hour: u32| 1 << hour),
            "day" => {
                let day = DAYS.into_iter().zip(24..).find(|(name, _)| text.eq_ignore_ascii_case(name));
                self.skips |= day.map_or(0, |(_, bit)| 1 << bit);
            }
            _ => {}
        }
    }

    /// Seconds from one update to the next: daily, once, where only one of the two is said.
    fn period(&self) -> Option<i64> {
        if self.period.is_none() && self.frequency.is_none() {
            return None;
        }
        let wanted = self.period.as_deref().unwrap_or("daily");
        let (_, period) = PERIODS.into_iter().find(|(name, _)| *name == wanted)?;
        let frequency = self.frequency.as_deref().and_then(|text| text.parse().ok()).filter(|n: &i64| *n > 0);
        Some((period / frequency.unwrap_or(1)).max(1))
    }

    /// A feed that rests always does not mean it.
    fn skips(&self) -> Skips {
        let part = |all: u32| if self.skips & all == all { 0 } else { self.skips & all };
        Skips(part(ALL_HOURS) | part(ALL_DAYS))
    }
}

/// The first moment from `time` on at which the feed does not rest.
pub fn awake(skips: Skips, time: Time) -> Time {
    let mut moment = time;
    // Within a week every hour of every day comes by.
    for _ in 0..7 * 24 {
        let (hours, days) = (moment.0.div_euclid(Time::HOUR), moment.0.div_euclid(Time::DAY));
        // 1970 began on a Thursday.
        let bits = (1 << hours.rem_euclid(24)) | (1 << (24 + (days + 3).rem_euclid(7)));
        if skips.0 & bits == 0 {
            return moment;
        }
        moment = Time((hours + 1) * Time::HOUR);
    }
    time
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(head: &str, ttl: Option<u32>) -> (Option<i64>, Skips) {
        let body = format!(
            "<rss xmlns:sy='x'><channel><title>T</title>{head}<item><sy:updatePeriod>yearly</sy:updatePeriod></item></channel></rss>"
        );
        let (wish, skips) = wishes(body.as_bytes(), ttl);
        (wish.map(|wish| wish.wait), skips)
    }

    #[test]
    fn a_publishers_wishes_are_read_and_mistakes_passed_over() {
        let hour = "<sy:updatePeriod> Hourly </sy:updatePeriod>";
        for (head, ttl, wait) in [
            ("", None, None),
            ("", Some(15), Some(900)),
            ("", Some(0), None),
            ("", Some(999_999), None),
            ("", Some(u32::MAX), None),
            (hour, None, Some(3_600)),
            (hour, Some(120), Some(7_200)),
            ("<sy:updateFrequency>4</sy:updateFrequency>", None, Some(21_600)),
            ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", None, Some(86_400)),
            ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>-3</sy:updateFrequency>", None, Some(86_400)),
            ("<sy:updatePeriod>often</sy:updatePeriod>", None, None),
            ("<sy:updatePeriod>weekly", None, Some(604_800)),
        ] {
            assert_eq!(of(head, ttl).0, wait, "{head} {ttl:?}");
        }
        assert_eq!(wishes(b"{\"version\": \"https://jsonfeed.org/version/1.1\"}", None), (None, Skips(0)));
    }

    #[test]
    fn hours_and_days_of_rest_are_read() {
        let hours = "<skipHours><hour>0</hour><hour>23</hour><hour>24</hour><hour>-1</hour><hour>x</hour></skipHours>";
        assert_eq!(of(hours, None).1, Skips(1 | 1 << 23));
        assert_eq!(of("<skipDays><day>Sunday</day><day>Funday</day></skipDays>", None).1, Skips(1 << 30));
        let always: String = (0..24).map(|hour| format!("<hour>{hour}</hour>")).collect();
        assert_eq!(of(&format!("<skipHours>{always}</skipHours>"), None).1, Skips(0));
    }

    #[test]
    fn a_poll_in_an_hour_of_rest_comes_after_it() {
        // Thursday, 1 January 1970, 22:30.
        let at = Time(22 * Time::HOUR + 1_800);
        assert_eq!(awake(Skips(0), at), at);
        assert_eq!(awake(Skips(1 << 22), at), Time(23 * Time::HOUR));
        assert_eq!(awake(Skips(1 << 22 | 1 << 23 | 1), at), Time(25 * Time::HOUR));
        assert_eq!(awake(Skips(1 << (24 + 3)), at), Time(Time::DAY));
        assert_eq!(awake(Skips(u32::MAX), at), at);
    }
}
