//! What leads a query: the rows that are looked at, so that they are few or soon enough.

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension};

use super::plan::Plan;
use crate::model::{Field, Term};
use crate::store::index::{INDEX, name};
use crate::store::{StoreError, entries};

/// Feeds with so many entries together are gone through whole; of more the latest are soon enough met by date.
const FEW: i64 = 20_000;
/// The index is asked for so many feeds at most, and only if they have less than this part of all entries: more are soon
/// enough met among what has the words.
const FEEDS: usize = 300;
const PART: i64 = 8;

/// Where a query begins.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Lead {
    /// All entries, by date.
    Dates,
    /// What an expression of the index finds, table by table, the newest first.
    Words { matching: String, tables: Vec<i64> },
    /// What has one of these tags, and what comes from one of these feeds (JSON lists).
    Tagged { tags: String, feeds: String },
    /// What comes from these feeds (a JSON list).
    Feeds(String),
}

impl Lead {
    /// The best way to begin, with what it leaves of the term to be looked up. `tables`: those of words, if they may be used.
    pub fn of(connection: &Connection, term: &Term, tables: Option<&[i64]>) -> Result<(Lead, Term), StoreError> {
        let plan = Plan::of(term);
        let feeds = narrowed_to(connection, &plan.rest)?;
        if let (Some(matching), Some(tables)) = (plan.matching, tables) {
            let mut lead = Lead::Words { matching, tables: tables.to_vec() };
            if let Some(feeds) = feeds {
                lead.narrow(connection, &feeds)?;
            }
            return Ok((lead, plan.rest));
        }
        // The other leads know only what is shown.
        let lead = match conjuncts(term).find(|term| matches!(term, Term::Text(Field::Tag, _))) {
            _ if term.any(&|term| *term == Term::Muted) => Lead::Dates,
            Some(Term::Text(_, tag)) => tagged(connection, tag)?,
            _ => match feeds {
                Some(feeds) if total(connection, &feeds)? <= FEW => Lead::Feeds(entries::json_ids(&feeds)),
                _ => Lead::Dates,
            },
        };
        Ok((lead, term.clone()))
    }

    /// Keeps to these feeds, where that makes it quicker.
    pub fn narrow(&mut self, connection: &Connection, feeds: &[i64]) -> Result<(), StoreError> {
        match self {
            Lead::Words { matching, .. } if feeds.len() <= FEEDS && are_few(connection, feeds)? => {
                *matching = within(matching, feeds);
            }
            Lead::Dates if total(connection, feeds)? <= FEW => *self = Lead::Feeds(entries::json_ids(feeds)),
            _ => {}
        }
        Ok(())
    }

    /// The tables of words to go through; none: there is but one way.
    pub fn tables(&self) -> &[i64] {
        match self {
            Lead::Words { tables, .. } => tables,
            _ => &[],
        }
    }

    /// Where the rows come from: `statuses s` and what leads to it, in an order that is forced. `first` is the number of the
    /// first free parameter.
    pub fn source(&self, table: Option<i64>, first: usize) -> Source {
        let text = |text: &String| Value::Text(text.clone());
        match self {
            Lead::Dates => Source { from: "statuses s".to_owned(), condition: String::new(), values: Vec::new() },
            Lead::Feeds(feeds) => Source {
                from: format!(
                    "(select entry from statuses indexed by statuses_feed where shown = 1 and feed in \
                     (select value from json_each(?{first}))) t cross join statuses s on s.entry = t.entry"
                ),
                condition: String::new(),
                values: vec![text(feeds)],
            },
            Lead::Tagged { tags, feeds } => Source {
                from: format!(
                    "(select entry from tags where tag in (select value from json_each(?{first})) \
                     union select entry from statuses indexed by statuses_feed where shown = 1 and feed in \
                     (select value from json_each(?{}))) t cross join statuses s on s.entry = t.entry",
                    first + 1
                ),
                condition: String::new(),
                values: vec![text(tags), text(feeds)],
            },
            Lead::Words { matching, .. } => {
                let name = table.map(name).unwrap_or_default();
                Source {
                    from: format!("{INDEX}.{name} w cross join statuses s on s.entry = w.rowid"),
                    condition: format!("w.{name} match ?{first} and "),
                    values: vec![text(matching)],
                }
            }
        }
    }
}

/// The beginning of a select.
pub(super) struct Source {
    pub from: String,
    /// Nothing, or a condition with `and` behind it.
    pub condition: String,
    pub values: Vec<Value>,
}

/// The terms that all have to be met.
fn conjuncts(term: &Term) -> impl Iterator<Item = &Term> {
    match term {
        Term::All(terms) => terms.as_slice(),
        term => std::slice::from_ref(term),
    }
    .iter()
}

/// The feeds that an entry must come from by `feed:` or `folder:`, if the term says so.
fn narrowed_to(connection: &Connection, term: &Term) -> Result<Option<Vec<i64>>, StoreError> {
    for term in conjuncts(term) {
        let (condition, words) = match term {
            Term::Text(Field::Feed, words) | Term::Prefix(Field::Feed, words) => {
                ("(holds(coalesce(user_title, own_title), ?1) or holds(url, ?1))", words)
            }
            Term::Text(Field::Folder, words) | Term::Prefix(Field::Folder, words) => ("holds(folder, ?1)", words),
            _ => continue,
        };
        let sql = format!("select id from feeds where hidden = 0 and {condition}");
        let mut statement = connection.prepare_cached(&sql)?;
        let feeds = statement.query_map([words], |row| row.get(0))?;
        return Ok(Some(feeds.collect::<Result<_, _>>()?));
    }
    Ok(None)
}

/// An expression of the index, of these feeds only.
pub(super) fn within(matching: &str, feeds: &[i64]) -> String {
    let feeds: Vec<String> = feeds.iter().map(|feed| format!("\"{feed}\"")).collect();
    match feeds.is_empty() {
        // No entry is of the feed 0.
        true => format!("{matching} AND feed : \"0\""),
        false => format!("{matching} AND feed : ({})", feeds.join(" OR ")),
    }
}

fn total(connection: &Connection, feeds: &[i64]) -> Result<i64, StoreError> {
    let sql = "select coalesce(sum(total), 0) from feeds where id in (select value from json_each(?1))";
    Ok(connection.prepare_cached(sql)?.query_row([entries::json_ids(feeds)], |row| row.get(0))?)
}

/// Whether these feeds have but a small part of all entries.
fn are_few(connection: &Connection, feeds: &[i64]) -> Result<bool, StoreError> {
    let sql = "select coalesce(sum(total), 0) from feeds";
    let all: i64 = connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    Ok(total(connection, feeds)?.saturating_mul(PART) <= all)
}

/// The tags of that name, however it is written, and the feeds that have it.
fn tagged(connection: &Connection, tag: &str) -> Result<Lead, StoreError> {
    let list = |sql: &str| {
        let list = connection.prepare_cached(sql)?.query_row([tag], |row| row.get::<_, String>(0)).optional()?;
        Ok::<_, StoreError>(list.unwrap_or_default())
    };
    let tags = list("select json_group_array(tag) from (select distinct tag from tags) where same_text(tag, ?1)")?;
    let feeds = list(
        "select json_group_array(id) from feeds where hidden = 0 \
         and exists (select 1 from json_each(tags) where same_text(value, ?1))",
    )?;
    Ok(Lead::Tagged { tags, feeds })
}
