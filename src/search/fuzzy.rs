//! Fuzzy ranking for the palette and the pickers.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// The places of the texts that match, best first; among equals the first stays first.
pub fn rank<T: AsRef<str>>(wanted: &str, texts: impl Iterator<Item = T>) -> Vec<usize> {
    let pattern = Pattern::parse(wanted, CaseMatching::Smart, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut buffer = Vec::new();
    let score = |(at, text): (usize, T)| {
        let score = pattern.score(Utf32Str::new(text.as_ref(), &mut buffer), &mut matcher)?;
        Some((at, score))
    };
    let mut ranked: Vec<(usize, u32)> = texts.enumerate().filter_map(score).collect();
    ranked.sort_by_key(|(_, score)| std::cmp::Reverse(*score));
    ranked.into_iter().map(|(at, _)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_match_comes_first() {
        let texts = ["Mark all read", "Undo the last change", "Unsubscribe from the feed"];
        assert_eq!(rank("undo", texts.iter())[0], 1);
        assert_eq!(rank("unsub", texts.iter()), [2]);
        assert!(rank("zzz", texts.iter()).is_empty());
    }
}
