//! Killed in the middle of writing: no half feed, and nothing that was acknowledged is lost.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use dateline::model::{EntryId, Mark};
use dateline::store::Store;

use crate::{generator, mark};

const DIRECTORY: &str = "DATELINE_TEST_CRASH_DIR";
const FEEDS: usize = 60;
const ENTRIES: usize = 25;

#[test]
fn a_kill_leaves_whole_feeds_and_every_change_shown() {
    for round in 1..=10 {
        let dir = tempfile::tempdir().unwrap();
        let shown = run_and_kill(dir.path(), round * 2);
        let store = Store::open(dir.path()).unwrap();
        assert_eq!(store.check().wait().unwrap().problems, Vec::<String>::new());
        for feed in store.tree().wait().unwrap().feeds {
            let whole = feed.counts.total == 0 && feed.health.last_success.is_none()
                || feed.counts.total == ENTRIES as u64 && feed.health.last_success.is_some();
            assert!(whole, "half a feed: {:?}", feed.counts);
        }
        for row in store.rows(shown.clone()).wait().unwrap() {
            assert!(row.status.starred, "the star on {} was shown and is lost", row.id);
        }
        assert!(shown.len() >= round * 2);
    }
}

/// Starts this very program as the writer, kills it after so many stars were shown, and tells which they were.
fn run_and_kill(dir: &Path, stars: usize) -> Vec<EntryId> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::writer", "--nocapture", "--test-threads=1"])
        .env(DIRECTORY, dir)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let mut shown = Vec::new();
    for line in output.lines() {
        if let Some(id) = line.unwrap().strip_prefix("starred ") {
            shown.push(EntryId(id.parse().unwrap()));
            if shown.len() == stars {
                child.kill().unwrap();
            }
        }
    }
    child.wait().unwrap();
    shown
}

/// The program that is killed; as a test of its own it does nothing.
#[test]
fn writer() {
    let Some(dir) = std::env::var_os(DIRECTORY) else { return };
    let store = Store::open(Path::new(&dir)).unwrap();
    let feeds = store.subscribe((0..FEEDS).map(generator::subscription).collect(), generator::NOW).wait().unwrap();
    let records: Vec<_> = feeds
        .iter()
        .enumerate()
        .map(|(feed, &id)| store.record(generator::record(id, generator::document(feed, ENTRIES), generator::NOW)))
        .collect();
    let mut records = records.into_iter();
    records.next().unwrap().wait().unwrap();
    println!();
    for id in 1..=ENTRIES as i64 {
        store.change(mark(&[id], Mark::Star, 1)).wait().unwrap();
        println!("starred {id}");
    }
    records.for_each(|record| drop(record.wait()));
}
