//! Stories in the store: entries put into them, lists that show each once, what the reader makes of them.

use std::collections::{BTreeMap, HashMap, HashSet};

use dateline::engine::stories::StoryDesk;
use dateline::model::{
    Action, Assignment, Coverage, EntryId, EntryRow, FeedDocument, FeedId, Folder, Followed, ListSpec, Mark, NewEntry,
    PageAt, PageOutcome, PageRecord, PageRequest, PageText, Placement, Query, Rule, Search, Snapshot, StatusChange,
    StoryId, Subscription, Term, Time, View,
};
use proptest::prelude::*;

use crate::generator::NOW;
use crate::{Rig, everything, generator, mark, newest, opened};

/// Two feeds of one publisher, and two of others.
pub const SITES: [&str; 4] =
    ["https://one.example/", "https://one.example/", "https://two.example/", "https://three.example/"];
const FOLDERS: [&str; 4] = ["World", "World/Asia", "World", "Science"];
/// Entries of each feed.
const EACH: i64 = 4;

fn subscription(feed: usize) -> Subscription {
    let folder = Folder(FOLDERS[feed].to_owned());
    Subscription { url: format!("https://feeds.example/{feed}.xml"), folder, ..Subscription::default() }
}

fn store(rig: &Rig, feed: usize, titles: &[&str], date: Time) {
    let entries = titles.iter().map(|title| NewEntry {
        identity: (*title).to_owned(),
        title: (*title).to_owned(),
        published: Some(date),
        ..NewEntry::default()
    });
    let site = Some(SITES[feed].to_owned());
    let document = FeedDocument { site, entries: entries.collect(), ..FeedDocument::default() };
    rig.store.record(generator::record(FeedId(feed as i64 + 1), document, NOW)).wait().unwrap();
}

/// Entries 1 to 4 of the first feed, 5 to 8 of the second, and so on.
pub fn filled() -> Rig {
    let rig = Rig::new();
    rig.store.subscribe((0..SITES.len()).map(subscription).collect(), NOW).wait().unwrap();
    for feed in 0..SITES.len() {
        let titles: Vec<String> = (0..EACH).map(|number| format!("Headline {feed}.{number}")).collect();
        let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
        store(&rig, feed, &titles, NOW.plus(-60 * feed as i64));
    }
    rig
}

fn placement(entry: i64, story: i64) -> Placement {
    Placement { entry: EntryId(entry), story: StoryId(story), shares: Vec::new() }
}

/// Puts entries into stories of these numbers.
pub fn assign(rig: &Rig, placed: &[(i64, i64)]) {
    let ungrouped = rig.store.ungrouped(Time(0), 1).wait().unwrap();
    let last = placed.iter().map(|(_, story)| *story).max().unwrap_or(0);
    let assignment = Assignment {
        turn: ungrouped.turn,
        placed: placed.iter().map(|&(entry, story)| placement(entry, story)).collect(),
        joined: Vec::new(),
        up_to: EntryId(0),
        next: StoryId(last + 1),
    };
    assert!(rig.store.assign(assignment, NOW).wait().unwrap().is_some());
}

fn rows_as_of(rig: &Rig, list: ListSpec, snapshot: Snapshot) -> Vec<EntryRow> {
    let page = rig.store.page(PageRequest { list, snapshot, at: PageAt::First, limit: 500 }).wait().unwrap();
    assert_eq!(page.rows.len(), page.total.unwrap(), "the total");
    page.rows
}

fn ids(rig: &Rig, list: ListSpec) -> Vec<i64> {
    let mut ids: Vec<i64> = rows_as_of(rig, list, opened(i64::MAX)).iter().map(|row| row.id.0).collect();
    ids.sort_unstable();
    ids
}

pub fn row(rig: &Rig, id: i64) -> EntryRow {
    rig.store.rows(vec![EntryId(id)]).wait().unwrap().remove(0)
}

fn members(coverage: &Coverage) -> Vec<i64> {
    coverage.members.iter().map(|member| member.entry.0).collect()
}

fn coverage(rig: &Rig, entry: i64) -> Vec<i64> {
    members(&rig.store.coverage(EntryId(entry)).wait().unwrap().unwrap())
}

fn folder(path: &str) -> View {
    View::Folder(Folder(path.into()))
}

#[test]
fn a_story_of_two_publishers_is_one_row() {
    let rig = filled();
    assign(&rig, &[(1, 1), (5, 1), (9, 1), (2, 2), (6, 2), (3, 3)]);
    let single = [2, 3, 4, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16];
    let with = |first: i64| [vec![first], single.to_vec()].concat();
    assert_eq!(ids(&rig, ListSpec::of(View::Unread)), with(1), "one publisher's two feeds are no two sources");
    assert_eq!(ids(&rig, newest(View::All)), with(1));
    assert_eq!(ids(&rig, newest(folder("World/Asia"))), [5, 6, 7, 8], "here nothing else tells it");
    assert_eq!(ids(&rig, newest(folder("World"))), [1, 2, 3, 4, 6, 7, 8, 10, 11, 12]);
    assert_eq!(ids(&rig, newest(View::Feed(FeedId(3)))), [9, 10, 11, 12], "a feed has all of its own");
    let each = ListSpec { apart: true, ..ListSpec::of(View::Unread) };
    assert_eq!(ids(&rig, each).len(), 16, "the reader may want each by itself");
    let tree = rig.store.tree().wait().unwrap();
    assert_eq!((tree.unread(), tree.unread_in_folder(&Folder("World".into()))), (14, 10));
    assert_eq!([1, 5, 9, 2, 4].map(|id| row(&rig, id).also), [1, 1, 1, 0, 0], "sources are publishers");
    assert_eq!(coverage(&rig, 9), [1, 5, 9]);
    assert_eq!(coverage(&rig, 2), [2], "a story of one source is none");
    let story = Query { term: Term::Story(1), ..everything() };
    let view = View::Search(Search { text: "story:1".into(), query: story });
    assert_eq!(ids(&rig, newest(view)), [1, 5, 9], "who asks for a story sees it whole");
    rig.assert_sound();
}

#[test]
fn the_counts_of_a_list_are_its_rows_each_story_once_or_apart() {
    let rig = filled();
    assign(&rig, &[(1, 1), (5, 1), (9, 1), (13, 1)]);
    let unread = |view: View, apart| {
        let list = ListSpec { hide_read: true, apart, ..ListSpec::of(view) };
        ids(&rig, list).len() as u64
    };
    for read in [None, Some(1), Some(9), Some(5), Some(13), Some(2)] {
        if let Some(read) = read {
            rig.store.change(mark(&[read], Mark::Read, NOW.0 + 5)).wait().unwrap();
        }
        let tree = rig.store.tree_on(Time(0)).wait().unwrap();
        let world = Folder("World".into());
        assert_eq!((tree.unread(), tree.today), (unread(View::Unread, false), unread(View::Today, false)));
        assert_eq!(tree.unread_in_folder(&world), unread(folder("World"), false));
        assert_eq!(
            (tree.unread_apart(|_| true), tree.today_apart),
            (unread(View::All, true), unread(View::Today, true))
        );
        let hits = |apart| rig.store.hits(everything(), 100, apart).wait().unwrap();
        assert_eq!((hits(false), hits(true)), (tree.unread(), tree.unread_apart(|_| true)));
    }
}

#[test]
fn reading_one_leaves_the_others_unread_but_seen() {
    let rig = filled();
    assign(&rig, &[(1, 1), (9, 1), (13, 1)]);
    rig.store.change(mark(&[1], Mark::Read, NOW.0 + 5)).wait().unwrap();
    assert_eq!([1, 9, 13].map(|id| row(&rig, id).status.unread), [false, true, true]);
    assert_eq!([1, 9, 13].map(|id| row(&rig, id).seen), [false, true, true]);
    assert_eq!([1, 9, 13].map(|id| row(&rig, id).unread_others.len()), [2, 1, 1]);
    let unread = ids(&rig, ListSpec::of(View::Unread));
    assert!(unread.contains(&9) && !unread.contains(&13), "what is left of it is one row: {unread:?}");
    assert_eq!(rig.store.tree().wait().unwrap().unread(), 14);
    // In the list in which it was read it stays, and nothing else of it comes.
    let as_it_was = rows_as_of(&rig, ListSpec::of(View::Unread), opened(NOW.0));
    let of_story: Vec<i64> = as_it_was.iter().filter(|row| row.story == Some(StoryId(1))).map(|row| row.id.0).collect();
    assert_eq!(of_story, [1]);
    rig.assert_sound();
}

#[test]
fn the_others_are_read_with_one_in_one_step_on_demand() {
    let rig = filled();
    assign(&rig, &[(1, 1), (5, 1), (9, 1), (13, 1)]);
    rig.store.change(mark(&[5], Mark::Read, NOW.0 + 1)).wait().unwrap();
    let others = row(&rig, 1).unread_others;
    let told: Vec<(i64, i64, bool)> = others.iter().map(|other| (other.entry.0, other.feed.0, other.twin)).collect();
    assert_eq!(told, [(9, 3, false), (13, 4, false)]);
    let read = StatusChange::Entries { ids: vec![EntryId(1)], mark: Mark::Read, at: Time(NOW.0 + 5), siblings: true };
    let applied = rig.store.change(read).wait().unwrap();
    assert_eq!(applied.entries, 1, "what was asked for");
    let unread = || [1, 5, 9, 13].map(|id| row(&rig, id).status.unread);
    assert_eq!(unread(), [false; 4]);
    assert_eq!(rig.store.tree().wait().unwrap().unread(), 12);
    rig.store.undo(NOW).wait().unwrap();
    assert_eq!(unread(), [true, false, true, true], "what was read before stays read");
    let unread_again =
        StatusChange::Entries { ids: vec![EntryId(5)], mark: Mark::Unread, at: Time(NOW.0 + 6), siblings: true };
    rig.store.redo(NOW).wait().unwrap();
    rig.store.change(unread_again).wait().unwrap();
    assert_eq!(unread(), [false, true, false, false], "only its own state comes back");
    rig.assert_sound();
}

#[test]
fn marking_a_list_read_marks_all_that_its_rows_stand_for() {
    let rig = filled();
    assign(&rig, &[(1, 1), (9, 1), (13, 1)]);
    let change =
        StatusChange::List { list: ListSpec::of(folder("World")), snapshot: opened(5), side: None, at: Time(5) };
    let applied = rig.store.change(change).wait().unwrap();
    assert_eq!(applied.entries, 11, "rows");
    assert_eq!(ids(&rig, ListSpec::of(View::Unread)), [13, 14, 15, 16], "another folder's source stays");
    rig.store.undo(NOW).wait().unwrap();
    assert_eq!(rig.store.tree().wait().unwrap().unread(), 14);
    rig.assert_sound();
}

#[test]
fn a_wrong_member_is_split_out_for_good_and_comes_back_by_undo() {
    let rig = filled();
    assign(&rig, &[(1, 1), (9, 1), (13, 1)]);
    let applied = rig.store.split(EntryId(1), NOW).wait().unwrap();
    assert_eq!(applied.text, "Split from its story: Headline 0.3");
    assert_eq!((coverage(&rig, 1), coverage(&rig, 9)), (vec![1], vec![9, 13]));
    let grouped = rig.store.grouped(Time(0), 0).wait().unwrap();
    let parted: Vec<i64> = grouped.gists.iter().filter(|one| one.parted).map(|one| one.entry.0).collect();
    assert_eq!(parted, [1]);
    rig.assert_sound();
    rig.store.undo(NOW).wait().unwrap();
    assert_eq!(coverage(&rig, 9), [1, 9, 13]);
    rig.store.redo(NOW).wait().unwrap();
    assert_eq!(coverage(&rig, 9), [9, 13]);
    let rig = rig.reopen();
    assert_eq!(coverage(&rig, 9), [9, 13]);
    rig.assert_sound();
}

#[test]
fn two_stories_are_joined_and_parted_again() {
    let rig = filled();
    assign(&rig, &[(1, 1), (9, 1), (13, 2), (5, 2)]);
    rig.store.join(vec![EntryId(13), EntryId(2), EntryId(1)], NOW).wait().unwrap();
    assert_eq!(coverage(&rig, 5), [1, 2, 5, 9, 13]);
    let of = |number| rig.store.count(Query { term: Term::Story(number), ..everything() }).wait().unwrap();
    assert_eq!((of(1), of(2)), (5, 5), "it is known by the number of either");
    rig.store.undo(NOW).wait().unwrap();
    assert_eq!((coverage(&rig, 1), coverage(&rig, 5), coverage(&rig, 2)), (vec![1, 9], vec![5, 13], vec![2]));
    rig.assert_sound();
    let again = rig.store.join(vec![EntryId(1), EntryId(9)], NOW).wait().unwrap();
    assert_eq!(again.text, "They are one story already");
}

#[test]
fn what_comes_to_a_followed_story_stands_by_itself() {
    let rig = filled();
    assign(&rig, &[(1, 1), (9, 1)]);
    rig.store.follow(EntryId(9), NOW).wait().unwrap();
    store(&rig, 3, &["A development", "Another"], NOW.plus(60));
    assign(&rig, &[(18, 1), (17, 1)]);
    let unread = ids(&rig, ListSpec::of(View::Unread));
    assert!([1, 17, 18].iter().all(|id| unread.contains(id)) && !unread.contains(&9), "{unread:?}");
    assert!(row(&rig, 18).followed && row(&rig, 1).followed && !row(&rig, 2).followed);
    assert_eq!(coverage(&rig, 17), [1, 9, 17, 18]);
    let followed = Search { text: "is:followed".into(), query: Query { term: Term::Followed, ..everything() } };
    assert_eq!(ids(&rig, newest(View::Search(followed))), [1, 17, 18]);
    assert_eq!(rig.store.tree().wait().unwrap().followed, Followed { stories: 1, unread: 3 });
    rig.assert_sound();
    rig.store.follow(EntryId(17), NOW).wait().unwrap();
    assert_eq!(rig.store.tree().wait().unwrap().followed, Followed::default());
    assert!(!ids(&rig, ListSpec::of(View::Unread)).contains(&18));
    rig.store.undo(NOW).wait().unwrap();
    assert!(row(&rig, 18).followed);
    rig.assert_sound();
}

#[test]
fn a_muted_story_hides_what_comes_to_it() {
    let rig = filled();
    assign(&rig, &[(1, 1), (9, 1), (2, 2)]);
    let rule = Rule { query: "story:1".into(), action: Action::Mute, until: None };
    let added = rig.store.add_rule(rule, NOW).wait().unwrap();
    assert_eq!(added.text, "Added the rule: mute story:\"Headline 0.3\"");
    assert_eq!(rig.store.tree().wait().unwrap().headlines, [(StoryId(1), "Headline 0.3".to_owned())]);
    rig.store.settled().wait().unwrap();
    assign(&rig, &[(13, 1), (14, 2)]);
    let all = ids(&rig, newest(View::All));
    assert!([1, 9, 13].iter().all(|id| !all.contains(id)) && all.contains(&2), "{all:?}");
    rig.store.undo(NOW).wait().unwrap();
    rig.store.settled().wait().unwrap();
    assert_eq!(coverage(&rig, 1), [1, 9, 13]);
    rig.assert_sound();
}

#[test]
fn a_rule_may_ask_for_what_is_followed() {
    let rig = filled();
    assign(&rig, &[(1, 1), (9, 1), (2, 2)]);
    rig.store.follow(EntryId(1), NOW).wait().unwrap();
    let rule = Rule { query: "is:followed".into(), action: Action::Star, until: None };
    rig.store.add_rule(rule, NOW).wait().unwrap();
    assign(&rig, &[(13, 1), (14, 2)]);
    assert_eq!([13, 14].map(|id| row(&rig, id).status.starred), [true, false], "as it comes to the story");
}

#[test]
fn a_story_is_offered_to_be_hidden_if_several_tell_it() {
    let rig = filled();
    assign(&rig, &[(1, 1), (9, 1), (2, 2), (6, 2)]);
    let story = |these: &[i64]| {
        let traits = rig.store.traits(these.iter().copied().map(EntryId).collect()).wait().unwrap().unwrap();
        traits.story.map(|(story, headline, weight)| (story.0, headline, weight.found))
    };
    assert_eq!(story(&[9]), Some((1, "Headline 0.3".to_owned(), 2)));
    assert_eq!(story(&[1, 9]), Some((1, "Headline 0.3".to_owned(), 2)));
    for these in [&[2][..], &[9, 2], &[9, 3], &[3]] {
        assert_eq!(story(these), None, "{these:?}");
    }
}

#[test]
fn an_assignment_of_an_earlier_turn_changes_nothing() {
    let rig = filled();
    let ungrouped = rig.store.ungrouped(Time(0), 3).wait().unwrap();
    assert!(ungrouped.more && ungrouped.gists.len() == 3 && ungrouped.up_to == EntryId(3));
    assign(&rig, &[(1, 1)]);
    let late = Assignment {
        turn: ungrouped.turn,
        placed: vec![placement(1, 9), placement(2, 9)],
        joined: Vec::new(),
        up_to: ungrouped.up_to,
        next: StoryId(10),
    };
    assert_eq!(rig.store.assign(late, NOW).wait().unwrap(), None);
    assert_eq!((row(&rig, 1).story, row(&rig, 2).story), (Some(StoryId(1)), None));
}

const TOLD: [&[&str]; 4] = [
    &["Second crew docks at the space station after night of delays", "Rivers at record low as harvest nears"],
    &[],
    &["Crew docks at space station after a night of delays", "Parliament passes the budget bill"],
    &["Space station: second crew docks after delays", "Budget bill passes parliament after long debate"],
];

fn catch_up(desk: &mut StoryDesk) -> u64 {
    tokio::runtime::Runtime::new().unwrap().block_on(desk.catch_up(NOW)).unwrap()
}

#[test]
fn entries_are_put_into_stories_as_they_come_also_after_a_restart() {
    let rig = Rig::new();
    rig.store.subscribe((0..SITES.len()).map(subscription).collect(), NOW).wait().unwrap();
    store(&rig, 0, TOLD[0], NOW.plus(-Time::HOUR));
    store(&rig, 2, TOLD[2], NOW.plus(-Time::HOUR));
    let mut desk = StoryDesk::new(rig.store.clone());
    assert_eq!(catch_up(&mut desk), 4);
    assert_eq!(catch_up(&mut desk), 0);
    let rig = rig.reopen();
    store(&rig, 3, TOLD[3], NOW);
    let mut others = [StoryDesk::new(rig.store.clone()), StoryDesk::new(rig.store.clone())];
    assert_eq!(others.each_mut().map(catch_up), [2, 0], "no two put the same entry");
    let station = rows_as_of(&rig, newest(View::All), opened(i64::MAX));
    let station = station.iter().find(|row| row.title.contains("crew")).unwrap();
    assert_eq!((station.also, coverage(&rig, station.id.0).len()), (2, 3));
    assert_eq!(ids(&rig, newest(View::All)).len(), 3);
    let told = rig.store.coverage(station.id).wait().unwrap().unwrap();
    let shares: Vec<bool> = told.members.iter().map(|member| member.shares.is_some()).collect();
    assert_eq!(shares, [false, true, true], "why it is in it: {told:?}");
    rig.assert_sound();
}

#[test]
fn the_old_and_the_solitary_are_put_into_no_story() {
    let rig = Rig::new();
    let solitary = Subscription { alone: true, ..subscription(3) };
    rig.store.subscribe(vec![subscription(0), subscription(1), subscription(2), solitary], NOW).wait().unwrap();
    store(&rig, 0, TOLD[0], NOW.plus(-80 * Time::HOUR));
    store(&rig, 2, TOLD[2], NOW);
    store(&rig, 3, TOLD[3], NOW);
    assert_eq!(catch_up(&mut StoryDesk::new(rig.store.clone())), 2);
    assert_eq!(ids(&rig, newest(View::All)).len(), 6);
}

#[test]
fn where_the_feed_says_little_the_text_tells_the_story() {
    let rig = Rig::new();
    rig.store.subscribe((0..SITES.len()).map(subscription).collect(), NOW).wait().unwrap();
    let told = |title: &str| NewEntry {
        identity: title.to_owned(),
        title: title.to_owned(),
        url: Some(format!("https://one.example/{}", title.len())),
        lead: "More inside".to_owned(),
        published: Some(NOW),
        body: "<p>The second crew docked at the <b>space</b> station.</p>".to_owned(),
        ..NewEntry::default()
    };
    let document = FeedDocument { entries: vec![told("Docked")], ..FeedDocument::default() };
    rig.store.record(generator::record(FeedId(1), document, NOW)).wait().unwrap();
    let lead = || rig.store.ungrouped(Time(0), 9).wait().unwrap().gists.remove(0).lead;
    assert_eq!(lead(), "The second crew docked at the space station.");
    let html = "<p>It took a night.</p>".repeat(40);
    let page = PageText { html, source: "https://one.example/6".into(), fetched: NOW, words: 160 };
    let record = PageRecord { entry: EntryId(1), at: NOW, outcome: PageOutcome::Stored(page), host: None };
    rig.store.record_page(record, 1 << 20).wait().unwrap();
    assert!(lead().starts_with("It took a night. It took a night."), "the full text goes before");
}

/// What may happen next.
#[derive(Debug, Clone)]
enum Act {
    Assign(i64, i64),
    Mark(i64, Mark),
    List(View),
    Split(i64),
    Join(i64, i64),
    Follow(i64),
    Subscribe(usize, bool),
    Quiet(usize, bool),
    Move(usize, &'static str),
    Undo,
    Redo,
}

fn views() -> Vec<View> {
    let feeds = (1..=SITES.len() as i64).map(|feed| View::Feed(FeedId(feed)));
    let folders = ["World", "World/Asia", "Science", ""].map(folder);
    [View::Unread, View::All, View::Today, View::Starred].into_iter().chain(folders).chain(feeds).collect()
}

fn any_act() -> impl Strategy<Value = Act> {
    let entry = || 1..=EACH * SITES.len() as i64;
    let marks = prop::sample::select(vec![Mark::Read, Mark::Unread, Mark::Star]);
    prop_oneof![
        8 => (entry(), 1..5_i64).prop_map(|(entry, story)| Act::Assign(entry, story)),
        6 => (entry(), marks).prop_map(|(entry, mark)| Act::Mark(entry, mark)),
        1 => prop::sample::select(views()).prop_map(Act::List),
        2 => entry().prop_map(Act::Split),
        2 => (entry(), entry()).prop_map(|(one, other)| Act::Join(one, other)),
        2 => entry().prop_map(Act::Follow),
        1 => (0..SITES.len(), any::<bool>()).prop_map(|(feed, on)| Act::Subscribe(feed, on)),
        1 => (0..SITES.len(), any::<bool>()).prop_map(|(feed, on)| Act::Quiet(feed, on)),
        1 => (0..SITES.len(), prop::sample::select(FOLDERS.to_vec())).prop_map(|(feed, to)| Act::Move(feed, to)),
        3 => Just(Act::Undo),
        1 => Just(Act::Redo),
    ]
}

fn act(rig: &Rig, act: &Act, at: i64) {
    let feed_id = |feed: usize| FeedId(feed as i64 + 1);
    match act {
        Act::Assign(entry, story) => assign(rig, &[(*entry, *story)]),
        Act::Mark(id, to) => drop(rig.store.change(mark(&[*id], to.clone(), at)).wait().unwrap()),
        Act::List(view) => {
            let change =
                StatusChange::List { list: newest(view.clone()), snapshot: opened(at), side: None, at: Time(at) };
            rig.store.change(change).wait().unwrap();
        }
        Act::Split(id) => drop(rig.store.split(EntryId(*id), NOW).wait().unwrap()),
        Act::Join(one, other) => drop(rig.store.join(vec![EntryId(*one), EntryId(*other)], NOW).wait().unwrap()),
        Act::Follow(id) => drop(rig.store.follow(EntryId(*id), NOW).wait().unwrap()),
        Act::Subscribe(feed, true) => drop(rig.store.subscribe(vec![subscription(*feed)], NOW).wait().unwrap()),
        // One that is not subscribed to is an error.
        Act::Subscribe(feed, false) => drop(rig.store.unsubscribe(feed_id(*feed), NOW).wait()),
        Act::Quiet(feed, quiet) => {
            drop(rig.store.edit(feed_id(*feed), Subscription { quiet: *quiet, ..subscription(*feed) }, NOW).wait());
        }
        Act::Move(feed, to) => {
            let wanted = Subscription { folder: Folder((*to).to_owned()), ..subscription(*feed) };
            drop(rig.store.edit(feed_id(*feed), wanted, NOW).wait());
        }
        Act::Undo => drop(rig.store.undo(Time(at)).wait().unwrap()),
        Act::Redo => drop(rig.store.redo(Time(at)).wait().unwrap()),
    }
}

/// The clusters as the database has them.
fn clusters(rig: &Rig) -> HashMap<i64, i64> {
    let connection = rusqlite::Connection::open(rig.dir.path().join("dateline.db")).unwrap();
    let mut statement = connection.prepare("select entry, cluster from statuses where cluster is not null").unwrap();
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().collect::<Result<_, _>>().unwrap()
}

/// A cluster is what a story of two publishers or more has come to by the time it is followed.
fn assert_clusters_are_stories(rig: &Rig) {
    let mut stories: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for entry in rig.store.find(everything(), usize::MAX).wait().unwrap() {
        if let Some(story) = entry.row.story {
            stories.entry(story.0).or_default().push(entry.row.feed.0);
        }
    }
    for (entry, cluster) in clusters(rig) {
        assert!(cluster < 0, "{entry} has no twin");
        if let Some(feeds) = stories.get(&-cluster) {
            let sites: HashSet<&str> = feeds.iter().map(|feed| SITES[*feed as usize - 1]).collect();
            let hidden = rig.store.tree().wait().unwrap().feeds.len() < SITES.len();
            assert!(hidden || sites.len() > 1, "story {cluster} has but one publisher");
        }
    }
}

/// What a list holds: of each cluster the first that it draws from.
fn expected(rig: &Rig, view: &View, unread: bool) -> Vec<i64> {
    let tree = rig.store.tree().wait().unwrap();
    let subscriptions: HashMap<FeedId, &Subscription> =
        tree.feeds.iter().map(|feed| (feed.id, &feed.subscription)).collect();
    let draws = |row: &EntryRow| match view {
        View::Unread | View::Today => !subscriptions[&row.feed].quiet,
        View::Feed(feed) => row.feed == *feed,
        View::Folder(path) => subscriptions[&row.feed].folder.within(path),
        View::Starred => row.status.starred,
        _ => true,
    };
    let mut entries: Vec<EntryRow> =
        rig.store.find(everything(), usize::MAX).wait().unwrap().into_iter().map(|entry| entry.row).collect();
    entries.sort_by_key(|row| row.id);
    entries.retain(|row| draws(row) && (row.status.unread || !unread));
    let clusters = clusters(rig);
    let each = matches!(view, View::Starred | View::Feed(_));
    let mut seen = HashSet::new();
    entries.retain(|row| each || clusters.get(&row.id.0).is_none_or(|cluster| seen.insert(*cluster)));
    entries.into_iter().map(|row| row.id.0).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn counts_and_lists_agree_whatever_becomes_of_stories(acts in prop::collection::vec(any_act(), 1..40)) {
        let rig = filled();
        for (at, next) in acts.iter().enumerate() {
            act(&rig, next, at as i64);
        }
        rig.assert_sound();
        assert_clusters_are_stories(&rig);
        let tree = rig.store.tree().wait().unwrap();
        for view in views() {
            for unread in [true, false] {
                let list = ListSpec { hide_read: unread, ..newest(view.clone()) };
                let unread = unread || view == View::Unread;
                prop_assert_eq!(ids(&rig, list), expected(&rig, &view, unread), "{:?}", view);
            }
            let held = expected(&rig, &view, true).len() as u64;
            match &view {
                View::Unread => prop_assert_eq!(tree.unread(), held),
                View::Folder(path) => prop_assert_eq!(tree.unread_in_folder(path), held, "{:?}", path),
                _ => {}
            }
        }
    }

    /// What is read in a list stays, and nothing else of its story comes into it.
    #[test]
    fn a_list_is_as_it_was_opened(
        placed in prop::collection::vec((1..=16_i64, 1..5_i64), 0..20),
        before in prop::collection::vec(1..=16_i64, 0..6),
        meanwhile in prop::collection::vec(1..=16_i64, 0..6),
    ) {
        let rig = filled();
        placed.iter().for_each(|pair| assign(&rig, &[*pair]));
        rig.store.change(mark(&before, Mark::Read, 10)).wait().unwrap();
        for view in [View::Unread, View::Today, folder("World"), View::Feed(FeedId(1))] {
            let list = ListSpec { hide_read: true, ..newest(view.clone()) };
            let held = |snapshot| -> Vec<EntryId> {
                rows_as_of(&rig, list.clone(), snapshot).iter().map(|row| row.id).collect()
            };
            let opened = held(opened(20));
            rig.store.change(mark(&meanwhile, Mark::Read, 30)).wait().unwrap();
            prop_assert_eq!(&opened, &held(crate::opened(20)), "{:?}", view);
            rig.store.undo(Time(40)).wait().unwrap();
        }
    }
}
