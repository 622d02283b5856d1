//! What rules hide from a list.

use std::collections::{BTreeMap, HashSet};

use rusqlite::Connection;

use super::facts::{self, Want};
use super::find;
use crate::model::{EntryId, FeedId, Field, HiddenBy, ListSpec, RuleId, Snapshot, Term, Time, View};
use crate::search::Subject;
use crate::store::StoreError;
use crate::store::lists::{self, Scope};

/// Of so many hidden entries, the newest, it is told whether a list would hold them; and so many of them are read for a
/// search.
const MOST: i64 = 10_000;
const MOST_SEARCHED: usize = 1_000;

/// A hidden entry, as far as lists ask.
struct Hidden {
    rule: RuleId,
    entry: EntryId,
    feed: FeedId,
    date: Time,
    unread: bool,
    read_at: Option<Time>,
    starred: bool,
    quiet: bool,
    /// What its twins share with it.
    twin: Option<i64>,
    /// One of its twins is shown.
    told: bool,
}

/// How many entries of a list each rule hides.
pub(super) fn counts(
    connection: &Connection,
    list: &ListSpec,
    snapshot: Snapshot,
) -> Result<Vec<HiddenBy>, StoreError> {
    let scope = Scope::of(connection, &list.view)?;
    let mut held = all(connection)?;
    held.retain(|hidden| would_hold(list, snapshot, &scope, hidden));
    if !matches!(list.view, View::Feed(_)) {
        one_of_twins(&mut held);
    }
    if let Some(term) = wanted(list) {
        held.truncate(MOST_SEARCHED);
        held = answering(connection, held, &term)?;
    }
    let mut counts: BTreeMap<RuleId, u64> = BTreeMap::new();
    held.iter().for_each(|hidden| *counts.entry(hidden.rule).or_default() += 1);
    let named = |(id, entries)| Ok(HiddenBy { id, rule: find(connection, id)?.rule()?, entries });
    counts.into_iter().map(named).collect()
}

/// Lists of several feeds show an article once, whichever of its twins is hidden.
fn one_of_twins(held: &mut Vec<Hidden>) {
    let mut seen = HashSet::new();
    held.retain(|hidden| !hidden.told && hidden.twin.is_none_or(|twin| seen.insert((hidden.rule, twin))));
}

fn all(connection: &Connection) -> Result<Vec<Hidden>, StoreError> {
    let sql = "select r.rule, r.entry, s.feed, s.sort, s.unread, s.read_at, s.starred, f.quiet, s.twin, \
               exists (select 1 from statuses t where t.twin = s.twin and t.shown = 1) \
               from ruled r join rules u on u.id = r.rule join statuses s on s.entry = r.entry \
               join feeds f on f.id = s.feed \
               where u.action = 'mute' and u.leaving = 0 and s.muted = 1 and f.hidden = 0 \
               order by r.entry desc limit ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let hidden = statement.query_map([MOST], |row| {
        Ok(Hidden {
            rule: RuleId(row.get(0)?),
            entry: EntryId(row.get(1)?),
            feed: FeedId(row.get(2)?),
            date: Time(row.get(3)?),
            unread: row.get(4)?,
            read_at: row.get::<_, Option<i64>>(5)?.map(Time),
            starred: row.get(6)?,
            quiet: row.get(7)?,
            twin: row.get(8)?,
            told: row.get(9)?,
        })
    })?;
    Ok(hidden.collect::<Result<_, _>>()?)
}

/// Whether the list would hold the entry if it were not hidden, its searches aside.
fn would_hold(list: &ListSpec, snapshot: Snapshot, scope: &Scope, hidden: &Hidden) -> bool {
    let drawn = match scope {
        Scope::Everything => true,
        Scope::Loud => !hidden.quiet,
        Scope::Starred => hidden.starred,
        Scope::Folder(_, feeds) | Scope::Feeds(feeds) => feeds.contains(&hidden.feed),
    };
    let in_view = match list.view {
        View::Today => hidden.date >= snapshot.midnight,
        View::Lately => !hidden.unread && hidden.read_at.is_some(),
        _ => true,
    };
    let kept = hidden.unread || hidden.read_at.is_some_and(|at| at >= snapshot.since);
    drawn && in_view && (kept || !lists::hides_read(list))
}

/// What the searches of a list ask for; none: it has none, or they show what is hidden.
fn wanted(list: &ListSpec) -> Option<Term> {
    let view = match &list.view {
        View::Search(search) => Some(search.query.term.clone()),
        View::Tag(tag) => Some(Term::Text(Field::Tag, tag.clone())),
        _ => None,
    };
    let filter = list.filter.as_ref().map(|filter| filter.query.term.clone());
    let terms: Vec<Term> = view.into_iter().chain(filter).collect();
    (!terms.is_empty()).then_some(Term::All(terms))
}

fn answering(connection: &Connection, held: Vec<Hidden>, term: &Term) -> Result<Vec<Hidden>, StoreError> {
    if term.any(&|term| *term == Term::Muted) {
        return Ok(Vec::new());
    }
    let want = Want::of([term]);
    let mut found = Vec::new();
    for hidden in held {
        let facts = facts::of(connection, hidden.entry, want)?;
        if facts.is_some_and(|facts| Subject::new(facts).answers(term)) {
            found.push(hidden);
        }
    }
    Ok(found)
}
