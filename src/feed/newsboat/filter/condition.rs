//! A single condition of a filter: which of our terms says the same.

use super::Words;
use super::regex::{self, Literals};
use crate::search::word;

/// `attribute operator value`.
pub(super) struct Condition<'a> {
    pub attribute: &'a str,
    pub operator: &'a str,
    pub value: String,
    /// As it stands in the filter.
    pub text: &'a str,
}

/// Attributes that hold text, and the field that does for them.
const TEXTS: &[(&str, &str)] = &[
    ("title", "title"),
    ("content", "body"),
    ("author", "author"),
    ("link", "url"),
    ("feedtitle", "feed"),
    ("rssurl", "feed"),
];

/// Attributes that no term can say, and why.
const UNKNOWN: &[(&str, &str)] = &[
    ("date", "newsboat compares it as text; write after: or before: by hand"),
    ("guid", "entries are not found by their guid"),
    ("articleindex", "entries have no number in their feed"),
    ("feedindex", "feeds have no number"),
    ("unread_count", "queries do not count the entries of a feed"),
    ("total_count", "queries do not count the entries of a feed"),
    ("latest_article_age", "queries do not look at the newest entry of a feed"),
    ("description", "what a feed says of itself is not searched"),
    ("feedlink", "the page of a feed is not searched"),
    ("feeddate", "the date of a feed is not searched"),
];

/// The condition in our words; what they leave out or change goes to `lost`.
pub(super) fn say(condition: &Condition, lost: &mut Vec<String>) -> Option<Words> {
    let said = match condition.attribute {
        "unread" => unread(condition),
        "age" => age(condition),
        "tags" => listed(condition, |tag| format!("tag:{}", word(tag))),
        "flags" => flags(condition),
        "enclosure_url" | "enclosure_type" => enclosure(condition),
        attribute => match TEXTS.iter().find(|(known, _)| *known == attribute) {
            Some((_, field)) => text(condition, field),
            None => Err(UNKNOWN.iter().find(|(known, _)| *known == attribute).map_or("no such attribute", |row| row.1)),
        },
    };
    let (words, change) = match said {
        Ok(Said { words, change }) => (Some(words), change),
        Err(why) => (None, Some(why)),
    };
    lost.extend(change.map(|change| format!("{}: {change}", condition.text)));
    words
}

/// Words that say a condition, and what they change about it.
struct Said {
    words: Words,
    change: Option<&'static str>,
}

impl Said {
    fn exactly(term: impl Into<String>) -> Said {
        Said { words: Words::Term(term.into()), change: None }
    }

    fn negated(self, negated: bool) -> Said {
        let Said { words, change } = self;
        Said { words: if negated { Words::Not(Box::new(words)) } else { words }, change }
    }

    fn but(self, change: &'static str) -> Said {
        Said { change: Some(change), ..self }
    }
}

type Answer = Result<Said, &'static str>;

const OPERATOR: &str = "this comparison has no counterpart";

fn unread(condition: &Condition) -> Answer {
    let yes = match condition.value.as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err("it is neither yes nor no"),
    };
    match condition.operator {
        "=" | "==" | "=~" | "#" => Ok(Said::exactly(if yes { "is:unread" } else { "is:read" })),
        "!=" | "!~" | "!#" => Ok(Said::exactly(if yes { "is:read" } else { "is:unread" })),
        _ => Err(OPERATOR),
    }
}

/// Whole days, rounded down: an age of 7 ends when the eighth day does.
fn age(condition: &Condition) -> Answer {
    let whole = |number: &str| number.parse::<u32>().ok();
    let newer = |days: u32| Said::exactly(format!("newer:{days}d"));
    let older = |days: u32| Said::exactly(format!("older:{days}d"));
    let between = |low: u32, high: u32| {
        let end = Words::Term(format!("newer:{}d", high.saturating_add(1)));
        let words = if low == 0 { end } else { end.and(Words::Term(format!("older:{low}d"))) };
        Said { words, change: None }
    };
    if condition.operator == "between" {
        let (low, high) = condition.value.split_once(':').ok_or("it is no range")?;
        let (low, high) = (whole(low).ok_or("it is no range")?, whole(high).ok_or("it is no range")?);
        return Ok(between(low.min(high), low.max(high)));
    }
    let days = whole(&condition.value).ok_or("it is no number of days")?;
    match condition.operator {
        "<" => Ok(newer(days)),
        "<=" => Ok(newer(days.saturating_add(1))),
        ">" => Ok(older(days.saturating_add(1))),
        ">=" => Ok(older(days)),
        "=" | "==" => Ok(between(days, days)),
        "!=" => Ok(between(days, days).negated(true)),
        _ => Err(OPERATOR),
    }
}

fn text(condition: &Condition, field: &str) -> Answer {
    let term = |text: &str| format!("{field}:{}", word(text));
    let negated = condition.operator.starts_with('!');
    // Texts are found by their words; names and addresses contain what is looked for.
    let by_words = matches!(field, "title" | "body" | "author");
    match condition.operator {
        _ if condition.value.trim().is_empty() => Err("an empty text cannot be searched for"),
        "=" | "==" | "!=" => {
            Ok(Said::exactly(term(&condition.value)).negated(negated).but("contains it instead of being equal to it"))
        }
        "#" | "!#" if by_words => Ok(Said::exactly(term(&condition.value)).negated(negated)),
        "#" | "!#" => Ok(Said::exactly(term(&condition.value)).negated(negated).but("also finds it inside of words")),
        "=~" | "!~" if by_words => {
            let said = matching(condition, |text| format!("{}*", term(text)))?;
            Ok(Said { change: said.change.or(Some("finds it where a word begins")), ..said })
        }
        "=~" | "!~" => matching(condition, term),
        _ => Err(OPERATOR),
    }
}

/// A regular expression that only lists texts.
fn matching(condition: &Condition, term: impl Fn(&str) -> String) -> Answer {
    let Literals { texts, anchored } = regex::literals(&condition.value)
        .ok_or("regular expressions have no counterpart, but for words and words parted by |")?;
    let words = match texts.as_slice() {
        [text] => Words::Term(term(text)),
        several => Words::Either(several.iter().map(|text| Words::Term(term(text))).collect()),
    };
    let said = Said { words, change: anchored.then_some("finds it anywhere, not only at the edge") };
    Ok(said.negated(condition.operator == "!~"))
}

/// A word in a list of words.
fn listed(condition: &Condition, term: impl Fn(&str) -> String) -> Answer {
    let negated = condition.operator.starts_with('!');
    match condition.operator {
        _ if condition.value.trim().is_empty() => Err("an empty text cannot be searched for"),
        "#" | "!#" => Ok(Said::exactly(term(&condition.value)).negated(negated)),
        "=" | "==" | "!=" => {
            Ok(Said::exactly(term(&condition.value)).negated(negated).but("there may be others beside"))
        }
        "=~" | "!~" => matching(condition, term).map(|said| said.but("finds the whole word only")),
        _ => Err(OPERATOR),
    }
}

/// Each letter is a flag of its own.
fn flags(condition: &Condition) -> Answer {
    let mut letters = condition.value.chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else {
        return Err("only single flags can be searched for");
    };
    if !letter.is_ascii_alphabetic() {
        return Err("it is no flag");
    }
    let term = super::super::cache::flag_tag(letter).map_or("is:starred".to_owned(), |tag| format!("tag:{tag}"));
    let said = Said::exactly(term).negated(condition.operator.starts_with('!'));
    match condition.operator {
        "#" | "!#" | "=~" | "!~" => Ok(said),
        "=" | "==" | "!=" => Ok(said.but("there may be others beside")),
        _ => Err(OPERATOR),
    }
}

fn enclosure(condition: &Condition) -> Answer {
    let has = |negated| Said::exactly("has:enclosure").negated(negated);
    let any = condition.value.is_empty();
    match condition.operator {
        "=" | "==" if any => Ok(has(true)),
        "!=" if any => Ok(has(false)),
        "=~" if matches!(condition.value.as_str(), "." | ".+" | ".*") => Ok(has(false)),
        "!~" if condition.value == "." => Ok(has(true)),
        "=" | "==" | "=~" | "#" => {
            Ok(has(false).but("finds every enclosure; their kinds and addresses are not searched"))
        }
        _ => Err("the kinds and addresses of enclosures are not searched"),
    }
}
