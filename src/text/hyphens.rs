//! Where the words of a language may be parted: dictionaries of the `hyphenation` crate.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use fst::raw::Fst;
use hyphenation::{Hyphenator, Language, Load, Standard};

/// Words of fewer or more bytes than this are left whole.
const PARTED: Range<usize> = 6..80;
/// In these languages every noun has a capital, in others only names.
const CAPITAL_NOUNS: [&str; 2] = ["de", "la"];

/// The patterns of one language, shared by all who set text in it.
#[derive(Clone)]
pub struct Patterns {
    dictionary: Arc<Standard>,
    capital_nouns: bool,
}

impl Patterns {
    /// Those for English, which are part of the program; none only if they were damaged in it.
    pub fn english() -> Option<Patterns> {
        static ENGLISH: OnceLock<Option<Patterns>> = OnceLock::new();
        let load = || Standard::from_embedded(Language::EnglishUS).ok().map(Patterns::of);
        ENGLISH.get_or_init(load).clone()
    }

    /// Reads a file such as `fr.standard.bincode`; none if it is something else or damaged.
    pub fn read(bytes: &[u8]) -> Option<Patterns> {
        let layout: Layout = bincode::deserialize(bytes).ok()?;
        layout.is_whole().then(|| bincode::deserialize(bytes).ok().map(Patterns::of))?
    }

    fn of(dictionary: Standard) -> Patterns {
        let code = dictionary.language().code();
        let capital_nouns = CAPITAL_NOUNS.iter().any(|language| code.starts_with(language));
        Patterns { dictionary: Arc::new(dictionary), capital_nouns }
    }

    /// The bytes of `word` before which a line may begin, if a hyphen ends the one before. Names, abbreviations and what
    /// holds anything but letters stay whole.
    pub fn breaks(&self, word: &str) -> Vec<usize> {
        let start = word.find(char::is_alphabetic).unwrap_or(word.len());
        let rest = &word[start..];
        let letters = &rest[..rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())];
        let behind = rest[letters.len()..].trim_start_matches(['\'', '’']);
        // "government’s", "l’extraordinaire": what stands behind the apostrophe has to be short letters, too.
        let whole = behind.chars().any(|c| c.is_numeric() || matches!(c, '/' | '@' | '_' | '='))
            || behind.trim_end_matches(|c: char| !c.is_alphabetic()).len() > 3;
        let mut capitals = letters.chars().map(char::is_uppercase);
        let name = capitals.next() == Some(true) && !self.capital_nouns;
        if whole || name || capitals.any(|capital| capital) || !PARTED.contains(&letters.len()) {
            return Vec::new();
        }
        let breaks = self.dictionary.hyphenate(letters).breaks.into_iter();
        // Exceptions to the patterns are taken as the dictionary has them.
        breaks.filter(|at| *at < letters.len() && letters.is_char_boundary(*at)).map(|at| start + at).collect()
    }
}

/// A dictionary as it lies in its file: what can be checked before the crate, which trusts it, walks its automaton.
#[derive(serde::Deserialize)]
struct Layout<'a> {
    _language: u32,
    _tallies: Vec<Vec<(u8, u8)>>,
    automaton: &'a [u8],
    _exceptions: HashMap<&'a str, Vec<usize>>,
    /// Letters that stay together at the beginning and at the end of a word.
    minima: (usize, usize),
}

impl Layout<'_> {
    fn is_whole(&self) -> bool {
        let is_sound = Fst::new(self.automaton).and_then(|automaton| automaton.verify()).is_ok();
        is_sound && self.minima.0.max(self.minima.1) < PARTED.end
    }
}

impl fmt::Debug for Patterns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Patterns({})", self.dictionary.language().code())
    }
}

impl PartialEq for Patterns {
    fn eq(&self, other: &Patterns) -> bool {
        self.dictionary.language() == other.dictionary.language()
    }
}

impl Eq for Patterns {}

/// The names under which dictionaries for a language (BCP 47) may be found, the best first.
pub fn names(language: &str) -> Vec<String> {
    let tag = language.trim().to_ascii_lowercase().replace('_', "-");
    let valid = |tag: &str| tag.len() <= 35 && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !valid(&tag) {
        return Vec::new();
    }
    let mut names = Vec::new();
    let mut rest = tag.as_str();
    while !rest.is_empty() {
        names.push(rest.to_owned());
        names.extend(also(rest).map(str::to_owned));
        rest = rest.rsplit_once('-').map_or("", |(start, _)| start);
    }
    names
}

/// Where the dictionary bears another name than the language.
fn also(tag: &str) -> Option<&'static str> {
    Some(match tag {
        "de" => "de-1996",
        "de-ch" => "de-ch-1901",
        "el" => "el-monoton",
        "en-au" | "en-ie" | "en-in" | "en-nz" | "en-za" => "en-gb",
        "ku" => "kmr",
        "mn" => "mn-cyrl",
        "no" => "nb",
        "sr" => "sr-cyrl",
        "bs" | "sh" | "sr-latn" => "sh-latn",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parted(word: &str) -> String {
        let patterns = Patterns::english().expect("the embedded patterns");
        let mut out = word.to_owned();
        patterns.breaks(word).into_iter().rev().for_each(|at| out.insert(at, '|'));
        out
    }

    #[test]
    fn words_are_parted_and_names_are_not() {
        for (word, expected) in [
            ("extraordinary", "ex|tra|or|di|nary"),
            ("“hyphenation,”", "“hy|phen|a|tion,”"),
            ("government’s", "gov|ern|ment’s"),
            ("Extraordinary", "Extraordinary"),
            ("UNESCO", "UNESCO"),
            ("JavaScript", "JavaScript"),
            ("example.org/extraordinary", "example.org/extraordinary"),
            ("extraordinary@example.org", "extraordinary@example.org"),
            ("extra0rdinary", "extra0rdinary"),
            ("short", "short"),
            ("", ""),
        ] {
            assert_eq!(parted(word), expected);
        }
    }

    #[test]
    fn dictionaries_are_looked_for_by_language() {
        for (tag, expected) in [
            ("fr", &["fr"][..]),
            ("fr-CA", &["fr-ca", "fr"]),
            ("de_AT", &["de-at", "de", "de-1996"]),
            ("en-AU", &["en-au", "en-gb", "en"]),
            ("sr-Latn-RS", &["sr-latn-rs", "sr-latn", "sh-latn", "sr", "sr-cyrl"]),
            ("../../etc", &[]),
            ("", &[]),
        ] {
            assert_eq!(names(tag), expected, "{tag}");
        }
    }

    /// The dictionary that is part of the program, as a file.
    fn file() -> Vec<u8> {
        let patterns = Patterns::english().expect("the embedded patterns");
        bincode::serialize(&*patterns.dictionary).expect("a file")
    }

    #[test]
    fn a_whole_dictionary_is_read() {
        let patterns = Patterns::read(&file()).expect("a dictionary");
        assert_eq!(patterns.breaks("extraordinary"), [2, 5, 7, 9]);
    }

    #[test]
    fn a_damaged_dictionary_is_none_or_harmless() {
        let file = file();
        let layout: Layout = bincode::deserialize(&file).expect("a dictionary");
        let automaton = layout.automaton.as_ptr().addr() - file.as_ptr().addr();
        let end = automaton + layout.automaton.len();
        let spread = (0..300).map(|part| file.len() * part / 300);
        for at in spread.chain(automaton..automaton + 40).chain(end - 40..end) {
            let mut damaged = file.clone();
            damaged[at] ^= 0x55;
            for damaged in [&damaged[..], &file[..at]] {
                let Some(patterns) = Patterns::read(damaged) else { continue };
                assert!(!(automaton..end).contains(&at), "damage at {at} is seen");
                for word in ["extraordinary", "hyphenation", "associate", "présentation"] {
                    patterns.breaks(word);
                }
            }
        }
    }

    #[test]
    fn what_is_no_dictionary_is_none() {
        for bytes in [&b""[..], b"no dictionary at all", &[0xFF; 64]] {
            assert!(Patterns::read(bytes).is_none());
        }
    }
}
