//! `mark`: statuses changed from outside of the screen.

use serde_json::json;

use crate::home::Home;
use crate::news::{self, HALLEY, HUYGENS, ICE};

#[test]
fn marks_are_set_on_what_a_query_finds_and_are_counted() {
    let server = news::server();
    let home = Home::subscribed(&server);
    assert_eq!(home.done(&["mark", "read", "ice", "OR", "comet"]), "2\n");
    assert_eq!(home.titles(&["is:read"]), [ICE, HALLEY]);
    assert_eq!(home.done(&["mark", "unread", "ice"]), "1\n");
    assert_eq!(home.titles(&["is:unread"]), [HUYGENS, ICE]);
    assert_eq!(home.done(&["mark", "star", "titan"]), "1\n");
    assert_eq!(home.titles(&["is:starred"]), [HUYGENS]);
    assert_eq!(home.done(&["mark", "unstar", "is:starred"]), "1\n");
    assert!(home.titles(&["is:starred"]).is_empty());
    assert_eq!(home.done(&["mark", "read", "nowhere"]), "0\n");
}

#[test]
fn tags_are_put_on_and_taken_off() {
    let server = news::server();
    let home = Home::subscribed(&server);
    assert_eq!(home.done(&["mark", "tag:far away", "titan", "OR", "comet"]), "2\n");
    assert_eq!(home.titles(&["tag:\"far away\""]), [HUYGENS, HALLEY]);
    assert_eq!(home.done(&["mark", "untag:far away", "comet"]), "1\n");
    let tags: Vec<_> = home.json(&["list", "--json"]).iter().map(|entry| entry["tags"].clone()).collect();
    assert_eq!(tags, [json!(["far away"]), json!([]), json!([])]);
}

#[test]
fn an_empty_query_marks_nothing() {
    let server = news::server();
    let home = Home::subscribed(&server);
    for query in [&[] as &[&str], &[""], &["  ", ""]] {
        let why = home.fails(2, &[&["mark", "read"], query].concat());
        assert!(why.contains("query"), "{why}");
    }
    assert_eq!(home.done(&["unread"]), "3\n");
}

#[test]
fn the_query_that_the_message_offers_for_everything_is_one() {
    let server = news::server();
    let home = Home::subscribed(&server);
    home.done(&["mark", "read", "ice"]);
    let why = home.fails(2, &["mark", "star"]);
    let offered = why.split('`').nth(1).expect("a query");
    assert_eq!(home.done(&["mark", "star", offered]), "3\n");
}

#[test]
fn a_mark_that_is_none_is_wrong_usage() {
    let home = Home::new();
    for mark in ["reed", "tag:", "untag: ", "tag", ""] {
        let why = home.fails(2, &["mark", mark, "ice"]);
        assert!(why.contains("tag:NAME"), "{why}");
    }
    home.fails(2, &["mark"]);
}

#[test]
fn a_mark_is_one_step_of_undo() {
    let server = news::server();
    let home = Home::subscribed(&server);
    home.done(&["mark", "star", "titan"]);
    home.done(&["mark", "read", "is:unread"]);
    assert_eq!(home.done(&["unread"]), "0\n");
    assert!(home.undo().contains('3'));
    assert_eq!(home.done(&["unread"]), "3\n");
    assert_eq!(home.titles(&["is:starred"]), [HUYGENS]);
}
