//! A [`Query`] as text that reads back as the same query.

use super::{SORTS, TEXT_FIELDS, date};
use crate::model::{Field, Query, Sort, Term};

/// Writes a query; [`super::parse`] makes the same one of it, at any time and in any zone.
pub fn print(query: &Query) -> String {
    let mut words = Vec::new();
    if query.term != Term::All(Vec::new()) {
        words.push(term(&query.term, false));
    }
    if query.sort != Sort::default() || query.reversed {
        let name = SORTS.iter().find(|(_, sort)| *sort == query.sort).map_or("newest", |(name, _)| name);
        words.push(format!("sort:{}{name}", if query.reversed { "-" } else { "" }));
    }
    words.join(" ")
}

fn term(wanted: &Term, inside: bool) -> String {
    match wanted {
        Term::Text(field, text) => format!("{}{}", name(*field), word(text)),
        Term::Prefix(field, text) => format!("{}{}*", name(*field), word(text)),
        Term::Id(id) => format!("id:{id}"),
        Term::Story(id) => format!("story:{id}"),
        Term::Unread(true) => "is:unread".to_owned(),
        Term::Unread(false) => "is:read".to_owned(),
        Term::Starred(true) => "is:starred".to_owned(),
        Term::Starred(false) => "-is:starred".to_owned(),
        Term::Followed => "is:followed".to_owned(),
        Term::Muted => "is:muted".to_owned(),
        Term::Enclosure => "has:enclosure".to_owned(),
        Term::Since(time) => format!("after:{}", date::written(*time)),
        Term::Until(time) => format!("before:{}", date::written(*time)),
        Term::Not(inner) => match **inner {
            Term::Not(_) | Term::Starred(false) => format!("-({})", term(inner, false)),
            _ => format!("-{}", term(inner, true)),
        },
        Term::All(terms) => joined(terms, " ", inside),
        Term::Either(terms) => joined(terms, " OR ", inside),
    }
}

/// The field's name with its colon; nothing for the words that may stand anywhere.
fn name(field: Field) -> String {
    TEXT_FIELDS.iter().find(|(_, known)| *known == field).map(|(name, _)| format!("{name}:")).unwrap_or_default()
}

fn joined(terms: &[Term], between: &str, inside: bool) -> String {
    let text = terms.iter().map(|inner| term(inner, true)).collect::<Vec<_>>().join(between);
    if inside { format!("({text})") } else { text }
}

/// The word as it is where it cannot be taken for anything else, else in quotes.
pub fn word(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '/' | '\'' | '&' | '+' | '#' | '%' | '-');
    // Behind a field's colon, two strokes would make an address of it.
    if text != "OR" && !text.starts_with('-') && !text.starts_with("//") && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
