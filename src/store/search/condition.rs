//! A term as an SQL condition over `statuses s`, and `entries e` where it asks for what stands there.

use rusqlite::types::Value;

use super::functions::argument;
use super::plan;
use crate::model::{Field, Term};
use crate::search::words::Phrase;
use crate::store::index::{INDEX, name};

/// Whether the full text, or else what the feed gives, says the words.
const BODY: &str = "body_says(coalesce((select html from full_texts p where p.entry = e.id), \
                    (select html from bodies b where b.entry = e.id)), ?)";

const LANGUAGE: &str = "exists (select 1 from feeds f where f.id = s.feed and \
                        (same_text(coalesce(e.language, f.language), ?) \
                         or holds(coalesce(e.language, f.language), ? || '-')))";

const TAG: &str = "(exists (select 1 from tags t where t.entry = s.entry and same_text(t.tag, ?)) \
                   or s.feed in (select f.id from feeds f, json_each(f.tags) t where same_text(t.value, ?)))";

const CATEGORY: &str = "exists (select 1 from json_each(e.categories) c where same_text(c.value, ?))";

/// Whether any table of words finds an entry.
fn found_in(tables: &[i64]) -> String {
    let select = |&table: &i64| {
        let name = name(table);
        format!("select rowid from {INDEX}.{name} where {name} match ?")
    };
    let selects: Vec<String> = tables.iter().map(select).collect();
    match selects.is_empty() {
        true => "0 and ? is null".to_owned(),
        false => format!("s.entry in ({})", selects.join(" union all ")),
    }
}

/// A condition with its parameters in order.
#[derive(Debug, Clone, Default)]
pub(in crate::store) struct Condition {
    pub sql: String,
    pub values: Vec<Value>,
    /// It asks for what `entries` holds.
    pub entries: bool,
    /// The tables of words that answer for texts; none: the texts themselves are looked into.
    tables: Option<Vec<i64>>,
}

impl Condition {
    pub fn of(term: &Term, tables: Option<&[i64]>) -> Condition {
        let mut condition = Condition { tables: tables.map(<[i64]>::to_vec), ..Condition::default() };
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
            Term::Story(story) => self.add_value(
                "s.story is (with asked (story) as (values (?)) \
                 select coalesce((select into_story from joined j where j.story = asked.story), asked.story) from asked)",
                Value::Integer(*story),
            ),
            Term::Unread(true) => self.sql.push_str("s.unread = 1"),
            Term::Unread(false) => self.sql.push_str("s.unread = 0"),
            Term::Starred(true) => self.sql.push_str("s.starred = 1"),
            Term::Starred(false) => self.sql.push_str("s.starred = 0"),
            Term::Followed => self.sql.push_str("s.story in (select story from followed)"),
            Term::Muted => self.sql.push_str("s.muted = 1"),
            Term::Enclosure => {
                self.entries = true;
                self.sql.push_str("e.enclosures is not null");
            }
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
            Field::Language => LANGUAGE,
            // What is asked of feeds is asked of each but once.
            Field::Feed => {
                "s.feed in (select id from feeds where holds(coalesce(user_title, own_title), ?) or holds(url, ?))"
            }
            Field::Folder => "s.feed in (select id from feeds where holds(folder, ?))",
            Field::Tag => TAG,
            Field::Category => CATEGORY,
        };
        self.entries |= matches!(field, Field::Url | Field::Language | Field::Category);
        match field {
            Field::Any | Field::Title | Field::Author | Field::Body => {
                if Phrase::of(words, open).words.is_empty() {
                    return self.sql.push('1');
                }
                match (&self.tables, plan::phrase(field, words, open)) {
                    (Some(tables), Some(phrase)) => self.add_value(&found_in(tables), Value::Text(phrase)),
                    _ => {
                        self.entries = true;
                        self.add_value(sql, Value::Text(argument(words, open)));
                    }
                }
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
