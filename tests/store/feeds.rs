//! Subscriptions: changed, undone, and brought in line with `feeds.toml`.

use dateline::model::{FeedId, FileEdit, Folder, Mark, Subscription};
use dateline::store::StoreError;

use crate::generator::{NOW, subscription};
use crate::{Rig, generator, mark};

fn edits(rig: &Rig) -> Vec<FileEdit> {
    rig.store.file_edits().wait().unwrap().into_iter().map(|(_, edit)| edit).collect()
}

/// Writes the edits to the file, as the engine does.
fn file(rig: &Rig, mut subscriptions: Vec<Subscription>) -> Vec<Subscription> {
    for (id, edit) in rig.store.file_edits().wait().unwrap() {
        edit.apply(&mut subscriptions);
        rig.store.file_edits_done(id).wait().unwrap();
    }
    subscriptions
}

fn urls(rig: &Rig) -> Vec<String> {
    rig.store.tree().wait().unwrap().feeds.into_iter().map(|feed| feed.subscription.url).collect()
}

#[test]
fn removing_a_feed_hides_it_and_undo_brings_it_back() {
    let rig = Rig::filled(2, 5);
    rig.store.change(mark(&[1], Mark::Star, 1)).wait().unwrap();
    let mut written = file(&rig, Vec::new());
    let before = rig.store.tree().wait().unwrap();
    assert_eq!(rig.store.unsubscribe(FeedId(1), NOW).wait().unwrap().text, "Unsubscribed from News 0");
    let tree = rig.store.tree().wait().unwrap();
    assert_eq!((tree.feeds.len(), tree.starred), (1, 0));
    assert_eq!(rig.marks().len(), 5, "its entries are in no list");
    written = file(&rig, written);
    assert_eq!(written, [subscription(1)]);
    let rig = rig.reopen();
    rig.store.undo(NOW).wait().unwrap().unwrap();
    assert_eq!(rig.store.tree().wait().unwrap(), before);
    assert_eq!(edits(&rig), [FileEdit::Put(subscription(0))]);
    rig.store.redo(NOW).wait().unwrap().unwrap();
    assert_eq!(urls(&rig), [subscription(1).url]);
    assert_eq!(file(&rig, written).len(), 1);
    // Subscribed to again, the entries are there, starred as they were.
    assert_eq!(rig.store.subscribe(vec![subscription(0)], NOW).wait().unwrap(), [FeedId(1)]);
    assert_eq!(rig.store.tree().wait().unwrap().starred, 1);
    rig.assert_sound();
}

#[test]
fn activity_counts_the_entries_of_each_week() {
    let rig = Rig::filled(2, 5);
    let activity = rig.store.activity(NOW).wait().unwrap();
    assert_eq!(activity.iter().map(|activity| activity.feed).collect::<Vec<_>>(), [FeedId(1), FeedId(2)]);
    for feed in &activity {
        let rows = rig.store.find(generator::everything(), 100).wait().unwrap();
        let dates = || rows.iter().filter(|entry| entry.row.feed == feed.feed).map(|entry| entry.row.date);
        assert_eq!(feed.latest, dates().max());
        let week = |from: usize| dates().filter(|date| NOW.since(*date) / (7 * 86_400) == from as i64).count() as u32;
        for (at, count) in feed.weeks.iter().rev().enumerate() {
            assert_eq!(*count, week(at), "{at} weeks ago");
        }
        assert!(feed.weeks.iter().sum::<u32>() > 0);
    }
    rig.store.unsubscribe(FeedId(1), NOW).wait().unwrap();
    assert_eq!(rig.store.activity(NOW).wait().unwrap().len(), 1);
}

#[test]
fn a_new_address_keeps_the_entries_and_drops_the_validators() {
    let rig = Rig::filled(2, 5);
    file(&rig, Vec::new());
    rig.store.change(mark(&[1, 2], Mark::Read, 1)).wait().unwrap();
    let moved = Subscription { url: "https://new.example/feed".into(), title: Some("Mine".into()), ..subscription(0) };
    rig.store.edit(FeedId(1), moved.clone(), NOW).wait().unwrap();
    let feed = rig.store.feed("https://new.example/feed").wait().unwrap().unwrap();
    assert_eq!((feed.id, feed.counts.unread, feed.title.as_str()), (FeedId(1), 3, "Mine"));
    let job = rig.store.jobs(Some(vec![FeedId(1)])).wait().unwrap().remove(0);
    assert_eq!((job.validators, job.next_poll), (Default::default(), None));
    let replace = FileEdit::Replace { old_url: subscription(0).url, subscription: moved };
    assert_eq!(edits(&rig), [replace]);
    rig.store.undo(NOW).wait().unwrap();
    assert_eq!(rig.store.feed("1").wait().unwrap().unwrap().subscription, subscription(0));
    let taken = rig.store.edit(FeedId(1), subscription(1), NOW).wait();
    assert_eq!(taken, Err(StoreError::Subscribed(subscription(1).url)));
    assert!(matches!(rig.store.edit(FeedId(9), subscription(9), NOW).wait(), Err(StoreError::NoFeed(_))));
}

#[test]
fn a_folder_moves_with_all_it_holds() {
    let rig = Rig::new();
    let in_folder = |feed, folder: &str| Subscription { folder: Folder(folder.into()), ..subscription(feed) };
    let given = vec![in_folder(0, "World"), in_folder(1, "World/Asia"), in_folder(2, "Worlds"), in_folder(3, "")];
    rig.store.subscribe(given, NOW).wait().unwrap();
    let folders = |rig: &Rig| -> Vec<String> {
        rig.store.tree().wait().unwrap().feeds.into_iter().map(|feed| feed.subscription.folder.0).collect()
    };
    rig.store.rename_folder("World".into(), "News/Abroad".into(), NOW).wait().unwrap();
    assert_eq!(folders(&rig), ["News/Abroad", "News/Abroad/Asia", "Worlds", ""]);
    rig.store.rename_folder("News/Abroad".into(), String::new(), NOW).wait().unwrap();
    assert_eq!(folders(&rig), ["", "Asia", "Worlds", ""]);
    rig.store.undo(NOW).wait().unwrap();
    rig.store.undo(NOW).wait().unwrap();
    assert_eq!(folders(&rig), ["World", "World/Asia", "Worlds", ""]);
}

#[test]
fn the_file_is_the_truth_but_for_what_it_does_not_hold_yet() {
    let rig = Rig::filled(3, 4);
    let written = file(&rig, Vec::new());
    // By hand: one out, one in, one retitled, in another order.
    let retitled = Subscription { title: Some("Mine".into()), ..subscription(2) };
    let by_hand = vec![subscription(7), retitled, subscription(0)];
    let done = rig.store.reconcile(by_hand.clone()).wait().unwrap();
    assert_eq!((done.added, done.changed, done.hidden), (vec![FeedId(4)], 1, 1));
    assert_eq!(urls(&rig), by_hand.iter().map(|subscription| subscription.url.clone()).collect::<Vec<_>>());
    assert_eq!(edits(&rig), [], "the file knows already");
    assert_eq!(rig.unread(), 8);

    // Back in the file: back in the tree, with its entries.
    let again = rig.store.reconcile(written).wait().unwrap();
    assert_eq!((again.added, again.changed, again.hidden), (vec![FeedId(2)], 1, 1));
    assert_eq!(rig.unread(), 12);

    // An edit that could not be written is not undone by the old file.
    rig.store.unsubscribe(FeedId(1), NOW).wait().unwrap();
    rig.store.subscribe(vec![subscription(5)], NOW).wait().unwrap();
    let old_file = vec![subscription(0), subscription(1), subscription(2)];
    rig.store.reconcile(old_file).wait().unwrap();
    assert_eq!(urls(&rig), [subscription(1), subscription(2), subscription(5)].map(|subscription| subscription.url));
    rig.assert_sound();
}

#[test]
fn an_import_is_one_step_and_changes_no_feed_that_is_there() {
    let rig = Rig::new();
    let mine = Subscription { title: Some("Mine".into()), ..subscription(0) };
    rig.store.subscribe(vec![mine.clone()], NOW).wait().unwrap();
    let import: Vec<Subscription> = (0..20).chain(0..3).map(subscription).collect();
    let ids = rig.store.subscribe(import, NOW).wait().unwrap();
    assert_eq!((ids[0], ids[20], ids.len()), (FeedId(1), FeedId(1), 23));
    assert_eq!(rig.store.feed("1").wait().unwrap().unwrap().subscription, mine);
    assert_eq!(rig.store.undo(NOW).wait().unwrap().unwrap().text, "Subscribed to 19 feeds");
    assert_eq!(urls(&rig), [mine.url]);
}

#[test]
fn entries_that_come_for_a_hidden_feed_stay_hidden() {
    let rig = Rig::filled(1, 3);
    rig.store.unsubscribe(FeedId(1), NOW).wait().unwrap();
    rig.store.record(generator::record(FeedId(1), generator::document(0, 5), NOW)).wait().unwrap();
    assert_eq!(rig.marks(), []);
    rig.store.undo(NOW).wait().unwrap();
    assert_eq!(rig.unread(), 5);
    rig.assert_sound();
}
