//! How much a story weighs, and the order that follows from it.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::f64::consts::LN_2;

use super::{News, Ranked, Why};
use crate::model::{Coverage, Feed, FeedId, Folder, Telling, Time, Weights};

/// After so many seconds a telling counts half.
const HALF_LIFE: f64 = 12.0 * Time::HOUR as f64;
/// What is left of a story of which everything is read.
const READ: f64 = 0.3;
/// A feed with at most so many posts a week is rare, and is said to be.
const RARE: f32 = 2.0;

/// What is needed to judge a story.
pub(super) struct Desk<'a> {
    outlets: HashMap<FeedId, Outlet<'a>>,
    now: Time,
    visit: Option<Time>,
}

/// A feed that counts.
struct Outlet<'a> {
    feed: &'a Feed,
    /// The reader's factors for the feed and for its folder.
    weight: f64,
    folder_weight: f64,
}

impl Outlet<'_> {
    /// Between 1 and 2: the fewer posts, the more one of them means. No rate is known of a feed that is new.
    fn rarity(&self) -> f64 {
        let rate = self.feed.health.posts_per_week;
        if rate > 0.0 { 1.0 + 1.0 / (1.0 + f64::from(rate)) } else { 1.0 }
    }

    fn is_rare(&self) -> bool {
        let rate = self.feed.health.posts_per_week;
        rate > 0.0 && rate <= RARE
    }

    fn top(&self) -> Folder {
        self.feed.subscription.folder.top()
    }
}

/// What one publisher tells of a story.
struct Source<'a> {
    outlet: &'a Outlet<'a>,
    newest: Time,
}

impl<'a> Desk<'a> {
    pub(super) fn new(feeds: &'a [Feed], weights: &Weights, now: Time, visit: Option<Time>) -> Desk<'a> {
        let counting = feeds.iter().filter(|feed| !feed.subscription.quiet && !feed.is_kept());
        let outlet = |feed: &'a Feed| Outlet {
            feed,
            weight: weights.of_feed(feed),
            folder_weight: weights.of_folder(&feed.subscription.folder),
        };
        Desk { outlets: counting.map(|feed| (feed.id, outlet(feed))).collect(), now, visit }
    }

    /// The story with its weight, and the section to which it belongs; none where it has no place on the page.
    pub(super) fn rank(&self, coverage: &Coverage) -> Option<(Folder, Ranked)> {
        let tellings: Vec<&Telling> = self.counting(coverage);
        let sources = self.sources(&tellings);
        let folder = section(&sources)?;
        let lead = sources.iter().find(|source| source.outlet.top() == folder)?.outlet;
        let weighs = lead.folder_weight > 0.0 && sources.iter().any(|source| source.outlet.weight > 0.0);
        if !weighs && !coverage.followed {
            return None;
        }
        let newest = tellings.iter().map(|telling| telling.date).max()?;
        let read = tellings.iter().all(|telling| !telling.unread);
        let voices: f64 = sources.iter().map(|source| self.voice(source)).sum();
        let score = voices.ln_1p() / LN_2 * lead.folder_weight * if read { READ } else { 1.0 };
        let why = Why {
            sources: sources.len(),
            entries: tellings.len(),
            age: self.now.since(newest).max(0),
            rare: sources.iter().any(|source| source.outlet.is_rare()),
            weight: lead.weight * lead.folder_weight,
            followed: coverage.followed,
            read,
        };
        let news = self.news(&tellings);
        let sources = sources.iter().map(|source| source.outlet.feed.id).collect();
        Some((folder, Ranked { coverage: coverage.clone(), sources, newest, score, why, news }))
    }

    /// The members that count, the first to tell first. Where there are none but repeated articles, their originals being
    /// of a quiet feed, the first of them stands for it.
    fn counting<'c>(&self, coverage: &'c Coverage) -> Vec<&'c Telling> {
        let known = coverage.members.iter().filter(|telling| self.outlets.contains_key(&telling.feed));
        let (own, repeated): (Vec<&Telling>, Vec<&Telling>) = known.partition(|telling| !telling.twin);
        let mut counting = if own.is_empty() { repeated.into_iter().take(1).collect() } else { own };
        counting.sort_by_key(|telling| (telling.date, telling.entry));
        counting
    }

    fn sources(&self, tellings: &[&Telling]) -> Vec<Source<'_>> {
        let mut sources: Vec<Source> = Vec::new();
        for telling in tellings {
            let Some(outlet) = self.outlets.get(&telling.feed) else { continue };
            match sources.iter_mut().find(|source| source.outlet.feed.publisher == outlet.feed.publisher) {
                Some(source) => source.newest = source.newest.max(telling.date),
                None => sources.push(Source { outlet, newest: telling.date }),
            }
        }
        sources
    }

    /// How much a source adds: what it weighs, less with age. A date to come counts as now.
    fn voice(&self, source: &Source) -> f64 {
        let age = self.now.since(source.newest).max(0) as f64;
        source.outlet.weight * source.outlet.rarity() * (-age / HALF_LIFE).exp2()
    }

    /// Without an earlier visit nothing is news, for everything would be.
    fn news(&self, tellings: &[&Telling]) -> News {
        let Some(visit) = self.visit else { return News::Same };
        let (came, known): (Vec<&Telling>, Vec<&Telling>) =
            tellings.iter().partition(|telling| telling.arrived > visit);
        if known.is_empty() {
            return News::New;
        }
        match came.len() {
            0 => News::Same,
            entries => {
                let sources = self.sources(tellings).len() - self.sources(&known).len();
                News::More { sources, entries }
            }
        }
    }

    /// Puts the stories of a section in order. What a publisher tells alone counts less the more of it stands above, so
    /// that nobody fills a section.
    pub(super) fn order(&self, stories: &mut [Ranked]) {
        stories.sort_by(by_rank);
        let mut alone: HashMap<&str, f64> = HashMap::new();
        for story in stories.iter_mut() {
            if let [source] = story.sources[..]
                && let Some(outlet) = self.outlets.get(&source)
            {
                let above = alone.entry(&outlet.feed.publisher).or_default();
                *above += 1.0;
                story.score /= *above;
            }
        }
        stories.sort_by(by_rank);
    }
}

/// The folder at the top level in which most sources lie; of several the one of the first to tell.
fn section(sources: &[Source]) -> Option<Folder> {
    let mut votes: Vec<(Folder, usize)> = Vec::new();
    for source in sources {
        let top = source.outlet.top();
        match votes.iter_mut().find(|(folder, _)| *folder == top) {
            Some((_, count)) => *count += 1,
            None => votes.push((top, 1)),
        }
    }
    // Of equals `max_by_key` takes the last.
    votes.into_iter().rev().max_by_key(|(_, count)| *count).map(|(folder, _)| folder)
}

/// Followed stories first, then by weight, then the newest.
pub(super) fn by_rank(a: &Ranked, b: &Ranked) -> Ordering {
    let last = |ranked: &Ranked| ranked.coverage.members.last().map(|telling| telling.entry);
    (b.coverage.followed.cmp(&a.coverage.followed))
        .then(b.score.total_cmp(&a.score))
        .then(b.newest.cmp(&a.newest))
        .then_with(|| last(b).cmp(&last(a)))
}
