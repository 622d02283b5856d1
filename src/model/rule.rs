//! Rules: what becomes of the entries that a query finds.

use std::fmt;
use std::str::FromStr;

use super::{Field, RuleId, StoryId, Term, Time};

/// What a rule does to an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Hides it from every list.
    Mute,
    Tag(String),
    Star,
    Read,
    /// Has its page fetched.
    FullText,
}

impl Action {
    /// Whether it also acts on what is there already, not only on what arrives.
    pub fn reaches_back(&self) -> bool {
        matches!(self, Action::Mute | Action::Tag(_))
    }
}

/// As a rule is written: `mute`, `tag:space`.
impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Action::Mute => f.write_str("mute"),
            Action::Tag(tag) => write!(f, "tag:{tag}"),
            Action::Star => f.write_str("star"),
            Action::Read => f.write_str("read"),
            Action::FullText => f.write_str("full-text"),
        }
    }
}

impl FromStr for Action {
    type Err = String;

    fn from_str(text: &str) -> Result<Action, String> {
        Ok(match text {
            "mute" => Action::Mute,
            "star" => Action::Star,
            "read" => Action::Read,
            "full-text" => Action::FullText,
            _ => match text.strip_prefix("tag:").map(str::trim) {
                Some("") => return Err("a tag's name is missing; write `tag:NAME`".to_owned()),
                Some(tag) => Action::Tag(tag.to_owned()),
                None => {
                    return Err(format!("`{text}` is no action; allowed are mute, tag:NAME, star, read, full-text"));
                }
            },
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// As the user wrote it. What it says of dates means the moment at which an entry is held against it.
    pub query: String,
    pub action: Action,
    /// From this moment on it does nothing any more.
    pub until: Option<Time>,
}

/// A rule that the store keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingRule {
    pub id: RuleId,
    pub rule: Rule,
    pub made: Time,
    /// Entries that it has hidden, tagged, starred, marked or had fetched.
    pub entries: u64,
    /// Older entries are still being held against it.
    pub busy: bool,
}

/// A rule that hides entries from a list, and how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HiddenBy {
    pub id: RuleId,
    pub rule: Rule,
    pub entries: u64,
}

/// How much of the newest entries a query finds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Weight {
    pub found: u64,
    pub of: u64,
}

impl Weight {
    pub fn is_most(self) -> bool {
        self.found * 2 > self.of
    }
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of the last {}", self.found, self.of)
    }
}

/// Names of a kind that entries have: a rule may ask for what has any of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trait {
    pub field: Field,
    /// At least one; feeds by their addresses.
    pub names: Vec<String>,
    pub weight: Weight,
}

impl Trait {
    /// What finds all that has one of the names.
    pub fn term(field: Field, names: &[String]) -> Term {
        let text = |name: &String| Term::Text(field, name.clone());
        match names {
            [only] => text(only),
            several => Term::Either(several.iter().map(text).collect()),
        }
    }
}

/// What of entries a rule may ask for, and how much of the newest entries has the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traits {
    /// The words of the headlines that tell most.
    pub words: Option<(String, Weight)>,
    /// The story that all of them tell with others.
    pub story: Option<(StoryId, String, Weight)>,
    pub named: Vec<Trait>,
}
