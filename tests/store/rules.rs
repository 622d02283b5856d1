//! Rules: what they hide, tag and mark, on what arrives and on what is there, and how all of it is taken back.

use dateline::model::*;
use dateline::search;
use dateline::store::StoreError;

use crate::{Rig, everything, generator, newest, opened};

const NOW: Time = generator::NOW;

fn rule(action: Action, query: &str) -> Rule {
    Rule { query: query.to_owned(), action, until: None }
}

/// A store that a feed with entries of these titles has come to, the last one the newest.
fn holding(titles: &[&str]) -> (Rig, FeedId) {
    let rig = Rig::new();
    let feed = rig.store.subscribe(vec![generator::subscription(0)], NOW).wait().unwrap()[0];
    publish(&rig, feed, titles, NOW);
    (rig, feed)
}

fn publish(rig: &Rig, feed: FeedId, titles: &[&str], at: Time) -> StoredFetch {
    let entry = |title: &&str| NewEntry {
        identity: (*title).to_owned(),
        title: (*title).to_owned(),
        url: Some(format!("https://news0.example/{title}")),
        body: format!("<p>{title}</p>"),
        ..NewEntry::default()
    };
    let document = FeedDocument { entries: titles.iter().rev().map(entry).collect(), ..FeedDocument::default() };
    rig.store.record(generator::record(feed, document, at)).wait().unwrap()
}

fn titles(rig: &Rig, query: &str) -> Vec<String> {
    let query = search::parse(query, NOW, &jiff::tz::TimeZone::UTC).unwrap();
    let mut found = rig.store.find(query, 10_000).wait().unwrap();
    found.sort_by_key(|entry| entry.row.id);
    found.into_iter().map(|entry| entry.row.title).collect()
}

fn add(rig: &Rig, rule: Rule) -> RuleId {
    rig.store.add_rule(rule, NOW).wait().unwrap();
    rig.store.settled().wait().unwrap();
    latest(rig)
}

fn latest(rig: &Rig) -> RuleId {
    rig.store.rules().wait().unwrap().last().unwrap().id
}

fn counts(rig: &Rig) -> (u64, u64) {
    let counts = rig.store.tree().wait().unwrap().feeds[0].counts;
    (counts.total, counts.unread)
}

#[test]
fn a_mute_hides_what_is_there_and_what_arrives() {
    let (rig, feed) = holding(&["storm one", "calm"]);
    add(&rig, rule(Action::Mute, "storm"));
    assert_eq!(titles(&rig, ""), ["calm"]);
    assert_eq!(counts(&rig), (1, 1));
    let stored = publish(&rig, feed, &["storm two", "quiet"], NOW.plus(60));
    assert_eq!(stored.new, 1, "what is hidden is no news");
    assert_eq!(titles(&rig, ""), ["calm", "quiet"]);
    assert_eq!(titles(&rig, "is:muted"), ["storm one", "storm two"]);
    assert_eq!(rig.store.rules().wait().unwrap()[0].entries, 2);
    rig.assert_sound();
}

#[test]
fn what_a_mute_hid_comes_back_when_it_is_removed_unless_another_hides_it() {
    let (rig, _) = holding(&["storm", "storm flood", "flood"]);
    let storm = add(&rig, rule(Action::Mute, "storm"));
    add(&rig, rule(Action::Mute, "flood"));
    assert!(titles(&rig, "").is_empty());
    let applied = rig.store.remove_rule(storm, NOW).wait().unwrap();
    assert_eq!(applied.text, "Removed the rule: mute storm");
    rig.store.settled().wait().unwrap();
    assert_eq!(titles(&rig, ""), ["storm"]);
    rig.assert_sound();
    let gone = rig.store.remove_rule(storm, NOW).wait();
    assert!(matches!(gone, Err(StoreError::NoRule(_))), "{gone:?}");
}

#[test]
fn every_change_of_a_rule_is_undone_and_done_again() {
    let (rig, _) = holding(&["storm", "flood"]);
    let undo = |rig: &Rig| {
        let step = rig.store.undo(NOW).wait().unwrap();
        rig.store.settled().wait().unwrap();
        step.map(|applied| applied.text).unwrap_or_default()
    };
    let redo = |rig: &Rig| {
        rig.store.redo(NOW).wait().unwrap();
        rig.store.settled().wait().unwrap();
    };
    let id = add(&rig, rule(Action::Mute, "storm"));
    rig.store.change_rule(id, rule(Action::Tag("wet".into()), "flood"), NOW).wait().unwrap();
    rig.store.settled().wait().unwrap();
    assert_eq!(
        (titles(&rig, ""), titles(&rig, "tag:wet")),
        (vec!["storm".into(), "flood".into()], vec!["flood".into()])
    );
    assert_eq!(undo(&rig), "Changed the rule: tag:wet flood");
    assert_eq!((titles(&rig, ""), titles(&rig, "tag:wet")), (vec!["flood".into()], vec![]));
    assert_eq!(undo(&rig), "Added the rule: mute storm");
    assert_eq!(titles(&rig, ""), ["storm", "flood"]);
    assert!(rig.store.rules().wait().unwrap().is_empty());
    redo(&rig);
    assert_eq!(titles(&rig, ""), ["flood"]);
    redo(&rig);
    assert_eq!((titles(&rig, "").len(), titles(&rig, "tag:wet")), (2, vec!["flood".into()]));
    let id = rig.store.rules().wait().unwrap()[0].id;
    rig.store.remove_rule(id, NOW).wait().unwrap();
    assert_eq!(titles(&rig, "tag:wet"), ["flood"], "a tag stays when its rule goes");
    undo(&rig);
    assert_eq!(rig.store.rules().wait().unwrap()[0].rule, rule(Action::Tag("wet".into()), "flood"));
    rig.assert_sound();
}

#[test]
fn stars_and_reading_are_for_what_arrives() {
    let (rig, feed) = holding(&["storm one"]);
    for action in [Action::Star, Action::Read, Action::FullText] {
        add(&rig, rule(action, "storm"));
    }
    assert_eq!((titles(&rig, "is:starred"), counts(&rig)), (vec![], (1, 1)));
    publish(&rig, feed, &["storm two", "calm"], NOW.plus(60));
    assert_eq!(titles(&rig, "is:starred"), ["storm two"]);
    assert_eq!(titles(&rig, "is:read"), ["storm two"]);
    let pages = rig.store.take_pages(NOW.plus(61), 10).wait().unwrap();
    assert_eq!(pages.iter().map(|job| job.url.as_str()).collect::<Vec<_>>(), ["https://news0.example/storm two"]);
    assert_eq!(rig.store.rules().wait().unwrap().iter().map(|rule| rule.entries).collect::<Vec<_>>(), [1, 1, 1]);
    rig.assert_sound();
}

#[test]
fn a_rule_ends_when_its_time_has_come() {
    let (rig, feed) = holding(&["storm one"]);
    let end = NOW.plus(Time::DAY);
    add(&rig, Rule { until: Some(end), ..rule(Action::Mute, "storm") });
    assert_eq!(rig.store.next_rule_end().wait().unwrap(), Some(end));
    assert_eq!(rig.store.end_rules(end.plus(-1)).wait().unwrap(), 0);
    publish(&rig, feed, &["storm two"], end.plus(-1));
    assert!(titles(&rig, "").is_empty());
    publish(&rig, feed, &["storm three"], end);
    assert_eq!(titles(&rig, ""), ["storm three"], "it has ended, though nobody has looked");
    assert_eq!(rig.store.end_rules(end).wait().unwrap(), 1);
    rig.store.settled().wait().unwrap();
    assert_eq!(titles(&rig, "").len(), 3);
    assert_eq!((rig.store.rules().wait().unwrap(), rig.store.next_rule_end().wait().unwrap()), (vec![], None));
    rig.assert_sound();
}

#[test]
fn dates_in_a_rule_mean_the_moment_of_arrival() {
    let (rig, feed) = holding(&["calm"]);
    add(&rig, rule(Action::Mute, "older:2d"));
    let dated = |title: &str, published: Time| NewEntry {
        identity: title.to_owned(),
        title: title.to_owned(),
        published: Some(published),
        ..NewEntry::default()
    };
    let later = NOW.plus(10 * Time::DAY);
    let entries = vec![dated("old", NOW), dated("new", later.plus(-Time::DAY))];
    let document = FeedDocument { entries, ..FeedDocument::default() };
    rig.store.record(generator::record(feed, document, later)).wait().unwrap();
    assert_eq!(titles(&rig, "is:muted"), ["old"]);
}

#[test]
fn a_rule_works_through_a_large_store_and_goes_on_after_a_restart() {
    let rig = Rig::filled(4, 600);
    let all = counts_of(&rig, everything());
    rig.store.add_rule(rule(Action::Mute, "river"), NOW).wait().unwrap();
    let id = latest(&rig);
    let rig = rig.reopen();
    rig.store.resume();
    rig.store.settled().wait().unwrap();
    let standing = rig.store.rules().wait().unwrap().remove(0);
    assert!(!standing.busy && standing.id == id);
    let hidden = counts_of(&rig, search::parse("is:muted", NOW, &jiff::tz::TimeZone::UTC).unwrap());
    assert_eq!((standing.entries, counts_of(&rig, everything())), (hidden, all - hidden));
    let river = search::parse("river", NOW, &jiff::tz::TimeZone::UTC).unwrap();
    assert_eq!((counts_of(&rig, river), hidden > 100), (0, true));
    rig.assert_sound();
    rig.store.remove_rule(id, NOW).wait().unwrap();
    rig.store.settled().wait().unwrap();
    assert_eq!(counts_of(&rig, everything()), all);
    rig.assert_sound();
}

fn counts_of(rig: &Rig, query: Query) -> u64 {
    rig.store.count(query).wait().unwrap()
}

#[test]
fn a_list_tells_what_is_hidden_from_it() {
    let (rig, _) = holding(&["storm one", "storm two", "flood", "calm"]);
    let storm = add(&rig, rule(Action::Mute, "storm"));
    let flood = add(&rig, rule(Action::Mute, "title:flood"));
    let hidden = |list: ListSpec| {
        let hidden = rig.store.hidden(list, opened(NOW.0)).wait().unwrap();
        hidden.into_iter().map(|hidden| (hidden.id, hidden.entries)).collect::<Vec<_>>()
    };
    assert_eq!(hidden(newest(View::All)), [(storm, 2), (flood, 1)]);
    assert_eq!(hidden(newest(View::Starred)), []);
    let search = |text: &str| {
        let query = search::parse(text, NOW, &jiff::tz::TimeZone::UTC).unwrap();
        newest(View::Search(Search { text: text.to_owned(), query }))
    };
    assert_eq!(hidden(search("one OR flood")), [(storm, 1), (flood, 1)]);
    assert_eq!(hidden(search("is:muted")), []);
    assert_eq!(hidden(search("calm")), []);
}

#[test]
fn a_ranked_list_goes_on_where_an_entry_was_hidden() {
    let names: Vec<String> = (0..900).map(|n| format!("report {n}")).collect();
    let (rig, _) = holding(&names.iter().map(String::as_str).collect::<Vec<_>>());
    rig.store.indexed().wait().unwrap();
    let query = search::parse("report sort:oldest", NOW, &jiff::tz::TimeZone::UTC).unwrap();
    let list = ListSpec { sort: Sort::Oldest, ..newest(View::Search(Search { text: "report".into(), query })) };
    let page = |at, limit| {
        let request = PageRequest { list: list.clone(), snapshot: opened(1), at, limit };
        let page = rig.store.page(request).wait().unwrap();
        (page.start.unwrap(), page.rows.into_iter().map(|row| row.title).collect::<Vec<_>>())
    };
    let gone = EntryId(601);
    assert_eq!(
        page(PageAt::Around(gone), 3),
        (599, vec!["report 599".into(), "report 600".into(), "report 601".into()])
    );
    add(&rig, rule(Action::Mute, "title:600 OR title:601 OR title:3"));
    assert_eq!(
        page(PageAt::Around(gone), 3),
        (598, vec!["report 599".into(), "report 602".into(), "report 603".into()])
    );
    add(&rig, rule(Action::Mute, "title:899"));
    assert_eq!(page(PageAt::Around(EntryId(900)), 2).0, 894, "the last two");
    assert_eq!(page(PageAt::Around(EntryId(9_999)), 2).0, 0);
}

#[test]
fn a_rule_is_weighed_before_it_is_made() {
    let mut names: Vec<String> = (0..600).map(|n| format!("report {n}")).collect();
    names.extend(["Storm Amy nears Ireland".into(), "Ireland after Amy: a report".into()]);
    let (rig, _) = holding(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let share = |text: &str| {
        let query = search::parse(text, NOW, &jiff::tz::TimeZone::UTC).unwrap();
        rig.store.preview(query).wait().unwrap()
    };
    assert_eq!(share("storm").to_string(), "1 of the last 500");
    assert!(share("report").is_most() && !share("ireland").is_most());
    let traits = rig.store.traits(vec![EntryId(601)]).wait().unwrap().unwrap();
    let (words, share) = traits.words.unwrap();
    assert_eq!((words.as_str(), share.found), ("storm ireland", 1));
    let all = Weight { found: 500, of: 500 };
    let named = |field, name: &str| Trait { field, names: vec![name.to_owned()], weight: all };
    assert_eq!(traits.named, [named(Field::Feed, "https://news0.example/feed.xml"), named(Field::Folder, "Desk 0")]);
    assert_eq!(rig.store.traits(vec![EntryId(9_999)]).wait().unwrap(), None);
}

/// What is offered beside words: of which field, the names, how many of the newest have one.
fn offered(traits: &Traits) -> Vec<(Field, Vec<&str>, u64)> {
    traits.named.iter().map(|of| (of.field, of.names.iter().map(String::as_str).collect(), of.weight.found)).collect()
}

#[test]
fn what_many_entries_have_is_offered_together() {
    let rig = Rig::new();
    let feeds = rig.store.subscribe((0..14).map(generator::subscription).collect(), NOW).wait().unwrap();
    let entry = |title: &str, author: &str, categories: &[&str]| NewEntry {
        identity: title.into(),
        title: title.into(),
        author: Some(author.into()),
        categories: categories.iter().map(|name| (*name).to_owned()).collect(),
        ..NewEntry::default()
    };
    let publish = |feed, entries| {
        let document = FeedDocument { entries, ..FeedDocument::default() };
        rig.store.record(generator::record(feed, document, NOW)).wait().unwrap();
    };
    // The entries 1 and 2, of two feeds; then 3 to 14, each of another.
    publish(feeds[0], vec![entry("Flood in Valencia", "A. Writer", &["News", "Weather", "Spain"])]);
    publish(feeds[1], vec![entry("Valencia counts the flood's cost", "Editor", &["weather", "NEWS", "Economy"])]);
    for (number, &feed) in feeds.iter().enumerate().skip(2) {
        publish(feed, vec![entry(&format!("Item {number}"), &format!("Author {number}"), &["News", "Economy"])]);
    }
    let traits = |ids: &[i64]| rig.store.traits(ids.iter().map(|id| EntryId(*id)).collect()).wait().unwrap().unwrap();
    let one = traits(&[1]);
    let categories: Vec<_> = offered(&one).into_iter().filter(|of| of.0 == Field::Category).collect();
    let category = |name, found| (Field::Category, vec![name], found);
    assert_eq!(categories, [category("Weather", 2), category("News", 14), category("Spain", 1)]);
    let two = traits(&[2, 1, 9_999]);
    assert_eq!(two.words.as_ref().map(|(words, of)| (words.as_str(), of.found)), Some(("valencia flood", 2)));
    let (first, second) = ("https://news0.example/feed.xml", "https://news1.example/feed.xml");
    assert_eq!(
        offered(&two),
        [
            (Field::Author, vec!["Editor", "A. Writer"], 2),
            (Field::Feed, vec![second, first], 2),
            category("weather", 2),
            category("NEWS", 14),
            category("Economy", 13),
            category("Spain", 1),
            (Field::Folder, vec!["Desk 0"], 10),
        ]
    );
    // Too many names make no rule that anybody reads.
    let all = traits(&(1..=14).collect::<Vec<_>>());
    let fields: Vec<Field> = offered(&all).into_iter().map(|of| of.0).collect();
    assert!(!fields.contains(&Field::Author) && !fields.contains(&Field::Feed) && fields.contains(&Field::Category));
    assert_eq!(all.words, None);
}

#[test]
fn a_query_that_is_none_makes_no_rule() {
    let (rig, _) = holding(&["calm"]);
    for query in ["", "  ", "(", "is:unraed", "is:muted", "a OR"] {
        let refused = rig.store.add_rule(rule(Action::Mute, query), NOW).wait();
        assert!(matches!(refused, Err(StoreError::Query(_))), "{query}: {refused:?}");
    }
    assert!(rig.store.rules().wait().unwrap().is_empty());
    assert_eq!(
        rig.store.undo(NOW).wait().unwrap().map(|applied| applied.text),
        Some("Subscribed to https://news0.example/feed.xml".into())
    );
}

#[test]
fn entries_that_are_hidden_stay_so_when_their_feed_goes_and_comes_back() {
    let (rig, feed) = holding(&["storm", "calm"]);
    let id = add(&rig, rule(Action::Mute, "storm"));
    rig.store.unsubscribe(feed, NOW).wait().unwrap();
    rig.store.undo(NOW).wait().unwrap();
    assert_eq!(titles(&rig, ""), ["calm"]);
    rig.store.unsubscribe(feed, NOW).wait().unwrap();
    rig.store.remove_rule(id, NOW).wait().unwrap();
    rig.store.settled().wait().unwrap();
    rig.assert_sound();
    assert!(titles(&rig, "").is_empty());
    rig.store.subscribe(vec![generator::subscription(0)], NOW).wait().unwrap();
    assert_eq!(titles(&rig, ""), ["storm", "calm"]);
    rig.assert_sound();
}

/// The reader stays where it is in a long list when what it stands on is hidden.
#[test]
fn a_page_is_found_around_what_was_just_hidden() {
    let names: Vec<String> = (0..900).map(|n| format!("report {n}{}", if n == 400 { " storm" } else { "" })).collect();
    let (rig, _) = holding(&names.iter().map(String::as_str).collect::<Vec<_>>());
    add(&rig, rule(Action::Mute, "storm"));
    let at = PageAt::Around(EntryId(401));
    let request = PageRequest { list: newest(View::All), snapshot: opened(NOW.0), at, limit: 10 };
    let page = rig.store.page(request).wait().unwrap();
    assert_eq!((page.start, page.total), (Some(494), Some(899)));
    assert_eq!(
        page.rows.iter().map(|row| row.id.0).collect::<Vec<_>>(),
        [406, 405, 404, 403, 402, 400, 399, 398, 397, 396]
    );
}

#[test]
fn an_article_of_several_feeds_is_hidden_once() {
    let rig = Rig::new();
    let feeds = rig.store.subscribe((0..2).map(generator::subscription).collect(), NOW).wait().unwrap();
    let entry = NewEntry {
        identity: "https://news.example/2025/storm-amy".into(),
        url: Some("https://news.example/2025/storm-amy".into()),
        title: "Storm Amy reaches the coast of Ireland tonight".into(),
        ..NewEntry::default()
    };
    for &feed in &feeds {
        let document = FeedDocument { entries: vec![entry.clone()], ..FeedDocument::default() };
        rig.store.record(generator::record(feed, document, NOW)).wait().unwrap();
    }
    let hidden = |view| {
        let hidden = rig.store.hidden(newest(view), opened(NOW.0)).wait().unwrap();
        hidden.into_iter().map(|hidden| hidden.entries).sum::<u64>()
    };
    let of_feed = add(&rig, rule(Action::Mute, "feed:news1"));
    assert_eq!((hidden(View::All), hidden(View::Feed(feeds[1]))), (0, 1), "the other feed shows it");
    rig.assert_sound();
    rig.store.remove_rule(of_feed, NOW).wait().unwrap();
    add(&rig, rule(Action::Mute, "storm"));
    assert_eq!((hidden(View::All), hidden(View::Feed(feeds[1]))), (1, 1));
    rig.assert_sound();
}
