//! Pages that are read without belonging to a feed: held while the program runs, the last few of them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use super::core::{Core, lock};
use super::reading::{self, By, Piece};
use super::subscribe::with_scheme;
use crate::app::effect::Ticket;
use crate::app::event::Event;
use crate::model::{Article, EntryId, Kept};
use crate::store::{Pending, StoreError};

/// Pages held.
const HELD: usize = 16;

#[derive(Default)]
pub struct Loose(Mutex<Held>);

#[derive(Default)]
struct Held {
    /// How many there have been.
    count: i64,
    pages: VecDeque<(EntryId, Piece)>,
}

impl Loose {
    /// Holds a page, under an id that no stored entry has.
    pub fn add(&self, piece: Piece) -> EntryId {
        let mut held = lock(&self.0);
        held.count += 1;
        let id = EntryId(-held.count);
        if held.pages.len() == HELD {
            held.pages.pop_front();
        }
        held.pages.push_back((id, piece));
        id
    }

    pub fn get(&self, id: EntryId) -> Option<Piece> {
        lock(&self.0).pages.iter().find(|(held, _)| *held == id).map(|(_, piece)| piece.clone())
    }
}

/// The article of a page, or of an entry in the store.
pub async fn article(core: &Core, entry: EntryId) -> Result<Option<Article>, StoreError> {
    match entry.is_loose() {
        true => Ok(core.loose.get(entry).map(|piece| piece.article(entry))),
        false => core.store.article(entry).await,
    }
}

/// [`article`], beside what the pane loads: neither interrupts the other.
pub async fn article_aside(core: &Core, entry: EntryId) -> Result<Option<Article>, StoreError> {
    match entry.is_loose() {
        true => article(core, entry).await,
        false => core.store.article_aside(entry).await,
    }
}

/// `Effect::ReadPage`.
pub async fn read(core: Arc<Core>, ticket: Ticket, url: String, typed: bool) {
    match fetch(&core, &url, typed).await {
        Ok(piece) => core.tell(Event::PageRead { ticket, entry: core.loose.add(piece) }),
        Err(why) => core.failed(Some(ticket), why),
    }
}

/// `Effect::Keep`: queued for the store at once, so that leaving right after loses nothing.
pub fn keep(core: &Arc<Core>, page: EntryId) {
    if let Some(piece) = core.loose.get(page) {
        let pending = core.store.keep(piece.kept(), core.now());
        let core = core.clone();
        drop(core.clone().spawn(async move { tell(&core, None, pending).await }));
    }
}

/// `Effect::KeepPage`.
pub async fn keep_page(core: Arc<Core>, ticket: Ticket, url: String, typed: bool) {
    match fetch(&core, &url, typed).await {
        Ok(piece) => tell(&core, Some(ticket), core.store.keep(piece.kept(), core.now())).await,
        Err(why) => core.failed(Some(ticket), why),
    }
}

async fn tell(core: &Core, ticket: Option<Ticket>, pending: Pending<Kept>) {
    match pending.await {
        Ok(kept) => {
            core.laid.forget(&[kept.entry]);
            core.tell(Event::Kept { ticket, kept });
            core.tell(Event::StoreChanged { elsewhere: false });
        }
        Err(error) => core.failed(ticket, error),
    }
}

async fn fetch(core: &Core, url: &str, typed: bool) -> Result<Piece, String> {
    if core.is_offline() {
        return Err("The network is off; `:offline` turns it on".to_owned());
    }
    let by = {
        let preferences = lock(&core.preferences);
        By { zone: preferences.zone.clone(), rules: preferences.rules.clone() }
    };
    let url = &if typed { with_scheme(url) } else { url.to_owned() };
    reading::fetch(&core.client, url, typed, &by).await
}
