//! What a term looks for in texts, to be marked where it stands.

use super::words::Phrase;
use crate::model::{Field, Term};

/// The phrases that a term looks for in titles, bodies and authors, each with its field; not those that it excludes.
pub fn phrases(term: &Term) -> Vec<(Field, Phrase)> {
    let mut all = Vec::new();
    gather(term, &mut all);
    all
}

fn gather(term: &Term, all: &mut Vec<(Field, Phrase)>) {
    let (field, text, open) = match term {
        Term::Text(field, text) => (*field, text, false),
        Term::Prefix(field, text) => (*field, text, true),
        Term::All(terms) | Term::Either(terms) => return terms.iter().for_each(|term| gather(term, all)),
        _ => return,
    };
    if matches!(field, Field::Any | Field::Title | Field::Body | Field::Author) {
        all.push((field, Phrase::of(text, open)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_excluded_is_not_looked_for() {
        let any = |words: &str| Term::Text(Field::Any, words.to_owned());
        let term = Term::All(vec![
            any("river"),
            Term::Not(Box::new(any("lake"))),
            Term::Either(vec![Term::Prefix(Field::Title, "bri".into()), Term::Unread(true)]),
            Term::Text(Field::Feed, "news".into()),
        ]);
        assert_eq!(phrases(&term), [(Field::Any, Phrase::of("river", false)), (Field::Title, Phrase::of("bri", true))]);
    }
}
