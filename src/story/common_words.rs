//! What headlines are full of, for a reader that has none from before: how many of a number of English headlines have a word.

/// Lines of a word's stem and the number of headlines that have it, of [`HEADLINES`]; the words that ten or more have.
const WORDS: &str = include_str!("../../assets/headline-words.txt");

/// The headlines that were counted: of large English-language publishers, of the first half of 2026.
pub(super) const HEADLINES: u32 = 8244;

/// The words, each with the number of headlines that have it.
pub(super) fn words() -> impl Iterator<Item = (&'static str, u32)> {
    WORDS.lines().filter_map(|line| {
        let (word, count) = line.split_once(' ')?;
        Some((word, count.parse().ok()?))
    })
}
