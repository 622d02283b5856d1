//! Coverage: going through the sources of a story, acting on one; following, splitting, joining.

use super::reader::{Reader, feed, row};
use crate::app::coverage::{CoverageBox, Covered, Member, blocks};
use crate::app::effect::{Effect, Ticket};
use crate::app::event::Event;
use crate::app::msg::{Mouse, MouseKind, MsgKind};
use crate::app::overlay::Overlay;
use crate::app::state::{Pane, TreeItem};
use crate::app::{boxes, retelling};
use crate::model::*;
use crate::story::news::{News, Said};

/// Nine entries of three feeds, of which 2, 4 and 9 tell one story.
fn reader() -> Reader {
    let entries = (1..=9)
        .rev()
        .map(|id| EntryRow { story: [2, 4, 9].contains(&id).then_some(StoryId(7)), ..row(id, id % 3 + 1) });
    let mut entries: Vec<EntryRow> = entries.collect();
    entries[6].title = "Zugspitze".to_owned();
    let mut reader = Reader::of(vec![feed(1, ""), feed(2, ""), feed(3, "")], entries);
    reader.press("3");
    reader
}

/// Answers what was asked last: these entries tell the story.
fn answer(reader: &mut Reader, members: &[i64]) {
    let ticket = reader.asked.iter().rev().find_map(|effect| match effect {
        Effect::CompareSources { ticket, .. } => Some(*ticket),
        _ => None,
    });
    let said = |text: String| Said { text, new: true };
    let member = |id: &i64| Member {
        row: reader.entry(*id).clone(),
        twin: false,
        shares: None,
        news: News { headline: true, said: vec![said(format!("Sentence of {id}."))] },
    };
    let covered = Covered { story: Some(StoryId(7)), followed: false, members: members.iter().map(member).collect() };
    let ticket = ticket.expect("a question");
    reader.tell(Event::SourcesCompared { ticket, covered: Box::new(covered) });
}

fn open(keys: &str) -> Reader {
    let mut reader = reader();
    reader.press(keys);
    answer(&mut reader, &[2, 4, 9]);
    reader
}

fn shown(reader: &Reader) -> &CoverageBox {
    match &reader.state.overlay {
        Some(Overlay::Coverage(open)) => open,
        other => panic!("{other:?}"),
    }
}

fn chosen(reader: &Reader) -> i64 {
    shown(reader).row().map_or(0, |row| row.id.0)
}

fn asked_of(reader: &Reader) -> Option<i64> {
    reader.asked.iter().rev().find_map(|effect| match effect {
        Effect::CompareSources { entry, .. } => Some(entry.0),
        _ => None,
    })
}

#[test]
fn the_sources_are_gone_through_and_one_is_opened() {
    let mut reader = open(".");
    assert_eq!((reader.selected(), chosen(&reader)), (9, 9), "it begins at the entry that was selected");
    for (keys, at) in [("k", 4), ("[", 2), ("k", 2), ("j", 4), ("]", 9), ("g g", 2), ("G", 9), ("h", 4)] {
        reader.press(keys);
        assert_eq!(chosen(&reader), at, "{keys}");
    }
    reader.press("enter");
    assert_eq!((reader.state.article.entry, reader.state.focus), (Some(EntryId(4)), Pane::Article));
    assert!(!reader.entry(4).status.unread, "opening reads");
    assert_eq!((reader.selected(), &reader.state.overlay), (9, &None), "the list keeps its selection");
    // From the article the same.
    reader.press(".");
    assert_eq!(asked_of(&reader), Some(4));
    answer(&mut reader, &[2, 4, 9]);
    assert_eq!(chosen(&reader), 4);
    reader.press("q");
    assert_eq!(reader.state.overlay, None);
}

#[test]
fn commands_act_on_the_source_that_is_looked_at() {
    let mut reader = open("v v .");
    reader.press("j g g m s o");
    assert_eq!(reader.entry(2).status, Status { unread: false, starred: true, read_at: Some(reader.now) });
    assert_eq!(shown(&reader).row().map(|row| row.status), Some(reader.entry(2).status), "and it is shown");
    assert!(reader.entries.iter().filter(|row| row.id.0 != 2).all(|row| row.status.unread && !row.status.starred));
    let url = "https://example.org/3/2".to_owned();
    assert!(reader.asked.contains(&Effect::OpenUrl { url, background: false }));
    assert_eq!(reader.state.tree.tree.feeds[2].counts.unread, 2);
}

#[test]
fn what_nobody_else_tells_is_said_so() {
    let mut reader = reader();
    reader.press("j .");
    assert_eq!(asked_of(&reader), Some(8));
    answer(&mut reader, &[8]);
    assert_eq!((&reader.state.overlay, reader.notice()), (&None, "No other source tells this"));
    let mut reader = self::reader();
    reader.press(".");
    let Some(Effect::CompareSources { ticket, .. }) = reader.asked.last().cloned() else { panic!() };
    reader.tell(Event::Failed { ticket: Some(ticket), message: "gone".into() });
    assert_eq!((&reader.state.overlay, reader.notice()), (&None, "gone"));
    reader.press(". j k enter m g s");
    assert!(!reader.state.article.opened, "there is nothing to act on yet");
    reader.press("esc");
    assert_eq!(reader.state.overlay, None);
}

#[test]
fn a_source_is_split_out_and_the_others_stay() {
    let mut reader = open(".");
    reader.press("g s");
    assert_eq!(reader.asked.last(), Some(&Effect::SplitStory(EntryId(9))));
    reader.tell(Event::Edited(Applied { entries: 1, text: "Split from its story: Entry 9".into() }));
    reader.tell(Event::StoreChanged { elsewhere: true });
    assert_eq!(asked_of(&reader), Some(2), "it is the others that are looked at");
    assert_eq!(reader.notice(), "Split from its story: Entry 9 · `u` takes it back");
    answer(&mut reader, &[2, 4]);
    assert_eq!(chosen(&reader), 4);
    reader.press("u");
    assert_eq!(reader.asked.last(), Some(&Effect::Undo));
    reader.tell(Event::Undone { redo: false, applied: Some(Applied { entries: 1, text: "Split".into() }) });
    answer(&mut reader, &[2, 4, 9]);
    assert_eq!((shown(&reader).members().len(), chosen(&reader)), (3, 4), "the cursor stays on its source");
    reader.press("g s");
    reader.tell(Event::StoreChanged { elsewhere: true });
    answer(&mut reader, &[2]);
    assert_eq!(reader.state.overlay, None, "nothing is left to compare");
    // Without the sources before one's eyes it goes as well.
    reader.press("g s F");
    assert!(reader.asked.ends_with(&[Effect::SplitStory(EntryId(9)), Effect::FollowStory(EntryId(9))]));
}

#[test]
fn stories_are_joined_by_a_headline_or_as_selected() {
    let mut reader = reader();
    reader.press("g j").type_text("zug").press("enter");
    assert_eq!(reader.asked.last(), Some(&Effect::JoinStories(vec![EntryId(9), EntryId(3)])));
    assert_eq!(reader.state.overlay, None);
    reader.press("g j").type_text("Entry 9");
    let Some(Overlay::Picker(picker)) = &reader.state.overlay else { panic!() };
    assert!(picker.selected().is_none_or(|item| item.label != "Entry 9"), "not to itself");
    reader.press("esc v v v k k g j");
    let joined = [7, 9, 8].map(EntryId).to_vec();
    assert_eq!(reader.asked.last(), Some(&Effect::JoinStories(joined)), "into the story under the cursor");
    assert!(reader.state.list.selection.is_empty());
}

#[test]
fn followed_stories_have_a_row_in_the_tree() {
    let mut reader = reader();
    let item = TreeItem::View(retelling::followed());
    assert!(reader.state.tree.rows.iter().all(|row| row.item != item));
    reader.extra.followed = Followed { stories: 2, unread: 3 };
    reader.tell(Event::StoreChanged { elsewhere: false });
    let row = reader.state.tree.rows.iter().find(|row| row.item == item).expect("a row");
    assert_eq!((row.label.as_str(), row.count), ("Followed", 3));
    reader.press("g f").type_text("Followed").press("enter");
    assert_eq!((&reader.state.list.spec.view, reader.state.list.title.as_str()), (&retelling::followed(), "Followed"));
    let read = crate::search::parse("is:followed", reader.now, &jiff::tz::TimeZone::UTC).unwrap();
    let View::Search(search) = retelling::followed() else { panic!() };
    assert_eq!(search.query, read);
}

#[test]
fn the_mouse_chooses_and_opens_a_source_at_any_size() {
    for (width, height) in [(160, 50), (80, 24), (40, 16), (20, 5)] {
        let mut reader = open(".");
        reader.send(MsgKind::Resize { width, height });
        let inside = boxes::inside(boxes::frame(reader.state.size, reader.state.overlay.as_ref().unwrap()));
        let blocks = blocks::blocks(shown(&reader), inside);
        for block in &blocks {
            assert_eq!(usize::from(block.area.height), block.lines.len());
            assert!(block.area.y + block.area.height <= inside.y + inside.height, "{width}x{height}");
            assert!(block.area.x + block.area.width <= inside.x + inside.width, "{width}x{height}");
        }
        let Some(other) = blocks.iter().find(|block| block.member == 1).map(|block| block.area) else { continue };
        let press = |reader: &mut Reader, at: (u16, u16)| {
            reader.send(MsgKind::Mouse(Mouse { kind: MouseKind::Press, x: at.0, y: at.1 }));
        };
        press(&mut reader, (other.x, other.y));
        assert_eq!(chosen(&reader), 4, "{width}x{height}");
        reader.send(MsgKind::Mouse(Mouse { kind: MouseKind::WheelUp, x: other.x, y: other.y }));
        assert_eq!(chosen(&reader), 2);
        reader.press("enter");
        assert_eq!(reader.state.article.entry, Some(EntryId(2)));
    }
}

#[test]
fn an_answer_that_nobody_waits_for_is_dropped() {
    let mut reader = reader();
    let late = |reader: &mut Reader| {
        reader.tell(Event::SourcesCompared { ticket: Ticket(0), covered: Box::default() });
    };
    late(&mut reader);
    assert_eq!(reader.state.overlay, None);
    reader.press(".");
    late(&mut reader);
    assert_eq!(shown(&reader).covered, None);
}
