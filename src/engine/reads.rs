//! What the screen reads from the store: the tree, pages of lists, counts.

use std::sync::Arc;

use super::core::{Core, lock};
use crate::app::effect::Ticket;
use crate::app::event::Event;
use crate::app::selection;
use crate::model::{Coverage, EntryId, EntryRow, ListSpec, Page, PageRequest, RowKey, Side, Snapshot, Step};
use crate::store::{Pending, StoreError};
use crate::text::time;

/// Entries that can be jumped to by their titles.
const TITLES: usize = 5_000;
/// So many of the newest entries tell which categories there are.
const CATEGORIES: usize = 2_000;

pub async fn tree(core: Arc<Core>) {
    let midnight = time::midnight(core.now(), &lock(&core.preferences).zone);
    match core.store.tree_on(midnight).await {
        Ok(tree) => core.tell(Event::Tree(tree)),
        Err(error) => refuse(&core, None, &error),
    }
}

pub async fn page(core: Arc<Core>, ticket: Ticket, request: PageRequest) {
    match core.store.page(request).await {
        Ok(page) => core.tell(Event::Page { ticket, page }),
        Err(error) => refuse(&core, Some(ticket), &error),
    }
}

/// Rows that are the whole of a list.
pub async fn rows(core: Arc<Core>, ticket: Ticket, entries: Vec<EntryId>) {
    match core.store.rows(entries).await {
        Ok(rows) => {
            let page = Page { start: Some(0), total: Some(rows.len()), rows, ..Page::default() };
            core.tell(Event::Page { ticket, page });
        }
        Err(error) => refuse(&core, Some(ticket), &error),
    }
}

/// The entries that tell the story of one.
pub async fn coverage(core: Arc<Core>, ticket: Ticket, entry: EntryId) {
    match coverage_with_rows(&core, entry).await {
        Ok((coverage, rows)) => core.tell(Event::Coverage { ticket, coverage, rows }),
        Err(error) => refuse(&core, Some(ticket), &error),
    }
}

async fn coverage_with_rows(core: &Core, entry: EntryId) -> Result<(Option<Coverage>, Vec<EntryRow>), StoreError> {
    let coverage = core.store.coverage(entry).await?;
    let members = coverage.iter().flat_map(|coverage| &coverage.members).map(|member| member.entry).collect();
    let rows = core.store.rows(members).await?;
    Ok((coverage, rows))
}

pub async fn activity(core: Arc<Core>) {
    match core.store.activity(core.now()).await {
        Ok(activity) => core.tell(Event::Activity(activity)),
        Err(error) => refuse(&core, None, &error),
    }
}

pub async fn steps(core: Arc<Core>, pending: Pending<Vec<Step>>) {
    match pending.await {
        Ok(steps) => core.tell(Event::Steps(steps)),
        Err(error) => refuse(&core, None, &error),
    }
}

pub async fn count_new(core: Arc<Core>, ticket: Ticket, list: ListSpec, snapshot: Snapshot) {
    match core.store.count_new(list, snapshot).await {
        Ok(count) => core.tell(Event::NewCount { ticket, count }),
        Err(error) => refuse(&core, Some(ticket), &error),
    }
}

pub async fn titles(core: Arc<Core>, ticket: Ticket) {
    match core.store.titles(TITLES).await {
        Ok(titles) => core.tell(Event::Titles { ticket, titles }),
        Err(error) => refuse(&core, Some(ticket), &error),
    }
}

pub async fn categories(core: Arc<Core>) {
    match core.store.categories(CATEGORIES).await {
        Ok(categories) => core.tell(Event::Categories(categories)),
        Err(error) => refuse(&core, None, &error),
    }
}

pub async fn ids(core: Arc<Core>, ticket: Ticket, list: ListSpec, snapshot: Snapshot, side: Option<(Side, RowKey)>) {
    match core.store.ids(list, snapshot, side, selection::MOST).await {
        Ok(ids) => core.tell(Event::Ids { ticket, ids }),
        Err(error) => refuse(&core, Some(ticket), &error),
    }
}

/// Says that a read failed, unless it was given up for a later one.
pub fn refuse(core: &Core, ticket: Option<Ticket>, error: &StoreError) {
    if !matches!(error, StoreError::Superseded | StoreError::Closed) {
        core.failed(ticket, error);
    }
}
