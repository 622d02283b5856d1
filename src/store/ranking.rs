//! Lists in other orders than by date: the newest entries of a view, ranked.

use std::cmp::Reverse;
use std::collections::HashSet;

use rusqlite::Connection;

use super::lists::{self, Between};
use super::search::{self, Found};
use super::{StoreError, entries, feeds};
use crate::model::{EntryId, ListSpec, Page, PageAt, PageRequest, RowKey, Side, Snapshot, Sort, View};

/// How many of a view's newest entries are ranked.
pub(super) const DEPTH: usize = 10_000;

/// A list as it was ranked for its first page.
pub(super) struct Ranking {
    list: ListSpec,
    snapshot: Snapshot,
    ids: Vec<EntryId>,
    /// There are more, beyond what a search goes through.
    more: bool,
}

/// A page by rank. The ranking is made anew with each list opened, and kept for the pages that follow.
pub(super) fn page(
    connection: &Connection,
    cache: &mut Option<Ranking>,
    request: &PageRequest,
    snapshot: Snapshot,
) -> Result<Page, StoreError> {
    let opens = matches!(request.at, PageAt::First | PageAt::Last | PageAt::Around(_));
    let known = cache.take().filter(|known| known.list == request.list);
    let (ranking, before) = match known {
        Some(known) if !opens && known.snapshot == snapshot => (known, Vec::new()),
        known => {
            let Found { ids, more } = rank_list(connection, &request.list, snapshot)?;
            let ranking = Ranking { list: request.list.clone(), snapshot, ids, more };
            (ranking, known.map(|known| known.ids).unwrap_or_default())
        }
    };
    let page = cut(connection, &ranking.ids, &before, request, opens).map(|page| Page { more: ranking.more, ..page });
    *cache = Some(ranking);
    let mut page = page?;
    if request.list.is_found() {
        search::show_places(connection, &request.list, &mut page.rows)?;
    }
    Ok(page)
}

/// The rows of a page. `before`: the list as it was ranked before.
fn cut(
    connection: &Connection,
    ids: &[EntryId],
    before: &[EntryId],
    request: &PageRequest,
    opens: bool,
) -> Result<Page, StoreError> {
    let total = ids.len();
    let limit = request.limit;
    let (start, end) = match request.at {
        PageAt::First => (0, limit),
        PageAt::Last => (total.saturating_sub(limit), total),
        PageAt::After(key) => {
            let start = position(ids, key).map_or(rank(key), |place| place + 1);
            (start, start.saturating_add(limit))
        }
        PageAt::Before(key) => {
            let end = position(ids, key).unwrap_or(rank(key));
            (end.saturating_sub(limit), end)
        }
        PageAt::Around(entry) => {
            let place = around(ids, before, entry);
            let start = place.saturating_sub(limit / 2);
            (start, start.saturating_add(limit))
        }
    };
    let (start, end) = (start.min(total), end.min(total));
    let ranked = ids.iter().enumerate().skip(start).take(end.saturating_sub(start));
    let keys: Vec<RowKey> =
        ranked.map(|(rank, &id)| RowKey { sort: i64::try_from(rank).unwrap_or(i64::MAX), id }).collect();
    let rows = entries::rows_at(connection, &keys)?;
    Ok(Page { rows, start: opens.then_some(start), total: opens.then_some(total), ..Page::default() })
}

/// Where an entry stands. In the place of one that is gone stands what came next, else the last; the first where it never stood.
fn around(ids: &[EntryId], before: &[EntryId], entry: EntryId) -> usize {
    let place = |entry: EntryId| ids.iter().position(|&id| id == entry);
    let next = || {
        let stood = before.iter().position(|&id| id == entry)?;
        let known: HashSet<EntryId> = ids.iter().copied().collect();
        let next = before.iter().skip(stood).find(|id| known.contains(id));
        Some(next.and_then(|&next| place(next)).unwrap_or(ids.len().saturating_sub(1)))
    };
    place(entry).or_else(next).unwrap_or(0)
}

fn rank(key: RowKey) -> usize {
    usize::try_from(key.sort).unwrap_or(0)
}

/// Where a row stands now: where it stood, or where it has moved to.
fn position(ids: &[EntryId], key: RowKey) -> Option<usize> {
    let same = ids.get(rank(key)).filter(|&&id| id == key.id).map(|_| rank(key));
    same.or_else(|| ids.iter().position(|&id| id == key.id))
}

/// The entries of a ranked list on one side of a row, or all.
pub(super) fn side(
    connection: &Connection,
    list: &ListSpec,
    snapshot: Snapshot,
    side: Option<(Side, RowKey)>,
) -> Result<Vec<EntryId>, StoreError> {
    let mut ids = rank_list(connection, list, snapshot)?.ids;
    match side {
        None => {}
        Some((Side::Above, key)) => ids.truncate(position(&ids, key).unwrap_or(rank(key))),
        Some((Side::Below, key)) => {
            let gone = position(&ids, key).map_or(rank(key), |place| place + 1).min(ids.len());
            ids.drain(..gone);
        }
    }
    Ok(ids)
}

fn rank_list(connection: &Connection, list: &ListSpec, snapshot: Snapshot) -> Result<Found, StoreError> {
    let found = if list.is_found() || list.view == View::Lately {
        search::list(connection, list, snapshot)?
    } else {
        let ranges = lists::ranges(connection, list, snapshot)?;
        let within = Between::of(&list.view, snapshot);
        let keys = lists::merge(connection, &ranges, snapshot.watermark, within, true, DEPTH)?;
        Found { ids: keys.into_iter().map(|key| key.id).collect(), more: false }
    };
    Ok(Found { ids: order(connection, found.ids, list.sort, list.reversed)?, ..found })
}

/// Puts entries, given newest first, into another order; the newest come first among equals.
pub(super) fn order(
    connection: &Connection,
    mut newest_first: Vec<EntryId>,
    sort: Sort,
    reversed: bool,
) -> Result<Vec<EntryId>, StoreError> {
    match sort {
        Sort::Newest | Sort::Score => {}
        Sort::Oldest => newest_first.reverse(),
        Sort::Source => {
            let titles = feeds::titles(connection)?;
            let title = |feed: i64| titles.get(&feed).map(|title| title.to_lowercase()).unwrap_or_default();
            sort_by_fact(connection, &mut newest_first, "feed", title)?;
        }
        Sort::Title => sort_by_fact(connection, &mut newest_first, "title", |title: String| title.to_lowercase())?,
        Sort::Length => sort_by_fact(connection, &mut newest_first, "words", |words: i64| Reverse(words))?,
        Sort::Rare => rare_first(connection, &mut newest_first)?,
    }
    if reversed {
        newest_first.reverse();
    }
    Ok(newest_first)
}

/// Sorts by age times the root of how much the feed publishes: what a weekly wrote a week ago stands beside what a wire of
/// a thousand a week wrote five hours ago. The newest entry's moment is taken for now.
fn rare_first(connection: &Connection, ids: &mut [EntryId]) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(
        "select s.sort, max(f.posts_per_week, 0.25) from statuses s join feeds f on f.id = s.feed where s.entry = ?1",
    )?;
    let mut aged = Vec::with_capacity(ids.len());
    for &id in ids.iter() {
        let (sort, rate): (i64, f64) = statement.query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        aged.push((sort, rate, id));
    }
    let newest = aged.iter().map(|(sort, ..)| *sort).max().unwrap_or_default();
    let weight = |(sort, rate, _): &(i64, f64, EntryId)| newest.saturating_sub(*sort) as f64 * rate.sqrt();
    aged.sort_by(|one, other| weight(one).total_cmp(&weight(other)));
    ids.iter_mut().zip(aged).for_each(|(id, (_, _, ranked))| *id = ranked);
    Ok(())
}

fn sort_by_fact<F: rusqlite::types::FromSql, K: Ord>(
    connection: &Connection,
    ids: &mut Vec<EntryId>,
    column: &str,
    key: impl Fn(F) -> K,
) -> Result<(), StoreError> {
    // One statement for all: ten thousand would cost more than what they read.
    let sql = format!("select i.key, e.{column} from json_each(?1) i cross join entries e on e.id = i.value");
    let mut statement = connection.prepare_cached(&sql)?;
    let numbers: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let ranked = statement.query_map([entries::json_ids(&numbers)], |row| Ok((row.get(1).map(&key)?, row.get(0)?)))?;
    let mut ranked: Vec<(K, i64)> = ranked.collect::<Result<_, _>>()?;
    ranked.sort();
    *ids = ranked.into_iter().filter_map(|(_, place)| ids.get(usize::try_from(place).ok()?).copied()).collect();
    Ok(())
}
