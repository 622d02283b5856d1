//! Full texts for the screen: by a key, by opening an entry, and behind a refresh.

use std::sync::Arc;

use super::{PageDone, Pages};
use crate::app::event::{Event, FullTextNews};
use crate::engine::core::Core;
use crate::model::{EntryId, PageOutcome, PageState, Time};
use crate::store::StoreError;

const OFFLINE: &str = "the network is off, and it is not stored; turn the network on with :offline";

/// The reader asked for the full text of an entry, or for the feed's own text again.
pub async fn asked(core: Arc<Core>, entry: EntryId, on: bool) {
    let news = match core.store.show_full_text(entry, on).await {
        Ok(true) => {
            if on {
                FullTextNews::Shown
            } else {
                FullTextNews::Hidden
            }
        }
        Ok(false) if on => fetched(&core, entry).await,
        Ok(false) => FullTextNews::Hidden,
        Err(error) => FullTextNews::Failed(error.to_string()),
    };
    tell(&core, entry, news);
}

/// The reader opened an entry whose feed wants the full text then: it is fetched once.
pub async fn opened(core: Arc<Core>, entry: EntryId) {
    let wanted = match core.store.page_job(entry).await {
        Ok(Some((_, state))) => !core.is_offline() && is_due(&state, core.now()),
        Ok(None) | Err(_) => false,
    };
    if wanted {
        let news = fetched(&core, entry).await;
        tell(&core, entry, news);
    }
}

/// Whether a page is asked for when its entry is opened: what failed has its waits, what was refused is remembered.
fn is_due(state: &PageState, now: Time) -> bool {
    match state {
        PageState::Unknown | PageState::Wanted => true,
        PageState::Failed { again, .. } => again.is_some_and(|again| again <= now),
        PageState::Stored { .. } | PageState::Refused(_) => false,
    }
}

async fn fetched(core: &Arc<Core>, entry: EntryId) -> FullTextNews {
    if core.is_offline() {
        return FullTextNews::Failed(OFFLINE.to_owned());
    }
    core.tell(Event::FullText { entry, news: FullTextNews::Begun });
    match core.pages().fetch(entry).await {
        Ok(Some(PageDone { outcome, .. })) => match outcome {
            PageOutcome::Stored(_) => FullTextNews::Shown,
            PageOutcome::Failed { why, .. } | PageOutcome::PutOff { why, .. } => FullTextNews::Failed(why),
            PageOutcome::Refused(why) => FullTextNews::Refused(why),
        },
        Ok(None) => match core.store.page_job(entry).await {
            Ok(Some(_)) => FullTextNews::Shown,
            Ok(None) => FullTextNews::Refused("this entry has no link".to_owned()),
            Err(error) => FullTextNews::Failed(error.to_string()),
        },
        Err(StoreError::Closed) => FullTextNews::Idle,
        Err(error) => FullTextNews::Failed(error.to_string()),
    }
}

fn tell(core: &Core, entry: EntryId, news: FullTextNews) {
    core.laid.forget(&[entry]);
    core.tell(Event::FullText { entry, news });
}

/// Fetches what is wanted of its own accord, unless that is going on already.
pub async fn behind_refresh(core: Arc<Core>) {
    let Ok(_one) = core.catching_up.try_lock() else { return };
    if core.is_offline() {
        return;
    }
    let pages: Pages = core.pages();
    let stored = |done: PageDone| {
        if matches!(done.outcome, PageOutcome::Stored(_)) {
            core.laid.forget(&[done.entry]);
            core.tell(Event::FullText { entry: done.entry, news: FullTextNews::Arrived });
        }
    };
    if let Err(error) = pages.catch_up(stored).await {
        tracing::warn!(%error, "full texts were not fetched");
    }
}
