//! The texts of the last days by their terms: which of them a new one is like, and how much.

use std::collections::{HashMap, VecDeque};

use super::language::Language;
use super::rarity::{greatest, harmonic, weight};
use super::words::Term;

/// Terms known at most; what is then new and older than the window is not counted.
const MAX_KNOWN: usize = 300_000;
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

/// A text of the window.
#[derive(Debug)]
pub(super) struct Text {
    pub language: Language,
    /// Seconds since 1970.
    pub time: i64,
    /// Which story it is in, as `grouping` numbers them.
    pub story: u32,
    pub terms: Box<[Weighted]>,
}

#[derive(Debug, Default)]
struct Known {
    /// Texts with the term that have left the window.
    before: u32,
    /// Texts of the window with the term, oldest first, each with the term's weight in it.
    postings: VecDeque<(Number, f32)>,
}

#[derive(Debug, Default)]
pub(super) struct Index {
    terms: HashMap<Box<str>, u32>,
    known: Vec<Known>,
    /// Texts that have left the window.
    before: u32,
    texts: VecDeque<Text>,
    /// The number of the first of `texts`.
    first: Number,
    scratch: Scratch,
}

/// Room used again for each text.
#[derive(Debug, Default)]
struct Scratch {
    /// By text: how alike it is to the new one.
    alike: Vec<f32>,
    touched: Vec<Number>,
    /// By story: how often it has a term.
    counts: HashMap<u32, u32>,
}

impl Index {
    /// Counts the words of a text from before the window.
    pub fn count(&mut self, terms: &[Term]) {
        self.before += 1;
        for term in terms {
            if self.known.len() < MAX_KNOWN || self.terms.contains_key(term.key.as_str()) {
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
        if let Some(&term) = self.terms.get(key) {
            return term;
        }
        let term = self.known.len() as u32;
        self.terms.insert(key.into(), term);
        self.known.push(Known::default());
        term
    }

    pub fn text(&self, number: Number) -> Option<&Text> {
        self.texts.get(number.checked_sub(self.first)? as usize)
    }

    pub fn text_mut(&mut self, number: Number) -> Option<&mut Text> {
        self.texts.get_mut(number.checked_sub(self.first)? as usize)
    }

    /// The terms of a new text with their weights, by how rare they are now; of length 1 at most.
    pub fn weigh(&mut self, terms: &[Term]) -> Vec<Weighted> {
        let mut weighted: Vec<Weighted> = Vec::with_capacity(terms.len());
        for term in terms {
            let (id, share) = (self.term(&term.key), term.share);
            let known = &self.known[id as usize];
            self.scratch.counts.clear();
            for (number, _) in known.postings.iter().rev().take(LOOKED_AT) {
                if let Some(text) = number.checked_sub(self.first).and_then(|at| self.texts.get(at as usize)) {
                    *self.scratch.counts.entry(text.story).or_default() += 1;
                }
            }
            let live = self.scratch.counts.values().map(|count| harmonic(*count)).sum();
            weighted
                .push(Weighted { term: id, weight: share * weight(known.before, self.before, live, self.texts.len()) });
        }
        let least = LENGTH * greatest(self.before, self.texts.len());
        let length = weighted.iter().map(|term| term.weight * term.weight).sum::<f32>().sqrt().max(least);
        weighted.iter_mut().for_each(|term| term.weight /= length);
        weighted
    }

    /// The texts of the window that share a term, with how alike they are: the cosine of their terms.
    pub fn alike(&mut self, terms: &[Weighted], language: Language) -> Vec<(Number, f32)> {
        let Scratch { alike, touched, .. } = &mut self.scratch;
        alike.resize(self.texts.len(), 0.0);
        touched.clear();
        for term in terms {
            let Some(known) = self.known.get(term.term as usize) else { continue };
            for (number, weight) in known.postings.iter().rev().take(LOOKED_AT) {
                let at = number - self.first;
                let Some(sum) = alike.get_mut(at as usize) else { continue };
                if *sum == 0.0 {
                    touched.push(at);
                }
                *sum += term.weight * weight;
            }
        }
        let found = touched.drain(..).filter_map(|at| {
            let likeness = std::mem::take(alike.get_mut(at as usize)?);
            let text = self.texts.get(at as usize)?;
            text.language.may_match(language).then_some((self.first + at, likeness))
        });
        found.collect()
    }

    /// Takes a text in; its number is the next.
    pub fn push(&mut self, text: Text) -> Number {
        let number = self.first + self.texts.len() as Number;
        for term in &text.terms {
            if let Some(known) = self.known.get_mut(term.term as usize) {
                known.postings.push_back((number, term.weight));
            }
        }
        self.texts.push_back(text);
        number
    }

    /// Drops the oldest text if it is older than `since`; its words are counted as seen before.
    pub fn drop_older(&mut self, since: i64) -> Option<Text> {
        self.texts.front().filter(|text| text.time < since)?;
        let text = self.texts.pop_front()?;
        for term in &text.terms {
            if let Some(known) = self.known.get_mut(term.term as usize) {
                known.before += 1;
                while known.postings.front().is_some_and(|(number, _)| *number <= self.first) {
                    known.postings.pop_front();
                }
            }
        }
        self.before += 1;
        self.first += 1;
        Some(text)
    }
}
