//! The first sentences of a text, and what one text adds to others.

use std::collections::HashSet;

use unicode_segmentation::UnicodeSegmentation;

/// No further sentence is taken once there are so many characters, and never more sentences than that.
const ENOUGH: usize = 160;
const SENTENCES: usize = 3;
/// A sentence that would make it longer than this is left out; the first is cut.
const LONGEST: usize = 480;
/// Words of so many letters tell what a sentence is about, if the script has words of letters.
const LETTERS: usize = 4;
/// A capital and at most so many letters before a full stop are an abbreviation: "Dr.", "Sen.", "U.S.".
const ABBREVIATED: usize = 4;
/// Letters of the name of a source, as it stands behind a headline.
const NAME: usize = 30;
/// Sentences of a further source that are looked at, words that one of them has to bring, and as which part of it.
const LOOKED_AT: usize = 4;
const NEW_WORDS: usize = 4;
const NEW_PART: f64 = 0.6;

/// The first one to three sentences of a text, whole ones as far as there are any.
pub fn beginning(text: &str) -> String {
    let mut out = String::new();
    for sentence in whole(text).into_iter().take(SENTENCES) {
        let length = out.chars().count();
        if length >= ENOUGH || (length > 0 && length + sentence.chars().count() > LONGEST) {
            break;
        }
        if !out.is_empty() {
            out.push_str(gap(&out));
        }
        out.push_str(&sentence);
    }
    cut(&out)
}

/// What a brief says: the first sentences, behind the headline where they do not say what they are about.
pub fn brief(title: &str, text: &str) -> String {
    let (title, text) = (title.trim(), beginning(text));
    if repeats(title, &text) {
        return title.to_owned();
    }
    let about = telling(title);
    let said = telling(&text);
    let known = about.iter().filter(|word| said.contains(*word)).count();
    if title.is_empty() || (!text.is_empty() && known * 2 >= about.len() && !about.is_empty()) {
        return text;
    }
    if text.is_empty() {
        return title.to_owned();
    }
    let title = stopped(title);
    format!("{title}{}{text}", gap(&title))
}

/// A headline as a sentence among others.
fn stopped(title: &str) -> String {
    let stop = match title.chars().next_back() {
        _ if ends_sentence(title) => "",
        // Behind Chinese and Japanese characters.
        Some('\u{3040}'..='\u{9fff}') => "。",
        Some(c) if c.is_alphanumeric() => ".",
        _ => "",
    };
    format!("{title}{stop}")
}

/// Whether a text is no sentence but the headline again, with little behind it: the name of its source.
fn repeats(title: &str, text: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let behind = |title: String| letters(text).strip_prefix(&title).map(|rest| rest.chars().count());
    !title.is_empty() && !ends_sentence(text) && behind(letters(title)).is_some_and(|count| count <= NAME)
}

/// What was told so far, by its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told(HashSet<String>);

impl Told {
    pub fn hear(&mut self, text: &str) {
        self.0.extend(telling(text));
    }

    /// The headline of an entry if it tells something else, as what stands best by itself, else the first sentence that does;
    /// none where all of them say what is known.
    pub fn news_in(&self, title: &str, text: &str) -> Option<String> {
        let text = if repeats(title, text) { title } else { text };
        let tells = |sentence: &String| {
            let words = telling(sentence);
            let new = words.iter().filter(|word| !self.0.contains(*word)).count();
            new >= NEW_WORDS && new as f64 >= words.len() as f64 * NEW_PART
        };
        let sentences = whole(text).into_iter().take(LOOKED_AT);
        std::iter::once(stopped(title.trim())).chain(sentences).find(tells).map(|sentence| cut(&sentence))
    }
}

/// The sentences of a text that are whole; one that is not, if there is nothing else.
pub(super) fn whole(text: &str) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    for piece in text.split_sentence_bounds() {
        match sentences.last_mut().filter(|last| is_abbreviated(last)) {
            Some(last) => last.push_str(piece),
            None => sentences.push(piece.to_owned()),
        }
    }
    let mut sentences: Vec<String> = sentences
        .iter()
        .map(|sentence| sentence.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|sentence| sentence.chars().any(char::is_alphanumeric))
        .collect();
    if sentences.iter().any(|sentence| ends_sentence(sentence)) {
        sentences.retain(|sentence| ends_sentence(sentence));
    }
    sentences
}

fn ends_sentence(text: &str) -> bool {
    let end = text.trim_end_matches(|c: char| c.is_whitespace() || "\"'”’»)]」』）".contains(c));
    !end.ends_with("...") && end.ends_with(['.', '!', '?', '。', '．', '！', '？', '؟', '۔', '।', '॥', '։', '።'])
}

/// Whether a text ends in an abbreviation and not at the end of a line.
fn is_abbreviated(text: &str) -> bool {
    let line = text.trim_end_matches([' ', '\u{a0}']);
    let Some(word) = line.strip_suffix('.').and_then(|line| line.split_whitespace().next_back()) else { return false };
    word.chars().next().is_some_and(char::is_uppercase) && word.chars().count() <= ABBREVIATED
}

/// What stands between two sentences: nothing where words stand without spaces.
fn gap(before: &str) -> &'static str {
    if before.ends_with(['。', '．', '！', '？', '」', '』', '）']) { "" } else { " " }
}

/// A text that is no longer than the longest, cut behind a word.
pub(super) fn cut(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(LONGEST) else { return text.to_owned() };
    let start = &text[..end];
    let start = start.rsplit_once(' ').map_or(start, |(whole, _)| whole);
    format!("{}…", start.trim_end_matches(|c: char| !c.is_alphanumeric()))
}

/// The words that tell what a text is about: the longer ones; all of them in scripts whose words are single characters.
fn telling(text: &str) -> HashSet<String> {
    let long = |word: &&str| !word.is_ascii() && word.chars().count() == 1 || word.chars().count() >= LETTERS;
    text.unicode_words().filter(long).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HUYGENS: &str = "The probe went on sending from the surface for more than an hour. ";

    #[test]
    fn a_beginning_is_of_whole_sentences() {
        for (text, expected) in [
            ("", ""),
            (" — ", ""),
            ("Titan is cold.  It is far.\nMore", "Titan is cold. It is far."),
            // Up to three, and no more than needed.
            ("First. Second. Third. Fourth.", "First. Second. Third."),
            // What was cut is left out, unless there is nothing else.
            ("Titan is cold. The probe fell thro…", "Titan is cold."),
            ("Titan is cold. The probe fell thro...", "Titan is cold."),
            ("The probe fell thro…", "The probe fell thro…"),
            ("Ice was drilled at Dome C", "Ice was drilled at Dome C"),
            // Abbreviations end nothing.
            (
                "Dr. W. Herschel saw it from the U.S. coast. Then it was gone",
                "Dr. W. Herschel saw it from the U.S. coast.",
            ),
            ("He said: “It is cold.” Then he left.", "He said: “It is cold.” Then he left."),
            ("探测器着陆了。它很冷！然后", "探测器着陆了。它很冷！"),
            ("کاوشگر فرود آمد. سرد بود؟ بعد", "کاوشگر فرود آمد. سرد بود؟"),
        ] {
            assert_eq!(beginning(text), expected);
        }
        let long = HUYGENS.repeat(9);
        assert_eq!(beginning(&long), HUYGENS.repeat(3).trim_end());
    }

    #[test]
    fn one_endless_sentence_is_cut_behind_a_word() {
        for text in ["wind and ".repeat(500), "w".repeat(5_000), "冷".repeat(5_000)] {
            let cut = beginning(&text);
            assert!(cut.chars().count() <= LONGEST + 1 && cut.ends_with('…') && !cut.ends_with(" …"), "{cut}");
        }
    }

    #[test]
    fn a_brief_says_what_it_is_about() {
        for (title, text, expected) in [
            ("Huygens landed on Titan", "It went on sending.", "Huygens landed on Titan. It went on sending."),
            ("Huygens landed on Titan", "The Huygens probe landed on Titan.", "The Huygens probe landed on Titan."),
            ("Huygens landed on Titan!", "", "Huygens landed on Titan!"),
            ("", "It went on sending.", "It went on sending."),
            ("惠更斯号着陆", "它继续发送。", "惠更斯号着陆。它继续发送。"),
            ("Huygens landed on Titan", "Huygens landed on Titan  Space News", "Huygens landed on Titan"),
            ("", "", ""),
        ] {
            assert_eq!(brief(title, text), expected);
        }
    }

    #[test]
    fn a_further_source_adds_what_was_not_told() {
        let mut told = Told::default();
        told.hear("The Huygens probe landed on Titan and went on sending from the surface for more than an hour.");
        assert_eq!(told.news_in("", "The probe Huygens landed on the surface of Titan. It went on sending."), None);
        let more = "Huygens landed on Titan. Cassini relayed three hundred fifty pictures to stations in Australia.";
        let news = told.news_in("", more).expect("something new");
        assert_eq!(news, "Cassini relayed three hundred fifty pictures to stations in Australia.");
        assert_eq!(told.news_in("Huygens landed", "Huygens landed  Space News"), None);
        let title = "How stations in Australia caught a whisper from Titan";
        assert_eq!(told.news_in(title, more), Some(format!("{title}.")), "a headline stands by itself");
        told.hear(&news);
        assert_eq!(told.news_in("", more), None);
    }
}
