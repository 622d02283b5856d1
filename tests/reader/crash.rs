//! Killed in the middle of a refresh while keys are pressed: whole feeds, and every star that was shown.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use dateline::model::{Query, Sort, Term};
use dateline::store::Store;

use crate::server::{Reply, Server};
use crate::{PROGRAM, open, pty};

const FEEDS: usize = 200;
const ENTRIES: usize = 10;
/// What is on the screen for so long is on the disk.
const PROMISE: Duration = Duration::from_millis(100);

#[test]
fn a_kill_loses_nothing_that_was_shown() {
    kill_again_and_again(5);
}

#[test]
#[ignore = "the same a hundred times, for the record"]
fn a_hundred_kills_lose_nothing_that_was_shown() {
    kill_again_and_again(100);
}

fn kill_again_and_again(rounds: u32) {
    let server = Server::start(|request| Reply::ok(&[], &feed(request.path.trim_start_matches('/'))));
    let filled = tempfile::tempdir().expect("a home");
    fill(filled.path(), &server);
    let mut checked = 0;
    for round in 0..rounds {
        let home = tempfile::tempdir().expect("a home");
        for folder in ["config", "data"] {
            copy(&filled.path().join(folder), &home.path().join(folder));
        }
        // Spread over the refresh, which takes about a second.
        let life = Duration::from_millis(u64::from(round * 377 % 1_100));
        checked += check(home.path(), &star_until_killed(home.path(), life));
    }
    assert!(checked > 0, "not one star was shown in time to be promised");
}

/// A feed whose entries are new at each fetch: so many, all at once or not at all.
fn feed(name: &str) -> Vec<u8> {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static FETCHES: AtomicUsize = AtomicUsize::new(0);
    let fetch = FETCHES.fetch_add(1, Ordering::Relaxed);
    let items: String = (0..ENTRIES)
        .map(|n| format!("<item><guid>{fetch}-{n}</guid><title>T{name}-{fetch}-{n}.</title></item>"))
        .collect();
    format!("<rss version='2.0'><channel><title>F{name}</title>{items}</channel></rss>").into_bytes()
}

/// A profile in which every feed was fetched once and is due again.
fn fill(home: &Path, server: &Server) {
    let feeds: String = (0..FEEDS)
        .map(|n| format!("[[feed]]\nurl = \"{}\"\nrefresh = \"1s\"\n", server.url(&format!("/{n}"))))
        .collect();
    fs::create_dir_all(home.join("config")).expect("a folder");
    fs::write(home.join("config/feeds.toml"), feeds).expect("written");
    let mut refresh = Command::new(PROGRAM);
    refresh.args(["refresh", "--force"]).env("HOME", home);
    refresh.env("DATELINE_CONFIG_DIR", home.join("config")).env("DATELINE_DATA_DIR", home.join("data"));
    assert!(refresh.output().expect("it runs").status.success());
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("copied");
    }
}

/// Stars one entry after the other until the time is over, then kills; the stars shown long enough before that.
fn star_until_killed(home: &Path, life: Duration) -> Vec<String> {
    let mut reader = open(home);
    // The list of all that is unread, which is longer than a front page.
    reader.wait_for_text("Front page");
    reader.keys("2");
    reader.wait_for("headlines", |screen| {
        let text = screen.contents();
        text.contains("● T") && text.contains("\n Unread") && selected(screen) == Some(1)
    });
    let begun = Instant::now();
    let mut shown: Vec<(String, Instant)> = Vec::new();
    while begun.elapsed() < life {
        reader.keys("s");
        reader.wait_for("a star", |screen| starred(screen).is_some_and(|title| shown.iter().all(|(t, _)| *t != title)));
        let title = reader.look(starred).expect("a star");
        shown.push((title, Instant::now()));
        reader.keys("j");
        reader.wait_for("the next entry", |screen| selected(screen) == Some(shown.len() + 1));
    }
    let killed = Instant::now();
    reader.signal("KILL");
    reader.wait_for_end();
    shown.into_iter().filter(|(_, at)| *at + PROMISE <= killed).map(|(title, _)| title).collect()
}

/// The title of the lowest starred entry on the screen.
fn starred(screen: &pty::Screen) -> Option<String> {
    let contents = screen.contents();
    let line = contents.lines().rfind(|line| line.contains("★ T"))?;
    line.split_whitespace().find(|word| word.starts_with('T') && word.ends_with('.')).map(str::to_owned)
}

/// Which entry is selected, counted from 1, by the status line ("3/2000").
fn selected(screen: &pty::Screen) -> Option<usize> {
    let contents = screen.contents();
    let place = contents.lines().last()?.split_whitespace().last()?;
    place.split('/').next()?.parse().ok()
}

/// Whole feeds, a sound database, and all the stars; how many those are.
fn check(home: &Path, shown: &[String]) -> usize {
    let store = Store::open(&home.join("data")).expect("a store");
    assert_eq!(store.check().wait().expect("a report").problems, Vec::<String>::new());
    for feed in store.tree().wait().expect("a tree").feeds {
        assert_eq!(feed.counts.total % ENTRIES as u64, 0, "half a feed: {:?}", feed.counts);
    }
    let starred = Query { term: Term::Starred(true), sort: Sort::Newest, reversed: false };
    let starred = store.find(starred, usize::MAX).wait().expect("entries");
    let starred: HashMap<_, _> = starred.into_iter().map(|entry| (entry.row.title, entry.row.id)).collect();
    for title in shown {
        assert!(starred.contains_key(title), "the star on {title} was shown and is lost");
    }
    shown.len()
}
