//! Text to lines of at most so many cells: breaks where Unicode allows them, chosen for even lines.

use std::ops::Range;
use std::sync::OnceLock;

use hyphenation::{Hyphenator, Language, Load, Standard};
use textwrap::core::Word;
use textwrap::wrap_algorithms::{Penalties, WrapAlgorithm};
use textwrap::{WordSeparator, WordSplitter};
use unicode_segmentation::UnicodeSegmentation;

use super::width;

/// Words shorter or longer than this are not hyphenated.
const HYPHENATED: Range<usize> = 6..40;
/// Below this width a line holds too few words for even lines to matter more than full ones.
const MIN_HYPHENATED: usize = 12;

/// A line: bytes of the text without the white space at its end, and whether a hyphen is to be put there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub range: Range<usize>,
    pub hyphen: bool,
}

/// Breaks `text` into lines of at most `cells`, which is at least 1. A line break in the text ends a line. Only a grapheme
/// wider than `cells` makes a line that is wider. `hyphenate` says whether the word at a byte may be hyphenated.
pub fn wrap(text: &str, cells: usize, hyphenate: impl Fn(usize) -> bool) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let hyphenate = |at: usize| cells >= MIN_HYPHENATED && hyphenate(start + at);
        wrap_line(line, start, cells.max(1), hyphenate, &mut pieces);
        start += line.len() + 1;
    }
    pieces
}

fn wrap_line(line: &str, start: usize, cells: usize, hyphenate: impl Fn(usize) -> bool, pieces: &mut Vec<Piece>) {
    if line.len() <= cells {
        let end = line.trim_end_matches(' ').len();
        pieces.push(Piece { range: start..start + end, hyphen: false });
        return;
    }
    let (mut words, mut at) = (Vec::new(), 0);
    for word in WordSeparator::UnicodeBreakProperties.find_words(line) {
        let length = word.word.len() + word.whitespace.len();
        split(word, cells, hyphenate(at), &mut words);
        at += length;
    }
    let widths = [cells];
    // No line may stick out to make the others more even, and a word is parted only if that spares many cells.
    let penalties = Penalties { overflow_penalty: 1_000_000_000, hyphen_penalty: 150, ..Penalties::new() };
    let mut lines = WrapAlgorithm::OptimalFit(penalties).wrap(&words, &widths);
    if lines.iter().any(|line| line_width(line) > cells) {
        lines = WrapAlgorithm::FirstFit.wrap(&words, &widths);
    }
    let mut at = 0;
    for words in lines {
        let whole: usize = words.iter().map(|word| word.word.len() + word.whitespace.len()).sum();
        let (space, hyphen) = words.last().map_or((0, false), |word| (word.whitespace.len(), !word.penalty.is_empty()));
        pieces.push(Piece { range: start + at..start + at + whole - space, hyphen });
        at += whole;
    }
}

fn line_width(words: &[Word<'_>]) -> usize {
    let Some((last, before)) = words.split_last() else { return 0 };
    before.iter().map(|word| word.width + word.whitespace.len()).sum::<usize>() + last.width + last.penalty.len()
}

/// Adds a word in the parts between which a line may end.
fn split<'a>(word: Word<'a>, cells: usize, hyphenate: bool, parts: &mut Vec<Word<'a>>) {
    let mut from = 0;
    for to in split_points(word.word, hyphenate) {
        let text = &word.word[from..to];
        let penalty = if text.ends_with('-') { "" } else { "-" };
        let part = Word { word: text, whitespace: "", penalty, width: width::of(text) };
        // A part that fills the line leaves no room for its hyphen: it stays with what follows.
        if part.width + penalty.len() <= cells {
            parts.push(part);
            from = to;
        }
    }
    let text = &word.word[from..];
    break_apart(Word { word: text, width: width::of(text), ..word }, cells, parts);
}

/// Adds a word that may be wider than a line, cut between graphemes.
fn break_apart<'a>(word: Word<'a>, cells: usize, parts: &mut Vec<Word<'a>>) {
    if word.width <= cells {
        parts.push(word);
        return;
    }
    let (mut from, mut used) = (0, 0);
    for (at, cluster) in word.word.grapheme_indices(true) {
        let cluster = width::grapheme(cluster);
        if used > 0 && used + cluster > cells {
            parts.push(Word { word: &word.word[from..at], whitespace: "", penalty: "", width: used });
            (from, used) = (at, 0);
        }
        used += cluster;
    }
    parts.push(Word { word: &word.word[from..], width: used, ..word });
}

/// Bytes at which a word may be parted: behind its own hyphens, and where the dictionary allows one.
fn split_points(word: &str, hyphenate: bool) -> Vec<usize> {
    let letters = word.trim_matches(|c: char| !c.is_ascii_alphabetic());
    if hyphenate && HYPHENATED.contains(&letters.len()) && letters.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        let before = letters.as_ptr().addr() - word.as_ptr().addr();
        return dictionary().map_or_else(Vec::new, |dictionary| {
            dictionary.hyphenate(letters).breaks.into_iter().map(|at| before + at).collect()
        });
    }
    if word.contains("://") || word.starts_with("www.") {
        return Vec::new();
    }
    WordSplitter::HyphenSplitter.split_points(word)
}

/// The patterns for English, read once: they are data, the same for every caller.
fn dictionary() -> Option<&'static Standard> {
    static ENGLISH: OnceLock<Option<Standard>> = OnceLock::new();
    ENGLISH.get_or_init(|| Standard::from_embedded(Language::EnglishUS).ok()).as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(text: &str, cells: usize, hyphenate: bool) -> Vec<String> {
        let pieces = wrap(text, cells, |_| hyphenate);
        pieces.into_iter().map(|p| format!("{}{}", &text[p.range], if p.hyphen { "-" } else { "" })).collect()
    }

    #[test]
    fn breaks_where_a_line_may_end() {
        for (text, cells, expected) in [
            ("one two three", 7, &["one two", "three"][..]),
            ("one\ntwo", 10, &["one", "two"]),
            ("", 5, &[""]),
            ("日本語の新聞を読む", 8, &["日本語の", "新聞を読", "む"]),
            ("「日本語」の", 6, &["「日本", "語」の"]),
            ("abcdefgh", 3, &["abc", "def", "gh"]),
            ("👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 5, &["👨‍👩‍👧👨‍👩‍👧", "👨‍👩‍👧"]),
            ("a well-known fact", 7, &["a well-", "known", "fact"]),
            ("10\u{a0}km and", 5, &["10\u{a0}km", "and"]),
        ] {
            assert_eq!(lines(text, cells, false), expected, "{text}");
        }
    }

    #[test]
    fn hyphenates_words_but_no_addresses() {
        assert_eq!(lines("an extraordinary hyphenation", 12, true), ["an extra-", "ordinary", "hyphenation"]);
        let address = "see https://example.org/extraordinary-hyphenation";
        assert!(lines(address, 20, true).iter().all(|line| address.contains(line.as_str())));
    }

    proptest! {
        #[test]
        fn holds_the_width_and_loses_nothing(text in "(\\PC| |\n|-|[a-z]{1,12}){0,60}", cells in 2usize..40, hyphenate: bool) {
            let pieces = wrap(&text, cells, |_| hyphenate);
            let mut end = 0;
            for piece in &pieces {
                prop_assert!(text[end..piece.range.start].chars().all(|c| c == ' ' || c == '\n'));
                end = piece.range.end;
                let line = &text[piece.range.clone()];
                let one = line.graphemes(true).count() <= 1;
                prop_assert!(one || width::of(line) + usize::from(piece.hyphen) <= cells, "{line:?} in {cells}");
            }
            prop_assert!(text[end..].chars().all(|c| c == ' ' || c == '\n'));
        }
    }
}
