//! `dateline doctor --http`: what each feed has cost its server, as proof for users and for those who run servers.

use crate::cli::output::counted;
use crate::model::{Politeness, Time};

const HEAD: &str = "requests  full   304   429  uncond.   min gap      saved  feed";

/// The lines of the report.
pub(super) fn lines(feeds: &[Politeness]) -> Vec<String> {
    let mut lines = vec![HEAD.to_owned()];
    for feed in feeds {
        lines.push(row(feed));
        if let Some(why) = &feed.why_next {
            lines.push(format!("{:58}next: {why}", ""));
        }
    }
    lines.push(sums(feeds));
    lines
}

fn row(feed: &Politeness) -> String {
    let Politeness { asked, full, unchanged, refused, unconditional, .. } = feed;
    let (gap, saved) = (feed.min_gap.map_or_else(|| "-".to_owned(), gap), bytes(feed.saved));
    let name = if feed.title.is_empty() || feed.url.contains(&feed.title) {
        feed.url.clone()
    } else {
        format!("{} ({})", feed.title, feed.url)
    };
    format!("{asked:>8} {full:>5} {unchanged:>5} {refused:>5} {unconditional:>8} {gap:>9} {saved:>10}  {name}")
}

fn sums(feeds: &[Politeness]) -> String {
    let sum = |of: fn(&Politeness) -> u64| feeds.iter().map(of).sum::<u64>();
    let (asked, unchanged) = (sum(|feed| feed.asked), sum(|feed| feed.unchanged));
    let share = (unchanged * 100).checked_div(asked).unwrap_or(0);
    format!(
        "{}: {}, {share} % of them answered by \u{201c}unchanged\u{201d}, which spared {}",
        counted(feeds.len() as u64, "feed", "feeds"),
        counted(asked, "request", "requests"),
        bytes(sum(|feed| feed.saved))
    )
}

/// The time between two requests, in its largest unit.
fn gap(seconds: i64) -> String {
    match seconds {
        Time::DAY.. => format!("{}.{} d", seconds / Time::DAY, seconds % Time::DAY * 10 / Time::DAY),
        Time::HOUR.. => format!("{}.{} h", seconds / Time::HOUR, seconds % Time::HOUR * 10 / Time::HOUR),
        Time::MINUTE.. => format!("{} min", seconds / Time::MINUTE),
        _ => format!("{seconds} s"),
    }
}

fn bytes(count: u64) -> String {
    match count {
        0..1_024 => format!("{count} B"),
        1_024..1_048_576 => format!("{} KiB", count >> 10),
        _ => format!("{} MiB", count >> 20),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// H48.
    #[test]
    fn the_report_names_what_each_feed_has_cost() {
        let feeds = [
            Politeness {
                url: "https://a.example/feed".into(),
                title: "The A".into(),
                asked: 720,
                unconditional: 1,
                full: 30,
                unchanged: 690,
                refused: 0,
                min_gap: Some(3_700),
                saved: 70_656_000,
                why_next: Some("the server asks for 2 hours (max-age)".into()),
            },
            Politeness {
                url: "https://b.example/rss".into(),
                title: "b.example/rss".into(),
                asked: 3,
                unconditional: 1,
                full: 1,
                unchanged: 1,
                refused: 1,
                min_gap: Some(600),
                saved: 2_048,
                ..Politeness::default()
            },
        ];
        let expected = "\
requests  full   304   429  uncond.   min gap      saved  feed
     720    30   690     0        1     1.0 h     67 MiB  The A (https://a.example/feed)
                                                          next: the server asks for 2 hours (max-age)
       3     1     1     1        1    10 min      2 KiB  https://b.example/rss
2 feeds: 723 requests, 95 % of them answered by \u{201c}unchanged\u{201d}, which spared 67 MiB";
        assert_eq!(lines(&feeds).join("\n"), expected);
        assert!(lines(&[]).last().is_some_and(|line| line.starts_with("0 feeds: 0 requests")));
    }
}
