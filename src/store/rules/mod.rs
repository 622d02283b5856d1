//! Rules: which stand, how they come and go, each change as a step that can be undone.

mod effect;
mod facts;
mod hidden;
mod preview;
mod shared;
mod slices;
#[cfg(test)]
mod tests;

use jiff::tz::TimeZone;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use self::facts::Want;
pub(super) use self::slices::{reach_again, slice, unfinished};
use super::journal::{self, Way};
use super::{Pending, Store, StoreError, stories};
use crate::model::{
    Action, Applied, EntryId, HiddenBy, ListSpec, Query, Rule, RuleId, Snapshot, StandingRule, Term, Time, Traits,
    Weight,
};
use crate::search::{self, Subject};

impl Store {
    /// The rules that stand, in the order in which they were made.
    pub fn rules(&self) -> Pending<Vec<StandingRule>> {
        self.0.search.read(None, list)
    }

    /// How much of the newest entries a query finds.
    pub fn preview(&self, query: Query) -> Pending<Weight> {
        self.0.search.read(None, move |connection| preview::weight(connection, &query))
    }

    /// What of entries a rule may ask for; none where all of them are gone.
    pub fn traits(&self, entries: Vec<EntryId>) -> Pending<Option<Traits>> {
        self.0.search.read(None, move |connection| preview::traits(connection, &entries))
    }

    /// How many entries each rule hides from a list, as far as it can be told soon.
    pub fn hidden(&self, list: ListSpec, snapshot: Snapshot) -> Pending<Vec<HiddenBy>> {
        self.0.search.read(None, move |connection| hidden::counts(connection, &list, snapshot))
    }

    /// Makes a rule. What it does to older entries follows behind; see [`Store::settled`].
    pub fn add_rule(&self, rule: Rule, at: Time) -> Pending<Applied> {
        self.write(move |connection| add(connection, &rule, at))
    }

    /// Puts another rule in the place of one; its number is another, too.
    pub fn change_rule(&self, id: RuleId, rule: Rule, at: Time) -> Pending<Applied> {
        self.write(move |connection| change(connection, id, &rule, at))
    }

    /// Ends a rule; what it hid comes back unless another hides it too, everything else that it did stays.
    pub fn remove_rule(&self, id: RuleId, at: Time) -> Pending<Applied> {
        self.write(move |connection| remove(connection, id, at))
    }

    /// Ends the rules whose time has come; answers how many.
    pub fn end_rules(&self, now: Time) -> Pending<u64> {
        self.write(move |connection| end_due(connection, now))
    }

    /// When the next rule ends.
    pub fn next_rule_end(&self) -> Pending<Option<Time>> {
        self.0.search.read(None, next_end)
    }
}

/// A rule that stands, its query read.
struct Standing {
    id: RuleId,
    action: Action,
    query: Query,
}

/// The rules that stand at a moment.
pub(super) struct Rules {
    standing: Vec<Standing>,
    want: Want,
}

impl Rules {
    pub fn at(connection: &Connection, moment: Time) -> Result<Rules, StoreError> {
        let sql =
            format!("select {COLUMNS} from rules where leaving = 0 and (until is null or until > ?1) order by id");
        let mut statement = connection.prepare_cached(&sql)?;
        let rules = statement.query_map([moment.0], stored)?.collect::<Result<Vec<_>, _>>()?;
        let zone = TimeZone::system();
        let standing: Vec<Standing> = rules.into_iter().filter_map(|rule| rule.understood(moment, &zone)).collect();
        let want = Want::of(standing.iter().map(|rule| &rule.query.term));
        Ok(Rules { standing, want })
    }

    /// Those that ask for a story: an entry is put into one only after it has come.
    pub fn of_stories(connection: &Connection, moment: Time) -> Result<Rules, StoreError> {
        let mut rules = Rules::at(connection, moment)?;
        let asks = |term: &Term| matches!(term, Term::Story(_) | Term::Followed);
        rules.standing.retain(|rule| rule.query.term.any(&asks));
        Ok(rules)
    }

    /// Does to an entry that has just come what the rules say; answers whether it is hidden.
    pub fn apply(&self, connection: &Connection, entry: EntryId, at: Time) -> Result<bool, StoreError> {
        if self.standing.is_empty() {
            return Ok(false);
        }
        let Some(facts) = facts::of(connection, entry, self.want)? else { return Ok(false) };
        let subject = Subject::new(facts);
        let mut hidden = false;
        for rule in self.standing.iter().filter(|rule| subject.answers(&rule.query.term)) {
            effect::apply(connection, rule, entry, at)?;
            hidden |= rule.action == Action::Mute;
        }
        Ok(hidden)
    }
}

/// The columns of [`stored`].
const COLUMNS: &str = "id, query, action, until, made";

/// A rule as it lies in the journal, and nearly so in the table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Stored {
    id: i64,
    query: String,
    action: String,
    until: Option<i64>,
    made: i64,
}

fn stored(row: &Row) -> rusqlite::Result<Stored> {
    Ok(Stored { id: row.get(0)?, query: row.get(1)?, action: row.get(2)?, until: row.get(3)?, made: row.get(4)? })
}

impl Stored {
    fn action(&self) -> Result<Action, StoreError> {
        self.action.parse().map_err(StoreError::Corrupt)
    }

    fn rule(&self) -> Result<Rule, StoreError> {
        Ok(Rule { query: self.query.clone(), action: self.action()?, until: self.until.map(Time) })
    }

    /// None for a rule that this edition cannot read: it does nothing.
    fn understood(&self, moment: Time, zone: &TimeZone) -> Option<Standing> {
        let query = search::rule(&self.query, moment, zone).ok()?;
        Some(Standing { id: RuleId(self.id), action: self.action().ok()?, query })
    }
}

/// What became of a rule in a step; none: there was (or is) none.
#[derive(Serialize, Deserialize)]
pub(super) struct Turn {
    before: Option<Stored>,
    after: Option<Stored>,
}

fn list(connection: &Connection) -> Result<Vec<StandingRule>, StoreError> {
    let sql = format!(
        "select {COLUMNS}, (select count(*) from ruled where rule = rules.id), below is not null from rules \
         where leaving = 0 order by id"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rules = statement.query_map([], |row| {
        let (entries, busy): (i64, bool) = (row.get(5)?, row.get(6)?);
        Ok((stored(row)?, entries.unsigned_abs(), busy))
    })?;
    let mut list = Vec::new();
    for rule in rules {
        let (stored, entries, busy) = rule?;
        let rule = stored.rule()?;
        list.push(StandingRule { id: RuleId(stored.id), rule, made: Time(stored.made), entries, busy });
    }
    Ok(list)
}

fn add(connection: &Connection, rule: &Rule, at: Time) -> Result<Applied, StoreError> {
    let after = new(connection, rule, at)?;
    enter(connection, at, "Added", Turn { before: None, after: Some(after) })
}

/// Makes those of the rules that do not stand; what that changed is for a step of the caller's.
pub(super) fn import(connection: &Connection, rules: &[Rule], at: Time) -> Result<Vec<Turn>, StoreError> {
    let mut turns = Vec::new();
    for rule in rules {
        let known = list(connection)?.into_iter().any(|known| known.rule == *rule);
        if !known {
            turns.push(Turn { before: None, after: Some(new(connection, rule, at)?) });
        }
    }
    Ok(turns)
}

fn change(connection: &Connection, id: RuleId, rule: &Rule, at: Time) -> Result<Applied, StoreError> {
    let before = find(connection, id)?;
    // The new one comes first, so that nothing shows for a moment what both hide.
    let after = new(connection, rule, at)?;
    end(connection, &before, true)?;
    enter(connection, at, "Changed", Turn { before: Some(before), after: Some(after) })
}

fn remove(connection: &Connection, id: RuleId, at: Time) -> Result<Applied, StoreError> {
    let before = find(connection, id)?;
    end(connection, &before, false)?;
    enter(connection, at, "Removed", Turn { before: Some(before), after: None })
}

fn find(connection: &Connection, id: RuleId) -> Result<Stored, StoreError> {
    let sql = format!("select {COLUMNS} from rules where id = ?1 and leaving = 0");
    let found = connection.prepare_cached(&sql)?.query_row([id.0], stored).optional()?;
    found.ok_or_else(|| StoreError::NoRule(id.to_string()))
}

fn enter(connection: &Connection, at: Time, done: &str, turn: Turn) -> Result<Applied, StoreError> {
    let named = turn.after.as_ref().or(turn.before.as_ref());
    let words = named.map(words).unwrap_or_default();
    let text = format!("{done} the rule: {}", stories::with_headlines(connection, &words)?);
    let json = serde_json::to_string(&turn).map_err(|error| StoreError::Internal(error.to_string()))?;
    journal::enter_rules(connection, at, &text, &json)?;
    Ok(Applied { entries: 0, text })
}

fn words(rule: &Stored) -> String {
    format!("{} {}", rule.action, rule.query)
}

/// A rule under a number of its own.
fn new(connection: &Connection, rule: &Rule, at: Time) -> Result<Stored, StoreError> {
    search::rule(&rule.query, at, &TimeZone::system()).map_err(|error| StoreError::Query(error.to_string()))?;
    let (query, action, until) = (rule.query.clone(), rule.action.to_string(), rule.until.map(|until| until.0));
    let sql = "insert into rules (query, action, until, made) values (?1, ?2, ?3, ?4)";
    let id = connection.prepare_cached(sql)?.insert(params![query, action, until, at.0])?;
    slices::begin(connection, RuleId(id), &rule.action)?;
    Ok(Stored { id, query, action, until, made: at.0 })
}

/// Has a rule of the journal stand again.
fn stand(connection: &Connection, rule: &Stored) -> Result<(), StoreError> {
    // One that is just leaving comes back as it is, with what it did.
    let sql = "insert into rules (id, query, action, until, made) values (?1, ?2, ?3, ?4, ?5) \
               on conflict (id) do update set leaving = 0";
    connection.prepare_cached(sql)?.execute(params![rule.id, rule.query, rule.action, rule.until, rule.made])?;
    slices::begin(connection, RuleId(rule.id), &rule.action()?)
}

/// Ends a rule. What it hid comes back; `undone`: its tags go, too.
fn end(connection: &Connection, rule: &Stored, undone: bool) -> Result<(), StoreError> {
    let taken_back = match rule.action()? {
        Action::Mute => true,
        Action::Tag(_) => undone,
        _ => false,
    };
    if taken_back {
        return slices::leave(connection, RuleId(rule.id));
    }
    connection.prepare_cached("delete from rules where id = ?1")?.execute([rule.id])?;
    Ok(())
}

fn end_due(connection: &Connection, now: Time) -> Result<u64, StoreError> {
    let sql = format!("select {COLUMNS} from rules where leaving = 0 and until <= ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let due: Vec<Stored> = statement.query_map([now.0], stored)?.collect::<Result<_, _>>()?;
    due.iter().try_for_each(|rule| end(connection, rule, false))?;
    Ok(due.len() as u64)
}

fn next_end(connection: &Connection) -> Result<Option<Time>, StoreError> {
    let sql = "select min(until) from rules where leaving = 0";
    let next: Option<i64> = connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    Ok(next.map(Time))
}

/// A step of the journal: of one rule, or of those that an import brought.
#[derive(Deserialize)]
#[serde(untagged)]
enum Step {
    One(Turn),
    Several(Vec<Turn>),
}

/// Takes a step of the journal back, or again.
pub(super) fn take(connection: &Connection, step: &str, way: Way) -> Result<(), StoreError> {
    match serde_json::from_str(step).map_err(|error| StoreError::Corrupt(error.to_string()))? {
        Step::One(turn) => take_turn(connection, turn, way),
        Step::Several(turns) => turns.into_iter().try_for_each(|turn| take_turn(connection, turn, way)),
    }
}

fn take_turn(connection: &Connection, turn: Turn, way: Way) -> Result<(), StoreError> {
    let (gone, back, undone) = match way {
        Way::Back => (turn.after, turn.before, true),
        Way::Again => {
            let changed = turn.after.is_some();
            (turn.before, turn.after, changed)
        }
    };
    if let Some(rule) = &back {
        stand(connection, rule)?;
    }
    if let Some(rule) = &gone {
        end(connection, rule, undone)?;
    }
    Ok(())
}
