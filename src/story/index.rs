//! The texts of the last days by their terms: which of them a new one is like, and how much.

use std::collections::{BTreeMap, HashMap, VecDeque};

use xxhash_rust::xxh3::xxh3_64;

use super::language::Language;
use super::rarity::{greatest, harmonic, weight};
use super::words::Term;

/// So many terms known, what is new and older than the window is not counted, and what so few texts had is forgotten.
const MAX_KNOWN: usize = 300_000;
const RARE: u32 = 2;
/// Of the texts of a story the newest that are compared.
pub(super) const COMPARED: usize = 200;
/// Of the texts that have a term the newest that are looked at: what more have is common.
const LOOKED_AT: usize = 3_000;
/// The length to which the terms of a text are brought, in weights of a term that nothing had before. A text that is shorter
/// by itself, of few or common words, is not made longer: it is like nothing very much.
const LENGTH: f32 = 2.1;

/// A text in the index, by its number; numbers grow.
pub(super) type Number = u32;

/// A term of a text with its weight there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Weighted {
    pub term: u32,
    pub weight: f32,
}

/// A number and a weight in four bytes, of which a window holds two for each term of each text: the lowest 20 bits of the
/// number, and the weight, at most 1, in steps of 1/4095.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Packed(u32);

const NUMBER_BITS: u32 = 20;
const NUMBERS: u32 = 1 << NUMBER_BITS;
const STEPS: f32 = 4095.0;

impl Packed {
    fn new(number: u32, weight: f32) -> Packed {
        let steps = (weight.clamp(0.0, 1.0) * STEPS).round() as u32;
        Packed((steps << NUMBER_BITS) | (number % NUMBERS))
    }

    fn number(self) -> u32 {
        self.0 % NUMBERS
    }

    fn weight(self) -> f32 {
        (self.0 >> NUMBER_BITS) as f32 / STEPS
    }
}

/// A text of the window.
#[derive(Debug)]
pub(super) struct Text {
    pub language: Language,
    /// Seconds since 1970.
    pub time: i64,
    /// Which story it is in, as `grouping` numbers them.
    pub story: u32,
    terms: Box<[Packed]>,
}

impl Text {
    pub fn new(language: Language, time: i64, story: u32, terms: &[Weighted]) -> Text {
        let terms = terms.iter().map(|term| Packed::new(term.term, term.weight)).collect();
        Text { language, time, story, terms }
    }

    /// Its terms with their weights, roughly.
    pub fn terms(&self) -> impl Iterator<Item = Weighted> + '_ {
        self.terms.iter().map(|term| Weighted { term: term.number(), weight: term.weight() })
    }
}

#[derive(Debug, Default)]
struct Known {
    /// Of the term.
    hash: u64,
    /// Texts with the term that have left the window.
    before: u32,
    /// What the texts of the window with the term count: 1 + 1/2 + … + 1/n for the n of each story.
    live: f32,
    postings: Postings,
}

/// Texts of the window with a term, oldest first, each with the term's weight in it. Most terms stand in one text only.
#[derive(Debug, Default)]
#[expect(clippy::box_collection, reason = "what most terms do not have should take little room in them")]
enum Postings {
    #[default]
    None,
    One([Packed; 1]),
    Many(Box<VecDeque<Packed>>),
}

#[derive(Debug, Default)]
pub(super) struct Index {
    /// By the hash of the term: its number.
    terms: HashMap<u64, u32>,
    known: Vec<Known>,
    /// Numbers of terms that were forgotten.
    free: Vec<u32>,
    /// Texts that have left the window.
    before: u32,
    texts: VecDeque<Text>,
    /// The number of the first of `texts`.
    first: Number,
    /// Room used again for each text. By text: how alike it is to the new one.
    alike: Vec<f32>,
    touched: Vec<Number>,
    /// By term: how many texts of a story have it, and 1 for asking; else 0.
    counts: Vec<u32>,
}

impl Postings {
    fn push(&mut self, posting: Packed) {
        *self = match std::mem::take(self) {
            Postings::None => Postings::One([posting]),
            Postings::One([first]) => Postings::Many(Box::new(VecDeque::from([first, posting]))),
            Postings::Many(mut many) => {
                many.push_back(posting);
                Postings::Many(many)
            }
        };
    }

    /// Drops the oldest.
    fn drop_oldest(&mut self) {
        match self {
            Postings::None => {}
            Postings::One(_) => *self = Postings::None,
            Postings::Many(many) => {
                many.pop_front();
                if many.is_empty() {
                    *self = Postings::None;
                }
            }
        }
    }

    /// The newest first.
    fn newest(&self) -> impl Iterator<Item = &Packed> {
        let (one, many) = match self {
            Postings::None => (None, None),
            Postings::One(one) => (Some(one), None),
            Postings::Many(many) => (None, Some(many)),
        };
        let one = one.into_iter().flatten();
        one.chain(many.into_iter().flat_map(|many| many.iter().rev()))
    }
}

impl Index {
    /// Counts the words of a text from before the window.
    pub fn count(&mut self, terms: &[Term]) {
        self.before += 1;
        for term in terms {
            if self.known.len() < MAX_KNOWN || self.terms.contains_key(&hash(&term.key)) {
                let term = self.term(&term.key);
                self.known[term as usize].before += 1;
            }
        }
    }

    /// Counts texts from before the window of which only the words are known, each with the number of texts that have it.
    pub fn assume<'a>(&mut self, texts: u32, words: impl Iterator<Item = (&'a str, u32)>) {
        self.before += texts;
        for (key, having) in words {
            let term = self.term(key);
            self.known[term as usize].before += having;
        }
    }

    fn term(&mut self, key: &str) -> u32 {
        let hash = hash(key);
        if let Some(&term) = self.terms.get(&hash) {
            return term;
        }
        let term = self.free.pop().unwrap_or(self.known.len() as u32);
        self.terms.insert(hash, term);
        let known = Known { hash, ..Known::default() };
        match self.known.get_mut(term as usize) {
            Some(free) => *free = known,
            None => {
                self.known.push(known);
                self.counts.push(0);
            }
        }
        term
    }

    pub fn text(&self, number: Number) -> Option<&Text> {
        self.texts.get(number.checked_sub(self.first)? as usize)
    }

    fn text_mut(&mut self, number: Number) -> Option<&mut Text> {
        self.texts.get_mut(number.checked_sub(self.first)? as usize)
    }

    /// The terms of a new text with their weights, by how rare they are now; of length 1 at most.
    pub fn weigh(&mut self, terms: &[Term]) -> Vec<Weighted> {
        let mut weighted: Vec<Weighted> = Vec::with_capacity(terms.len());
        for term in terms {
            let (id, share) = (self.term(&term.key), term.share);
            let known = &self.known[id as usize];
            let weight = weight(known.before, self.before, known.live.into(), self.texts.len());
            weighted.push(Weighted { term: id, weight: share * weight });
        }
        let least = LENGTH * greatest(self.before, self.texts.len());
        let length = weighted.iter().map(|term| term.weight * term.weight).sum::<f32>().sqrt().max(least);
        weighted.iter_mut().for_each(|term| term.weight /= length);
        weighted
    }

    /// The texts of the window that share a term, with how alike they are: the cosine of their terms.
    pub fn alike(&mut self, terms: &[Weighted], language: Language) -> Vec<(Number, f32)> {
        let Index { alike, touched, .. } = self;
        alike.resize(self.texts.len(), 0.0);
        touched.clear();
        for term in terms {
            let Some(known) = self.known.get(term.term as usize) else { continue };
            for posting in known.postings.newest().take(LOOKED_AT) {
                let at = posting.number().wrapping_sub(self.first) % NUMBERS;
                let Some(sum) = alike.get_mut(at as usize) else { continue };
                if *sum == 0.0 {
                    touched.push(at);
                }
                *sum += term.weight * posting.weight();
            }
        }
        let found = touched.drain(..).filter_map(|at| {
            let likeness = std::mem::take(alike.get_mut(at as usize)?);
            let text = self.texts.get(at as usize)?;
            text.language.may_match(language).then_some((self.first + at, likeness))
        });
        found.collect()
    }

    /// How alike a text is to these, all together; of very many it is told by the newest.
    pub fn likeness(&self, text: &Text, members: &[Number]) -> f64 {
        let own: HashMap<u32, f32> = text.terms().map(|term| (term.term, term.weight)).collect();
        let newest = &members[members.len().saturating_sub(COMPARED)..];
        let texts = newest.iter().filter_map(|number| self.text(*number));
        let product = |term: Weighted| own.get(&term.term).map(|weight| f64::from(term.weight * weight));
        let sum: f64 = texts.flat_map(Text::terms).filter_map(product).sum();
        sum * members.len() as f64 / newest.len().max(1) as f64
    }

    /// How many of these texts have each of the terms.
    pub fn count_among(&mut self, members: &[Number], terms: impl Iterator<Item = u32> + Clone) -> Vec<u32> {
        let mut counts = std::mem::take(&mut self.counts);
        let mut at = |term: u32, step: fn(u32) -> u32| {
            let count = counts.get_mut(term as usize);
            count.map_or(0, |count| std::mem::replace(count, step(*count)))
        };
        for term in terms.clone() {
            at(term, |_| 1);
        }
        for term in members.iter().filter_map(|number| self.text(*number)).flat_map(|text| text.terms.iter()) {
            at(term.number(), |count| if count > 0 { count + 1 } else { 0 });
        }
        let among = terms.map(|term| at(term, |_| 0).saturating_sub(1)).collect();
        self.counts = counts;
        among
    }

    /// Takes a text into a story with these members; its number is the next.
    pub fn push(&mut self, text: Text, members: &[Number]) -> Number {
        let number = self.first + self.texts.len() as Number;
        let among = self.count_among(members, text.terms.iter().map(|term| term.number()));
        for (term, others) in text.terms().zip(among) {
            if let Some(known) = self.known.get_mut(term.term as usize) {
                known.live += 1.0 / (others + 1) as f32;
                known.postings.push(Packed::new(number, term.weight));
            }
        }
        self.texts.push_back(text);
        number
    }

    /// The oldest text and its story, if it is older than `since` or there is no room for another.
    pub fn oldest(&self, since: i64) -> Option<(Number, u32)> {
        let full = self.texts.len() as u32 >= NUMBERS - 1;
        let text = self.texts.front().filter(|text| full || text.time < since)?;
        Some((self.first, text.story))
    }

    /// Drops the oldest text, whose story has these other members; its words are counted as seen before. A term that nothing
    /// else ever had is forgotten: most pairs of words are never met again.
    pub fn drop_oldest(&mut self, others: &[Number]) {
        let Some(text) = self.texts.pop_front() else { return };
        self.first += 1;
        self.before += 1;
        let among = self.count_among(others, text.terms.iter().map(|term| term.number()));
        let rare = if self.known.len() < MAX_KNOWN { 0 } else { RARE };
        for (term, others) in text.terms.iter().zip(among) {
            let Some(known) = self.known.get_mut(term.number() as usize) else { continue };
            known.postings.drop_oldest();
            known.live = (known.live - 1.0 / (others + 1) as f32).max(0.0);
            if known.before > rare || !matches!(known.postings, Postings::None) {
                known.before += 1;
            } else {
                self.terms.remove(&known.hash);
                self.free.push(term.number());
            }
        }
    }

    /// The texts of one story are those of another from now on.
    pub fn join(&mut self, stays: u32, members: &[Number], joining: &[Number]) {
        let mut joined: BTreeMap<u32, u32> = BTreeMap::new();
        for term in joining.iter().filter_map(|number| self.text(*number)).flat_map(|text| text.terms.iter()) {
            *joined.entry(term.number()).or_default() += 1;
        }
        let among = self.count_among(members, joined.keys().copied());
        for ((term, came), there) in joined.into_iter().zip(among) {
            if let Some(known) = self.known.get_mut(term as usize) {
                let more = harmonic(there + came) - harmonic(there) - harmonic(came);
                known.live = (known.live + more as f32).max(0.0);
            }
        }
        for number in joining {
            if let Some(text) = self.text_mut(*number) {
                text.story = stays;
            }
        }
    }
}

fn hash(key: &str) -> u64 {
    xxh3_64(key.as_bytes())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn terms(words: &[usize]) -> Vec<Term> {
        let term = |word: &usize| Term { key: format!("w{word}"), share: 1.0, shown: None };
        words.iter().collect::<std::collections::BTreeSet<_>>().into_iter().map(term).collect()
    }

    /// What `live` is by its definition.
    fn counted(index: &Index, term: u32) -> f64 {
        let mut stories: BTreeMap<u32, u32> = BTreeMap::new();
        for text in index.texts.iter().filter(|text| text.terms.iter().any(|packed| packed.number() == term)) {
            *stories.entry(text.story).or_default() += 1;
        }
        stories.values().map(|count| harmonic(*count)).sum()
    }

    fn members(index: &Index, story: u32) -> Vec<Number> {
        let all = (index.first..).zip(&index.texts);
        all.filter(|(_, text)| text.story == story).map(|(number, _)| number).collect()
    }

    #[derive(Debug, Clone)]
    enum Step {
        Push(u32, Vec<usize>),
        Drop,
        Join(u32, u32),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            4 => (0..5_u32, prop::collection::vec(0..12_usize, 1..6)).prop_map(|(story, words)| Step::Push(story, words)),
            2 => Just(Step::Drop),
            1 => (0..5_u32, 0..5_u32).prop_map(|(one, other)| Step::Join(one, other)),
        ];
        prop::collection::vec(step, 1..60)
    }

    proptest! {
        #[test]
        fn counts_are_kept_as_texts_come_and_go(steps in steps()) {
            let mut index = Index::default();
            for step in steps {
                match step {
                    Step::Push(story, words) => {
                        let weighted = index.weigh(&terms(&words));
                        let text = Text::new(Language::of(Some("en"), ""), 0, story, &weighted);
                        index.push(text, &members(&index, story));
                    }
                    Step::Drop => {
                        let Some((oldest, story)) = index.oldest(1) else { continue };
                        let others: Vec<Number> =
                            members(&index, story).into_iter().filter(|number| *number != oldest).collect();
                        index.drop_oldest(&others);
                    }
                    Step::Join(one, other) if one != other => {
                        index.join(one, &members(&index, one), &members(&index, other));
                    }
                    Step::Join(..) => {}
                }
                for term in index.terms.values() {
                    let known = &index.known[*term as usize];
                    let texts = index.texts.iter().filter(|text| text.terms.iter().any(|packed| packed.number() == *term));
                    prop_assert_eq!(known.postings.newest().count(), texts.count());
                    prop_assert!((f64::from(known.live) - counted(&index, *term)).abs() < 0.01);
                }
                prop_assert!(index.counts.iter().all(|count| *count == 0));
            }
        }
    }

    #[test]
    fn a_number_and_a_weight_keep_apart() {
        for (number, weight) in [(0, 0.0), (1, 1.0), (NUMBERS - 1, 0.25), (NUMBERS + 7, 2.0)] {
            let packed = Packed::new(number, weight);
            assert_eq!(packed.number(), number % NUMBERS);
            assert!((packed.weight() - weight.min(1.0)).abs() < 0.001);
        }
    }
}
