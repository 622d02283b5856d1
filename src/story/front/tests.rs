//! Stories put in sections and in order.

use super::*;
use crate::model::{AccountId, Counts, EntryId, Health, StoryId, Subscription, Telling};

const NOW: Time = Time(1_780_000_000);
/// Posts a week of a feed that is not rare.
const DAILY: f32 = 70.0;

/// A feed whose publisher is that of its tens.
fn feed(id: i64, folder: &str) -> Feed {
    Feed {
        id: FeedId(id),
        account: AccountId::LOCAL,
        subscription: Subscription {
            url: format!("https://example.org/{id}"),
            folder: Folder(folder.to_owned()),
            ..Subscription::default()
        },
        title: format!("Feed {id}"),
        site: None,
        publisher: format!("{}.example.org", id / 10),
        counts: Counts::default(),
        health: Health { posts_per_week: DAILY, ..Health::default() },
    }
}

/// An entry of that feed, so many hours old.
fn telling(entry: i64, feed: i64, hours: i64) -> Telling {
    let date = NOW.plus(-hours * Time::HOUR);
    Telling { entry: EntryId(entry), feed: FeedId(feed), date, arrived: date, unread: true, twin: false, shares: None }
}

fn alone(entry: i64, feed: i64, hours: i64) -> Coverage {
    Coverage { members: vec![telling(entry, feed, hours)], ..Coverage::default() }
}

fn story(id: i64, members: Vec<Telling>) -> Coverage {
    Coverage { story: Some(StoryId(id)), members, followed: false }
}

fn page(told: &[Coverage], feeds: &[Feed]) -> Front {
    front(told, feeds, &Weights::default(), NOW, None)
}

/// The first entry of each story, by sections.
fn order(front: &Front) -> Vec<(&str, Vec<i64>)> {
    let first = |ranked: &Ranked| ranked.coverage.members[0].entry.0;
    front
        .sections
        .iter()
        .map(|section| (section.folder.0.as_str(), section.stories.iter().map(first).collect()))
        .collect()
}

#[test]
fn sections_are_the_folders_in_the_order_of_the_tree() {
    let feeds = [feed(10, ""), feed(20, "World/Asia"), feed(30, "Empty"), feed(40, "Arts"), feed(50, "World")];
    let told = [
        alone(1, 10, 1),
        alone(2, 40, 1),
        alone(3, 50, 1),
        // Two of three tell it from World.
        story(1, vec![telling(4, 40, 2), telling(5, 20, 2), telling(6, 50, 2)]),
        // One each: the first to tell.
        story(2, vec![telling(7, 40, 2), telling(8, 20, 2)]),
    ];
    assert_eq!(order(&page(&told, &feeds)), [("World", vec![4, 3]), ("Arts", vec![7, 2]), ("", vec![1])]);
}

#[test]
fn many_sources_and_new_entries_stand_above() {
    let feeds = [10, 20, 30, 40].map(|id| feed(id, ""));
    let told = [
        alone(1, 10, 1),
        alone(2, 20, 30),
        story(1, vec![telling(3, 10, 3), telling(4, 20, 2), telling(5, 30, 2)]),
        story(2, vec![telling(6, 10, 3), telling(7, 20, 2)]),
        alone(8, 30, 0),
    ];
    let front = page(&told, &feeds);
    assert_eq!(order(&front), [("", vec![3, 6, 8, 1, 2])]);
    assert_eq!(front.sections[0].stories[0].why.to_string(), "3 sources, newest 2 h ago");
    assert_eq!(front.sections[0].stories[2].why.to_string(), "just now");
}

#[test]
fn feeds_of_one_publisher_and_repeated_articles_are_one_source() {
    let feeds = [feed(10, ""), feed(11, ""), feed(20, ""), feed(30, "")];
    let twin = Telling { twin: true, ..telling(4, 30, 1) };
    let told = [story(1, vec![telling(1, 11, 3), telling(2, 10, 2), telling(3, 20, 2), twin])];
    let front = page(&told, &feeds);
    let ranked = &front.sections[0].stories[0];
    assert_eq!(ranked.sources, [FeedId(11), FeedId(20)], "the first to tell of each publisher");
    assert_eq!(ranked.coverage, told[0], "nothing is lost");
    assert_eq!((ranked.why.sources, ranked.why.entries), (2, 3));
}

#[test]
fn quiet_and_kept_feeds_stay_out() {
    let mut quiet = feed(10, "");
    quiet.subscription.quiet = true;
    let kept = Feed { account: AccountId::OWN, ..feed(20, "") };
    let twin = Telling { twin: true, ..telling(4, 30, 1) };
    let told = [
        alone(1, 10, 1),
        alone(2, 20, 1),
        story(1, vec![telling(3, 10, 1), twin]),
        alone(5, 99, 1), // of a feed that is gone
    ];
    let front = page(&told, &[quiet, kept, feed(30, "")]);
    assert_eq!(order(&front), [("", vec![3])]);
    assert_eq!(front.sections[0].stories[0].sources, [FeedId(30)], "the repeated article is the first that counts");
}

#[test]
fn what_is_read_sinks_and_what_is_followed_rises() {
    let feeds = [10, 20, 30].map(|id| feed(id, ""));
    let mut read = alone(1, 10, 1);
    read.members[0].unread = false;
    let mut followed = alone(2, 20, 40);
    followed.followed = true;
    let told = [read, alone(3, 30, 10), followed];
    let front = page(&told, &feeds);
    assert_eq!(order(&front), [("", vec![2, 3, 1])]);
    let why: Vec<String> = front.sections[0].stories.iter().map(|ranked| ranked.why.to_string()).collect();
    assert_eq!(why, ["1 d ago, followed", "10 h ago", "1 h ago, read"]);
}

#[test]
fn a_rare_feed_has_a_bonus() {
    let mut weekly = feed(10, "");
    weekly.health.posts_per_week = 1.0;
    let front = page(&[alone(1, 10, 5), alone(2, 20, 1)], &[weekly, feed(20, "")]);
    assert_eq!(order(&front), [("", vec![1, 2])]);
    assert_eq!(front.sections[0].stories[0].why.to_string(), "5 h ago, rare feed");
}

#[test]
fn weights_are_by_address_title_and_nearest_folder() {
    let feeds = [feed(10, "World/Asia/East"), feed(20, "World"), feed(30, "World"), feed(40, "World")];
    let named = [("world", 0.5), ("World/Asia", 3.0), ("https://example.org/30", 4.0), ("feed 40", 0.0)];
    let weights = Weights(named.map(|(name, weight)| (name.to_owned(), weight)).into());
    let told = [alone(1, 20, 1), alone(2, 30, 1), alone(3, 10, 1), alone(4, 40, 1)];
    let front = front(&told, &feeds, &weights, NOW, None);
    assert_eq!(order(&front), [("World", vec![3, 2, 1])], "0 keeps off the page");
    let why: Vec<String> = front.sections[0].stories.iter().map(|ranked| ranked.why.to_string()).collect();
    assert_eq!(why, ["1 h ago, weight 3", "1 h ago, weight 2", "1 h ago, weight 0.5"]);
}

#[test]
fn nobody_fills_a_section_alone() {
    let feeds = [feed(10, ""), feed(11, ""), feed(20, "")];
    let mut told: Vec<Coverage> = (0..50).map(|n| alone(n, 10 + n % 2, 0)).collect();
    told.push(alone(90, 20, 6));
    told.push(alone(91, 20, 12));
    let front = page(&told, &feeds);
    let shown: Vec<i64> = front.sections[0].stories.iter().map(|ranked| ranked.coverage.members[0].entry.0).collect();
    assert_eq!(shown.len(), 52);
    assert!(shown.iter().position(|entry| *entry == 90) == Some(1), "{shown:?}");
    assert!(shown.iter().position(|entry| *entry == 91) < Some(6), "{shown:?}");
}

#[test]
fn news_is_what_came_since_the_visit() {
    let feeds = [10, 11, 20, 30].map(|id| feed(id, ""));
    let told = [
        alone(1, 10, 1),
        alone(2, 10, 9),
        story(1, vec![telling(3, 10, 9), telling(4, 20, 2), telling(5, 20, 2)]),
        story(2, vec![telling(6, 10, 9), telling(7, 11, 2)]),
        story(3, vec![telling(8, 10, 2), telling(9, 20, 1)]),
    ];
    let news = |visit| {
        let front = front(&told, &feeds, &Weights::default(), NOW, visit);
        let mut news: Vec<(i64, String)> =
            front.ranked().iter().map(|ranked| (ranked.coverage.members[0].entry.0, ranked.news.to_string())).collect();
        news.sort();
        news.into_iter().map(|(_, news)| news).collect::<Vec<_>>()
    };
    assert_eq!(news(Some(NOW.plus(-5 * Time::HOUR))), ["new", "", "1 new source", "1 new entry", "new"]);
    assert_eq!(news(None), [""; 5], "of a first visit everything would be new");
}

#[test]
fn dates_out_of_this_world_rank_within_bounds() {
    let feeds = [10, 20, 30, 40].map(|id| feed(id, ""));
    let mut told = [alone(1, 10, 1), alone(2, 20, 1), alone(3, 30, 1), alone(4, 40, 365 * 24)];
    told[1].members[0].date = Time(i64::MIN);
    told[2].members[0].date = Time(i64::MAX);
    let front = page(&told, &feeds);
    assert_eq!(order(&front), [("", vec![3, 1, 4, 2])]);
    let scores: Vec<f64> = front.sections[0].stories.iter().map(|ranked| ranked.score).collect();
    assert!(scores[2] > 0.0 && scores[3] == 0.0, "what was told a year ago still has an order: {scores:?}");
}
