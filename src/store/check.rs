//! Checks the database and weighs it, for `doctor`.

use rusqlite::Connection;

use super::{StoreError, pages};

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// What is wrong, one line each; empty: all is well.
    pub problems: Vec<String>,
    /// What the store holds and weighs, one line each.
    pub figures: Vec<String>,
    /// Full texts that are stored, and what they weigh, bytes.
    pub full_texts: (u64, u64),
}

/// Lines of damage that are worth printing.
const WORTH_PRINTING: u32 = 20;

pub(super) fn check(connection: &Connection) -> Result<Report, StoreError> {
    let mut problems = lines(connection, &format!("pragma integrity_check({WORTH_PRINTING})"))?;
    problems.retain(|line| line != "ok");
    problems.extend(lines(
        connection,
        "select 'a row of ' || \"table\" || ' refers to nothing in ' || parent from pragma_foreign_key_check limit 20",
    )?);
    problems.extend(lines(
        connection,
        "select 'the counts of feed ' || f.id || ' are wrong' from feeds f left join \
         (select feed, count(*) n, sum(unread) u, sum(starred) s from statuses where shown = 1 group by feed) c \
         on c.feed = f.id \
         where (f.total, f.unread, f.starred) <> (coalesce(c.n, 0), coalesce(c.u, 0), coalesce(c.s, 0))",
    )?);
    problems.extend(lines(
        connection,
        "select 'the counts of cluster ' || coalesce(c.cluster, t.cluster) || ' in ' || coalesce(c.scope, t.scope) \
         || ' are wrong' from \
         (select cluster, scope, count(*) n, sum(unread) u from statuses join feed_scopes using (feed) \
          where shown = 1 and cluster is not null group by 1, 2) c \
         full join tallies t on t.cluster = c.cluster and t.scope = c.scope \
         where (t.total, t.unread) is not (c.n, c.u) limit 20",
    )?);
    problems.extend(lines(
        connection,
        "select 'the count of rows in ' || scope || ' is wrong' from spares left join \
         (select scope, sum(max(total - 1, 0)) t, sum(max(unread - 1, 0)) u from tallies group by 1) c using (scope) \
         where (total, unread) is not (coalesce(t, 0), coalesce(u, 0))",
    )?);
    problems.extend(lines(
        connection,
        "select 'entry ' || id || ' has no status' from entries where id not in (select entry from statuses) limit 20",
    )?);
    problems.extend(lines(
        connection,
        "select 'the weight of the full texts is wrong' from meta where key = 'full_text_bytes' \
         and value <> (select coalesce(sum(length(html)), 0) from full_texts)",
    )?);
    problems.extend(lines(
        connection,
        "select 'entry ' || entry || ' is hidden by no rule' from statuses where muted = 1 \
         and not exists (select 1 from ruled where ruled.entry = statuses.entry) limit 20",
    )?);
    let sql = "select count(*) from full_texts where html is not null";
    let count: i64 = connection.query_row(sql, [], |row| row.get(0))?;
    let full_texts = (count.unsigned_abs(), pages::weight(connection)?);
    let figures = lines(
        connection,
        "select 'feeds ' || (select count(*) from feeds where hidden = 0) || \
                ', entries ' || (select count(*) from entries) || \
                ', unread ' || (select coalesce(sum(unread), 0) from feeds where hidden = 0) || \
                ', told by an earlier one ' || coalesce((select total from spares where scope = 'all'), 0) \
         union all select 'schema ' || user_version from pragma_user_version \
         union all select 'journal mode ' || journal_mode from pragma_journal_mode \
         union all select ((page_count * page_size) >> 10) || ' KiB' from pragma_page_count, pragma_page_size \
         union all select (freelist_count * page_size >> 10) || ' KiB hold nothing; `doctor --vacuum` gives them back' \
             from pragma_freelist_count, pragma_page_size where freelist_count > 0 \
         union all select 'deleted entries ' || count(*) from tombstones having count(*) > 0 \
         union all select 'bodies ' || (coalesce(sum(length(html) + length(coalesce(summary, ''))), 0) >> 10) || ' KiB' \
             from bodies",
    )?;
    Ok(Report { problems, figures, full_texts })
}

fn lines(connection: &Connection, sql: &str) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare(sql)?;
    let lines = statement.query_map([], |row| row.get(0))?;
    Ok(lines.collect::<Result<_, _>>()?)
}
