//! Entries put into stories.

use std::collections::HashMap;

use super::*;
use crate::model::{StoryId, Time};

const HOUR: i64 = 3600;

/// The stories of headlines that came an hour apart from different publishers.
fn stories(titles: &[&str]) -> Vec<i64> {
    let mut grouping = Grouping::default();
    for title in BEFORE {
        grouping.count(Item { title, ..Item::default() });
    }
    let mut out: Vec<StoryId> = Vec::new();
    for (hour, title) in (0i64..).zip(titles) {
        let publisher = format!("publisher {hour}");
        let placed =
            grouping.add(Item { id: hour, time: Time(hour * HOUR), publisher: &publisher, title, ..Item::default() });
        if let Some(absorbed) = placed.absorbed {
            out.iter_mut().filter(|story| **story == absorbed).for_each(|story| *story = placed.story);
        }
        out.push(placed.story);
    }
    out.into_iter().map(|story| story.0).collect()
}

/// What the news are full of, so that a word of a story is rarer.
const BEFORE: &[&str] = &[
    "Parliament passes the budget bill",
    "Rivers at record low as harvest nears",
    "New telescope sees first light",
    "Mayor opens the bridge after repairs",
    "Company reports quarterly earnings",
    "Team wins the cup final on penalties",
    "Storm closes roads in the north",
    "Museum shows letters of the poet",
];

#[test]
fn what_tells_the_same_is_one_story_and_nothing_else_is() {
    for (titles, wanted) in [
        (
            &[
                "Voyager 1 sends readable data again after memory chip fault",
                "Harvest festival opens in the valley",
                "NASA's Voyager 1 returns readable data after chip fault fixed",
                "Engineers fix Voyager 1 memory chip and its data are readable again",
                "Memory prices fall as chip makers cut output",
            ][..],
            &[0, 1, 0, 0, 4][..],
        ),
        // Persian, with and without the joiner, and with the Arabic kaf and yeh.
        (
            &[
                "زمین‌لرزه شدید غرب کرمان را لرزاند",
                "قیمت نفت در بازار جهانی افزایش یافت",
                "زمین لرزه شديد در غرب كرمان خسارت زد",
            ],
            &[0, 1, 0],
        ),
        (
            &[
                "Землетрясение магнитудой шесть произошло на Камчатке",
                "Цены на нефть выросли на мировом рынке",
                "На Камчатке случилось землетрясение магнитудой шесть баллов",
            ],
            &[0, 1, 0],
        ),
        (&["堪察加半岛发生强烈地震", "国际油价上涨", "堪察加半岛强烈地震引发海啸预警"], &[0, 1, 0]),
        (&["カムチャツカ半島で強い地震が発生", "原油価格が上昇", "カムチャツカ半島で強い地震、津波注意報"], &[0, 1, 0]),
        // The same words in another language are another story.
        (
            &["Festival Berlinale Jury Preis", "Das Festival der Berlinale: Jury und Preis für den Film von der Insel"],
            &[0, 1],
        ),
        // Columns of the day.
        (&["Monday briefing: 3 March 2026", "Monday briefing: 10 March 2026", "", "", "Live"], &[0, 1, 2, 3, 4]),
    ] {
        assert_eq!(stories(titles), wanted, "{titles:#?}");
    }
}

#[test]
fn the_reason_is_given_in_words_of_the_headline() {
    let mut grouping = Grouping::default();
    let item = |id, title| Item { id, time: Time(id), publisher: "p", title, ..Item::default() };
    let opened = grouping.add(item(1, "Crew docks at the station after delays"));
    assert_eq!(opened, Placed { story: StoryId(1), shares: Vec::new(), absorbed: None });
    let joined = grouping.add(item(2, "Docking at the Station: crew arrives"));
    assert_eq!(joined.story, StoryId(1));
    let mut shares = joined.shares;
    shares.sort();
    assert_eq!(shares, ["Docking", "Station", "crew"]);
}

#[test]
fn summaries_bring_together_what_headlines_do_not() {
    let mut grouping = Grouping::default();
    let summary =
        "The Voyager 1 probe sent readable data from interstellar space after engineers moved code to other memory.";
    let first = Item { id: 1, title: "A voice from very far away", summary, publisher: "a", ..Item::default() };
    let second = Item { id: 2, title: "Oldest probe speaks clearly again", publisher: "b", ..first };
    grouping.add(first);
    assert_eq!(grouping.add(second).story, StoryId(1));
}

#[test]
fn an_old_story_is_closed() {
    let mut grouping = Grouping::default();
    let title = "Voyager 1 sends readable data after memory chip fault";
    let mut story =
        |id: i64, hour: i64| grouping.add(Item { id, time: Time(hour * HOUR), title, ..Item::default() }).story;
    assert_eq!(story(1, 0), StoryId(1));
    assert_eq!(story(2, 24), StoryId(1));
    assert_eq!(story(3, 200), StoryId(3));
}

#[test]
fn stories_that_prove_to_be_one_are_joined() {
    let titles = [
        "Voyager probe memory fault",
        "Engineers readable data chip repair distance",
        "Voyager probe memory fault: engineers get readable data after chip repair",
        "Voyager probe: engineers repair memory chip fault, data readable",
        "Voyager memory fault, probe data readable after chip repair by engineers",
    ];
    let mut grouping = Grouping::default();
    let absorbed: Vec<_> = (0i64..)
        .zip(titles)
        .filter_map(|(id, title)| grouping.add(Item { id, time: Time(id), title, ..Item::default() }).absorbed)
        .collect();
    assert_eq!(absorbed, [StoryId(1)]);
}

#[test]
fn hostile_news_cost_little() {
    let mut grouping = Grouping::default();
    let long = "word ".repeat(20_000);
    let times = [i64::MIN, -62_135_596_800, 0, 1_700_000_000, 1_900_000_000, i64::MAX];
    for (id, time) in (0i64..).zip(times.into_iter().cycle().take(60)) {
        grouping.add(Item { id, time: Time(time), title: &long, summary: &long, ..Item::default() });
    }
    let mut grouping = Grouping::default();
    let same: HashMap<StoryId, usize> = (0..2_000i64).fold(HashMap::new(), |mut stories, id| {
        let item = Item { id, time: Time(id), title: "A column with one title for every morning", ..Item::default() };
        *stories.entry(grouping.add(item).story).or_default() += 1;
        stories
    });
    assert_eq!(same.len(), 1);
}

/// Of each story what several tell, with strangers between them.
const TOLD: &[(&str, i64)] = &[
    ("Second crew docks at the space station after night of delays", 0),
    ("Rivers at record low as harvest nears", 1),
    ("Crew docks at space station after a night of delays", 0),
    ("Parliament passes the budget bill after long debate", 3),
    ("Record low rivers threaten harvest", 1),
    ("Space station: second crew docks after delays", 0),
    ("Budget bill passes parliament after debate of two nights", 3),
    ("Museum returns letters of the poet to the city", 7),
];

#[test]
fn what_is_taken_up_again_goes_on_as_if_it_had_never_stopped() {
    for rest in 0..TOLD.len() {
        let mut grouping = Grouping::default();
        let item = |place: usize, story: i64, title| {
            let time = Time(place as i64 * HOUR);
            Item { id: story, time, publisher: ["a", "b", "c"][place % 3], title, ..Item::default() }
        };
        for (place, (title, story)) in TOLD.iter().enumerate().take(rest) {
            grouping.hold(item(place, *story, title), StoryId(*story), false);
        }
        grouping.resume();
        for (place, (title, story)) in TOLD.iter().enumerate().skip(rest) {
            let placed = grouping.add(item(place, place as i64, title));
            assert_eq!(placed.story, StoryId(*story), "{title}, {rest} of them known");
        }
    }
}

#[test]
fn a_story_that_the_reader_made_is_joined_with_no_other() {
    let titles = ["Second crew docks at the space station", "Second crew docks at space station after delays"];
    let item = |id: i64, title| Item { id, time: Time(id), publisher: "p", title, ..Item::default() };
    for parted in [false, true] {
        let mut grouping = Grouping::default();
        grouping.hold(item(1, titles[0]), StoryId(1), false);
        grouping.hold(item(2, titles[1]), StoryId(2), parted);
        grouping.resume();
        let placed = grouping.add(item(3, "Second crew docks at the space station after delays"));
        assert_eq!(placed.absorbed.is_some(), !parted, "{placed:?}");
    }
}
