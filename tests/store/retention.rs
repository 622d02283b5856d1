//! What is kept and what is deleted, slice by slice; what was deleted does not come back.

use std::path::Path;
use std::time::Duration;

use dateline::model::{
    Archive, ArchivedEntry, ArchivedFeed, EntryId, Expiry, FeedId, Mark, NewEntry, Sweep, Swept, Time,
};
use dateline::store::Store;

use crate::{AT_WORK, DIRECTORY, Rig, generator, mark, run_and_kill};

const LATER: Time = Time(generator::NOW.0 + 100 * Time::DAY);

fn sweep(store: &Store, expiry: Expiry) -> Swept {
    let mut sweep = Sweep::new(FeedId(1), expiry);
    while !sweep.done {
        sweep = store.sweep(sweep).wait().unwrap();
    }
    sweep.swept
}

fn older_than_a_day() -> Expiry {
    Expiry { entries_before: Some(LATER.plus(-Time::DAY)), ..Expiry::default() }
}

/// A feed of so many entries, fetched once and read a day later, but for entry 1 (unread), 2 (starred) and 3 (tagged).
fn read_feed(entries: usize) -> Rig {
    let rig = Rig::filled(1, entries);
    let ids: Vec<i64> = (2..=entries as i64).collect();
    let at = generator::NOW.0 + Time::DAY;
    rig.store.change(mark(&ids, Mark::Read, at)).wait().unwrap();
    rig.store.change(mark(&[2], Mark::Star, at)).wait().unwrap();
    rig.store.change(mark(&[3], Mark::Tag("keep".into()), at)).wait().unwrap();
    rig
}

fn ids(rig: &Rig) -> Vec<i64> {
    rig.marks().into_iter().map(|(id, ..)| id.0).collect()
}

fn has_text(rig: &Rig, id: i64) -> bool {
    !rig.store.article_aside(EntryId(id)).wait().unwrap().expect("an entry").body.is_empty()
}

/// D27, D28.
#[test]
fn what_is_unread_starred_or_tagged_stays() {
    let rig = read_feed(60);
    assert_eq!(sweep(&rig.store, older_than_a_day()), Swept { entries: 57, texts: 0 });
    assert_eq!(ids(&rig), [1, 2, 3]);
    assert!([1, 2, 3].iter().all(|id| has_text(&rig, *id)));
    rig.assert_sound();
}

#[test]
fn an_age_counts_from_the_reading() {
    let rig = read_feed(10);
    let read_since = Expiry { entries_before: Some(generator::NOW.plus(Time::DAY)), ..Expiry::default() };
    assert_eq!(sweep(&rig.store, read_since), Swept::default());
}

#[test]
fn beyond_a_number_the_oldest_go() {
    let rig = read_feed(10);
    let most = |most| Expiry { most: Some(most), ..Expiry::default() };
    assert_eq!(sweep(&rig.store, most(6)), Swept { entries: 1, texts: 0 }, "three of the four oldest are wanted");
    assert_eq!(ids(&rig), [1, 2, 3, 5, 6, 7, 8, 9, 10]);
    assert_eq!(sweep(&rig.store, most(10)), Swept::default());
    assert_eq!(sweep(&rig.store, most(0)), Swept { entries: 6, texts: 0 });
    rig.assert_sound();
}

#[test]
fn texts_go_before_headlines() {
    let rig = read_feed(10);
    let expiry = Expiry { bodies_before: Some(LATER), ..Expiry::default() };
    assert_eq!(sweep(&rig.store, expiry), Swept { entries: 0, texts: 7 });
    assert_eq!(ids(&rig).len(), 10);
    assert_eq!((1..=10).filter(|id| has_text(&rig, *id)).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(sweep(&rig.store, expiry), Swept::default(), "nothing is left to be dropped");
    rig.assert_sound();
}

#[test]
fn what_was_deleted_does_not_come_back_though_its_feed_lists_it() {
    let rig = read_feed(10);
    sweep(&rig.store, older_than_a_day());
    let fetch = |entries| rig.store.record(generator::record(FeedId(1), generator::document(0, entries), LATER)).wait();
    assert_eq!(fetch(10).unwrap().new, 0);
    assert_eq!(ids(&rig), [1, 2, 3]);
    assert_eq!(fetch(12).unwrap().new, 2, "what is new comes");
    rig.assert_sound();
}

#[test]
fn a_twin_of_what_was_deleted_is_news() {
    let rig = Rig::filled(2, 10);
    let own: Vec<i64> = ids(&rig).into_iter().take(10).collect();
    rig.store.change(mark(&own, Mark::Read, generator::NOW.0 + 1)).wait().unwrap();
    assert_eq!(sweep(&rig.store, older_than_a_day()).entries, 10);
    // The same articles through the other feed.
    let soon = generator::NOW.plus(Time::HOUR);
    let fetched = rig.store.record(generator::record(FeedId(2), generator::document(0, 10), soon)).wait().unwrap();
    assert_eq!((fetched.new, rig.unread()), (10, 20));
    assert_eq!(rig.store.tree().wait().unwrap().unread(), 20);
    rig.assert_sound();
}

#[test]
fn an_import_brings_back_what_was_deleted() {
    let rig = read_feed(4);
    sweep(&rig.store, older_than_a_day());
    let archived = |entry: NewEntry| ArchivedEntry { entry, ..ArchivedEntry::default() };
    let feed = ArchivedFeed {
        subscription: generator::subscription(0),
        entries: generator::document(0, 4).entries.into_iter().map(archived).collect(),
        ..ArchivedFeed::default()
    };
    assert_eq!(rig.store.import(Archive { feeds: vec![feed], ..Archive::default() }, LATER).wait().unwrap().new, 1);
    assert_eq!(ids(&rig).len(), 4);
}

#[test]
fn steps_are_undone_for_what_is_left() {
    let rig = read_feed(6);
    sweep(&rig.store, older_than_a_day());
    while rig.store.undo(LATER).wait().unwrap().is_some() {}
    while rig.store.redo(LATER).wait().unwrap().is_some() {}
    assert_eq!(
        rig.marks().iter().map(|(id, unread, starred)| (id.0, *unread, *starred)).collect::<Vec<_>>(),
        [(1, true, false), (2, false, true), (3, false, false)]
    );
    rig.assert_sound();
}

#[test]
fn room_is_given_back_in_slices() {
    let rig = read_feed(2_000);
    sweep(&rig.store, older_than_a_day());
    let file = rig.dir.path().join("dateline.db");
    rig.store.clone().close(Duration::from_secs(10));
    let before = file.metadata().unwrap().len();
    let rig = rig.reopen();
    while rig.store.give_back(0).wait().unwrap() > 0 {}
    rig.assert_sound();
    rig.store.clone().close(Duration::from_secs(10));
    let after = file.metadata().unwrap().len();
    assert!(after * 5 < before, "{before} bytes became {after}");
}

/// D28. What has to hold whenever the program ends: whole entries, sound counts, and nothing that is wanted is gone.
#[test]
fn a_kill_while_sweeping_loses_nothing_that_is_wanted() {
    for round in 0..8 {
        let rig = read_feed(600);
        let path = rig.dir.path().to_owned();
        rig.store.clone().close(Duration::from_secs(10));
        run_and_kill("retention::sweeper", &path, Duration::from_millis(round * 4));
        let store = Store::open(&path).unwrap();
        let rig = Rig { dir: rig.dir, store };
        rig.assert_sound();
        assert_eq!(ids(&rig)[..3], [1, 2, 3]);
        assert!([1, 2, 3].iter().all(|id| has_text(&rig, *id)));
        sweep(&rig.store, older_than_a_day());
        assert_eq!(ids(&rig), [1, 2, 3]);
        let again = rig.store.record(generator::record(FeedId(1), generator::document(0, 600), LATER)).wait().unwrap();
        assert_eq!(again.new, 0, "what was deleted is known, whenever that was");
    }
}

/// The program that is killed; as a test of its own it does nothing.
#[test]
fn sweeper() {
    let Some(dir) = std::env::var_os(DIRECTORY) else { return };
    let store = Store::open(Path::new(&dir)).unwrap();
    println!("\n{AT_WORK}");
    sweep(&store, older_than_a_day());
    while store.give_back(0).wait().unwrap() > 0 {}
}
