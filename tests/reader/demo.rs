//! The demo edition as a newcomer sees it: filled in the background, read with one key, left with another.

use std::path::Path;

use dateline::app::commands;

use crate::PROGRAM;
use crate::pty::Reader;

fn demo(size: (u16, u16)) -> Reader {
    let reader = Reader::start(Path::new(PROGRAM), &["demo"], &std::env::temp_dir(), size);
    reader.wait_for_text("dateline");
    reader
}

/// The line of the screen on which a text stands.
fn line_with<'a>(contents: &'a str, text: &str) -> Option<&'a str> {
    contents.lines().find(|line| line.contains(text))
}

#[test]
fn the_front_list_fills_by_itself_and_a_failing_feed_is_marked() {
    let mut reader = demo((120, 40));
    reader.wait_for("headlines of several feeds", |screen| {
        let text = screen.contents();
        ["Apogee", "Core Memory", "Tidewrack"].iter().all(|feed| text.contains(feed)) && text.contains('●')
    });
    reader.wait_for("the failing feed", |screen| {
        line_with(&screen.contents(), "Head Crash").is_some_and(|line| line.contains('⚠'))
    });
    reader.keys("q");
    reader.keys("q");
    assert!(reader.wait_for_end().success());
}

#[test]
fn one_key_opens_reads_on_and_marks_read() {
    let mut reader = demo((120, 40));
    reader.wait_for("the end of the refresh", |screen| {
        screen.contents().lines().next().is_some_and(|top| top.contains("128 unread") && !top.contains("refreshing"))
    });
    reader.keys(" ");
    reader.wait_for_text("127 unread");
    reader.keys("u");
    reader.wait_for_text("128 unread");
    // What the slow feed brought is counted, and enters on demand.
    reader.keys("=");
    reader.wait_for_text("taken in");
    reader.keys("A");
    reader.wait_for_text(" 0 unread");
    reader.keys("u");
    reader.wait_for_text("128 unread");
    reader.keys("Q");
    assert!(reader.wait_for_end().success());
}

#[test]
fn every_key_of_a_later_edition_says_so() {
    let mut reader = demo((120, 40));
    reader.wait_for_text("unread");
    let later = commands::all().filter(|command| command.help.ends_with("(in a later edition)"));
    for key in later.flat_map(|command| command.keys) {
        reader.keys(&key.replace(' ', ""));
        reader.wait_for_text("in a later edition");
        reader.keys("\x0c");
        // A key that works clears what was said.
        reader.wait_for("no message", |screen| !screen.contents().contains("in a later edition"));
    }
    reader.keys("\x03");
    assert!(reader.wait_for_end().success());
}
