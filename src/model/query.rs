//! A search, parsed: which entries it wants. `search` makes it from words, `store` answers it.

use super::{Sort, Time};

/// A field that a term looks into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Title, body and author.
    Any,
    Title,
    Body,
    Author,
    Feed,
    Folder,
    Tag,
    Url,
    Language,
}

/// One condition, or several joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// The field contains the text, case folded. A phrase matches as it stands.
    Text(Field, String),
    Id(i64),
    Story(i64),
    Unread(bool),
    Starred(bool),
    Enclosure,
    /// Dated at or after.
    Since(Time),
    /// Dated before.
    Until(Time),
    Not(Box<Term>),
    /// Every one; empty: everything.
    All(Vec<Term>),
    Either(Vec<Term>),
}

/// A search with its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    pub term: Term,
    pub sort: Sort,
    pub reversed: bool,
}
