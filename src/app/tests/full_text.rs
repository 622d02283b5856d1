//! Full texts: the key, opening, and what the answers change.

use super::reader::{Reader, feed, row};
use crate::app::effect::Effect;
use crate::app::event::{Event, FullTextNews};
use crate::app::state::Size;
use crate::model::{EntryId, FullText};

/// One feed with this setting and three entries, the newest selected.
fn reader(full_text: FullText) -> Reader {
    let mut feed = feed(1, "");
    feed.subscription.full_text = full_text;
    Reader::of(vec![feed], (1..=3).rev().map(|id| row(id, 1)).collect())
}

fn full_texts(reader: &Reader) -> Vec<&Effect> {
    reader.asked.iter().filter(|effect| matches!(effect, Effect::FullText { .. } | Effect::Opened(_))).collect()
}

fn tell(reader: &mut Reader, id: i64, news: FullTextNews) {
    reader.tell(Event::FullText { entry: EntryId(id), news });
}

#[test]
fn the_key_asks_and_takes_back_keeping_the_place() {
    let mut reader = reader(FullText::Never);
    reader.press("enter ctrl-d");
    let top = reader.state.article.top;
    assert!(top > 0);
    reader.press("x");
    assert_eq!(full_texts(&reader), [&Effect::FullText { entry: EntryId(3), on: true }]);
    tell(&mut reader, 3, FullTextNews::Begun);
    reader.press("x");
    assert_eq!(full_texts(&reader).len(), 1, "it is on its way");
    assert!(reader.notice().contains("being fetched"));
    reader.full_texts = vec![3];
    tell(&mut reader, 3, FullTextNews::Shown);
    let laid = reader.state.article.laid.as_ref().expect("an article");
    assert!(laid.article.full_text && reader.state.fetching.is_empty());
    assert_eq!(reader.state.article.top, top);
    reader.press("x");
    assert_eq!(full_texts(&reader)[1], &Effect::FullText { entry: EntryId(3), on: false });
    reader.full_texts.clear();
    tell(&mut reader, 3, FullTextNews::Hidden);
    assert!(!reader.state.article.laid.as_ref().expect("an article").article.full_text);
}

#[test]
fn in_a_list_the_key_means_the_selected_entry() {
    let mut reader = reader(FullText::Never);
    reader.press("j x");
    assert_eq!(full_texts(&reader), [&Effect::FullText { entry: EntryId(2), on: true }]);
    assert!(reader.entry(2).status.unread, "that is not reading");
    // The answer for an entry that is not shown any more changes nothing on the screen.
    reader.press("j");
    let before = reader.state.article.clone();
    tell(&mut reader, 2, FullTextNews::Begun);
    tell(&mut reader, 2, FullTextNews::Shown);
    assert_eq!(reader.state.article, before);
}

#[test]
fn where_no_article_is_on_the_screen_the_reader_is_told_that_it_came() {
    let mut reader = reader(FullText::Never);
    reader.send(crate::app::msg::MsgKind::Resize { width: 50, height: 20 });
    assert_eq!(reader.state.size, Size { width: 50, height: 20 });
    reader.press("x");
    tell(&mut reader, 3, FullTextNews::Shown);
    assert!(reader.notice().contains("stored"), "{}", reader.notice());
}

#[test]
fn opening_asks_where_the_feed_wants_it_and_previewing_does_not() {
    for (setting, wanted) in [(FullText::Never, 0), (FullText::OnOpen, 1), (FullText::Always, 1)] {
        let mut reader = reader(setting);
        reader.press("j k");
        assert!(full_texts(&reader).is_empty(), "{setting:?}: previewed");
        reader.press("enter");
        assert_eq!(full_texts(&reader).len(), wanted, "{setting:?}: opened");
        assert!(full_texts(&reader).iter().all(|effect| **effect == Effect::Opened(EntryId(3))));
    }
}

#[test]
fn an_entry_without_link_says_so() {
    let mut reader = reader(FullText::OnOpen);
    reader.state.list.rows.iter_mut().for_each(|row| row.url = None);
    reader.press("x");
    assert!(reader.notice().contains("no link"), "{}", reader.notice());
    reader.press("enter");
    assert!(full_texts(&reader).is_empty());
}

#[test]
fn failures_and_refusals_are_told_with_their_reason() {
    let mut reader = reader(FullText::Never);
    reader.press("x");
    tell(&mut reader, 3, FullTextNews::Failed("the server is in trouble (HTTP 500)".into()));
    assert!(reader.notice().contains("HTTP 500"));
    tell(&mut reader, 3, FullTextNews::Refused("the page asks for a subscription".into()));
    assert!(reader.notice().contains("own text stays: the page asks for a subscription"), "{}", reader.notice());
}

#[test]
fn what_is_read_does_not_change_when_its_text_arrives_by_itself() {
    let mut reader = reader(FullText::Always);
    reader.full_texts = vec![3];
    let shown = |reader: &Reader| reader.state.article.laid.as_ref().is_some_and(|laid| laid.article.full_text);
    tell(&mut reader, 2, FullTextNews::Arrived);
    assert!(!shown(&reader));
    tell(&mut reader, 3, FullTextNews::Arrived);
    assert!(shown(&reader), "previewed: it changes");
    reader.full_texts = vec![2, 3];
    reader.press("j");
    reader.full_texts = vec![3];
    reader.press("k j enter");
    reader.full_texts = vec![2, 3];
    tell(&mut reader, 2, FullTextNews::Arrived);
    assert!(!shown(&reader), "opened: it stays");
}
