//! Stories: stepping from source to source.

use super::reader::Reader;
use crate::app::state::Pane;
use crate::app::stories;
use crate::model::{EntryId, StoryId};

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
