//! Right-to-left text put in the order of the screen, line by line (Unicode Standard Annex 9).

use std::borrow::Cow;
use std::ops::Range;

use icu_properties::CodePointMapData;
use icu_properties::props::BidiMirroringGlyph;
use unicode_bidi::{BidiClass, Level, ParagraphBidiInfo, bidi_class};
use unicode_segmentation::UnicodeSegmentation;

/// So much of a text is looked at to find its direction.
const SAMPLE: usize = 2_000;

/// First strong isolate, and its end: what stands between them is put in order by itself. They are not shown.
const ISOLATE: &str = "\u{2068}";
const END: &str = "\u{2069}";

/// The parts of a line, each put in order by itself, so that a date behind a name from the right stays a date.
pub fn isolated(line: &str, separator: &str) -> String {
    if !line.chars().any(is_rtl) {
        return line.to_owned();
    }
    line.split(separator).map(|part| format!("{ISOLATE}{part}{END}")).collect::<Vec<_>>().join(separator)
}

/// The directions in a paragraph that has any right-to-left text.
pub struct Directions {
    /// For each byte.
    levels: Vec<Level>,
    base: Level,
}

/// A grapheme of a line and its level.
struct Unit<'a> {
    byte: usize,
    text: &'a str,
    level: Level,
}

impl Directions {
    /// None if all runs from left to right. A paragraph runs as its first letter does (rules P2 and P3); in an article
    /// `from_the_right`, a Latin name at its beginning does not turn it round.
    pub fn of(text: &str, from_the_right: bool) -> Option<Directions> {
        if !text.chars().any(is_rtl) {
            return None;
        }
        let (left, right) = letters(text);
        let base = (from_the_right && right >= left).then(Level::rtl);
        let base = base.unwrap_or_else(|| ParagraphBidiInfo::new(text, None).paragraph_level);
        Some(Directions::with(text, base))
    }

    fn with(text: &str, base: Level) -> Directions {
        let mut levels = Vec::with_capacity(text.len());
        // A line break ends what was embedded, but the next line runs like the first.
        for line in text.split_inclusive('\n') {
            levels.extend(ParagraphBidiInfo::new(line, Some(base)).levels);
        }
        Directions { levels, base }
    }

    /// The paragraph as a whole runs from right to left.
    pub fn rtl(&self) -> bool {
        self.base.is_rtl()
    }

    /// The graphemes of a line from left to right, each with its first byte in `text`, mirrored where their direction
    /// asks for it (rules L1 to L4).
    pub fn visual<'a>(&self, text: &'a str, line: Range<usize>) -> Vec<(usize, Cow<'a, str>)> {
        let start = line.start;
        let clusters = text[line].grapheme_indices(true).map(|(at, cluster)| (start + at, cluster));
        let units = self.units(clusters);
        let shown = |unit: &Unit<'a>| if unit.level.is_rtl() { mirrored(unit.text) } else { unit.text.into() };
        let order = order(&units).into_iter().filter_map(|index| units.get(index));
        order.filter(|unit| !matches!(unit.text, ISOLATE | END)).map(|unit| (unit.byte, shown(unit))).collect()
    }

    /// White space at the end of a line and before separators goes with the paragraph (rule L1).
    fn units<'a>(&self, parts: impl Iterator<Item = (usize, &'a str)>) -> Vec<Unit<'a>> {
        use BidiClass::{B, BN, FSI, LRE, LRI, LRO, PDF, PDI, RLE, RLI, RLO, S, WS};
        let level = |byte: usize| self.levels.get(byte).copied().unwrap_or(self.base);
        let mut units: Vec<Unit<'a>> = parts.map(|(byte, text)| Unit { byte, text, level: level(byte) }).collect();
        let mut at_end = true;
        for unit in units.iter_mut().rev() {
            match unit.text.chars().next().map(bidi_class) {
                Some(B | S) => at_end = true,
                Some(WS | FSI | LRI | RLI | PDI | RLE | LRE | RLO | LRO | PDF | BN) => {}
                _ => at_end = false,
            }
            if at_end {
                unit.level = self.base;
            }
        }
        units
    }
}

/// The places of the units from left to right (rule L2).
fn order(units: &[Unit<'_>]) -> Vec<usize> {
    let levels: Vec<Level> = units.iter().map(|unit| unit.level).collect();
    ParagraphBidiInfo::reorder_visual(&levels)
}

/// A one-line text in the order of the screen.
pub fn visual(text: &str) -> Cow<'_, str> {
    match Directions::of(text, false) {
        None => text.into(),
        Some(directions) => {
            directions.visual(text, 0..text.len()).into_iter().map(|(_, cluster)| cluster).collect::<String>().into()
        }
    }
}

/// The graphemes of a one-line text in the order of the screen, each with its first byte.
pub fn clusters(text: &str) -> Vec<(usize, Cow<'_, str>)> {
    match Directions::of(text, false) {
        None => text.grapheme_indices(true).map(|(at, cluster)| (at, cluster.into())).collect(),
        Some(directions) => directions.visual(text, 0..text.len()),
    }
}

/// Whether most of the letters at the beginning of a text run from right to left.
pub fn is_mostly_rtl<'a>(texts: impl Iterator<Item = &'a str>) -> bool {
    let (mut left, mut right) = (0, 0);
    for text in texts {
        let more = letters(text);
        (left, right) = (left + more.0, right + more.1);
        if left + right >= SAMPLE {
            break;
        }
    }
    right > 2 * left
}

/// Letters from left to right and from right to left at the beginning of a text.
fn letters(text: &str) -> (usize, usize) {
    let letters = text.chars().take(SAMPLE).filter(|c| c.is_alphabetic());
    letters.fold((0, 0), |(left, right), c| if is_rtl(c) { (left, right + 1) } else { (left + 1, right) })
}

/// Only these blocks hold letters that run from right to left (UAX 9, table 4, and DerivedBidiClass.txt).
fn is_rtl(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
        && matches!(bidi_class(c), BidiClass::R | BidiClass::AL)
}

/// The sign that stands for this one in text from right to left (Bidi_Mirroring_Glyph).
fn mirrored(cluster: &str) -> Cow<'_, str> {
    let glyph = |c: char| CodePointMapData::<BidiMirroringGlyph>::new().get(c).mirroring_glyph;
    match cluster.chars().next().and_then(|c| Some((c, glyph(c)?))) {
        Some((c, glyph)) => format!("{glyph}{}", &cluster[c.len_utf8()..]).into(),
        None => cluster.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_read_as_they_should() {
        for (text, shown) in [
            ("plain (text)", "plain (text)"),
            ("אבג", "גבא"),
            ("אבג (דה)", "(הד) גבא"),
            ("אבג «דה» ≤ 〈ו〉", "〈ו〉 ≥ «הד» גבא"),
            ("אבג 123 דה", "הד 123 גבא"),
            ("سعر 1,250.50 ۱۲۳", "۱۲۳ 1,250.50 رعس"),
            ("news: אבג!", "news: גבא!"),
            ("אבג abc דה", "הד abc גבא"),
            ("אבג\u{301}ד", "דג\u{301}בא"),
        ] {
            assert_eq!(visual(text), shown, "{text}");
        }
    }

    #[test]
    fn isolated_parts_keep_their_order() {
        let shown = |from_the_right| {
            let line = isolated("אבגד · 25 Nov · הו", " · ");
            let directions = Directions::of(&line, from_the_right).expect("right-to-left text");
            directions.visual(&line, 0..line.len()).into_iter().map(|(_, cluster)| cluster).collect::<String>()
        };
        assert_eq!(shown(true), "וה · 25 Nov · דגבא");
        assert_eq!(shown(false), "דגבא · 25 Nov · וה");
        assert_eq!(isolated("BBC · 25 Nov", " · "), "BBC · 25 Nov");
    }

    #[test]
    fn paragraphs_run_as_their_first_letter_or_as_their_article() {
        for (text, in_article_from_the_right, rtl) in [
            ("abc אבג", false, false),
            ("אבג abc", false, true),
            ("abc אבגד", true, true),
            ("abcdef אבגד", true, false),
            ("אבג abcdef", true, true),
        ] {
            let directions = Directions::of(text, in_article_from_the_right);
            assert_eq!(directions.map(|directions| directions.rtl()), Some(rtl), "{text}");
        }
        assert!(Directions::of("plain", true).is_none());
        assert!(is_mostly_rtl(["abc", "אבגד", "אבגד"].into_iter()));
        assert!(!is_mostly_rtl(["abcd", "אבג"].into_iter()));
    }

    #[test]
    fn a_line_break_ends_what_it_parts() {
        let text = "אבג 12\n34 ד";
        let directions = Directions::of(text, false).expect("right-to-left text");
        let shown = |line| directions.visual(text, line).into_iter().map(|(_, cluster)| cluster).collect::<String>();
        let end = text.find('\n').expect("a line break");
        assert_eq!(shown(0..end), "12 גבא");
        assert_eq!(shown(end + 1..text.len()), "ד 34");
    }

    /// The folder of the Unicode character database, or none.
    fn database() -> Option<std::path::PathBuf> {
        std::env::var_os("DATELINE_UCD").map(Into::into)
    }

    fn read(file: &str) -> Option<String> {
        let Some(folder) = database() else {
            println!("skipped: DATELINE_UCD names no folder of the Unicode character database");
            return None;
        };
        Some(std::fs::read_to_string(folder.join(file)).expect("a readable file"))
    }

    /// BidiCharacterTest.txt: text; direction asked for; base level; levels, `x` where a sign is left out; order.
    #[test]
    fn the_conformance_test_by_characters_passes() {
        let Some(file) = read("BidiCharacterTest.txt") else { return };
        let mut cases = 0;
        for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let fields: Vec<&str> = line.split(';').collect();
            let [text, asked, base, levels, order] = fields[..] else { panic!("{line}") };
            let text: String = text.split(' ').map(scalar).collect();
            let asked = [Some(Level::ltr()), Some(Level::rtl()), None][asked.parse::<usize>().expect("a direction")];
            check(&text, asked, Some(base), levels, order, line);
            cases += 1;
        }
        println!("{cases} cases of BidiCharacterTest.txt pass");
        assert!(cases > 90_000);
    }

    /// BidiTest.txt: the levels and the order for classes, in each of the directions asked for.
    #[test]
    fn the_conformance_test_by_classes_passes() {
        let Some(file) = read("BidiTest.txt") else { return };
        let (mut levels, mut order, mut cases) = ("", "", 0);
        for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(expected) = line.strip_prefix("@Levels:") {
                levels = expected.trim();
            } else if let Some(expected) = line.strip_prefix("@Reorder:") {
                order = expected.trim();
            } else if let Some((classes, directions)) = line.split_once(';') {
                let text: String = classes.split(' ').map(of_class).collect();
                let directions: u8 = directions.trim().parse().expect("a set of directions");
                for (bit, asked) in [(1, None), (2, Some(Level::ltr())), (4, Some(Level::rtl()))] {
                    if directions & bit != 0 {
                        check(&text, asked, None, levels, order, line);
                        cases += 1;
                    }
                }
            }
        }
        println!("{cases} cases of BidiTest.txt pass");
        assert!(cases > 700_000);
    }

    fn check(text: &str, asked: Option<Level>, base: Option<&str>, levels: &str, order: &str, case: &str) {
        let found = asked.unwrap_or_else(|| ParagraphBidiInfo::new(text, None).paragraph_level);
        if let Some(base) = base {
            assert_eq!(found.number().to_string(), base, "{case}");
        }
        let directions = Directions::with(text, found);
        let chars: Vec<(usize, &str)> = text.char_indices().map(|(at, c)| (at, &text[at..at + c.len_utf8()])).collect();
        let units = directions.units(chars.into_iter());
        // Signs that the algorithm leaves out never get here: `safe` drops them.
        let mut kept: Vec<(usize, Unit<'_>)> = Vec::new();
        for ((place, unit), level) in units.into_iter().enumerate().zip(levels.split(' ')) {
            if level != "x" {
                assert_eq!(unit.level.number().to_string(), level, "{case}, place {place}");
                kept.push((place, unit));
            }
        }
        let (places, units): (Vec<usize>, Vec<Unit<'_>>) = kept.into_iter().unzip();
        let shown: Vec<String> = super::order(&units).into_iter().map(|index| places[index].to_string()).collect();
        assert_eq!(shown.join(" "), order, "{case}");
    }

    fn scalar(hex: &str) -> char {
        u32::from_str_radix(hex, 16).ok().and_then(char::from_u32).expect("a character")
    }

    fn of_class(class: &str) -> char {
        let chars = [
            ("L", 'a'),
            ("R", 'א'),
            ("AL", 'ا'),
            ("EN", '1'),
            ("ES", '+'),
            ("ET", '$'),
            ("AN", '\u{661}'),
            ("CS", ','),
            ("NSM", '\u{300}'),
            ("BN", '\u{AD}'),
            ("B", '\u{2029}'),
            ("S", '\t'),
            ("WS", ' '),
            ("ON", '!'),
            ("LRE", '\u{202A}'),
            ("LRO", '\u{202D}'),
            ("RLE", '\u{202B}'),
            ("RLO", '\u{202E}'),
            ("PDF", '\u{202C}'),
            ("LRI", '\u{2066}'),
            ("RLI", '\u{2067}'),
            ("FSI", '\u{2068}'),
            ("PDI", '\u{2069}'),
        ];
        chars.into_iter().find(|(name, _)| *name == class).expect("a class").1
    }

    /// BidiMirroring.txt: every pair is turned.
    #[test]
    fn every_sign_with_a_mirror_image_is_turned() {
        let Some(file) = read("BidiMirroring.txt") else { return };
        let pairs = file.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split('#').next());
        for (sign, image) in pairs.filter_map(|pair| pair.split_once(';')) {
            let (sign, image) = (scalar(sign.trim()), scalar(image.trim()));
            assert_eq!(mirrored(&sign.to_string()), image.to_string());
        }
    }
}
