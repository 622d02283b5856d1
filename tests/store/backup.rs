//! Copies of the state: whole or not at all, the last seven of them, and good for an import.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use dateline::model::{
    Action, Archive, ArchivedFeed, Expiry, FeedId, Limit, Mark, Retention, Rule, Subscription, Sweep, Time,
};
use dateline::store::{Store, StoreError, restore};

use crate::{AT_WORK, DIRECTORY, Rig, generator, mark, run_and_kill};

fn day(number: i64) -> Time {
    generator::NOW.plus(number * Time::DAY)
}

fn archive(copy: &Path) -> Archive {
    restore::read(copy).unwrap().expect("a copy of ours")
}

fn read(copy: &Path) -> Vec<ArchivedFeed> {
    archive(copy).feeds
}

/// Entries whose marks are in a copy: all, read, starred, tagged.
fn counts(feeds: &[ArchivedFeed]) -> [usize; 4] {
    let entries = || feeds.iter().flat_map(|feed| &feed.entries);
    [
        entries().count(),
        entries().filter(|entry| !entry.status.unread).count(),
        entries().filter(|entry| entry.status.starred).count(),
        entries().filter(|entry| !entry.tags.is_empty()).count(),
    ]
}

fn marked() -> Rig {
    let rig = Rig::filled(3, 20);
    rig.store.change(mark(&[1, 2, 3], Mark::Read, 5)).wait().unwrap();
    rig.store.change(mark(&[4, 5], Mark::Star, 6)).wait().unwrap();
    rig.store.change(mark(&[6], Mark::Tag("later".into()), 7)).wait().unwrap();
    rig
}

/// D15.
#[test]
fn the_last_seven_days_are_kept() {
    let rig = marked();
    let copies: Vec<PathBuf> = (0..10).map(|number| rig.store.back_up(day(number)).wait().unwrap()).collect();
    assert_eq!(rig.store.backups().unwrap(), copies[3..]);
    assert_eq!(copies[0].file_name().unwrap(), "dateline.backup-2025-11-24.db");
    assert!(copies[3..].iter().all(|copy| counts(&read(copy)) == [60, 3, 2, 1]));
    // Again on the same day takes the place of the first.
    rig.store.change(mark(&[7], Mark::Star, 8)).wait().unwrap();
    let again = rig.store.back_up(day(9)).wait().unwrap();
    assert_eq!((again == copies[9], counts(&read(&again))), (true, [60, 3, 3, 1]));
    assert_eq!(rig.store.backups().unwrap().len(), 7);
}

#[cfg(unix)]
#[test]
fn nobody_else_may_read_a_copy() {
    use std::os::unix::fs::PermissionsExt;
    let rig = marked();
    let copy = rig.store.back_up(day(0)).wait().unwrap();
    assert_eq!(copy.metadata().unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_copy_holds_no_texts_and_no_command_is_taken_from_it() {
    let rig = marked();
    let url = generator::subscription(0).url;
    let mut secret = Subscription { url, tags: vec!["sky".into()], quiet: true, ..Subscription::default() };
    secret.access.password_command = vec!["pass".into(), "news".into()];
    secret.retention = Retention { keep: Some(Limit::Of(30)), ..Retention::default() };
    rig.store.edit(FeedId(1), secret.clone(), day(0)).wait().unwrap();
    let copy = rig.store.back_up(day(0)).wait().unwrap();
    let feeds = read(&copy);
    secret.access = Default::default();
    assert_eq!(feeds[0].subscription, secret);
    assert!(feeds.iter().flat_map(|feed| &feed.entries).all(|entry| entry.entry.body.is_empty()));
    let copied = rusqlite::Connection::open(&copy).unwrap();
    let sql = "select count(*) from sqlite_schema where sql like '%html%'";
    assert_eq!(copied.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
}

#[test]
fn a_lost_store_is_restored_from_a_copy() {
    let rig = marked();
    rig.store.change(mark(&[7], Mark::Read, 9)).wait().unwrap();
    let rule = Rule { query: "author:nobody".into(), action: Action::Mute, until: None };
    rig.store.add_rule(rule.clone(), day(0)).wait().unwrap();
    rig.store.save_search("Comets".into(), "title:comet".into(), day(0)).wait().unwrap();
    let expiry = Expiry { most: Some(13), ..Expiry::default() };
    assert!(rig.store.sweep(Sweep::new(FeedId(1), expiry)).wait().unwrap().done);
    let copy = rig.store.back_up(day(0)).wait().unwrap();
    let lost = rig.marks();
    let new = Rig::new();
    new.store.import(archive(&copy), day(1)).wait().unwrap();
    let found = new.marks();
    let marks = |marks: &[(dateline::model::EntryId, bool, bool)]| {
        marks.iter().map(|(_, unread, starred)| (*unread, *starred)).collect::<Vec<_>>()
    };
    assert_eq!(marks(&found), marks(&lost));
    let rules: Vec<Rule> = new.store.rules().wait().unwrap().into_iter().map(|standing| standing.rule).collect();
    let searches = new.store.tree().wait().unwrap().searches;
    assert_eq!((rules, searches[0].query.as_str(), searches.len()), (vec![rule], "title:comet", 1));
    // The feeds give the texts again, and nothing that was deleted.
    let fetched = new.store.record(generator::record(FeedId(1), generator::document(0, 20), day(1))).wait().unwrap();
    assert_eq!(fetched.new, 0);
    assert_eq!(fetched.updated, 0, "a text that was lost is no correction");
    let article = new.store.article_aside(found[0].0).wait().unwrap().unwrap();
    assert!(article.body.starts_with("<p>") && article.earlier.is_none());
    new.assert_sound();
}

#[test]
fn other_databases_are_told_apart() {
    let rig = marked();
    let other = rig.dir.path().join("other.db");
    rusqlite::Connection::open(&other).unwrap().execute_batch("create table diary (x)").unwrap();
    assert_eq!(restore::read(&other), Ok(None));
    rig.store.clone().close(Duration::from_secs(10));
    let whole = restore::read(&rig.dir.path().join("dateline.db"));
    assert!(matches!(whole, Err(StoreError::Open { .. })), "{whole:?}");
}

#[test]
fn a_task_is_taken_once_a_day_by_whoever_comes_first() {
    let rig = Rig::filled(1, 1);
    let other = Store::open(rig.dir.path()).unwrap();
    let takes = |store: &Store, now: Time| store.take_day("backup", now).wait().unwrap();
    assert!(!takes(&rig.store, day(0)), "the first day begins");
    assert!(!takes(&rig.store, day(1).plus(-1)));
    assert!(takes(&other, day(1)));
    assert!(!takes(&rig.store, day(1)));
    assert!(takes(&rig.store, day(0)), "the clock was set back");
}

/// D15.
#[test]
fn a_kill_while_copying_leaves_the_earlier_copies() {
    let rig = Rig::filled(20, 200);
    let earlier = rig.store.back_up(day(0)).wait().unwrap();
    let path = rig.dir.path().to_owned();
    rig.store.clone().close(Duration::from_secs(10));
    let mut cut = 0;
    for round in 0..10 {
        run_and_kill("backup::copier", &path, Duration::from_millis(round * 4));
        assert_eq!(counts(&read(&earlier))[0], 4_000);
        let store = Store::open(&path).unwrap();
        let copies = store.backups().unwrap();
        assert!(copies.iter().all(|copy| counts(&read(copy))[0] == 4_000), "{copies:?}");
        cut += usize::from(copies.len() == 1);
        copies.iter().filter(|copy| **copy != earlier).for_each(|copy| fs::remove_file(copy).unwrap());
        store.close(Duration::from_secs(10));
    }
    assert!(cut > 0, "not one copy was cut short");
}

/// The program that is killed; as a test of its own it does nothing.
#[test]
fn copier() {
    let Some(dir) = std::env::var_os(DIRECTORY) else { return };
    let store = Store::open(Path::new(&dir)).unwrap();
    println!("\n{AT_WORK}");
    store.back_up(day(1)).wait().unwrap();
}
