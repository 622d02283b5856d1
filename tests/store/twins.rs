//! The same article through several feeds: one row in lists of several feeds, read in all at once, counted once.

use std::collections::HashMap;

use dateline::model::{
    Action, EntryId, EntryRow, Expiry, FeedDocument, FeedId, Folder, ListSpec, Mark, NewEntry, PageAt, PageRequest,
    Query, Rule, Snapshot, Sort, StatusChange, Subscription, Sweep, Term, Time, View,
};
use proptest::prelude::*;

use crate::generator::NOW;
use crate::{Rig, everything, generator, mark, mark_list, newest, opened};

/// Feeds of one publisher, in two folders.
const FEEDS: usize = 4;

fn subscription(feed: usize) -> Subscription {
    let folder = Folder(["World", "World/Asia", "Science", "World"][feed].to_owned());
    Subscription { url: format!("https://feeds.example.org/{feed}.xml"), folder, ..Default::default() }
}

fn article(number: usize) -> NewEntry {
    let url = format!("https://www.example.org/2026/{number}");
    NewEntry {
        identity: url.clone(),
        title: format!("Headline {number}"),
        url: Some(url),
        published: Some(NOW.plus(-60 * number as i64)),
        ..NewEntry::default()
    }
}

fn with_articles(numbers: &[usize]) -> FeedDocument {
    let entries = numbers.iter().map(|&number| article(number)).collect();
    FeedDocument { site: Some("https://www.example.org/".into()), entries, ..FeedDocument::default() }
}

fn store(rig: &Rig, feed: usize, document: FeedDocument) {
    rig.store.record(generator::record(FeedId(feed as i64 + 1), document, NOW)).wait().unwrap();
}

/// A store of these feeds, each with the articles of these numbers.
fn feeds(articles: &[&[usize]]) -> Rig {
    let rig = Rig::new();
    rig.store.subscribe((0..articles.len()).map(subscription).collect(), NOW).wait().unwrap();
    for (feed, numbers) in articles.iter().enumerate() {
        store(&rig, feed, with_articles(numbers));
    }
    rig
}

fn rows(rig: &Rig, list: ListSpec) -> (Vec<EntryRow>, usize) {
    let snapshot = Snapshot { midnight: NOW.plus(-Time::HOUR), ..opened(i64::MAX) };
    let page = rig.store.page(PageRequest { list, snapshot, at: PageAt::First, limit: 500 }).wait().unwrap();
    (page.rows, page.total.unwrap())
}

fn ids(rig: &Rig, view: View) -> Vec<i64> {
    let (rows, total) = rows(rig, ListSpec { sort: Sort::Oldest, ..ListSpec::of(view) });
    assert_eq!(rows.len(), total);
    let mut ids: Vec<i64> = rows.iter().map(|row| row.id.0).collect();
    ids.sort_unstable();
    ids
}

fn folder(path: &str) -> View {
    View::Folder(Folder(path.into()))
}

fn unread(rig: &Rig) -> Vec<i64> {
    let marks = rig.marks();
    marks.into_iter().filter(|(_, unread, _)| *unread).map(|(id, ..)| id.0).collect()
}

#[test]
fn the_same_article_is_one_row_where_feeds_come_together() {
    // Entries 1 and 2, then 3 and 4: the article 7 is 1 and 4.
    let rig = feeds(&[&[8, 7], &[7, 9]]);
    assert_eq!(ids(&rig, View::Unread), [1, 2, 3]);
    assert_eq!(ids(&rig, View::All), [1, 2, 3]);
    assert_eq!(ids(&rig, View::Today), [1, 2, 3]);
    assert_eq!(ids(&rig, folder("World")), [1, 2, 3]);
    assert_eq!(ids(&rig, View::Feed(FeedId(1))), [1, 2]);
    assert_eq!(ids(&rig, View::Feed(FeedId(2))), [3, 4], "a feed has all of its own");
    assert_eq!(ids(&rig, folder("World/Asia")), [3, 4], "in this folder nothing else tells it");
    let tree = rig.store.tree().wait().unwrap();
    assert_eq!(tree.feeds.iter().map(|feed| feed.counts.unread).collect::<Vec<_>>(), [2, 2]);
    assert_eq!(tree.unread(), 3);
    let also = |id| rig.store.rows(vec![EntryId(id)]).wait().unwrap().remove(0).also;
    assert_eq!([1, 2, 3, 4].map(also), [1, 0, 0, 1]);
    let article = rig.store.article(EntryId(1)).wait().unwrap().unwrap();
    assert_eq!(article.entry.also, ["feeds.example.org/1.xml"]);
    rig.assert_sound();
}

#[test]
fn a_search_shows_what_it_finds_once() {
    let rig = feeds(&[&[8, 7], &[7, 9]]);
    let search = |text: &str, term| {
        View::Search(dateline::model::Search { text: text.into(), query: Query { term, ..everything() } })
    };
    assert_eq!(ids(&rig, search("", Term::EVERYTHING)), [1, 2, 3]);
    assert_eq!(ids(&rig, search("id:4", Term::Id(4))), [4], "what it finds need not stand in front");
    // What was starred one by one is listed one by one.
    rig.store.change(mark(&[1, 4], Mark::Star, 1)).wait().unwrap();
    assert_eq!(ids(&rig, View::Starred), [1, 4]);
    rig.store.change(mark(&[1], Mark::Read, 1)).wait().unwrap();
    assert_eq!(ids(&rig, View::Lately), [1]);
}

#[test]
fn reading_one_reads_its_twins_and_one_step_takes_it_back() {
    let rig = feeds(&[&[8, 7], &[7, 9]]);
    let applied = rig.store.change(mark(&[4], Mark::Read, 5)).wait().unwrap();
    assert_eq!((applied.entries, applied.text.as_str()), (1, "Marked 1 read"));
    assert_eq!(unread(&rig), [2, 3]);
    rig.store.change(mark(&[1], Mark::Unread, 6)).wait().unwrap();
    assert_eq!(unread(&rig), [1, 2, 3, 4]);
    rig.store.undo(NOW).wait().unwrap();
    assert_eq!(unread(&rig), [2, 3]);
    rig.store.undo(NOW).wait().unwrap();
    assert_eq!(unread(&rig), [1, 2, 3, 4]);
    rig.store.redo(NOW).wait().unwrap();
    assert_eq!(unread(&rig), [2, 3]);
    rig.store.change(mark(&[1], Mark::Star, 7)).wait().unwrap();
    assert_eq!(rig.marks().iter().filter(|(.., starred)| *starred).count(), 1, "a star is for one");
    // A list is marked with what stands behind it.
    assert_eq!(rig.store.change(mark_list(View::Unread, 8)).wait().unwrap().entries, 2);
    rig.store.undo(NOW).wait().unwrap();
    rig.store.change(mark(&[1], Mark::Unread, 9)).wait().unwrap();
    assert_eq!(rig.store.change(mark_list(View::All, 10)).wait().unwrap().entries, 3);
    assert_eq!(unread(&rig), Vec::<i64>::new());
    rig.assert_sound();
}

#[test]
fn a_new_twin_arrives_as_the_other_stands() {
    let rig = feeds(&[&[8, 7], &[9]]);
    rig.store.change(mark(&[1, 2], Mark::Read, 5)).wait().unwrap();
    // What tells twins outlives the program.
    let rig = rig.reopen();
    store(&rig, 1, with_articles(&[9, 7]));
    assert_eq!(unread(&rig), [3]);
    assert_eq!(ids(&rig, View::All), [1, 2, 3]);
    rig.store.undo(NOW).wait().unwrap();
    assert_eq!(unread(&rig), [1, 2, 3, 4], "it is undone with the other");
    rig.assert_sound();
}

#[test]
fn what_a_later_change_overtakes_is_left_alone_with_its_twins() {
    // The shared article is the newest, so that its slice is the last.
    let many: Vec<usize> = (1..2_300).collect();
    let rig = feeds(&[&many, &[1]]);
    let (first, twin) = (2_299, 2_300);
    assert_eq!(rig.store.rows(vec![EntryId(first)]).wait().unwrap()[0].also, 1);
    let all = rig.store.change(mark_list(View::All, 5));
    let one = rig.store.change(mark(&[twin], Mark::Unread, 6));
    all.wait().unwrap();
    one.wait().unwrap();
    let rig = rig.reopen();
    rig.store.resume();
    // A bulk job comes after the slices.
    store(&rig, 0, with_articles(&many));
    assert_eq!(unread(&rig), [first, twin]);
}

#[test]
fn the_next_takes_the_place_of_one_that_is_hidden() {
    let rig = feeds(&[&[7], &[7], &[7]]);
    assert_eq!(ids(&rig, View::All), [1]);
    rig.store.unsubscribe(FeedId(1), NOW).wait().unwrap();
    assert_eq!(ids(&rig, View::All), [2]);
    assert_eq!(rig.store.rows(vec![EntryId(2)]).wait().unwrap()[0].also, 1);
    rig.assert_sound();
    rig.store.unsubscribe(FeedId(2), NOW).wait().unwrap();
    assert_eq!(ids(&rig, View::All), [3]);
    rig.store.undo(NOW).wait().unwrap();
    rig.store.undo(NOW).wait().unwrap();
    assert_eq!(ids(&rig, View::All), [1]);
    rig.assert_sound();
}

#[test]
fn the_next_takes_the_place_of_one_that_is_muted_or_deleted() {
    let rig = feeds(&[&[7], &[7]]);
    let rule = Rule { query: "feed:0.xml".into(), action: Action::Mute, until: None };
    rig.store.add_rule(rule, NOW).wait().unwrap();
    rig.store.settled().wait().unwrap();
    assert_eq!(ids(&rig, View::All), [2]);
    rig.store.undo(NOW).wait().unwrap();
    rig.store.settled().wait().unwrap();
    assert_eq!(ids(&rig, View::All), [1]);
    rig.store.change(mark(&[1], Mark::Read, 5)).wait().unwrap();
    let later = NOW.plus(100 * Time::DAY);
    let mut sweep = Sweep::new(FeedId(1), Expiry { entries_before: Some(later), ..Expiry::default() });
    while !sweep.done {
        sweep = rig.store.sweep(sweep).wait().unwrap();
    }
    assert_eq!(ids(&rig, View::All), [2]);
    assert_eq!(rig.store.rows(vec![EntryId(2)]).wait().unwrap()[0].also, 0);
    rig.assert_sound();
}

#[test]
fn a_feed_can_be_left_alone() {
    let rig = feeds(&[&[7], &[7]]);
    rig.store.edit(FeedId(2), Subscription { alone: true, ..subscription(1) }, NOW).wait().unwrap();
    assert_eq!(ids(&rig, View::All), [1, 2]);
    store(&rig, 0, with_articles(&[7, 8]));
    store(&rig, 1, with_articles(&[7, 8]));
    assert_eq!(ids(&rig, View::All), [1, 2, 3, 4]);
    rig.assert_sound();
}

#[test]
fn strangers_under_one_title_stay_strangers() {
    let rig = Rig::new();
    let feed =
        |number: usize| Subscription { url: format!("https://paper{number}.example/feed"), ..Default::default() };
    rig.store.subscribe((0..2).map(feed).collect(), NOW).wait().unwrap();
    let titles = [
        "Morning briefing",
        "Untitled",
        "",
        "Things to do this weekend",
        "Your Thursday morning news briefing from the newsroom",
        "Corrections and clarifications for the week of 23 November 2026",
    ];
    let leads = [
        "The river gauge at Kaub stands at its lowest since 2018, and the ships carry half of their load.",
        "A telescope on Cerro Pachón takes a picture of the southern sky every forty seconds from tonight on.",
    ];
    for (paper, lead) in leads.into_iter().enumerate() {
        let entry = |(number, title): (usize, &&str)| NewEntry {
            identity: number.to_string(),
            guid: Some(number.to_string()),
            title: (*title).into(),
            lead: lead.into(),
            // Many feeds give their front page for the link of every entry.
            url: Some(if number % 2 == 0 {
                format!("https://paper{paper}.example/{number}")
            } else {
                format!("https://paper{paper}.example/")
            }),
            published: Some(NOW.plus(-60)),
            ..NewEntry::default()
        };
        let document = FeedDocument {
            site: Some(format!("https://paper{paper}.example")),
            entries: titles.iter().enumerate().map(entry).collect(),
            ..FeedDocument::default()
        };
        store(&rig, paper, document);
    }
    assert_eq!(ids(&rig, View::All).len(), 2 * titles.len());
}

/// Two entries of different feeds, and whether they are the same article.
#[test]
fn twins_are_told_by_address_guid_or_title() {
    let lead =
        "Two of its four instruments had been silent since a chip failed in November 2023, 24 billion kilometres away.";
    let title = "Voyager 1 sends science data from all four instruments again";
    let entry = |title: &str, url: &str, guid: &str, age: i64| NewEntry {
        identity: guid.to_owned() + url,
        guid: Some(guid.to_owned()).filter(|guid| !guid.is_empty()),
        title: title.into(),
        lead: lead.into(),
        url: Some(url.to_owned()).filter(|url| !url.is_empty()),
        published: Some(NOW.plus(-age)),
        ..NewEntry::default()
    };
    let day = Time::DAY;
    for (one, other, same) in [
        // Without a site that says so, a link may lead to what others wrote: then the headline must be alike.
        (
            entry("A", "https://one.example/v?at_medium=RSS", "", 0),
            entry("B", "http://www.one.example/v/#1", "", 0),
            false,
        ),
        (
            entry(title, "https://one.example/v?utm_source=rss", "", 0),
            entry(title, "http://www.one.example/v/", "", day),
            true,
        ),
        // Who links to an old article has found something new.
        (entry(title, "https://one.example/v", "", 60 * day), entry(title, "https://one.example/v", "", 0), false),
        (entry("A", "", "tag:one.example,2026:v", 0), entry("B", "", "tag:one.example,2026:v", 0), true),
        (entry("A", "", "17", 0), entry("B", "", "17", 0), false),
        (entry(title, "https://one.example/1", "", 0), entry(title, "https://two.example/2", "", 0), true),
        (entry(title, "https://one.example/1", "", 2 * day), entry(title, "https://two.example/2", "", 0), false),
        (
            entry(title, "https://one.example/1", "", 0),
            NewEntry { lead: String::new(), ..entry(title, "https://two.example/2", "", 0) },
            false,
        ),
    ] {
        let rig = Rig::new();
        let feed = |host: &str| Subscription { url: format!("https://{host}.example/feed"), ..Default::default() };
        rig.store.subscribe(vec![feed("one"), feed("two")], NOW).wait().unwrap();
        let about = format!("{one:?} {other:?}");
        for (feed, entry) in [one, other].into_iter().enumerate() {
            store(&rig, feed, FeedDocument { entries: vec![entry], ..FeedDocument::default() });
        }
        assert_eq!(ids(&rig, View::All).len() == 1, same, "{about}");
    }
}

#[test]
fn one_publisher_gives_one_address_to_one_article_whatever_its_headline() {
    let rig = feeds(&[&[7], &[]]);
    let mut document = with_articles(&[7]);
    document.entries[0].title = "Said otherwise in this section".into();
    store(&rig, 1, document);
    assert_eq!(ids(&rig, View::All), [1]);
}

#[test]
fn a_title_that_a_feed_repeats_tells_nothing() {
    let rig = Rig::new();
    let feed =
        |number: usize| Subscription { url: format!("https://paper{number}.example/feed"), ..Default::default() };
    rig.store.subscribe((0..2).map(feed).collect(), NOW).wait().unwrap();
    let daily = |paper: usize, day: i64| NewEntry {
        identity: format!("{paper}/{day}"),
        title: "All that was announced at the conference of today".into(),
        lead: "What was announced today, in the order in which it was announced, with our notes.".into(),
        published: Some(NOW.plus(-day * Time::DAY)),
        ..NewEntry::default()
    };
    let at = |paper, day| FeedDocument { entries: vec![daily(paper, day)], ..FeedDocument::default() };
    store(&rig, 0, at(0, 3));
    store(&rig, 0, at(0, 0));
    store(&rig, 1, at(1, 0));
    assert_eq!(ids(&rig, View::All), [1, 2, 3]);
}

/// What may happen next.
#[derive(Debug, Clone)]
enum Act {
    Mark(Vec<i64>, Mark),
    List(View),
    Subscribe(usize, bool),
    Quiet(usize, bool),
    Fetch(usize, Vec<usize>),
    Undo,
    Redo,
}

fn views() -> Vec<View> {
    let feeds = (1..=FEEDS as i64).map(|feed| View::Feed(FeedId(feed)));
    let folders = ["World", "World/Asia", "Science", ""].map(folder);
    let several = [View::Unread, View::All, View::Today, View::Starred];
    several.into_iter().chain(folders).chain(feeds).collect()
}

fn any_act() -> impl Strategy<Value = Act> {
    let marks = prop::sample::select(vec![Mark::Read, Mark::Unread, Mark::Star]);
    prop_oneof![
        4 => (prop::collection::vec(1..30_i64, 1..4), marks).prop_map(|(ids, mark)| Act::Mark(ids, mark)),
        1 => prop::sample::select(views()).prop_map(Act::List),
        2 => (0..FEEDS, any::<bool>()).prop_map(|(feed, on)| Act::Subscribe(feed, on)),
        1 => (0..FEEDS, any::<bool>()).prop_map(|(feed, on)| Act::Quiet(feed, on)),
        5 => (0..FEEDS, prop::collection::btree_set(0..12_usize, 1..8))
            .prop_map(|(feed, numbers)| Act::Fetch(feed, numbers.into_iter().collect())),
        2 => Just(Act::Undo),
        1 => Just(Act::Redo),
    ]
}

fn act(rig: &Rig, act: &Act, at: i64) {
    let feed_id = |feed: usize| FeedId(feed as i64 + 1);
    match act {
        Act::Mark(ids, to) => drop(rig.store.change(mark(ids, to.clone(), at)).wait().unwrap()),
        Act::List(view) => {
            let change =
                StatusChange::List { list: newest(view.clone()), snapshot: opened(at), side: None, at: Time(at) };
            rig.store.change(change).wait().unwrap();
        }
        Act::Subscribe(feed, true) => drop(rig.store.subscribe(vec![subscription(*feed)], NOW).wait().unwrap()),
        // One that is not subscribed to is an error.
        Act::Subscribe(feed, false) => drop(rig.store.unsubscribe(feed_id(*feed), NOW).wait()),
        Act::Quiet(feed, quiet) => {
            let wanted = Subscription { quiet: *quiet, ..subscription(*feed) };
            drop(rig.store.edit(feed_id(*feed), wanted, NOW).wait());
        }
        Act::Fetch(feed, numbers) => store(rig, *feed, with_articles(numbers)),
        Act::Undo => drop(rig.store.undo(Time(at)).wait().unwrap()),
        Act::Redo => drop(rig.store.redo(Time(at)).wait().unwrap()),
    }
}

/// What a list that hides what is read holds: of each article the first unread one that it draws from.
fn expected(rig: &Rig, view: &View) -> Vec<i64> {
    let tree = rig.store.tree().wait().unwrap();
    let subscriptions: HashMap<FeedId, &Subscription> =
        tree.feeds.iter().map(|feed| (feed.id, &feed.subscription)).collect();
    let draws = |row: &EntryRow| match view {
        View::Unread | View::Today => !subscriptions[&row.feed].quiet,
        View::Feed(feed) => row.feed == *feed,
        View::Folder(path) => subscriptions[&row.feed].folder.within(path),
        _ => true,
    };
    let mut entries: Vec<EntryRow> =
        rig.store.find(everything(), usize::MAX).wait().unwrap().into_iter().map(|entry| entry.row).collect();
    entries.sort_by_key(|row| row.id);
    let mut seen = std::collections::HashSet::new();
    entries.retain(|row| draws(row) && row.status.unread && (*view != View::Starred || row.status.starred));
    entries.retain(|row| *view == View::Starred || seen.insert(row.url.clone()));
    entries.into_iter().map(|row| row.id.0).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn counts_and_lists_agree_whatever_is_done(acts in prop::collection::vec(any_act(), 1..30)) {
        let rig = feeds(&[&[0, 1, 2], &[2, 3], &[3, 0, 4], &[]]);
        for (at, next) in acts.iter().enumerate() {
            act(&rig, next, at as i64);
        }
        rig.assert_sound();
        let tree = rig.store.tree().wait().unwrap();
        for view in views() {
            let (mut held, total) = rows(&rig, ListSpec { hide_read: true, ..newest(view.clone()) });
            held.sort_by_key(|row| row.id);
            let held: Vec<i64> = held.iter().map(|row| row.id.0).collect();
            prop_assert_eq!(&held, &expected(&rig, &view), "{:?}", view);
            prop_assert_eq!(total, held.len(), "{:?}", view);
            let (all, total) = rows(&rig, newest(view.clone()));
            prop_assert_eq!(total, all.len(), "{:?} with the read", view);
            let told = match &view {
                View::Unread => tree.unread(),
                View::Folder(path) => tree.unread_in_folder(path),
                View::Feed(id) => tree.feeds.iter().filter(|feed| feed.id == *id).map(|feed| feed.counts.unread).sum(),
                _ => continue,
            };
            prop_assert_eq!(told, held.len() as u64, "the tree of {:?}", view);
        }
    }
}
