//! Searching and filtering: lists that follow what is typed, and the way back.

use super::reader::{Reader, feed, row};
use crate::app::effect::Effect;
use crate::app::event::Event;
use crate::app::msg::MsgKind;
use crate::app::prompt::Ask;
use crate::app::state::{Pane, TreeItem};
use crate::model::{ListSpec, SavedSearch, SearchId, Sort, Tree, View};

/// Forty entries, every tenth of which is about rivers.
fn rivers() -> Reader {
    let entries = (1..=40).rev().map(|id| {
        let mut row = row(id, id % 2 + 1);
        if id % 10 == 0 {
            row.title = format!("River {id}");
        }
        row
    });
    Reader::of(vec![feed(1, ""), feed(2, "World")], entries.collect())
}

fn shown(reader: &Reader) -> Vec<i64> {
    reader.state.list.rows.iter().map(|row| row.id.0).collect()
}

fn searched(reader: &Reader) -> Option<&str> {
    match &reader.state.list.spec.view {
        View::Search(search) => Some(&search.text),
        _ => None,
    }
}

#[test]
fn the_list_follows_what_is_typed() {
    let mut reader = rivers();
    reader.press("/").type_text("riv");
    assert_eq!(searched(&reader), Some("riv*"));
    assert_eq!(shown(&reader), [40, 30, 20, 10]);
    assert_eq!(reader.state.list.title, "Search: riv*");
    reader.type_text("er").press("enter");
    // The words are whole from now on.
    assert_eq!((searched(&reader), shown(&reader).len()), (Some("river"), 4));
    assert!(reader.state.prompt.is_none());
    assert_eq!(reader.state.histories.of(&Ask::Search), ["river"]);
}

#[test]
fn a_last_word_that_finds_nothing_as_it_is_stays_open() {
    let mut reader = rivers();
    reader.press("/").type_text("riv").press("enter");
    assert_eq!((searched(&reader), shown(&reader).len()), (Some("riv*"), 4));
    reader.press("/").type_text("er").press("enter");
    assert_eq!((searched(&reader), shown(&reader).len()), (Some("river"), 4));
    reader.press("/ ctrl-u").type_text("lake").press("enter");
    assert_eq!((searched(&reader), shown(&reader).len()), (Some("lake"), 0));
}

#[test]
fn each_change_asks_for_one_page() {
    let mut reader = rivers();
    let before = reader.state.next_ticket;
    reader.press("/").type_text("ri");
    reader.press("left right");
    // The first of the list stays the same, so no article is asked for.
    assert_eq!(reader.state.next_ticket - before, 2);
}

#[test]
fn escape_brings_the_old_list_back_as_it_was() {
    let mut reader = rivers();
    reader.press("j j j j j j j j j j j j j j j j j j j j j j j j j j j j j h");
    let (list, article, focus) = (reader.state.list.clone(), reader.state.article.clone(), reader.state.focus);
    assert!(list.top > 0 && focus == Pane::Tree);
    reader.press("/").type_text("river");
    assert_eq!((reader.selected(), reader.state.list.top), (40, 0));
    reader.press("esc");
    let now = &reader.state.list;
    assert_eq!((now.selected, now.top, &now.rows, &now.spec), (list.selected, list.top, &list.rows, &list.spec));
    assert_eq!((reader.state.article.entry, reader.state.focus), (article.entry, focus));
    assert!(reader.state.left.is_empty());
}

#[test]
fn a_search_is_left_by_going_back() {
    for key in ["q", "backspace", "esc"] {
        let mut reader = rivers();
        reader.press("j j j");
        reader.press("/").type_text("river").press("enter");
        reader.press("j");
        assert_eq!((reader.selected(), reader.state.focus), (30, Pane::List));
        reader.press(key);
        assert_eq!((reader.selected(), reader.state.list.spec.view.clone()), (37, View::Unread), "{key}");
        reader.press("q");
        assert_eq!(reader.state.focus, Pane::Tree);
    }
}

#[test]
fn an_open_search_is_edited() {
    let mut reader = rivers();
    reader.press("/").type_text("river").press("enter");
    reader.press("/").type_text(" 4");
    assert_eq!(searched(&reader), Some("river 4*"));
    reader.press("esc");
    assert_eq!((searched(&reader), shown(&reader).len()), (Some("river"), 4));
    reader.press("/").type_text("x").press("enter");
    assert_eq!((searched(&reader), shown(&reader).len()), (Some("riverx"), 0));
    // What it was before is no stop on the way back.
    reader.press("q");
    assert_eq!(reader.state.list.spec.view, View::Unread);
}

#[test]
fn what_cannot_be_read_is_marked_and_the_list_stays() {
    let mut reader = rivers();
    reader.press("/").type_text("river ");
    let rows = shown(&reader);
    reader.send(MsgKind::Paste("is:x".into()));
    let prompt = reader.state.prompt.as_ref().unwrap();
    assert!(prompt.error.as_ref().unwrap().contains("unread, read"), "{prompt:?}");
    assert_eq!(prompt.wrong, 6..10);
    assert_eq!((searched(&reader), shown(&reader)), (Some("river "), rows));
    reader.press("enter");
    assert!(reader.state.prompt.is_some(), "it can be mended");
    reader.press("backspace backspace backspace backspace backspace enter");
    assert_eq!((searched(&reader), reader.state.prompt.is_none()), (Some("river"), true));
}

#[test]
fn an_empty_search_is_none() {
    let mut reader = rivers();
    reader.press("/ enter");
    assert_eq!((reader.state.list.spec.view.clone(), reader.state.left.len()), (View::Unread, 0));
    reader.press("/").type_text("r").press("backspace");
    assert_eq!(reader.state.list.spec.view, View::Unread);
    reader.press("enter");
    assert!(reader.state.left.is_empty() && reader.state.prompt.is_none());
}

#[test]
fn any_text_can_be_searched_for() {
    for text in ["\"", "(((", "))", "a OR", "--", "sort:x", "title:", "\\", "日本", "*", "after:yesterday"] {
        let mut reader = rivers();
        reader.press("/").type_text(text).press("enter esc esc q");
    }
}

#[test]
fn a_filter_narrows_the_list() {
    let mut reader = rivers();
    reader.press("h j j j j j j").press("enter");
    assert_eq!(reader.state.list.title, "Feed 1");
    reader.press("f").type_text("riv");
    assert_eq!(shown(&reader), [40, 30, 20, 10]);
    let spec = reader.state.list.spec.clone();
    assert_eq!(spec.filter.unwrap().text, "riv*");
    assert!(matches!(spec.view, View::Feed(_)));
    reader.press("enter");
    // Edited, then taken off.
    reader.press("f").type_text("er 40").press("enter");
    assert_eq!(reader.state.list.spec.filter.as_ref().unwrap().text, "river 40");
    reader.press("f ctrl-u enter");
    assert_eq!((reader.state.list.spec.filter.clone(), shown(&reader).len()), (None, 20));
    assert!(reader.state.left.is_empty());
    reader.press("f").type_text("river").press("enter esc");
    assert_eq!((reader.state.list.spec.filter.clone(), shown(&reader).len()), (None, 20));
}

#[test]
fn another_view_forgets_the_way_back() {
    let mut reader = rivers();
    reader.press("/").type_text("river").press("enter");
    reader.press("3");
    assert!(reader.state.left.is_empty());
    reader.press("q");
    assert_eq!(reader.state.list.spec.view, View::All);
}

#[test]
fn words_are_completed() {
    let mut reader = rivers();
    reader.press("/").type_text("fe");
    assert_eq!(reader.state.prompt.as_ref().unwrap().choices.items, ["feed:"]);
    reader.press("tab");
    let prompt = reader.state.prompt.as_ref().unwrap();
    assert_eq!(
        (prompt.input.value(), &prompt.choices.items),
        ("feed:", &vec!["\"Feed 2\"".into(), "\"Feed 1\"".into()])
    );
    reader.press("tab tab");
    assert_eq!(reader.state.prompt.as_ref().unwrap().input.value(), "feed:\"Feed 1\"");
    reader.press("tab");
    assert_eq!(reader.state.prompt.as_ref().unwrap().input.value(), "feed:\"Feed 2\"");
    reader.press("shift-tab");
    assert_eq!(searched(&reader), Some("feed:\"Feed 1\""));
    reader.type_text(" is:st");
    assert_eq!(reader.state.prompt.as_ref().unwrap().choices.items, ["starred"]);
    reader.press("tab");
    assert!(reader.state.prompt.as_ref().unwrap().choices.items.is_empty(), "all is said");
}

#[test]
fn categories_are_asked_for_when_one_is_to_be_named() {
    let mut reader = rivers();
    let asked = |reader: &Reader| reader.asked.iter().filter(|effect| **effect == Effect::LoadCategories).count();
    reader.press("/").type_text("river cat");
    assert_eq!(asked(&reader), 0);
    reader.press("tab");
    assert_eq!(asked(&reader), 1);
    reader.tell(Event::Categories(vec!["News".into(), "Water".into()]));
    reader.type_text("wa");
    assert_eq!(
        (reader.state.prompt.as_ref().unwrap().choices.items.as_slice(), asked(&reader)),
        (&["Water".into()][..], 1)
    );
    reader.press("tab");
    assert_eq!(reader.state.prompt.as_ref().unwrap().input.value(), "river category:Water");
    // Without a prompt nobody waits for them.
    reader.press("enter");
    reader.tell(Event::Categories(vec!["News".into()]));
    assert_eq!(reader.state.prompt, None);
}

fn saved(name: &str, query: &str) -> Tree {
    let searches = vec![SavedSearch { id: SearchId(1), name: name.into(), query: query.into() }];
    Tree { searches, tags: vec!["later".into()], ..Tree::default() }
}

#[test]
fn a_search_is_kept_under_a_name() {
    let mut reader = rivers();
    reader.press("/").type_text("river").press("enter");
    reader.press("g S ctrl-u").type_text("Rivers").press("enter");
    assert_eq!(reader.asked.last(), Some(&Effect::SaveSearch { name: "Rivers".into(), query: "river".into() }));
    reader.extra = saved("Rivers", "river");
    reader.tell(crate::app::event::Event::StoreChanged { elsewhere: false });
    assert!(reader.asked.contains(&Effect::CountSearches { apart: Vec::new() }));
    assert_eq!(reader.state.list.title, "Rivers");
    reader.tell(crate::app::event::Event::SearchCounts(vec![(SearchId(1), 1_001)]));
    let row = reader.state.tree.rows[5].clone();
    assert_eq!(
        (row.item, row.label.as_str(), row.count, row.more),
        (TreeItem::Search(SearchId(1)), "Rivers", 1_000, true)
    );
    // It opens, is renamed and removed from the tree.
    reader.press("2 h j j j j");
    assert_eq!((searched(&reader), shown(&reader).len()), (Some("river"), 4));
    reader.press("E ctrl-u").type_text("Water").press("enter");
    assert_eq!(reader.asked.last(), Some(&Effect::RenameSearch { search: SearchId(1), name: "Water".into() }));
    reader.press("D");
    assert_eq!(reader.asked.last(), Some(&Effect::RemoveSearch(SearchId(1))));
}

#[test]
fn a_list_with_a_filter_is_kept_as_a_query() {
    let mut reader = rivers();
    reader.press("h j j j j enter");
    let folder = reader.state.list.title.clone();
    reader.press("f").type_text("low OR high").press("enter");
    reader.press("g S");
    let prompt = reader.state.prompt.clone().unwrap();
    assert_eq!((folder.as_str(), prompt.ask), ("World", Ask::SaveSearch("folder:World (low OR high)".into())));
    reader.press("esc B g S");
    assert!(reader.notice().contains("read lately"));
}

#[test]
fn tags_are_folded_under_one_row() {
    let mut reader = rivers();
    reader.extra = saved("Rivers", "river");
    reader.tell(crate::app::event::Event::StoreChanged { elsewhere: false });
    assert_eq!(reader.state.tree.rows[6].item, TreeItem::Tags);
    let rows = reader.state.tree.rows.len();
    reader.press("h j j j j j");
    reader.press("c");
    assert_eq!(reader.state.tree.rows[7].item, TreeItem::View(View::Tag("later".into())));
    reader.press("j");
    assert_eq!(reader.state.list.spec, ListSpec::of(View::Tag("later".into())));
    reader.press("h h");
    assert_eq!(reader.state.tree.rows.len(), rows);
}

#[test]
fn a_search_that_cannot_be_read_any_more_says_so() {
    let mut reader = rivers();
    reader.extra = saved("Old", "is:gone");
    reader.tell(crate::app::event::Event::StoreChanged { elsewhere: false });
    reader.press("h j j j j enter");
    assert!(reader.notice().contains("is:gone"), "{}", reader.notice());
}

#[test]
fn the_order_of_a_search_is_its_own() {
    let mut reader = rivers();
    reader.press("\\").type_text("oldest").press("enter");
    reader.press("/").type_text("river sort:title").press("enter");
    assert_eq!(reader.state.list.spec.sort, Sort::Title);
    reader.press("/ ctrl-u").type_text("river").press("enter");
    assert_eq!(reader.state.list.spec.sort, Sort::Title, "the order stays while a search is edited");
    reader.press("\\").type_text("best").press("enter");
    assert_eq!(reader.state.list.spec.sort, Sort::Score);
    reader.press("3");
    assert_eq!(reader.state.list.spec.sort, Sort::Oldest, "other lists keep theirs");
    reader.press("\\").type_text("best first");
    assert!(reader.state.overlay.is_some(), "nothing to choose");
}

#[test]
fn any_entry_is_jumped_to_by_its_title() {
    let mut reader = rivers();
    reader.press("g e").type_text("river 10");
    reader.press("enter");
    assert_eq!((reader.selected(), reader.state.focus), (10, Pane::Article));
    assert!(!reader.entry(10).status.unread, "it is opened");
    // In a list that does not hold it, its feed's takes its place.
    reader.press("4 g e").type_text("river 30").press("enter");
    assert_eq!((reader.selected(), reader.state.focus), (30, Pane::Article));
    assert_eq!(reader.state.list.spec.view, View::Feed(crate::model::FeedId(1)));
    // Titles that nobody waits for any more change nothing.
    reader.press("g e esc");
    assert!(reader.state.overlay.is_none());
}

#[test]
fn searches_and_tags_are_gone_to_like_feeds() {
    let mut reader = rivers();
    reader.extra = saved("Water", "river");
    reader.tell(crate::app::event::Event::StoreChanged { elsewhere: false });
    reader.press("g f").type_text("water").press("enter");
    assert_eq!((searched(&reader), shown(&reader).len()), (Some("river"), 4));
    reader.press("g f").type_text("later").press("enter");
    assert_eq!(reader.state.list.spec.view, View::Tag("later".into()));
    assert!(reader.state.tree.tags_open, "the row that is selected can be seen");
}

#[test]
fn another_day_is_counted_anew() {
    let mut reader = rivers();
    let asked = reader.asked.len();
    reader.send(MsgKind::Tick);
    assert!(!reader.asked[asked..].contains(&Effect::LoadTree));
    reader.entries[0].status.unread = false;
    reader.now = reader.now.plus(crate::model::Time::DAY);
    reader.send(MsgKind::Tick);
    assert_eq!(reader.state.tree.tree.unread(), 39, "the tree was loaded");
}
