//! A part of a list that one index holds in its order: its keys, and how many they are.

use std::collections::VecDeque;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::model::{EntryId, RowKey, Snapshot, View};
use crate::store::StoreError;

/// Arrived by the watermark, and between two keys.
const BOUNDS: &str = "entry <= ?4 and (sort, entry) > (?5, ?6) and (sort, entry) < (?7, ?8)";

/// A part of a list that one index holds in order of date: entries that arrived by the watermark.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::store) struct Range {
    pub(super) index: &'static str,
    /// SQL over `statuses s`, with the feeds as ?1 and the moment since which the read count as ?2.
    pub(super) condition: &'static str,
    pub(super) once: Once,
    pub(super) feeds: Value,
    pub(super) since: Value,
    /// None: they are counted one by one.
    pub(super) kept: Option<Kept>,
}

/// How a list shows a cluster once: by the first of its entries that the list holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Once {
    pub among: Among,
    /// The list holds what is unread, or was read since the moment that is ?2; else all.
    pub living: bool,
    /// The list holds what is dated since then.
    pub from: i64,
}

/// The entries among which those of a cluster are one.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Among {
    /// None: it is a list of one feed, or of what was starred one by one, or the reader wants each by itself.
    Nothing,
    All,
    /// Those of feeds that are not left out of the totals.
    Loud,
    /// Those of these feeds, a JSON list.
    Feeds(String),
}

/// The counts that tell how many entries of a range there are.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Kept {
    /// The column of `feeds` and `spares`.
    pub count: &'static str,
    /// SQL over `feeds f`: those that count, with one of them as ?1.
    pub feeds: &'static str,
    /// The scope whose spare entries are no rows; of the ranges of a list the first has it.
    pub spare: Option<String>,
}

/// Keys between these, both excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) struct Between {
    pub low: RowKey,
    pub high: RowKey,
}

impl Between {
    pub const ALL: Between = Between {
        low: RowKey { sort: i64::MIN, id: EntryId(i64::MIN) },
        high: RowKey { sort: i64::MAX, id: EntryId(i64::MAX) },
    };

    /// What a view holds of what it draws from.
    pub fn of(view: &View, snapshot: Snapshot) -> Between {
        match view {
            View::Today => Between { low: RowKey { sort: snapshot.midnight.0, id: EntryId(0) }, ..Between::ALL },
            _ => Between::ALL,
        }
    }

    /// What of it comes after a key in this direction.
    pub fn after(self, key: RowKey, descending: bool) -> Between {
        match descending {
            true => Between { high: key.min(self.high), ..self },
            false => Between { low: key.max(self.low), ..self },
        }
    }

    pub fn only(key: RowKey) -> Between {
        let beside = |id| RowKey { id: EntryId(id), ..key };
        Between { low: beside(key.id.0.saturating_sub(1)), high: beside(key.id.0.saturating_add(1)) }
    }
}

impl Once {
    pub const NEVER: Once = Once { among: Among::Nothing, living: false, from: i64::MIN };

    /// SQL over other entries `t` of the cluster of `s`, with feeds as ?3: those that the list holds; none: each is a row.
    fn others(&self) -> Option<String> {
        let among = match self.among {
            Among::Nothing => return None,
            Among::All => "",
            Among::Loud => " and t.feed not in (select id from feeds where quiet = 1)",
            Among::Feeds(_) => " and t.feed in (select value from json_each(?3))",
        };
        let living = if self.living { " and (t.unread = 1 or t.read_at >= ?2)" } else { "" };
        let from = if self.from > i64::MIN { format!(" and t.sort >= {}", self.from) } else { String::new() };
        Some(format!(
            "select 1 from statuses t indexed by statuses_cluster \
             where t.cluster = s.cluster and t.shown = 1{among}{living}{from}"
        ))
    }

    fn feeds(&self) -> Value {
        match &self.among {
            Among::Feeds(feeds) => Value::Text(feeds.clone()),
            Among::Nothing | Among::All | Among::Loud => Value::Null,
        }
    }
}

impl Range {
    /// The range with an entry a row, whatever its cluster.
    pub fn each(mut self) -> Range {
        self.once = Once::NEVER;
        if let Some(kept) = &mut self.kept {
            kept.spare = None;
        }
        self
    }

    /// The range in a list of what is dated since a moment.
    pub fn dated_since(mut self, from: i64) -> Range {
        self.once.from = from;
        self
    }

    /// The SQL for the first keys of the range in one direction.
    pub fn keys_sql(&self, descending: bool) -> String {
        let (index, condition) = (self.index, self.condition());
        let order = if descending { "desc" } else { "asc" };
        format!(
            "select sort, entry from statuses s indexed by {index} \
             where {condition} and {BOUNDS} order by sort {order}, entry {order} limit ?9"
        )
    }

    /// What it holds: of each cluster the first.
    fn condition(&self) -> String {
        match self.once.others() {
            None => self.condition.to_owned(),
            Some(others) => {
                format!("{} and (s.cluster is null or not exists ({others} and t.entry < s.entry))", self.condition)
            }
        }
    }

    /// What it adds to the kept count of the unread: no cluster of which another is unread.
    fn condition_beside_kept(&self) -> String {
        let condition = self.condition();
        match self.once.others() {
            None => condition,
            Some(others) => {
                format!("{condition} and (s.cluster is null or not exists ({others} and t.unread = 1))")
            }
        }
    }

    /// The parameters of [`BOUNDS`] and of the condition.
    fn parameters(&self, watermark: EntryId, between: Between) -> impl Iterator<Item = Value> {
        let Between { low, high } = between;
        let bounds = [watermark.0, low.sort, low.id.0, high.sort, high.id.0].map(Value::Integer);
        [self.feeds.clone(), self.since.clone(), self.once.feeds()].into_iter().chain(bounds)
    }

    pub fn keys(
        &self,
        connection: &Connection,
        watermark: EntryId,
        between: Between,
        descending: bool,
        limit: usize,
    ) -> Result<VecDeque<RowKey>, StoreError> {
        let mut statement = connection.prepare_cached(&self.keys_sql(descending))?;
        let limit = Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX));
        let parameters = params_from_iter(self.parameters(watermark, between).chain([limit]));
        let keys = statement.query_map(parameters, |row| Ok(RowKey { sort: row.get(0)?, id: EntryId(row.get(1)?) }))?;
        Ok(keys.collect::<Result<_, _>>()?)
    }

    /// How many there are between two keys; negative for the part of a list that tells how many are no rows in the others.
    pub fn count(&self, connection: &Connection, watermark: EntryId, between: Between) -> Result<i64, StoreError> {
        let whole = between == Between::ALL;
        if let Some(kept) = self.kept.as_ref().filter(|_| whole) {
            return self.count_kept(connection, kept, watermark);
        }
        let (index, condition) = (self.index, if whole { self.condition_beside_kept() } else { self.condition() });
        let sql = format!("select count(*) from statuses s indexed by {index} where {condition} and {BOUNDS}");
        let parameters = params_from_iter(self.parameters(watermark, between));
        Ok(connection.prepare_cached(&sql)?.query_row(parameters, |row| row.get(0))?)
    }

    /// The kept count, less what arrived after the watermark.
    fn count_kept(&self, connection: &Connection, kept: &Kept, watermark: EntryId) -> Result<i64, StoreError> {
        let Kept { count, feeds, spare } = kept;
        let sql = format!(
            "select coalesce(sum(f.{count}), 0) - coalesce((select {count} from spares where scope = ?2), 0) \
             from feeds f where f.hidden = 0 and {feeds}"
        );
        let sql = if spare.is_some() {
            sql
        } else {
            format!("select coalesce(sum(f.{count}), 0) from feeds f where f.hidden = 0 and {feeds}")
        };
        let mut statement = connection.prepare_cached(&sql)?;
        let spare = spare.clone().map_or(Value::Null, Value::Text);
        let parameters = [self.feeds.clone(), spare].into_iter().take(statement.parameter_count());
        let kept: i64 = statement.query_row(params_from_iter(parameters), |row| row.get(0))?;
        Ok(kept - self.count_later(connection, watermark, i64::MIN)?)
    }

    /// What arrived after the watermark and is dated since a moment.
    pub fn count_later(&self, connection: &Connection, watermark: EntryId, from: i64) -> Result<i64, StoreError> {
        let condition = self.condition();
        let sql =
            format!("select count(*) from statuses s not indexed where {condition} and entry > ?4 and sort >= ?5");
        let parameters = (&self.feeds, &self.since, self.once.feeds(), watermark.0, from);
        Ok(connection.prepare_cached(&sql)?.query_row(parameters, |row| row.get(0))?)
    }
}
