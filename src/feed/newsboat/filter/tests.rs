//! Filters as users of newsboat write them, and what becomes of them.

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;
use crate::model::Time;
use crate::search;

fn query(filter: &str) -> String {
    let translation = translate(filter).unwrap();
    assert_eq!(translation.lost, Vec::<String>::new(), "{filter}");
    translation.query.unwrap()
}

#[test]
fn what_can_be_said_is_said() {
    for (filter, wanted) in [
        ("unread = \"yes\"", "is:unread"),
        ("unread != \"yes\"", "is:read"),
        ("unread = \"yes\" and tags # \"news\"", "is:unread tag:news"),
        ("tags !# \"free software\"", "-tag:\"free software\""),
        ("age between 0:7", "newer:8d"),
        ("age between 3:7 and unread = \"yes\"", "newer:8d older:3d is:unread"),
        ("age < 7", "newer:7d"),
        ("age > 30 or age >= 30", "older:31d OR older:30d"),
        ("age = 0", "newer:1d"),
        ("flags # \"s\"", "is:starred"),
        ("flags !# \"x\"", "-tag:flag/x"),
        ("content # \"say \\\"hi\\\"\"", "body:\"say \\\"hi\\\"\""),
        ("rssurl =~ \"example\\.org\"", "feed:example.org"),
        ("enclosure_url != \"\"", "has:enclosure"),
        ("(unread = \"yes\" or flags # \"s\") and age<2", "(is:unread OR is:starred) newer:2d"),
        ("author#\"a\"and(title#\"b\"or title#\"c\")", "author:a (title:b OR title:c)"),
        // `and` and `or` bind alike, from the right.
        ("author # \"a\" and title # \"b\" or title # \"c\"", "author:a (title:b OR title:c)"),
    ] {
        assert_eq!(query(filter), wanted, "{filter}");
    }
}

#[test]
fn what_is_left_out_or_changed_is_told() {
    for (filter, wanted, lost) in [
        ("title = \"Ad\"", Some("title:Ad"), "contains it instead"),
        ("title =~ \"^Ad\"", Some("title:Ad*"), "anywhere"),
        ("title =~ \"linux\"", Some("title:linux*"), "where a word begins"),
        ("title !~ \"(linux|free bsd)\"", Some("-(title:linux* OR title:\"free bsd\"*)"), "where a word begins"),
        ("link # \"ad\"", Some("url:ad"), "inside of words"),
        ("unread = \"yes\" and title =~ \"[0-9]+\"", Some("is:unread"), "regular expressions"),
        ("guid =~ \"x\"", None, "guid"),
        ("articleindex < 10", None, "number"),
        ("nonsense = \"x\"", None, "no such attribute"),
        ("enclosure_type =~ \"audio\"", Some("has:enclosure"), "every enclosure"),
        ("age ~ 3", None, "no counterpart"),
    ] {
        let translation = translate(filter).unwrap();
        assert_eq!(translation.query.as_deref(), wanted, "{filter}");
        assert_eq!(translation.lost.len(), 1, "{filter}");
        assert!(translation.lost[0].contains(lost), "{}", translation.lost[0]);
    }
}

#[test]
fn what_is_no_filter_is_an_error() {
    let deep = "(".repeat(1_000);
    for filter in ["", "unread", "unread =", "unread = \"yes", "(unread = \"yes\"", "unread = \"yes\")", "= 3", &deep] {
        assert!(translate(filter).is_err(), "{filter}");
    }
}

proptest! {
    #[test]
    fn whatever_is_translated_is_a_query(filter in any_filter()) {
        if let Some(query) = translate(&filter).unwrap().query {
            let parsed = search::parse(&query, Time(1_700_000_000), &TimeZone::UTC);
            prop_assert!(parsed.is_ok(), "{filter} -> {query}: {parsed:?}");
        }
    }

    #[test]
    fn no_text_breaks_it(filter in "[a-z_=!~#<>(){}|\\\\\" 0-9:-]{0,80}") {
        let _ = translate(&filter);
    }
}

fn any_filter() -> impl Strategy<Value = String> {
    let attribute = prop::sample::select(vec!["title", "unread", "tags", "flags", "age", "guid", "enclosure_url"]);
    let operator = prop::sample::select(vec!["=", "!=", "=~", "!~", "#", "!#", "<", ">=", "between"]);
    let value =
        prop_oneof!["\"[a-zA-Z|(). :-]{0,12}\"", "[0-9]{1,3}", "[0-9]{1,2}:[0-9]{1,2}", Just("\"yes\"".to_owned())];
    let condition = (attribute, operator, value).prop_map(|(a, o, v)| format!("{a} {o} {v}"));
    condition.prop_recursive(3, 12, 2, |inner| {
        (inner.clone(), prop::bool::ANY, inner, prop::bool::ANY).prop_map(|(left, all, right, group)| {
            let joined = format!("{left} {} {right}", if all { "and" } else { "or" });
            if group { format!("({joined})") } else { joined }
        })
    })
}
