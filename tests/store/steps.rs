//! Undo and redo, and counts that always equal a recount.

use dateline::model::{
    Archive, ArchivedEntry, ArchivedFeed, EntryId, FeedId, ListSpec, Mark, NewEntry, RowKey, Side, Sort, Status,
    StatusChange, View,
};
use proptest::prelude::*;

use crate::{Rig, everything, generator, mark, mark_list, newest, opened};

const FEEDS: i64 = 3;
const ENTRIES: i64 = 8;

/// What a reader may do next.
#[derive(Debug, Clone)]
enum Act {
    Mark(Vec<i64>, Mark),
    Tags(Vec<i64>, Vec<String>),
    List(View, Sort, Option<(Side, i64)>),
    Unsubscribe(i64),
    Undo,
    Redo,
    Fetch(i64, usize),
    /// A feed, so many of its entries, and whether they are read and starred.
    Import(i64, usize, bool, bool),
}

fn any_mark() -> impl Strategy<Value = Mark> {
    prop_oneof![
        Just(Mark::Read),
        Just(Mark::Unread),
        Just(Mark::Star),
        Just(Mark::Unstar),
        Just(Mark::Tag("later".into())),
        Just(Mark::Untag("later".into())),
    ]
}

fn any_view() -> impl Strategy<Value = View> {
    prop_oneof![
        Just(View::Unread),
        Just(View::All),
        Just(View::Starred),
        (1..=FEEDS).prop_map(|id| View::Feed(FeedId(id)))
    ]
}

fn any_act() -> impl Strategy<Value = Act> {
    let ids = prop::collection::vec(1..=FEEDS * ENTRIES, 1..6);
    let side = prop::option::of((prop_oneof![Just(Side::Above), Just(Side::Below)], 1..=FEEDS * ENTRIES));
    let sort = prop_oneof![Just(Sort::Newest), Just(Sort::Oldest), Just(Sort::Title)];
    let tags = prop::sample::subsequence(vec!["later", "law", "sea"], 1..3);
    let tags = tags.prop_map(|tags| tags.into_iter().map(str::to_owned).collect());
    prop_oneof![
        2 => (ids.clone(), tags).prop_map(|(ids, tags)| Act::Tags(ids, tags)),
        6 => (ids, any_mark()).prop_map(|(ids, mark)| Act::Mark(ids, mark)),
        2 => (any_view(), sort, side).prop_map(|(view, sort, side)| Act::List(view, sort, side)),
        1 => (1..=FEEDS).prop_map(Act::Unsubscribe),
        2 => Just(Act::Undo),
        1 => Just(Act::Redo),
        1 => (1..=FEEDS, 1..12_usize).prop_map(|(feed, entries)| Act::Fetch(feed, entries)),
        2 => (1..=FEEDS, 1..13_usize, any::<bool>(), any::<bool>())
            .prop_map(|(feed, entries, read, starred)| Act::Import(feed, entries, read, starred)),
    ]
}

fn act(rig: &Rig, act: &Act, at: i64) {
    let store = &rig.store;
    let at_time = dateline::model::Time(at);
    match act {
        Act::Mark(ids, to) => drop(store.change(mark(ids, to.clone(), at)).wait().unwrap()),
        Act::Tags(ids, tags) => drop(store.change(tagged(ids, tags, at)).wait().unwrap()),
        Act::List(view, sort, side) => {
            let key = |id: i64| store.rows(vec![EntryId(id)]).wait().unwrap().first().map(|row| row.key());
            let side = side.and_then(|(side, id)| Some((side, key(id)?)));
            let list = ListSpec { sort: *sort, ..newest(view.clone()) };
            let change = StatusChange::List { list, snapshot: opened(at), side, at: at_time };
            store.change(change).wait().unwrap();
        }
        // One that is not subscribed to is an error, which must leave nothing behind.
        Act::Unsubscribe(feed) => drop(store.unsubscribe(FeedId(*feed), at_time).wait()),
        Act::Undo => drop(store.undo(at_time).wait().unwrap()),
        Act::Redo => drop(store.redo(at_time).wait().unwrap()),
        Act::Fetch(feed, entries) => {
            let document = generator::document(*feed as usize - 1, *entries);
            store.record(generator::record(FeedId(*feed), document, generator::NOW)).wait().unwrap();
        }
        Act::Import(feed, entries, read, starred) => {
            let feeds = vec![archive(*feed as usize - 1, *entries, *read, *starred)];
            store.import(Archive { feeds, ..Archive::default() }, at_time).wait().unwrap();
        }
    }
}

fn tagged(ids: &[i64], tags: &[String], at: i64) -> StatusChange {
    let ids = ids.iter().map(|&id| EntryId(id)).collect();
    StatusChange::Tags { ids, tags: tags.to_vec(), at: dateline::model::Time(at) }
}

/// A feed on its way in: its first entry is tagged, its last was deleted elsewhere.
fn archive(feed: usize, entries: usize, read: bool, starred: bool) -> ArchivedFeed {
    let status = Status { unread: !read, starred, read_at: None };
    let archived = |(at, entry): (usize, NewEntry)| ArchivedEntry {
        entry,
        status,
        tags: if at == 0 { vec!["brought".to_owned()] } else { Vec::new() },
        deleted: at == 11,
        ..ArchivedEntry::default()
    };
    let document = generator::document(feed, entries);
    ArchivedFeed {
        subscription: generator::subscription(feed),
        entries: document.entries.into_iter().enumerate().map(archived).collect(),
        ..ArchivedFeed::default()
    }
}

fn tags(rig: &Rig) -> Vec<(EntryId, Vec<String>)> {
    let entries = rig.store.find(everything(), usize::MAX).wait().unwrap();
    entries.into_iter().map(|entry| (entry.row.id, entry.tags)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn counts_equal_a_recount_whatever_is_done(acts in prop::collection::vec(any_act(), 1..25)) {
        let rig = Rig::filled(FEEDS as usize, ENTRIES as usize);
        for (at, next) in acts.iter().enumerate() {
            act(&rig, next, at as i64);
        }
        rig.assert_sound();
        let unread = rig.marks().iter().filter(|(_, unread, _)| *unread).count();
        prop_assert_eq!(rig.unread(), unread as u64);
    }

    #[test]
    fn undoing_all_goes_back_to_the_beginning_and_redoing_all_to_the_end(
        acts in prop::collection::vec(any_act(), 1..12)
    ) {
        let rig = Rig::filled(FEEDS as usize, ENTRIES as usize);
        let state = |rig: &Rig| (rig.marks(), tags(rig));
        let begun = state(&rig);
        for (at, next) in acts.iter().enumerate() {
            if !matches!(next, Act::Undo | Act::Redo | Act::Fetch(..)) {
                act(&rig, next, at as i64);
            }
        }
        let ended = state(&rig);
        let rig = rig.reopen();
        // The first step of all is the subscription itself; it stays.
        let mut steps = 0;
        while rig.store.undo(generator::NOW).wait().unwrap().unwrap().text != "Subscribed to 3 feeds" {
            steps += 1;
        }
        prop_assert!(rig.marks().is_empty());
        rig.store.redo(generator::NOW).wait().unwrap();
        prop_assert_eq!(state(&rig), begun);
        let rig = rig.reopen();
        for _ in 0..steps {
            prop_assert!(rig.store.redo(generator::NOW).wait().unwrap().is_some());
        }
        prop_assert!(rig.store.redo(generator::NOW).wait().unwrap().is_none());
        prop_assert_eq!(state(&rig), ended);
        rig.assert_sound();
    }
}

#[test]
fn undo_restores_when_an_entry_was_read() {
    let rig = Rig::filled(1, 3);
    let status = || rig.store.rows(vec![EntryId(2)]).wait().unwrap().remove(0).status;
    rig.store.change(mark(&[2], Mark::Read, 1_000)).wait().unwrap();
    let read = status();
    rig.store.change(mark(&[2], Mark::Unread, 2_000)).wait().unwrap();
    let undone = rig.store.undo(generator::NOW).wait().unwrap().unwrap();
    assert_eq!((undone.entries, undone.text.as_str()), (1, "Marked 1 unread"));
    assert_eq!(status(), read);
}

#[test]
fn a_new_change_ends_redo_and_one_without_effect_does_not() {
    let rig = Rig::filled(1, 3);
    rig.store.change(mark(&[1], Mark::Read, 1)).wait().unwrap();
    rig.store.undo(generator::NOW).wait().unwrap();
    assert_eq!(rig.store.change(mark(&[1], Mark::Unread, 2)).wait().unwrap().entries, 0);
    assert!(rig.store.redo(generator::NOW).wait().unwrap().is_some());
    rig.store.undo(generator::NOW).wait().unwrap();
    rig.store.change(mark(&[2], Mark::Star, 3)).wait().unwrap();
    assert_eq!(rig.store.redo(generator::NOW).wait().unwrap(), None);
}

#[test]
fn several_tags_are_one_step() {
    let rig = Rig::filled(1, 3);
    rig.store.change(mark(&[1], Mark::Tag("sea".into()), 1)).wait().unwrap();
    let put = |tags: &[&str]| {
        let tags: Vec<String> = tags.iter().map(|tag| (*tag).to_owned()).collect();
        rig.store.change(tagged(&[1, 2], &tags, 2)).wait().unwrap()
    };
    let of = |id: usize| tags(&rig).into_iter().find(|(entry, _)| entry.0 == id as i64).unwrap().1;
    let all = put(&["law", "sea", "wind"]);
    assert_eq!((all.entries, all.text.as_str()), (2, "Tagged 2 law, sea, wind"));
    assert_eq!((put(&["law", "sea"]).entries, put(&["law", "ice"]).text.as_str()), (0, "Tagged 2 ice"));
    let steps = || rig.store.steps(9).wait().unwrap();
    assert_eq!(
        steps().iter().map(|step| step.text.as_str()).collect::<Vec<_>>()[..3],
        ["Tagged 2 ice", "Tagged 2 law, sea, wind", "Tagged 1 sea"]
    );
    rig.store.undo(generator::NOW).wait().unwrap();
    assert_eq!(rig.store.undo(generator::NOW).wait().unwrap().unwrap().text, all.text);
    assert_eq!((of(1), of(2)), (vec!["sea".to_owned()], vec![]), "what was there stays");
    assert_eq!(rig.store.redo(generator::NOW).wait().unwrap().unwrap().text, all.text);
    assert_eq!((of(1).len(), of(2).len()), (3, 3));
    let first = steps()[2].id;
    assert_eq!(rig.store.undo_down_to(first, generator::NOW).wait().unwrap().unwrap().text, "2 changes");
    assert!(of(1).is_empty());
    assert_eq!(rig.store.redo_up_to(steps()[1].id, generator::NOW).wait().unwrap().unwrap().text, "2 changes");
    assert_eq!((of(1).len(), of(2).len()), (3, 3));
}

#[test]
fn the_last_hundred_steps_can_be_undone() {
    let rig = Rig::filled(1, 3);
    for step in 0..130 {
        let to = if step % 2 == 0 { Mark::Star } else { Mark::Unstar };
        rig.store.change(mark(&[1], to, step)).wait().unwrap();
    }
    let rig = rig.reopen();
    let undone = std::iter::from_fn(|| rig.store.undo(generator::NOW).wait().unwrap()).count();
    assert_eq!(undone, 100);
}

/// D30.
#[test]
fn the_list_of_steps_survives_and_any_of_them_can_be_gone_to() {
    let rig = Rig::filled(1, 4);
    for id in 1..=4 {
        rig.store.change(mark(&[id], Mark::Read, id)).wait().unwrap();
    }
    rig.store.undo(generator::NOW).wait().unwrap();
    let rig = rig.reopen();
    let steps = || rig.store.steps(4).wait().unwrap();
    let undone = || steps().iter().map(|step| step.undone).collect::<Vec<_>>();
    assert_eq!(undone(), [true, false, false, false]);
    let third = steps()[2].clone();
    assert_eq!((third.text.as_str(), third.at), ("Marked 1 read", dateline::model::Time(2)));
    let applied = rig.store.undo_down_to(third.id, generator::NOW).wait().unwrap().unwrap();
    assert_eq!((applied.entries, applied.text.as_str()), (2, "2 changes"));
    assert_eq!((undone(), rig.unread()), (vec![true, true, true, false], 3));
    assert_eq!(rig.store.undo_down_to(third.id, generator::NOW).wait().unwrap(), None, "it is undone already");
    let applied = rig.store.redo_up_to(steps()[1].id, generator::NOW).wait().unwrap().unwrap();
    assert_eq!((applied.entries, undone(), rig.unread()), (2, vec![true, false, false, false], 1));
    rig.assert_sound();
}

#[test]
fn one_side_of_a_row_is_marked_without_the_row() {
    let rig = Rig::filled(1, 9);
    let row = rig.store.rows(vec![EntryId(4)]).wait().unwrap().remove(0);
    let side = |side, list| StatusChange::List {
        list,
        snapshot: opened(1),
        side: Some((side, row.key())),
        at: generator::NOW,
    };
    assert_eq!(rig.store.change(side(Side::Below, newest(View::All))).wait().unwrap().entries, 3);
    let oldest = ListSpec { reversed: true, ..newest(View::All) };
    assert_eq!(rig.store.change(side(Side::Below, oldest)).wait().unwrap().entries, 5);
    assert_eq!(rig.unread(), 1);
    let ranked = ListSpec { sort: Sort::Title, ..newest(View::All) };
    rig.store.undo(generator::NOW).wait().unwrap();
    rig.store.undo(generator::NOW).wait().unwrap();
    let key = RowKey { sort: 2, id: title_order(&rig)[2] };
    let change =
        StatusChange::List { list: ranked, snapshot: opened(1), side: Some((Side::Above, key)), at: generator::NOW };
    assert_eq!(rig.store.change(change).wait().unwrap().entries, 2);
}

fn title_order(rig: &Rig) -> Vec<EntryId> {
    let mut entries = rig.store.find(everything(), usize::MAX).wait().unwrap();
    entries.sort_by(|one, other| one.row.title.cmp(&other.row.title));
    entries.into_iter().map(|entry| entry.row.id).collect()
}

#[test]
fn marking_a_list_leaves_what_arrived_later() {
    let rig = Rig::filled(1, 5);
    let held = dateline::model::Snapshot { watermark: EntryId(5), ..opened(1) };
    rig.store.record(generator::record(FeedId(1), generator::document(0, 8), generator::NOW)).wait().unwrap();
    let change = StatusChange::List { list: newest(View::Unread), snapshot: held, side: None, at: generator::NOW };
    assert_eq!(rig.store.change(change).wait().unwrap().entries, 5);
    assert_eq!(rig.unread(), 3);
    assert_eq!(rig.store.change(mark_list(View::Unread, 2)).wait().unwrap().entries, 3);
}
