//! What rules do to older entries, and what is taken back of those that leave: slice by slice, resumed after a crash.

use jiff::tz::TimeZone;
use rusqlite::{Connection, params};

use super::facts::{self, Want};
use super::{COLUMNS, Stored, effect, stored};
use crate::model::{Action, EntryId, RuleId, Time};
use crate::search::Subject;
use crate::store::StoreError;

/// Entries to a slice, so that no change of the user waits long behind it: of whole texts, and of rows.
const TEXTS: usize = 100;
const ROWS: usize = 1_000;
/// Entries that a rule has done its work on when it is made: what was counted for its preview.
const FIRST: usize = super::preview::NEWEST;

/// Begins to hold the entries that are there against a rule, the newest first.
pub(super) fn begin(connection: &Connection, rule: RuleId, action: &Action) -> Result<(), StoreError> {
    if !action.reaches_back() {
        return Ok(());
    }
    let sql = "update rules set below = (select coalesce(max(id), 0) + 1 from entries) where id = ?1";
    connection.prepare_cached(sql)?.execute([rule.0])?;
    match reaching(connection)?.into_iter().find(|(found, _)| found.id == rule.0) {
        Some((rule, below)) => reach(connection, &rule, below, Some(FIRST)),
        None => Ok(()),
    }
}

/// Begins to take back what a rule did.
pub(super) fn leave(connection: &Connection, rule: RuleId) -> Result<(), StoreError> {
    connection.prepare_cached("update rules set leaving = 1, below = null where id = ?1")?.execute([rule.0])?;
    match leaving(connection)?.into_iter().find(|found| found.id == rule.0) {
        Some(rule) => take_back(connection, &rule),
        None => Ok(()),
    }
}

/// Holds all entries against the rules again, for what came by another way than by being fetched.
pub(in crate::store) fn reach_again(connection: &Connection) -> Result<(), StoreError> {
    let sql = "update rules set below = (select coalesce(max(id), 0) + 1 from entries) \
               where leaving = 0 and (action = 'mute' or action like 'tag:%')";
    connection.prepare_cached(sql)?.execute([])?;
    Ok(())
}

/// Whether rules have work to do.
pub(in crate::store) fn unfinished(connection: &Connection) -> Result<bool, StoreError> {
    let sql = "select exists (select 1 from rules where below is not null or leaving = 1)";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// Does the next piece of that work; answers whether more is left. What is hidden goes before what comes back, so that
/// nothing shows between two rules that hide the same.
pub(in crate::store) fn slice(connection: &Connection) -> Result<bool, StoreError> {
    if let Some((rule, below)) = reaching(connection)?.first() {
        reach(connection, rule, *below, None)?;
    } else if let Some(rule) = leaving(connection)?.first() {
        take_back(connection, rule)?;
    }
    unfinished(connection)
}

fn reaching(connection: &Connection) -> Result<Vec<(Stored, i64)>, StoreError> {
    let sql = format!("select {COLUMNS}, below from rules where below is not null and leaving = 0 order by id");
    let mut statement = connection.prepare_cached(&sql)?;
    let rules = statement.query_map([], |row| Ok((stored(row)?, row.get(5)?)))?;
    Ok(rules.collect::<Result<_, _>>()?)
}

fn leaving(connection: &Connection) -> Result<Vec<Stored>, StoreError> {
    let sql = format!("select {COLUMNS} from rules where leaving = 1 order by id");
    let mut statement = connection.prepare_cached(&sql)?;
    let rules = statement.query_map([], stored)?;
    Ok(rules.collect::<Result<_, _>>()?)
}

/// Holds the next entries before `below` against a rule: so many, or a slice.
fn reach(connection: &Connection, rule: &Stored, below: i64, count: Option<usize>) -> Result<(), StoreError> {
    let at = Time(rule.made);
    let Some(standing) = rule.understood(at, &TimeZone::system()) else { return reached(connection, rule, None) };
    let want = Want::of([&standing.query.term]);
    let count = count.unwrap_or(if want == Want::Bodies { TEXTS } else { ROWS });
    let mut statement = connection.prepare_cached("select id from entries where id < ?1 order by id desc limit ?2")?;
    let limit = i64::try_from(count).unwrap_or(i64::MAX);
    let ids: Vec<i64> = statement.query_map([below, limit], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for entry in ids.iter().copied().map(EntryId) {
        let Some(facts) = facts::of(connection, entry, want)? else { continue };
        if Subject::new(facts).answers(&standing.query.term) {
            effect::apply(connection, &standing, entry, at)?;
        }
    }
    reached(connection, rule, ids.last().filter(|_| ids.len() == count).copied())
}

fn reached(connection: &Connection, rule: &Stored, below: Option<i64>) -> Result<(), StoreError> {
    connection.prepare_cached("update rules set below = ?2 where id = ?1")?.execute(params![rule.id, below])?;
    Ok(())
}

fn take_back(connection: &Connection, rule: &Stored) -> Result<(), StoreError> {
    let action = rule.action()?;
    let limit = i64::try_from(ROWS).unwrap_or(i64::MAX);
    let mut statement =
        connection.prepare_cached("select entry from ruled where rule = ?1 order by entry desc limit ?2")?;
    let entries: Vec<i64> = statement.query_map([rule.id, limit], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for &entry in &entries {
        effect::take_back(connection, RuleId(rule.id), &action, EntryId(entry))?;
    }
    if entries.len() < ROWS {
        connection.prepare_cached("delete from rules where id = ?1")?.execute([rule.id])?;
    }
    Ok(())
}
