//! Pages that are read without belonging to a feed: held while the program runs, the last few of them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use super::core::{Core, lock};
use super::reading::{self, Piece};
use super::subscribe::with_scheme;
use crate::app::effect::Ticket;
use crate::app::event::Event;
use crate::model::{Article, EntryId};
use crate::store::StoreError;

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

async fn fetch(core: &Core, url: &str, typed: bool) -> Result<Piece, String> {
    if core.is_offline() {
        return Err("The network is off; `:offline` turns it on".to_owned());
    }
    let zone = lock(&core.preferences).zone.clone();
    let url = &if typed { with_scheme(url) } else { url.to_owned() };
    reading::fetch(&core.client, url, typed, &zone).await
}
