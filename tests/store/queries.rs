//! Queries: what each term finds, in which order.

use std::cell::Cell;
use std::time::{Duration, Instant};

use dateline::model::{
    FeedId, Field, Folder, ListSpec, Mark, NewEntry, PageAt, PageRequest, Query, Sort, StatusChange, Subscription,
    Term, Time, View,
};
use dateline::search;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::{Rig, everything, generator, mark, opened};

fn rig() -> Rig {
    let rig = Rig::new();
    let world = Subscription {
        url: "https://a.example/feed".into(),
        title: Some("Ärzteblatt".into()),
        folder: Folder("World/Asia".into()),
        tags: vec!["Fast".into()],
        ..Default::default()
    };
    let other = Subscription { url: "https://b.example/feed".into(), ..Default::default() };
    let feeds = rig.store.subscribe(vec![world, other], generator::NOW).wait().unwrap();
    let entry = |number: i64, title: &str, body: &str| NewEntry {
        identity: number.to_string(),
        title: title.into(),
        body: body.into(),
        published: Some(Time(number * 1_000)),
        words: number as u32,
        ..Default::default()
    };
    // The ids follow the order of the document from its end: 1 to 3, then 4.
    let first = vec![
        entry(3, "ÜBER alles", "<p>The cli<b>mate</b> of <i>news</i></p>"),
        NewEntry {
            author: Some("A. Writer".into()),
            language: Some("de-AT".into()),
            categories: vec!["Politique générale".into(), "World".into()],
            ..entry(2, "100% _sure_", "")
        },
        NewEntry { url: Some("https://a.example/one?x=1".into()), ..entry(1, "apple", "<p>climate &amp; more</p>") },
    ];
    let second = NewEntry {
        enclosures: vec![dateline::model::Enclosure { url: "https://b.example/1.mp3".into(), ..Default::default() }],
        ..entry(4, "Banana", "")
    };
    for (feed, entries) in feeds.into_iter().zip([first, vec![second]]) {
        let document = dateline::model::FeedDocument { entries, ..Default::default() };
        rig.store.record(generator::record(feed, document, generator::NOW)).wait().unwrap();
    }
    rig
}

fn found(rig: &Rig, term: Term) -> Vec<i64> {
    let query = Query { term, ..everything() };
    let found: Vec<i64> =
        rig.store.find(query.clone(), 100).wait().unwrap().iter().map(|entry| entry.row.id.0).collect();
    assert_eq!(rig.store.count(query).wait().unwrap(), found.len() as u64);
    found
}

fn text(field: Field, words: &str) -> Term {
    Term::Text(field, words.into())
}

#[test]
fn each_term_finds_what_it_means() {
    let rig = rig();
    rig.store.change(mark(&[1], Mark::Read, 1)).wait().unwrap();
    rig.store.change(mark(&[2], Mark::Star, 1)).wait().unwrap();
    rig.store.change(mark(&[4], Mark::Tag("Later".into()), 1)).wait().unwrap();
    let cases: Vec<(Term, &[i64])> = vec![
        (Term::All(vec![]), &[4, 3, 2, 1]),
        (Term::Either(vec![]), &[]),
        (text(Field::Title, "über"), &[3]),
        (text(Field::Title, "100% _"), &[2]),
        (text(Field::Title, "0%s"), &[]),
        (text(Field::Body, "climate of news"), &[3]),
        (text(Field::Any, "CLIMATE"), &[3, 1]),
        (text(Field::Any, "writer"), &[2]),
        (text(Field::Author, "writer"), &[2]),
        (text(Field::Feed, "ärzte"), &[3, 2, 1]),
        (text(Field::Feed, "b.example"), &[4]),
        (text(Field::Folder, "world"), &[3, 2, 1]),
        (text(Field::Tag, "fast"), &[3, 2, 1]),
        (text(Field::Tag, "later"), &[4]),
        (text(Field::Tag, "late"), &[]),
        (text(Field::Category, "politique GENERALE"), &[2]),
        (text(Field::Category, "politique"), &[]),
        (Term::Not(Box::new(text(Field::Category, "world"))), &[4, 3, 1]),
        (text(Field::Url, "X=1"), &[1]),
        (text(Field::Language, "de"), &[2]),
        (Term::Id(3), &[3]),
        (Term::Story(1), &[]),
        (Term::Unread(true), &[4, 3, 2]),
        (Term::Unread(false), &[1]),
        (Term::Starred(true), &[2]),
        (Term::Enclosure, &[4]),
        (Term::Since(Time(3_000)), &[4, 3]),
        (Term::Until(Time(3_000)), &[2, 1]),
        (Term::Not(Box::new(text(Field::Author, "writer"))), &[4, 3, 1]),
        (Term::All(vec![Term::Unread(true), Term::Until(Time(4_000))]), &[3, 2]),
        (Term::Either(vec![Term::Id(1), Term::Not(Box::new(Term::Since(Time(3_000)))), Term::Id(4)]), &[4, 2, 1]),
    ];
    for (term, ids) in cases {
        assert_eq!(found(&rig, term.clone()), ids, "{term:?}");
    }
}

#[test]
fn the_categories_of_the_newest_entries_are_told() {
    let rig = rig();
    assert_eq!(rig.store.categories(9).wait().unwrap(), ["Politique générale", "World"]);
    assert_eq!(rig.store.categories(1).wait().unwrap(), Vec::<String>::new());
}

#[test]
fn a_query_has_its_order_and_its_limit() {
    let rig = rig();
    let find = |sort, reversed, limit| -> Vec<i64> {
        let query = Query { sort, reversed, ..everything() };
        rig.store.find(query, limit).wait().unwrap().iter().map(|entry| entry.row.id.0).collect()
    };
    assert_eq!(find(Sort::Newest, false, 2), [4, 3]);
    assert_eq!(find(Sort::Oldest, false, 2), [1, 2]);
    assert_eq!(find(Sort::Newest, true, 2), [1, 2]);
    assert_eq!(find(Sort::Title, false, 9), [2, 1, 4, 3]);
    assert_eq!(find(Sort::Length, false, 2), [4, 3]);
    assert_eq!(find(Sort::Length, true, 2), [1, 2]);
    assert_eq!(find(Sort::Source, false, 1), [4], "b.example comes before Ä");
}

#[test]
fn what_a_query_finds_can_be_marked_and_undone() {
    let rig = rig();
    let query = |term| Query { term, ..everything() };
    let marked = |term, mark| {
        let ids = rig.store.find_ids(query(term)).wait().unwrap();
        rig.store.change(StatusChange::Entries { ids, mark, at: Time(9), siblings: false }).wait().unwrap()
    };
    assert_eq!(marked(text(Field::Body, "climate"), Mark::Read).text, "Marked 2 read");
    assert_eq!(marked(Term::All(vec![]), Mark::Read).entries, 2, "only what it changes is counted");
    assert_eq!(marked(Term::Id(1), Mark::Tag("x".into())).text, "Tagged 1 x");
    let tags = |rig: &Rig| rig.store.find(query(Term::Id(1)), 1).wait().unwrap().remove(0).tags;
    assert_eq!(tags(&rig), ["Fast", "x"]);
    rig.store.undo(generator::NOW).wait().unwrap();
    assert_eq!(tags(&rig), ["Fast"]);
    rig.store.undo(generator::NOW).wait().unwrap();
    assert_eq!(found(&rig, Term::Unread(true)), [4, 2]);
}

/// What people and cats type: words, halves of words, signs of the query language, other scripts, anything.
fn typed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z]{1,8} ?",
        2 => prop::sample::select(vec![
            "river ", "station ", "\"", "(", ")", " OR ", "-", "*", "title:", "category:world ", "is:unread ", "is:muted ", "feed:news",
            "after:2024 ", "newer:2d ", "sort:score ", "sort:-title ", "id:1 ", "NEAR(", "AND ", "NOT ", "^", "+", "{", ":",
            "新聞", "ไทย", "тест", "e\u{301}", "\u{200d}", "\0", "' or 1=1 --", "%", "\\",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// S43: whatever is in the search box, the answer is a list or a located error of the language, never one of the store.
fn assert_harmless(rig: &Rig, text: &str) -> Result<(), TestCaseError> {
    let Ok(search) = search::typed(text, generator::NOW, &TimeZone::UTC) else { return Ok(()) };
    let sort = search.query.sort;
    for list in [
        ListSpec { sort, ..ListSpec::of(View::Search(search.clone())) },
        ListSpec { filter: Some(search.clone()), sort: Sort::Score, ..ListSpec::of(View::Unread) },
        ListSpec { filter: Some(search), ..ListSpec::of(View::Feed(FeedId(1))) },
    ] {
        let request = PageRequest { list: list.clone(), snapshot: opened(1), at: PageAt::First, limit: 20 };
        let page = rig.store.page(request).wait();
        prop_assert!(page.is_ok(), "{:?}: {:?}", text, page);
        prop_assert!(rig.store.count_new(list, opened(1)).wait().is_ok(), "{:?}", text);
    }
    Ok(())
}

#[test]
fn any_text_in_the_search_box_is_answered() {
    let rig = Rig::filled(4, 20);
    rig.store.indexed().wait().unwrap();
    let mut runner = TestRunner::new(ProptestConfig { cases: 300, failure_persistence: None, ..Default::default() });
    runner.run(&typed(), |text| assert_harmless(&rig, &text)).unwrap();
}

/// Ten minutes of it, or as many seconds as `$DATELINE_FUZZ` says.
#[test]
#[ignore = "takes ten minutes"]
fn any_text_in_the_search_box_is_answered_for_long() {
    let seconds = std::env::var("DATELINE_FUZZ").ok().and_then(|text| text.parse().ok()).unwrap_or(600);
    let rig = Rig::filled(20, 100);
    rig.store.indexed().wait().unwrap();
    let (begun, texts) = (Instant::now(), Cell::new(0_u64));
    let config = ProptestConfig { cases: 1_000, failure_persistence: None, ..Default::default() };
    while begun.elapsed() < Duration::from_secs(seconds) {
        // One that has run all its cases runs no more.
        TestRunner::new(config.clone())
            .run(&typed(), |text| {
                texts.set(texts.get() + 1);
                assert_harmless(&rig, &text)
            })
            .unwrap();
    }
    let texts = texts.get();
    println!("{texts} texts in {:?}", begun.elapsed());
}
