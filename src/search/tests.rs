//! The query language: what it reads, what it refuses, and that it reads what it prints.

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::model::{Query, Term, Time};

/// 2026-11-23 12:00 UTC, a Monday.
const NOW: Time = Time(1_795_435_200);

fn read(text: &str) -> Result<Query, SearchError> {
    parse(text, NOW, &TimeZone::UTC)
}

fn term(text: &str) -> Term {
    read(text).unwrap_or_else(|error| panic!("{text}: {error}")).term
}

fn any(text: &str) -> Term {
    Term::Text(Field::Any, text.to_owned())
}

#[test]
fn words_stand_side_by_side() {
    assert_eq!(term(""), Term::All(vec![]));
    assert_eq!(term("  climate "), any("climate"));
    assert_eq!(term("climate news"), Term::All(vec![any("climate"), any("news")]));
    assert_eq!(term("\"climate  news\""), any("climate  news"));
    assert_eq!(term(r#""a \"b\" \\""#), any(r#"a "b" \"#));
}

#[test]
fn or_binds_weaker_than_side_by_side() {
    assert_eq!(term("a b OR c"), Term::Either(vec![Term::All(vec![any("a"), any("b")]), any("c")]));
    assert_eq!(term("a (b OR c)"), Term::All(vec![any("a"), Term::Either(vec![any("b"), any("c")])]));
    assert_eq!(term("((a b) c)"), Term::All(vec![any("a"), any("b"), any("c")]));
}

#[test]
fn minus_excludes_what_stands_behind_it() {
    assert_eq!(term("-sport"), Term::Not(Box::new(any("sport"))));
    assert_eq!(term("-is:unread"), Term::Not(Box::new(Term::Unread(true))));
    assert_eq!(term("-(a OR b)"), Term::Not(Box::new(Term::Either(vec![any("a"), any("b")]))));
    assert_eq!(term("covid-19"), any("covid-19"));
    assert_eq!(term("a - b"), Term::All(vec![any("a"), any("-"), any("b")]));
}

#[test]
fn fields_are_read() {
    assert_eq!(term("title:\"two words\""), Term::Text(Field::Title, "two words".into()));
    assert_eq!(term("folder:World/Asia"), Term::Text(Field::Folder, "World/Asia".into()));
    assert_eq!(term("url:https://example.org/a?b=c"), Term::Text(Field::Url, "https://example.org/a?b=c".into()));
    assert_eq!(term("https://example.org/"), any("https://example.org/"));
    assert_eq!(term("12:30 C3:x"), Term::All(vec![any("12:30"), any("C3:x")]));
    assert_eq!(term("id:7"), Term::Id(7));
    assert_eq!(term("has:enclosure"), Term::Enclosure);
}

#[test]
fn dates_are_moments() {
    assert_eq!(term("newer:2d"), Term::Since(NOW.plus(-2 * Time::DAY)));
    assert_eq!(term("older:12h"), Term::Until(NOW.plus(-12 * Time::HOUR)));
    assert_eq!(term("before:yesterday"), Term::Until(NOW.plus(-36 * Time::HOUR)));
    assert_eq!(term("after:2026-11-01"), Term::Since(Time(1_793_491_200)));
    assert_eq!(term("after:2026-11"), term("after:2026-11-01"));
    assert_eq!(term("after:2026-11-01T00:00:00Z"), term("after:2026-11-01"));
    let kabul = TimeZone::fixed(jiff::tz::Offset::from_seconds(16_200).unwrap());
    let there = parse("after:2026-11-01", NOW, &kabul).unwrap().term;
    assert_eq!(there, Term::Since(Time(1_793_491_200 - 16_200)));
}

#[test]
fn sort_orders_the_whole() {
    let query = read("sort:oldest a").unwrap();
    assert_eq!((query.term, query.sort, query.reversed), (any("a"), Sort::Oldest, false));
    let query = read("a OR b sort:-title").unwrap();
    assert_eq!((query.sort, query.reversed), (Sort::Title, true));
    assert_eq!(read("sort:length").unwrap().term, Term::All(vec![]));
}

#[test]
fn errors_say_where_and_what() {
    for (text, span, part) in [
        ("a \"b c", 2..6, "never closed"),
        ("a (b", 2..3, "never closed"),
        ("a) b", 1..2, "closes nothing"),
        ("a OR", 4..4, "missing"),
        ("()", 1..2, "missing"),
        ("a is:unraed", 2..11, "unread, read, starred"),
        ("titel:x", 0..7, "no field `titel:`"),
        ("title: x", 0..6, "needs a value"),
        ("id:x", 0..4, "takes a number"),
        ("newer:soon", 0..10, "not a date"),
        ("after:2026-13-01", 0..16, "not a date"),
        ("--json", 0..2, "a single `-`"),
        ("(a sort:title)", 3..13, "outside of the parentheses"),
        ("sort:best", 0..9, "newest, oldest"),
    ] {
        let error = read(text).expect_err(text);
        assert_eq!(error.span, span, "{text}: {error}");
        assert!(error.message.contains(part), "{text}: {error}");
    }
}

#[test]
fn a_star_leaves_the_last_word_open() {
    let open = |text: &str| Term::Prefix(Field::Any, text.to_owned());
    assert_eq!(term("clim*"), open("clim"));
    assert_eq!(term("title:\"climate ne\"*"), Term::Prefix(Field::Title, "climate ne".to_owned()));
    assert_eq!(term("* OR*"), Term::All(vec![any("*"), open("OR")]));
}

#[test]
fn what_is_being_typed_may_go_on() {
    let typed = |text: &str| typed(text, NOW, &TimeZone::UTC).map(|search| search.query.term);
    let open = |text: &str| Term::Prefix(Field::Any, text.to_owned());
    assert_eq!(typed("climate new"), Ok(Term::All(vec![any("climate"), open("new")])));
    assert_eq!(typed("climate "), Ok(any("climate")));
    assert_eq!(typed("climate ne"), Ok(any("climate")), "two letters tell little yet");
    assert_eq!(typed("climate eu "), Ok(Term::All(vec![any("climate"), any("eu")])));
    assert_eq!(typed("c"), Ok(open("c")));
    assert_eq!(typed("\"climate ne"), Ok(open("climate ne")));
    assert_eq!(typed("\"climate\""), Ok(any("climate")));
    assert_eq!(typed("is:unread"), Ok(Term::Unread(true)));
    assert_eq!(typed("newer:2d"), Ok(Term::Since(NOW.plus(-2 * Time::DAY))));
    assert!(typed("is:unre").is_err() && typed("a OR").is_err());
}

#[test]
fn deep_nesting_is_refused() {
    assert!(read(&"(".repeat(100_000)).is_err());
    assert!(read(&"-(".repeat(100_000)).is_err());
}

fn leaf() -> impl Strategy<Value = Term> {
    let field =
        prop::sample::select(TEXT_FIELDS.iter().map(|(_, field)| *field).chain([Field::Any]).collect::<Vec<_>>());
    prop_oneof![
        (field, "\\PC{1,8}")
            .prop_filter_map("blank", |(field, text)| { (!text.trim().is_empty()).then_some(Term::Text(field, text)) }),
        "\\PC{1,8}"
            .prop_filter_map("blank", |text| { (!text.trim().is_empty()).then_some(Term::Prefix(Field::Any, text)) }),
        any_id().prop_map(Term::Id),
        any_id().prop_map(Term::Story),
        prop::bool::ANY.prop_map(Term::Unread),
        Just(Term::Starred(true)),
        Just(Term::Followed),
        Just(Term::Muted),
        Just(Term::Enclosure),
        (-1_000_000_000_i64..10_000_000_000).prop_map(|at| Term::Since(Time(at))),
        (-1_000_000_000_i64..10_000_000_000).prop_map(|at| Term::Until(Time(at))),
    ]
}

fn any_id() -> impl Strategy<Value = i64> {
    0..i64::MAX
}

/// Terms as `parse` makes them: no list of one, no list straight inside a list of its kind.
fn terms() -> impl Strategy<Value = Term> {
    leaf().prop_recursive(4, 24, 4, |inner| {
        let several = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            inner.prop_map(|term| Term::Not(Box::new(term))),
            several
                .clone()
                .prop_filter("nested", |terms| !terms.iter().any(|t| matches!(t, Term::All(_))))
                .prop_map(Term::All),
            several
                .prop_filter("nested", |terms| !terms.iter().any(|t| matches!(t, Term::Either(_))))
                .prop_map(Term::Either),
        ]
    })
}

#[test]
fn what_looks_like_an_address_reads_back() {
    for text in ["//", "//a", "a//", "https://a.example/"] {
        let query = Query { term: Term::Text(Field::Title, text.to_owned()), ..read("x").unwrap() };
        assert_eq!(read(&print(&query)), Ok(query), "{text}");
    }
}

proptest! {
    #[test]
    fn what_is_printed_reads_back(term in terms(), sort in 0..SORTS.len(), reversed in prop::bool::ANY) {
        let query = Query { term, sort: SORTS[sort].1, reversed };
        let text = print(&query);
        prop_assert_eq!(parse(&text, Time(0), &TimeZone::UTC), Ok(query), "{}", text);
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,40}|[-()\": ORa]{0,40}") {
        if let Err(error) = read(&text) {
            prop_assert!(text.get(error.span.clone()).is_some(), "{:?} outside of {:?}", error, text);
        }
    }
}
