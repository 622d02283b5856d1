//! Right-to-left text put in the order of the screen, line by line (Unicode Standard Annex 9).

use std::ops::Range;

use unicode_bidi::{BidiClass, Level, ParagraphBidiInfo, bidi_class};
use unicode_segmentation::UnicodeSegmentation;

/// The directions in a paragraph that has any right-to-left text.
pub struct Directions {
    levels: Vec<Level>,
    /// The paragraph as a whole runs from right to left.
    pub rtl: bool,
}

impl Directions {
    /// None if all runs from left to right.
    pub fn of(text: &str) -> Option<Directions> {
        if !text.chars().any(is_rtl) {
            return None;
        }
        let info = ParagraphBidiInfo::new(text, None);
        Some(Directions { rtl: info.paragraph_level.is_rtl(), levels: info.levels })
    }

    /// The graphemes of a line from left to right, each with its first byte in `text`, mirrored where their direction
    /// asks for it.
    pub fn visual<'a>(&self, text: &'a str, line: Range<usize>) -> Vec<(usize, &'a str)> {
        let clusters: Vec<(usize, &str)> =
            text[line.clone()].grapheme_indices(true).map(|(at, cluster)| (line.start + at, cluster)).collect();
        let level = |at: usize| self.levels.get(at).copied().unwrap_or_else(Level::ltr);
        let levels: Vec<Level> = clusters.iter().map(|(at, _)| level(*at)).collect();
        let order = ParagraphBidiInfo::reorder_visual(&levels);
        let clusters = order.into_iter().filter_map(|index| clusters.get(index));
        clusters.map(|&(at, cluster)| (at, if level(at).is_rtl() { mirrored(cluster) } else { cluster })).collect()
    }
}

fn is_rtl(c: char) -> bool {
    c >= '\u{590}' && matches!(bidi_class(c), BidiClass::R | BidiClass::AL)
}

fn mirrored(cluster: &str) -> &str {
    match cluster {
        "(" => ")",
        ")" => "(",
        "[" => "]",
        "]" => "[",
        "{" => "}",
        "}" => "{",
        "<" => ">",
        ">" => "<",
        "«" => "»",
        "»" => "«",
        "‹" => "›",
        "›" => "‹",
        _ => cluster,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visual(text: &str) -> String {
        match Directions::of(text) {
            Some(directions) => {
                directions.visual(text, 0..text.len()).into_iter().map(|(_, cluster)| cluster).collect()
            }
            None => text.to_owned(),
        }
    }

    #[test]
    fn lines_read_as_they_should() {
        for (text, shown) in [
            ("plain (text)", "plain (text)"),
            ("אבג", "גבא"),
            ("אבג (דה)", "(הד) גבא"),
            ("אבג 123 דה", "הד 123 גבא"),
            ("news: אבג!", "news: גבא!"),
            ("אבג abc דה", "הד abc גבא"),
        ] {
            assert_eq!(visual(text), shown, "{text}");
        }
        assert!(Directions::of("abc אבג").is_some_and(|directions| !directions.rtl));
        assert!(Directions::of("אבג abc").is_some_and(|directions| directions.rtl));
    }
}
