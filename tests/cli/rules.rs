//! `rules`: made, listed and removed from outside of the screen.

use serde_json::json;

use crate::home::Home;
use crate::news::{self, HALLEY, HUYGENS, ICE};

#[test]
fn a_rule_is_made_listed_and_removed() {
    let server = news::server();
    let home = Home::subscribed(&server);
    assert_eq!(home.done(&["rules"]), "");
    assert_eq!(home.done(&["rules", "add", "mute", "titan", "-comet"]), "Added the rule: mute titan -comet\n");
    assert_eq!(home.titles(&[]), [ICE, HALLEY]);
    assert_eq!(home.titles(&["is:muted"]), [HUYGENS]);
    home.done(&["rules", "add", "tag:far away", "comet", "--until", "2w"]);
    assert_eq!(home.titles(&["tag:\"far away\""]), [HALLEY]);
    let listed = home.done(&["rules"]);
    assert!(
        listed.starts_with("   1       1  mute  titan -comet\n   2       1  tag:far away  comet  until 2"),
        "{listed}"
    );
    let rules = home.json(&["rules", "--json"]);
    let first = (&rules[0]["id"], &rules[0]["action"], &rules[0]["query"], &rules[0]["until"], &rules[0]["entries"]);
    assert_eq!(first, (&json!(1), &json!("mute"), &json!("titan -comet"), &json!(null), &json!(1)));
    assert_eq!(home.done(&["rules", "remove", "1"]), "Removed the rule: mute titan -comet\n");
    assert_eq!(home.titles(&[]), [HUYGENS, ICE, HALLEY]);
    assert!(home.undo().contains("Removed the rule"));
    assert_eq!(home.titles(&[]), [ICE, HALLEY]);
}

#[test]
fn what_would_hide_more_than_half_wants_a_word_more() {
    let server = news::server();
    let home = Home::subscribed(&server);
    let why = home.fails(1, &["rules", "add", "mute", "titan", "OR", "comet"]);
    assert!(why.contains("hide 2 of the last 3") && why.contains("--yes"), "{why}");
    assert_eq!(home.titles(&[]).len(), 3);
    home.done(&["rules", "add", "mute", "--yes", "titan", "OR", "comet"]);
    assert_eq!(home.titles(&[]), [ICE]);
    home.done(&["rules", "add", "tag:all", "is:unread"]);
}

#[test]
fn what_is_no_rule_is_told_in_words() {
    let home = Home::new();
    for (arguments, part) in [
        (&["hide", "x"] as &[&str], "mute, tag:NAME"),
        (&["mute"], "query"),
        (&["mute", "(a"], "never closed"),
        (&["mute", "is:muted"], "is:muted"),
        (&["mute", "x", "--until", "soon"], "2w"),
        (&["mute", "x", "--until", "2020-01-01"], "past"),
    ] {
        let why = home.fails(2, &[&["rules", "add"], arguments].concat());
        assert!(why.contains(part), "{why}");
    }
    assert!(home.fails(1, &["rules", "remove", "7"]).contains("no rule 7"));
    home.fails(2, &["rules", "remove", "x"]);
}
