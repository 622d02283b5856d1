//! Full texts beside what the feed gives: kept, shown, searched, weighed, handed out to be fetched.

use dateline::model::{
    Archive, EntryId, FeedId, Field, FullText, HostRecord, Mark, PageOutcome, PageRecord, PageState, PageText, Query,
    Showing, Sort, Subscription, Term, Time,
};

use crate::{Rig, generator, mark};

const NOW: Time = generator::NOW;
const LOTS: u64 = 1 << 40;

/// A feed with this setting and so many entries.
fn rig(full_text: FullText, entries: usize) -> Rig {
    let rig = Rig::new();
    let subscription = Subscription { full_text, ..generator::subscription(0) };
    rig.store.subscribe(vec![subscription], NOW).wait().unwrap();
    let document = generator::document(0, entries);
    rig.store.record(generator::record(FeedId(1), document, NOW)).wait().unwrap();
    rig
}

fn text(html: &str) -> PageOutcome {
    let source = "https://a.example/found/".to_owned();
    PageOutcome::Stored(PageText { html: html.to_owned(), source, fetched: NOW, words: 1_234 })
}

fn record(rig: &Rig, entry: i64, outcome: PageOutcome, budget: u64) {
    let record = PageRecord { entry: EntryId(entry), at: NOW, outcome, host: None };
    rig.store.record_page(record, budget).wait().unwrap();
}

fn article(rig: &Rig, entry: i64, showing: Showing) -> dateline::model::Article {
    rig.store.article_showing(EntryId(entry), showing).wait().unwrap().unwrap()
}

fn state(rig: &Rig, entry: i64) -> PageState {
    rig.store.page_job(EntryId(entry)).wait().unwrap().unwrap().1
}

fn taken(rig: &Rig, now: Time) -> Vec<i64> {
    rig.store.take_pages(now, 100).wait().unwrap().into_iter().map(|job| job.entry.0).collect()
}

/// Text that does not pack well, of about so many bytes.
fn noise(seed: u64, bytes: usize) -> String {
    let mut state = seed * 2 + 1;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'!' + (state >> 33) as u8 % 90)
    };
    (0..bytes).map(|_| next()).collect()
}

#[test]
fn a_full_text_is_shown_beside_what_the_feed_gives_and_survives() {
    let rig = rig(FullText::Never, 3);
    let before = article(&rig, 1, Showing::Chosen);
    assert!(!before.full_text && before.page == PageState::Unknown);
    record(&rig, 1, text("<p>The zebrawood whole</p>"), LOTS);
    let rig = rig.reopen();
    let shown = article(&rig, 1, Showing::Chosen);
    assert!(shown.full_text && shown.body == "<p>The zebrawood whole</p>");
    assert_eq!((shown.base.as_deref(), shown.entry.row.words), (Some("https://a.example/found/"), 1_234));
    assert_eq!(article(&rig, 1, Showing::Feed).body, before.body);
    assert!(rig.store.show_full_text(EntryId(1), false).wait().unwrap());
    let rig = rig.reopen();
    assert_eq!(article(&rig, 1, Showing::Chosen).body, before.body, "the reader's choice is remembered");
    assert_eq!(state(&rig, 1), PageState::Stored { shown: false });
    assert!(article(&rig, 1, Showing::Full).full_text);
    assert!(!rig.store.show_full_text(EntryId(2), true).wait().unwrap(), "there is none");
    // A correction by the feed leaves it alone, and so does a later failure.
    let mut document = generator::document(0, 3);
    document.entries.iter_mut().for_each(|entry| entry.body.push_str("<p>More.</p>"));
    rig.store.record(generator::record(FeedId(1), document, NOW)).wait().unwrap();
    record(&rig, 1, PageOutcome::Refused("gone".into()), LOTS);
    assert!(article(&rig, 1, Showing::Full).full_text);
    rig.assert_sound();
}

#[test]
fn searching_looks_into_full_texts() {
    let rig = rig(FullText::Never, 3);
    record(&rig, 2, text("<p>The <b>zebra</b>wood whole</p>"), LOTS);
    for field in [Field::Body, Field::Any] {
        let term = Term::Text(field, "zebrawood".into());
        let query = Query { term, sort: Sort::Newest, reversed: false };
        let found = rig.store.find(query, 10).wait().unwrap();
        assert_eq!(found.iter().map(|entry| entry.row.id.0).collect::<Vec<_>>(), [2], "{field:?}");
    }
}

#[test]
fn new_entries_of_a_feed_that_wants_it_are_handed_out_once() {
    assert_eq!(taken(&rig(FullText::Never, 3), NOW), Vec::<i64>::new());
    assert_eq!(taken(&rig(FullText::OnOpen, 3), NOW), Vec::<i64>::new());
    let rig = rig(FullText::Always, 3);
    assert_eq!(taken(&rig, NOW), [3, 2, 1], "the newest first");
    assert_eq!(taken(&rig, NOW), Vec::<i64>::new(), "they are being fetched");
    // Whoever took them ended before they were fetched.
    let later = NOW.plus(Time::HOUR);
    assert_eq!(taken(&rig, later), [3, 2, 1]);
    record(&rig, 3, text("<p>x</p>"), LOTS);
    record(&rig, 2, PageOutcome::Refused("no article".into()), LOTS);
    let again = Some(later.plus(Time::HOUR));
    record(&rig, 1, PageOutcome::Failed { why: "trouble".into(), again }, LOTS);
    assert_eq!(taken(&rig, later.plus(Time::HOUR - 1)), Vec::<i64>::new());
    assert_eq!(taken(&rig, later.plus(Time::HOUR)), [1]);
    assert_eq!(state(&rig, 2), PageState::Refused("no article".into()));
    // The setting was taken back.
    record(&rig, 1, PageOutcome::Failed { why: "trouble".into(), again: Some(NOW) }, LOTS);
    rig.store.edit(FeedId(1), generator::subscription(0), NOW).wait().unwrap();
    assert_eq!(taken(&rig, later.plus(Time::DAY)), Vec::<i64>::new());
}

/// D28: the oldest that are read and not starred go first; starred ones never do, nor the one that has just come.
#[test]
fn the_budget_is_kept_in_the_write() {
    let rig = rig(FullText::Never, 8);
    // In the order of their dates: the newest is the one with the highest id.
    for entry in 1..=6 {
        record(&rig, entry, text(&noise(entry as u64, 10_000)), LOTS);
    }
    rig.store.change(mark(&[1, 2, 5], Mark::Read, NOW.0)).wait().unwrap();
    rig.store.change(mark(&[1], Mark::Star, NOW.0)).wait().unwrap();
    let weight = rig.store.check().wait().unwrap().full_texts;
    assert_eq!(weight.0, 6);
    let each = weight.1 / 6;
    let here = |rig: &Rig| (1..=8).filter(|&entry| article(rig, entry, Showing::Full).full_text).collect::<Vec<_>>();
    // Room for six and a half, of which nine tenths are kept: two have to go.
    record(&rig, 7, text(&noise(7, 10_000)), each * 13 / 2);
    assert_eq!(here(&rig), [1, 3, 4, 6, 7]);
    assert_eq!(state(&rig, 2), PageState::Unknown, "it can be asked for again");
    record(&rig, 8, text(&noise(8, 10_000)), 1);
    assert_eq!(here(&rig), [1, 8]);
    let (count, bytes) = rig.store.check().wait().unwrap().full_texts;
    assert!(count == 2 && bytes > each && bytes < 3 * each);
    rig.assert_sound();
}

#[test]
fn what_a_page_tells_of_its_host_is_kept() {
    let rig = rig(FullText::Always, 1);
    taken(&rig, NOW);
    let until = NOW.plus(2 * Time::HOUR);
    let host = HostRecord { in_row: 1, not_before: Some(until), last_refusal: Some(NOW), ..HostRecord::default() };
    let outcome = PageOutcome::Failed { why: "asked too often".into(), again: Some(until) };
    let record = PageRecord { entry: EntryId(1), at: NOW, outcome, host: Some(("a.example".into(), host)) };
    rig.store.record_page(record, LOTS).wait().unwrap();
    let rig = rig.reopen();
    assert_eq!(rig.store.hosts().wait().unwrap()["a.example"], host);
    assert_eq!(taken(&rig, until.plus(-1)), Vec::<i64>::new());
    assert_eq!(taken(&rig, until), [1]);
}

#[test]
fn full_texts_travel_with_their_entries() {
    let rig = rig(FullText::Never, 2);
    record(&rig, 1, text("<p>Whole</p>"), LOTS);
    let archived = rig.store.archived(vec![EntryId(1), EntryId(2)]).wait().unwrap();
    let texts: Vec<_> = archived.iter().map(|entry| entry.as_ref().unwrap().full_text.clone()).collect();
    assert_eq!(texts[0].as_ref().map(|text| text.html.as_str()), Some("<p>Whole</p>"));
    assert_eq!(texts[1], None);
    let other = Rig::new();
    let feed = dateline::model::ArchivedFeed {
        subscription: generator::subscription(0),
        entries: archived.into_iter().flatten().collect(),
        ..Default::default()
    };
    other.store.import(Archive { feeds: vec![feed], ..Archive::default() }, NOW).wait().unwrap();
    let found = article(&other, 1, Showing::Chosen);
    assert!(found.full_text && found.body == "<p>Whole</p>", "{found:?}");
    other.assert_sound();
}
