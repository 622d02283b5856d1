//! Entries with all that is kept of them, on their way out.

use rusqlite::{Connection, OptionalExtension};

use super::{StoreError, bodies, entries, pages};
use crate::model::{ArchivedEntry, EntryId, NewEntry, Status, Time};

const COLUMNS: &str = "e.identity, e.guid, e.title, e.url, e.comments, e.author, e.published, e.updated, e.language, \
                       e.lead, e.words, e.fetched, e.enclosures, e.categories, b.html, b.summary, \
                       s.unread, s.starred, s.read_at";

/// These entries, in the order asked for; none for what is gone.
pub(super) fn archived(connection: &Connection, ids: &[EntryId]) -> Result<Vec<Option<ArchivedEntry>>, StoreError> {
    ids.iter().map(|&id| one(connection, id)).collect()
}

fn one(connection: &Connection, id: EntryId) -> Result<Option<ArchivedEntry>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from entries e join statuses s on s.entry = e.id left join bodies b on b.entry = e.id \
         where e.id = ?1"
    );
    let found = connection.prepare_cached(&sql)?.query_row([id.0], |row| {
        let moment = |at| row.get::<_, Option<i64>>(at).map(|seconds| seconds.map(Time));
        let entry = NewEntry {
            identity: row.get(0)?,
            guid: row.get(1)?,
            title: row.get(2)?,
            url: row.get(3)?,
            comments: row.get(4)?,
            author: row.get(5)?,
            published: moment(6)?,
            updated: moment(7)?,
            language: row.get(8)?,
            lead: row.get(9)?,
            words: row.get(10)?,
            enclosures: row
                .get::<_, Option<String>>(12)?
                .map(|json| entries::read_enclosures(&json))
                .unwrap_or_default(),
            categories: row.get::<_, Option<String>>(13)?.map(|json| entries::read_list(&json)).unwrap_or_default(),
            ..NewEntry::default()
        };
        let bodies: [Option<Vec<u8>>; 2] = [row.get(14)?, row.get(15)?];
        let status = Status { unread: row.get(16)?, starred: row.get(17)?, read_at: moment(18)? };
        Ok((ArchivedEntry { entry, fetched: moment(11)?, status, ..ArchivedEntry::default() }, bodies))
    });
    let Some((mut archived, [html, summary])) = found.optional()? else { return Ok(None) };
    // An entry that has a summary only is stored with an empty body.
    let text =
        |blob: Option<Vec<u8>>| blob.filter(|blob| !blob.is_empty()).map(|blob| bodies::unpack(&blob)).transpose();
    archived.entry.body = text(html)?.unwrap_or_default();
    archived.entry.summary = text(summary)?;
    archived.tags = entries::tags(connection, id)?;
    archived.full_text = pages::text(connection, id)?;
    Ok(Some(archived))
}
