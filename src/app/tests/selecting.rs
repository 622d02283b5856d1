//! Selecting many: what is selected, loaded or not, and what commands then act on.

use super::reader::{Reader, feed, row};
use crate::app::effect::Effect;
use crate::app::programs::{Pipe, Share, ShareBy};
use crate::model::{EntryId, Format, Mark, StatusChange};

fn selected(reader: &Reader) -> Vec<i64> {
    reader.state.list.selection.iter().map(|id| id.0).collect()
}

/// A list of one feed, longer than what is loaded.
fn long() -> Reader {
    Reader::of(vec![feed(1, "")], (1..=1_000).rev().map(|id| row(id, 1)).collect())
}

#[test]
fn v_selects_and_moves_down_and_again_takes_back() {
    let mut reader = Reader::with(6);
    reader.press("v v j v");
    assert_eq!((selected(&reader), reader.selected()), (vec![3, 5, 6], 2));
    reader.press("k v");
    assert_eq!(selected(&reader), [5, 6]);
    reader.press("esc");
    assert!(selected(&reader).is_empty());
}

#[test]
fn a_mark_is_set_on_all_that_are_selected_in_one_step() {
    let mut reader = Reader::with(6);
    reader.acknowledge = false;
    reader.press("v v s");
    let starred =
        StatusChange::Entries { ids: vec![EntryId(5), EntryId(6)], mark: Mark::Star, at: reader.now, siblings: false };
    assert_eq!(reader.asked.last(), Some(&Effect::Change(starred)));
    assert!(reader.state.list.rows[0].status.starred && reader.state.list.rows[1].status.starred);
    // All have it now, so that it is taken off.
    reader.press("s");
    assert!(!reader.state.list.rows[0].status.starred && !reader.state.list.rows[1].status.starred);
    // One that is read among unread ones is no reason to make all of them unread.
    reader.press("esc g g m v v v m");
    assert!(reader.state.list.rows[..3].iter().all(|row| !row.status.unread), "{:?}", selected(&reader));
}

#[test]
fn what_is_not_loaded_is_selected_too() {
    let mut reader = long();
    reader.acknowledge = false;
    assert!(reader.state.list.rows.len() < 1_000);
    reader.press("g v");
    assert_eq!((selected(&reader).len(), reader.notice()), (1_000, "1000 selected"));
    reader.press("m");
    assert!(
        matches!(reader.asked.last(), Some(Effect::Change(StatusChange::Entries { ids, mark: Mark::Read, .. })) if ids.len() == 1_000)
    );
    reader.press("esc j j g <");
    assert_eq!(selected(&reader), [998, 999, 1_000]);
    reader.press("esc G k g >");
    assert_eq!(selected(&reader), [1, 2]);
}

#[test]
fn what_a_query_finds_is_selected() {
    let mut reader = long();
    reader.press("*").type_text("entry 99*").press("enter");
    assert_eq!(selected(&reader).len(), 11, "{:?}", selected(&reader));
    reader.press("*").type_text("(").press("enter");
    assert!(reader.state.prompt.as_ref().unwrap().error.is_some());
    reader.press("esc *").type_text("nowhere").press("enter");
    assert_eq!((selected(&reader).len(), reader.notice()), (11, "Nothing more was found to select"));
}

#[test]
fn another_list_and_the_article_know_of_no_selection() {
    let mut reader = Reader::with(6);
    reader.press("v v enter s");
    assert_eq!(reader.entries.iter().filter(|row| row.status.starred).count(), 1);
    reader.press("q J");
    assert!(selected(&reader).is_empty());
}

#[test]
fn links_are_opened_and_copied_together() {
    let mut reader = Reader::with(30);
    reader.press("v v o");
    let opened =
        |reader: &Reader| reader.asked.iter().filter(|effect| matches!(effect, Effect::OpenUrl { .. })).count();
    assert_eq!(opened(&reader), 2);
    assert_eq!(reader.entries.iter().filter(|row| !row.status.unread).count(), 2);
    reader.press("y");
    let links = "https://example.org/1/30\nhttps://example.org/3/29";
    assert!(reader.asked.contains(&Effect::Copy(links.into())), "{:?}", reader.asked);
    reader.press("g v o");
    assert_eq!((opened(&reader), reader.notice()), (2, "30 are selected; no more than 20 pages are opened at once"));
}

#[test]
fn articles_are_given_away_together() {
    let mut reader = Reader::with(6);
    reader.press("v v w");
    assert_eq!(reader.state.prompt.as_ref().unwrap().input.value(), "2-entries.md");
    reader.press("enter");
    let both = vec![EntryId(5), EntryId(6)];
    assert!(matches!(reader.asked.last(), Some(Effect::Write { entries, .. }) if *entries == both));
    reader.state.prompt = None;
    let less = vec!["less".to_owned()];
    reader.state.settings.pipes =
        vec![Pipe { name: "less".into(), command: less.clone(), terminal: true, format: Format::Text }];
    reader.press("|");
    let piped = Effect::Pipe { entries: both, command: less, terminal: true, format: Format::Text };
    assert_eq!(reader.asked.last(), Some(&piped));
    reader.state.settings.shares =
        vec![Share { name: "s".into(), by: ShareBy::Address("https://s.example/?u={url}".into()) }];
    reader.press("b");
    assert_eq!(reader.asked.iter().filter(|effect| matches!(effect, Effect::OpenUrl { .. })).count(), 2);
}
