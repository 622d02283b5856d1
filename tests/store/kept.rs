//! Pages that were kept for later.

use dateline::model::{FeedId, KEPT, NewEntry, Subscription, Time};

use super::{Rig, everything};

const AT: Time = Time(1_000_000);

fn page(url: &str, body: &str) -> NewEntry {
    NewEntry {
        identity: url.to_owned(),
        title: format!("Page {url}"),
        url: Some(url.to_owned()),
        published: Some(Time(5)),
        body: body.to_owned(),
        ..NewEntry::default()
    }
}

fn titles(rig: &Rig) -> Vec<String> {
    let found = rig.store.find(everything(), usize::MAX).wait().unwrap();
    found.into_iter().map(|entry| entry.row.title).collect()
}

fn kept_feed(rig: &Rig) -> Option<(FeedId, u64)> {
    let tree = rig.store.tree().wait().unwrap();
    tree.feeds.iter().find(|feed| feed.is_kept()).map(|feed| (feed.id, feed.counts.unread))
}

#[test]
fn a_page_is_kept_once_and_the_last_stands_first() {
    let rig = Rig::new();
    let first = rig.store.keep(page("https://a.example/1", "<p>one</p>"), AT).wait().unwrap();
    let second = rig.store.keep(page("https://a.example/2", "<p>two</p>"), Time(AT.0 + 1)).wait().unwrap();
    assert_eq!((first.again, second.again, first.feed), (false, false, second.feed));
    assert_eq!(titles(&rig), ["Page https://a.example/2", "Page https://a.example/1"]);
    let again = rig.store.keep(page("https://a.example/1", "<p>newer</p>"), Time(AT.0 + 2)).wait().unwrap();
    assert_eq!((again.again, again.entry), (true, first.entry));
    assert_eq!(titles(&rig), ["Page https://a.example/1", "Page https://a.example/2"]);
    let article = rig.store.article(first.entry).wait().unwrap().unwrap();
    assert_eq!((article.body.as_str(), article.base.as_deref()), ("<p>newer</p>", Some("https://a.example/1")));
    assert_eq!(article.entry.feed_title, "Kept pages");
    assert!(article.entry.row.status.unread);
    rig.assert_sound();
}

#[test]
fn the_feed_of_kept_pages_is_never_fetched_and_stands_in_no_file() {
    let rig = Rig::filled(2, 3);
    rig.store.keep(page("https://a.example/1", "x"), AT).wait().unwrap();
    let (feed, unread) = kept_feed(&rig).expect("a feed");
    assert_eq!(unread, 1);
    let is_kept = |url: &str| url == KEPT;
    assert!(!rig.store.due(Time(i64::MAX / 2)).wait().unwrap().iter().any(|job| is_kept(&job.url)));
    assert!(rig.store.jobs(Some(vec![feed])).wait().unwrap().is_empty());
    assert!(!rig.store.politeness().wait().unwrap().iter().any(|feed| is_kept(&feed.url)));
    rig.store.file_edits_done(i64::MAX).wait().unwrap();
    // A file that names no feed at all.
    let changed = rig.store.reconcile(Vec::new()).wait().unwrap();
    assert_eq!((changed.hidden, kept_feed(&rig).is_some()), (2, true));
    let named =
        Subscription { url: "https://b.example/".into(), title: Some("Mine".into()), ..Subscription::default() };
    rig.store.edit(feed, named, AT).wait().unwrap();
    rig.store.unsubscribe(feed, AT).wait().unwrap();
    assert!(rig.store.file_edits().wait().unwrap().is_empty());
}

#[test]
fn it_goes_with_its_last_entry_and_comes_back_by_undoing() {
    let rig = Rig::new();
    rig.store.keep(page("https://a.example/1", "x"), AT).wait().unwrap();
    let undone = rig.store.undo(AT).wait().unwrap().expect("a step");
    assert_eq!(undone.text, "Kept Page https://a.example/1");
    assert_eq!((kept_feed(&rig), titles(&rig).len()), (None, 0));
    rig.store.redo(AT).wait().unwrap().expect("a step");
    assert_eq!(titles(&rig).len(), 1);
    let (feed, _) = kept_feed(&rig).expect("a feed");
    rig.store.unsubscribe(feed, AT).wait().unwrap();
    assert_eq!((kept_feed(&rig), titles(&rig).len()), (None, 0));
    rig.store.undo(AT).wait().unwrap().expect("a step");
    assert_eq!(titles(&rig).len(), 1);
    // What was thrown away stays away when something else is kept.
    rig.store.unsubscribe(feed, AT).wait().unwrap();
    rig.store.keep(page("https://a.example/2", "y"), AT).wait().unwrap();
    assert_eq!(titles(&rig), ["Page https://a.example/2"]);
    rig.assert_sound();
}

#[test]
fn a_page_whose_keeping_was_undone_can_be_kept_again() {
    let rig = Rig::new();
    rig.store.keep(page("https://a.example/1", "x"), AT).wait().unwrap();
    rig.store.undo(AT).wait().unwrap();
    rig.store.keep(page("https://a.example/1", "x"), AT).wait().unwrap();
    assert_eq!((titles(&rig).len(), kept_feed(&rig).map(|(_, unread)| unread)), (1, Some(1)));
    rig.assert_sound();
}
