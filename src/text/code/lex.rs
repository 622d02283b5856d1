//! Keywords, strings, comments and numbers told apart in one pass: enough for the snippets that articles quote. (A grammar
//! for each language, as editors have them, takes a tenth of a second to load before the first line is coloured.)

use std::collections::HashSet;
use std::ops::Range;

use super::languages::{Form, Language, Quote};
use crate::text::layout::Role;

/// The text in runs of one role, in order and without gaps.
pub fn runs(text: &str, language: &Language) -> Vec<(Range<usize>, Role)> {
    if language.form == Form::Diff {
        return diff(text);
    }
    let keywords: HashSet<&str> = language.keywords.split(' ').collect();
    let mut runs = Runs { out: Vec::new(), end: 0 };
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let (end, role) = token(text, at, c, language, &keywords);
        runs.add(end, role);
        at = end;
    }
    runs.out
}

struct Runs {
    out: Vec<(Range<usize>, Role)>,
    end: usize,
}

impl Runs {
    fn add(&mut self, end: usize, role: Role) {
        match self.out.last_mut() {
            Some((range, last)) if *last == role => range.end = end,
            _ => self.out.push((self.end..end, role)),
        }
        self.end = end;
    }
}

/// Where the token that begins with `c` at a byte ends, and what it is.
fn token(text: &str, at: usize, c: char, language: &Language, keywords: &HashSet<&str>) -> (usize, Role) {
    let rest = &text[at..];
    if let Some(length) = comment(text, at, language) {
        return (at + length, Role::Comment);
    }
    if let Some(length) = language.quotes.iter().find_map(|quote| string(rest, quote)) {
        return (at + length, Role::Literal);
    }
    if c.is_ascii_digit() {
        let number = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
        let length = rest.find(|c| !number(c)).unwrap_or(rest.len());
        return (at + rest[..length].trim_end_matches('.').len(), Role::Number);
    }
    if is_word(c, language) {
        let length = rest.find(|c: char| !is_word(c, language) && !c.is_numeric()).unwrap_or(rest.len());
        let word = &rest[..length];
        let known = match language.form {
            Form::AnyCase => keywords.contains(word.to_ascii_lowercase().as_str()),
            // The name of a tag.
            Form::Tags => {
                text[..at].ends_with(['<', '/', '!']) && text[..at].trim_end_matches(['/', '!']).ends_with('<')
            }
            // A property, a variable.
            Form::Keys => rest[length..].trim_start_matches(' ').starts_with([':', '=']) || keywords.contains(word),
            _ => keywords.contains(word),
        };
        return (at + length, if known { Role::Keyword } else { Role::Code });
    }
    (at + c.len_utf8(), Role::Code)
}

fn is_word(c: char, language: &Language) -> bool {
    c.is_alphabetic() || c == '_' || (c == '-' && matches!(language.form, Form::Keys | Form::Tags | Form::Dashed))
}

fn comment(text: &str, at: usize, language: &Language) -> Option<usize> {
    let rest = &text[at..];
    let line = |open: &&&str| {
        // In a shell "#" within a word is none: `$#`, `a#b`.
        let alone = **open != "#" || at == 0 || text[..at].ends_with(|c: char| c.is_whitespace() || c == ';');
        rest.starts_with(**open) && alone
    };
    if language.line_comments.iter().any(|open| line(&open)) {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    let (open, close) = language.block_comments.iter().find(|(open, _)| rest.starts_with(open))?;
    let end = rest[open.len()..].find(close).map(|end| open.len() + end + close.len());
    Some(end.unwrap_or(rest.len()))
}

/// The length of the string that begins here. One that has to end on its line and does not is none: an apostrophe.
fn string(rest: &str, quote: &Quote) -> Option<usize> {
    let inner = rest.strip_prefix(quote.open)?;
    let mut escaped = false;
    for (at, c) in inner.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' && quote.escapes {
            escaped = true;
        } else if inner[at..].starts_with(quote.close) {
            let length = quote.open.len() + at + quote.close.len();
            // 'a' is a character and 'a a lifetime.
            return (!quote.character || inner[..at].chars().count() <= 1 || inner.starts_with('\\')).then_some(length);
        } else if c == '\n' && !quote.lines {
            return None;
        }
    }
    quote.lines.then_some(rest.len())
}

/// Lines put in, taken out, and said to be elsewhere.
fn diff(text: &str) -> Vec<(Range<usize>, Role)> {
    let mut runs = Runs { out: Vec::new(), end: 0 };
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        end += line.len();
        let role = match line.as_bytes().first() {
            Some(b'+') => Role::Literal,
            Some(b'-') => Role::Comment,
            Some(b'@') => Role::Keyword,
            _ => Role::Code,
        };
        runs.add(end, role);
    }
    runs.out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::languages::{ALL, find};
    use super::*;

    /// The code with k, s, c, n under each byte, and a blank under what is nothing of it.
    fn marked(code: &str, language: &str) -> String {
        let mut out = String::new();
        for (range, role) in runs(code, find(language).expect("a language")) {
            let mark = match role {
                Role::Keyword => "k",
                Role::Literal => "s",
                Role::Comment => "c",
                Role::Number => "n",
                _ => ".",
            };
            out.push_str(&mark.repeat(range.len()));
        }
        out
    }

    #[test]
    fn words_are_told_apart() {
        for (language, code, expected) in [
            ("rust", "let x = 'a'; // b", "kkk.....sss..cccc"),
            ("rust", "fn f<'a>(x: &'a str)", "kk..............kkk."),
            ("c", "int n = 0x1F; /* a\nb */ return", "kkk.....nnnn..ccccccccc.kkkkkk"),
            ("js", "const s = `a\n${b}`", "kkkkk.....ssssssss"),
            ("python", "def f(): # it's", "kkk......cccccc"),
            ("python", "\"\"\"a\nb\"\"\" 'c'", "sssssssss.sss"),
            ("sh", "echo $# \"a\\\"b\" # c", "kkkk....ssssss.ccc"),
            ("sql", "SELECT a FROM b -- c", "kkkkkk...kkkk...cccc"),
            ("html", "<p class=\"a\">b</p>", ".k.......sss....k."),
            ("json", "{\"a\": 1.5, \"b\": true}", ".sss..nnn..sss..kkkk."),
            ("diff", "-a\n+b\n c", "cccsss.."),
            ("toml", "key = 1 # c", "kkk...n.ccc"),
        ] {
            assert_eq!(marked(code, language), expected, "{code}");
        }
        assert!(find("text").is_none());
    }

    #[test]
    fn keywords_are_in_one_case_where_it_does_not_matter() {
        for language in ALL.iter().filter(|language| language.form == Form::AnyCase) {
            assert_eq!(language.keywords, language.keywords.to_ascii_lowercase());
        }
    }

    proptest! {
        #[test]
        fn runs_have_no_gaps(code in "(\\PC|[\"'`/*#\n\\\\<>-]){0,80}", index in 0..ALL.len()) {
            let mut end = 0;
            for (range, _) in runs(&code, &ALL[index]) {
                prop_assert_eq!(range.start, end);
                prop_assert!(code.get(range.clone()).is_some());
                end = range.end;
            }
            prop_assert_eq!(end, code.len());
        }
    }
}
