//! A search, parsed: which entries it wants. `search` makes it from words, `store` answers it.

use super::{SearchId, Sort, Time};

/// A field that a term looks into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// Title, body and author.
    Any,
    Title,
    Body,
    Author,
    /// One of those that its feed gives it.
    Category,
    Feed,
    Folder,
    Tag,
    Url,
    Language,
}

/// One condition, or several joined.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Term {
    /// The field holds the words of the text, one behind the other; a field that is a name or an address contains it, a
    /// tag, a category or a language is it.
    Text(Field, String),
    /// As above, but the last word may go on.
    Prefix(Field, String),
    Id(i64),
    Story(i64),
    Unread(bool),
    Starred(bool),
    /// Of a story that the reader follows.
    Followed,
    /// Hidden by a rule. A query that does not ask for it finds none of these.
    Muted,
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
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Query {
    pub term: Term,
    pub sort: Sort,
    pub reversed: bool,
}

impl Term {
    /// Finds every entry.
    pub const EVERYTHING: Term = Term::All(Vec::new());

    /// Whether the term or one inside it is like that.
    pub fn any(&self, like: &impl Fn(&Term) -> bool) -> bool {
        let inside = || match self {
            Term::Not(term) => term.any(like),
            Term::All(terms) | Term::Either(terms) => terms.iter().any(|term| term.any(like)),
            _ => false,
        };
        like(self) || inside()
    }
}

/// A search as the user typed it, and what it meant at that moment (`today` is another day tomorrow).
#[derive(Debug, Clone)]
pub struct Search {
    pub text: String,
    pub query: Query,
}

/// A search that the reader keeps under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedSearch {
    pub id: SearchId,
    pub name: String,
    /// In the query language.
    pub query: String,
}

/// The text says it all.
impl PartialEq for Search {
    fn eq(&self, other: &Search) -> bool {
        self.text == other.text
    }
}

impl Eq for Search {}

impl std::hash::Hash for Search {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}
