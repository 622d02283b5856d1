//! What a rule does to an entry, and how it is taken back.

use rusqlite::{Connection, params};

use super::{Standing, facts};
use crate::model::{Action, EntryId, RuleId, Time};
use crate::store::{StoreError, pages};

/// Does what a rule says to an entry that it finds, and notes it.
pub(super) fn apply(connection: &Connection, rule: &Standing, entry: EntryId, at: Time) -> Result<(), StoreError> {
    let run = |sql: &str| Ok::<_, StoreError>(connection.prepare_cached(sql)?.execute([entry.0])? > 0);
    let done = match &rule.action {
        // Noted though another rule hides it already: it stays hidden as long as one of them stands.
        Action::Mute => {
            run("update statuses set muted = 1, shown = 0 where entry = ?1 and muted = 0")?;
            true
        }
        Action::Tag(tag) => {
            let sql = "insert or ignore into tags (entry, tag) values (?1, ?2)";
            connection.prepare_cached(sql)?.execute(params![entry.0, tag])? > 0
        }
        Action::Star => run("update statuses set starred = 1 where entry = ?1 and starred = 0")?,
        Action::Read => run("update statuses set unread = 0 where entry = ?1 and unread = 1")?,
        Action::FullText => {
            let has_page = facts::has_page(connection, entry)?;
            if has_page {
                pages::want(connection, entry, at)?;
            }
            has_page
        }
    };
    if done {
        let sql = "insert or ignore into ruled (rule, entry) values (?1, ?2)";
        connection.prepare_cached(sql)?.execute([rule.id.0, entry.0])?;
    }
    Ok(())
}

/// Takes back what a rule that leaves did to an entry.
pub(super) fn take_back(
    connection: &Connection,
    rule: RuleId,
    action: &Action,
    entry: EntryId,
) -> Result<(), StoreError> {
    connection.prepare_cached("delete from ruled where rule = ?1 and entry = ?2")?.execute([rule.0, entry.0])?;
    match action {
        Action::Mute => connection
            .prepare_cached(
                "update statuses set muted = 0, shown = (select hidden from feeds where id = feed) = 0 \
                 where entry = ?1 and muted = 1 and not exists (select 1 from ruled r join rules u on u.id = r.rule \
                 where r.entry = ?1 and u.action = 'mute' and u.leaving = 0)",
            )?
            .execute([entry.0])?,
        Action::Tag(tag) => connection
            .prepare_cached("delete from tags where entry = ?1 and tag = ?2")?
            .execute(params![entry.0, tag])?,
        Action::Star | Action::Read | Action::FullText => 0,
    };
    Ok(())
}
