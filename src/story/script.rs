//! The script of a text: which letters it is mostly written in.

/// Scripts that matter for comparing headlines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Hebrew,
    Devanagari,
    /// Han characters with kana among them.
    Japanese,
    Han,
    Hangul,
    /// Thai, Lao, Khmer and Burmese, which put no spaces between words.
    SouthEastAsian,
    #[default]
    Other,
}

impl Script {
    /// The script of most letters. A little kana makes Japanese of Han.
    pub fn of(text: &str) -> Script {
        let (mut counts, mut kana) = ([0usize; COUNTED.len()], 0);
        for c in text.chars().filter(|c| c.is_alphabetic()) {
            let script = Script::of_letter(c);
            kana += usize::from(script == Script::Japanese);
            if let Some(at) = COUNTED.iter().position(|counted| *counted == script) {
                counts[at] += 1;
            }
        }
        let most = COUNTED.iter().zip(counts).filter(|(_, count)| *count > 0).max_by_key(|(_, count)| *count);
        match most.map(|(script, count)| (*script, count)) {
            Some((Script::Han, han)) if kana * 10 > han => Script::Japanese,
            Some((script, _)) => script,
            None => Script::Other,
        }
    }

    fn of_letter(c: char) -> Script {
        let found = RANGES.iter().find(|(first, last, _)| (*first..=*last).contains(&c));
        found.map(|(_, _, script)| *script).unwrap_or_default()
    }

    /// Words stand without spaces between them: pairs of characters take their place.
    pub fn is_dense(c: char) -> bool {
        matches!(Script::of_letter(c), Script::Japanese | Script::Han | Script::Hangul | Script::SouthEastAsian)
    }
}

const COUNTED: [Script; 10] = [
    Script::Latin,
    Script::Cyrillic,
    Script::Greek,
    Script::Arabic,
    Script::Hebrew,
    Script::Devanagari,
    Script::Japanese,
    Script::Han,
    Script::Hangul,
    Script::SouthEastAsian,
];

/// The blocks of the Unicode Standard in which the letters of these scripts stand.
const RANGES: &[(char, char, Script)] = &[
    ('A', '\u{24F}', Script::Latin),
    ('\u{1E00}', '\u{1EFF}', Script::Latin),
    ('\u{400}', '\u{52F}', Script::Cyrillic),
    ('\u{370}', '\u{3FF}', Script::Greek),
    ('\u{1F00}', '\u{1FFF}', Script::Greek),
    ('\u{600}', '\u{6FF}', Script::Arabic),
    ('\u{750}', '\u{77F}', Script::Arabic),
    ('\u{FB50}', '\u{FDFF}', Script::Arabic),
    ('\u{FE70}', '\u{FEFE}', Script::Arabic),
    ('\u{590}', '\u{5FF}', Script::Hebrew),
    ('\u{900}', '\u{97F}', Script::Devanagari),
    ('\u{3040}', '\u{30FF}', Script::Japanese),
    ('\u{31F0}', '\u{31FF}', Script::Japanese),
    ('\u{FF66}', '\u{FF9F}', Script::Japanese),
    ('\u{3400}', '\u{4DBF}', Script::Han),
    ('\u{4E00}', '\u{9FFF}', Script::Han),
    ('\u{F900}', '\u{FAFF}', Script::Han),
    ('\u{20000}', '\u{323AF}', Script::Han),
    ('\u{1100}', '\u{11FF}', Script::Hangul),
    ('\u{AC00}', '\u{D7AF}', Script::Hangul),
    ('\u{E00}', '\u{EFF}', Script::SouthEastAsian),
    ('\u{1000}', '\u{109F}', Script::SouthEastAsian),
    ('\u{1780}', '\u{17FF}', Script::SouthEastAsian),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_tell_the_script() {
        for (text, script) in [
            ("Second crew reaches the station", Script::Latin),
            ("Ток снова пошёл в NASA", Script::Cyrillic),
            ("زلزله در غرب ایران", Script::Arabic),
            ("日本語の新聞を読む", Script::Japanese),
            ("中国发布新数据", Script::Han),
            ("한국 선거 결과", Script::Hangul),
            ("ข่าววันนี้", Script::SouthEastAsian),
            ("2026: 3.5 %", Script::Other),
        ] {
            assert_eq!(Script::of(text), script, "{text}");
        }
    }
}
