//! Hiding by a key: the list tells of it, also after a restart, and lifts it.

use std::fs;

use crate::open;
use crate::server::{Reply, Server};

const FEED: &str = "<rss version='2.0'><channel><title>Sky</title>\
    <item><guid>1</guid><title>Comet Halley is back</title><category>Comets</category></item>\
    <item><guid>2</guid><title>Titan from the ground</title></item>\
    <item><guid>3</guid><title>Comet Encke passes by</title><category>comets</category></item></channel></rss>";

/// A server with the feed, and the home of a reader who has subscribed to it.
fn subscribed() -> (Server, tempfile::TempDir) {
    let (server, home) = (Server::start(|_| Reply::ok(&[], FEED.as_bytes())), tempfile::tempdir().expect("a home"));
    fs::create_dir_all(home.path().join("config")).expect("a folder");
    let feeds = format!("[[feed]]\nurl = \"{}\"\n", server.url("/feed"));
    fs::write(home.path().join("config/feeds.toml"), feeds).expect("written");
    (server, home)
}

#[test]
fn what_is_hidden_is_told_and_lifted() {
    let (_server, home) = subscribed();
    let mut reader = open(home.path());
    reader.wait_for_text("Titan from the ground");
    reader.keys("M");
    reader.wait_for_text("these words");
    reader.keys("\x15halley");
    reader.wait_for_text("1 of the last 3");
    reader.keys("\r");
    reader.wait_for_text("1 hidden by 'halley' until");
    let gone = |screen: &crate::pty::Screen| !screen.contents().contains("Halley is back");
    reader.wait_for("the hidden entry to be gone", gone);
    reader.keys("Q");
    assert!(reader.wait_for_end().success());
    let mut reader = open(home.path());
    reader.wait_for_text("1 hidden by 'halley' until");
    assert!(reader.look(gone));
    reader.keys("gl");
    reader.wait_for_text("Halley is back");
    reader.keys("u");
    reader.wait_for_text("1 hidden by 'halley' until");
    reader.keys("Q");
    assert!(reader.wait_for_end().success());
}

#[test]
fn a_category_that_selected_entries_have_is_hidden() {
    let (_server, home) = subscribed();
    let mut reader = open(home.path());
    reader.wait_for_text("Titan from the ground");
    reader.keys("gv");
    reader.wait_for_text("3 selected");
    reader.keys("M");
    reader.wait_for_text("this category");
    // The words, the feed, the category; once to be warned that it is most, once to do it.
    reader.keys("\x1b[B\x1b[B\r");
    reader.wait_for_text("2 of the last 3; enter again");
    reader.keys("\r");
    reader.wait_for_text("2 hidden by 'category:");
    reader.wait_for("only Titan to be left", |screen| {
        let shown = screen.contents();
        shown.contains("Titan from the ground") && !shown.contains("Halley is back") && !shown.contains("selected")
    });
    reader.keys("Q");
    assert!(reader.wait_for_end().success());
}
