//! One-line text made to take a given number of cells.

use std::borrow::Cow;

use super::width;

/// `text` if it fits in `cells`, else its beginning with "…" at the end. Never wider than `cells`.
pub fn cut(text: &str, cells: usize) -> Cow<'_, str> {
    // A byte never takes more than one cell, so most short texts need no count.
    if text.len() <= cells || width::of(text) <= cells {
        return Cow::Borrowed(text);
    }
    if cells == 0 {
        return Cow::Borrowed("");
    }
    let (head, _) = width::head(text, cells - 1);
    Cow::Owned(format!("{}…", head.trim_end()))
}

/// `text` cut to `cells` and filled with spaces at the end: exactly `cells` wide.
pub fn left(text: &str, cells: usize) -> String {
    let cut = cut(text, cells);
    let gap = cells.saturating_sub(width::of(&cut));
    format!("{cut}{:gap$}", "")
}

/// The lines of a plain text, broken at spaces where that is possible.
pub fn lines(text: &str, cells: usize) -> impl Iterator<Item = &str> {
    let mut rest = text.trim();
    std::iter::from_fn(move || {
        if rest.is_empty() || cells == 0 {
            return None;
        }
        let (head, _) = width::head(rest, cells);
        let fits = head.len() == rest.len();
        let space = if fits { None } else { rest[..head.len()].rfind(' ').filter(|at| *at > 0) };
        let after_word = rest[head.len()..].starts_with(' ');
        let end = match space {
            Some(at) if !after_word => at,
            _ => head.len(),
        };
        // A grapheme wider than the line: nothing can be shown.
        let end = if end == 0 { rest.len() } else { end };
        let (line, tail) = rest.split_at(end);
        rest = tail.trim_start();
        Some(line.trim_end())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cuts_between_graphemes_and_says_so() {
        for (text, cells, fitted) in [
            ("Rivers at record low", 40, "Rivers at record low"),
            ("Rivers at record low", 20, "Rivers at record low"),
            ("Rivers at record low", 11, "Rivers at…"),
            ("Rivers at record low", 1, "…"),
            ("Rivers at record low", 0, ""),
            ("日本語の新聞", 6, "日本…"),
            ("日本語の新聞", 7, "日本語…"),
            ("👨‍👩‍👧👨‍👩‍👧", 3, "👨‍👩‍👧…"),
            ("", 3, ""),
        ] {
            assert_eq!(cut(text, cells), fitted, "{text} in {cells}");
        }
    }

    #[test]
    fn fills_to_the_cell() {
        assert_eq!(left("8m", 4), "8m  ");
        assert_eq!(left("日本", 5), "日本 ");
        assert_eq!(left("日本", 3), "日…");
    }

    fn broken(text: &str, cells: usize) -> Vec<&str> {
        lines(text, cells).collect()
    }

    #[test]
    fn lines_break_at_spaces_and_else_where_they_must() {
        assert_eq!(broken("the feed is gone", 8), ["the feed", "is gone"]);
        assert_eq!(broken("https://a.example/b", 8), ["https://", "a.exampl", "e/b"]);
        assert_eq!(broken("日本語", 3), ["日", "本", "語"]);
        assert_eq!(broken("日本", 1), ["日本"]);
        assert_eq!(broken("", 8), [""; 0]);
        assert_eq!(broken("word", 0), [""; 0]);
    }

    proptest! {
        #[test]
        fn never_wider_and_exactly_filled(text in "\\PC{0,40}", cells in 0usize..30) {
            prop_assert!(width::of(&cut(&text, cells)) <= cells);
            prop_assert_eq!(width::of(&left(&text, cells)), cells);
        }
    }
}
