//! The front page: opened, walked through, marked, and holding still.

use super::reader::{Reader, feed, row};
use crate::app::effect::Effect;
use crate::app::front::{Visits, columns};
use crate::app::msg::{Mouse, MouseKind, MsgKind};
use crate::app::state::{Pane, Size};
use crate::app::{MarkRead, Start, State, areas};
use crate::model::*;

/// Entries of feeds 1 to 6 in two folders and beside them: entry 1 to 3 are one story of three, the rest stand alone. The
/// reader's clock is that of the newest.
fn reader() -> Reader {
    let feeds = vec![feed(1, "World"), feed(2, "World"), feed(3, "World"), feed(4, "Arts"), feed(5, ""), feed(6, "")];
    let entry = |id: i64, feed: i64| EntryRow {
        date: Time(1_000_000 - (20 - id) * 600),
        lead: format!("What entry {id} has to say begins with this."),
        ..row(id, feed)
    };
    let mut entries: Vec<EntryRow> = (4..=12).rev().map(|id| entry(id, id % 6 + 1)).collect();
    entries.extend((1..=3).rev().map(|id| EntryRow { story: Some(StoryId(9)), ..entry(id, id) }));
    let mut reader = Reader::of(feeds, entries);
    reader.press("1");
    reader
}

fn order(reader: &Reader) -> Vec<i64> {
    reader.state.list.rows.iter().map(|row| row.id.0).collect()
}

fn unread(reader: &Reader) -> Vec<i64> {
    let unread = reader.entries.iter().filter(|row| row.status.unread);
    let mut unread: Vec<i64> = unread.map(|row| row.id.0).collect();
    unread.sort_unstable();
    unread
}

fn resize(reader: &mut Reader, width: u16, height: u16) {
    reader.send(MsgKind::Resize { width, height });
}

#[test]
fn stories_stand_by_section_and_weight_and_open_at_their_lead() {
    let mut reader = reader();
    assert_eq!(reader.state.list.title, "Front page");
    assert_eq!(order(&reader), [1, 12, 8, 7, 6, 9, 11, 10, 5, 4], "{:#?}", reader.state.list.front);
    assert_eq!(reader.state.list.front.len(), 10);
    assert!(areas::areas(&reader.state).article.is_none(), "the page has the room");
    reader.press("j enter");
    assert_eq!((reader.state.focus, reader.state.article.entry), (Pane::Article, Some(EntryId(12))));
    assert!(areas::areas(&reader.state).article.is_some());
    assert!(!unread(&reader).contains(&12));
    reader.press("q");
    assert_eq!((reader.state.focus, reader.selected()), (Pane::List, 12));
    reader.press("q");
    assert_eq!(reader.state.focus, Pane::Tree);
}

#[test]
fn a_story_is_marked_with_all_that_tell_it_and_starred_alone() {
    let mut reader = reader();
    reader.press("m");
    assert_eq!(unread(&reader), (4..=12).collect::<Vec<_>>());
    reader.press("m");
    assert_eq!(unread(&reader), (1..=12).collect::<Vec<_>>());
    reader.press("A");
    assert_eq!(unread(&reader), (4..=12).collect::<Vec<_>>());
    reader.press("s");
    let starred = reader.entries.iter().filter(|row| row.status.starred).map(|row| row.id.0);
    assert_eq!(starred.collect::<Vec<_>>(), [1]);
    reader.press("j j <");
    assert!(!unread(&reader).contains(&12) && unread(&reader).contains(&8));
    reader.press(">");
    assert_eq!(unread(&reader), [8]);
}

#[test]
fn nothing_is_read_by_looking_at_the_page() {
    let mut reader = reader();
    reader.state.settings.mark_read = MarkRead::Dwell(2);
    reader.press("j k j");
    reader.now = Time(1_000_010);
    reader.send(MsgKind::Deadline);
    assert_eq!(unread(&reader).len(), 12);
    reader.press("enter");
    reader.now = Time(1_000_020);
    reader.send(MsgKind::Deadline);
    assert_eq!(unread(&reader).len(), 11);
}

#[test]
fn several_stories_are_marked_together() {
    let mut reader = reader();
    reader.press("v v m");
    assert_eq!(unread(&reader), (4..=11).collect::<Vec<_>>());
    reader.press("esc j g <");
    assert_eq!(reader.state.list.selection.len(), 4);
    reader.press("esc g v");
    assert_eq!(reader.state.list.selection.len(), 10);
}

#[test]
fn the_page_holds_still_until_it_is_asked() {
    let mut reader = reader();
    reader.press("j j");
    let before = order(&reader);
    // It joins the story, and another stands alone.
    reader.entries.insert(0, EntryRow { story: Some(StoryId(9)), date: Time(1_000_000), ..row(20, 4) });
    reader.entries.insert(0, EntryRow { date: Time(1_000_000), ..row(21, 3) });
    reader.tell(crate::app::event::Event::StoreChanged { elsewhere: false });
    assert_eq!((order(&reader), reader.state.list.new), (before.clone(), 2));
    // Another process marked something: shown, and nothing moves.
    reader.entries.iter_mut().find(|row| row.id == EntryId(12)).unwrap().status.unread = false;
    reader.tell(crate::app::event::Event::StoreChanged { elsewhere: true });
    assert_eq!((order(&reader), reader.state.list.new), (before.clone(), 2));
    assert!(!reader.state.list.rows[1].status.unread);
    let selected = reader.selected();
    reader.press("=");
    assert_eq!((reader.selected(), reader.state.list.new), (selected, 0));
    assert_ne!(order(&reader), before);
    assert!(order(&reader).contains(&21));
    reader.press("G g g");
    assert_eq!(reader.state.list.cursor, 0);
}

#[test]
fn the_selection_stays_with_a_story_that_gets_another_headline() {
    let mut reader = reader();
    assert_eq!(reader.selected(), 1);
    // The first to tell it is gone; the next one leads.
    reader.entries.retain(|row| row.id != EntryId(1));
    reader.state.list.selected = Some(EntryId(2));
    reader.press("j =");
    reader.press("k =");
    assert_eq!((reader.selected(), reader.state.list.front[0].ranked.sources.len()), (2, 2));
}

#[test]
fn rows_that_are_gone_take_their_stories_with_them() {
    let mut reader = reader();
    reader.entries.retain(|row| row.feed != FeedId(3) && row.id != EntryId(12));
    reader.tell(crate::app::event::Event::StoreChanged { elsewhere: true });
    let leads: Vec<i64> = reader.state.list.front.iter().map(|story| story.lead.0).collect();
    assert_eq!(leads, order(&reader));
    assert!(!leads.contains(&12) && !leads.contains(&8));
}

#[test]
fn keys_lead_through_columns_and_sections() {
    let mut reader = reader();
    resize(&mut reader, 160, 22);
    let columns = columns::columns(&reader.state);
    assert_eq!(columns.count, 3);
    let column = |reader: &Reader| columns.block(reader.state.list.cursor).unwrap().column;
    reader.press("l");
    assert_eq!(column(&reader), 1);
    reader.press("h");
    assert_eq!((column(&reader), reader.state.focus), (0, Pane::List));
    reader.press("h");
    assert_eq!(reader.state.focus, Pane::Tree, "left of the first column is the tree");
    reader.press("l J");
    assert_eq!(reader.state.list.front[reader.state.list.cursor].folder, Folder("Arts".into()));
    reader.press("J");
    assert!(reader.state.list.front[reader.state.list.cursor].folder.is_top());
    reader.press("J");
    assert_eq!(reader.notice(), "No section further on");
    reader.press("j K");
    assert!(reader.state.list.front[reader.state.list.cursor].folder.is_top());
    reader.press("K K");
    assert_eq!(reader.state.list.cursor, 0);
    // Where there is one column the article is to the right.
    resize(&mut reader, 80, 24);
    reader.press("l");
    assert_eq!(reader.state.focus, Pane::Article);
}

#[test]
fn every_story_has_its_place_at_every_size() {
    let mut reader = reader();
    for (width, height) in [(20, 5), (30, 9), (80, 24), (110, 30), (160, 50), (300, 12), (500, 200)] {
        resize(&mut reader, width, height);
        let pane = areas::areas(&reader.state).list.unwrap();
        reader.press("g g");
        let mut places = Vec::new();
        for row in 0..reader.state.list.rows.len() {
            assert_eq!(reader.state.list.cursor, row);
            let columns = columns::columns(&reader.state);
            let block = columns.block(row).unwrap();
            places.push((block.column, block.y));
            let place = columns.place(block);
            assert!(!place.is_empty() && pane.contains(place.x, place.y), "{place:?} at {width}x{height}");
            assert!(place.y + place.height <= pane.y + pane.height && place.x + place.width <= pane.x + pane.width);
            assert!(columns.page(block.row).contains(block));
            assert_eq!(columns.at(row, place.x, place.y), Some(row));
            reader.press("j");
        }
        assert!(places.is_sorted(), "{places:?} at {width}x{height}");
    }
}

#[test]
fn a_click_selects_and_opens() {
    let mut reader = reader();
    resize(&mut reader, 160, 22);
    let columns = columns::columns(&reader.state);
    let place = columns.place(columns.block(2).unwrap());
    let at = |kind| MsgKind::Mouse(Mouse { kind, x: place.x + 3, y: place.y + 1 });
    reader.send(at(MouseKind::Press));
    assert_eq!((reader.state.list.cursor, reader.state.focus), (2, Pane::List));
    reader.send(at(MouseKind::WheelDown));
    assert_eq!(reader.state.list.cursor, 3);
    reader.send(at(MouseKind::WheelUp));
    reader.send(at(MouseKind::Press));
    assert_eq!((reader.state.article.entry, reader.state.focus), (reader.state.list.selected, Pane::Article));
}

#[test]
fn the_page_has_an_order_of_its_own() {
    for keys in ["f", "H", "\\", "g b"] {
        let mut reader = reader();
        reader.press(keys);
        assert!(reader.notice().contains("order of its own"), "{keys}: {}", reader.notice());
        assert_eq!((&reader.state.prompt, &reader.state.overlay), (&None, &None), "{keys}");
    }
    let mut reader = reader();
    reader.press("h A");
    assert_eq!(unread(&reader).len(), 12, "nothing is marked from the tree");
    reader.press("l / E n t r y");
    assert!(reader.state.list.spec.is_found());
    reader.press("esc");
    assert_eq!((order(&reader).len(), reader.state.list.front.len()), (10, 10), "it comes back as it was");
}

fn visits(reader: &Reader) -> [Option<i64>; 2] {
    let Visits { before, latest } = reader.state.visits;
    [before, latest].map(|visit| visit.map(|moment| moment.0))
}

#[test]
fn what_came_since_the_last_visit_is_news() {
    let mut reader = reader();
    assert_eq!(visits(&reader), [None, Some(1_000_000)]);
    reader.now = Time(1_000_300);
    reader.press("2 1");
    assert_eq!(visits(&reader), [None, Some(1_000_300)], "five minutes later it is the same visit");
    reader.now = Time(1_003_000);
    reader.entries.insert(0, EntryRow { date: Time(1_002_000), ..row(30, 4) });
    reader.press("2 1");
    assert_eq!(visits(&reader), [Some(1_000_300), Some(1_003_000)]);
    let news = |reader: &Reader, lead: i64| {
        let story = reader.state.list.front.iter().find(|story| story.lead == EntryId(lead)).unwrap();
        story.ranked.news.to_string()
    };
    assert_eq!((news(&reader, 30).as_str(), news(&reader, 12).as_str()), ("new", ""));
    reader.press("Q");
    let place = reader.asked.iter().rev().find_map(|effect| match effect {
        Effect::SavePlace(place) => Some(place.clone()),
        _ => None,
    });
    let place = place.unwrap();
    assert_eq!((place.visits, &place.list.view), (reader.state.visits, &View::Front));
    let start = Start { place: Some(*place), ..Start::default() };
    let (state, effects) = State::new(start, Size { width: 120, height: 30 }, Time(1_009_000));
    assert_eq!(state.visits, Visits { before: Some(Time(1_003_000)), latest: Some(Time(1_009_000)) });
    assert!(effects.iter().any(|effect| matches!(effect, Effect::LoadFront { visit: Some(Time(1_003_000)), .. })));
}

/// The view that a reader begins with who has so many feeds and that place.
fn first_view(feeds: i64, start: Start) -> View {
    let feeds = (1..=feeds).map(|id| feed(id, "")).collect();
    let mut reader = Reader::of(feeds, (1..=12).rev().map(|id| row(id, id % 6 + 1)).collect());
    let (state, effects) = State::new(start, Size { width: 120, height: 30 }, Time(1_000_000));
    reader.state = state;
    reader.carry_out(effects);
    reader.state.list.spec.view.clone()
}

#[test]
fn it_is_what_a_reader_of_some_feeds_begins_with() {
    let first = || Start { front_first: true, ..Start::default() };
    assert_eq!(first_view(6, first()), View::Front);
    assert_eq!(first_view(3, first()), View::Unread, "there is not enough to fill it");
    assert_eq!(first_view(6, Start::default()), View::Unread, "the configuration asks for another");
    let mut reader = reader();
    reader.press("2 Q");
    let place = reader.asked.iter().rev().find_map(|effect| match effect {
        Effect::SavePlace(place) => Some(place.clone()),
        _ => None,
    });
    assert_eq!(first_view(6, Start { place: place.map(|place| *place), ..first() }), View::Unread, "it has been seen");
}
