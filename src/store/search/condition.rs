//! A term as an SQL condition over `statuses s`, `entries e` and `feeds f`.

use rusqlite::types::Value;

use super::functions::argument;
use crate::model::{Field, Term};
use crate::search::words::Phrase;

/// Whether what the feed gives or the full text says the words.
const BODY: &str = "(body_says((select html from bodies b where b.entry = e.id), ?) \
                    or body_says((select html from full_texts p where p.entry = e.id), ?))";

/// A condition with its parameters in order.
#[derive(Debug, Default)]
pub(in crate::store) struct Condition {
    pub sql: String,
    pub values: Vec<Value>,
}

impl Condition {
    pub fn of(term: &Term) -> Condition {
        let mut condition = Condition::default();
        condition.add(term);
        condition
    }

    /// Both this and `sql`, in which `?` stands for the value as often as it likes.
    pub fn and(&mut self, sql: &str, value: Option<Value>) {
        self.sql.push_str(" and ");
        match value {
            Some(value) => self.add_value(sql, value),
            None => self.sql.push_str(sql),
        }
    }

    fn add(&mut self, term: &Term) {
        match term {
            Term::Text(field, words) => self.add_text(*field, words, false),
            Term::Prefix(field, words) => self.add_text(*field, words, true),
            Term::Id(id) => self.add_value("s.entry = ?", Value::Integer(*id)),
            Term::Story(story) => self.add_value("s.story is ?", Value::Integer(*story)),
            Term::Unread(true) => self.sql.push_str("s.unread = 1"),
            Term::Unread(false) => self.sql.push_str("s.unread = 0"),
            Term::Starred(true) => self.sql.push_str("s.starred = 1"),
            Term::Starred(false) => self.sql.push_str("s.starred = 0"),
            Term::Muted => self.sql.push_str("s.muted = 1"),
            Term::Enclosure => self.sql.push_str("e.enclosures is not null"),
            Term::Since(time) => self.add_value("s.sort >= ?", Value::Integer(time.0)),
            Term::Until(time) => self.add_value("s.sort < ?", Value::Integer(time.0)),
            Term::Not(term) => {
                // Whatever is null counts as not matching, so that its opposite matches.
                self.sql.push_str("not coalesce(");
                self.add(term);
                self.sql.push_str(", 0)");
            }
            Term::All(terms) => self.join(terms, " and ", "1"),
            Term::Either(terms) => self.join(terms, " or ", "0"),
        }
    }

    fn add_value(&mut self, sql: &str, value: Value) {
        self.values.push(value);
        let number = format!("?{}", self.values.len());
        self.sql.push_str(&sql.replace('?', &number));
    }

    fn add_text(&mut self, field: Field, words: &str, open: bool) {
        let sql = match field {
            Field::Title => "says(e.title, ?)",
            Field::Author => "says(e.author, ?)",
            Field::Body => BODY,
            Field::Any => &format!("(says(e.title, ?) or says(e.author, ?) or {BODY})"),
            Field::Url => "holds(e.url, ?)",
            Field::Language => {
                "(same_text(coalesce(e.language, f.language), ?) \
                  or holds(coalesce(e.language, f.language), ? || '-'))"
            }
            Field::Feed => "(holds(coalesce(f.user_title, f.own_title), ?) or holds(f.url, ?))",
            Field::Folder => "holds(f.folder, ?)",
            Field::Tag => {
                "(exists (select 1 from tags t where t.entry = e.id and same_text(t.tag, ?)) \
                 or exists (select 1 from json_each(f.tags) t where same_text(t.value, ?)))"
            }
        };
        match field {
            Field::Any | Field::Title | Field::Author | Field::Body => {
                if Phrase::of(words, open).words.is_empty() {
                    return self.sql.push('1');
                }
                self.add_value(sql, Value::Text(argument(words, open)));
            }
            _ => self.add_value(sql, Value::Text(words.to_owned())),
        }
    }

    fn join(&mut self, terms: &[Term], word: &str, empty: &str) {
        if terms.is_empty() {
            return self.sql.push_str(empty);
        }
        for (at, term) in terms.iter().enumerate() {
            self.sql.push_str(if at == 0 { "(" } else { word });
            self.add(term);
        }
        self.sql.push(')');
    }
}
