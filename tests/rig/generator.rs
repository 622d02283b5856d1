//! Makes feeds of entries, always the same for the same numbers, for tests and benches.

use dateline::model::{
    Aftermath, Enclosure, FeedDocument, FeedId, FetchRecord, NewEntry, Outcome, Query, Sort, Subscription, Term, Time,
    Validators,
};
use dateline::store::{Store, StoreError};

/// When the generated feeds are fetched.
pub const NOW: Time = Time(1_764_000_000);

/// The query that finds every entry, the newest first.
pub fn everything() -> Query {
    Query { term: Term::All(Vec::new()), sort: Sort::Newest, reversed: false }
}

const WORDS: &[&str] = &[
    "river",
    "station",
    "harvest",
    "crew",
    "parliament",
    "glacier",
    "archive",
    "signal",
    "bridge",
    "orbit",
    "library",
    "museum",
    "reef",
    "engine",
    "letter",
    "season",
    "border",
    "market",
    "telescope",
    "village",
    "record",
    "budget",
    "winter",
    "council",
    "survey",
    "island",
    "railway",
    "comet",
    "manuscript",
    "language",
];

/// A small generator of numbers (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % below.max(1)
    }

    fn words(&mut self, count: usize) -> String {
        let words = WORDS.len() as u64;
        let chosen: Vec<&str> = (0..count).map(|_| WORDS[self.roll(words) as usize]).collect();
        chosen.join(" ")
    }
}

/// The subscription to feed number `feed`; ten share a folder.
pub fn subscription(feed: usize) -> Subscription {
    let folder = dateline::model::Folder(format!("Desk {}", feed / 10));
    Subscription { url: format!("https://news{feed}.example/feed.xml"), folder, ..Default::default() }
}

/// Feed number `feed` with this many entries, the newest first, one about every hour.
pub fn document(feed: usize, entries: usize) -> FeedDocument {
    let entry = |number: usize| entry(feed, number, entries);
    FeedDocument {
        title: Some(format!("News {feed}")),
        site: Some(format!("https://news{feed}.example/")),
        language: Some("en".to_owned()),
        ttl: None,
        entries: (0..entries).rev().map(entry).collect(),
    }
}

fn entry(feed: usize, number: usize, of: usize) -> NewEntry {
    let mut dice = Dice((feed as u64) << 32 | number as u64);
    let count = 6 + dice.roll(6) as usize;
    let title = dice.words(count);
    let lead = dice.words(40);
    let paragraphs: Vec<String> = (0..3 + dice.roll(6))
        .map(|_| format!("<p>{} <a href=\"https://news.example/\">{}</a>.</p>", dice.words(50), dice.words(3)))
        .collect();
    let url = format!("https://news{feed}.example/2025/{number}/{}", title.replace(' ', "-"));
    let age = (of - number) as i64 * Time::HOUR + dice.roll(3_600) as i64;
    NewEntry {
        identity: url.clone(),
        guid: Some(url.clone()),
        title,
        url: Some(url),
        author: Some(dice.words(2)),
        published: Some(NOW.plus(-age)),
        lead,
        words: paragraphs.len() as u32 * 53,
        body: paragraphs.join("\n"),
        enclosures: if dice.roll(8) == 0 { vec![enclosure(feed, number)] } else { Vec::new() },
        categories: vec![dice.words(1)],
        ..Default::default()
    }
}

fn enclosure(feed: usize, number: usize) -> Enclosure {
    Enclosure {
        url: format!("https://news{feed}.example/{number}.mp3"),
        media_type: Some("audio/mpeg".to_owned()),
        length: Some(1 << 20),
        duration: Some(600),
        title: None,
        chapters: Vec::new(),
    }
}

/// What a successful fetch of a document is to the store.
pub fn record(feed: FeedId, document: FeedDocument, at: Time) -> FetchRecord {
    FetchRecord {
        feed,
        at,
        outcome: Outcome::Full(Box::new(document)),
        http_status: Some(200),
        validators: Some(Validators {
            url: "https://news.example/".to_owned(),
            etag: Some(b"\"v1\"".to_vec()),
            last_modified: None,
        }),
        next_poll: at.plus(Time::HOUR),
        not_before: None,
        after: Aftermath::default(),
    }
}

/// Subscribes to this many feeds and stores this many entries of each.
pub fn fill(store: &Store, feeds: usize, entries: usize) -> Result<Vec<FeedId>, StoreError> {
    let ids = store.subscribe((0..feeds).map(subscription).collect(), NOW).wait()?;
    // A few ahead of the writer: more would only fill the memory.
    let mut ahead = std::collections::VecDeque::new();
    for (feed, &id) in ids.iter().enumerate() {
        ahead.push_back(store.record(record(id, document(feed, entries), NOW)));
        if ahead.len() > 8
            && let Some(stored) = ahead.pop_front()
        {
            stored.wait()?;
        }
    }
    ahead.into_iter().try_for_each(|stored| stored.wait().map(drop))?;
    Ok(ids)
}
