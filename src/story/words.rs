//! A headline and its first sentences as weighted terms: stems of words, pairs of neighbours, pairs of characters where
//! words stand without spaces.

use icu_normalizer::ComposingNormalizerBorrowed;
use rust_stemmers::Stemmer;

use super::language::Language;
use super::script::Script;

/// How much two neighbouring words of the headline count as one term, beside each of them.
const PAIR: f32 = 0.4;
/// How much a word of the summary counts.
const SUMMARY: f32 = 0.5;
/// Words of the summary that are looked at.
const SUMMARY_WORDS: usize = 40;
/// Characters of a headline and of a summary that are looked at.
const MAX_CHARS: usize = 600;
/// Where there is no stemmer, words are cut to so many letters.
const PREFIX: usize = 5;
/// Terms of a text; headlines of thousands of words are no headlines.
const MAX_TERMS: usize = 96;

/// What makes up a text, each term once.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Term {
    pub key: String,
    /// How much it counts here, before its rarity: 1 for a word of the headline.
    pub share: f32,
    /// The word as it stands in the text; none for pairs and for the summary.
    pub shown: Option<String>,
}

/// The terms of a headline with its summary, the headline's first.
pub(super) fn terms(title: &str, summary: &str, language: Language) -> Vec<Term> {
    let mut out = Vec::new();
    let words = words(start(title), language);
    for word in &words {
        add(&mut out, &word.key, 1.0, Some(&word.shown));
    }
    for pair in words.windows(2).filter(|pair| pair.iter().all(|word| !word.dense)) {
        let key = pair.iter().map(|word| word.key.as_str()).collect::<Vec<_>>().join(" ");
        add(&mut out, &key, PAIR, None);
    }
    for word in self::words(start(summary), language).iter().take(SUMMARY_WORDS) {
        add(&mut out, &word.key, SUMMARY, None);
    }
    out
}

fn start(text: &str) -> &str {
    text.char_indices().nth(MAX_CHARS).map_or(text, |(end, _)| &text[..end])
}

fn add(out: &mut Vec<Term>, key: &str, share: f32, shown: Option<&str>) {
    if out.len() < MAX_TERMS && out.iter().all(|term| term.key != key) {
        out.push(Term { key: key.to_owned(), share, shown: shown.map(str::to_owned) });
    }
}

pub(super) struct Word {
    pub key: String,
    pub shown: String,
    /// A pair of characters.
    dense: bool,
}

/// The words of a text that say what it is about.
pub(super) fn words(text: &str, language: Language) -> Vec<Word> {
    let stemmer = language.stemmer().map(Stemmer::create);
    let text = folded(text);
    let mut out = Vec::new();
    for run in runs(&text) {
        match run {
            Run::Dense(run) => {
                let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
                // A lone character is a word of its own.
                let pairs = starts.windows(if starts.len() > 2 { 3 } else { 2 });
                let pairs = pairs.filter_map(|ends| run.get(*ends.first()?..*ends.last()?));
                out.extend(pairs.map(|pair| Word { key: pair.to_owned(), shown: pair.to_owned(), dense: true }));
            }
            Run::Word(run) => out.extend(word(run, language, stemmer.as_ref())),
        }
    }
    out
}

pub(super) fn word(run: &str, language: Language, stemmer: Option<&Stemmer>) -> Option<Word> {
    let run = run.trim_matches(|c| matches!(c, '\'' | '.' | ','));
    let lower = run.to_lowercase();
    let lower = lower.strip_suffix("'s").unwrap_or(&lower).replace(['\'', ','], "");
    let length = lower.chars().count();
    if length < 2 || language.is_stop_word(&lower) || is_date(&lower) {
        return None;
    }
    let lower = match lower.strip_prefix("ال") {
        // The Arabic article.
        Some(rest) if length > 4 => rest.to_owned(),
        _ => lower,
    };
    let key = match stemmer {
        _ if lower.contains(|c: char| c.is_numeric()) => lower,
        Some(stemmer) => stemmer.stem(&lower).into_owned(),
        None => lower.chars().take(PREFIX).collect(),
    };
    (!key.is_empty()).then(|| Word { key, shown: run.to_owned(), dense: false })
}

/// Years, days of the month, months and days of the week: what templates are made of.
fn is_date(word: &str) -> bool {
    const NAMES: &[&str] = &[
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    match word.parse::<u32>() {
        Ok(number) => number <= 31 || (1900..2100).contains(&number),
        Err(_) => NAMES.contains(&word),
    }
}

/// Compatibility forms made one (NFKC); what only decorates Arabic letters taken out, its variants made one; apostrophes
/// made one.
pub(super) fn folded(text: &str) -> String {
    let plain = if text.is_ascii() { text.into() } else { NFKC.normalize(text) };
    let folded = plain.chars().filter_map(|c| match c {
        // Tatweel, and the marks for vowels.
        '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}' => None,
        'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
        'ي' | 'ى' => Some('ی'),
        'ك' => Some('ک'),
        'ة' => Some('ه'),
        '\u{200C}' => Some(' '),
        '’' | '‘' | '`' => Some('\''),
        c => Some(c),
    });
    folded.collect()
}

const NFKC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfkc();

pub(super) enum Run<'a> {
    Word(&'a str),
    Dense(&'a str),
}

/// Cuts a text into words and into runs of scripts without spaces. A full stop or comma between digits belongs to the number.
pub(super) fn runs(text: &str) -> Vec<Run<'_>> {
    let mut out = Vec::new();
    let mut start = None;
    let mut dense = false;
    let mut before = ' ';
    let mut end = |from: Option<usize>, to: usize, dense: bool| {
        if let Some(run) = from.and_then(|from| text.get(from..to)) {
            out.push(if dense { Run::Dense(run) } else { Run::Word(run) });
        }
    };
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map_or(' ', |(_, c)| *c);
        let in_number = matches!(c, '.' | ',') && before.is_ascii_digit() && after.is_ascii_digit();
        let is_dense = Script::is_dense(c);
        let belongs = is_dense || c.is_alphanumeric() || c == '\'' || in_number;
        if start.is_some() && (!belongs || is_dense != dense) {
            end(start.take(), at, dense);
        }
        if belongs && start.is_none() {
            (start, dense) = (Some(at), is_dense);
        }
        before = c;
    }
    end(start, text.len(), dense);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(title: &str) -> Vec<String> {
        let language = Language::of(None, title);
        terms(title, "", language).into_iter().filter(|term| term.share == 1.0).map(|term| term.key).collect()
    }

    #[test]
    fn a_headline_is_its_stems() {
        for (title, terms) in [
            ("Fed’s Plosser: Taper pace may be too slow", &["fed", "plosser", "taper", "pace", "slow"][..]),
            ("iOS 7.1 update costs 1,500 jobs", &["io", "7.1", "cost", "1500", "job"]),
            ("The Energy Report 3/10/14, March 10, 2014", &["energi"]),
            ("العربية: الزلزال", &["عربیه", "زلزال"]),
            ("新聞を読む", &["新聞", "聞を", "を読", "読む"]),
            ("NASA发布新", &["nasa", "发布", "布新"]),
            ("", &[]),
            ("— … 2026 ’", &[]),
        ] {
            assert_eq!(keys(title), terms, "{title}");
        }
    }

    #[test]
    fn endings_and_spellings_do_not_part_words() {
        for (one, other) in [
            ("زلزله‌ها در كرمان", "زلزله در کرمان"),
            ("Выборы в Казани", "Казань выбирает на выборах"),
            ("docking of the station", "stations dock"),
        ] {
            let [one, other] = [keys(one), keys(other)];
            assert!(one.iter().filter(|key| other.contains(key)).count() >= 2, "{one:?} {other:?}");
        }
    }

    #[test]
    fn a_summary_adds_but_does_not_override() {
        let language = Language::of(None, "the Station of the crew");
        let terms = terms("Crew docks", "The crew has docked at the station.", language);
        let shares: Vec<(&str, f32)> = terms.iter().map(|term| (term.key.as_str(), term.share)).collect();
        assert_eq!(shares, [("crew", 1.0), ("dock", 1.0), ("crew dock", PAIR), ("station", SUMMARY)]);
    }
}
