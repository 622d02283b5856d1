//! The coverage of a story: who tells it, read from the store, and what each adds, reckoned on a thread of its own.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::article::paragraphs;
use super::core::Core;
use super::reads;
use crate::app::coverage::{Covered, Member};
use crate::app::effect::Ticket;
use crate::app::event::Event;
use crate::model::{Article, Coverage, EntryId, EntryRow, Telling};
use crate::store::{Store, StoreError};
use crate::story::news::news;

/// Members of a story that are shown, and bytes of each that are compared.
const MEMBERS: usize = 60;
const ENOUGH: usize = 8_000;

pub async fn load(core: Arc<Core>, ticket: Ticket, entry: EntryId) {
    let read = match read(&core.store, entry).await {
        Ok(Some(read)) => read,
        Ok(None) => return core.failed(Some(ticket), "This entry is not in the store any more"),
        Err(error) => return reads::refuse(&core, Some(ticket), &error),
    };
    // If the work panics, the screen is told of the panic.
    if let Ok(covered) = spawn_blocking(move || read.covered()).await {
        core.tell(Event::SourcesCompared { ticket, covered: Box::new(covered) });
    }
}

/// A story with its texts, in the order of time.
struct Read {
    coverage: Coverage,
    rows: Vec<EntryRow>,
    articles: Vec<Article>,
}

async fn read(store: &Store, entry: EntryId) -> Result<Option<Read>, StoreError> {
    let Some(mut coverage) = store.coverage(entry).await? else { return Ok(None) };
    coverage.members.sort_by_key(|member| (member.date, member.entry));
    around(&mut coverage.members, entry);
    let ids: Vec<EntryId> = coverage.members.iter().map(|member| member.entry).collect();
    let rows = store.rows(ids.clone()).await?;
    let mut articles = Vec::with_capacity(ids.len());
    for id in ids {
        articles.extend(store.article_aside(id).await?);
    }
    Ok(Some(Read { coverage, rows, articles }))
}

/// Leaves the newest members, or those around an entry where that is older.
fn around(members: &mut Vec<Telling>, entry: EntryId) {
    let place = members.iter().position(|member| member.entry == entry).unwrap_or(0);
    let surplus = members.len().saturating_sub(MEMBERS).min(place);
    members.drain(..surplus);
    members.truncate(MEMBERS);
}

impl Read {
    fn covered(self) -> Covered {
        let Read { coverage, rows, articles } = self;
        let texts: Vec<String> = rows.iter().map(|row| text(row, &articles)).collect();
        let news = news(rows.iter().zip(&texts).map(|(row, text)| (row.title.as_str(), text.as_str())));
        let members = rows.into_iter().zip(news).map(|(row, news)| {
            let telling = coverage.members.iter().find(|member| member.entry == row.id);
            let (twin, shares) = telling.map_or((false, None), |telling| (telling.twin, telling.shares.clone()));
            Member { row, twin, shares, news }
        });
        Covered { story: coverage.story, followed: coverage.followed, members: members.collect() }
    }
}

/// The beginning of what an entry says.
fn text(row: &EntryRow, articles: &[Article]) -> String {
    let article = articles.iter().find(|article| article.entry.row.id == row.id);
    let text = article.map(|article| paragraphs(article, ENOUGH)).unwrap_or_default();
    if text.trim().is_empty() { row.lead.clone() } else { text }
}
