//! The first day: the welcome, a site's feed found, a file imported, a change of the feeds file taken in.

use std::fs;

use crate::open;
use crate::server::{Reply, Server};

/// A site whose page names one feed of three entries.
fn site() -> Server {
    Server::start(|request| match request.path.as_str() {
        "/" => Reply::ok(
            &[("Content-Type", b"text/html")],
            b"<!doctype html><link rel=alternate type='application/rss+xml' href=/feed>",
        ),
        "/feed" | "/other" => Reply::ok(&[], feed(&request.path).as_bytes()),
        _ => Reply::status("404 Not Found", &[]),
    })
}

fn feed(path: &str) -> String {
    let name = path.trim_start_matches('/');
    let items: String =
        (1..=3).map(|n| format!("<item><guid>{n}</guid><title>Comet {n} of {name}</title></item>")).collect();
    format!("<rss version='2.0'><channel><title>Sky {name}</title>{items}</channel></rss>")
}

#[test]
fn a_sites_feed_is_found_and_its_entries_shown() {
    let (server, home) = (site(), tempfile::tempdir().expect("a home"));
    let mut reader = open(home.path());
    reader.wait_for_text("Welcome to dateline");
    reader.keys("a");
    reader.wait_for_text("Address of a feed or site");
    reader.keys(&server.url("/"));
    reader.keys("\r");
    reader.wait_for_text("Subscribed to Sky feed");
    reader.keys("\x1b");
    reader.wait_for_text("Comet 3 of feed");
    reader.keys("Q");
    assert!(reader.wait_for_end().success());
    let feeds = fs::read_to_string(home.path().join("config/feeds.toml")).expect("the feeds file");
    assert!(feeds.contains(&server.url("/feed")), "{feeds}");
    let paths: Vec<_> = server.tape().into_iter().map(|request| request.path).collect();
    assert_eq!(paths, ["/", "/feed"]);
}

#[test]
fn a_file_of_another_reader_is_imported_and_fetched() {
    let (server, home) = (site(), tempfile::tempdir().expect("a home"));
    let urls = format!("{} \"sky\"\nexec:rm -rf ~\n", server.url("/other"));
    fs::create_dir(home.path().join(".newsboat")).expect("a folder");
    fs::write(home.path().join(".newsboat/urls"), urls).expect("written");
    let mut reader = open(home.path());
    reader.wait_for_text("Import your subscriptions");
    reader.keys("\r");
    reader.wait_for_text("Comet 3 of other");
    reader.keys("Q");
    assert!(reader.wait_for_end().success());
}

#[test]
fn a_feeds_file_written_meanwhile_is_taken_in() {
    let (server, home) = (site(), tempfile::tempdir().expect("a home"));
    let mut reader = open(home.path());
    reader.wait_for_text("Welcome to dateline");
    reader.keys("\x1b");
    fs::create_dir_all(home.path().join("config")).expect("a folder");
    let text = format!("[[feed]]\nurl = \"{}\"\nfolder = \"Above\"\n", server.url("/feed"));
    fs::write(home.path().join("config/feeds.toml"), text).expect("written");
    reader.wait_for_text("Comet 3 of feed");
    // A mistake in it hides nothing, and is told with its place.
    fs::write(home.path().join("config/feeds.toml"), "[[feed]]\nurl = 7\n").expect("written");
    reader.wait_for_text(":2:7");
    reader.wait_for_text("Comet 3 of feed");
    reader.keys("Q");
    assert!(reader.wait_for_end().success());
}

#[test]
fn what_another_process_leaves_due_is_fetched_once_it_is_done() {
    let (server, home) = (site(), tempfile::tempdir().expect("a home"));
    for folder in ["config", "data"] {
        fs::create_dir(home.path().join(folder)).expect("a folder");
    }
    let text = format!("[[feed]]\nurl = \"{}\"\n", server.url("/feed"));
    fs::write(home.path().join("config/feeds.toml"), text).expect("written");
    let elsewhere = fs::File::create(home.path().join("data/refresh.lock")).expect("the lock");
    elsewhere.lock().expect("nobody has it");
    let mut reader = open(home.path());
    reader.wait_for_text("Nothing unread");
    drop(elsewhere);
    reader.wait_for_text("Comet 3 of feed");
    reader.keys("Q");
    assert!(reader.wait_for_end().success());
}
