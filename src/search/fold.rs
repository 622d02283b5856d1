//! Letters without case and marks, as far as finding a word in a text needs it.

use nucleo_matcher::chars;

/// The letter to compare by: lower case, without its accent where it has one of its own; none for a mark that only
/// accompanies a letter (combining accents, Hebrew points, Arabic vowels, joiners, soft hyphens).
pub fn letter(c: char) -> Option<char> {
    // Most letters are these, and need no table.
    if c.is_ascii() {
        return Some(c.to_ascii_lowercase());
    }
    let accompanies = matches!(c,
        '\u{AD}' | '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5BD}' | '\u{5BF}' | '\u{5C1}'..='\u{5C2}' | '\u{640}'
        | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{1AB0}'..='\u{1AFF}' | '\u{200B}'..='\u{200D}' | '\u{20D0}'..='\u{20FF}');
    if accompanies {
        return None;
    }
    Some(match c {
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201C}' | '\u{201D}' => '"',
        '\u{2010}' | '\u{2011}' => '-',
        c => chars::to_lower_case(chars::normalize(chars::to_lower_case(c))),
    })
}

/// A text or a name to compare by.
pub fn text(text: &str) -> String {
    text.chars().filter_map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_for_ascii_is_that_of_the_tables() {
        for c in '\0'..='\u{7f}' {
            let by_tables = chars::to_lower_case(chars::normalize(chars::to_lower_case(c)));
            assert_eq!(letter(c), Some(by_tables), "{c:?}");
        }
    }

    #[test]
    fn case_and_accents_do_not_count() {
        for (written, wanted) in [
            ("Élysée", "elysee"),
            ("e\u{301}te\u{301}", "ete"),
            ("ÅNGSTRÖM", "angstrom"),
            ("Київ", "київ"),
            ("don’t", "don't"),
            ("مُحَمَّد", "محمد"),
        ] {
            assert_eq!(text(written), wanted);
        }
    }
}
