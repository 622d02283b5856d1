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

    proptest! {
        #[test]
        fn never_wider_and_exactly_filled(text in "\\PC{0,40}", cells in 0usize..30) {
            prop_assert!(width::of(&cut(&text, cells)) <= cells);
            prop_assert_eq!(width::of(&left(&text, cells)), cells);
        }
    }
}
