//! Stories in lists: what is unread of them, their sources below their row, stepping from source to source.

use super::reader::{Reader, feed, row};
use crate::app::effect::Effect;
use crate::app::event::Event;
use crate::app::lines::{self, Line};
use crate::app::msg::{Mouse, MouseKind, MsgKind};
use crate::app::state::Pane;
use crate::app::{Start, State, areas, stories};
use crate::model::{
    EntryId, EntryRow, Folder, SavedSearch, SearchId, Sibling, Spare, StatusChange, StoryId, Time, View,
};

/// Nine entries, of which the second, the fourth and the ninth tell one story.
fn told() -> Reader {
    let mut reader = Reader::with(9);
    for row in reader.entries.iter_mut().filter(|row| [2, 4, 9].contains(&row.id.0)) {
        (row.story, row.also) = (Some(StoryId(1)), 2);
    }
    reader.press("3");
    reader
}

fn shown(reader: &Reader) -> i64 {
    reader.state.article.entry.map_or(0, |id| id.0)
}

#[test]
fn brackets_step_through_the_sources() {
    let mut reader = told();
    assert_eq!(reader.selected(), 9);
    reader.press("[");
    assert_eq!((shown(&reader), reader.state.focus, reader.notice()), (4, Pane::Article, "2/3 \u{b7} Feed 2"));
    assert!(!reader.entry(4).status.unread, "it is opened, and so read");
    assert!(reader.entry(9).status.unread);
    assert_eq!(reader.selected(), 9, "the selection stays on the story");
    reader.press("[");
    assert_eq!((shown(&reader), reader.notice()), (2, "1/3 \u{b7} Feed 3"));
    reader.press("[");
    assert_eq!((shown(&reader), reader.notice()), (2, "1/3 \u{b7} Feed 3 \u{b7} the first source"));
    reader.press("m");
    assert!(reader.entry(2).status.unread, "what is marked is what is read");
    reader.press("h ]");
    assert_eq!((shown(&reader), reader.state.focus), (4, Pane::Article), "from the list it goes on where it was");
    reader.press("] ]");
    assert_eq!((shown(&reader), reader.notice()), (9, "3/3 \u{b7} Feed 1 \u{b7} the last source"));
    assert_eq!(reader.state.trail.last(), Some(&EntryId(9)));
}

#[test]
fn what_one_source_tells_has_no_next() {
    let mut reader = told();
    reader.press("j ]");
    assert_eq!((reader.notice(), reader.state.focus), ("No other source tells this", Pane::List));
    assert!(reader.entry(8).status.unread, "nothing was opened");
}

#[test]
fn an_answer_that_comes_late_opens_nothing() {
    let mut reader = told();
    let mut effects = Vec::new();
    stories::step(&mut reader.state, -1, &mut effects);
    let answer = reader.answer(&effects[0]).unwrap();
    reader.press("j");
    reader.tell(answer);
    assert_eq!((shown(&reader), reader.state.focus), (8, Pane::List));
}

/// What the tree says is unread: in all, in a folder, in a feed.
fn counts(reader: &Reader) -> [u64; 3] {
    let tree = &reader.state.tree.tree;
    [tree.unread(), tree.unread_in_folder(&Folder("World".into())), tree.feeds[0].counts.unread]
}

/// [`told`], where the store knows what tells the same, and no change is acknowledged.
fn counted() -> Reader {
    let mut reader = told();
    let spare = |scope: &str, unread| Spare { scope: scope.to_owned(), unread };
    let members = [2, 4, 9].map(|id| (EntryId(id), reader.entry(id).feed));
    for row in reader.entries.iter_mut().filter(|row| row.story.is_some()) {
        let others = members.iter().filter(|(id, _)| *id != row.id);
        row.unread_others = others.map(|&(entry, feed)| Sibling { entry, feed, date: Time(0), twin: false }).collect();
    }
    reader.extra.spares = vec![spare("all", 2), spare("loud", 2), spare("folder:World", 1)];
    reader.acknowledge = false;
    reader.press("2");
    reader.tell(Event::StoreChanged { elsewhere: true });
    reader
}

#[test]
fn what_is_read_of_a_story_leaves_its_row_to_another() {
    let mut reader = counted();
    assert_eq!((reader.selected(), counts(&reader)), (9, [7, 5, 3]));
    reader.press("m");
    assert_eq!(counts(&reader), [7, 5, 2], "its feed has one less, the lists have another of the story");
    let seen = |reader: &Reader, id| reader.state.row(EntryId(id)).is_some_and(|row| row.seen && row.status.unread);
    assert!(seen(&reader, 4) && seen(&reader, 2) && !seen(&reader, 9));
    reader.press("j j j j j m");
    assert_eq!((reader.selected(), counts(&reader)), (4, [7, 4, 2]), "in the folder it was the last");
    reader.press("j j m");
    assert_eq!((reader.selected(), counts(&reader)), (2, [6, 4, 2]));
    reader.press("m");
    assert_eq!(counts(&reader), [7, 4, 2]);
}

#[test]
fn what_is_marked_together_counts_once() {
    let mut reader = counted();
    reader.press("v j j j j v j v m");
    assert_eq!(reader.state.list.rows.iter().filter(|row| !row.status.unread).count(), 3);
    assert_eq!(counts(&reader), [6, 4, 2]);
}

#[test]
fn what_tells_the_same_is_read_with_it_on_demand() {
    let mut reader = counted();
    reader.state.settings.read_siblings = true;
    reader.press("enter");
    assert_eq!(counts(&reader), [6, 4, 2]);
    let unread = |reader: &Reader| reader.state.list.rows.iter().filter(|row| row.status.unread).count();
    assert_eq!(unread(&reader), 6);
    let change = |effect: &Effect| match effect {
        Effect::Change(StatusChange::Entries { ids, siblings, .. }) => Some((ids.len(), *siblings)),
        _ => None,
    };
    assert_eq!(reader.asked.iter().find_map(change), Some((1, true)));
    reader.press("m");
    assert_eq!((unread(&reader), counts(&reader)), (7, [7, 5, 3]), "it alone is unread again");
}

#[test]
fn the_same_article_of_another_feed_is_read_with_it() {
    let mut reader = counted();
    for row in &mut reader.entries {
        row.unread_others.iter_mut().for_each(|other| other.twin = true);
    }
    reader.tell(Event::StoreChanged { elsewhere: true });
    reader.press("m");
    assert_eq!(counts(&reader), [6, 4, 2]);
    assert_eq!(reader.state.list.rows.iter().filter(|row| row.status.unread).count(), 6);
}

/// The lines of the list, each by the entry that it shows.
fn lines(reader: &Reader) -> Vec<(i64, bool)> {
    let list = &reader.state.list;
    let pane = areas::areas(&reader.state).list.unwrap();
    let shown = lines::lines(&reader.state, pane).into_iter().filter_map(|line| match line {
        Line::Row(index) => Some((list.row(index)?.id.0, false)),
        Line::Member(index, member) => Some((list.members(index).get(member)?.id.0, true)),
        Line::Header(_) | Line::Lead(_) => None,
    });
    shown.collect()
}

#[test]
fn a_story_unfolds_below_its_row() {
    let mut reader = told();
    let folded = lines(&reader);
    reader.press("c");
    assert_eq!(lines(&reader)[..4], [(9, false), (2, true), (4, true), (8, false)]);
    assert_eq!((reader.selected(), reader.state.list.total), (9, 9), "the list stays what it is");
    reader.press("j");
    assert_eq!((reader.selected(), reader.state.list.cursor, shown(&reader)), (2, 0, 2));
    reader.press("j j");
    assert_eq!((reader.selected(), reader.state.list.cursor), (8, 1));
    reader.press("k s m");
    assert_eq!(reader.selected(), 4);
    assert!(reader.entry(4).status.starred && !reader.entry(4).status.unread && reader.entry(9).status.unread);
    assert!(reader.state.list.members(0)[1].status.starred, "what is unfolded shows it at once");
    reader.press("enter");
    assert_eq!((shown(&reader), reader.state.focus), (4, Pane::Article));
    reader.press("h n");
    assert_eq!(reader.selected(), 8, "the next unread is the next of the list");
    reader.press("h k k c");
    assert_eq!((lines(&reader), reader.selected()), (folded, 9));
}

#[test]
fn what_is_unfolded_follows_the_store() {
    let mut reader = told();
    reader.press("c j");
    let at = reader.state.list.cursor;
    reader.entries.iter_mut().for_each(|row| row.status.unread = false);
    reader.tell(Event::StoreChanged { elsewhere: true });
    assert_eq!((reader.selected(), reader.state.list.cursor), (2, at), "the selection stays");
    assert!(reader.state.list.members(at).iter().all(|row| !row.status.unread));
    // The last of the others was split out.
    reader.entries.iter_mut().filter(|row| row.id != EntryId(9)).for_each(|row| row.story = None);
    reader.tell(Event::StoreChanged { elsewhere: true });
    assert_eq!((reader.selected(), reader.state.list.unfolded.len()), (9, 0));
    reader.press("c");
    assert_eq!(reader.notice(), "No other source tells this");
}

#[test]
fn marking_below_begins_at_the_row_of_what_is_unfolded() {
    let mut reader = told();
    reader.press("j j j c");
    assert_eq!(reader.notice(), "No other source tells this");
    reader.press("k k k c j j >");
    let unread: Vec<i64> = reader.entries.iter().filter(|row| row.status.unread).map(|row| row.id.0).collect();
    assert_eq!(unread, [9]);
}

#[test]
fn a_long_story_is_walked_on_a_low_screen() {
    let entries = (1..=60).rev().map(|id| EntryRow { story: Some(StoryId(1)), ..row(id, id % 3 + 1) }).collect();
    let mut reader = Reader::of(vec![feed(1, ""), feed(2, ""), feed(3, "")], entries);
    reader.press("c");
    for keys in ["j", "k"] {
        for step in 1..60 {
            reader.press(keys);
            let member = reader.state.list.member;
            assert_eq!(member, if keys == "j" { Some(step - 1) } else { 58_usize.checked_sub(step) });
            let pane = areas::areas(&reader.state).list.unwrap();
            let selected = Line::selected(&reader.state.list);
            assert!(lines::lines(&reader.state, pane).contains(&selected), "{selected:?} is out of sight");
        }
    }
    assert_eq!(reader.selected(), 60);
}

#[test]
fn a_click_chooses_what_is_unfolded() {
    let mut reader = told();
    reader.press("c");
    let pane = areas::areas(&reader.state).list.unwrap();
    let click = Mouse { kind: MouseKind::Press, x: pane.x + 5, y: pane.y + 3 };
    reader.send(MsgKind::Mouse(click));
    assert_eq!((reader.selected(), reader.state.focus), (4, Pane::List));
    reader.send(MsgKind::Mouse(click));
    assert_eq!((shown(&reader), reader.state.focus), (4, Pane::Article));
}

#[test]
fn each_entry_of_a_story_is_listed_on_demand() {
    let mut reader = counted();
    let unread = |reader: &Reader| reader.state.tree.rows.iter().find(|row| row.label == "Unread").unwrap().count;
    assert_eq!(unread(&reader), 7);
    reader.press("j j g a");
    assert!(reader.state.list.spec.apart);
    assert_eq!((unread(&reader), reader.selected(), reader.notice()), (9, 7, "Each entry of a story is listed"));
    reader.press("3");
    assert!(!reader.state.list.spec.apart, "each view by itself");
    reader.press("2 Q");
    assert!(reader.state.list.spec.apart);
    let place = reader.asked.iter().find_map(|effect| match effect {
        Effect::SavePlace(place) => Some((**place).clone()),
        _ => None,
    });
    let (state, _) = State::new(Start { place, ..Start::default() }, reader.state.size, reader.now);
    assert!(state.list.spec.apart && state.tree.apart == [View::Unread]);
    reader.press("J g a");
    assert_eq!(reader.notice(), "Here each entry stands by itself");
}

#[test]
fn a_saved_search_is_counted_as_it_is_listed() {
    let mut reader = told();
    let saved = SavedSearch { id: SearchId(7), name: "Entries".into(), query: "entry".into() };
    reader.extra.searches = vec![saved];
    reader.tell(Event::StoreChanged { elsewhere: false });
    reader.press("/").type_text("entry").press("enter g a");
    assert_eq!(reader.asked.last(), Some(&Effect::CountSearches { apart: vec![SearchId(7)] }));
    reader.press("g a");
    assert_eq!(reader.asked.last(), Some(&Effect::CountSearches { apart: Vec::new() }));
}
