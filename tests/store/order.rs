//! Writes happen in the order of the calls, and two programs at once lose nothing.

use dateline::model::{EntryId, Mark, View};
use dateline::store::Store;

use crate::{Rig, generator, mark, mark_list};

#[test]
fn quick_toggles_end_in_the_order_typed() {
    let rig = Rig::filled(1, 10);
    for run in 0..300 {
        // Typed faster than they can be stored: nobody waits for any but the last.
        let toggles = 3 + run % 4;
        let mut typed: Vec<_> = (0..toggles)
            .map(|toggle| {
                let to = if (run + toggle) % 2 == 0 { Mark::Read } else { Mark::Unread };
                rig.store.change(mark(&[5], to, run))
            })
            .collect();
        typed.pop().unwrap().wait().unwrap();
        let row = rig.store.rows(vec![EntryId(5)]).wait().unwrap().remove(0);
        assert_eq!(row.status.unread, (run + toggles - 1) % 2 != 0, "run {run}");
    }
    rig.assert_sound();
}

#[test]
fn a_change_goes_before_what_is_being_fetched() {
    let rig = Rig::filled(1, 10);
    let ids = rig.store.subscribe((1..60).map(generator::subscription).collect(), generator::NOW).wait().unwrap();
    // While another process writes, all that comes must wait.
    let other = rusqlite::Connection::open(rig.dir.path().join("dateline.db")).unwrap();
    other.execute_batch("begin immediate").unwrap();
    let records: Vec<_> = ids
        .iter()
        .enumerate()
        .map(|(feed, &id)| rig.store.record(generator::record(id, generator::document(feed + 1, 20), generator::NOW)))
        .collect();
    let star = rig.store.change(mark(&[5], Mark::Star, 1));
    other.execute_batch("rollback").unwrap();
    star.wait().unwrap();
    let stored = rig.store.tree().wait().unwrap().feeds.iter().filter(|feed| feed.counts.total > 0).count();
    assert!(stored < 60, "the star waited for every feed");
    assert!(records.into_iter().all(|record| record.wait().is_ok()));
}

#[test]
fn a_toggle_after_mark_all_wins_though_its_slice_comes_later() {
    let rig = Rig::filled(10, 600);
    let all = rig.store.change(mark_list(View::Unread, 7));
    // Ids all over the list; the slices follow the dates.
    let ids: Vec<i64> = (1..=6_000).step_by(150).collect();
    let toggled = rig.store.change(mark(&ids, Mark::Unread, 8));
    assert_eq!(all.wait().unwrap().entries, 6_000);
    assert_eq!(toggled.wait().unwrap().entries, ids.len() as u64, "each was read, and is unread again");
    let rig = settled(rig);
    assert_eq!(rig.unread(), ids.len() as u64);
    let rows = rig.store.rows(ids.into_iter().map(EntryId).collect()).wait().unwrap();
    assert!(rows.iter().all(|row| row.status.unread));
    rig.assert_sound();
}

/// Waits until no list is being marked any more: fetched data comes behind.
fn settled(rig: Rig) -> Rig {
    let feed = rig.store.tree().wait().unwrap().feeds[0].id;
    rig.store.record(generator::record(feed, generator::document(0, 1), generator::NOW)).wait().unwrap();
    rig
}

#[test]
fn a_list_being_marked_is_finished_after_a_restart() {
    let rig = Rig::filled(10, 600);
    assert_eq!(rig.store.change(mark_list(View::All, 7)).wait().unwrap().text, "Marked 6000 read");
    // Closing does not wait for the slices.
    let rig = rig.reopen();
    rig.store.resume();
    let rig = settled(rig);
    assert_eq!(rig.unread(), 0);
    assert_eq!(rig.store.undo(generator::NOW).wait().unwrap().unwrap().entries, 6_000);
    assert_eq!(rig.unread(), 6_000);
    rig.assert_sound();
}

#[test]
fn a_list_undone_while_being_marked_comes_back_whole() {
    let rig = Rig::filled(10, 600);
    let marked = rig.store.change(mark_list(View::Unread, 7));
    let undone = rig.store.undo(generator::NOW);
    marked.wait().unwrap();
    undone.wait().unwrap().unwrap();
    assert_eq!(settled(rig.reopen()).unread(), 6_000);
}

#[test]
fn a_list_undone_while_being_marked_can_be_done_again() {
    let rig = Rig::filled(10, 600);
    let marked = rig.store.change(mark_list(View::Unread, 7));
    let steps = [rig.store.undo(generator::NOW), rig.store.redo(generator::NOW)];
    marked.wait().unwrap();
    assert!(steps.into_iter().all(|step| step.wait().unwrap().is_some()));
    let rig = settled(rig);
    assert_eq!(rig.unread(), 0);
    rig.assert_sound();
}

#[test]
fn two_stores_on_one_directory_both_write() {
    let rig = Rig::filled(4, 50);
    let other = Store::open(rig.dir.path()).unwrap();
    assert!(!rig.store.other_process_wrote().wait().unwrap());
    let theirs: Vec<_> = (1..=100).map(|id| other.change(mark(&[id], Mark::Read, 1))).collect();
    let ours: Vec<_> = (101..=200).map(|id| rig.store.change(mark(&[id], Mark::Star, 1))).collect();
    for change in theirs.into_iter().chain(ours) {
        assert_eq!(change.wait().unwrap().entries, 1);
    }
    let union: Vec<_> = (1..=200).map(|id| (EntryId(id), id > 100, id > 100)).collect();
    assert_eq!(rig.marks(), union);
    assert!(rig.store.other_process_wrote().wait().unwrap());
    assert!(!rig.store.other_process_wrote().wait().unwrap(), "it is told once");
    rig.store.change(mark(&[1], Mark::Unread, 2)).wait().unwrap();
    assert!(!rig.store.other_process_wrote().wait().unwrap(), "our own writes do not count");
    rig.assert_sound();
}
