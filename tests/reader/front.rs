//! The front page and the pulse of feeds in files.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::{PROGRAM, open};

const HEADLINES: [&str; 5] = [
    "Voyager 1 sends readable data again",
    "Huygens lands on Titan",
    "First light for the telescope on Cerro Pachon",
    "Comet 67P seen from close by",
    "A helicopter flies on Mars",
];

/// A home with five feeds in two folders, fetched.
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a home");
    let config = home.path().join("config");
    fs::create_dir(&config).expect("a folder");
    let mut feeds = String::new();
    for (number, headline) in HEADLINES.iter().enumerate() {
        let path = home.path().join(format!("{number}.xml"));
        let feed = format!(
            "<rss version='2.0'><channel><title>Paper {number}</title>\
             <item><guid>1</guid><title>{headline}</title><description>What there is to say.</description></item>\
             </channel></rss>"
        );
        fs::write(&path, feed).expect("written");
        let folder = ["Near", "Far"][number % 2];
        feeds += &format!("[[feed]]\nurl = \"file://{}\"\nfolder = \"{folder}\"\n", path.display());
    }
    fs::write(config.join("feeds.toml"), feeds).expect("written");
    assert!(run(home.path(), &["refresh"]).contains("5 new"), "they are fetched");
    home
}

fn run(home: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).arg("--config-dir").arg(home.join("config")).arg("--data-dir").arg(home.join("data"));
    let output = command.output().expect("the program runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_reader_of_some_feeds_begins_with_the_front_page_and_finds_it_again() {
    let home = home();
    let mut reader = open(home.path());
    reader.wait_for("the page by sections", |screen| {
        let text = screen.contents();
        let places = ["Front page", "Near ─", "Far ─"].map(|part| text.find(part));
        places.iter().all(Option::is_some) && places.is_sorted()
    });
    reader.keys("\r");
    reader.wait_for_text("What there is to say.");
    reader.keys("q");
    reader.wait_for_text("Far ─");
    reader.keys("gp");
    reader.wait_for_text("5 entries in 72 hours");
    reader.keys("q2");
    reader.wait_for_text("4 unread");
    reader.keys("Q");
    assert!(reader.wait_for_end().success());
    // It was seen: from now on the reader begins where it was left.
    let mut reader = open(home.path());
    reader.wait_for(" Unread", |screen| screen.contents().contains("\n Unread") && screen.contents().contains("Paper"));
    reader.keys("1");
    reader.wait_for_text("Near ─");
    reader.keys("Q");
    assert!(reader.wait_for_end().success());
    let mut reader = open(home.path());
    reader.wait_for_text("Near ─");
    reader.keys("Q");
    assert!(reader.wait_for_end().success());
}
