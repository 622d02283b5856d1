//! What fetches bring: nothing twice, nothing lost, health kept.

use dateline::model::{
    EntryId, FeedDocument, FeedId, FetchRecord, Field, Mark, NewEntry, Outcome, Query, StoredFetch, Term, Time,
    Validators,
};

use crate::{Rig, everything, generator, mark};

const FEED: FeedId = FeedId(1);

fn rig() -> Rig {
    let rig = Rig::new();
    rig.store.subscribe(vec![generator::subscription(0)], generator::NOW).wait().unwrap();
    rig
}

fn entry(identity: &str, url: Option<&str>, title: &str, published: Option<i64>) -> NewEntry {
    NewEntry {
        identity: identity.into(),
        url: url.map(str::to_owned),
        title: title.into(),
        published: published.map(Time),
        body: format!("<p>{title}</p>"),
        ..Default::default()
    }
}

fn fetch(rig: &Rig, entries: Vec<NewEntry>) -> StoredFetch {
    let document = FeedDocument { site: Some("https://a.example/".into()), entries, ..Default::default() };
    rig.store.record(generator::record(FEED, document, generator::NOW)).wait().unwrap()
}

fn stored(new: u64, updated: u64) -> StoredFetch {
    StoredFetch { new, updated, ..StoredFetch::default() }
}

#[test]
fn the_same_document_twice_brings_nothing_new() {
    let rig = rig();
    let document = || generator::document(0, 30).entries;
    assert_eq!(fetch(&rig, document()), stored(30, 0));
    assert_eq!(fetch(&rig, document()), stored(0, 0));
    let twice = [document(), document()].concat();
    assert_eq!(fetch(&rig, twice), stored(0, 0));
    rig.assert_sound();
}

#[test]
fn an_entry_under_a_new_identity_is_the_same_entry() {
    let rig = rig();
    let before = vec![
        entry("1", Some("https://a.example/one"), "One", Some(100)),
        entry("2", None, "Two", Some(200)),
        entry("3", Some("https://a.example/"), "Front", None),
    ];
    assert_eq!(fetch(&rig, before), stored(3, 0));
    rig.store.change(mark(&[1, 2, 3], Mark::Read, 1)).wait().unwrap();
    let after = vec![
        entry("1b", Some("https://a.example/one"), "One, corrected", Some(150)),
        entry("2b", None, "Two", Some(200)),
        // The front page is the link of any entry.
        entry("3b", Some("https://a.example/"), "Another", None),
    ];
    assert_eq!(fetch(&rig, after.clone()), stored(1, 1));
    assert_eq!(fetch(&rig, after), stored(0, 0), "the new identity is known from now on");
    assert_eq!(rig.unread(), 1, "what was read stays read");
}

#[test]
fn entries_side_by_side_are_never_one() {
    let rig = rig();
    let page = Some("https://a.example/changes");
    let pair = |a: &str, b: &str| vec![entry(a, page, "Same", Some(100)), entry(b, page, "Same", Some(100))];
    assert_eq!(fetch(&rig, pair("1", "2")), stored(2, 0));
    assert_eq!(fetch(&rig, pair("1", "3")), stored(1, 0));
    assert_eq!(fetch(&rig, vec![entry("4", page, "New", Some(300))]), stored(1, 0), "a link of several tells nothing");
}

#[test]
fn a_correction_keeps_the_marks_and_the_old_words() {
    let rig = rig();
    fetch(&rig, vec![entry("1", None, "Wrong", Some(100))]);
    rig.store.change(mark(&[1], Mark::Star, 1)).wait().unwrap();
    rig.store.change(mark(&[1], Mark::Read, 1)).wait().unwrap();
    assert_eq!(fetch(&rig, vec![entry("1", None, "Right", Some(100))]), stored(0, 1));
    let article = rig.store.article(EntryId(1)).wait().unwrap().unwrap();
    assert_eq!((article.entry.row.title.as_str(), article.body.as_str()), ("Right", "<p>Right</p>"));
    assert!(article.entry.row.status.starred && !article.entry.row.status.unread);
    let earlier = article.earlier.expect("the old words");
    assert_eq!((earlier.title.as_str(), earlier.body.as_str()), ("Wrong", "<p>Wrong</p>"));
}

/// D25.
#[test]
fn a_flood_of_old_entries_is_kept_as_read() {
    let dated = |day: i64| {
        let title = format!("Day {day}");
        entry(&day.to_string(), Some(&format!("https://a.example/{day}")), &title, Some(day * Time::DAY))
    };
    // So many may come late, one more is an archive; what is news beside it stays news.
    for (days, brought, unread) in [
        (950..1_000, StoredFetch { new: 50, ..StoredFetch::default() }, 60),
        (949..1_000, StoredFetch { old: 51, ..StoredFetch::default() }, 10),
        (920..1_000, StoredFetch { old: 80, ..StoredFetch::default() }, 10),
        (930..1_020, StoredFetch { old: 70, new: 10, ..StoredFetch::default() }, 20),
        (1_010..1_090, StoredFetch { new: 80, ..StoredFetch::default() }, 90),
    ] {
        let rig = rig();
        let fill = |days: std::ops::Range<i64>| fetch(&rig, days.map(dated).collect());
        assert_eq!(fill(1_000..1_010), stored(10, 0));
        assert_eq!(fill(days.clone()), brought, "{days:?}");
        assert_eq!(rig.unread(), unread, "{days:?}");
        let first = Term::Text(Field::Title, format!("day {}", days.start));
        let found = rig.store.count(Query { term: first, ..everything() });
        assert_eq!(found.wait().unwrap(), 1, "{days:?} can be found");
        assert_eq!(fill(days), stored(0, 0));
    }
}

#[test]
fn what_leaves_the_feed_stays_in_the_store() {
    let rig = rig();
    fetch(&rig, generator::document(0, 10).entries);
    assert_eq!(fetch(&rig, Vec::new()), stored(0, 0));
    assert_eq!(rig.unread(), 10);
}

#[test]
fn a_failure_keeps_entries_and_validators_and_is_told() {
    let rig = rig();
    fetch(&rig, generator::document(0, 10).entries);
    let at = generator::NOW.plus(60);
    let failed = || FetchRecord {
        feed: FEED,
        at,
        outcome: Outcome::Failed("HTTP 503: try later".into()),
        http_status: Some(503),
        validators: None,
        next_poll: at.plus(600),
        not_before: Some(at.plus(300)),
        after: Default::default(),
    };
    rig.store.record(failed()).wait().unwrap();
    rig.store.record(failed()).wait().unwrap();
    let feed = rig.store.feed("1").wait().unwrap().unwrap();
    assert_eq!(feed.counts.total, 10);
    assert_eq!((feed.health.failures, feed.health.http_status), (2, Some(503)));
    assert_eq!(feed.health.last_error.as_deref(), Some("HTTP 503: try later"));
    assert_eq!(feed.health.last_success, Some(generator::NOW));
    let job = rig.store.jobs(Some(vec![FEED])).wait().unwrap().remove(0);
    assert_eq!(job.validators.etag.as_deref(), Some(&b"\"v1\""[..]));
    assert_eq!((job.last_poll, job.not_before, job.entries), (Some(at), Some(at.plus(300)), 10));

    let validators = Validators { url: "u".into(), etag: None, last_modified: Some(vec![0xff, 0]) };
    let unchanged = FetchRecord {
        outcome: Outcome::Unchanged,
        http_status: Some(304),
        validators: Some(validators.clone()),
        not_before: None,
        ..failed()
    };
    rig.store.record(unchanged).wait().unwrap();
    let feed = rig.store.feed("1").wait().unwrap().unwrap();
    assert_eq!((feed.health.failures, feed.health.last_error), (0, None));
    assert_eq!(feed.health.last_success, Some(at));
    assert_eq!(rig.store.jobs(None).wait().unwrap().remove(0).validators, validators, "bytes as received");
}

#[test]
fn feeds_are_due_when_their_time_has_come() {
    let rig = Rig::new();
    assert_eq!(rig.store.next_due(generator::NOW).wait().unwrap(), None);
    let feeds = rig.store.subscribe((0..4).map(generator::subscription).collect(), generator::NOW).wait().unwrap();
    assert_eq!(rig.store.next_due(generator::NOW).wait().unwrap(), Some(Time(0)), "never asked: due at once");
    let polls = [(0, 100, None), (1, 200, Some(400)), (2, Time::DAY * 365, None)];
    for (feed, next, not_before) in polls {
        let record = FetchRecord {
            outcome: Outcome::Unchanged,
            next_poll: generator::NOW.plus(next),
            not_before: not_before.map(|seconds| generator::NOW.plus(seconds)),
            ..generator::record(feeds[feed], FeedDocument::default(), generator::NOW)
        };
        rig.store.record(record).wait().unwrap();
    }
    let due = |after| -> Vec<i64> {
        let jobs = rig.store.due(generator::NOW.plus(after)).wait().unwrap();
        jobs.into_iter().filter_map(|job| job.feed).map(|feed| feed.0).collect()
    };
    assert_eq!(due(0), [4, 3], "a poll a year ahead was put there by a wrong clock");
    assert_eq!(due(100), [4, 1, 3]);
    assert_eq!(due(300), [4, 1, 3], "Retry-After holds");
    assert_eq!(due(400), [4, 1, 2, 3]);
}

#[test]
fn the_pace_of_a_feed_is_known() {
    let rig = rig();
    fetch(&rig, generator::document(0, 24 * 7).entries);
    let pace = rig.store.feed("1").wait().unwrap().unwrap().health.posts_per_week;
    assert!((150.0..=175.0).contains(&pace), "one an hour is 168 a week, not {pace}");
}

#[test]
fn an_unknown_feed_is_an_error() {
    let rig = rig();
    let record = generator::record(FeedId(77), generator::document(0, 3), generator::NOW);
    assert!(rig.store.record(record).wait().is_err());
    assert_eq!(rig.marks(), []);
}

#[test]
fn a_date_before_computers_had_one_is_none() {
    let rig = rig();
    fetch(&rig, vec![entry("1", None, "Undated", Some(-62_135_596_800))]);
    let article = rig.store.article(EntryId(1)).wait().unwrap().unwrap();
    assert_eq!(article.entry.row.date, generator::NOW);
}
