//! The journal: the latest steps of the user, each of which can be undone and done again.

use rusqlite::{Connection, OptionalExtension, params};

use super::{StoreError, entries, intents, rules, searches, statuses, stories, subscriptions};
use crate::model::{Applied, Mark, Step, StepId, Time};

/// Steps that are kept.
const DEPTH: i64 = 100;

/// Begins a step; what it changes refers to its number.
pub(super) fn begin(connection: &Connection, at: Time) -> Result<i64, StoreError> {
    Ok(connection.prepare_cached("insert into journal (at, text) values (?1, '')")?.insert([at.0])?)
}

/// Ends a step that set a mark. One that changed nothing is no step.
pub(super) fn finish_marks(
    connection: &Connection,
    step: i64,
    mark: &Mark,
    entries: u64,
) -> Result<Applied, StoreError> {
    let applied = Applied { entries, text: words(mark, entries) };
    if entries == 0 {
        connection.prepare_cached("delete from journal where id = ?1")?.execute([step])?;
        return Ok(applied);
    }
    connection
        .prepare_cached("update journal set text = ?2, entries = ?3, mark = ?4, tag = ?5 where id = ?1")?
        .execute(params![
            step,
            applied.text,
            i64::try_from(entries).unwrap_or(i64::MAX),
            name(mark),
            statuses::tag(mark)
        ])?;
    forget(connection, step)?;
    Ok(applied)
}

/// Makes one step of several, told as one mark.
pub(super) fn join(connection: &Connection, steps: &[i64], told: &Mark) -> Result<Applied, StoreError> {
    let given = entries::json_ids(steps);
    let sql = "select count(distinct entry) from changes where step in (select value from json_each(?1))";
    let changed: i64 = connection.prepare_cached(sql)?.query_row([&given], |row| row.get(0))?;
    let applied = Applied { entries: changed.unsigned_abs(), text: words(told, changed.unsigned_abs()) };
    if let Some(first) = steps.first() {
        let sql = "update journal set text = ?2, entries = ?3 where id = ?1";
        connection.prepare_cached(sql)?.execute(params![first, applied.text, changed])?;
        let sql = "update journal set joined = 1 where id in (select value from json_each(?1)) and id <> ?2";
        connection.prepare_cached(sql)?.execute(params![given, first])?;
    }
    Ok(applied)
}

/// What a step changed beside marks, as JSON.
#[derive(Debug, Default)]
pub(super) struct Change {
    pub feeds: Option<String>,
    pub searches: Option<String>,
    pub rules: Option<String>,
    pub stories: Option<String>,
}

/// Enters a step that set no mark.
pub(super) fn enter(connection: &Connection, at: Time, text: &str, change: &Change) -> Result<(), StoreError> {
    let step = connection
        .prepare_cached(
            "insert into journal (at, text, feeds, searches, rules, stories) values (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .insert(params![at.0, text, change.feeds, change.searches, change.rules, change.stories])?;
    forget(connection, step)
}

/// Enters a step that changed subscriptions.
pub(super) fn enter_feeds(connection: &Connection, at: Time, text: &str, feeds: &str) -> Result<(), StoreError> {
    enter(connection, at, text, &Change { feeds: Some(feeds.to_owned()), ..Change::default() })
}

/// Enters a step that changed a rule.
pub(super) fn enter_rules(connection: &Connection, at: Time, text: &str, rules: &str) -> Result<(), StoreError> {
    enter(connection, at, text, &Change { rules: Some(rules.to_owned()), ..Change::default() })
}

/// A new step makes those that were undone unreachable, and the oldest fall away.
fn forget(connection: &Connection, step: i64) -> Result<(), StoreError> {
    connection.prepare_cached("delete from journal where undone = 1 and id <> ?1")?.execute([step])?;
    connection
        .prepare_cached(
            "delete from journal \
             where id < (select id from journal where joined = 0 order by id desc limit 1 offset ?1)",
        )?
        .execute([DEPTH - 1])?;
    Ok(())
}

fn words(mark: &Mark, entries: u64) -> String {
    match mark {
        Mark::Read => format!("Marked {entries} read"),
        Mark::Unread => format!("Marked {entries} unread"),
        Mark::Star => format!("Starred {entries}"),
        Mark::Unstar => format!("Unstarred {entries}"),
        Mark::Tag(tag) => format!("Tagged {entries} {tag}"),
        Mark::Untag(tag) => format!("Untagged {entries} {tag}"),
    }
}

fn name(mark: &Mark) -> &'static str {
    match mark {
        Mark::Read => "read",
        Mark::Unread => "unread",
        Mark::Star => "star",
        Mark::Unstar => "unstar",
        Mark::Tag(_) => "tag",
        Mark::Untag(_) => "untag",
    }
}

fn mark(name: &str, tag: Option<String>) -> Option<Mark> {
    Some(match name {
        "read" => Mark::Read,
        "unread" => Mark::Unread,
        "star" => Mark::Star,
        "unstar" => Mark::Unstar,
        "tag" => Mark::Tag(tag?),
        "untag" => Mark::Untag(tag?),
        _ => return None,
    })
}

/// Which way a step is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Back,
    Again,
}

/// What a step did, as it lies in the journal.
struct Deed {
    id: i64,
    text: String,
    /// It was done together with the one before.
    joined: bool,
    mark: Option<Mark>,
    change: Change,
}

/// The latest steps that can be undone or done again, the newest first.
pub(super) fn steps(connection: &Connection, limit: usize) -> Result<Vec<Step>, StoreError> {
    let sql = "select id, at, text, undone from journal where joined = 0 order by id desc limit ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let steps = statement.query_map([i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
        Ok(Step { id: StepId(row.get(0)?), at: Time(row.get(1)?), text: row.get(2)?, undone: row.get(3)? })
    })?;
    Ok(steps.collect::<Result<_, _>>()?)
}

/// Takes back the latest step, and those before it as far as `down_to`.
pub(super) fn undo(connection: &Connection, down_to: Option<StepId>, at: Time) -> Result<Option<Applied>, StoreError> {
    walk(connection, down_to, Way::Back, at)
}

/// Does again the step that was taken back last, and those after it as far as `up_to`.
pub(super) fn redo(connection: &Connection, up_to: Option<StepId>, at: Time) -> Result<Option<Applied>, StoreError> {
    walk(connection, up_to, Way::Again, at)
}

/// Takes the next step, or all as far as one; none: there is none to take.
fn walk(connection: &Connection, as_far_as: Option<StepId>, way: Way, at: Time) -> Result<Option<Applied>, StoreError> {
    let (mut entries, mut begun, mut last) = (0, Vec::new(), None);
    while let Some(deed) = next(connection, way)?.filter(|deed| !is_beyond(deed, last, as_far_as, way)) {
        entries += take(connection, &deed, way, at)?;
        last = Some(deed.joined);
        begun.extend((!deed.joined).then_some(deed.text));
    }
    Ok(match begun.len() {
        0 | 1 => begun.pop().map(|text| Applied { entries, text }),
        steps => Some(Applied { entries, text: format!("{steps} changes") }),
    })
}

/// Whether a deed is left for another time. `last`: whether the one taken before it was joined to the one before that.
fn is_beyond(deed: &Deed, last: Option<bool>, as_far_as: Option<StepId>, way: Way) -> bool {
    match (way, as_far_as) {
        (Way::Back, Some(step)) => deed.id < step.0,
        (Way::Again, Some(step)) => deed.id > step.0 && !deed.joined,
        (Way::Back, None) => last == Some(false),
        (Way::Again, None) => last.is_some() && !deed.joined,
    }
}

/// What is to be taken back next, or done again.
fn next(connection: &Connection, way: Way) -> Result<Option<Deed>, StoreError> {
    let which = match way {
        Way::Back => "where undone = 0 order by id desc",
        Way::Again => "where undone = 1 order by id",
    };
    let sql =
        format!("select id, text, mark, tag, feeds, searches, rules, stories, joined from journal {which} limit 1");
    let deed = connection.prepare_cached(&sql)?.query_row([], |row| {
        let name: Option<String> = row.get(2)?;
        let tag = row.get(3)?;
        Ok(Deed {
            id: row.get(0)?,
            text: row.get(1)?,
            joined: row.get(8)?,
            mark: name.and_then(|name| mark(&name, tag)),
            change: Change { feeds: row.get(4)?, searches: row.get(5)?, rules: row.get(6)?, stories: row.get(7)? },
        })
    });
    Ok(deed.optional()?)
}

/// Takes a step one way; answers how many entries that marked.
fn take(connection: &Connection, deed: &Deed, way: Way, at: Time) -> Result<u64, StoreError> {
    let mut entries = 0;
    if let Some(mark) = &deed.mark {
        intents::pause(connection, deed.id, way == Way::Back)?;
        entries = match way {
            Way::Back => statuses::set_step(connection, deed.id, &statuses::inverse(mark), None)?,
            Way::Again => statuses::set_step(connection, deed.id, mark, Some(at))?,
        };
    }
    if let Some(feeds) = &deed.change.feeds {
        subscriptions::take(connection, feeds, way)?;
    }
    if let Some(searches) = &deed.change.searches {
        searches::take(connection, searches, way)?;
    }
    if let Some(rules) = &deed.change.rules {
        rules::take(connection, rules, way)?;
    }
    if let Some(stories) = &deed.change.stories {
        stories::take(connection, stories, way)?;
    }
    connection
        .prepare_cached("update journal set undone = ?2 where id = ?1")?
        .execute(params![deed.id, way == Way::Back])?;
    Ok(entries)
}
