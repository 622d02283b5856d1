//! Feed health: what stands first, and the remedies.

use super::reader::{Reader, feed};
use crate::app::effect::{Effect, RefreshScope};
use crate::app::event::{Event, Found};
use crate::app::health::Standing;
use crate::app::overlay::{HealthList, Overlay};
use crate::app::state::Pane;
use crate::model::{Activity, Feed, FeedId, Health, Subscription, Time, View, WEEKS};

const NOW: Time = Time(1_000_000_000);

fn well(id: i64) -> Feed {
    Feed { health: Health { last_success: Some(NOW), ..Health::default() }, ..feed(id, "") }
}

fn failing(id: i64, failures: u32) -> Feed {
    let error = Some("the server is in trouble (HTTP 500)".to_owned());
    Feed { health: Health { last_error: error, failures, ..well(id).health }, ..feed(id, "") }
}

/// A reader of these feeds with the list open; feed 4 has been silent for a year.
fn open(feeds: Vec<Feed>) -> Reader {
    let activity = feeds.iter().map(|feed| Activity {
        feed: feed.id,
        latest: Some(NOW.plus(if feed.id == FeedId(4) { -365 * Time::DAY } else { -Time::DAY })),
        weeks: [1; WEEKS],
    });
    let activity = activity.collect();
    let mut reader = Reader::of(feeds, Vec::new());
    reader.now = NOW;
    reader.press("!");
    assert_eq!(reader.asked.last(), Some(&Effect::LoadActivity));
    reader.tell(Event::Activity(activity));
    reader
}

fn list(reader: &Reader) -> &HealthList {
    let Some(Overlay::Health(list)) = &reader.state.overlay else { panic!("the list is closed") };
    list
}

#[test]
fn what_fails_stands_first_then_what_is_silent() {
    let new = Feed { health: Health::default(), ..feed(5, "") };
    let reader = open(vec![well(1), failing(2, 1), failing(3, 7), well(4), new]);
    let order: Vec<_> = list(&reader).feeds.iter().map(|(id, standing)| (id.0, *standing)).collect();
    let silent = Standing::Silent(NOW.plus(-365 * Time::DAY));
    assert_eq!(
        order,
        [
            (3, Standing::Failing(7)),
            (2, Standing::Failing(1)),
            (4, silent),
            (5, Standing::Waiting),
            (1, Standing::Well),
        ]
    );
}

#[test]
fn each_remedy_is_one_key_away() {
    let mut reader = open(vec![well(1), failing(2, 1)]);
    reader.press("r");
    assert_eq!(reader.asked.last(), Some(&Effect::Refresh(RefreshScope::Feeds(vec![FeedId(2)]))));
    reader.press("D");
    assert_eq!(reader.asked.last(), Some(&Effect::Unsubscribe(FeedId(2))));
    reader.press("j D");
    assert_eq!(reader.asked.last(), Some(&Effect::Unsubscribe(FeedId(1))));
    reader.press("k E");
    assert!(matches!(&reader.state.overlay, Some(Overlay::Form(form)) if form.feed == FeedId(2)));
}

#[test]
fn a_new_address_is_looked_for_and_taken() {
    let mut reader = open(vec![failing(2, 1)]);
    reader.press("@");
    assert_eq!(reader.asked.last(), Some(&Effect::FindMoved(FeedId(2))));
    let found = Found { url: "https://example.org/new".into(), title: "News".into() };
    reader.tell(Event::MovedFound { feed: FeedId(2), feeds: vec![found] });
    reader.press("enter");
    let moved = Subscription { url: "https://example.org/new".into(), ..feed(2, "").subscription };
    assert_eq!(reader.asked.last(), Some(&Effect::Edit { feed: FeedId(2), subscription: moved }));
}

#[test]
fn enter_goes_to_the_feed_and_q_only_closes() {
    let mut reader = open(vec![well(1), failing(2, 1)]);
    reader.press("q");
    assert!(reader.state.overlay.is_none());
    reader.press("!");
    reader.tell(Event::Activity(Vec::new()));
    reader.press("enter");
    assert_eq!((&reader.state.list.spec.view, reader.state.focus), (&View::Feed(FeedId(2)), Pane::List));
}

#[test]
fn the_list_follows_the_store_and_keeps_its_place() {
    let mut reader = open(vec![well(1), failing(2, 1), failing(3, 2)]);
    reader.press("j");
    assert_eq!(list(&reader).selected(), Some(FeedId(2)));
    reader.feeds = vec![well(1), failing(2, 3), well(3)];
    reader.tell(Event::StoreChanged { elsewhere: false });
    assert_eq!(reader.asked.last(), Some(&Effect::LoadActivity));
    reader.tell(Event::Activity(Vec::new()));
    assert_eq!((list(&reader).cursor, list(&reader).selected()), (0, Some(FeedId(2))));
}
