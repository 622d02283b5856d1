//! Searches that the reader keeps, and every change of them undone.

use dateline::model::{Archive, ArchivedSearch, Mark, SearchId, Term};
use dateline::store::StoreError;
use jiff::tz::TimeZone;

use crate::generator::NOW;
use crate::{Rig, mark};

fn kept(rig: &Rig) -> Vec<(String, String)> {
    rig.store.searches().wait().unwrap().into_iter().map(|saved| (saved.name, saved.query)).collect()
}

fn pair(name: &str, query: &str) -> (String, String) {
    (name.to_owned(), query.to_owned())
}

fn save(rig: &Rig, name: &str, query: &str) -> String {
    rig.store.save_search(name.into(), query.into(), NOW).wait().unwrap().text
}

fn searches(searches: Vec<ArchivedSearch>) -> Archive {
    Archive { searches, ..Archive::default() }
}

#[test]
fn searches_are_kept_renamed_and_removed_and_each_is_undone() {
    let rig = Rig::new();
    assert_eq!(save(&rig, "Water", "river OR lake"), "Saved the search Water");
    save(&rig, "Unread", "is:unread");
    assert_eq!(save(&rig, "Water", "river"), "Changed the search Water");
    let water = rig.store.searches().wait().unwrap()[0].id;
    rig.store.rename_search(water, "Rivers".into(), NOW).wait().unwrap();
    let removed = rig.store.remove_search(water, NOW).wait().unwrap();
    assert_eq!((removed.text.as_str(), kept(&rig)), ("Removed the search Rivers", vec![pair("Unread", "is:unread")]));

    let stages = [
        vec![pair("Rivers", "river"), pair("Unread", "is:unread")],
        vec![pair("Water", "river"), pair("Unread", "is:unread")],
        vec![pair("Water", "river OR lake"), pair("Unread", "is:unread")],
        vec![pair("Water", "river OR lake")],
        vec![],
    ];
    for stage in &stages {
        rig.store.undo(NOW).wait().unwrap().unwrap();
        assert_eq!(kept(&rig), *stage);
    }
    for stage in stages.iter().rev().skip(1) {
        rig.store.redo(NOW).wait().unwrap().unwrap();
        assert_eq!(kept(&rig), *stage);
    }
    let rig = rig.reopen();
    assert_eq!(kept(&rig), stages[0]);
    assert_eq!(rig.store.tree().wait().unwrap().searches.len(), 2);
}

#[test]
fn a_name_belongs_to_one_search() {
    let rig = Rig::new();
    save(&rig, "A", "a");
    save(&rig, "B", "b");
    let a = rig.store.searches().wait().unwrap()[0].id;
    assert_eq!(rig.store.rename_search(a, "B".into(), NOW).wait(), Err(StoreError::NameTaken("B".into())));
    assert_eq!(rig.store.rename_search(SearchId(9), "C".into(), NOW).wait(), Err(StoreError::NoSearch));
    assert_eq!(rig.store.remove_search(SearchId(9), NOW).wait(), Err(StoreError::NoSearch));
    assert_eq!(kept(&rig), [pair("A", "a"), pair("B", "b")]);
}

#[test]
fn an_import_brings_searches_in_its_own_step() {
    let rig = Rig::new();
    save(&rig, "A", "mine");
    let archived = |name: &str| ArchivedSearch { name: name.into(), query: "theirs".into() };
    let brought = rig.store.import(searches(vec![archived("A"), archived("B")]), NOW).wait().unwrap();
    assert_eq!(brought.searches, 1);
    assert_eq!(kept(&rig), [pair("A", "mine"), pair("B", "theirs")]);
    let undone = rig.store.undo(NOW).wait().unwrap().unwrap();
    assert_eq!(undone.text, "Imported 0 feeds and 0 entries, 1 search");
    assert_eq!(kept(&rig), [pair("A", "mine")]);
    let again = rig.store.import(searches(vec![archived("A")]), NOW).wait().unwrap();
    assert_eq!(again.searches, 0);
}

#[test]
fn hits_are_what_is_unread_and_found() {
    let rig = Rig::filled(2, 10);
    let query = dateline::search::parse("", NOW, &TimeZone::UTC).unwrap();
    assert_eq!(query.term, Term::EVERYTHING);
    let hits = |most| rig.store.hits(query.clone(), most, false).wait().unwrap();
    assert_eq!((hits(1_000), hits(7)), (20, 7));
    let first = rig.marks()[0].0;
    rig.store.change(mark(&[first.0], Mark::Read, 1)).wait().unwrap();
    assert_eq!(hits(1_000), 19);
}

#[test]
fn the_tree_names_the_tags_in_use_and_counts_the_day() {
    let rig = Rig::filled(1, 5);
    let ids: Vec<i64> = rig.marks().iter().map(|(id, ..)| id.0).collect();
    rig.store.change(mark(&ids[..2], Mark::Tag("later".into()), 1)).wait().unwrap();
    rig.store.change(mark(&ids[..1], Mark::Tag("Art".into()), 1)).wait().unwrap();
    let tree = rig.store.tree().wait().unwrap();
    let own: Vec<&str> = tree.tags.iter().map(String::as_str).filter(|tag| ["later", "Art"].contains(tag)).collect();
    assert_eq!(own, ["Art", "later"]);
    let midnight = |at: i64| rig.store.tree_on(dateline::model::Time(at)).wait().unwrap().today;
    assert_eq!((midnight(0), midnight(i64::MAX)), (5, 0));
}
