//! What of a term the index answers, and what is left to look up in the store.

use crate::model::{Field, Term};
use crate::search::words::Phrase;

/// A term, taken apart: an entry that it finds is one that the index finds and the rest does not refuse.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// An expression of FTS5; none: the index cannot lead.
    pub matching: Option<String>,
    pub rest: Term,
}

impl Plan {
    pub fn of(term: &Term) -> Plan {
        let term = told(term.clone());
        let conjuncts = match term {
            Term::All(terms) => terms,
            term => vec![term],
        };
        let (texts, rest): (Vec<Term>, Vec<Term>) = conjuncts.into_iter().partition(|term| match term {
            Term::Not(inner) => expression(inner).is_some(),
            term => expression(term).is_some(),
        });
        match expression(&Term::All(texts.clone())) {
            Some(matching) => Plan { matching: Some(matching), rest: Term::All(rest) },
            None => Plan { matching: None, rest: Term::All(texts.into_iter().chain(rest).collect()) },
        }
    }
}

/// The term with texts that hold no word, and so tell nothing, taken for what every entry has.
fn told(term: Term) -> Term {
    match term {
        Term::Text(field, words) if is_indexed(field) && Phrase::of(&words, false).words.is_empty() => Term::EVERYTHING,
        Term::Prefix(field, words) if is_indexed(field) && Phrase::of(&words, true).words.is_empty() => {
            Term::EVERYTHING
        }
        Term::Not(term) => Term::Not(Box::new(told(*term))),
        Term::All(terms) => Term::All(terms.into_iter().map(told).filter(|term| *term != Term::EVERYTHING).collect()),
        Term::Either(terms) => Term::Either(terms.into_iter().map(told).collect()),
        term => term,
    }
}

/// Whether the index knows the field.
pub(super) fn is_indexed(field: Field) -> bool {
    matches!(field, Field::Any | Field::Title | Field::Author | Field::Body)
}

/// A term in the language of FTS5, if it is one of words only and not all of it excludes.
pub(super) fn expression(term: &Term) -> Option<String> {
    match term {
        Term::Text(field, words) if is_indexed(*field) => phrase(*field, words, false),
        Term::Prefix(field, words) if is_indexed(*field) => phrase(*field, words, true),
        Term::All(terms) => all(terms),
        Term::Either(terms) if !terms.is_empty() => {
            let terms: Option<Vec<String>> = terms.iter().map(expression).collect();
            Some(format!("({})", terms?.join(" OR ")))
        }
        _ => None,
    }
}

fn all(terms: &[Term]) -> Option<String> {
    let mut wanted = Vec::new();
    let mut excluded = Vec::new();
    for term in terms {
        match term {
            Term::Not(term) => excluded.push(expression(term)?),
            term => wanted.push(expression(term)?),
        }
    }
    if wanted.is_empty() {
        return None;
    }
    let mut all = format!("({})", wanted.join(" AND "));
    for term in excluded {
        all = format!("({all} NOT {term})");
    }
    Some(all)
}

/// A phrase of words, which are letters and digits only, so that nothing in them can be taken for syntax.
pub(super) fn phrase(field: Field, words: &str, open: bool) -> Option<String> {
    let column = match field {
        Field::Title => "title : ",
        Field::Author => "author : ",
        Field::Body => "body : ",
        _ => "{title author body} : ",
    };
    let phrase = Phrase::of(words, open);
    let open = if phrase.open { " *" } else { "" };
    (!phrase.words.is_empty()).then(|| format!("{column}\"{}\"{open}", phrase.words.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn any(words: &str) -> Term {
        Term::Text(Field::Any, words.to_owned())
    }

    fn not(term: Term) -> Term {
        Term::Not(Box::new(term))
    }

    fn matching(term: Term) -> Option<String> {
        Plan::of(&term).matching
    }

    #[test]
    fn words_go_to_the_index_and_the_rest_to_the_store() {
        let plan = Plan::of(&Term::All(vec![any("Climate"), Term::Unread(true), not(any("sport"))]));
        assert_eq!(
            plan.matching.as_deref(),
            Some("(({title author body} : \"climate\") NOT {title author body} : \"sport\")")
        );
        assert_eq!(plan.rest, Term::All(vec![Term::Unread(true)]));
    }

    #[test]
    fn phrases_stand_in_quotes() {
        let said = |words: &str| Some(words.replace("ANY", "{title author body}"));
        assert_eq!(matching(any("covid-19")), said("(ANY : \"covid 19\")"));
        assert_eq!(matching(Term::Prefix(Field::Title, "a b".into())).as_deref(), Some("(title : \"a b\" *)"));
        assert_eq!(matching(any("新聞")).as_deref(), said("(ANY : \"新聞\" *)").as_deref(), "the run may go on");
        assert_eq!(matching(any("\" OR *) NEAR")), said("(ANY : \"or near\")"));
        let either = Term::Either(vec![any("a"), Term::All(vec![any("b"), not(any("c"))])]);
        assert_eq!(matching(either), said("((ANY : \"a\" OR ((ANY : \"b\") NOT ANY : \"c\")))"));
    }

    #[test]
    fn what_the_index_cannot_lead_is_left() {
        for term in [
            not(any("sport")),
            Term::Either(vec![any("a"), Term::Starred(true)]),
            Term::Text(Field::Folder, "World".into()),
            any("--"),
            Term::EVERYTHING,
        ] {
            assert_eq!(matching(term.clone()), None, "{term:?}");
        }
    }
}
