//! Queries answered by walking the entries in order and looking into each, until there is an index.

use std::sync::Arc;

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, params_from_iter};

use super::ranking::{self, DEPTH};
use super::{StoreError, bodies, entries};
use crate::model::{Entry, EntryId, Field, Query, Sort, Term};

/// Makes the functions that queries and nothing else use.
pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function(c"holds", 2, flags, |context| {
        let needle = needle(context)?;
        Ok(text(context.get_raw(0)).is_some_and(|text| fold(text).contains(needle.as_str())))
    })?;
    connection.create_scalar_function(c"body_holds", 2, flags, |context| {
        let needle = needle(context)?;
        let ValueRef::Blob(blob) = context.get_raw(0) else { return Ok(false) };
        let html = bodies::unpack(blob).map_err(|error| rusqlite::Error::UserFunctionError(error.into()))?;
        Ok(fold(&bodies::plain(&html)).contains(needle.as_str()))
    })?;
    connection.create_scalar_function(c"same_text", 2, flags, |context| {
        let needle = needle(context)?;
        Ok(text(context.get_raw(0)).is_some_and(|text| fold(text) == *needle))
    })
}

/// The folded second argument, made once for a whole statement.
fn needle(context: &Context) -> rusqlite::Result<Arc<String>> {
    context.get_or_create_aux(1, |value| Ok::<_, rusqlite::Error>(fold(value.as_str().unwrap_or_default())))
}

fn text(value: ValueRef<'_>) -> Option<&str> {
    value.as_str().ok()
}

fn fold(text: &str) -> String {
    text.to_lowercase()
}

/// Whether what the feed gives or the full text holds the words.
const BODY: &str = "(body_holds((select html from bodies b where b.entry = e.id), ?) \
                    or body_holds((select html from full_texts p where p.entry = e.id), ?))";

/// A condition over `statuses s`, `entries e` and `feeds f`, with its parameters in order.
#[derive(Default)]
struct Condition {
    sql: String,
    values: Vec<Value>,
}

impl Condition {
    fn of(term: &Term) -> Condition {
        let mut condition = Condition::default();
        condition.add(term);
        condition
    }

    fn add(&mut self, term: &Term) {
        match term {
            Term::Text(field, words) => self.add_text(*field, words),
            Term::Id(id) => self.add_value("s.entry = ?", Value::Integer(*id)),
            Term::Story(story) => self.add_value("s.story is ?", Value::Integer(*story)),
            Term::Unread(unread) => self.add_value("s.unread = ?", Value::Integer(i64::from(*unread))),
            Term::Starred(starred) => self.add_value("s.starred = ?", Value::Integer(i64::from(*starred))),
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
        self.sql.push_str(sql);
        self.values.push(value);
    }

    /// SQL that names its one parameter as often as it likes.
    fn add_text(&mut self, field: Field, words: &str) {
        let number = format!("?{}", self.values.len() + 1);
        let sql = match field {
            Field::Title => "holds(e.title, ?)",
            Field::Author => "holds(e.author, ?)",
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
            Field::Body => BODY,
            Field::Any => &format!("(holds(e.title, ?) or holds(e.author, ?) or {BODY})"),
        };
        self.add_value(&sql.replace('?', &number), Value::Text(words.to_owned()));
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

/// The table order is forced: by date through the statuses, so that a limit ends the walk early.
fn select(what: &str, condition: &str, rest: &str) -> String {
    format!(
        "select {what} from statuses s cross join entries e on e.id = s.entry cross join feeds f on f.id = s.feed \
         where s.shown = 1 and f.hidden = 0 and ({condition}) {rest}"
    )
}

/// The first entries that a query finds, in its order.
fn first(connection: &Connection, query: &Query, limit: usize) -> Result<Vec<EntryId>, StoreError> {
    let by_date = match query.sort {
        Sort::Newest => Some(!query.reversed),
        Sort::Oldest => Some(query.reversed),
        Sort::Source | Sort::Title | Sort::Length => None,
    };
    let order = if by_date.unwrap_or(true) { "desc" } else { "asc" };
    let walked = if by_date.is_some() { limit } else { DEPTH };
    let mut condition = Condition::of(&query.term);
    condition.values.push(Value::Integer(i64::try_from(walked).unwrap_or(i64::MAX)));
    let rest = format!("order by s.sort {order}, s.entry {order} limit ?{}", condition.values.len());
    let mut statement = connection.prepare(&select("s.entry", &condition.sql, &rest))?;
    let found = statement.query_map(params_from_iter(condition.values), |row| Ok(EntryId(row.get(0)?)))?;
    let mut ids: Vec<EntryId> = found.collect::<Result<_, _>>()?;
    if by_date.is_none() {
        ids = ranking::order(connection, ids, query.sort, query.reversed)?;
        ids.truncate(limit);
    }
    Ok(ids)
}

/// All entries that a query finds.
pub(super) fn ids(connection: &Connection, query: &Query) -> Result<Vec<EntryId>, StoreError> {
    first(connection, &Query { sort: Sort::Newest, ..query.clone() }, usize::MAX)
}

pub(super) fn find(connection: &Connection, query: &Query, limit: usize) -> Result<Vec<Entry>, StoreError> {
    let ids = first(connection, query, limit)?;
    ids.into_iter().filter_map(|id| entries::entry(connection, id).transpose()).collect()
}

pub(super) fn count(connection: &Connection, query: &Query) -> Result<u64, StoreError> {
    let condition = Condition::of(&query.term);
    let mut statement = connection.prepare(&select("count(*)", &condition.sql, ""))?;
    let count: i64 = statement.query_row(params_from_iter(condition.values), |row| row.get(0))?;
    Ok(count.unsigned_abs())
}
