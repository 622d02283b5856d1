//! Subscriptions as `feeds.toml` has them: what it says is taken in, what it does not hold yet waits.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::{Stored, aliases, insert, json, put, with_url};
use crate::model::{FileEdit, KEPT, Reconciled, Subscription};
use crate::store::{StoreError, feeds};

/// What the file has to learn of a change, as it waits for that.
#[derive(Serialize, Deserialize)]
enum StoredEdit {
    Put(Stored),
    Remove { url: String },
    Replace { old_url: String, subscription: Stored },
}

pub(in crate::store) fn reconcile(
    connection: &Connection,
    mut subscriptions: Vec<Subscription>,
) -> Result<Reconciled, StoreError> {
    for (_, edit) in file_edits(connection)? {
        edit.apply(&mut subscriptions);
    }
    let mut urls = HashSet::new();
    subscriptions.retain(|subscription| urls.insert(subscription.url.clone()));
    let mut result = Reconciled::default();
    let mut positions = HashMap::new();
    // An old file may still hold the address that a feed had before it moved.
    let mut moved = aliases(connection, &urls)?;
    // What the reader keeps stands in no file.
    for feed in feeds::tree(connection)?.feeds.into_iter().filter(|feed| !feed.is_kept()) {
        if !urls.contains(&feed.subscription.url) && !moved.values().any(|moved| *moved == feed.id) {
            put(connection, feed.id, None)?;
            result.hidden += 1;
        }
    }
    for (position, subscription) in subscriptions.iter().enumerate() {
        let feed = match (with_url(connection, &subscription.url)?, moved.remove(&subscription.url)) {
            (Some((feed, false)), _) | (_, Some(feed)) | (Some((feed, true)), None) => feed,
            (None, None) => insert(connection, &subscription.url)?,
        };
        match put(connection, feed, Some(subscription))? {
            None => result.added.push(feed),
            Some(before) => result.changed += u64::from(before != *subscription),
        }
        positions.insert(feed, position);
    }
    for (feed, position) in positions {
        connection
            .prepare_cached("update feeds set position = ?2 where id = ?1 and position <> ?2")?
            .execute(params![feed.0, i64::try_from(position).unwrap_or(i64::MAX)])?;
    }
    Ok(result)
}

/// Notes what `feeds.toml` has to learn of a change.
pub(super) fn note_edit(
    connection: &Connection,
    before: Option<&Subscription>,
    after: Option<&Subscription>,
) -> Result<(), StoreError> {
    if [before, after].into_iter().flatten().any(|subscription| subscription.url == KEPT) {
        return Ok(());
    }
    let edit = match (before, after) {
        (None, None) => return Ok(()),
        (Some(before), None) => StoredEdit::Remove { url: before.url.clone() },
        (Some(before), Some(after)) if before.url != after.url => {
            StoredEdit::Replace { old_url: before.url.clone(), subscription: after.into() }
        }
        (_, Some(after)) => StoredEdit::Put(after.into()),
    };
    connection.prepare_cached("insert into file_edits (edit) values (?1)")?.execute([json(&edit)?])?;
    Ok(())
}

pub(in crate::store) fn file_edits(connection: &Connection) -> Result<Vec<(i64, FileEdit)>, StoreError> {
    let mut statement = connection.prepare_cached("select id, edit from file_edits order by id")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    let mut edits = Vec::new();
    for row in rows {
        let (id, edit) = row?;
        let edit = serde_json::from_str(&edit).map_err(|error| StoreError::Corrupt(error.to_string()))?;
        edits.push((
            id,
            match edit {
                StoredEdit::Put(subscription) => FileEdit::Put(subscription.into()),
                StoredEdit::Remove { url } => FileEdit::Remove { url },
                StoredEdit::Replace { old_url, subscription } => {
                    FileEdit::Replace { old_url, subscription: subscription.into() }
                }
            },
        ));
    }
    Ok(edits)
}

pub(in crate::store) fn file_edits_done(connection: &Connection, up_to: i64) -> Result<(), StoreError> {
    connection.prepare_cached("delete from file_edits where id <= ?1")?.execute([up_to])?;
    Ok(())
}
