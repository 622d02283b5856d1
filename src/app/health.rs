//! Feed health: which feeds fail or have fallen silent, why, what happens next, and the remedies one key away.

use jiff::tz::TimeZone;

use crate::app::commands;
use crate::app::effect::{Effect, Effects, RefreshScope};
use crate::app::key::{Code, Key};
use crate::app::keymap::Match;
use crate::app::overlay::{Form, HealthList, Overlay};
use crate::app::scope::Scope;
use crate::app::state::{Pane, State, Then};
use crate::app::{article, view};
use crate::model::{Activity, Feed, FeedId, Health, Time, View, WEEKS};
use crate::text::time;

/// A feed without a new entry for so long is silent, seconds.
const SILENT: i64 = 90 * Time::DAY;
/// Rows that a page key moves by.
const PAGE: isize = 10;

/// How a feed stands, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Taken down for good.
    Gone,
    /// The last attempt failed; so many in a row.
    Failing(u32),
    /// It answers, and has had nothing new for long.
    Silent(Time),
    /// Never fetched.
    Waiting,
    Well,
}

impl Standing {
    pub fn of(health: &Health, activity: Option<&Activity>, now: Time) -> Standing {
        if health.gone {
            return Standing::Gone;
        }
        if health.last_error.is_some() {
            return Standing::Failing(health.failures);
        }
        if health.last_success.is_none() {
            return Standing::Waiting;
        }
        match activity.and_then(|activity| activity.latest) {
            Some(latest) if now.since(latest) > SILENT => Standing::Silent(latest),
            _ => Standing::Well,
        }
    }

    /// The worst first; within one kind the feed that has failed oftenest, or been silent longest.
    fn rank(self) -> (u8, i64) {
        match self {
            Standing::Gone => (0, 0),
            Standing::Failing(failures) => (1, -i64::from(failures)),
            Standing::Silent(since) => (2, since.0),
            Standing::Waiting => (3, 0),
            Standing::Well => (4, 0),
        }
    }

    /// In a word or two.
    pub fn words(self, now: Time, zone: &TimeZone) -> String {
        match self {
            Standing::Gone => "gone".to_owned(),
            Standing::Failing(0 | 1) => "failing".to_owned(),
            Standing::Failing(times) => format!("failing, {times} times"),
            Standing::Silent(latest) => format!("silent since {}", time::age(latest, now, zone)),
            Standing::Waiting => "not fetched yet".to_owned(),
            Standing::Well => "well".to_owned(),
        }
    }
}

/// Opens the list, or brings it up to date where it is open.
pub fn arrived(state: &mut State, activity: Vec<Activity>) {
    let (selected, cursor) = match &state.overlay {
        Some(Overlay::Health(list)) => (list.selected(), list.cursor),
        Some(_) => return,
        None => (None, 0),
    };
    let feeds = in_order(&state.tree.tree.feeds, &activity, state.now);
    let cursor = feeds.iter().position(|(id, _)| Some(*id) == selected).unwrap_or(cursor);
    let cursor = cursor.min(feeds.len().saturating_sub(1));
    state.overlay = Some(Overlay::Health(HealthList { feeds, activity, cursor }));
}

/// How the feeds stand, the worst first.
pub fn in_order(feeds: &[Feed], activity: &[Activity], now: Time) -> Vec<(FeedId, Standing)> {
    let mut feeds: Vec<_> =
        feeds.iter().filter(|feed| !feed.is_kept()).map(|feed| standing(feed, activity, now)).collect();
    feeds.sort_by_key(|(_, standing)| standing.rank());
    feeds
}

/// The height of each week of an activity, 0 to `most`, by the feed's own best week; a week with anything is not 0.
pub fn heights(activity: &Activity, most: usize) -> [usize; WEEKS] {
    let best = activity.weeks.iter().copied().max().unwrap_or(0).max(1) as usize;
    activity.weeks.map(|week| (week as usize * most).div_ceil(best))
}

fn standing(feed: &Feed, activity: &[Activity], now: Time) -> (FeedId, Standing) {
    let activity = activity.iter().find(|activity| activity.feed == feed.id);
    (feed.id, Standing::of(&feed.health, activity, now))
}

impl HealthList {
    pub fn selected(&self) -> Option<FeedId> {
        self.feeds.get(self.cursor).map(|(id, _)| *id)
    }

    pub fn step(&mut self, by: isize) {
        self.cursor = self.cursor.saturating_add_signed(by).min(self.feeds.len().saturating_sub(1));
    }
}

/// What a command does to the selected feed.
type Remedy = fn(&mut State, FeedId, &mut Effects);

/// The commands that do something here.
const HERE: &[(&str, Remedy)] = &[
    ("refresh", |_, feed, out| out.push(Effect::Refresh(RefreshScope::Feeds(vec![feed])))),
    ("edit", |state, feed, _| {
        let form = state.feed(feed).map(|feed| Overlay::Form(Form::edit(feed)));
        state.overlay = form.or(state.overlay.take());
    }),
    ("unsubscribe", |_, feed, out| out.push(Effect::Unsubscribe(feed))),
    ("find-address", find_address),
    ("open-in-browser", browse),
    ("open", go_to),
];

/// Answers a key while the list is open. Its commands have the keys that they have elsewhere.
pub fn key(state: &mut State, key: Key, out: &mut Effects) {
    let Some(Overlay::Health(list)) = &mut state.overlay else { return };
    match state.keymap.find(&[Scope::List, Scope::Entry, Scope::Global], &[key]) {
        _ if key.code == Code::Esc => state.overlay = None,
        Match::Command(command) => match command.name {
            "back" | "cancel" | "health" => state.overlay = None,
            "down" => list.step(1),
            "up" => list.step(-1),
            "page-down" | "half-page-down" => list.step(PAGE),
            "page-up" | "half-page-up" => list.step(-PAGE),
            "bottom" => list.step(isize::MAX),
            "undo" | "redo" | "help" | "quit" | "redraw" => (command.run)(state, out),
            name => {
                let run = HERE.iter().find(|(here, _)| *here == name).map(|(_, run)| run);
                if let (Some(run), Some(feed)) = (run, list.selected()) {
                    run(state, feed, out);
                }
            }
        },
        _ if key == Key::char('g') => list.cursor = 0,
        Match::Begun | Match::Nothing => {}
    }
}

/// Looks on the feed's site for the address that it has moved to.
pub fn find_address(state: &mut State, feed: FeedId, out: &mut Effects) {
    if state.offline {
        return state.inform("The network is off; `:offline` turns it on");
    }
    state.inform("Looking on the site for its feeds…");
    out.push(Effect::FindMoved(feed));
}

fn browse(state: &mut State, feed: FeedId, out: &mut Effects) {
    let site = state.feed(feed).map(|feed| feed.site.clone().unwrap_or_else(|| feed.subscription.url.clone()));
    commands::open(state, site, "This feed names no site", false, out);
}

fn go_to(state: &mut State, feed: FeedId, out: &mut Effects) {
    state.overlay = None;
    view::open(state, View::Feed(feed), Then::Nothing, out);
    state.focus = Pane::List;
    article::preview(state, out);
}
