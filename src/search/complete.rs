//! Completing a query that is being typed: fields, and the values that each takes.

use std::ops::Range;

use super::lex::field_length;
use super::parse::FIELDS;
use super::{SORTS, fold, word};

/// So many choices are made at most.
const MOST: usize = 100;

const STATES: &[&str] = &["unread", "read", "starred", "followed", "muted"];
const DATES: &[&str] = &["today", "yesterday", "12h", "2d", "1w", "4w", "1y"];
/// The languages (BCP 47) of most news.
const LANGUAGES: &[&str] = &[
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu", "id",
    "it", "ja", "ka", "kk", "ko", "lt", "lv", "nb", "nl", "pl", "ps", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "th",
    "tr", "uk", "ur", "uz", "vi", "zh",
];

/// The names that the reader may mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names<'a> {
    pub feeds: Vec<&'a str>,
    pub folders: Vec<&'a str>,
    pub tags: Vec<&'a str>,
    pub categories: Vec<&'a str>,
    /// Of this day, as in a query.
    pub date: &'a str,
}

/// What may stand in place of the word before the cursor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Completion {
    /// The bytes that a choice takes the place of.
    pub range: Range<usize>,
    /// The likeliest first.
    pub choices: Vec<String>,
}

/// What may be meant by the word that ends at the cursor, a byte of the text.
pub fn complete(text: &str, cursor: usize, names: &Names) -> Completion {
    let before = text.get(..cursor).unwrap_or(text);
    let start = word_start(before);
    let begun = &before[start..];
    let Some(length) = field_length(begun) else {
        let fields = FIELDS.split(' ').filter(|field| field.starts_with(begun)).map(|field| format!("{field}:"));
        return Completion { range: start..before.len(), choices: fields.collect() };
    };
    let (field, value) = (&begun[..length], &begun[length + 1..]);
    let choices = values(field, value, names);
    Completion { range: start + length + 1..before.len(), choices }
}

/// Where the word begins that the text ends with.
fn word_start(text: &str) -> usize {
    let mut start = 0;
    let mut quoted = false;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        let behind = at + c.len_utf8();
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => {
                quoted = !quoted;
                if !quoted {
                    start = behind;
                } else if !text[start..at].ends_with(':') {
                    start = at;
                }
            }
            _ if quoted => {}
            '(' | ')' => start = behind,
            '-' if at == start => start = behind,
            c if c.is_whitespace() => start = behind,
            _ => {}
        }
    }
    start
}

fn values(field: &str, value: &str, names: &Names) -> Vec<String> {
    let typed = unquoted(value);
    let sort = || SORTS.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    let known: Vec<&str> = match field {
        "is" => STATES.to_vec(),
        "has" => vec!["enclosure"],
        "lang" => LANGUAGES.to_vec(),
        "feed" => names.feeds.clone(),
        "folder" => names.folders.clone(),
        "tag" => names.tags.clone(),
        "category" => names.categories.clone(),
        "after" | "before" | "newer" | "older" => DATES.iter().copied().chain([names.date]).collect(),
        "sort" => {
            let (minus, name) = typed.strip_prefix('-').map_or(("", typed.as_str()), |name| ("-", name));
            return ranked(name, &sort()).into_iter().map(|name| format!("{minus}{name}")).collect();
        }
        _ => Vec::new(),
    };
    ranked(&typed, &known).into_iter().map(word).collect()
}

/// A value without its quotes, of which the last may still be missing.
fn unquoted(value: &str) -> String {
    let Some(inside) = value.strip_prefix('"') else { return value.to_owned() };
    let mut plain = String::new();
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => plain.extend(chars.next()),
            c => plain.push(c),
        }
    }
    plain
}

/// The names that have what was typed in them: first those that begin with it, then those of which a word does.
fn ranked<'a>(typed: &str, names: &[&'a str]) -> Vec<&'a str> {
    let wanted = fold::text(typed);
    let rank = |name: &str| {
        let name = fold::text(name);
        let begins = |(at, _): (usize, &str)| !name[..at].ends_with(char::is_alphanumeric);
        match name.find(&wanted)? {
            0 => Some(0),
            _ if name.match_indices(&wanted).any(begins) => Some(1),
            _ => Some(2),
        }
    };
    let mut found: Vec<(i32, &str)> =
        names.iter().filter(|name| !name.is_empty()).filter_map(|name| Some((rank(name)?, *name))).collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.dedup_by_key(|(_, name)| *name);
    found.truncate(MOST);
    // There is nothing to choose where all is said.
    if let [(_, only)] = found.as_slice()
        && *only == typed
    {
        found.clear();
    }
    found.into_iter().map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NAMES: [&str; 4] = ["BBC World", "Der Standard", "World Radio", "Élysée"];

    /// The text with each choice taken.
    fn taken(text: &str) -> Vec<String> {
        let names = Names {
            feeds: NAMES.to_vec(),
            folders: vec!["World/Asia"],
            tags: vec!["a\"b"],
            categories: vec!["Arts & life"],
            date: "2026-11-25",
        };
        let Completion { range, choices } = complete(text, text.len(), &names);
        choices.iter().map(|choice| format!("{}{choice}{}", &text[..range.start], &text[range.end..])).collect()
    }

    #[test]
    fn fields_are_completed() {
        assert_eq!(taken("ti"), ["title:"]);
        assert_eq!(taken("a -(f"), ["a -(feed:", "a -(folder:"]);
        assert_eq!(taken("x -be"), ["x -before:"]);
        assert_eq!(taken("").len(), FIELDS.split(' ').count());
        assert!(taken("climate").is_empty() && taken("\"ti").is_empty() && taken("a\"ti").is_empty());
    }

    #[test]
    fn values_are_completed() {
        assert_eq!(taken("is:unr"), ["is:unread"]);
        assert_eq!(taken("is:rea"), ["is:read", "is:unread"]);
        assert!(taken("has:enclosure").is_empty(), "all is said");
        assert_eq!(taken("x sort:-ti"), ["x sort:-title"]);
        assert_eq!(taken("newer:20"), ["newer:2026-11-25"]);
        assert_eq!(taken("lang:d"), ["lang:da", "lang:de", "lang:id"]);
        assert!(taken("title:x").is_empty() && taken("wrong:x").is_empty());
    }

    #[test]
    fn names_are_completed_in_quotes_where_they_need_them() {
        assert_eq!(taken("feed:world"), ["feed:\"World Radio\"", "feed:\"BBC World\""]);
        assert_eq!(taken("(feed:\"BBC W"), ["(feed:\"BBC World\""]);
        assert_eq!(taken("feed:ely"), ["feed:Élysée"]);
        assert_eq!(taken("folder:as"), ["folder:World/Asia"]);
        assert_eq!(taken("tag:\"a\\\""), ["tag:\"a\\\"b\""]);
        assert_eq!(taken("-category:LIF"), ["-category:\"Arts & life\""]);
    }

    #[test]
    fn what_stands_behind_the_cursor_stays() {
        let names = Names { feeds: NAMES.to_vec(), ..Names::default() };
        let found = complete("feed:der is:read", 8, &names);
        assert_eq!((found.range, found.choices), (5..8, vec!["\"Der Standard\"".to_owned()]));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,20}|[-()\":\\\\ fedis]{0,20}", cursor in 0..30_usize) {
            let cursor = cursor.min(text.len());
            let found = complete(&text, cursor, &Names { feeds: NAMES.to_vec(), ..Names::default() });
            prop_assert!(text.get(found.range.clone()).is_some(), "{:?} of {:?}", found, text);
        }
    }
}
