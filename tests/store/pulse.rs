//! What is recent: entries by the hour and the newest headlines, once each.

use dateline::model::{FeedDocument, HOURS, NewEntry, Time, first_hour};

use crate::Rig;
use crate::generator::{NOW, record, subscription};

fn entry(number: i64, hours_ago: i64) -> NewEntry {
    NewEntry {
        identity: format!("entry {number}"),
        title: format!("Headline {number}"),
        published: Some(NOW.plus(-hours_ago * Time::HOUR)),
        body: format!("The text of entry {number} and of no other."),
        ..NewEntry::default()
    }
}

#[test]
fn hours_count_what_is_dated_in_them() {
    let rig = Rig::new();
    let feeds = rig.store.subscribe(vec![subscription(1), subscription(2)], NOW).wait().unwrap();
    let entries = [(1, 0), (2, 0), (3, 5), (4, HOURS as i64 - 1), (5, HOURS as i64 + 1), (6, -5_000)];
    let entries = entries.map(|(number, ago)| entry(number, ago)).to_vec();
    let document = FeedDocument { entries, language: Some("pl".into()), ..FeedDocument::default() };
    rig.store.record(record(feeds[0], document, NOW)).wait().unwrap();
    // The same article through another feed.
    let twin = NewEntry { url: Some("https://example.org/a".into()), ..entry(7, 5) };
    for feed in &feeds {
        let document =
            FeedDocument { entries: vec![twin.clone()], language: Some("pl".into()), ..FeedDocument::default() };
        rig.store.record(record(*feed, document, NOW)).wait().unwrap();
    }
    let recent = rig.store.recent(first_hour(NOW), 4).wait().unwrap();
    let counted: Vec<(usize, u32)> = recent.hours.iter().copied().enumerate().filter(|(_, count)| *count > 0).collect();
    assert_eq!(counted, [(0, 1), (HOURS - 6, 2), (HOURS - 1, 3)]);
    let titles: Vec<(&str, Option<&str>)> =
        recent.headlines.iter().map(|headline| (headline.title.as_str(), headline.language.as_deref())).collect();
    assert_eq!(titles.len(), 4, "{titles:?}");
    assert!(
        titles.contains(&("Headline 1", Some("pl"))) && !titles.contains(&("Headline 4", Some("pl"))),
        "{titles:?}"
    );
}
