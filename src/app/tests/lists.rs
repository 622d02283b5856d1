//! Lists: virtual windows, snapshots, the tree beside them.

use super::reader::{Reader, feed, row};
use crate::app::event::{Event, Progress};
use crate::app::state::{Pane, TreeItem};
use crate::app::{Start, State, list};
use crate::model::{EntryId, FeedId, Folder, View};

fn long(count: i64) -> Reader {
    let entries = (1..=count).rev().map(|id| row(id, 1)).collect();
    Reader::of(vec![feed(1, "")], entries)
}

#[test]
fn a_long_list_is_walked_with_few_rows_in_memory() {
    let mut reader = long(5_000);
    for expected in (1..5_000).rev() {
        reader.press("j");
        assert_eq!(reader.selected(), expected);
        assert!(reader.state.list.rows.len() <= 1_200);
    }
    for expected in 2..=5_000 {
        reader.press("k");
        assert_eq!(reader.selected(), expected);
    }
}

#[test]
fn the_ends_of_a_long_list_are_one_key_away() {
    let mut reader = long(5_000);
    reader.press("G");
    assert_eq!((reader.selected(), reader.state.list.cursor), (1, 4_999));
    reader.press("k k");
    assert_eq!(reader.selected(), 3);
    reader.press("g g");
    assert_eq!((reader.selected(), reader.state.list.cursor), (5_000, 0));
}

#[test]
fn what_arrives_is_counted_and_enters_on_demand() {
    let mut reader = long(50);
    reader.press("j j");
    let line = reader.state.list.cursor - reader.state.list.top;
    reader.entries.insert(0, row(51, 1));
    reader.entries.insert(0, row(52, 1));
    reader.tell(Event::StoreChanged { elsewhere: false });
    assert_eq!((reader.state.list.new, reader.state.list.total, reader.selected()), (2, 50, 48));
    reader.press("=");
    assert_eq!((reader.state.list.new, reader.state.list.total, reader.selected()), (0, 52, 48));
    assert_eq!(reader.state.list.cursor - reader.state.list.top, line, "the selected entry keeps its line");
}

#[test]
fn what_came_next_stands_in_the_place_of_what_is_gone() {
    let mut reader = long(50);
    reader.press("j j j j");
    assert_eq!(reader.selected(), 46);
    // A rule hides it, what follows it, and some above.
    reader.entries.retain(|row| ![45, 46, 48, 49].contains(&row.id.0));
    reader.tell(Event::StoreChanged { elsewhere: true });
    assert_eq!((reader.selected(), reader.state.list.cursor), (44, 2));
    reader.press("G");
    reader.entries.pop();
    reader.tell(Event::StoreChanged { elsewhere: true });
    assert_eq!((reader.selected(), reader.state.list.cursor), (2, 44));
}

#[test]
fn a_refresh_that_was_asked_for_enters_at_once() {
    let mut reader = long(5);
    reader.press("r");
    reader.entries.insert(0, row(6, 1));
    reader.tell(Event::RefreshDone(Progress { done: 1, total: 1, new: 1, failed: 0 }));
    assert_eq!((reader.state.list.total, reader.state.list.new), (6, 0));
    assert!(reader.notice().contains("1 new"));
}

#[test]
fn an_empty_list_fills_by_itself() {
    let mut reader = long(0);
    assert_eq!(reader.state.list.total, 0);
    reader.entries.push(row(1, 1));
    reader.tell(Event::StoreChanged { elsewhere: false });
    assert_eq!(reader.state.list.total, 1);
}

#[test]
fn what_arrives_before_the_first_page_is_shown_too() {
    let mut reader = long(0);
    let (state, effects) = State::new(Start::default(), reader.state.size, reader.now);
    reader.state = state;
    let answers: Vec<Event> = effects.iter().filter_map(|effect| reader.answer(effect)).collect();
    reader.entries.push(row(1, 1));
    reader.tell(Event::StoreChanged { elsewhere: false });
    answers.into_iter().for_each(|answer| reader.tell(answer));
    assert_eq!((reader.state.list.total, reader.state.list.new), (1, 0));
}

#[test]
fn what_is_counted_while_an_empty_list_is_read_again_is_shown_too() {
    let mut reader = long(0);
    let mut effects = Vec::new();
    list::reload(&mut reader.state, &mut effects);
    let page = reader.answer(&effects[0]).unwrap();
    reader.entries.push(row(1, 1));
    reader.tell(Event::StoreChanged { elsewhere: false });
    reader.tell(page);
    assert_eq!((reader.state.list.total, reader.state.list.new), (1, 0));
}

#[test]
fn the_list_follows_the_tree() {
    let mut reader = Reader::with(9);
    reader.press("h j j j j");
    assert_eq!(reader.state.tree.rows[5].item, TreeItem::Folder(Folder("World".into())));
    assert_eq!(reader.state.list.spec.view, View::Folder(Folder("World".into())));
    assert_eq!(reader.state.list.total, 6);
    reader.press("enter");
    assert_eq!(reader.state.focus, Pane::List);
}

#[test]
fn folders_fold_and_count_what_they_hold() {
    let mut reader = Reader::with(9);
    let labels = |reader: &Reader| reader.state.tree.rows.iter().map(|row| row.label.clone()).collect::<Vec<_>>();
    assert_eq!(
        labels(&reader),
        ["Front page", "Unread", "Today", "Starred", "All", "World", "Europe", "Feed 2", "Feed 1", "Feed 3"]
    );
    reader.press("h j j j j c");
    assert_eq!(labels(&reader), ["Front page", "Unread", "Today", "Starred", "All", "World", "Feed 3"]);
    assert_eq!(reader.state.tree.rows[5].count, 6);
    reader.press("c");
    assert_eq!(labels(&reader).len(), 10);
}

#[test]
fn capital_j_goes_feed_by_feed() {
    let mut reader = Reader::with(9);
    let mut views = Vec::new();
    for _ in 0..3 {
        reader.press("J");
        views.push(reader.state.list.spec.view.clone());
    }
    assert_eq!(views, [2, 1, 3].map(|id| View::Feed(FeedId(id))));
    reader.press("J");
    assert_eq!(reader.notice(), "No feed further on");
    reader.press("K");
    assert_eq!(reader.state.list.spec.view, View::Feed(FeedId(1)));
}

#[test]
fn hiding_what_is_read_is_kept_for_feeds_and_folders() {
    let mut reader = Reader::with(9);
    reader.press("J enter enter q");
    reader.now = reader.now.plus(5);
    reader.press("H");
    assert_eq!(reader.state.list.total, 2);
    reader.press("J K");
    assert_eq!(reader.state.list.total, 2);
}

#[test]
fn a_feed_that_is_gone_gives_way_to_unread() {
    let mut reader = Reader::with(9);
    reader.press("J");
    reader.feeds.remove(1);
    reader.tell(Event::StoreChanged { elsewhere: true });
    assert_eq!(reader.state.list.spec.view, View::Unread);
}

#[test]
fn the_place_is_found_again() {
    let mut reader = Reader::with(90);
    reader.press("J j j j");
    let (view, selected) = (reader.state.list.spec.view.clone(), reader.selected());
    reader.press("Q");
    let place = reader.asked.iter().find_map(|effect| match effect {
        crate::app::effect::Effect::SavePlace(place) => Some((**place).clone()),
        _ => None,
    });
    let start = crate::app::Start { place, ..Default::default() };
    let (state, effects) = crate::app::State::new(start, reader.state.size, reader.now);
    assert_eq!(state.list.spec.view, view);
    assert!(effects.iter().any(|effect| matches!(effect, crate::app::effect::Effect::LoadPage { request, .. }
        if request.at == crate::model::PageAt::Around(EntryId(selected)))));
}
