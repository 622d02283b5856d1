//! `add`, `remove` and `feeds`.

use serde_json::json;

use crate::home::{Home, fields};
use crate::news;

#[test]
fn a_feed_is_subscribed_to_by_its_address() {
    let server = news::server();
    let home = Home::new();
    let url = server.url(news::RSS);
    let told =
        home.done(&["add", &url, "--title", "Deep cold", "--folder", "Science/Space", "--tag", "a", "--tag", "b"]);
    assert_eq!(told, "subscribed to Deep cold: 3 new entries\n");
    assert_eq!(
        home.feeds_file(),
        format!(
            "[[feed]]\nurl = \"{url}\"\ntitle = \"Deep cold\"\nfolder = \"Science/Space\"\ntags = [\"a\", \"b\"]\n"
        )
    );
    assert_eq!(home.done(&["unread"]), "3\n");
}

#[test]
fn a_feed_gives_its_own_title() {
    let server = news::server();
    let home = Home::new();
    assert_eq!(home.done(&["add", &server.url(news::RSS)]), "subscribed to Far & Cold: 3 new entries\n");
}

#[test]
fn feeds_as_json_have_the_promised_fields() {
    let server = news::server();
    let home = Home::new();
    let url = server.url(news::RSS);
    home.done(&["add", &url, "--folder", "Space", "--tag", "a"]);
    let feed = &home.json(&["feeds", "--json"])[0];
    let promised = [
        "folder",
        "http_status",
        "id",
        "last_error",
        "last_success",
        "next_poll",
        "posts_per_week",
        "tags",
        "title",
        "total",
        "unread",
        "url",
    ];
    assert_eq!(fields(feed), promised);
    let expected = json!([1, url, "Far & Cold", "Space", ["a"], 3, 3, null, 200]);
    let names = ["id", "url", "title", "folder", "tags", "unread", "total", "last_error", "http_status"];
    assert_eq!(json!(names.map(|name| &feed[name])), expected);
    assert!(feed["posts_per_week"].is_number());
    for moment in ["last_success", "next_poll"] {
        let text = feed[moment].as_str().expect("a moment");
        assert!(text.parse::<jiff::Timestamp>().is_ok() && text.ends_with('Z'), "{moment} is {text}");
    }
}

#[test]
fn a_feed_that_was_never_fetched_has_nulls() {
    let home = Home::new();
    home.configure("feeds.toml", "[[feed]]\nurl = \"https://example.org/a.xml\"\n");
    let feed = &home.json(&["feeds", "--json"])[0];
    for name in ["last_success", "last_error", "http_status", "next_poll"] {
        assert!(feed[name].is_null(), "{name} is {}", feed[name]);
    }
    assert!(home.done(&["feeds", "--health"]).contains("not fetched yet"));
    assert_eq!((&feed["folder"], &feed["tags"]), (&json!(""), &json!([])));
}

#[test]
fn feeds_are_printed_with_counts_and_with_health() {
    let server = news::server();
    let home = Home::subscribed(&server);
    let counts = home.done(&["feeds"]);
    for part in ["1", "3 unread", "3 in all", "Far & Cold", &server.url(news::RSS)] {
        assert!(counts.contains(part), "{part} in {counts}");
    }
    let health = home.done(&["feeds", "--health"]);
    for part in ["Far & Cold", "last success 20", "next 20", "last answer HTTP 200", "a week", "silent since"] {
        assert!(health.contains(part), "{part} in {health}");
    }
    assert_eq!(Home::new().done(&["feeds"]), "");
}

#[test]
fn an_answer_that_is_no_feed_is_not_told_as_a_success() {
    let server = news::server();
    let home = Home::new();
    home.configure("feeds.toml", &format!("[[feed]]\nurl = \"{}\"\n", server.url("/nothing")));
    home.run(&["refresh"]);
    let health = home.done(&["feeds", "--health"]);
    assert!(health.contains("last success never; last answer HTTP 404; asked next 20"), "{health}");
}

#[test]
fn a_feed_that_is_there_already_is_named() {
    let server = news::server();
    let home = Home::subscribed(&server);
    let why = home.fails(1, &["add", &server.url(news::RSS)]);
    assert!(why.contains(&server.url(news::RSS)) && why.contains("Far & Cold"), "{why}");
    assert_eq!(server.tape().len(), 1);
}

#[test]
fn an_address_without_a_feed_is_not_subscribed_to() {
    let server = news::server();
    let home = Home::new();
    let why = home.fails(1, &["add", &server.url("/nothing")]);
    assert!(why.contains("404"), "{why}");
    assert_eq!((home.done(&["feeds"]), home.feeds_file()), (String::new(), String::new()));
}

#[test]
fn asking_wrongly_is_told_from_failing() {
    let home = Home::new();
    home.fails(2, &["add"]);
    home.fails(2, &["add", "https://example.org/", "--pick", "0"]);
    home.fails(2, &["remove"]);
    let why = home.fails(1, &["remove", "7"]);
    assert!(why.contains("`7`") && why.contains("dateline feeds"), "{why}");
    let why = home.fails(1, &["add", "https://example.org/", "--offline"]);
    assert!(why.contains("--offline"), "{why}");
}

#[test]
fn unsubscribing_hides_and_undo_brings_back() {
    let server = news::server();
    let home = Home::subscribed(&server);
    home.done(&["mark", "star", "huygens"]);
    let url = server.url(news::RSS);
    assert_eq!(home.done(&["remove", &url]), format!("unsubscribed from Far & Cold ({url})\n"));
    assert_eq!((home.done(&["feeds"]), home.done(&["unread"])), (String::new(), "0\n".to_owned()));
    assert!(!home.feeds_file().contains("[[feed]]"));
    assert!(home.undo().contains("Unsubscribed"));
    assert_eq!(home.titles(&["is:starred"]), [news::HUYGENS]);
    assert!(home.feeds_file().contains(&url));
}

#[test]
fn a_feed_is_removed_by_its_number() {
    let server = news::server();
    let home = Home::subscribed(&server);
    home.done(&["remove", "1"]);
    assert_eq!(home.done(&["feeds"]), "");
}

#[test]
fn subscribing_is_undone_too() {
    let server = news::server();
    let home = Home::subscribed(&server);
    home.undo();
    assert_eq!(home.done(&["feeds"]), "");
    assert!(!home.feeds_file().contains("[[feed]]"));
}

#[test]
fn a_feed_in_a_file_is_subscribed_to_and_read_again() {
    let home = Home::new();
    let path = home.write("my feed.xml", news::FAR_AND_COLD);
    let url = format!("file://{}", path.replace(' ', "%20"));
    assert_eq!(home.done(&["add", &url]), "subscribed to Far & Cold: 3 new entries\n");
    assert_eq!(home.feeds_file(), format!("[[feed]]\nurl = \"{url}\"\n"));
    let sums = || home.json(&["refresh", "--force", "--json"]).pop().expect("sums");
    assert_eq!(sums()["unchanged"], 1);
    home.write("my feed.xml", news::long(5));
    assert_eq!(sums()["new"], 1);
    assert_eq!(home.done(&["unread"]), "8\n");
    let other = Home::new();
    let plan = other.done(&["import", &other.write("mine.opml", home.done(&["export", "opml"]))]);
    assert!(plan.contains(&format!("skip  {url}: a file; add it by hand")), "{plan}");
    let why = other.fails(1, &["add", "file:///nowhere/feed.xml"]);
    assert!(why.contains("/nowhere/feed.xml: there is no such file"), "{why}");
}
