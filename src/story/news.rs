//! What each of several tellings of a story adds to those before it.

use std::collections::HashSet;

use super::language::Language;
use super::sentences::{cut, whole};
use super::words::{folded, words};

/// Sentences of a telling that are shown from its beginning, and further ones that say something new.
const BEGINNING: usize = 2;
const FURTHER: usize = 4;
/// Characters of a telling and its sentences that are looked at.
const CHARS: usize = 12_000;
const LOOKED_AT: usize = 60;
/// A sentence is new by so many words that nobody said before, if they are such a part of it.
const NEW_WORDS: usize = 3;
const NEW_PART: f64 = 0.5;
/// With so few words a number that nobody told is no news.
const FEW: usize = 3;

/// A sentence, and whether it says what no earlier telling says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub text: String,
    pub new: bool,
}

/// What is to be shown of a telling.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct News {
    /// The headline itself says something new.
    pub headline: bool,
    /// Its first sentences, and later ones that are new.
    pub said: Vec<Said>,
}

/// What tellings bring, each a headline and a text, in the order of time. Of the first all is new.
pub fn news<'a>(tellings: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<News> {
    let mut heard = Heard::default();
    tellings.into_iter().map(|(title, text)| heard.take_in(title, text)).collect()
}

/// The words and the numbers that were told so far.
#[derive(Default)]
struct Heard {
    words: HashSet<String>,
    numbers: HashSet<String>,
}

/// The words and the numbers of a sentence.
struct Content {
    words: HashSet<String>,
    numbers: HashSet<String>,
}

impl Heard {
    fn take_in(&mut self, title: &str, text: &str) -> News {
        let text = text.char_indices().nth(CHARS).map_or(text, |(end, _)| &text[..end]);
        let mut sentences: Vec<String> = Vec::new();
        for sentence in whole(text).into_iter().take(LOOKED_AT) {
            if !sentences.contains(&sentence) {
                sentences.push(sentence);
            }
        }
        let start = sentences.first().map_or("", String::as_str);
        let language = Language::of(None, &format!("{title} {start}"));
        let contents: Vec<Content> = sentences.iter().map(|sentence| content(sentence, language)).collect();
        let headline = content(title, language);
        let mut news = News { headline: self.is_new(&headline), said: Vec::new() };
        let mut further = 0;
        for (at, (sentence, content)) in sentences.iter().zip(&contents).enumerate() {
            let new = self.is_new(content);
            if at < BEGINNING || (new && further < FURTHER) {
                further += usize::from(at >= BEGINNING);
                news.said.push(Said { text: cut(sentence), new });
            }
        }
        contents.into_iter().chain([headline]).for_each(|content| self.hear(content));
        news
    }

    fn hear(&mut self, content: Content) {
        self.words.extend(content.words);
        self.numbers.extend(content.numbers);
    }

    fn is_new(&self, content: &Content) -> bool {
        let all = content.words.len();
        let new = content.words.difference(&self.words).count();
        let told = new >= NEW_WORDS && new as f64 >= all as f64 * NEW_PART;
        told || (all >= FEW && content.numbers.difference(&self.numbers).next().is_some())
    }
}

fn content(text: &str, language: Language) -> Content {
    let words = words(text, language).into_iter().map(|word| word.key).collect();
    let plain = folded(text);
    let numbers = plain.split(|c: char| !c.is_numeric() && c != '.' && c != ',');
    let numbers = numbers.map(|number| number.trim_matches(['.', ',']).replace(',', ""));
    Content { words, numbers: numbers.filter(|number| !number.is_empty()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The new sentences of each telling.
    fn added(tellings: &[(&str, &str)]) -> Vec<Vec<String>> {
        let new = |news: News| news.said.into_iter().filter(|said| said.new).map(|said| said.text).collect();
        news(tellings.iter().copied()).into_iter().map(new).collect()
    }

    #[test]
    fn a_telling_adds_what_none_before_it_says() {
        let told = [
            (
                "Huygens lands on Titan",
                "The Huygens probe landed on Titan on Friday. It sent data from the surface for over an hour.",
            ),
            (
                "Probe lands on Titan",
                "The probe Huygens has landed on Titan. It was sending data from the surface. \
                 Cassini relayed 350 pictures to radio telescopes in Australia.",
            ),
            ("Huygens on Titan", "The probes landed. Cassini relayed the pictures to telescopes in Australia."),
        ];
        let added = added(&told);
        assert_eq!(added[0].len(), 2, "the first says everything first");
        assert_eq!(added[1], ["Cassini relayed 350 pictures to radio telescopes in Australia."]);
        assert_eq!(added[2], Vec::<String>::new());
    }

    #[test]
    fn a_number_that_nobody_told_is_news() {
        let first = ("Eruption of Etna", "Etna threw ash 4,500 metres high on Sunday.");
        for (text, new) in [
            ("On Sunday Etna threw ash 4500 metres high.", 0),
            ("On Sunday Etna threw ash 6,000 metres high.", 1),
            // A line of a template.
            ("Sunday 12:30.", 0),
        ] {
            assert_eq!(added(&[first, ("Eruption of Etna", text)])[1].len(), new, "{text}");
        }
    }

    #[test]
    fn the_beginning_is_shown_and_then_only_what_is_new() {
        let first = "Voyager 1 sends data again. Its memory chip had failed in November. Engineers moved the code.";
        let second = "Voyager 1 sends data again. Engineers moved its code. Its memory chip failed. \
                      Signals travel for twenty-two hours between Earth and the spacecraft.";
        let [_, news] = &news([("Voyager", first), ("Voyager", second)])[..] else { panic!() };
        let shown: Vec<(&str, bool)> = news.said.iter().map(|said| (said.text.as_str(), said.new)).collect();
        assert_eq!(
            shown,
            [
                ("Voyager 1 sends data again.", false),
                ("Engineers moved its code.", false),
                ("Signals travel for twenty-two hours between Earth and the spacecraft.", true),
            ]
        );
        assert!(!news.headline);
    }

    #[test]
    fn words_of_any_script_are_compared() {
        for (first, same, other) in [
            ("探测器在土卫六着陆。", "探测器已在土卫六着陆。", "卡西尼号转发了三百五十张照片。"),
            (
                "کاوشگر هویگنس روی تیتان فرود آمد.",
                "هویگنس بر روی تیتان فرود آمد.",
                "کاسینی سیصد و پنجاه عکس به استرالیا فرستاد.",
            ),
            (
                "Зонд «Гюйгенс» сел на Титан.",
                "На Титан сел зонд «Гюйгенс».",
                "«Кассини» передал снимки радиотелескопам Австралии.",
            ),
        ] {
            let text = format!("{same} {other}");
            assert_eq!(added(&[("", first), ("", &text)])[1], [other]);
        }
    }

    #[test]
    fn what_has_no_text_or_no_end_is_bounded() {
        let endless = "wind and water ".repeat(20_000);
        let many = "Rain fell in the valley of the river. Snow fell on the northern hills. ".repeat(2_000);
        let news = news([("Storm over Ireland tonight", ""), ("", endless.as_str()), ("", many.as_str()), ("", "")]);
        assert!(news[0].headline && news[0].said.is_empty());
        assert!(news.iter().all(|news| news.said.len() <= BEGINNING + FURTHER));
        assert_eq!(news[3], News::default());
    }
}
