//! How alike two texts are.

use std::collections::HashMap;
use std::hash::Hash;

#[derive(Debug, Clone, Copy, Default)]
pub struct Count {
    pub right: f64,
    pub wrong: f64,
    pub missing: f64,
}

impl Count {
    pub fn f1(self) -> f64 {
        let all = 2.0 * self.right + self.wrong + self.missing;
        if all == 0.0 { 1.0 } else { 2.0 * self.right / all }
    }

    pub fn precision(self) -> Option<f64> {
        let found = self.right + self.wrong;
        (found > 0.0).then(|| self.right / found)
    }

    pub fn recall(self) -> Option<f64> {
        let wanted = self.right + self.missing;
        (wanted > 0.0).then(|| self.right / wanted)
    }
}

#[derive(Debug, Default)]
pub struct Mean {
    sum: f64,
    count: f64,
}

impl Mean {
    pub fn add(&mut self, value: f64) {
        self.sum += value;
        self.count += 1.0;
    }

    pub fn extend(&mut self, value: Option<f64>) {
        value.into_iter().for_each(|value| self.add(value));
    }

    pub fn value(&self) -> f64 {
        self.sum / self.count
    }
}

pub fn harmonic(a: f64, b: f64) -> f64 {
    2.0 * a * b / (a + b)
}

/// White space as single spaces.
pub fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Words as `\w+` finds them.
pub fn tokens(text: &str) -> Vec<&str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect()
}

/// Runs of four words; of a shorter text the whole.
pub fn shingles(text: &str) -> Vec<Vec<&str>> {
    let words = tokens(text);
    match words.len() {
        0 => Vec::new(),
        1..4 => vec![words],
        _ => words.windows(4).map(<[_]>::to_vec).collect(),
    }
}

pub fn overlap<T: Hash + Eq>(wanted: Vec<T>, found: Vec<T>) -> Count {
    let (wanted, found) = (counts(wanted), counts(found));
    let right: f64 = wanted.iter().map(|(item, count)| count.min(*found.get(item).unwrap_or(&0.0))).sum();
    Count { right, wrong: found.values().sum::<f64>() - right, missing: wanted.values().sum::<f64>() - right }
}

fn counts<T: Hash + Eq>(items: Vec<T>) -> HashMap<T, f64> {
    let mut counts = HashMap::new();
    for item in items {
        *counts.entry(item).or_default() += 1.0;
    }
    counts
}
