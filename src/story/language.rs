//! The language of a headline, as far as comparing headlines needs it: by what the feed says, by script, by stop words.

use std::collections::HashSet;
use std::sync::OnceLock;

use rust_stemmers::Algorithm;

use super::script::Script;

/// What is known of a language: how it is told, what to leave out, how words lose their endings.
struct Known {
    /// ISO 639-1.
    code: &'static str,
    script: Script,
    stemmer: Option<Algorithm>,
    /// Words that say nothing of what a headline is about.
    stop: &'static str,
}

/// A language, or only a script where the language is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Language {
    script: Script,
    /// Index into [`KNOWN`].
    known: Option<usize>,
}

impl Language {
    /// The language of a text. What the feed declares (BCP 47) counts if the script fits it and the text's own words do
    /// not speak for another: feeds of several languages declare one.
    pub fn of(declared: Option<&str>, text: &str) -> Language {
        let script = Script::of(text);
        let declared = declared.and_then(|tag| tag.get(..2)).map(str::to_ascii_lowercase);
        let declared = KNOWN.iter().position(|known| known.script == script && declared.as_deref() == Some(known.code));
        Language { script, known: guessed(script, declared, text).or(declared) }
    }

    /// Whether two texts may tell the same story as far as their languages go.
    pub fn may_match(self, other: Language) -> bool {
        self.script == other.script && (self.known == other.known || self.known.is_none() || other.known.is_none())
    }

    /// How words lose their endings. A Latin text of unknown language is treated as English.
    pub fn stemmer(self) -> Option<Algorithm> {
        match self.known.and_then(|index| KNOWN.get(index)) {
            Some(known) => known.stemmer,
            None => (self.script == Script::Latin).then_some(Algorithm::English),
        }
    }

    /// Whether every noun has a capital, so that one does not tell a name.
    pub fn has_capital_nouns(self) -> bool {
        self.known.and_then(|index| KNOWN.get(index)).is_some_and(|known| known.code == "de")
    }

    /// Whether a word, in lower case, says nothing of what a headline is about.
    pub fn is_stop_word(self, word: &str) -> bool {
        let own = self.known.or_else(|| (self.script == Script::Latin).then_some(ENGLISH));
        own.and_then(|index| stop_words().get(index)).is_some_and(|words| words.contains(word))
    }
}

/// The language whose stop words the text has most of: two more than those of the declared one.
fn guessed(script: Script, declared: Option<usize>, text: &str) -> Option<usize> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let hits = |index: usize| {
        let stop = stop_words().get(index);
        stop.map_or(0, |stop| words.iter().filter(|word| stop.contains(**word)).count())
    };
    let candidates = KNOWN.iter().enumerate().filter(|(_, known)| known.script == script).map(|(index, _)| index);
    let (best, count) = candidates.map(|index| (index, hits(index))).max_by_key(|(index, hits)| {
        // Of equals the declared one, then the one that stands first.
        (*hits, Some(*index) == declared, std::cmp::Reverse(*index))
    })?;
    (count >= 2 + declared.map_or(0, hits)).then_some(best)
}

/// The stop words of each known language, made into sets once: they are data, the same for every caller.
fn stop_words() -> &'static [HashSet<&'static str>] {
    static SETS: OnceLock<Vec<HashSet<&'static str>>> = OnceLock::new();
    SETS.get_or_init(|| KNOWN.iter().map(|known| known.stop.split_whitespace().collect()).collect())
}

const ENGLISH: usize = 0;

const fn known(code: &'static str, script: Script, stemmer: Option<Algorithm>, stop: &'static str) -> Known {
    Known { code, script, stemmer, stop }
}

static KNOWN: &[Known] = &[
    known("en", Script::Latin, Some(Algorithm::English), include_str!("../../assets/stop-words/en.txt")),
    known("de", Script::Latin, Some(Algorithm::German), include_str!("../../assets/stop-words/de.txt")),
    known("fr", Script::Latin, Some(Algorithm::French), include_str!("../../assets/stop-words/fr.txt")),
    known("es", Script::Latin, Some(Algorithm::Spanish), include_str!("../../assets/stop-words/es.txt")),
    known("it", Script::Latin, Some(Algorithm::Italian), include_str!("../../assets/stop-words/it.txt")),
    known("pt", Script::Latin, Some(Algorithm::Portuguese), include_str!("../../assets/stop-words/pt.txt")),
    known("nl", Script::Latin, Some(Algorithm::Dutch), include_str!("../../assets/stop-words/nl.txt")),
    known("sv", Script::Latin, Some(Algorithm::Swedish), include_str!("../../assets/stop-words/sv.txt")),
    known("tr", Script::Latin, Some(Algorithm::Turkish), include_str!("../../assets/stop-words/tr.txt")),
    known("pl", Script::Latin, None, include_str!("../../assets/stop-words/pl.txt")),
    known("ru", Script::Cyrillic, Some(Algorithm::Russian), include_str!("../../assets/stop-words/ru.txt")),
    known("uk", Script::Cyrillic, None, include_str!("../../assets/stop-words/uk.txt")),
    known("el", Script::Greek, Some(Algorithm::Greek), include_str!("../../assets/stop-words/el.txt")),
    known("ar", Script::Arabic, Some(Algorithm::Arabic), include_str!("../../assets/stop-words/ar.txt")),
    known("fa", Script::Arabic, None, include_str!("../../assets/stop-words/fa.txt")),
    known("he", Script::Hebrew, None, include_str!("../../assets/stop-words/he.txt")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_script_tell_the_language() {
        for (declared, text, code) in [
            (Some("en-GB"), "Second crew reaches the station", Some("en")),
            (None, "The second crew of the year is at the station", Some("en")),
            (Some("en"), "Die zweite Besatzung ist an der Station angekommen", Some("de")),
            (None, "Nvidia", None),
            (Some("fa"), "زلزله در غرب ایران", Some("fa")),
            (Some("en"), "زلزله", None),
            (Some("de"), "Bahn", Some("de")),
        ] {
            let language = Language::of(declared, text);
            assert_eq!(language.known.map(|index| KNOWN[index].code), code, "{text}");
        }
    }

    #[test]
    fn an_unknown_language_matches_its_script() {
        let [english, german, latin, russian] =
            [("en", "Station"), ("de", "Station"), ("", "Station"), ("ru", "Станция")]
                .map(|(d, t)| Language::of(Some(d), t));
        assert!(english.may_match(english) && latin.may_match(german) && english.may_match(latin));
        assert!(!english.may_match(german) && !latin.may_match(russian));
    }
}
