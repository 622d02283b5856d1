//! Lists against a naive model: every view and order, read page by page in both directions.

use dateline::model::{
    EntryId, EntryRow, FeedId, Field, Folder, ListSpec, Mark, Page, PageAt, PageRequest, Query, RowKey, Search,
    Snapshot, Sort, Subscription, Term, Time, View,
};
use dateline::store::Store;
use proptest::prelude::*;

use crate::generator::NOW;
use crate::{Rig, everything, generator, mark, mark_list, newest, opened};

const SINCE: i64 = 1_000;
const MIDNIGHT: Time = Time(NOW.0 - 3 * Time::HOUR);
/// The one entry with a tag.
const TAGGED: i64 = 7;

fn views() -> Vec<View> {
    vec![
        View::Unread,
        View::All,
        View::Starred,
        View::Feed(FeedId(2)),
        View::Folder(Folder("Desk 0".into())),
        View::Folder(Folder(String::new())),
        View::Folder(Folder("None".into())),
        View::Today,
        View::Lately,
        View::Tag("later".into()),
        View::Search(river()),
    ]
}

/// A search for a word that stands in some titles.
fn river() -> Search {
    let term = Term::Text(Field::Title, "River".into());
    Search { text: "title:River".into(), query: Query { term, ..everything() } }
}

fn has_river(row: &EntryRow) -> bool {
    row.title.split(|c: char| !c.is_alphanumeric()).any(|word| word.eq_ignore_ascii_case("river"))
}

fn specs() -> Vec<ListSpec> {
    let mut specs = Vec::new();
    for view in views() {
        for sort in [Sort::Newest, Sort::Oldest, Sort::Source, Sort::Title, Sort::Length] {
            for (hide_read, reversed) in [(false, false), (true, false), (false, true), (true, true)] {
                let spec = ListSpec { hide_read, sort, reversed, ..ListSpec::of(view.clone()) };
                specs.push(ListSpec { filter: Some(river()), ..spec.clone() });
                specs.push(spec);
            }
        }
    }
    specs
}

/// The list as it should be, from all rows of the store.
fn expected(rows: &[EntryRow], spec: &ListSpec, snapshot: Snapshot) -> Vec<EntryId> {
    let folder = |feed: FeedId| Folder(format!("Desk {}", (feed.0 - 1) / 10));
    let in_view = |row: &EntryRow| match &spec.view {
        View::Front | View::Unread | View::All => true,
        View::Starred => row.status.starred,
        View::Feed(feed) => row.feed == *feed,
        View::Folder(wanted) => folder(row.feed).within(wanted),
        View::Today => row.sort >= snapshot.midnight.0,
        View::Lately => !row.status.unread && row.status.read_at.is_some(),
        View::Tag(_) => row.id == EntryId(TAGGED),
        View::Search(_) => has_river(row),
    };
    let in_view = |row: &EntryRow| in_view(row) && (spec.filter.is_none() || has_river(row));
    let hides = spec.hide_read || spec.view == View::Unread;
    let stays = |row: &EntryRow| row.status.unread || row.status.read_at.is_some_and(|at| at >= snapshot.since);
    let mut list: Vec<&EntryRow> =
        rows.iter().filter(|row| row.id <= snapshot.watermark && in_view(row) && (!hides || stays(row))).collect();
    list.sort_by_key(|row| std::cmp::Reverse(row.key()));
    if spec.view == View::Lately {
        list.sort_by_key(|row| std::cmp::Reverse((row.status.read_at, row.id)));
    }
    match spec.sort {
        Sort::Newest | Sort::Score | Sort::Rare => {}
        Sort::Oldest => list.reverse(),
        Sort::Source => list.sort_by_key(|row| format!("News {}", row.feed.0 - 1).to_lowercase()),
        Sort::Title => list.sort_by_key(|row| row.title.to_lowercase()),
        Sort::Length => list.sort_by_key(|row| std::cmp::Reverse(row.words)),
    }
    if spec.reversed {
        list.reverse();
    }
    list.into_iter().map(|row| row.id).collect()
}

fn page(store: &Store, list: &ListSpec, snapshot: Snapshot, at: PageAt, limit: usize) -> Page {
    store.page(PageRequest { list: list.clone(), snapshot, at, limit }).wait().unwrap()
}

fn ids(rows: &[EntryRow]) -> Vec<EntryId> {
    rows.iter().map(|row| row.id).collect()
}

fn assert_pages(store: &Store, list: &ListSpec, snapshot: Snapshot, expected: &[EntryId], limit: usize) {
    let turn = |at| page(store, list, snapshot, at, limit);
    let first = turn(PageAt::First);
    assert_eq!((first.start, first.total), (Some(0), Some(expected.len())), "{list:?}");
    let (mut rows, mut next) = (Vec::new(), first);
    while let Some(last) = next.rows.last().map(EntryRow::key) {
        rows.extend(next.rows);
        next = turn(PageAt::After(last));
    }
    assert_eq!(ids(&rows), expected, "down {list:?}");

    let last = turn(PageAt::Last);
    assert_eq!(last.start.unwrap() + last.rows.len(), expected.len(), "{list:?}");
    let (mut rows, mut next) = (Vec::new(), last);
    while let Some(first) = next.rows.first().map(EntryRow::key) {
        rows.splice(0..0, next.rows);
        next = turn(PageAt::Before(first));
    }
    assert_eq!(ids(&rows), expected, "up {list:?}");

    for (place, &id) in expected.iter().enumerate().step_by(5) {
        let around = turn(PageAt::Around(id));
        let start = around.start.unwrap();
        assert!((start..start + around.rows.len()).contains(&place), "{list:?}");
        assert_eq!(ids(&around.rows), expected[start..start + around.rows.len()], "around {id} in {list:?}");
    }
    assert_eq!(turn(PageAt::Around(EntryId(999_999))).start, Some(0));
}

/// A store of 12 feeds in two folders, with dates that collide and some that are missing.
fn varied(marks: &[(i64, Mark, i64)]) -> Rig {
    let rig = Rig::new();
    let feeds = rig.store.subscribe((0..12).map(generator::subscription).collect(), generator::NOW).wait().unwrap();
    for (feed, &id) in feeds.iter().enumerate() {
        let mut document = generator::document(feed, 5);
        for (number, entry) in document.entries.iter_mut().enumerate() {
            let rounded = entry.published.map(|time| Time(time.0 / 7_200 * 7_200));
            entry.published = rounded.filter(|_| (feed + number) % 4 != 0);
            entry.words = (number * feed) as u32 % 3;
        }
        rig.store.record(generator::record(id, document, generator::NOW)).wait().unwrap();
    }
    rig.store.change(mark(&[TAGGED], Mark::Tag("later".into()), 1)).wait().unwrap();
    for (id, to, at) in marks {
        rig.store.change(mark(&[*id], to.clone(), *at)).wait().unwrap();
    }
    rig
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn pages_put_together_are_the_whole_list(
        marks in prop::collection::vec(
            (1..=60_i64, prop_oneof![3 => Just(Mark::Read), 1 => Just(Mark::Star)], SINCE - 2..SINCE + 3), 0..60
        ),
        watermark in prop_oneof![Just(i64::MAX), 20..60_i64],
        limit in 1..25_usize,
    ) {
        let rig = varied(&marks);
        let rows: Vec<EntryRow> =
            rig.store.find(everything(), usize::MAX).wait().unwrap().into_iter().map(|entry| entry.row).collect();
        let snapshot = Snapshot { watermark: EntryId(watermark), since: Time(SINCE), midnight: MIDNIGHT };
        rig.store.indexed().wait().unwrap();
        for spec in specs() {
            assert_pages(&rig.store, &spec, snapshot, &expected(&rows, &spec, snapshot), limit);
        }
    }
}

#[test]
fn a_list_is_a_snapshot() {
    let rig = Rig::filled(2, 10);
    let unread = newest(View::Unread);
    let first = page(&rig.store, &unread, opened(SINCE), PageAt::First, 50);
    let snapshot = Snapshot { watermark: first.watermark.unwrap(), since: Time(SINCE), midnight: MIDNIGHT };
    assert_eq!(snapshot.watermark, EntryId(20));

    // What is read stays, what was read before is not there, what arrives is counted.
    rig.store.change(mark(&[3], Mark::Read, SINCE)).wait().unwrap();
    rig.store.change(mark(&[4], Mark::Read, SINCE - 1)).wait().unwrap();
    rig.store.record(generator::record(FeedId(1), generator::document(0, 13), generator::NOW)).wait().unwrap();
    let again = page(&rig.store, &unread, snapshot, PageAt::First, 50);
    assert_eq!((again.total, again.watermark), (Some(19), Some(EntryId(23))));
    assert!(ids(&again.rows).contains(&EntryId(3)));
    assert!(!ids(&again.rows).contains(&EntryId(4)));
    let new = |view| rig.store.count_new(newest(view), snapshot).wait().unwrap();
    let folder = |name: &str| View::Folder(Folder(name.into()));
    let views = [View::Unread, View::All, View::Feed(FeedId(2)), folder("Desk 0"), View::Starred];
    assert_eq!(views.map(new), [3, 3, 0, 3, 0]);
}

#[test]
fn what_comes_into_an_empty_store_is_counted_as_new() {
    let rig = Rig::new();
    rig.store.subscribe(vec![generator::subscription(0)], generator::NOW).wait().unwrap();
    let first = page(&rig.store, &newest(View::Unread), opened(SINCE), PageAt::First, 50);
    let snapshot = Snapshot { watermark: first.watermark.unwrap(), since: Time(SINCE), midnight: MIDNIGHT };
    rig.store.record(generator::record(FeedId(1), generator::document(0, 3), generator::NOW)).wait().unwrap();
    assert_eq!(rig.store.count_new(newest(View::Unread), snapshot).wait().unwrap(), 3);
}

#[test]
fn a_future_date_counts_as_the_time_of_fetching() {
    let rig = Rig::new();
    rig.store.subscribe(vec![generator::subscription(0)], generator::NOW).wait().unwrap();
    let mut document = generator::document(0, 3);
    document.entries[2].published = Some(generator::NOW.plus(Time::DAY));
    document.entries[1].published = None;
    rig.store.record(generator::record(FeedId(1), document.clone(), generator::NOW)).wait().unwrap();
    let rows = page(&rig.store, &newest(View::All), opened(0), PageAt::First, 9).rows;
    // Equal keys stand in the order of the document.
    assert_eq!(ids(&rows), [EntryId(2), EntryId(1), EntryId(3)]);
    assert_eq!(rows[1].key(), RowKey { sort: generator::NOW.0, id: EntryId(1) });
    assert_eq!(rows[1].date, generator::NOW.plus(Time::DAY), "what the feed claims is shown");

    // A feed that changes its dates moves nothing.
    document.entries.iter_mut().for_each(|entry| entry.published = Some(Time(5)));
    rig.store.record(generator::record(FeedId(1), document, generator::NOW.plus(60))).wait().unwrap();
    assert_eq!(page(&rig.store, &newest(View::All), opened(0), PageAt::First, 9).rows, rows);
}

#[test]
fn a_quiet_feed_is_left_out_of_the_totals_and_of_nothing_else() {
    let rig = Rig::filled(3, 10);
    let quiet = Subscription { quiet: true, ..generator::subscription(1) };
    rig.store.edit(FeedId(2), quiet, NOW).wait().unwrap();
    assert_eq!(rig.store.tree().wait().unwrap().unread(), 20);
    let page = |view: View| {
        let list = ListSpec { hide_read: true, ..ListSpec::of(view) };
        let snapshot = Snapshot { watermark: EntryId(i64::MAX), since: NOW, midnight: Time(0) };
        let request = PageRequest { list, snapshot, at: PageAt::First, limit: 100 };
        let page = rig.store.page(request).wait().unwrap();
        (page.rows.len(), page.total, page.rows.iter().any(|row| row.feed == FeedId(2)))
    };
    assert_eq!(page(View::Unread), (20, Some(20), false));
    assert_eq!(page(View::All), (30, Some(30), true));
    assert_eq!(page(View::Feed(FeedId(2))), (10, Some(10), true));
    // What is marked read is what the list held.
    rig.store.change(mark_list(View::Unread, 7)).wait().unwrap();
    let feeds = rig.store.tree().wait().unwrap().feeds;
    assert_eq!(feeds.iter().map(|feed| feed.counts.unread).collect::<Vec<_>>(), [0, 10, 0]);
    rig.assert_sound();
}

#[test]
fn titles_come_newest_first() {
    let rig = Rig::filled(2, 10);
    let titles = rig.store.titles(5).wait().unwrap();
    let newest = rig.store.find(everything(), 5).wait().unwrap();
    let told: Vec<_> = titles.iter().map(|titled| (titled.entry, titled.feed, titled.title.as_str())).collect();
    let wanted: Vec<_> = newest.iter().map(|entry| (entry.row.id, entry.row.feed, entry.row.title.as_str())).collect();
    assert_eq!(told, wanted);
}
