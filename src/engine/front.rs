//! The front page: what was told in the last week, ranked, with a row for each story.

use std::collections::HashMap;
use std::sync::Arc;

use super::core::{Core, lock};
use super::reads;
use crate::app::effect::Ticket;
use crate::app::event::Event;
use crate::app::front::Story;
use crate::model::{EntryId, EntryRow, FeedId, Folder, Page, Time, Tree, Weights};
use crate::store::{Store, StoreError};
use crate::story::front::{Front, Ranked, front};
use crate::story::headline::headline;

/// What is older is no news, in seconds; entries that are looked at, the newest.
const LATELY: i64 = 7 * Time::DAY;
const ENTRIES: usize = 4_000;
/// Stories on the page, and at least of a section, so that it is seen at a glance what each has to tell.
const STORIES: usize = 40;
const SECTION: usize = 5;
/// Headlines of a story among which one is chosen.
const HEADLINES: usize = 12;

pub async fn load(core: Arc<Core>, ticket: Ticket, visit: Option<Time>) {
    let weights = lock(&core.preferences).weights.clone();
    match read(&core.store, &weights, core.now(), visit).await {
        Ok((page, stories)) => core.tell(Event::Front { ticket, page, stories }),
        Err(error) => reads::refuse(&core, Some(ticket), &error),
    }
}

/// The page as it is at the moment `now`: a row for each story.
pub async fn read(
    store: &Store,
    weights: &Weights,
    now: Time,
    visit: Option<Time>,
) -> Result<(Page, Vec<Story>), StoreError> {
    // The tree first: what arrives between the two is counted as new later, and not lost.
    let tree = store.tree().await?;
    let told = store.told(now.plus(-LATELY), ENTRIES).await?;
    let ranked = weightiest(front(&told, &tree.feeds, weights, now, visit));
    let wanted: Vec<EntryId> = ranked.iter().flat_map(|(_, ranked)| leads(ranked, &tree)).collect();
    let known = store.rows(wanted).await?;
    let mut known: HashMap<EntryId, EntryRow> = known.into_iter().map(|row| (row.id, row)).collect();
    let (mut rows, mut stories) = (Vec::new(), Vec::new());
    for (folder, ranked) in ranked {
        if let Some(lead) = lead(&ranked, &tree, &known).and_then(|lead| known.remove(&lead)) {
            stories.push(Story { folder, ranked, lead: lead.id });
            rows.push(lead);
        }
    }
    let watermark = Some(tree.watermark.unwrap_or(EntryId(0)));
    Ok((Page { start: Some(0), total: Some(rows.len()), rows, watermark, ..Page::default() }, stories))
}

/// The first stories of each section, as many as the page has room for.
fn weightiest(front: Front) -> Vec<(Folder, Ranked)> {
    let share = (STORIES / front.sections.len().max(1)).max(SECTION);
    let sections = front.sections.into_iter();
    let stories = sections.flat_map(|section| {
        section.stories.into_iter().take(share).map(move |ranked| (section.folder.clone(), ranked))
    });
    stories.collect()
}

/// The entries that may stand for a story: not of quiet feeds and not repeated, unless all are.
fn leads(ranked: &Ranked, tree: &Tree) -> Vec<EntryId> {
    let quiet = |id: FeedId| tree.feeds.iter().any(|feed| feed.id == id && feed.subscription.quiet);
    let members = &ranked.coverage.members;
    let loud: Vec<EntryId> = members
        .iter()
        .filter(|member| !member.twin && (members.len() == 1 || !quiet(member.feed)))
        .map(|member| member.entry)
        .take(HEADLINES)
        .collect();
    match loud.is_empty() {
        true => members.iter().map(|member| member.entry).take(HEADLINES).collect(),
        false => loud,
    }
}

/// The entry whose headline is shown.
fn lead(ranked: &Ranked, tree: &Tree, known: &HashMap<EntryId, EntryRow>) -> Option<EntryId> {
    let rows: Vec<&EntryRow> = leads(ranked, tree).iter().filter_map(|id| known.get(id)).collect();
    let titles: Vec<&str> = rows.iter().map(|row| row.title.as_str()).collect();
    rows.get(headline(&titles).unwrap_or(0)).map(|row| row.id)
}
