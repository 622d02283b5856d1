//! A term made ready to be answered: what leads, and the condition on the rows that it leads to.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::condition::Condition;
use super::lead::Lead;
use super::{HITS, Look, has_words};
use crate::model::{EntryId, RowKey, Term};
use crate::store::index::{self, name};
use crate::store::{StoreError, entries};

/// What a hit in the title, in the author and in the body counts; the feed counts nothing.
const WEIGHTS: &str = "10.0, 4.0, 1.0, 0.0";

pub(super) struct Ready<'a> {
    term: &'a Term,
    lead: Lead,
    pub condition: Condition,
}

/// An entry that was found; the less the score, the better.
struct Hit {
    key: RowKey,
    score: f64,
}

impl<'a> Ready<'a> {
    pub fn new(connection: &Connection, term: &'a Term, look: Look) -> Result<Ready<'a>, StoreError> {
        let tables = match look {
            Look::Index if has_words(term) => index::attached(connection)?,
            _ => None,
        };
        let (lead, rest) = Lead::of(connection, term, tables.as_deref())?;
        Ok(Ready { term, lead, condition: Condition::of(&rest, tables.as_deref()) })
    }

    /// Keeps to these feeds.
    pub fn keep_to(&mut self, connection: &Connection, feeds: &[i64]) -> Result<(), StoreError> {
        let json = Value::Text(entries::json_ids(feeds));
        self.condition.and("s.feed in (select value from json_each(?))", Some(json));
        // The other leads know only what is shown.
        match self.term.any(&|term| *term == Term::Muted) {
            true => Ok(()),
            false => self.lead.narrow(connection, feeds),
        }
    }

    /// The first entries by date. Where the index leads these are the first by arrival, put in order of date.
    pub fn by_date(&self, connection: &Connection, newest: bool, limit: usize) -> Result<Vec<EntryId>, StoreError> {
        let Lead::Words { .. } = self.lead else { return self.walk(connection, "s.sort", newest, limit) };
        let mut hits = self.hits(connection, newest, "0.0", limit.max(HITS + 1))?;
        hits.sort_unstable_by_key(|hit| hit.key);
        if newest {
            hits.reverse();
        }
        hits.truncate(limit);
        Ok(ids(&hits))
    }

    /// The newest entries, those that match best first.
    pub fn by_score(&self, connection: &Connection, limit: usize) -> Result<Vec<EntryId>, StoreError> {
        let Lead::Words { .. } = self.lead else { return self.by_date(connection, true, limit) };
        let mut hits = self.hits(connection, true, "bm25(WORDS, WEIGHTS)", limit)?;
        hits.sort_by(|one, other| one.score.total_cmp(&other.score).then(other.key.cmp(&one.key)));
        Ok(ids(&hits))
    }

    /// The first entries by a column of the statuses.
    pub fn walk(
        &self,
        connection: &Connection,
        column: &str,
        descending: bool,
        limit: usize,
    ) -> Result<Vec<EntryId>, StoreError> {
        let order = if descending { "desc" } else { "asc" };
        let (sql, mut values) = self.select(None, "s.entry");
        values.push(integer(limit));
        let sql = format!("{sql} order by {column} {order}, s.entry {order} limit ?{}", values.len());
        let mut statement = connection.prepare_cached(&sql)?;
        let found = statement.query_map(params_from_iter(values), |row| Ok(EntryId(row.get(0)?)))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// What the index finds, table by table, until there is enough.
    fn hits(&self, connection: &Connection, latest: bool, score: &str, limit: usize) -> Result<Vec<Hit>, StoreError> {
        let mut hits = Vec::new();
        let order = if latest { "desc" } else { "asc" };
        let mut tables = self.lead.tables().to_vec();
        if !latest {
            tables.reverse();
        }
        for table in tables {
            let score = score.replace("WORDS", &name(table)).replace("WEIGHTS", WEIGHTS);
            let (sql, mut values) = self.select(Some(table), &format!("s.entry, s.sort, {score}"));
            values.push(integer(limit - hits.len()));
            let sql = format!("{sql} order by w.rowid {order} limit ?{}", values.len());
            let mut statement = connection.prepare_cached(&sql)?;
            let found = statement.query_map(params_from_iter(values), |row| {
                Ok(Hit { key: RowKey { id: EntryId(row.get(0)?), sort: row.get(1)? }, score: row.get(2)? })
            })?;
            hits.extend(found.collect::<Result<Vec<_>, _>>()?);
            if hits.len() >= limit {
                break;
            }
        }
        Ok(hits)
    }

    /// How many entries there are, counted up to a limit.
    pub fn count(&self, connection: &Connection, limit: u64) -> Result<u64, StoreError> {
        let mut count = 0;
        let tables: Vec<Option<i64>> = match &self.lead {
            Lead::Words { tables, .. } => tables.iter().copied().map(Some).collect(),
            _ => vec![None],
        };
        for table in tables {
            let (sql, mut values) = self.select(table, "1");
            values.push(Value::Integer((limit - count).cast_signed()));
            let sql = format!("select count(*) from ({sql} limit ?{})", values.len());
            let mut statement = connection.prepare_cached(&sql)?;
            let found: i64 = statement.query_row(params_from_iter(values), |row| row.get(0))?;
            count += found.unsigned_abs();
            if count >= limit {
                break;
            }
        }
        Ok(count)
    }

    fn select(&self, table: Option<i64>, what: &str) -> (String, Vec<Value>) {
        let mut values = self.condition.values.clone();
        let source = self.lead.source(table, values.len() + 1);
        values.extend(source.values);
        let entries = if self.condition.entries { " cross join entries e on e.id = s.entry" } else { "" };
        let sql = format!(
            "select {what} from {}{entries} where {}{} and ({})",
            source.from,
            source.condition,
            visible(self.term),
            self.condition.sql
        );
        (sql, values)
    }
}

/// What a term finds is shown in lists, unless it asks for what rules hide.
fn visible(term: &Term) -> &'static str {
    match term.any(&|term| *term == Term::Muted) {
        true => "(s.shown = 1 or s.muted = 1 and s.feed in (select id from feeds where hidden = 0))",
        false => "s.shown = 1",
    }
}

fn ids(hits: &[Hit]) -> Vec<EntryId> {
    hits.iter().map(|hit| hit.key.id).collect()
}

fn integer(number: usize) -> Value {
    Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}
