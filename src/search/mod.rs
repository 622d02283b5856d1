//! The query language: words to a [`Query`] and back.
//!
//! ```text
//! query   = all { "OR" all }          side by side binds tighter than OR
//! all     = item { item }
//! item    = [ "-" ] ( word [ "*" ] | "phrase" [ "*" ] | field ":" value | "(" query ")" )
//! ```

pub mod complete;
mod date;
mod evaluate;
pub mod fold;
pub mod fuzzy;
mod lex;
mod parse;
mod phrases;
mod print;
mod rule;
mod stories;
pub mod words;

use std::ops::Range;

pub use date::{moment, until};
pub use evaluate::{Facts, Subject};
pub use parse::{parse, typed};
pub use phrases::phrases;
pub use print::{print, word};
pub use rule::{parse_rule, print_rule, rule};
pub use stories::{stories_in, with_headlines};

use crate::model::{Field, Sort};

/// What is wrong with a query, and where: bytes of the text as given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SearchError {
    pub span: Range<usize>,
    pub message: String,
}

impl SearchError {
    fn new(span: Range<usize>, message: impl Into<String>) -> SearchError {
        SearchError { span, message: message.into() }
    }
}

/// The fields that hold text, by name.
const TEXT_FIELDS: &[(&str, Field)] = &[
    ("title", Field::Title),
    ("body", Field::Body),
    ("author", Field::Author),
    ("category", Field::Category),
    ("feed", Field::Feed),
    ("folder", Field::Folder),
    ("tag", Field::Tag),
    ("url", Field::Url),
    ("lang", Field::Language),
];

/// The orders, by name.
const SORTS: &[(&str, Sort)] = &[
    ("newest", Sort::Newest),
    ("oldest", Sort::Oldest),
    ("source", Sort::Source),
    ("title", Sort::Title),
    ("length", Sort::Length),
    ("score", Sort::Score),
    ("rare", Sort::Rare),
];

#[cfg(test)]
mod tests;
