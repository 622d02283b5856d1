//! What the screen counts at once, held to what the store counts later.

use std::collections::{BTreeMap, VecDeque};

use dateline::app::effect::{Effect, Effects};
use dateline::app::event::Event;
use dateline::app::msg::{Msg, MsgKind};
use dateline::app::state::Size;
use dateline::app::{Settings, Start, State, update};
use dateline::model::{FeedDocument, FeedId, NewEntry, Time, Tree, View};

use crate::generator::NOW;
use crate::stories::{SITES, assign, filled, row};
use crate::{Rig, generator};

/// A reader on a screen, with the tree and the list of the store.
fn on_screen(rig: &Rig, read_siblings: bool) -> State {
    let settings = Settings { read_siblings, ..Settings::default() };
    let start = Start { settings, ..Start::default() };
    let (mut state, effects) = State::new(start, Size { width: 120, height: 40 }, NOW);
    let mut asked = VecDeque::from(effects);
    asked.extend(press(&mut state, "3"));
    while let Some(effect) = asked.pop_front() {
        let event = match effect {
            Effect::LoadTree => Event::Tree(rig.store.tree_on(midnight()).wait().unwrap()),
            Effect::LoadPage { ticket, request } => {
                Event::Page { ticket, page: rig.store.page(request).wait().unwrap() }
            }
            _ => continue,
        };
        asked.extend(update(&mut state, Msg { now: NOW, kind: MsgKind::Event(event) }));
    }
    assert_eq!(state.list.spec.view, View::All);
    state
}

fn press(state: &mut State, keys: &str) -> Effects {
    let key = |key: &str| Msg { now: NOW.plus(9), kind: MsgKind::Key(key.parse().unwrap()) };
    keys.split_whitespace().flat_map(|name| update(state, key(name))).collect()
}

/// When the day of the test began.
fn midnight() -> Time {
    Time(NOW.0 - NOW.0.rem_euclid(Time::DAY))
}

/// What the tree counts: of each feed, today (each story once, and apart), what is no row of each list of several feeds.
fn counted(tree: &Tree) -> (Vec<u64>, [u64; 2], BTreeMap<String, u64>) {
    let feeds = tree.feeds.iter().map(|feed| feed.counts.unread).collect();
    let spares = tree.spares.iter().filter(|spare| spare.unread > 0);
    let spares = spares.map(|spare| (spare.scope.clone(), spare.unread)).collect();
    (feeds, [tree.today, tree.today_apart], spares)
}

#[test]
fn the_screen_counts_at_once_what_the_store_counts_later() {
    for read_siblings in [false, true] {
        let rig = filled();
        let again = |feed: usize| {
            let entry = NewEntry {
                identity: "again".into(),
                title: "Glaciers in the Alps lost a tenth of their ice in two years".into(),
                url: Some("https://agency.example/2023/glaciers".into()),
                published: Some(NOW),
                ..NewEntry::default()
            };
            let site = Some(SITES[feed].to_owned());
            let document = FeedDocument { site, entries: vec![entry], ..FeedDocument::default() };
            rig.store.record(generator::record(FeedId(feed as i64 + 1), document, NOW)).wait().unwrap();
        };
        [0, 2, 3].into_iter().for_each(again);
        assert_eq!(row(&rig, 17).also, 2, "the same article of three feeds");
        assign(&rig, &[(1, 1), (5, 1), (9, 1), (13, 1), (2, 2), (10, 2), (17, 3), (18, 3), (19, 3), (14, 3), (11, 3)]);
        for step in 0..40 {
            let mut state = on_screen(&rig, read_siblings);
            let rows = state.list.total;
            let keys = ["j"].repeat(step * 7 % rows).join(" ") + if step % 5 == 4 { " v j v m" } else { " m" };
            let effects = press(&mut state, &keys);
            let shown = counted(&state.tree.tree);
            for effect in effects {
                if let Effect::Change(change) = effect {
                    rig.store.change(change).wait().unwrap();
                }
            }
            assert_eq!(shown, counted(&rig.store.tree_on(midnight()).wait().unwrap()), "step {step}: {keys}");
        }
    }
}
