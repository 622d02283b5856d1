//! `refresh`: what is fetched, what is printed of it, and when it counts as failed.

use serde_json::{Value, json};

use crate::home::{Home, fields};
use crate::news;
use crate::server::{Reply, Server};

/// A home with these feeds, none of them fetched yet.
fn home_with(server: &Server, paths: &[&str]) -> Home {
    let home = Home::new();
    let feeds = paths.iter().map(|path| format!("[[feed]]\nurl = \"{}\"\n", server.url(path)));
    home.configure("feeds.toml", &feeds.collect::<String>());
    home
}

/// Status, new entries and HTTP status of a feed's line.
fn told<'a>(lines: &'a [Value], url: &str) -> (&'a Value, &'a Value, &'a Value) {
    let line = lines.iter().find(|line| line["url"] == url).unwrap_or_else(|| panic!("{url} in {lines:?}"));
    (&line["status"], &line["new"], &line["http"])
}

#[test]
fn without_feeds_there_is_nothing_to_do() {
    let why = Home::new().fails(1, &["refresh"]);
    assert!(why.contains("dateline add") && why.contains("dateline import"), "{why}");
}

#[test]
fn each_feed_has_a_line_and_the_sums_come_last() {
    let server = news::server();
    let home = home_with(&server, &[news::RSS, "/gone"]);
    let lines = home.json(&["refresh", "--json"]);
    assert_eq!(lines.len(), 3);
    for line in &lines[..2] {
        assert_eq!(fields(line), ["error", "http", "new", "next_poll", "status", "url"]);
        let next = line["next_poll"].as_str().expect("a moment");
        assert!(next.parse::<jiff::Timestamp>().is_ok(), "{next}");
    }
    assert_eq!(told(&lines, &server.url(news::RSS)), (&json!("new"), &json!(3), &json!(200)));
    assert_eq!(told(&lines, &server.url("/gone")), (&json!("failed"), &json!(0), &json!(404)));
    let error = |status: &str| &lines.iter().find(|line| line["status"] == status).expect("a line")["error"];
    assert!(error("new").is_null());
    assert!(error("failed").as_str().is_some_and(|why| why.contains("404")));
    assert_eq!(lines[2], json!({"feeds": 2, "new": 1, "unchanged": 0, "failed": 1, "skipped": 0}));
}

#[test]
fn what_was_fetched_can_be_searched_at_once() {
    let server = news::server();
    let home = home_with(&server, &[news::RSS]);
    home.done(&["refresh"]);
    assert_eq!(home.titles(&["parachute"]), [news::HUYGENS]);
}

#[test]
fn what_is_not_due_is_left_alone_until_forced() {
    let server = news::server();
    let home = Home::subscribed(&server);
    assert!(home.done(&["refresh"]).contains("--force"));
    assert_eq!(
        home.json(&["refresh", "--json"]),
        [json!({"feeds": 0, "new": 0, "unchanged": 0, "failed": 0, "skipped": 0})]
    );
    assert_eq!(server.tape().len(), 1);
    let lines = home.json(&["refresh", "--force", "--json"]);
    assert_eq!(told(&lines, &server.url(news::RSS)), (&json!("unchanged"), &json!(0), &json!(304)));
    assert_eq!(lines[1], json!({"feeds": 1, "new": 0, "unchanged": 1, "failed": 0, "skipped": 0}));
    assert_eq!(server.tape()[1].header("If-None-Match"), Some("\"first\""));
}

#[test]
fn force_heeds_what_a_server_asked_for() {
    let server = Server::start(|_| Reply::status("503 Service Unavailable", &[("Retry-After", b"7200")]));
    let home = home_with(&server, &["/busy"]);
    let lines = home.json(&["refresh", "--json"]);
    assert_eq!(told(&lines, &server.url("/busy")), (&json!("failed"), &json!(0), &json!(503)));
    let lines = home.json(&["refresh", "--force", "--json"]);
    assert_eq!(told(&lines, &server.url("/busy")), (&json!("skipped"), &json!(0), &json!(null)));
    assert!(lines[0]["error"].is_string());
    assert_eq!(lines[1], json!({"feeds": 1, "new": 0, "unchanged": 0, "failed": 0, "skipped": 1}));
    assert_eq!(server.tape().len(), 1);
}

#[test]
fn only_the_feeds_that_are_named_are_asked_and_each_once() {
    let server = news::server();
    let home = home_with(&server, &[news::RSS, "/spirit.xml"]);
    let url = server.url("/spirit.xml");
    let id = home.json(&["feeds", "--json"]).iter().find(|feed| feed["url"] == url.as_str()).expect("a feed")["id"]
        .to_string();
    let lines = home.json(&["refresh", "--json", "--feed", &url, "--feed", &id]);
    assert_eq!(told(&lines, &url), (&json!("new"), &json!(150), &json!(200)));
    assert_eq!(lines.len(), 2);
    assert!(server.tape().iter().all(|request| request.path == "/spirit.xml"));
    let why = home.fails(1, &["refresh", "--feed", "https://example.org/unknown"]);
    assert!(why.contains("https://example.org/unknown") && why.contains("dateline feeds"), "{why}");
}

#[test]
fn feeds_that_fail_are_told_and_are_no_failure_of_the_command() {
    let server = news::server();
    let home = home_with(&server, &[news::RSS, "/gone"]);
    let told = home.done(&["refresh"]);
    let lines: Vec<_> = told.lines().collect();
    assert_eq!(lines.len(), 2, "{told}");
    assert!(lines[0].starts_with("failed: ") && lines[0].contains(&server.url("/gone")), "{told}");
    assert_eq!(lines[1], "2 feeds: 3 new entries in 1, 0 unchanged, 1 failed, 0 skipped");
    let health = home.done(&["feeds", "--health"]);
    assert!(health.contains("404"), "{health}");
}

#[test]
fn a_file_that_is_no_feed_fails_that_feed_alone() {
    let server = Server::start(|request| match request.path.as_str() {
        "/page" => Reply::ok(&[("Content-Type", b"text/html")], b"<html><body>No feed</body></html>"),
        _ => news::publish(request),
    });
    let home = home_with(&server, &["/page", news::RSS]);
    let lines = home.json(&["refresh", "--json"]);
    assert_eq!(told(&lines, &server.url("/page")).0, "failed");
    assert_eq!(told(&lines, &server.url(news::RSS)).0, "new");
}

#[test]
fn nothing_is_fetched_offline() {
    let server = news::server();
    let home = home_with(&server, &[news::RSS]);
    let why = home.fails(1, &["--offline", "refresh"]);
    assert!(why.contains("--offline"), "{why}");
    home.configure("config.toml", "[network]\noffline = true\n");
    let why = home.fails(1, &["refresh"]);
    assert!(why.contains("config.toml"), "{why}");
    assert!(server.tape().is_empty());
}

#[test]
fn nothing_is_fetched_that_could_not_be_kept() {
    let server = news::server();
    let home = home_with(&server, &[news::RSS]);
    home.done(&["feeds"]);
    home.age();
    let why = home.fails(1, &["refresh", "--force"]);
    assert!(why.contains("reading only"), "{why}");
    assert!(server.tape().is_empty());
}
