//! A store of a million entries: what lists, searches, counts and marks take, and what the index weighs and costs.
//!
//! `cargo bench --bench million [-- ENTRIES]`; the store is kept in `$DATELINE_MILLION` if that is set, and used again.

#[path = "../tests/rig/generator.rs"]
#[allow(dead_code)]
mod generator;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use dateline::engine;
use dateline::model::*;
use dateline::search;
use dateline::store::Store;
use jiff::tz::TimeZone;

use generator::{Dice, NOW};

const FEEDS: usize = 500;
/// Words that there are, and how often the commonest are used: by Zipf's law.
const VOCABULARY: usize = 80_000;

fn main() {
    let entries = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(1_000_000);
    let vocabulary = Vocabulary::new();
    inserts(&vocabulary);
    let (dir, _temporary) = place();
    let store = Store::open(&dir).expect("the store opens");
    if store.tree().wait().expect("a tree").is_unsubscribed() {
        fill(&store, &vocabulary, entries);
    }
    weigh(&dir, entries);
    searches(&store, &vocabulary);
    lists(&store);
    front(&store);
    marks(&store);
    rules(&store, &vocabulary);
    keeping(&dir, &store);
    store.close(Duration::from_secs(60));
}

fn place() -> (PathBuf, Option<tempfile::TempDir>) {
    match std::env::var_os("DATELINE_MILLION") {
        Some(dir) => (PathBuf::from(dir), None),
        None => {
            let dir = tempfile::tempdir().expect("a folder");
            (dir.path().to_owned(), Some(dir))
        }
    }
}

/// Made-up words whose use falls with their rank.
struct Vocabulary {
    words: Vec<String>,
    /// Sums of the weights.
    sums: Vec<f64>,
}

impl Vocabulary {
    fn new() -> Vocabulary {
        const BEGINNINGS: &[&str] = &["b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v"];
        const ENDINGS: &[&str] = &["a", "an", "e", "el", "er", "i", "in", "is", "o", "on", "or", "u", "um", "y"];
        let word = |rank: usize| {
            let (mut rest, mut word) = (rank + 1, String::new());
            while rest > 0 {
                word.push_str(BEGINNINGS[rest % BEGINNINGS.len()]);
                rest /= BEGINNINGS.len();
                word.push_str(ENDINGS[(rest + rank) % ENDINGS.len()]);
                rest /= ENDINGS.len();
            }
            word
        };
        let mut sum = 0.0;
        let weights = (0..VOCABULARY).map(|rank| 1.0 / (rank as f64 + 2.7));
        let sums = weights
            .map(|weight| {
                sum += weight;
                sum
            })
            .collect();
        Vocabulary { words: (0..VOCABULARY).map(word).collect(), sums }
    }

    fn word(&self, dice: &mut Dice) -> &str {
        let most = self.sums[VOCABULARY - 1];
        let at = dice.roll(1 << 53) as f64 / (1_u64 << 53) as f64 * most;
        &self.words[self.sums.partition_point(|sum| *sum < at).min(VOCABULARY - 1)]
    }

    fn text(&self, dice: &mut Dice, count: usize) -> String {
        (0..count).map(|_| self.word(dice)).collect::<Vec<_>>().join(" ")
    }
}

/// Storing 1,000 feeds of 30 entries, with an index behind it and without: a folder stands where its file would.
fn inserts(vocabulary: &Vocabulary) {
    for indexed in [false, true, false, true] {
        let dir = tempfile::tempdir().expect("a folder");
        if !indexed {
            std::fs::create_dir(dir.path().join("index.db")).expect("a folder");
        }
        let store = Store::open(dir.path()).expect("the store opens");
        let feeds = store.subscribe((0..1_000).map(generator::subscription).collect(), NOW).wait().expect("feeds");
        let mut dice = Dice(11);
        let records: Vec<FetchRecord> = feeds
            .iter()
            .enumerate()
            .map(|(feed, &id)| {
                let entries = (0..30).map(|number| entry(vocabulary, &mut dice, feed, number, NOW)).collect();
                generator::record(id, FeedDocument { entries, ..Default::default() }, NOW)
            })
            .collect();
        let begun = Instant::now();
        for record in records {
            store.record(record).wait().expect("stored");
        }
        let stored = begun.elapsed();
        match indexed {
            true => {
                store.indexed().wait().expect("indexed");
                println!("30,000 stored in {stored:.2?}, to be found after {:.2?}", begun.elapsed());
            }
            false => println!("30,000 stored in {stored:.2?} without an index"),
        }
        store.close(Duration::from_secs(10));
    }
}

/// Feeds in turn, 50 entries at a time, one every half hour or so; most are short, some are long.
fn fill(store: &Store, vocabulary: &Vocabulary, entries: usize) {
    let feeds = store.subscribe((0..FEEDS).map(generator::subscription).collect(), NOW).wait().expect("feeds");
    let rounds = entries.div_ceil(FEEDS * 50);
    let begun = Instant::now();
    let mut dice = Dice(7);
    for round in 0..rounds {
        for (feed, &id) in feeds.iter().enumerate() {
            let at = NOW.plus(-((rounds - round) as i64) * 25 * Time::HOUR);
            let entries = (0..50).map(|number| entry(vocabulary, &mut dice, feed, round * 50 + number, at)).collect();
            let document = FeedDocument { title: Some(format!("News {feed}")), entries, ..Default::default() };
            let mut record = generator::record(id, document, at);
            record.outcome = match record.outcome {
                Outcome::Full(document) => Outcome::Partial(document),
                other => other,
            };
            store.record(record).wait().expect("stored");
        }
    }
    println!("made in {:?}", begun.elapsed());
    let begun = Instant::now();
    store.indexed().wait().expect("indexed");
    println!("the rest indexed in {:?}", begun.elapsed());
    tell(store, rounds);
}

/// A third of the entries is in stories of four sources.
fn tell(store: &Store, rounds: usize) {
    let in_round = |feed: usize, number: usize| (feed * 50 + number) as i64 + 1;
    let begun = Instant::now();
    for round in 0..rounds {
        let before = (round * FEEDS * 50) as i64;
        let mut placed = Vec::new();
        for feed in 0..FEEDS {
            for number in (0..50).step_by(3) {
                let story = before + in_round(feed % (FEEDS / 4), number);
                let entry = EntryId(before + in_round(feed, number));
                placed.push(Placement { entry, story: StoryId(story), shares: Vec::new() });
            }
        }
        let ungrouped = store.ungrouped(NOW, 1).wait().expect("a turn");
        let (turn, up_to, next) = (ungrouped.turn, ungrouped.up_to, StoryId(before + (FEEDS * 50) as i64));
        let assignment = Assignment { turn, placed, joined: Vec::new(), up_to, next };
        store.assign(assignment, NOW).wait().expect("assigned").expect("nobody else assigns");
    }
    println!("a third put into stories in {:?}", begun.elapsed());
}

fn entry(vocabulary: &Vocabulary, dice: &mut Dice, feed: usize, number: usize, at: Time) -> NewEntry {
    let long = dice.roll(8) == 0;
    let words = if long { 200 + dice.roll(600) } else { 20 + dice.roll(100) } as usize;
    let count = 6 + dice.roll(6) as usize;
    let title = vocabulary.text(dice, count);
    let body = vocabulary.text(dice, words);
    NewEntry {
        identity: format!("{feed}-{number}"),
        url: Some(format!("https://news{feed}.example/{number}")),
        title,
        lead: body.chars().take(300).collect(),
        author: Some(vocabulary.text(dice, 2)),
        published: Some(at.plus(-(dice.roll(25 * 3600) as i64))),
        words: words as u32,
        body: format!("<p>{body}</p>"),
        ..Default::default()
    }
}

fn weigh(dir: &Path, entries: usize) {
    for file in ["dateline.db", "index.db"] {
        let bytes = std::fs::metadata(dir.join(file)).map_or(0, |data| data.len());
        println!("{file}: {} MB, {} bytes an entry", bytes / 1_000_000, bytes / entries as u64);
    }
}

/// Copying the state, and deleting from the fullest feed: the longest slice is what a change may have to wait for.
fn keeping(dir: &Path, store: &Store) {
    let begun = Instant::now();
    let copy = store.back_up(NOW).wait().expect("a copy");
    let size = std::fs::metadata(&copy).map_or(0, |data| data.len());
    println!("state copied in {:.2?}, {} MB", begun.elapsed(), size / 1_000_000);
    std::fs::remove_file(copy).expect("it is there");
    let feeds = store.tree().wait().expect("a tree").feeds;
    let feed = feeds.iter().max_by_key(|feed| feed.counts.total).expect("feeds");
    let list = ListSpec::of(View::Feed(feed.id));
    let snapshot = Snapshot { watermark: EntryId(i64::MAX), since: NOW, midnight: NOW };
    store.change(StatusChange::List { list, snapshot, side: None, at: NOW }).wait().expect("marked");
    store.settled().wait().expect("settled");
    let expiry = Expiry { most: Some(feed.counts.total / 2), bodies_before: Some(NOW.plus(1)), ..Expiry::default() };
    let (mut sweep, mut times) = (Sweep::new(feed.id, expiry), Vec::new());
    while !sweep.done {
        let begun = Instant::now();
        sweep = store.sweep(sweep).wait().expect("swept");
        times.push(begun.elapsed());
    }
    println!("{} entries and {} texts deleted", sweep.swept.entries, sweep.swept.texts);
    show("a slice of that", times);
    let mut times = Vec::new();
    loop {
        let begun = Instant::now();
        let left = store.give_back(0).wait().expect("given");
        times.push(begun.elapsed());
        if left == 0 {
            break;
        }
    }
    show("a slice of giving room back", times);
    show("what is unread, at a glance", (0..50).map(|_| timed(|| Store::glance(dir, None))).collect());
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let begun = Instant::now();
    std::hint::black_box(work());
    begun.elapsed()
}

/// The middle, the slowest but one in twenty, and the slowest of several runs.
fn show(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
    println!("{what}: p50 {:.1?}, p95 {:.1?}, max {:.1?} ({} runs)", at(50), at(95), at(100), times.len());
}

fn open(store: &Store, list: ListSpec, limit: usize) -> Page {
    let snapshot = Snapshot { watermark: EntryId(i64::MAX), since: NOW, midnight: NOW.plus(-12 * Time::HOUR) };
    store.page(PageRequest { list, snapshot, at: PageAt::First, limit }).wait().expect("a page")
}

fn searched(text: &str) -> ListSpec {
    ListSpec::of(View::Search(search::typed(text, NOW, &TimeZone::UTC).expect("a query")))
}

fn searches(store: &Store, vocabulary: &Vocabulary) {
    let word = |rank: usize| vocabulary.words[rank].as_str();
    let mut dice = Dice(3);
    let kinds: Vec<(&str, Vec<String>)> = vec![
        ("common word", (0..20).map(|rank| format!("{} ", word(rank))).collect()),
        ("usual word", (0..40).map(|n| format!("{} ", word(200 + n * 37))).collect()),
        ("rare word", (0..40).map(|n| format!("{} ", word(20_000 + n * 1_001))).collect()),
        ("two usual words", (0..40).map(|n| format!("{} {} ", word(100 + n * 17), word(150 + n * 31))).collect()),
        ("two rare words", (0..40).map(|n| format!("{} {} ", word(5_000 + n * 99), word(7_000 + n * 77))).collect()),
        ("phrase", (0..20).map(|n| format!("\"{} {}\" ", word(n), word(n + 3))).collect()),
        ("one letter", "abcdefghilmnoprstuv".chars().map(String::from).collect()),
        ("two letters", (0..40).map(|n| word(300 + n * 91)[..2].to_owned()).collect()),
        ("three letters", (0..40).map(|n| word(3_000 + n * 917)[..3].to_owned()).collect()),
        ("five letters", (0..40).map(|n| word(5_000 + n * 917).chars().take(5).collect()).collect()),
        ("nothing", (0..20).map(|n| format!("zzz{n} ")).collect()),
        ("excluded", (0..20).map(|n| format!("{} -{} ", word(500 + n), word(n))).collect()),
        ("unread in a feed", (0..20).map(|n| format!("{} is:unread feed:news{n} ", word(50 + n))).collect()),
        ("typed letter by letter", {
            let words: Vec<String> = (0..10).map(|_| vocabulary.text(&mut dice, 2)).collect();
            words.iter().flat_map(|text| (1..=text.len()).map(move |end| text[..end].to_owned())).collect()
        }),
    ];
    let mut all = Vec::new();
    for (kind, texts) in kinds {
        let mut times = Vec::new();
        let mut slowest = (Duration::ZERO, "");
        for text in &texts {
            let begun = Instant::now();
            open(store, searched(text), 60);
            times.push(begun.elapsed());
            slowest = slowest.max((begun.elapsed(), text));
        }
        println!("  slowest: {:.1?} for `{}`", slowest.0, slowest.1);
        all.extend(times.clone());
        show(kind, times);
    }
    show("all searches", all);
}

fn lists(store: &Store) {
    let mut lists: Vec<ListSpec> =
        [View::Unread, View::All, View::Starred, View::Today, View::Lately, View::Feed(FeedId(7))]
            .into_iter()
            .chain([
                View::Folder(Folder("Desk 1".into())),
                View::Folder(Folder(String::new())),
                View::Tag("later".into()),
            ])
            .map(ListSpec::of)
            .collect();
    for sort in [Sort::Oldest, Sort::Source, Sort::Title, Sort::Length, Sort::Rare] {
        lists.push(ListSpec { sort, ..ListSpec::of(View::Unread) });
    }
    for list in lists {
        let times = (0..20).map(|_| {
            let begun = Instant::now();
            open(store, list.clone(), 200);
            begun.elapsed()
        });
        show(&format!("{:?} {:?}", list.view, list.sort), times.collect());
    }
    let times = (0..20).map(|_| {
        let begun = Instant::now();
        store.tree().wait().expect("a tree");
        begun.elapsed()
    });
    show("the tree", times.collect());
}

/// The front page and the pulse, as the engine reads them.
fn front(store: &Store) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let weights = Weights::default();
    let page = |_| timed(|| runtime.block_on(engine::front::read(store, &weights, NOW, None)).expect("a page"));
    show("the front page", (0..20).map(page).collect());
    let recent = |_| timed(|| store.recent(first_hour(NOW), 5_000).wait().expect("hours and headlines"));
    show("what the pulse is made of", (0..20).map(recent).collect());
    let pulse = |_| timed(|| runtime.block_on(engine::pulse::read(store, NOW)).expect("a pulse"));
    show("the pulse", (0..20).map(pulse).collect());
}

/// The newest 100,000 read, and back again.
fn marks(store: &Store) {
    let snapshot = Snapshot { watermark: EntryId(i64::MAX), since: NOW, midnight: NOW };
    let list = ListSpec::of(View::All);
    // Each feed has two entries an hour.
    let newer = RowKey { sort: NOW.0 - 100_000 / (2 * FEEDS as i64) * Time::HOUR, id: EntryId(0) };
    let begun = Instant::now();
    let change = StatusChange::List { list, snapshot, side: Some((Side::Above, newer)), at: NOW };
    let applied = store.change(change).wait().expect("marked");
    println!("mark {} read: durable in {:.1?}", applied.entries, begun.elapsed());
    store.settled().wait().expect("settled");
    println!("applied in {:.1?}", begun.elapsed());
    let begun = Instant::now();
    store.undo(NOW).wait().expect("undone");
    println!("undone in {:.1?}", begun.elapsed());
}

/// What weighing, making and removing a rule takes; nothing of it stays.
fn rules(store: &Store, vocabulary: &Vocabulary) {
    let mut dice = Dice(9);
    let query = |text: &str| search::parse(text, NOW, &TimeZone::UTC).expect("a query");
    let words: Vec<String> = (0..20).map(|_| vocabulary.text(&mut dice, 2)).collect();
    let weigh = |text: &String| timed(|| store.preview(query(text)).wait().expect("a weight"));
    show("a rule of words weighed by the newest", words.iter().map(weigh).collect());
    let newest = store.find(query(""), 20).wait().expect("entries");
    let traits = |entry: &Entry| timed(|| store.traits(vec![entry.row.id]).wait().expect("traits"));
    show("what an entry can be hidden by", newest.iter().map(traits).collect());
    let begun = Instant::now();
    let query = format!("title:{}", vocabulary.word(&mut dice));
    let rule = Rule { query, action: Action::Mute, until: None };
    store.add_rule(rule, NOW).wait().expect("a rule");
    println!("mute by title: durable in {:.1?}", begun.elapsed());
    store.settled().wait().expect("an end");
    let standing = store.rules().wait().expect("rules").pop().expect("the rule");
    println!("applied in {:.1?}, hides {}", begun.elapsed(), standing.entries);
    let begun = Instant::now();
    store.remove_rule(standing.id, NOW).wait().expect("the rule");
    println!("removed: durable in {:.1?}", begun.elapsed());
    store.settled().wait().expect("an end");
    println!("all back in {:.1?}", begun.elapsed());
}
