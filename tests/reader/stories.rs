//! A story of three papers: compared, split, joined, followed, hidden, all taken back.

use std::fs;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;

use crate::{PROGRAM, open, pty};

/// Minutes ago, headline and text, by paper.
const TOLD: [(i64, &str, &str); 3] = [
    (
        90,
        "Voyager 1 sends readable data from interstellar space again",
        "Voyager 1 has sent readable data to Earth, for the first time since November. One chip had failed.",
    ),
    (
        50,
        "Voyager 1 is sending readable data again, NASA says",
        "Voyager 1 has sent readable data to Earth. Engineers in Pasadena scattered the lost code over other memory.",
    ),
    (
        20,
        "NASA's Voyager 1 sends readable data again after five months",
        "One chip of Voyager 1 had failed. It sends readable data to Earth for the first time since November.",
    ),
];

/// A home with the papers, and another that tells something else.
fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().expect("a home");
    let config = home.path().join("config");
    fs::create_dir(&config).expect("a folder");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs() as i64;
    let mut feeds = String::new();
    let other = (10, "A helicopter has flown on Mars", "It rose three metres and came down again.");
    for (number, (minutes, headline, text)) in TOLD.into_iter().chain([other]).enumerate() {
        let date = Timestamp::from_second(now - 60 * minutes).expect("a moment");
        let feed = format!(
            "<rss version='2.0'><channel><title>Paper {number}</title><link>https://paper{number}.example/</link>\
             <item><guid>1</guid><title>{headline}</title><description>{text}</description><pubDate>{date}</pubDate>\
             </item></channel></rss>"
        );
        let path = home.path().join(format!("{number}.xml"));
        fs::write(&path, feed).expect("written");
        feeds += &format!("[[feed]]\nurl = \"file://{}\"\n", path.display());
    }
    fs::write(config.join("feeds.toml"), feeds).expect("written");
    let mut refresh = Command::new(PROGRAM);
    refresh.arg("refresh").env("DATELINE_CONFIG_DIR", &config).env("DATELINE_DATA_DIR", home.path().join("data"));
    assert!(refresh.output().expect("it runs").status.success());
    home
}

/// Waits for the list of both stories, and selects that of the three papers.
fn select(reader: &mut pty::Reader) {
    reader.wait_for("both stories", |screen| {
        let text = screen.contents();
        text.contains("2 unread") && text.contains("helicopter") && text.contains(" +2 ")
    });
    reader.keys("ggj");
    reader.wait_for_text("2/2");
}

#[test]
fn a_story_is_compared_and_mended() {
    let home = home();
    let mut reader = open(home.path());
    reader.keys("2");
    select(&mut reader);
    reader.keys(".");
    reader.wait_for_text("/3");
    reader.keys("gg");
    reader.wait_for("the sources in the order of time", |screen| {
        let text = screen.contents();
        let parts = ["Paper 0", "the first", "Paper 1", "40 min later", "↑ Engineers in Pasadena"];
        let places = parts.map(|part| text.find(part));
        places.iter().all(Option::is_some) && places.is_sorted()
    });
    reader.keys("G");
    reader.wait_for_text("1 h later · nothing new");
    reader.keys("F");
    reader.wait_for_text("3/3 · followed");
    reader.keys("gs");
    reader.wait_for_text("2/2 · followed");
    reader.keys("q");
    reader.wait_for_text("3 unread");
    reader.keys("u");
    reader.wait_for_text("Undone: Split from its story");
    select(&mut reader);
    reader.keys("gj");
    reader.wait_for_text("Join to the story of");
    reader.keys("helicopter\r");
    reader.wait_for_text("1 unread");
    reader.keys("u");
    select(&mut reader);
    reader.keys("M");
    reader.wait_for_text("this story");
    reader.keys("\x1b[B\r");
    reader.wait_for_text("enter again does it");
    reader.keys("\r");
    reader.wait_for_text("3 hidden by 'story:\"");
    reader.wait_for_text("1 unread");
    reader.keys("Q");
    assert!(reader.wait_for_end().success());
}
