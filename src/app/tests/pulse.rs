//! The pulse: its parts, and the list that each row opens.

use super::reader::Reader;
use crate::app::effect::{Effect, Ticket};
use crate::app::event::Event;
use crate::app::msg::{Mouse, MouseKind, MsgKind};
use crate::app::overlay::{Overlay, PulseBox, PulsePart};
use crate::app::state::Pane;
use crate::model::{HOURS, StoryId, Time, View, first_hour};
use crate::story::pulse::{Pulse, Rising, Span};

fn pulse(since: Time) -> Pulse {
    let word = |forms: &[&str]| Rising {
        shown: forms[0].into(),
        name: false,
        forms: forms.iter().map(|form| (*form).to_owned()).collect(),
        lately: 5,
        before: 1,
        course: [0; HOURS / 6],
    };
    let span = |story| Span {
        story: StoryId(story),
        headline: format!("Story {story}"),
        sources: 2,
        first: since,
        newest: since,
        course: [0; HOURS / 3],
    };
    Pulse {
        since,
        hours: [3; HOURS],
        rising: vec![word(&["crew"]), word(&["Wahl", "Wahlen"]), word(&["Ursula Franklin"])],
        lately: 6,
        stories: vec![span(7), span(9)],
    }
}

/// A reader with the pulse open.
fn open() -> Reader {
    let mut reader = Reader::with(10);
    reader.press("g p");
    let Some(Effect::LoadPulse { ticket }) = reader.asked.last().cloned() else { panic!("{:?}", reader.asked) };
    reader.tell(Event::Pulse { ticket, pulse: Box::new(pulse(first_hour(reader.now))) });
    reader
}

fn shown(reader: &Reader) -> &PulseBox {
    match &reader.state.overlay {
        Some(Overlay::Pulse(open)) => open,
        other => panic!("{other:?}"),
    }
}

fn text(reader: &Reader) -> &str {
    match &reader.state.list.spec.view {
        View::Search(search) => &search.text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_row_opens_its_list() {
    for (keys, wanted) in [
        ("enter", "title:crew after:1970-01-09T14:00:00Z"),
        ("j enter", "(title:Wahl OR title:Wahlen) after:1970-01-09T14:00:00Z"),
        ("j j l enter", "story:7"),
        ("G enter", "title:\"Ursula Franklin\" after:1970-01-09T14:00:00Z"),
        ("J j enter", "story:9"),
        ("j j j j enter", "story:9"),
        ("k h enter", "after:1970-01-12T12:00:00Z before:1970-01-12T13:00:00Z"),
        ("k enter", "after:1970-01-12T13:00:00Z"),
    ] {
        let mut reader = open();
        reader.now = Time(1_000_000 + 30);
        reader.press(keys);
        assert_eq!(text(&reader), wanted, "{keys}");
        assert_eq!((reader.state.focus, &reader.state.overlay), (Pane::List, &None));
        let again = crate::app::view::search(&reader.state, wanted).map(|search| search.query);
        let View::Search(search) = &reader.state.list.spec.view else { unreachable!() };
        assert_eq!(again.as_ref(), Some(&search.query), "{wanted} reads back");
    }
}

#[test]
fn the_parts_follow_one_another() {
    let mut reader = open();
    assert_eq!(shown(&reader).part, PulsePart::Rising);
    for (keys, part, row) in [
        ("k", PulsePart::Hours, HOURS - 1),
        ("l", PulsePart::Hours, HOURS - 1),
        ("h h", PulsePart::Hours, HOURS - 3),
        ("j j", PulsePart::Rising, 1),
        ("tab", PulsePart::Stories, 0),
        ("G", PulsePart::Stories, 1),
        ("g", PulsePart::Stories, 0),
        ("k", PulsePart::Rising, 1),
        ("K", PulsePart::Hours, HOURS - 3),
        ("K", PulsePart::Stories, 0),
    ] {
        reader.press(keys);
        let open = shown(&reader);
        assert_eq!((open.part, open.cursor(open.part)), (part, row), "{keys}");
    }
    reader.press("q");
    assert_eq!(reader.state.overlay, None);
}

#[test]
fn a_click_chooses_and_opens() {
    let mut reader = open();
    let frame = crate::app::boxes::frame(reader.state.size, reader.state.overlay.as_ref().unwrap());
    let areas = crate::app::boxes::PulseAreas::of(crate::app::boxes::inside(frame));
    let click = |reader: &mut Reader, x, y| reader.send(MsgKind::Mouse(Mouse { kind: MouseKind::Press, x, y }));
    click(&mut reader, areas.chart.x + 3, areas.chart.y);
    assert_eq!((shown(&reader).part, shown(&reader).cursor(PulsePart::Hours)), (PulsePart::Hours, 3));
    click(&mut reader, areas.stories.x, areas.stories.y);
    assert_eq!(shown(&reader).part, PulsePart::Hours, "a heading is no row");
    click(&mut reader, areas.stories.x + 1, areas.stories.y + 2);
    assert_eq!((shown(&reader).part, shown(&reader).cursor(PulsePart::Stories)), (PulsePart::Stories, 1));
    click(&mut reader, areas.stories.x + 1, areas.stories.y + 2);
    assert_eq!(text(&reader), "story:9");
}

#[test]
fn a_pulse_that_nobody_waits_for_is_dropped() {
    let mut reader = Reader::with(3);
    reader.tell(Event::Pulse { ticket: Ticket(0), pulse: Box::new(pulse(Time(0))) });
    assert_eq!(reader.state.overlay, None);
    reader.press("g p").press("esc").press("g p");
    reader.tell(Event::Pulse { ticket: Ticket(0), pulse: Box::new(pulse(Time(0))) });
    assert_eq!(shown(&reader).pulse, None);
    reader.press("j j enter G l h tab k");
    assert!(reader.state.overlay.is_some());
}
