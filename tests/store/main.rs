//! The store on disk, through its public face.

mod backup;
mod counts;
mod crash;
mod feeds;
mod fetched;
#[path = "../rig/generator.rs"]
mod generator;
mod kept;
mod lists;
mod opening;
mod order;
mod pages;
mod pulse;
mod queries;
mod retention;
mod rules;
mod searches;
mod steps;
mod stories;
mod twins;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use dateline::model::{EntryId, ListSpec, Mark, Query, Snapshot, Sort, StatusChange, Term, Time, View};
use dateline::store::Store;
use tempfile::TempDir;

/// A store in a directory of its own that goes with it.
struct Rig {
    dir: TempDir,
    store: Store,
}

impl Rig {
    fn new() -> Rig {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        Rig { dir, store }
    }

    fn filled(feeds: usize, entries: usize) -> Rig {
        let rig = Rig::new();
        generator::fill(&rig.store, feeds, entries).unwrap();
        rig
    }

    /// Ends the program and starts it again, as far as the store can tell.
    fn reopen(self) -> Rig {
        let Rig { dir, store } = self;
        store.close(std::time::Duration::from_secs(10));
        let store = Store::open(dir.path()).unwrap();
        Rig { dir, store }
    }

    /// Every entry's marks, by id.
    fn marks(&self) -> Vec<(EntryId, bool, bool)> {
        let entries = self.store.find(everything(), usize::MAX).wait().unwrap();
        let mut marks: Vec<_> =
            entries.iter().map(|entry| (entry.row.id, entry.row.status.unread, entry.row.status.starred)).collect();
        marks.sort();
        marks
    }

    fn unread(&self) -> u64 {
        self.store.tree().wait().unwrap().feeds.iter().map(|feed| feed.counts.unread).sum()
    }

    /// Fails if the database is damaged or a count is not what a recount gives.
    fn assert_sound(&self) {
        let report = self.store.check().wait().unwrap();
        assert_eq!(report.problems, Vec::<String>::new());
    }
}

fn everything() -> Query {
    Query { term: Term::All(Vec::new()), sort: Sort::Newest, reversed: false }
}

fn mark(ids: &[i64], mark: Mark, at: i64) -> StatusChange {
    StatusChange::Entries { ids: ids.iter().map(|&id| EntryId(id)).collect(), mark, at: Time(at), siblings: false }
}

fn newest(view: View) -> ListSpec {
    ListSpec { hide_read: false, ..ListSpec::of(view) }
}

/// A list opened at this moment.
fn opened(at: i64) -> Snapshot {
    Snapshot { watermark: EntryId(i64::MAX), since: Time(at), midnight: Time(0) }
}

fn mark_list(view: View, at: i64) -> StatusChange {
    StatusChange::List { list: newest(view), snapshot: opened(at), side: None, at: Time(at) }
}

/// Where a program that is to be killed finds the folder of its store, and what it says when it is at work.
const DIRECTORY: &str = "DATELINE_STORE_TO_DIE_IN";
const AT_WORK: &str = "at work";

/// Starts this very program as one of its own tests and kills it so long after that has said that it is at work.
fn run_and_kill(test: &str, dir: &Path, life: Duration) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(DIRECTORY, dir)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(output.any(|line| line.unwrap() == AT_WORK));
    let begun = Instant::now();
    while begun.elapsed() < life {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
}
