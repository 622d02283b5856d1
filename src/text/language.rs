//! The language of an article: as its feed names it, else told by its commonest words.

use crate::html::document::{Block, Document, Inline};

/// Words looked at.
const WORDS: usize = 400;
/// So many of the commonest words tell a language.
const ENOUGH: usize = 4;

/// Languages (BCP 47), each with words that are common in it and in few of the others.
const COMMON: [(&str, &str); 22] = [
    ("en", "the of and to that was with which from have this"),
    ("de", "der die und das ist nicht mit den auch sich ein eine"),
    ("fr", "les des est une dans pour que qui pas sur avec et"),
    ("es", "los las del que una por con para como está pero el"),
    ("pt", "não uma que dos das para com mais foi são ao os"),
    ("it", "che della gli sono nel non più anche una per di il"),
    ("nl", "het een van zijn niet ook voor met werd naar dat de"),
    ("sv", "och att det som inte för på är till en av"),
    ("da", "og at det der ikke til på af er som en"),
    ("nb", "og ikke det som på til av å er har en"),
    ("fi", "ja että hän oli mutta myös kuin ovat joka sekä ei"),
    ("pl", "nie się jest na że do przez oraz jak ale w z"),
    ("cs", "se že je na který jako ale jsou byl také v"),
    ("sk", "sa že je na ktorý ako ale sú bol tiež v"),
    ("hu", "hogy nem egy és az van meg csak volt a is"),
    ("ro", "și că este nu pentru care din mai sunt cu în"),
    ("tr", "bir ve bu için ile olarak daha çok gibi olan da"),
    ("ru", "не что на как это был его для или из и в"),
    ("uk", "не що на як це був його для або та і з"),
    ("el", "και το να του της στο είναι που για με η"),
    ("ca", "els les del que una per amb com més són i el"),
    ("id", "yang dan di untuk dengan ini dari pada tidak itu akan"),
];

/// The language as declared, or as the words say; none where they say nothing.
pub fn of<'a>(declared: Option<&'a str>, document: &Document) -> Option<&'a str> {
    declared.map(str::trim).filter(|language| !language.is_empty()).or_else(|| guess(document))
}

/// Whether a language (BCP 47) is some English.
pub fn is_english(language: &str) -> bool {
    language.split(['-', '_']).next().is_some_and(|language| language.eq_ignore_ascii_case("en"))
}

/// Whether words stand without spaces between them, so that an article is measured by its characters.
pub fn has_no_spaces(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

fn guess(document: &Document) -> Option<&'static str> {
    let mut counts = [0; COMMON.len()];
    let texts = document.blocks.iter().filter_map(paragraph).flatten();
    let words =
        texts.flat_map(|inline| inline.text.split(|c: char| !c.is_alphabetic())).filter(|word| !word.is_empty());
    for word in words.take(WORDS) {
        for (count, (_, common)) in counts.iter_mut().zip(COMMON) {
            *count += usize::from(common.split(' ').any(|common| common == word));
        }
    }
    let best = (0..COMMON.len()).max_by_key(|index| counts[*index])?;
    let second = counts.iter().enumerate().filter(|(index, _)| *index != best).map(|(_, count)| *count).max()?;
    (counts[best] >= ENOUGH && counts[best] > second).then_some(COMMON[best].0)
}

fn paragraph(block: &Block) -> Option<&[Inline]> {
    match block {
        Block::Paragraph(text) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(declared: Option<&'static str>, text: &str) -> Option<&'static str> {
        let blocks = vec![Block::Paragraph(vec![Inline::plain(text)])];
        of(declared, &Document { blocks, links: Vec::new() })
    }

    #[test]
    fn languages_are_told_by_their_words() {
        for (text, language) in [
            ("The crew of the ship reached the port and went to the town.", Some("en")),
            ("Die Mannschaft ist nicht mit dem Schiff, und das Boot der Stadt auch nicht.", Some("de")),
            ("Les marins sont dans le port, et une partie des bateaux est pour la ville.", Some("fr")),
            ("Los barcos del puerto y las casas que una por una son para el pueblo.", Some("es")),
            ("Корабли не пришли, и это было не то, что на берегу как и в порту.", Some("ru")),
            ("Skibet og havnen, og at det er en del af byen på øen.", Some("da")),
            ("Chicago", None),
            ("日本語の新聞", None),
        ] {
            assert_eq!(told(None, text), language, "{text}");
        }
        assert_eq!(told(Some(" fr-CA "), "The crew of the ship and the rest of the fleet"), Some("fr-CA"));
        assert_eq!(told(Some(" "), ""), None);
    }

    #[test]
    fn english_is_told_by_its_tag() {
        assert!(["en", "EN", "en-GB", "en_US"].into_iter().all(is_english));
        assert!(!["eng-x", "fr", "", "es"].into_iter().any(is_english));
    }
}
