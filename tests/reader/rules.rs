//! Hiding by a key: the list tells of it, also after a restart, and lifts it.

use std::fs;

use crate::open;
use crate::server::{Reply, Server};

const FEED: &str = "<rss version='2.0'><channel><title>Sky</title>\
    <item><guid>1</guid><title>Comet Halley is back</title></item>\
    <item><guid>2</guid><title>Titan from the ground</title></item>\
    <item><guid>3</guid><title>Comet Encke passes by</title></item></channel></rss>";

#[test]
fn what_is_hidden_is_told_and_lifted() {
    let (server, home) = (Server::start(|_| Reply::ok(&[], FEED.as_bytes())), tempfile::tempdir().expect("a home"));
    fs::create_dir_all(home.path().join("config")).expect("a folder");
    let feeds = format!("[[feed]]\nurl = \"{}\"\n", server.url("/feed"));
    fs::write(home.path().join("config/feeds.toml"), feeds).expect("written");
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
