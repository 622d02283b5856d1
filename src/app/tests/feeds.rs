//! Subscribing, editing, unsubscribing, the welcome.

use super::reader::{Reader, feed};
use crate::app::Start;
use crate::app::effect::{Effect, RefreshScope};
use crate::app::event::{Event, Found};
use crate::app::msg::MsgKind;
use crate::app::overlay::{Choice, Overlay};
use crate::app::state::{Starter, Welcome};
use crate::model::{Applied, FeedId, Folder, Subscription, View};

fn last_ticket(reader: &Reader) -> crate::app::effect::Ticket {
    let found = reader.asked.iter().rev().find_map(|effect| match effect {
        Effect::Subscribe { ticket, .. } => Some(*ticket),
        _ => None,
    });
    found.expect("nothing was subscribed to")
}

#[test]
fn an_address_is_asked_for_and_the_answer_closes_the_prompt() {
    let mut reader = Reader::with(3);
    reader.press("a").type_text("example.org").press("enter");
    assert!(reader.state.prompt.is_some(), "the prompt waits for the answer");
    let ticket = last_ticket(&reader);
    reader.feeds.push(feed(9, ""));
    reader.tell(Event::Subscribed { ticket: Some(ticket), feed: FeedId(9), title: "Nine".into() });
    assert!(reader.state.prompt.is_none());
    assert_eq!(reader.state.list.spec.view, View::Feed(FeedId(9)));
    assert_eq!(reader.notice(), "Subscribed to Nine");
}

#[test]
fn a_wrong_address_can_be_mended() {
    let mut reader = Reader::with(3);
    reader.press("a").type_text("exmaple.org").press("enter");
    let ticket = last_ticket(&reader);
    reader.tell(Event::Failed { ticket: Some(ticket), message: "No such host".into() });
    let prompt = reader.state.prompt.as_ref().unwrap();
    assert_eq!((prompt.error.as_deref(), prompt.input.value()), (Some("No such host"), "exmaple.org"));
}

#[test]
fn several_feeds_are_offered() {
    let mut reader = Reader::with(3);
    reader.press("a").type_text("example.org").press("enter");
    let ticket = last_ticket(&reader);
    let found = |n: u8| Found { url: format!("https://example.org/{n}"), title: format!("Feed {n}") };
    reader.tell(Event::FeedsFound { ticket, feeds: vec![found(1), found(2)] });
    reader.press("down enter");
    let wanted = Subscription { url: "https://example.org/2".into(), ..Subscription::default() };
    assert_eq!(reader.asked.last(), Some(&Effect::SubscribeAll(vec![wanted])));
}

#[test]
fn typed_addresses_are_remembered() {
    let mut reader = Reader::with(3);
    reader.press("a").type_text("one").press("enter esc a").type_text("tw").press("up");
    assert_eq!(reader.state.prompt.as_ref().unwrap().input.value(), "one");
    reader.press("down");
    assert_eq!(reader.state.prompt.as_ref().unwrap().input.value(), "tw");
}

#[test]
fn the_form_edits_a_feed() {
    let mut reader = Reader::with(3);
    reader.press("J E").type_text("My ").press("tab ctrl-u").type_text(" A // B ").press("enter");
    let edited = reader.asked.iter().find_map(|effect| match effect {
        Effect::Edit { feed, subscription } => Some((*feed, subscription.clone())),
        _ => None,
    });
    let (id, subscription) = edited.unwrap();
    assert_eq!(id, FeedId(2));
    assert_eq!((subscription.title.as_deref(), subscription.folder), (Some("My"), Folder("A/B".into())));
}

#[test]
fn a_form_with_a_wrong_value_stays_open() {
    let mut reader = Reader::with(3);
    reader.press("J E tab tab tab tab").type_text("two").press("enter");
    let Some(Overlay::Form(form)) = &reader.state.overlay else { panic!("the form is closed") };
    assert!(form.error.as_ref().unwrap().contains("minutes"));
}

#[test]
fn unsubscribing_names_the_way_back() {
    let mut reader = Reader::with(3);
    reader.press("J D");
    assert!(reader.asked.contains(&Effect::Unsubscribe(FeedId(2))));
    reader.tell(Event::Edited(Applied { entries: 0, text: "Unsubscribed from Feed 2".to_owned() }));
    assert_eq!(reader.notice(), "Unsubscribed from Feed 2 · `u` takes it back");
}

#[test]
fn refresh_takes_the_feed_or_folder_shown() {
    let mut reader = Reader::with(3);
    reader.press("J r");
    assert_eq!(reader.asked.last(), Some(&Effect::Refresh(RefreshScope::Feeds(vec![FeedId(2)]))));
    reader.press("R");
    assert_eq!(reader.asked.last(), Some(&Effect::Refresh(RefreshScope::Due)));
}

#[test]
fn a_paste_is_never_read_as_keys() {
    let mut reader = Reader::with(3);
    let before = reader.state.clone();
    reader.send(MsgKind::Paste("Q\nD".into()));
    assert_eq!(reader.state, before);
    reader.press("a");
    reader.send(MsgKind::Paste(" https://example.org/\u{1b}[31m\n".into()));
    assert_eq!(reader.state.prompt.as_ref().unwrap().input.value(), "https://example.org/[31m");
}

#[test]
fn without_subscriptions_the_welcome_offers_some() {
    let feed = |title: &str| Subscription {
        url: format!("https://example.org/{title}"),
        title: Some(title.into()),
        folder: Folder("Science".into()),
        ..Subscription::default()
    };
    let starter = |title: &str| Starter { subscription: feed(title), language: "en".into() };
    let welcome = Welcome { feeds: vec![starter("A"), starter("B")], files: vec!["/home/me/feeds.opml".into()] };
    let size = crate::app::state::Size { width: 80, height: 24 };
    let (state, _) = crate::app::State::new(Start { welcome, ..Start::default() }, size, crate::model::Time(0));
    let mut reader = Reader::of(Vec::new(), Vec::new());
    reader.state = state;
    reader.tell(Event::Tree(Default::default()));
    let Some(Overlay::Picker(picker)) = &reader.state.overlay else { panic!("no welcome") };
    assert!(matches!(&picker.selected().unwrap().choice, Choice::Import(path) if path == "/home/me/feeds.opml"));
    reader.press("j j space space enter");
    assert_eq!(reader.asked.last(), Some(&Effect::SubscribeAll(vec![feed("A"), feed("B")])));
}
