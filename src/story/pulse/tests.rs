//! What rises and how stories run, by headlines made for it.

use super::*;
use crate::model::{AccountId, Counts, EntryId, Health, Subscription, Telling};

const SINCE: Time = Time(1_795_000_000 - 1_795_000_000 % 3_600);

fn feed(id: i64) -> Feed {
    Feed {
        id: FeedId(id),
        account: AccountId::LOCAL,
        subscription: Subscription::default(),
        title: format!("Feed {id}"),
        site: None,
        publisher: format!("feed{id}.example"),
        counts: Counts::default(),
        health: Health::default(),
    }
}

/// Headlines that came so many hours ago, from two feeds in turn.
fn recent(headlines: &[(i64, &str)]) -> Recent {
    let headline = |(index, (ago, title)): (i64, &(i64, &str))| Headline {
        entry: EntryId(index),
        feed: FeedId(index % 2 + 1),
        date: SINCE.plus((HOURS as i64 - ago) * Time::HOUR),
        title: (*title).to_owned(),
        language: None,
    };
    Recent { since: SINCE, hours: [0; HOURS], headlines: (0..).zip(headlines).map(headline).collect() }
}

fn rising(headlines: &[(i64, &str)]) -> Vec<(String, bool, u32, u32)> {
    let pulse = pulse(recent(headlines), &[], &[feed(1), feed(2)]);
    pulse.rising.into_iter().map(|word| (word.shown, word.name, word.lately, word.before)).collect()
}

#[test]
fn what_is_said_more_than_before_rises() {
    let said = |word: &str, name, lately, before| (word.to_owned(), name, lately, before);
    for (headlines, wanted) in [
        (
            &[
                (1, "The probe Voyager 1 sends data again"),
                (2, "Engineers hear from Voyager 1 after months"),
                (3, "Why Voyager 1 fell silent"),
                (2, "Parliament passes the budget"),
                (1, "Parliament debates the budget"),
                (3, "The budget, in numbers"),
                (40, "The budget comes to parliament"),
                (41, "A budget for parliament to pass"),
                (42, "Parliament and its budget"),
            ][..],
            vec![said("Voyager", true, 3, 0)],
        ),
        // A name of two words is one; the words of it are not shown as well.
        (
            &[
                (1, "Thousands remember Ursula Franklin in Toronto"),
                (2, "Ursula Franklin was first to measure it"),
                (3, "What Ursula Franklin found in baby teeth"),
            ],
            vec![said("Ursula Franklin", true, 3, 0)],
        ),
        // Words that stand together are shown together.
        (
            &[(1, "The shadow of a black hole"), (2, "How black holes are weighed"), (2, "A black hole, seen twice")],
            vec![said("black hole", false, 3, 0)],
        ),
        // In a headline of capitals they tell no names; German nouns have them anyway.
        (
            &[
                (1, "Second Crew Reaches Space Station"),
                (1, "Station Welcomes Second Space Crew"),
                (2, "How Second Crew Boarded Space Station"),
            ],
            vec![
                said("Station", false, 3, 0),
                said("Second", false, 3, 0),
                said("Space", false, 3, 0),
                said("Crew", false, 3, 0),
            ],
        ),
        (
            &[
                (1, "Die Bahn hat wieder Verspätung"),
                (1, "Warum die Bahn nicht pünktlich ist"),
                (2, "Was der Bund mit der Bahn vorhat"),
            ],
            vec![said("Bahn", false, 3, 0)],
        ),
        (
            &[(1, "堪察加半岛发生强烈地震"), (2, "堪察加地震引发海啸预警"), (3, "地震之后的堪察加")],
            vec![said("堪察加", false, 3, 0), said("地震", false, 3, 0)],
        ),
        // Forms of a word are one word.
        (
            &[(1, "Выборы прошли спокойно"), (1, "Итоги выборов подведут завтра"), (2, "О выборах коротко")],
            vec![said("Выборы", false, 3, 0)],
        ),
        // A name that is not always known as one, nor always with the other.
        (
            &[
                (1, "Storm Ylenia crosses the North Sea"),
                (1, "Trees Fall As Storm Ylenia Reaches Hamburg"),
                (2, "What Ylenia leaves behind"),
            ],
            vec![said("Ylenia", true, 3, 0)],
        ),
    ] {
        assert_eq!(rising(headlines), wanted, "{headlines:?}");
    }
}

#[test]
fn what_one_publisher_says_alone_does_not_rise() {
    let mut recent = recent(&[(1, "Column of the day"), (2, "Column of the day"), (3, "Column of the day")]);
    recent.headlines.iter_mut().for_each(|headline| headline.feed = FeedId(1));
    assert_eq!(pulse(recent.clone(), &[], &[feed(1)]).rising, []);
    recent.headlines[0].feed = FeedId(2);
    let quiet = Feed { subscription: Subscription { quiet: true, ..Subscription::default() }, ..feed(2) };
    assert_eq!(pulse(recent, &[], &[feed(1), quiet]).rising, [], "a quiet feed is left out");
}

#[test]
fn stories_of_two_publishers_have_their_span() {
    let told = |story, members: &[(i64, i64, i64)]| Coverage {
        story: Some(StoryId(story)),
        followed: false,
        members: members
            .iter()
            .map(|(entry, feed, ago)| Telling {
                entry: EntryId(*entry),
                feed: FeedId(*feed),
                date: SINCE.plus((HOURS as i64 - ago) * Time::HOUR),
                arrived: SINCE,
                unread: true,
                twin: false,
                shares: None,
            })
            .collect(),
    };
    let told = [told(7, &[(0, 1, 70), (1, 2, 1), (3, 1, 1)]), told(8, &[(2, 1, 5), (4, 1, 4)])];
    let pulse = pulse(
        recent(&[(70, "Voyager 1 sends readable data again"), (1, "Is Voyager 1 back?")]),
        &told,
        &[feed(1), feed(2)],
    );
    let mut course = [0; HOURS / STORY_HOURS];
    (course[0], course[23]) = (1, 2);
    let [first, newest] = [70, 1].map(|ago| SINCE.plus((HOURS as i64 - ago) * Time::HOUR));
    assert_eq!(
        pulse.stories,
        [Span {
            story: StoryId(7),
            headline: "Voyager 1 sends readable data again".into(),
            sources: 2,
            first,
            newest,
            course
        }]
    );
}

#[test]
fn absurd_moments_and_titles_do_no_harm() {
    let long = "Word ".repeat(20_000);
    let mut recent = recent(&[(1, ""), (2, "’"), (3, "— : —"), (4, &long), (5, "İ İ İ"), (6, "ŉA ŉA")]);
    for (headline, date) in recent.headlines.iter_mut().zip([i64::MIN, i64::MAX, 0, -1]) {
        headline.date = Time(date);
    }
    let _ = pulse(recent, &[], &[feed(1), feed(2)]);
}
