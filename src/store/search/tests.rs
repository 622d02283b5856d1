//! The index against the texts themselves: whatever is asked, both find the same.

use std::path::Path;
use std::time::Duration;

use proptest::prelude::*;
use rusqlite::Connection;

use super::*;
use crate::model::{Aftermath, FeedDocument, FetchRecord, Mark, NewEntry, Outcome, StatusChange, Subscription, Time};
use crate::store::{Store, connection, index};

const TEXTS: &[&str] = &[
    "River reaches the bridge",
    "The bridge at night, Élysée",
    "新聞を読む river",
    "elysee palace: 100% sure",
    "東京の新聞",
    "",
    "covid-19 and covid 20",
    "ไทย river bridge",
];

/// Entries of as many feeds, of which the texts are chosen by numbers.
fn store(dir: &Path, chosen: &[(usize, usize)]) -> Store {
    let store = Store::open(dir).unwrap();
    let feed = |number: u32| Subscription { url: format!("https://{number}.example/"), ..Default::default() };
    let feeds = store.subscribe((1..=chosen.len() as u32).map(feed).collect(), Time(1)).wait().unwrap();
    for (number, (texts, &id)) in chosen.iter().zip(&feeds).enumerate() {
        let entries = [NewEntry {
            identity: number.to_string(),
            title: TEXTS[texts.0].to_owned(),
            body: format!("<p>{}</p>", TEXTS[texts.1]),
            author: (number % 3 == 0).then(|| "A. Bridge".to_owned()),
            published: Some(Time(number as i64 * 7 % 11 * 1_000 + 1)),
            ..Default::default()
        }];
        let document = FeedDocument { entries: entries.into(), ..Default::default() };
        store.record(record(id, document)).wait().unwrap();
    }
    store
}

fn record(feed: crate::model::FeedId, document: FeedDocument) -> FetchRecord {
    FetchRecord {
        feed,
        at: Time(100_000),
        outcome: Outcome::Full(Box::new(document)),
        http_status: Some(200),
        validators: None,
        next_poll: Time(200_000),
        not_before: None,
        after: Aftermath::default(),
    }
}

fn leaf() -> impl Strategy<Value = Term> {
    let field = prop::sample::select(vec![Field::Any, Field::Title, Field::Body, Field::Author]);
    let words = prop::sample::select(vec![
        "river",
        "bri",
        "bridge",
        "the bridge",
        "新聞",
        "聞",
        "の新",
        "Élysée",
        "covid",
        "covid 1",
        "19",
        "--",
        "ไท",
        "night elysee",
        "palace 100",
        "a",
    ]);
    prop_oneof![
        (field.clone(), words.clone()).prop_map(|(field, words)| Term::Text(field, words.to_owned())),
        (field, words).prop_map(|(field, words)| Term::Prefix(field, words.to_owned())),
        prop::bool::ANY.prop_map(Term::Unread),
        Just(Term::Starred(true)),
        (0..12_i64).prop_map(|at| Term::Since(Time(at * 1_000))),
        // One feed, two of them, none.
        prop::sample::select(vec!["//7.example", "1.example", "x"])
            .prop_map(|of| Term::Text(Field::Feed, of.to_owned())),
    ]
}

fn terms() -> impl Strategy<Value = Term> {
    leaf().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|term| Term::Not(Box::new(term))),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Term::All),
            prop::collection::vec(inner, 0..4).prop_map(Term::Either),
        ]
    })
}

fn reader(dir: &Path) -> Connection {
    let source = connection::Source { path: dir.join("dateline.db"), immutable: false };
    let reader = connection::open_reader(&source).unwrap();
    index::attach(&reader, dir).unwrap();
    reader
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn the_index_finds_what_the_texts_say(
        chosen in prop::collection::vec((0..TEXTS.len(), 0..TEXTS.len()), 12),
        wanted in prop::collection::vec(terms(), 60),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let store = store(dir.path(), &chosen);
        let mark = |ids: Vec<EntryId>, mark| store.change(StatusChange::Entries { ids, mark, at: Time(9), siblings: false }).wait();
        mark(vec![EntryId(2), EntryId(5)], Mark::Read).unwrap();
        mark(vec![EntryId(5), EntryId(7)], Mark::Star).unwrap();
        store.indexed().wait().unwrap();
        let reader = reader(dir.path());
        for term in wanted {
            let indexed = ids(&reader, &term, Look::Index).unwrap();
            let walked = ids(&reader, &term, Look::Texts).unwrap();
            prop_assert_eq!(&indexed, &walked, "{:?}", term);
            prop_assert_eq!(count(&reader, &term, Look::Index, 99).unwrap(), walked.len() as u64);
        }
        store.close(Duration::from_secs(5));
    }
}

#[test]
fn corrections_and_full_texts_are_found_and_what_they_replace_is_not() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path(), &[(0, 1), (3, 4)]);
    let found = |text: &str| {
        let query = Query { term: Term::Text(Field::Any, text.to_owned()), sort: Sort::Newest, reversed: false };
        store.find_ids(query).wait().unwrap().into_iter().map(|id| id.0).collect::<Vec<_>>()
    };
    assert_eq!(found("reaches"), [1]);
    let corrected = NewEntry { identity: "0".into(), title: "River is calm".into(), ..Default::default() };
    let document = FeedDocument { entries: vec![corrected], ..Default::default() };
    store.record(record(crate::model::FeedId(1), document)).wait().unwrap();
    assert_eq!((found("reaches"), found("calm"), found("night")), (vec![], vec![1], vec![]));

    let text = crate::model::PageText { html: "<p>All of it</p>".into(), words: 3, ..Default::default() };
    let page = crate::model::PageRecord {
        entry: EntryId(1),
        at: Time(2),
        outcome: crate::model::PageOutcome::Stored(text),
        host: None,
    };
    store.record_page(page, 1 << 20).wait().unwrap();
    assert_eq!(found("all of it"), [1]);
}

#[test]
fn a_damaged_or_foreign_index_is_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    let query = || Query { term: Term::Text(Field::Any, "river".into()), sort: Sort::Newest, reversed: false };
    let index = dir.path().join("index.db");
    let made = store(dir.path(), &[(0, 1), (2, 4)]);
    assert_eq!(made.count(query()).wait().unwrap(), 2);
    made.close(Duration::from_secs(5));
    for damage in [b"garbage, as long as a page ".repeat(200), Vec::new()] {
        for end in ["-wal", "-shm"] {
            drop(std::fs::remove_file(dir.path().join(format!("index.db{end}"))));
        }
        std::fs::write(&index, damage).unwrap();
        let store = Store::open(dir.path()).unwrap();
        assert_eq!(store.count(query()).wait().unwrap(), 2);
        store.close(Duration::from_secs(5));
    }
    // An index of a store that held more.
    std::fs::remove_file(dir.path().join("dateline.db")).unwrap();
    let other = store(dir.path(), &[(2, 2)]);
    assert_eq!(other.count(query()).wait().unwrap(), 1);
}

#[test]
fn the_best_come_first_by_score() {
    let dir = tempfile::tempdir().unwrap();
    // Entry 1 says it in the title, entry 2, which is newer, in the text.
    let store = store(dir.path(), &[(0, 4), (4, 0)]);
    let query = Query { term: Term::Text(Field::Any, "river".into()), sort: Sort::Score, reversed: false };
    let found: Vec<i64> = store.find(query, 9).wait().unwrap().iter().map(|entry| entry.row.id.0).collect();
    assert_eq!(found, [1, 2]);
}
