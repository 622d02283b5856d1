//! Overlays, notices, sizes, the mouse.

use super::reader::Reader;
use crate::app::boxes::{self, PickerAreas};
use crate::app::effect::Effect;
use crate::app::event::Event;
use crate::app::key::Key;
use crate::app::msg::{Mouse, MouseKind, Msg, MsgKind};
use crate::app::overlay::Overlay;
use crate::app::state::Pane;
use crate::app::{Manner, Settings, areas, article, update};
use crate::model::{EntryId, Sort};

#[test]
fn the_palette_runs_what_is_chosen() {
    let mut reader = Reader::with(3);
    reader.press(":").type_text("star or").press("enter");
    assert!(reader.entry(3).status.starred);
    assert!(reader.state.overlay.is_none());
}

#[test]
fn help_is_searched_and_closed() {
    let mut reader = Reader::with(3);
    reader.press("?").type_text("undo");
    let Some(Overlay::Picker(picker)) = &reader.state.overlay else { panic!("no help") };
    assert!(picker.selected().unwrap().label.starts_with("Undo"));
    reader.press("esc");
    assert!(reader.state.overlay.is_none());
}

#[test]
fn a_key_without_a_meaning_says_so_once() {
    let mut reader = Reader::with(3);
    reader.press("&");
    assert!(reader.notice().contains("`&` does nothing"));
    reader.press("j &");
    assert_eq!(reader.notice(), "");
    reader.press("h c g g m");
    assert!(reader.notice().contains("works"), "{}", reader.notice());
}

#[test]
fn a_sequence_waits_and_esc_drops_it() {
    let mut reader = Reader::with(9);
    reader.press("j j g");
    assert_eq!(reader.state.pending.len(), 1);
    reader.press("esc");
    assert!(reader.state.pending.is_empty());
    reader.press("g g");
    assert_eq!(reader.selected(), 9);
}

#[test]
fn keys_of_later_editions_say_so() {
    let mut reader = Reader::with(3);
    reader.press("S");
    assert_eq!(reader.notice(), "Syncing comes in a later edition");
}

#[test]
fn the_order_is_chosen_and_chosen_again_reversed() {
    let mut reader = Reader::with(3);
    reader.press("\\ down enter");
    assert_eq!((reader.state.list.spec.sort, reader.state.list.spec.reversed), (Sort::Oldest, false));
    reader.press("\\ enter");
    assert_eq!((reader.state.list.spec.sort, reader.state.list.spec.reversed), (Sort::Oldest, true));
}

#[test]
fn a_change_that_fails_is_taken_back_and_told() {
    let mut reader = Reader::with(3);
    reader.acknowledge = false;
    reader.press("m");
    assert!(!reader.state.list.rows[0].status.unread);
    reader.tell(Event::Changed(Err("The disk is full".into())));
    assert!(reader.state.list.rows[0].status.unread);
    assert_eq!(reader.notice(), "The disk is full");
    assert_eq!(reader.state.tree.rows[1].count, 3);
}

#[test]
fn undo_reads_the_list_again() {
    let mut reader = Reader::with(3);
    reader.press("m u");
    assert_eq!(reader.asked.last(), Some(&Effect::Undo));
    reader.entries.iter_mut().for_each(|row| row.status.unread = true);
    let applied = Some(crate::model::Applied { entries: 1, text: "marked 1 read".into() });
    reader.tell(Event::Undone { redo: false, applied });
    assert!(reader.state.list.rows[0].status.unread);
}

#[test]
fn no_size_makes_it_panic() {
    let mut reader = Reader::with(30);
    for (width, height) in (0..12).flat_map(|w| (0..12).map(move |h| (w * 11, h * 3))) {
        reader.send(MsgKind::Resize { width, height });
        reader.press("j l z space h k + - J G g g ctrl-d ctrl-u tab");
    }
}

#[test]
fn panes_adapt_to_the_width() {
    let mut reader = Reader::with(9);
    let shown = |reader: &Reader| {
        let areas = areas::areas(&reader.state);
        (areas.tree.is_some(), areas.list.is_some(), areas.article.is_some())
    };
    assert_eq!(shown(&reader), (true, true, true));
    reader.send(MsgKind::Resize { width: 80, height: 24 });
    assert_eq!(shown(&reader), (false, true, true));
    reader.press("h");
    assert_eq!(shown(&reader), (true, true, true));
    reader.send(MsgKind::Resize { width: 50, height: 20 });
    assert_eq!(shown(&reader), (true, false, false));
    reader.press("enter");
    assert_eq!(shown(&reader), (false, true, false));
    reader.press("enter");
    assert_eq!(shown(&reader), (false, false, true));
    assert!(reader.state.article.laid.is_some());
}

#[test]
fn a_change_of_width_keeps_the_place_in_the_article() {
    let mut reader = Reader::with(9);
    reader.press("enter space");
    let top = reader.state.article.top;
    reader.press("- -");
    assert_eq!(reader.state.article.top, top);
    assert_eq!(
        reader.state.article.laid.as_ref().unwrap().layout.manner.width,
        article::measure(&reader.state).min(46)
    );
}

#[test]
fn the_configured_width_holds_until_keys_change_it() {
    let mut reader = Reader::with(9);
    let configured = |reader: &mut Reader, width| {
        let settings = Box::new(Settings { manner: Manner::of(width), ..reader.state.settings.clone() });
        reader.tell(Event::Reconfigured { settings, keymap: reader.state.keymap.clone() });
    };
    configured(&mut reader, 40);
    assert_eq!(article::measure(&reader.state), 40);
    reader.press("-");
    configured(&mut reader, 60);
    assert_eq!(article::measure(&reader.state), 36);
}

#[test]
fn a_width_chosen_while_the_article_is_on_its_way_is_not_forgotten() {
    let mut reader = Reader::with(9);
    reader.press("enter");
    let update = |reader: &mut Reader, kind| update(&mut reader.state, Msg { now: reader.now, kind });
    let first = update(&mut reader, MsgKind::Key(Key::char('-')));
    let second = update(&mut reader, MsgKind::Key(Key::char('-')));
    assert!(!second.iter().any(|effect| matches!(effect, Effect::LoadArticle { .. })), "one at a time");
    reader.carry_out(first);
    let wanted = article::manner(&reader.state);
    assert_eq!(reader.state.article.laid.as_ref().map(|laid| laid.layout.manner), wanted);
}

#[test]
fn a_click_selects_and_a_second_one_opens() {
    let mut reader = Reader::with(9);
    let list = areas::areas(&reader.state).list.unwrap();
    let click = |y| MsgKind::Mouse(Mouse { kind: MouseKind::Press, x: list.x + 3, y });
    reader.send(click(list.y + 4));
    assert_eq!((reader.selected(), reader.state.focus), (6, Pane::List));
    reader.send(click(list.y + 4));
    assert_eq!((reader.state.article.entry, reader.state.focus), (Some(EntryId(6)), Pane::Article));
}

#[test]
fn a_rule_is_dragged() {
    let mut reader = Reader::with(9);
    let rule = areas::areas(&reader.state).tree_rule.unwrap();
    let mouse = |kind, x| MsgKind::Mouse(Mouse { kind, x, y: 5 });
    reader.send(mouse(MouseKind::Press, rule.x));
    reader.send(mouse(MouseKind::Drag, 30));
    reader.send(mouse(MouseKind::Release, 30));
    assert_eq!(areas::areas(&reader.state).tree_rule.unwrap().x, 30);
}

#[test]
fn a_click_in_a_list_to_choose_from_chooses_and_one_beside_it_closes() {
    let mut reader = Reader::with(6);
    let click = |x, y| MsgKind::Mouse(Mouse { kind: MouseKind::Press, x, y });
    reader.press("\\");
    let frame = boxes::frame(reader.state.size, reader.state.overlay.as_ref().expect("the orders"));
    let inside = boxes::inside(frame);
    let Some(Overlay::Picker(picker)) = &reader.state.overlay else { panic!("the orders") };
    let list = PickerAreas::of(picker, inside).list;
    reader.send(click(list.x + 2, list.y + 3));
    assert_eq!((reader.state.overlay.is_none(), reader.state.list.spec.sort), (true, Sort::Title));
    reader.press("?");
    let frame = boxes::frame(reader.state.size, reader.state.overlay.as_ref().expect("the keys"));
    reader.send(click(frame.x + 2, frame.y + 1));
    assert!(reader.state.overlay.is_some(), "the title is nothing to choose");
    reader.send(click(0, 0));
    assert!(reader.state.overlay.is_none());
}
