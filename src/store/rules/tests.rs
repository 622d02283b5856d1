//! One property: what a condition in SQL finds, an entry by itself answers.

use jiff::tz::TimeZone;
use proptest::prelude::*;
use rusqlite::Connection;

use super::facts::{self, Want};
use super::slices;
use crate::model::*;
use crate::search::{Subject, parse};
use crate::store::{record, schema, search, subscriptions};

const NOW: Time = Time(1_764_000_000);

/// Words that titles, authors, bodies and queries are made of, so that they meet.
const WORDS: &[&str] =
    &["river", "Élan", "elan", "rivers", "新聞社", "聞", "a-b", "100%", "of", "ΑΣ", "<b>x</b>y", "&amp;", "?!"];

fn text(most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WORDS), 0..most).prop_map(|words| words.join(" "))
}

#[derive(Debug, Clone)]
struct Made {
    entry: NewEntry,
    tags: Vec<String>,
    starred: bool,
    unread: bool,
    muted: bool,
}

fn entries() -> impl Strategy<Value = Made> {
    let texts = (text(4), prop::option::of(text(3)), text(8), prop::option::of(text(2)));
    let language = prop::option::of(prop::sample::select(vec!["de", "de-AT", "EN"]));
    let names = || prop::collection::vec(prop::sample::select(WORDS).prop_map(str::to_owned), 0..3);
    (texts, language, (names(), names()), any::<[bool; 4]>(), 0..4_i64).prop_map(
        |((title, author, body, url), language, (tags, categories), [starred, unread, muted, encloses], day)| {
            let enclosures = if encloses {
                vec![Enclosure { url: "https://e.example/".into(), ..Default::default() }]
            } else {
                vec![]
            };
            let entry = NewEntry {
                title,
                author,
                body,
                url,
                language: language.map(str::to_owned),
                published: Some(Time(NOW.0 - day * Time::DAY)),
                enclosures,
                categories,
                ..NewEntry::default()
            };
            Made { entry, tags, starred, unread, muted }
        },
    )
}

fn leaf() -> impl Strategy<Value = Term> {
    let fields = [
        Field::Any,
        Field::Title,
        Field::Body,
        Field::Author,
        Field::Category,
        Field::Feed,
        Field::Folder,
        Field::Tag,
        Field::Url,
        Field::Language,
    ];
    let words = prop_oneof![
        4 => prop::sample::select(WORDS).prop_map(str::to_owned),
        1 => prop::sample::select(vec!["riv", "de", "d", "a.example", "News", "World", "at", "x y", "river of"]).prop_map(str::to_owned),
    ];
    let text = (prop::sample::select(fields.to_vec()), words, any::<bool>());
    prop_oneof![
        6 => text.prop_map(|(field, words, open)| if open { Term::Prefix(field, words) } else { Term::Text(field, words) }),
        1 => (1..6_i64).prop_map(Term::Id),
        1 => Just(Term::Story(1)),
        1 => any::<bool>().prop_map(Term::Unread),
        1 => any::<bool>().prop_map(Term::Starred),
        1 => Just(Term::Followed),
        1 => Just(Term::Muted),
        1 => Just(Term::Enclosure),
        1 => (0..4_i64).prop_map(|day| Term::Since(Time(NOW.0 - day * Time::DAY))),
        1 => (0..4_i64).prop_map(|day| Term::Until(Time(NOW.0 - day * Time::DAY))),
    ]
}

fn terms() -> impl Strategy<Value = Term> {
    leaf().prop_recursive(3, 12, 3, |inner| {
        let several = prop::collection::vec(inner.clone(), 0..3);
        prop_oneof![
            inner.clone().prop_map(|term| Term::Not(Box::new(term))),
            several.prop_map(Term::All),
            // None is made of nothing.
            prop::collection::vec(inner, 1..3).prop_map(Term::Either),
        ]
    })
}

/// A store with these entries, in turn of two feeds.
fn filled(made: &[Made]) -> Connection {
    let connection = schema::in_memory();
    let subscription = Subscription {
        url: "https://a.example/feed".into(),
        title: Some("News of Élan".into()),
        folder: Folder("World/Asia".into()),
        tags: vec!["River".into()],
        ..Subscription::default()
    };
    let other = Subscription { url: "https://b.example/feed".into(), ..Subscription::default() };
    let feeds = subscriptions::subscribe(&connection, &[subscription, other], NOW).unwrap();
    let mut packer = crate::store::bodies::Packer::new().unwrap();
    for (at, made) in made.iter().enumerate() {
        let entry = NewEntry { identity: at.to_string(), ..made.entry.clone() };
        let packed = record::pack(&mut packer, 0, &entry).unwrap();
        let id = record::insert(&connection, feeds[at % 2], NOW, &entry, &packed, true).unwrap();
        let sql = "update statuses set starred = ?2, unread = ?3, muted = ?4, shown = 1 - ?4 where entry = ?1";
        connection.execute(sql, (id.0, made.starred, made.unread, made.muted)).unwrap();
        for tag in &made.tags {
            connection.execute("insert or ignore into tags values (?1, ?2)", (id.0, tag)).unwrap();
        }
    }
    connection
}

proptest! {
    #[test]
    fn conditions_and_entries_agree(made in prop::collection::vec(entries(), 1..6), terms in prop::collection::vec(terms(), 12)) {
        let connection = filled(&made);
        let all: Vec<Subject> = (1..=made.len() as i64)
            .map(|id| Subject::new(facts::of(&connection, EntryId(id), Want::Bodies).unwrap().unwrap()))
            .collect();
        for term in terms {
            // A query that does not ask for what is hidden finds none of it.
            let asks = term.any(&|term| *term == Term::Muted);
            let wanted = |subject: &&Subject| subject.answers(&term) && (asks || !subject.facts().muted);
            let mut wanted: Vec<i64> = all.iter().filter(wanted).map(|subject| subject.facts().id).collect();
            let mut found: Vec<i64> = search::ids(&connection, &term, search::Look::Texts).unwrap().iter().map(|id| id.0).collect();
            wanted.sort_unstable();
            found.sort_unstable();
            prop_assert_eq!(found, wanted, "{:?}", term);
        }
    }
}

#[test]
fn a_query_looks_into_bodies_only_where_it_must() {
    for (query, want) in
        [("title:a is:unread", Want::Row), ("-(author:a OR b)", Want::Bodies), ("body:a*", Want::Bodies)]
    {
        let term = parse(query, NOW, &TimeZone::UTC).unwrap().term;
        assert_eq!(Want::of([&term]), want, "{query}");
    }
}

#[test]
fn a_rule_that_this_edition_cannot_read_does_nothing() {
    let connection = filled(&[]);
    let sql = "insert into rules (id, query, action, made, below) values (1, 'new-field:x', 'mute', 0, 9)";
    connection.execute(sql, []).unwrap();
    assert!(slices::unfinished(&connection).unwrap());
    assert!(!slices::slice(&connection).unwrap());
    let kept: i64 = connection.query_row("select count(*) from rules", [], |row| row.get(0)).unwrap();
    assert_eq!(kept, 1);
}
