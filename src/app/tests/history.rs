//! The list of changes: what stands in it, and going to a point in it.

use super::reader::Reader;
use crate::app::effect::Effect;
use crate::app::event::Event;
use crate::app::overlay::{Overlay, Picker};
use crate::model::{Step, StepId, Time};

fn step(id: i64, undone: bool) -> Step {
    Step { id: StepId(id), at: Time(999_000), text: format!("Marked {id} read"), undone }
}

/// Four changes of which the last is undone.
fn open() -> Reader {
    let mut reader = Reader::with(3);
    reader.press("U");
    assert_eq!(reader.asked.last(), Some(&Effect::LoadSteps));
    reader.tell(Event::Steps(vec![step(4, true), step(3, false), step(2, false), step(1, false)]));
    reader
}

fn list(reader: &Reader) -> &Picker {
    let Some(Overlay::Picker(picker)) = &reader.state.overlay else { panic!("the list is closed") };
    picker
}

#[test]
fn the_list_opens_on_what_would_be_undone_next() {
    let reader = open();
    let labels: Vec<_> = list(&reader).items.iter().map(|item| item.label.as_str()).collect();
    assert_eq!(labels, ["Marked 4 read", "Marked 3 read", "Marked 2 read", "Marked 1 read"]);
    assert_eq!(list(&reader).selected().map(|item| item.label.as_str()), Some("Marked 3 read"));
    assert_eq!(list(&reader).items[0].detail, "undone \u{b7} 16 min ago");
}

#[test]
fn enter_undoes_down_to_a_change_and_does_again_up_to_one() {
    let mut reader = open();
    reader.press("down enter");
    assert_eq!(reader.asked.last(), Some(&Effect::UndoDownTo(StepId(2))));
    assert_eq!(reader.state.overlay, None);
    let mut reader = open();
    reader.press("up enter");
    assert_eq!(reader.asked.last(), Some(&Effect::RedoUpTo(StepId(4))));
}

#[test]
fn without_changes_there_is_no_list() {
    let mut reader = Reader::with(3);
    reader.press("U");
    reader.tell(Event::Steps(Vec::new()));
    assert_eq!(reader.state.overlay, None);
    assert!(reader.notice().starts_with("Nothing has been changed"), "{}", reader.notice());
}
