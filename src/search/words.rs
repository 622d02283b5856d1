//! The words of a text as a search knows them: without case and accents; pairs of letters where a script has no spaces.
//!
//! A run of Chinese, Japanese, Korean, Thai, Lao, Khmer or Burmese letters gives every pair of neighbours and its last
//! letter alone, so that any piece of it is a phrase of pairs.

use std::ops::Range;

use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};

use super::fold;

/// Letters of a word that count; what is longer is no word of a language.
const LONGEST: usize = 40;

/// The words of a text in their order, each with its bytes in it.
pub fn words(text: &str) -> Words<'_> {
    Words { text, at: 0, pair: None }
}

pub struct Words<'a> {
    text: &'a str,
    at: usize,
    /// The letter of a run without spaces that has begun a pair, with its bytes.
    pair: Option<(char, Range<usize>)>,
}

/// A word and the bytes that it takes.
pub type Located = (String, Range<usize>);

impl Iterator for Words<'_> {
    type Item = Located;

    fn next(&mut self) -> Option<Located> {
        if let Some(first) = self.pair.take() {
            return Some(self.pair_from(first));
        }
        loop {
            let from = self.at;
            let c = self.text[from..].chars().next()?;
            if !is_unspaced(c) && is_letter(c) {
                if let Some(word) = self.spaced() {
                    return Some(word);
                }
                continue;
            }
            self.at += c.len_utf8();
            if let Some(letter) = fold::letter(c).filter(|_| is_unspaced(c)) {
                return Some(self.pair_from((letter, from..self.at)));
            }
        }
    }
}

impl Words<'_> {
    fn pair_from(&mut self, (first, from): (char, Range<usize>)) -> Located {
        let mut rest = self.text[self.at..].char_indices();
        while let Some((at, c)) = rest.next().filter(|(_, c)| is_unspaced(*c)) {
            let bytes = self.at + at..self.at + at + c.len_utf8();
            if let Some(second) = fold::letter(c) {
                let span = from.start..bytes.end;
                self.at = bytes.end;
                self.pair = Some((second, bytes));
                return (String::from_iter([first, second]), span);
            }
        }
        (first.to_string(), from)
    }

    /// A word between spaces; none where none of its letters counts.
    fn spaced(&mut self) -> Option<Located> {
        let start = self.at;
        let rest = &self.text[start..];
        let inside = |c: char| (is_letter(c) || is_mark(c)) && !is_unspaced(c);
        let length = rest.find(|c| !inside(c)).unwrap_or(rest.len());
        self.at = start + length;
        let word: String = rest[..length].chars().filter_map(fold::letter).take(LONGEST).collect();
        (!word.is_empty()).then_some((word, start..self.at))
    }
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || is_unspaced(c)
}

/// Accents, vowel signs and joiners, which belong to the letter before them.
fn is_mark(c: char) -> bool {
    !c.is_ascii()
        && (matches!(c, '\u{AD}' | '\u{200C}' | '\u{200D}')
            || GeneralCategoryGroup::Mark.contains(CodePointMapData::<GeneralCategory>::new().get(c)))
}

/// A letter, or a sign of one, of a script that puts no spaces between words, or writes endings without them.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{E01}'..='\u{E3A}' | '\u{E40}'..='\u{E4E}' | '\u{E80}'..='\u{ECD}' | '\u{1000}'..='\u{1049}'
        | '\u{1050}'..='\u{109F}' | '\u{1780}'..='\u{17D3}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30FF}'
        | '\u{31F0}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FF66}'..='\u{FF9F}' | '\u{20000}'..='\u{3FFFF}')
        && !matches!(c, '\u{30FB}' | '\u{30A0}')
}

/// Words that stand one behind the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Phrase {
    /// None: there is nothing to look for, and every text has it.
    pub words: Vec<String>,
    /// The last one may go on.
    pub open: bool,
}

impl Phrase {
    /// The words to look for. What ends with a run without spaces does not ask where the run ends.
    pub fn of(text: &str, open: bool) -> Phrase {
        let mut located: Vec<Located> = words(text).collect();
        let unspaced = |word: &Located| word.0.chars().all(is_unspaced) && !word.0.is_empty();
        let ends_run = located.last().is_some_and(unspaced);
        if let [.., pair, last] = located.as_slice()
            && ends_run
            && pair.1.end == last.1.end
        {
            located.pop();
        }
        Phrase { words: located.into_iter().map(|(word, _)| word).collect(), open: open || ends_run }
    }

    /// Where the phrase stands among the words of a text: the place of its first word.
    pub fn find<W: AsRef<str>>(&self, among: &[W]) -> Option<usize> {
        if self.words.is_empty() {
            return Some(0);
        }
        among.windows(self.words.len()).position(|window| self.is(window))
    }

    fn is<W: AsRef<str>>(&self, window: &[W]) -> bool {
        let last = self.words.len() - 1;
        self.words.iter().zip(window).enumerate().all(|(at, (wanted, found))| {
            let found = found.as_ref();
            if self.open && at == last { found.starts_with(wanted.as_str()) } else { found == wanted }
        })
    }

    /// The bytes of a text that hold the phrase, each time it stands there.
    pub fn spans(&self, text: &str) -> Vec<Range<usize>> {
        let located: Vec<Located> = words(text).collect();
        let among: Vec<&str> = located.iter().map(|(word, _)| word.as_str()).collect();
        if self.words.is_empty() {
            return Vec::new();
        }
        let length = self.words.len();
        let found = among.windows(length).enumerate().filter(|(_, window)| self.is(window));
        found.map(|(at, _)| located[at].1.start..located[at + length - 1].1.end).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plain(text: &str) -> Vec<String> {
        words(text).map(|(word, _)| word).collect()
    }

    #[test]
    fn words_stand_without_case_accents_and_signs() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            (" -- !", &[]),
            ("The Élysée's COVID-19", &["the", "elysee", "s", "covid", "19"]),
            ("e\u{301}te\u{301} naïve", &["ete", "naive"]),
            ("Київ, місто", &["київ", "місто"]),
            ("مُحَمَّد", &["محمد"]),
            ("हिन्दी में", &["हिन्दी", "में"]),
            ("日本語の新聞", &["日本", "本語", "語の", "の新", "新聞", "聞"]),
            ("AI新聞 x", &["ai", "新聞", "聞", "x"]),
            ("新。聞", &["新", "聞"]),
            ("ไทย", &["ไท", "ทย", "ย"]),
            ("서울에서", &["서울", "울에", "에서", "서"]),
        ];
        for (text, wanted) in cases {
            assert_eq!(plain(text), *wanted, "{text}");
        }
    }

    #[test]
    fn any_piece_of_a_run_is_found() {
        let text = plain("彼は日本語の新聞を読む");
        for wanted in ["日本語", "新聞", "語の新", "読む", "む", "日", "彼は日本語の新聞を読む"]
        {
            assert!(Phrase::of(wanted, false).find(&text).is_some(), "{wanted}");
        }
        assert!(Phrase::of("新日", false).find(&text).is_none());
    }

    #[test]
    fn phrases_stand_in_order_and_may_end_open() {
        let text = plain("Climate change is a fact");
        let found = |wanted: &str, open| Phrase::of(wanted, open).find(&text);
        assert_eq!(found("climate change", false), Some(0));
        assert_eq!(found("change climate", false), None);
        assert_eq!(found("clim", false), None);
        assert_eq!(found("clim", true), Some(0));
        assert_eq!(found("is a f", true), Some(2));
        assert_eq!(found("?!", false), Some(0), "nothing to look for");
    }

    #[test]
    fn spans_are_where_the_phrase_stands() {
        let text = "Élysée, ELYSEE palace";
        let spans = Phrase::of("elysee", false).spans(text);
        assert_eq!(spans.iter().map(|span| &text[span.clone()]).collect::<Vec<_>>(), ["Élysée", "ELYSEE"]);
        let text = "新聞を読む";
        assert_eq!(
            Phrase::of("聞を", false).spans(text).iter().map(|s| &text[s.clone()]).collect::<Vec<_>>(),
            ["聞を"]
        );
    }

    #[test]
    fn words_have_an_end() {
        assert_eq!(plain(&"x".repeat(1_000))[0].len(), LONGEST);
    }

    proptest! {
        #[test]
        fn any_text_has_words_with_bytes(text in "\\PC{0,60}") {
            let mut last = 0;
            for (word, span) in words(&text) {
                prop_assert!(!word.is_empty() && text.get(span.clone()).is_some());
                prop_assert!(span.start >= last);
                last = span.start;
            }
        }

        #[test]
        fn a_text_holds_its_own_pieces(text in "[a-c日本 ]{1,20}", from in 0..20usize, length in 1..20usize) {
            let chars: Vec<char> = text.chars().collect();
            let piece: String = chars.iter().skip(from).take(length).collect();
            let before = chars.get(from.wrapping_sub(1)).is_none_or(|c| !c.is_ascii_alphabetic());
            let phrase = Phrase::of(&piece, true);
            prop_assert!(!before || phrase.find(&plain(&text)).is_some(), "{text} {piece}");
        }
    }
}
