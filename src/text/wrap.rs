//! Text to lines of at most so many cells: breaks where Unicode allows them, chosen for even lines.

use std::ops::Range;

use textwrap::core::Fragment;
use textwrap::wrap_algorithms::{Penalties, wrap_first_fit, wrap_optimal_fit};
use unicode_segmentation::UnicodeSegmentation;

use super::hyphens::Patterns;
use super::tokens::{self, Token};
use super::width;

/// Below this width a line holds too few words for even lines to matter more than full ones.
const MIN_PARTED: usize = 12;
/// The share of the measure that may stay empty at the end of a line before words are parted.
const TOLERATED: usize = 8;
/// No line may stick out to make the others more even, a word is parted only if that spares many cells, and a last line of
/// one short word is worth some unevenness.
const PENALTIES: Penalties = Penalties {
    nline_penalty: 1_000,
    overflow_penalty: 1_000_000_000,
    short_last_line_fraction: 6,
    short_last_line_penalty: 400,
    hyphen_penalty: 60,
};

/// A line: bytes of the text without the white space at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub range: Range<usize>,
    /// A hyphen is to be put at its end.
    pub hyphen: bool,
    /// It ends a paragraph, or stands before a line break of the text.
    pub last: bool,
}

/// What of a text may be parted with hyphens.
pub struct Parting<'a> {
    pub patterns: &'a Patterns,
    /// Whether the word at a byte of the text may be.
    pub allowed: &'a dyn Fn(usize) -> bool,
}

/// Breaks `text` into lines of at most `cells`, which is at least 1. A line break in the text ends a line. Only a grapheme
/// wider than `cells` makes a line that is wider.
pub fn wrap(text: &str, cells: usize, parting: Option<&Parting<'_>>) -> Vec<Piece> {
    let parting = parting.filter(|_| cells >= MIN_PARTED);
    let mut pieces = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        wrap_line(line, start, cells.max(1), parting, &mut pieces);
        start += line.len() + 1;
    }
    pieces
}

fn wrap_line(line: &str, start: usize, cells: usize, parting: Option<&Parting<'_>>, pieces: &mut Vec<Piece>) {
    if line.len() <= cells {
        let end = line.trim_end_matches(' ').len();
        pieces.push(Piece { range: start..start + end, hyphen: false, last: true });
        return;
    }
    let tokens = tokens::of(line);
    let mut parts = parts(line, &tokens, cells, None);
    let mut ends = fit(&parts, cells);
    if let Some(parting) = parting.filter(|_| is_loose(&parts, &ends, cells)) {
        let allowed = |token: &Token| (parting.allowed)(start + token.start).then_some(parting.patterns);
        parts = self::parts(line, &tokens, cells, Some(&allowed));
        ends = fit(&parts, cells);
    }
    let mut first = 0;
    for end in ends {
        let (from, last) = (&parts[first], &parts[end - 1]);
        let range = start + from.start..start + last.end;
        pieces.push(Piece { range, hyphen: last.hyphen, last: end == parts.len() });
        first = end;
    }
}

/// A part of the text within which no line ends.
#[derive(Debug, Clone)]
struct Part {
    start: usize,
    end: usize,
    width: usize,
    /// White space behind it.
    space: usize,
    /// A hyphen stands behind it at the end of a line.
    hyphen: bool,
    /// No line may end behind it.
    bound: bool,
}

impl Fragment for Part {
    fn width(&self) -> f64 {
        self.width as f64
    }

    fn whitespace_width(&self) -> f64 {
        self.space as f64
    }

    fn penalty_width(&self) -> f64 {
        if self.hyphen { 1.0 } else { 0.0 }
    }
}

/// The patterns by which a token may be parted.
type Allowed<'a, 'p> = &'a dyn Fn(&Token) -> Option<&'p Patterns>;

fn parts(line: &str, tokens: &[Token], cells: usize, allowed: Option<Allowed<'_, '_>>) -> Vec<Part> {
    let mut parts = Vec::with_capacity(tokens.len());
    for token in tokens {
        let patterns = allowed.and_then(|allowed| allowed(token));
        split(line, token, cells, patterns, &mut parts);
    }
    bind(parts, cells)
}

/// Adds a token in the parts between which a line may end.
fn split(line: &str, token: &Token, cells: usize, patterns: Option<&Patterns>, parts: &mut Vec<Part>) {
    let text = &line[token.start..token.end];
    let mut from = token.start;
    let parted = patterns.map(|patterns| patterns.breaks(text)).unwrap_or_default();
    let hyphens = if parted.is_empty() { tokens::behind_hyphens(text) } else { Vec::new() };
    let hyphen = !parted.is_empty();
    for at in parted.into_iter().chain(hyphens) {
        let to = token.start + at;
        let width = width::of(&line[from..to]);
        // A part that fills the line leaves no room for its hyphen: it stays with what follows.
        if width + usize::from(hyphen) <= cells {
            parts.push(Part { start: from, end: to, width, space: 0, hyphen, bound: false });
            from = to;
        }
    }
    let width = width::of(&line[from..token.end]);
    let rest = Part { start: from, end: token.end, width, space: token.space, hyphen: false, bound: token.bound };
    break_apart(line, rest, cells, parts);
}

/// Adds a part that may be wider than a line, cut between graphemes.
fn break_apart(line: &str, part: Part, cells: usize, parts: &mut Vec<Part>) {
    if part.width <= cells {
        return parts.push(part);
    }
    let (mut start, mut used) = (part.start, 0);
    for (at, cluster) in line[part.start..part.end].grapheme_indices(true) {
        let (at, cluster) = (part.start + at, width::grapheme(cluster));
        if used > 0 && used + cluster > cells {
            parts.push(Part { start, end: at, width: used, space: 0, hyphen: false, bound: false });
            (start, used) = (at, 0);
        }
        used += cluster;
    }
    parts.push(Part { start, width: used, ..part });
}

/// Joins what no line may part, where a line has room for it.
fn bind(parts: Vec<Part>, cells: usize) -> Vec<Part> {
    let mut bound: Vec<Part> = Vec::with_capacity(parts.len());
    for part in parts {
        match bound.last_mut() {
            Some(last) if last.bound && last.width + last.space + part.width + usize::from(part.hyphen) <= cells => {
                *last = Part { start: last.start, width: last.width + last.space + part.width, ..part };
            }
            _ => bound.push(part),
        }
    }
    bound
}

/// Where lines end: for each the number of the part behind it.
fn fit(parts: &[Part], cells: usize) -> Vec<usize> {
    let widths = [cells as f64];
    let ends = |lines: Vec<&[Part]>| -> Vec<usize> {
        let lengths = lines.into_iter().map(<[Part]>::len);
        lengths
            .scan(0, |end, length| {
                *end += length;
                Some(*end)
            })
            .collect()
    };
    let even = wrap_optimal_fit(parts, &widths, &PENALTIES).map(ends).unwrap_or_default();
    if even.is_empty() || gaps(parts, &even, cells).any(|gap| gap.is_none()) {
        return ends(wrap_first_fit(parts, &widths));
    }
    even
}

/// The cells that stay empty at the end of each line; none where it sticks out.
fn gaps(parts: &[Part], ends: &[usize], cells: usize) -> impl Iterator<Item = Option<usize>> {
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(ends).map(move |(start, end)| {
        let Some((last, before)) = parts[start..*end].split_last() else { return Some(cells) };
        let used = before.iter().map(|part| part.width + part.space).sum::<usize>() + last.width;
        cells.checked_sub(used + usize::from(last.hyphen))
    })
}

/// A line that is not the last leaves more room than is tolerated.
fn is_loose(parts: &[Part], ends: &[usize], cells: usize) -> bool {
    let tolerated = cells / TOLERATED;
    gaps(parts, ends, cells).take(ends.len().saturating_sub(1)).any(|gap| gap.is_some_and(|gap| gap > tolerated))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn set(text: &str, cells: usize, hyphenate: bool) -> Vec<Piece> {
        let patterns = Patterns::english().expect("the embedded patterns");
        let parting = Parting { patterns: &patterns, allowed: &|_| hyphenate };
        wrap(text, cells, Some(&parting))
    }

    fn lines(text: &str, cells: usize, hyphenate: bool) -> Vec<String> {
        let pieces = set(text, cells, hyphenate);
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
            ("seven – eight", 9, &["seven –", "eight"]),
            // Thai has no spaces: without a dictionary it is cut between clusters, and does not stick out.
            ("ภาษาไทย", 4, &["ภาษา", "ไทย"]),
            (
                "the last line of it should not be one word a",
                15,
                &["the last line", "of it should", "not be one", "word a"],
            ),
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

    #[test]
    fn even_lines_need_no_hyphens() {
        let text = "The second crew of the year reached the station on Monday after an extraordinarily long night.";
        let ends = |cells| lines(text, cells, true).iter().filter(|line| line.ends_with('-')).count();
        assert_eq!(ends(60), 0);
        assert_ne!(ends(22), 0);
    }

    #[test]
    fn a_hyphen_has_room_behind_what_is_bound_together() {
        for hyphenate in [true, false] {
            let set = lines("  \u{fffd}-aaaedakdbiaß\u{d81}", 12, hyphenate);
            assert!(set.iter().all(|line| width::of(line) <= 12), "{set:?}");
        }
    }

    proptest! {
        #[test]
        fn holds_the_width_and_loses_nothing(text in "(\\PC| |\n|-|[a-z]{1,12}){0,60}", cells in 2usize..40, hyphenate: bool) {
            let pieces = set(&text, cells, hyphenate);
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
