//! Lists under headers: what the selection, the wheel and a click mean there.

use super::reader::{Reader, feed, row};
use crate::app::areas;
use crate::app::lines::{self, Grouping, Line};
use crate::app::msg::{Mouse, MouseKind, MsgKind};
use crate::model::{Sort, Time, View};

/// Three entries a day, from two feeds.
fn days() -> Reader {
    let entries = (1..=30).rev().map(|id| {
        let mut row = row(id, id % 2 + 1);
        row.date = Time(900_000 + (id / 3) * Time::DAY);
        row
    });
    let mut reader = Reader::of(vec![feed(1, ""), feed(2, "")], entries.collect());
    reader.now = Time(900_000 + 10 * Time::DAY);
    reader.press("3");
    reader
}

fn seen(reader: &Reader) -> Vec<Line> {
    lines::lines(&reader.state, areas::areas(&reader.state).list.unwrap())
}

#[test]
fn headers_stand_between_the_days() {
    let mut reader = days();
    reader.press("g b");
    assert_eq!((reader.state.list.group, reader.notice()), (Grouping::Day, "Grouped by day"));
    let begin = [0, 1, 4, 7].map(Line::Header);
    let headers: Vec<Line> = seen(&reader).into_iter().filter(|line| matches!(line, Line::Header(_))).collect();
    assert_eq!(headers[..4], begin);
    assert_eq!(seen(&reader)[..4], [Line::Header(0), Line::Row(0), Line::Header(1), Line::Row(1)]);
    assert_eq!([0, 1].map(|index| lines::header(&reader.state, index)), ["Today", "Yesterday"]);
}

#[test]
fn the_selection_stays_in_sight_and_skips_headers() {
    let mut reader = days();
    reader.press("g b");
    for (keys, steps) in [("j", 29), ("k", 29)] {
        for _ in 0..steps {
            reader.press(keys);
            let cursor = reader.state.list.cursor;
            assert!(seen(&reader).contains(&Line::Row(cursor)), "{cursor}");
        }
    }
    assert_eq!(reader.state.list.cursor, 0);
    reader.press("G");
    assert!(seen(&reader).contains(&Line::Row(29)));
}

#[test]
fn a_click_on_a_header_means_nothing() {
    let mut reader = days();
    reader.press("g b");
    let pane = areas::areas(&reader.state).list.unwrap();
    for at in 2..usize::from(pane.height) - 1 {
        let line = seen(&reader)[at];
        let before = reader.state.list.cursor;
        let press = Mouse { kind: MouseKind::Press, x: pane.x + 5, y: pane.y + 1 + at as u16 };
        reader.send(MsgKind::Mouse(press));
        assert_eq!(reader.state.list.cursor, line.row().unwrap_or(before), "{line:?}");
    }
}

#[test]
fn the_rows_of_a_feed_stand_together() {
    let mut reader = days();
    reader.press("j j g b g b");
    assert_eq!((reader.state.list.group, reader.state.list.spec.sort), (Grouping::Feed, Sort::Source));
    assert_eq!(reader.selected(), 28, "the selection stays");
    // In other views too, until another order is chosen.
    reader.press("2");
    assert_eq!((reader.state.list.group, reader.state.list.spec.sort), (Grouping::Feed, Sort::Source));
    reader.press("\\").type_text("oldest").press("enter");
    assert_eq!((reader.state.list.group, reader.state.list.spec.sort), (Grouping::None, Sort::Oldest));
    reader.press("g b g b g b");
    assert_eq!((reader.state.list.group, reader.state.list.spec.sort), (Grouping::None, Sort::Oldest));
    assert_eq!(reader.state.list.spec.view, View::Unread);
}
