//! Reading: opening, reading on, unread by unread, going back.

use super::reader::{Reader, feed, row};
use crate::app::effect::Effect;
use crate::app::state::Pane;
use crate::model::{EntryId, StatusChange, View};

#[test]
fn moving_previews_and_opening_marks_read() {
    let mut reader = Reader::with(9);
    reader.press("j j");
    assert_eq!(reader.selected(), 7);
    assert_eq!(reader.state.article.entry, Some(EntryId(7)));
    assert!(reader.entry(7).status.unread && reader.entry(8).status.unread);
    reader.press("enter");
    assert!(!reader.entry(7).status.unread);
    assert_eq!(reader.state.focus, Pane::Article);
    reader.press("q");
    assert_eq!((reader.state.focus, reader.selected()), (Pane::List, 7));
}

#[test]
fn going_to_another_feed_only_previews_it() {
    let mut reader = Reader::with(9);
    reader.press("enter J");
    assert_eq!(reader.state.focus, Pane::List);
    let shown = reader.state.article.entry.expect("a preview");
    assert!(reader.entry(shown.0).status.unread);
    reader.press("enter");
    assert_eq!((reader.state.focus, reader.state.article.entry), (Pane::Article, Some(shown)));
    assert!(!reader.entry(shown.0).status.unread);
}

#[test]
fn what_is_read_stays_in_its_view_until_it_is_left() {
    let mut reader = Reader::with(9);
    reader.press("enter q j enter q");
    assert_eq!(reader.state.list.total, 9);
    assert_eq!(reader.state.list.rows.iter().filter(|row| !row.status.unread).count(), 2);
    reader.now = reader.now.plus(5);
    reader.press("3 2");
    assert_eq!(reader.state.list.total, 7);
}

#[test]
fn space_alone_reads_everything() {
    let mut reader = Reader::with(30);
    for _ in 0..400 {
        reader.press("space");
        if reader.notice().starts_with("Nothing unread") {
            break;
        }
    }
    assert!(reader.notice().starts_with("Nothing unread"));
    assert!(reader.entries.iter().all(|row| !row.status.unread));
}

#[test]
fn space_opens_a_previewed_entry_then_pages_then_goes_on() {
    let mut reader = Reader::with(9);
    reader.press("space");
    assert_eq!((reader.state.focus, reader.selected()), (Pane::Article, 9));
    assert_eq!(reader.state.article.top, 0);
    reader.press("space");
    assert!(reader.state.article.top > 0 && reader.selected() == 9);
    reader.press("space space space space");
    assert_eq!(reader.selected(), 8);
}

#[test]
fn next_unread_goes_round_the_view_then_says_so() {
    let mut reader = Reader::with(6);
    reader.press("G n");
    assert_eq!(reader.selected(), 1);
    reader.press("n");
    assert_eq!(reader.selected(), 6);
    reader.press("n n n n");
    assert!(reader.entries.iter().all(|row| !row.status.unread));
    reader.press("n");
    assert!(reader.notice().starts_with("Nothing unread"), "{}", reader.notice());
}

#[test]
fn next_unread_goes_on_to_the_next_feed() {
    let mut reader = Reader::with(6);
    reader.press("h J enter");
    let first = reader.state.list.spec.view.clone();
    reader.press("n n n");
    assert_ne!(reader.state.list.spec.view, first);
    assert_eq!(reader.state.article.entry, reader.state.list.selected);
    assert!(reader.state.article.opened);
}

#[test]
fn next_unread_finds_what_lies_far_beyond_the_loaded_rows() {
    let mut entries: Vec<_> = (1..=5_000).rev().map(|id| row(id, 1)).collect();
    entries.iter_mut().filter(|row| row.id != EntryId(40)).for_each(|row| row.status.unread = false);
    let mut reader = Reader::of(vec![feed(1, "")], entries);
    reader.press("3 n");
    assert_eq!(reader.selected(), 40);
    assert!(reader.state.list.rows.len() <= 1_000);
    assert_eq!(reader.state.list.cursor, 4_960);
}

#[test]
fn previous_unread_goes_up() {
    let mut reader = Reader::with(6);
    reader.press("G N");
    assert_eq!(reader.selected(), 2);
}

#[test]
fn backspace_goes_back_with_the_scroll_position() {
    let mut reader = Reader::with(9);
    reader.press("enter space n");
    let top = 26;
    assert_eq!(reader.state.article.entry, Some(EntryId(8)));
    reader.press("backspace");
    assert_eq!(reader.state.article.entry, Some(EntryId(9)));
    assert_eq!(reader.state.article.top, top);
    reader.press("backspace");
    assert_eq!(reader.notice(), "Nothing was read before");
}

#[test]
fn a_second_answer_for_an_older_article_is_dropped() {
    let mut reader = Reader::with(9);
    reader.press("j");
    let Some(laid) = reader.state.article.laid.clone() else { panic!("no article") };
    let before = reader.state.clone();
    let stale = crate::app::effect::Ticket(1);
    reader.tell(crate::app::event::Event::Article { ticket: stale, entry: EntryId(1), laid });
    assert_eq!(reader.state, before);
}

#[test]
fn quick_toggles_are_asked_for_in_the_order_typed() {
    let mut reader = Reader::with(3);
    reader.acknowledge = false;
    reader.press("m m s m");
    let marks: Vec<String> = reader
        .asked
        .iter()
        .filter_map(|effect| match effect {
            Effect::Change(StatusChange::Entries { mark, .. }) => Some(format!("{mark:?}")),
            _ => None,
        })
        .collect();
    assert_eq!(marks, ["Read", "Unread", "Star", "Read"]);
    assert_eq!(reader.state.outstanding.len(), 4);
}

#[test]
fn a_page_that_does_not_know_a_change_yet_does_not_undo_it_on_the_screen() {
    let mut reader = Reader::with(9);
    reader.acknowledge = false;
    reader.press("m");
    reader.tell(crate::app::event::Event::StoreChanged { elsewhere: true });
    assert!(!reader.state.list.rows[0].status.unread);
    let counts = reader.state.tree.rows[1].count;
    assert_eq!(counts, 8, "the tree keeps its own count until the store has the change");
}

#[test]
fn mark_all_read_takes_the_snapshot_only() {
    let mut reader = Reader::with(6);
    reader.entries.insert(0, row(7, 1));
    reader.tell(crate::app::event::Event::StoreChanged { elsewhere: false });
    assert_eq!(reader.state.list.new, 1);
    reader.press("A");
    assert!(reader.entry(7).status.unread);
    assert_eq!(reader.entries.iter().filter(|row| row.status.unread).count(), 1);
    assert!(matches!(reader.state.list.spec.view, View::Unread));
}

#[test]
fn marking_above_and_below_leaves_the_row_itself() {
    let mut reader = Reader::with(9);
    reader.press("j j j <");
    let unread: Vec<i64> = reader.entries.iter().filter(|row| row.status.unread).map(|row| row.id.0).collect();
    assert_eq!(unread, [6, 5, 4, 3, 2, 1]);
    reader.press(">");
    let unread: Vec<i64> = reader.entries.iter().filter(|row| row.status.unread).map(|row| row.id.0).collect();
    assert_eq!(unread, [6]);
}

#[test]
fn what_the_publisher_changed_is_shown_and_hidden_again() {
    let mut reader = Reader::with(9);
    reader.press("enter V");
    assert!(!reader.state.article.changes && reader.notice().contains("has not changed"), "{}", reader.notice());
    reader.press("q j enter V");
    assert!(reader.state.article.changes && reader.notice().contains("underlined"));
    reader.press("V");
    assert!(!reader.state.article.changes);
    reader.press("V n");
    assert!(!reader.state.article.changes, "another article is shown as it is");
}
