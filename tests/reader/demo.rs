//! The demo edition as a newcomer sees it: filled in the background, read with one key, left with another.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use dateline::app::commands;
use tempfile::TempDir;

use crate::PROGRAM;
use crate::pty::Reader;

/// Entries of the edition that have come when all feeds were fetched.
const ENTRIES: i64 = 128;
/// What never comes is given up after this.
const PATIENCE: Duration = Duration::from_secs(20);

/// The demo, and where it keeps its files.
pub fn demo(size: (u16, u16)) -> (Reader, TempDir) {
    let home = tempfile::tempdir().expect("a home");
    let reader = Reader::start(Path::new(PROGRAM), &["demo"], home.path(), size);
    reader.wait_for_text("dateline");
    (reader, home)
}

/// Waits until all is fetched and put into stories, and the screen shows it; answers how many are unread then, which
/// depends on the order in which the feeds came.
pub fn settled(reader: &Reader, home: &Path) -> u64 {
    let begun = Instant::now();
    let profile = loop {
        assert!(begun.elapsed() < PATIENCE, "the end of the refresh never came");
        if let Some(profile) = profile(home).filter(|profile| is_grouped(profile) == Some(true)) {
            break profile;
        }
        std::thread::yield_now();
    };
    let mut unread = Command::new(PROGRAM);
    unread.arg("unread").env("DATELINE_CONFIG_DIR", profile.join("config"));
    unread.env("DATELINE_DATA_DIR", profile.join("data"));
    let printed = String::from_utf8(unread.output().expect("it runs").stdout).expect("a number");
    let unread = printed.trim().parse().expect("a number");
    let wanted = format!(" {unread} unread");
    reader.wait_for(&wanted, |screen| {
        screen.contents().lines().next().is_some_and(|top| top.contains(&wanted) && !top.contains("refreshing"))
    });
    unread
}

/// The folder of the throw-away profile.
fn profile(home: &Path) -> Option<std::path::PathBuf> {
    let mut entries = home.read_dir().ok()?.flatten();
    let is_demo = |name: &std::ffi::OsStr| name.to_string_lossy().starts_with("dateline-demo-");
    entries.find(|entry| is_demo(&entry.file_name())).map(|entry| entry.path())
}

/// Whether everything has come and was put into stories; none while there is no store.
fn is_grouped(profile: &Path) -> Option<bool> {
    let database = rusqlite::Connection::open(profile.join("data/dateline.db")).ok()?;
    let sql = "select count(*), max(entry) = (select entry from grouping) from statuses";
    let row = database.query_row(sql, [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Option<bool>>(1)?)));
    row.ok().map(|(count, grouped)| count == ENTRIES && grouped == Some(true))
}

/// The line of the screen on which a text stands.
fn line_with<'a>(contents: &'a str, text: &str) -> Option<&'a str> {
    contents.lines().find(|line| line.contains(text))
}

#[test]
fn the_front_list_fills_by_itself_and_a_failing_feed_is_marked() {
    let (mut reader, _home) = demo((120, 40));
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
    let (mut reader, home) = demo((120, 40));
    let all = settled(&reader, home.path());
    let unread = |count: u64| format!(" {count} unread");
    // The oldest tells a thing alone: of a story another would stand in the place of what is read.
    reader.keys("G ");
    reader.wait_for_text(&unread(all - 1));
    reader.keys("u");
    reader.wait_for_text(&unread(all));
    // What the slow feed brought is counted, and enters on demand.
    reader.keys("=");
    reader.wait_for_text("taken in");
    reader.keys("A");
    reader.wait_for_text(&unread(0));
    reader.keys("u");
    reader.wait_for_text(&unread(all));
    reader.keys("Q");
    assert!(reader.wait_for_end().success());
}

#[test]
fn every_key_of_a_later_edition_says_so() {
    let (mut reader, _home) = demo((120, 40));
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
