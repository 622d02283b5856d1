//! Tags: put on, taken off, and what is to be read later.

use super::reader::Reader;
use crate::model::View;

fn tags(reader: &Reader, id: i64) -> Vec<String> {
    reader.entry(id).tags.clone()
}

#[test]
fn tags_are_typed_with_commas_and_shown_at_once() {
    let mut reader = Reader::with(3);
    reader.press("t").type_text("space, far away").press("enter");
    assert_eq!(tags(&reader, 3), ["far away", "space"]);
    assert_eq!(reader.state.list.rows[0].tags, ["far away", "space"]);
    reader.press("t esc t enter esc");
    assert_eq!(tags(&reader, 3).len(), 2);
}

#[test]
fn the_only_tag_goes_at_once_and_of_several_one_is_chosen() {
    let mut reader = Reader::with(3);
    reader.press("T");
    assert_eq!(reader.notice(), "There is no tag to take off");
    reader.press("t").type_text("a,b").press("enter T down enter");
    assert_eq!(tags(&reader, 3), ["a"]);
    reader.press("T");
    assert!(tags(&reader, 3).is_empty());
    reader.feeds[0].subscription.tags = vec!["fast".into()];
    reader.tell(crate::app::event::Event::StoreChanged { elsewhere: false });
    reader.press("T");
    assert!(reader.notice().contains("editing the feed"), "{}", reader.notice());
}

#[test]
fn many_are_tagged_together() {
    let mut reader = Reader::with(6);
    reader.press("v v t").type_text("sea").press("enter");
    assert_eq!(
        (tags(&reader, 6), tags(&reader, 5), tags(&reader, 4)),
        (vec!["sea".into()], vec!["sea".into()], vec![])
    );
    reader.press("T");
    assert!(tags(&reader, 6).is_empty() && tags(&reader, 5).is_empty());
}

#[test]
fn what_is_put_off_is_found_under_later() {
    let mut reader = Reader::with(3);
    reader.press("p");
    assert_eq!((tags(&reader, 3), reader.notice()), (vec!["later".into()], "To be read later"));
    reader.press("6");
    assert_eq!(reader.state.list.spec.view, View::Tag("later".into()));
    assert_eq!((reader.state.list.total, reader.selected()), (1, 3));
    reader.press("p");
    assert!(tags(&reader, 3).is_empty());
}
