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
    /// SQL over `statuses`, with the feeds as ?1 and the moment since which the read count as ?2.
    pub(super) condition: &'static str,
    pub(super) once: Once,
    pub(super) feeds: Value,
    pub(super) since: Value,
    /// None: they are counted one by one.
    pub(super) kept: Option<Kept>,
}

/// How a list leaves out what it holds already: the entries that stand behind one of its own.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Once {
    /// Not at all: it is a list of one feed, or of what was starred one by one.
    Never,
    /// It draws from all feeds.
    OfAll,
    /// It draws from the feeds that are not left out of the totals.
    OfLoud,
    /// It draws from these, a JSON list.
    Of(String),
}

/// The counts that tell how many entries of a range there are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Kept {
    /// The column of `feeds` and `doubles`.
    pub count: &'static str,
    /// SQL over `feeds f`: those that count, with one of them as ?1.
    pub feeds: &'static str,
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
    /// SQL over `behind`, with these feeds as ?3: whether an entry of the list stands in front; none: it never does.
    fn doubled(&self) -> Option<&'static str> {
        match self {
            Once::Never => None,
            Once::OfAll => Some("behind is not null"),
            Once::OfLoud => Some(
                "(behind is not null and exists ( \
                    select 1 from json_each(behind) b join feeds q on q.id = b.value where q.quiet = 0))",
            ),
            Once::Of(_) => Some(
                "(behind is not null and exists ( \
                    select 1 from json_each(behind) b where b.value in (select value from json_each(?3))))",
            ),
        }
    }

    fn feeds(&self) -> Value {
        match self {
            Once::Of(feeds) => Value::Text(feeds.clone()),
            Once::Never | Once::OfAll | Once::OfLoud => Value::Null,
        }
    }
}

impl Range {
    /// The SQL for the first keys of the range in one direction.
    pub fn keys_sql(&self, descending: bool) -> String {
        let (index, condition) = (self.index, self.condition());
        let order = if descending { "desc" } else { "asc" };
        format!(
            "select sort, entry from statuses indexed by {index} \
             where {condition} and {BOUNDS} order by sort {order}, entry {order} limit ?9"
        )
    }

    fn condition(&self) -> String {
        match self.once.doubled() {
            None => self.condition.to_owned(),
            Some(doubled) => format!("{} and not {doubled}", self.condition),
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

    pub fn count(&self, connection: &Connection, watermark: EntryId, between: Between) -> Result<u64, StoreError> {
        if let Some(kept) = self.kept.filter(|_| between == Between::ALL) {
            return self.count_kept(connection, kept, watermark);
        }
        let (index, condition) = (self.index, self.condition());
        let sql = format!("select count(*) from statuses indexed by {index} where {condition} and {BOUNDS}");
        let parameters = params_from_iter(self.parameters(watermark, between));
        Ok(connection.prepare_cached(&sql)?.query_row(parameters, |row| row.get::<_, i64>(0))?.unsigned_abs())
    }

    /// The kept count, less what arrived after the watermark.
    fn count_kept(&self, connection: &Connection, kept: Kept, watermark: EntryId) -> Result<u64, StoreError> {
        let Kept { count, feeds } = kept;
        let doubles = self.once.doubled().map_or("0".to_owned(), |doubled| {
            format!(
                "(select coalesce(sum(d.{count}), 0) from doubles d join feeds f on f.id = d.feed \
                  where f.hidden = 0 and {feeds} and {doubled})"
            )
        });
        let sql = format!("select coalesce(sum(f.{count}), 0) - {doubles} from feeds f where f.hidden = 0 and {feeds}");
        let mut statement = connection.prepare_cached(&sql)?;
        let named = statement.parameter_count();
        let parameters = [self.feeds.clone(), Value::Null, self.once.feeds()].into_iter().take(named);
        let kept: i64 = statement.query_row(params_from_iter(parameters), |row| row.get(0))?;
        let later = self.count_later(connection, watermark, Between::ALL)?;
        Ok(kept.unsigned_abs().saturating_sub(later))
    }

    /// What arrived after the watermark.
    pub fn count_later(&self, connection: &Connection, watermark: EntryId, within: Between) -> Result<u64, StoreError> {
        let condition = self.condition();
        let sql = format!("select count(*) from statuses not indexed where {condition} and entry > ?4 and sort >= ?5");
        let parameters = (&self.feeds, &self.since, self.once.feeds(), watermark.0, within.low.sort);
        let later: i64 = connection.prepare_cached(&sql)?.query_row(parameters, |row| row.get(0))?;
        Ok(later.unsigned_abs())
    }
}
