//! Lines filled up to the measure by wider spaces.

use super::layout::Span;
use super::width;

/// No space becomes wider than this.
const WIDEST: usize = 2;
/// Below this measure there are too few spaces in a line.
pub const NARROWEST: usize = 30;

/// Widens the spaces of a line evenly until it is `missing` cells wider; a line that has too few of them stays as it is, and
/// so does one with East Asian text, whose even cells would no longer stand below each other. Every other line
/// (`from_the_end`) begins at its other end, so that the wider spaces do not stand above each other.
pub fn stretch(spans: &mut [Span], missing: usize, from_the_end: bool) {
    let spaces = spans.iter().map(|span| span.text.bytes().filter(|byte| *byte == b' ').count()).sum::<usize>();
    if missing == 0 || missing > spaces * (WIDEST - 1) || spans.iter().any(|span| span.text.chars().any(is_east_asian))
    {
        return;
    }
    let mut seen = 0;
    for span in spans {
        let mut text = String::with_capacity(span.text.len() + missing);
        for c in span.text.chars() {
            text.push(c);
            if c == ' ' {
                let place = if from_the_end { spaces - 1 - seen } else { seen };
                // The wider spaces are spread as a line is drawn with a pencil of one cell (Bresenham).
                let wider = (place + 1) * missing / spaces - place * missing / spaces;
                text.extend(std::iter::repeat_n(' ', wider));
                seen += 1;
            }
        }
        span.text = text;
    }
}

fn is_east_asian(c: char) -> bool {
    c >= '\u{1100}' && c.is_alphabetic() && width::of(c.encode_utf8(&mut [0; 4])) == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretched(texts: &[&str], missing: usize, from_the_end: bool) -> String {
        let mut spans: Vec<Span> =
            texts.iter().map(|text| Span { text: (*text).to_owned(), ..Span::default() }).collect();
        stretch(&mut spans, missing, from_the_end);
        spans.into_iter().map(|span| span.text).collect()
    }

    #[test]
    fn spaces_are_widened_evenly_and_within_bounds() {
        for (texts, missing, from_the_end, expected) in [
            (&["a b c d e"][..], 2, false, "a b  c d  e"),
            (&["a b c d e"], 2, true, "a  b c  d e"),
            (&["a b", " c ", "d e"], 4, false, "a  b  c  d  e"),
            (&["a b c"], 3, false, "a b c"),
            (&["abc"], 1, false, "abc"),
            (&["a b c"], 0, false, "a b c"),
            (&["日本 語の 新聞"], 1, false, "日本 語の 新聞"),
        ] {
            assert_eq!(stretched(texts, missing, from_the_end), expected);
        }
    }
}
