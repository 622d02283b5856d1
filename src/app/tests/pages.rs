//! Pages that are no entries: one alone on the screen, others opened from an article or by their address.

use super::reader::{Reader, feed, row};
use crate::app::effect::Effect;
use crate::app::event::Event;
use crate::app::hints::hints;
use crate::app::overlay::Overlay;
use crate::app::state::{Pane, Size};
use crate::app::{Start, State, health};
use crate::model::{AccountId, EntryId, FeedId, Kept, Time};

const LINKS: &str = "<p>One <a href='https://a.example/'>first</a>, <a href='/second'>second</a>.</p>";
const PAGE: EntryId = EntryId(-1);

/// A program that was opened for one page of 100 lines.
fn alone() -> Reader {
    let mut reader = Reader::of(Vec::new(), vec![row(-1, 0), row(-2, 0)]);
    let (state, effects) = State::alone(Start::default(), PAGE, Size { width: 120, height: 30 }, Time(1_000_000));
    reader.state = state;
    reader.asked.clear();
    reader.carry_out(effects);
    reader
}

fn fetched(reader: &Reader) -> Vec<(&str, bool)> {
    let fetched = reader.asked.iter().filter_map(|effect| match effect {
        Effect::ReadPage { url, typed, .. } => Some((url.as_str(), *typed)),
        _ => None,
    });
    fetched.collect()
}

/// The answer to the last page that was asked for.
fn answer(reader: &mut Reader, entry: EntryId) {
    let ticket = reader.asked.iter().rev().find_map(|effect| match effect {
        Effect::ReadPage { ticket, .. } => Some(*ticket),
        _ => None,
    });
    let ticket = ticket.expect("a page was asked for");
    reader.tell(Event::PageRead { ticket, entry });
}

#[test]
fn alone_a_page_fills_the_screen_and_nothing_else_is_loaded() {
    let reader = alone();
    assert_eq!((reader.state.article.entry, reader.state.focus), (Some(PAGE), Pane::Article));
    assert!(reader.state.article.laid.is_some());
    assert_eq!(reader.asked, []);
}

#[test]
fn alone_the_keys_of_the_article_work_and_q_quits_without_keeping_a_place() {
    let mut reader = alone();
    reader.press("j j space");
    assert!(reader.state.article.top > 20);
    reader.press("G space space");
    assert_eq!((reader.state.article.top, reader.notice()), (72, "This is the end"));
    reader.press("+ esc");
    assert_eq!(reader.asked, []);
    reader.press("q");
    assert_eq!(reader.asked, [Effect::Quit]);
}

#[test]
fn alone_what_needs_other_panes_says_so_and_does_nothing() {
    for keys in ["h", "tab", "2", "A", "m", "s", "n", "r", "z", "D", "g f", "<", "J", "!"] {
        let mut reader = alone();
        reader.press(keys);
        assert_eq!(reader.notice(), "That works in the reader; here one article is read alone", "{keys}");
        assert_eq!((reader.state.focus, &reader.asked[..]), (Pane::Article, &[][..]), "{keys}");
    }
    let mut reader = alone();
    reader.tell(Event::StoreChanged { elsewhere: true });
    reader.tell(Event::Tree(Default::default()));
    assert_eq!((reader.state.overlay.is_none(), reader.asked.len()), (true, 0));
}

#[test]
fn alone_help_palette_and_hints_hold_only_what_works() {
    let mut reader = alone();
    let labels: Vec<_> = hints(&reader.state).iter().map(|hint| hint.label).collect();
    assert_eq!(labels[0], "quit");
    assert!(!labels.contains(&"next unread"), "{labels:?}");
    reader.press("?");
    let Some(Overlay::Picker(help)) = &reader.state.overlay else { panic!("no help") };
    assert!(help.items.iter().all(|item| item.label != "In the tree" && !item.label.contains("unread entries")));
}

#[test]
fn a_link_is_read_in_the_pane_and_the_article_is_one_key_back() {
    let mut reader = Reader::with(3);
    reader.body = LINKS;
    reader.entries.push(row(-1, 0));
    reader.press("j k enter ; tab r");
    assert_eq!(fetched(&reader), [("https://example.org/second", false)]);
    answer(&mut reader, PAGE);
    assert_eq!((reader.state.article.entry, reader.state.focus), (Some(PAGE), Pane::Article));
    reader.press("backspace");
    assert_eq!(reader.state.article.entry, Some(EntryId(3)));
    reader.press("q");
    assert_eq!((reader.state.focus, reader.selected()), (Pane::List, 3));
}

#[test]
fn a_page_that_nobody_waits_for_any_more_is_not_shown() {
    let mut reader = alone();
    reader.body = LINKS;
    reader.press("- ; r");
    let first = reader.asked.last().cloned();
    reader.press("; tab r");
    let Some(Effect::ReadPage { ticket, .. }) = first else { panic!("no page was asked for") };
    reader.tell(Event::PageRead { ticket, entry: EntryId(-2) });
    assert_eq!(reader.state.article.entry, Some(PAGE));
    reader.tell(Event::Failed { ticket: reader.state.page_awaited, message: "nothing there (HTTP 404)".into() });
    assert_eq!((reader.notice(), reader.state.page_awaited), ("nothing there (HTTP 404)", None));
}

#[test]
fn a_page_is_read_by_its_address() {
    let mut reader = Reader::with(3);
    reader.entries.push(row(-1, 0));
    reader.press(":").type_text("read-page").press("enter").type_text("example.org/x").press("enter");
    assert_eq!(fetched(&reader), [("example.org/x", true)]);
    let ticket = reader.state.prompt.as_ref().expect("the prompt waits").ticket;
    reader.tell(Event::Failed { ticket, message: "nothing there".into() });
    assert_eq!(reader.state.prompt.as_ref().and_then(|prompt| prompt.error.as_deref()), Some("nothing there"));
    reader.press("enter");
    answer(&mut reader, PAGE);
    assert_eq!((reader.state.prompt.is_none(), reader.state.article.entry), (true, Some(PAGE)));
}

#[test]
fn places_of_pages_are_not_kept() {
    let mut reader = Reader::with(3);
    reader.entries.push(row(-1, 0));
    reader.press(":").type_text("read-page").press("enter").type_text("example.org/x").press("enter");
    answer(&mut reader, PAGE);
    reader.press("j j q Q");
    let place = reader.asked.iter().rev().find_map(|effect| match effect {
        Effect::SavePlace(place) => Some(place.scrolls.clone()),
        _ => None,
    });
    assert_eq!(place, Some(Vec::new()));
}

#[test]
fn what_is_read_is_kept_by_one_key_and_a_link_by_its_hint() {
    let mut reader = alone();
    reader.body = LINKS;
    reader.press("- L");
    assert_eq!(reader.asked, [Effect::Keep(PAGE)]);
    let kept = |again| Kept { entry: EntryId(7), feed: FeedId(9), title: "Tides".into(), again };
    reader.tell(Event::Kept { ticket: None, kept: kept(false) });
    assert_eq!(reader.notice(), "Kept for later: Tides");
    reader.press("; tab L");
    let Some(Effect::KeepPage { url, typed, .. }) = reader.asked.last() else { panic!("nothing was asked for") };
    assert_eq!((url.as_str(), typed), ("https://example.org/second", &false));
    reader.tell(Event::Kept { ticket: None, kept: kept(true) });
    assert_eq!(reader.notice(), "Kept as it is now: Tides");

    let mut reader = Reader::with(3);
    reader.press("enter L");
    assert!(reader.notice().starts_with("It is in the store already"));
    reader.press(":").type_text("keep-page").press("enter").type_text("example.org/x").press("enter");
    let Some(Effect::KeepPage { ticket, typed: true, .. }) = reader.asked.last() else {
        panic!("nothing was asked for")
    };
    let ticket = Some(*ticket);
    reader.tell(Event::Kept { ticket, kept: kept(false) });
    assert!(reader.state.prompt.is_none());
}

#[test]
fn the_feed_of_kept_pages_is_not_refreshed_and_is_in_no_health() {
    let mut kept = feed(4, "");
    kept.account = AccountId::OWN;
    let mut reader = Reader::of(vec![feed(1, ""), kept], vec![row(1, 4)]);
    reader.press("g f").type_text("feed 4").press("enter r");
    assert_eq!(reader.notice(), "Kept pages are not fetched again");
    assert!(reader.asked.iter().all(|effect| !matches!(effect, Effect::Refresh(_))));
    assert_eq!(health::in_order(&reader.feeds, &[], reader.now).len(), 1);
}

#[test]
fn a_briefing_is_read_like_a_page() {
    let mut reader = Reader::with(3);
    reader.entries.push(row(-1, 0));
    reader.press("g n");
    let Some(Effect::Brief { ticket }) = reader.asked.last() else { panic!("{:?}", reader.asked) };
    let ticket = *ticket;
    reader.tell(Event::PageRead { ticket, entry: PAGE });
    assert_eq!(reader.state.article.entry, Some(PAGE));
}
