//! A briefing inside the reader: a page like any other.

use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::{Asked, LEADS, body, read, title};
use crate::app::effect::Ticket;
use crate::app::event::Event;
use crate::engine::core::{Core, lock};
use crate::engine::reading::Piece;
use crate::html::{markup, plain};
use crate::model::{NewEntry, Time};
use crate::store::StoreError;

/// `Effect::Brief`.
pub async fn show(core: Arc<Core>, ticket: Ticket) {
    let of = core.clone();
    match spawn_blocking(move || piece(&of)).await {
        Ok(Ok(piece)) => core.tell(Event::PageRead { ticket, entry: core.loose.add(piece) }),
        Ok(Err(error)) => core.failed(Some(ticket), error),
        Err(panic) => core.failed(Some(ticket), format!("the briefing was not made: {panic}")),
    }
}

fn piece(core: &Core) -> Result<Piece, StoreError> {
    let (weights, dates) = {
        let preferences = lock(&core.preferences);
        (preferences.weights.clone(), preferences.dates())
    };
    let asked = Asked { since: core.now().plus(-Time::DAY), only: None, leads: LEADS };
    let briefing = read(&core.store, &weights, &asked, core.now())?;
    let body = markup(&body(&briefing, &dates));
    let entry = NewEntry {
        identity: format!("dateline:briefing:{}", briefing.made.0),
        title: title(&briefing, &dates),
        published: Some(briefing.made),
        words: plain::gist(&body, 0).words,
        body,
        ..NewEntry::default()
    };
    Ok(Piece { entry, ..Piece::default() })
}
