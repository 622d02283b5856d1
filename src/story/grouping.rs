//! Puts entries into stories, one by one as they arrive: single-pass clustering of TF-IDF vectors by cosine against the
//! members of each story (topic detection as in Allan, Papka and Lavrenko, SIGIR 1998), with stories that prove to be one
//! joined afterwards.

use std::collections::{BTreeMap, HashMap};

use super::common_words;
use super::index::{COMPARED, Index, Number, Text, Weighted};
use super::language::Language;
use super::templates::Templates;
use super::words::{Term, terms};
use crate::model::{StoryId, Time};

const HOUR: i64 = 3600;

/// What of the past an entry is compared with, seconds.
pub const WINDOW: i64 = 72 * HOUR;
/// Nothing joins a story that began longer ago.
const OPEN: i64 = 120 * HOUR;
/// How alike an entry and a story have to be, and by how much more for each day that the story has gone on.
const ENOUGH: f64 = 0.18;
const ENOUGH_PER_DAY: f64 = 0.04;
/// How much more alike where more is known of the entry than its headline: what is the same is liker then.
const ENOUGH_WITH_SUMMARY: f64 = 0.03;
/// How much the likest member counts, against the story as a whole.
const LIKEST: f64 = 0.3;
/// A story of which nothing was heard for so long is less likely to be meant by a factor of e.
const FADING: f64 = 48.0 * HOUR as f64;
/// Two stories that one entry is like are joined if they are so alike as wholes.
const SAME: f64 = 0.4;
/// Stories that are looked at for that.
const RIVALS: usize = 4;
/// Words that are given as the reason.
const SHOWN: usize = 3;
/// Terms that an entry must have to be put into a story of others.
const MIN_TERMS: usize = 3;

/// An entry to be put into a story.
#[derive(Debug, Clone, Copy, Default)]
pub struct Item<'a> {
    /// The number of the story that it opens, if it opens one.
    pub id: i64,
    /// When it was published.
    pub time: Time,
    /// Whose entry it is; what its headlines have in common is left out of the comparison.
    pub publisher: &'a str,
    pub title: &'a str,
    /// The beginning of its text.
    pub summary: &'a str,
    /// As the feed declares it (BCP 47).
    pub language: Option<&'a str>,
}

/// Where an entry was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub story: StoryId,
    /// The words that it shares with the story, the rarest first; none if it opened one.
    pub shares: Vec<String>,
    /// A story that proved to be the same: its members belong to `story` now.
    pub absorbed: Option<StoryId>,
}

#[derive(Debug)]
struct Story {
    id: StoryId,
    first: i64,
    last: i64,
    /// The square of the length of the sum of its members' vectors.
    square: f64,
    /// Its members in the window.
    members: Vec<Number>,
    /// The reader made it: no other is joined with it.
    parted: bool,
}

impl Story {
    /// Takes in a text that is so much like its members, all together.
    fn take_in(&mut self, text: Number, time: i64, sum: f64) {
        self.first = self.first.min(time);
        self.last = self.last.max(time);
        // Each counts as a whole one, however short it is.
        self.square += 2.0 * sum + 1.0;
        self.members.push(text);
    }
}

/// A story that an entry is like.
struct Candidate {
    story: u32,
    /// The sum of the entry's likeness to each member.
    sum: f64,
    /// By how much it is more alike than it has to be.
    margin: f64,
}

/// The stories of the last days.
#[derive(Debug)]
pub struct Grouping {
    index: Index,
    stories: BTreeMap<u32, Story>,
    /// Where the stories are whose entries are being taken up again.
    held: HashMap<StoryId, u32>,
    next: u32,
    /// Room used again for each entry: by story, from the oldest on, the sum and the most of its likeness to the members.
    sums: Vec<(f64, f64)>,
    templates: Templates,
}

impl Default for Grouping {
    /// No stories yet. What is common in English headlines is known from the start.
    fn default() -> Grouping {
        let mut index = Index::default();
        index.assume(common_words::HEADLINES, common_words::words());
        Grouping {
            index,
            stories: BTreeMap::new(),
            held: HashMap::new(),
            next: 0,
            sums: Vec::new(),
            templates: Templates::default(),
        }
    }
}

impl Grouping {
    /// Counts a headline from before the window, so that common words are known as such.
    pub fn count(&mut self, item: Item<'_>) {
        let (_, terms) = self.read(item);
        self.index.count(&terms);
    }

    /// Puts an entry into the story that it tells, or into one of its own.
    pub fn add(&mut self, item: Item<'_>) -> Placed {
        let (language, terms) = self.read(item);
        self.drop_older(item.time.0.saturating_sub(WINDOW));
        let weighted = self.index.weigh(&terms);
        let candidates = match terms.iter().filter(|term| term.share == 1.0).count() {
            0..MIN_TERMS => Vec::new(),
            _ => {
                let enough = if item.summary.is_empty() { ENOUGH } else { ENOUGH + ENOUGH_WITH_SUMMARY };
                self.candidates(&weighted, language, item.time.0, enough)
            }
        };
        let (story, sum) = match candidates.first() {
            Some(best) => (best.story, best.sum),
            None => (self.open(item), 0.0),
        };
        let shares = self.shares(story, &terms, &weighted);
        let text = Text::new(language, item.time.0, story, &weighted);
        let members = self.stories.get(&story).map(|story| story.members.as_slice()).unwrap_or_default();
        let number = self.index.push(text, members);
        if let Some(story) = self.stories.get_mut(&story) {
            story.take_in(number, item.time.0, sum);
        }
        let rivals: Vec<u32> = candidates.iter().skip(1).take(RIVALS).map(|rival| rival.story).collect();
        let (story, absorbed) = self.join_same(story, &rivals);
        let id = self.stories.get(&story).map_or(StoryId(item.id), |story| story.id);
        Placed { story: id, shares, absorbed }
    }

    /// Takes an entry up again that was put into a story before; `parted`: into one that is joined with no other.
    pub fn hold(&mut self, item: Item<'_>, story: StoryId, parted: bool) {
        let (language, terms) = self.read(item);
        self.drop_older(item.time.0.saturating_sub(WINDOW));
        let weighted = self.index.weigh(&terms);
        let known = self.held.get(&story).copied().filter(|number| self.stories.contains_key(number));
        let number = known.unwrap_or_else(|| self.open(item));
        self.held.insert(story, number);
        let text = Text::new(language, item.time.0, number, &weighted);
        let Some(story_here) = self.stories.get_mut(&number) else { return };
        let sum = self.index.likeness(&text, &story_here.members);
        let text = self.index.push(text, &story_here.members);
        story_here.id = story;
        story_here.parted = parted;
        story_here.take_in(text, item.time.0, sum);
    }

    /// Ends the taking up of entries.
    pub fn resume(&mut self) {
        self.held = HashMap::new();
    }

    fn read(&mut self, item: Item<'_>) -> (Language, Vec<Term>) {
        let title = self.templates.strip(item.publisher, item.title);
        let language = Language::of(item.language, item.title);
        let terms = terms(&title, item.summary, language);
        (language, terms)
    }

    fn drop_older(&mut self, since: i64) {
        while let Some((oldest, number)) = self.index.oldest(since) {
            let story = self.stories.get_mut(&number);
            let others = story.map(|story| {
                story.members.retain(|member| *member != oldest);
                story.members.as_slice()
            });
            let others = others.unwrap_or_default();
            self.index.drop_oldest(others);
            if others.is_empty() {
                self.stories.remove(&number);
            }
        }
    }

    /// The stories that an entry may belong to, the likest first, and for each story the sum of the likeness to its members.
    fn candidates(&mut self, terms: &[Weighted], language: Language, time: i64, enough: f64) -> Vec<Candidate> {
        let Some(base) = self.stories.first_key_value().map(|(number, _)| *number) else { return Vec::new() };
        self.sums.resize((self.next - base) as usize, (0.0, 0.0));
        let mut touched = Vec::new();
        for (number, likeness) in self.index.alike(terms, language) {
            let Some(text) = self.index.text(number) else { continue };
            let Some((sum, most)) = self.sums.get_mut((text.story - base) as usize) else { continue };
            if *sum == 0.0 {
                touched.push(text.story);
            }
            *sum += f64::from(likeness);
            *most = most.max(f64::from(likeness));
        }
        let likely = touched.into_iter().filter_map(|number| {
            let (sum, most) = std::mem::take(self.sums.get_mut((number - base) as usize)?);
            // Most have but a common word. A story as a whole is at least as long as one entry.
            if (1.0 - LIKEST) * sum + LIKEST * most < enough {
                return None;
            }
            let story = self.stories.get(&number).filter(|story| time - story.first <= OPEN)?;
            let whole = sum / story.square.sqrt();
            let faded = (-((time - story.last).max(0) as f64) / FADING).exp();
            let days = (time - story.first).max(0) as f64 / (24 * HOUR) as f64;
            let margin = ((1.0 - LIKEST) * whole + LIKEST * most) * faded - enough - ENOUGH_PER_DAY * days;
            (margin >= 0.0).then_some(Candidate { story: number, sum, margin })
        });
        let mut likely: Vec<Candidate> = likely.collect();
        // Of equals the older, so that the same entries always make the same stories.
        likely.sort_by(|one, other| other.margin.total_cmp(&one.margin).then(one.story.cmp(&other.story)));
        likely
    }

    fn open(&mut self, item: Item<'_>) -> u32 {
        let number = self.next;
        self.next += 1;
        let time = item.time.0;
        let story =
            Story { id: StoryId(item.id), first: time, last: time, square: 0.0, members: Vec::new(), parted: false };
        self.stories.insert(number, story);
        number
    }

    /// The words of an entry that the story has, those first that tell the most.
    fn shares(&mut self, story: u32, terms: &[Term], weighted: &[Weighted]) -> Vec<String> {
        let newest = newest(self.stories.get(&story));
        let among = self.index.count_among(newest, weighted.iter().map(|term| term.term));
        let shared = terms.iter().zip(weighted).zip(among).filter(|(_, count)| *count > 0);
        let mut shared: Vec<(f32, &String)> =
            shared.filter_map(|((term, weighted), _)| Some((weighted.weight, term.shown.as_ref()?))).collect();
        shared.sort_by(|one, other| other.0.total_cmp(&one.0));
        shared.into_iter().take(SHOWN).map(|(_, word)| word.clone()).collect()
    }

    /// Joins a story with the first of its rivals that proves to be the same. Gives what stays and what is gone.
    fn join_same(&mut self, story: u32, rivals: &[u32]) -> (u32, Option<StoryId>) {
        let joins = |number: &u32| self.stories.get(number).is_some_and(|story| !story.parted);
        let rivals: Vec<u32> = rivals.iter().copied().filter(joins).collect();
        if rivals.is_empty() || !joins(&story) {
            return (story, None);
        }
        let own = self.sum_of(story);
        let same = rivals.iter().find_map(|&rival| {
            let likeness = cosine(&own, &self.sum_of(rival));
            (likeness >= SAME).then_some((rival, likeness))
        });
        let Some((rival, likeness)) = same else { return (story, None) };
        let begun = |number: u32| self.stories.get(&number).map(|story| (story.first, number));
        let (stays, goes) = if begun(rival) < begun(story) { (rival, story) } else { (story, rival) };
        let Some(gone) = self.stories.remove(&goes) else { return (story, None) };
        let members = self.stories.get(&stays).map(|story| story.members.as_slice()).unwrap_or_default();
        self.index.join(stays, members, &gone.members);
        if let Some(stays) = self.stories.get_mut(&stays) {
            stays.first = stays.first.min(gone.first);
            stays.last = stays.last.max(gone.last);
            stays.square += gone.square + 2.0 * likeness * (stays.square * gone.square).sqrt();
            stays.members.extend(gone.members);
            stays.members.sort_unstable();
        }
        (stays, Some(gone.id))
    }

    /// The sum of the vectors of a story's newest members.
    fn sum_of(&self, story: u32) -> HashMap<u32, f64> {
        let mut sum = HashMap::new();
        let newest = newest(self.stories.get(&story)).iter().filter_map(|number| self.index.text(*number));
        for term in newest.flat_map(|text| text.terms()) {
            *sum.entry(term.term).or_default() += f64::from(term.weight);
        }
        sum
    }
}

/// The newest members of a story, as many as are looked at.
fn newest(story: Option<&Story>) -> &[Number] {
    let members = story.map(|story| story.members.as_slice()).unwrap_or_default();
    &members[members.len().saturating_sub(COMPARED)..]
}

fn cosine(one: &HashMap<u32, f64>, other: &HashMap<u32, f64>) -> f64 {
    let (few, many) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let product: f64 = few.iter().filter_map(|(term, weight)| Some(weight * many.get(term)?)).sum();
    let length = |sum: &HashMap<u32, f64>| sum.values().map(|weight| weight * weight).sum::<f64>().sqrt();
    let lengths = length(one) * length(other);
    if lengths > 0.0 { product / lengths } else { 0.0 }
}
