//! Pictures inside the text: whether they are wanted, what the terminal can show, and those that have come.

use std::sync::Arc;

use crate::app::effect::{Effect, Effects, Ticket};
use crate::app::event::Laid;
use crate::app::state::State;
use crate::app::{Images, areas, article, place};
use crate::model::{EntryId, Pixels};
use crate::text::manner::Room;

/// Stands in the cells of a picture until the terminal's part turns them into what it shows: the character that kitty
/// keeps for this. No text from outside brings it there.
pub const MARK: &str = "\u{10eeee}";

/// What the pane knows of pictures.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pictures {
    /// What the reader last said by key, kept across restarts; none: what the configuration says counts.
    pub kept: Option<bool>,
    /// The same for this run only, where the terminal is far away.
    pub for_now: Option<bool>,
    /// What the terminal can show; none: it was not asked, or cannot show any.
    pub graphics: Option<Graphics>,
    /// The request whose answers are awaited.
    pub ticket: Option<Ticket>,
    /// The pictures of the article that is shown, by their addresses.
    pub came: Vec<(String, Arc<Pixels>)>,
}

/// What matters of a terminal's way to show pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Graphics {
    /// Width and height of a cell, in pixels.
    pub cell: (u16, u16),
    /// Pixels that can be shown in a cell: all of them, or one above the other as half blocks.
    pub dots: (u16, u16),
}

/// A picture on the screen, or the part of it that the pane has room for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    pub pixels: Arc<Pixels>,
    /// The first cell that shows it.
    pub x: u16,
    pub y: u16,
    /// Cells of the whole picture.
    pub columns: u16,
    pub rows: u16,
    /// Its rows above the pane, and those that are shown.
    pub skip: u16,
    pub shown: u16,
}

/// Whether pictures are loaded and shown.
pub fn wanted(state: &State) -> bool {
    let Pictures { kept, for_now, .. } = state.pictures;
    match state.settings.images {
        Images::Off => false,
        Images::Auto if state.settings.remote => for_now == Some(true),
        Images::Auto => kept == Some(true),
        _ => kept != Some(false),
    }
}

/// Loads and shows pictures from now on, or does no more.
pub fn toggle(state: &mut State, out: &mut Effects) {
    if state.settings.images == Images::Off {
        return state.inform("Pictures are turned off in config.toml (`images = \"off\"`)");
    }
    let on = !wanted(state);
    if state.settings.images == Images::Auto && state.settings.remote {
        state.pictures.for_now = Some(on);
    } else {
        state.pictures.kept = Some(on);
        place::save(state, out);
    }
    state.inform(match on {
        true => "Pictures on: those of an article are loaded when it is opened",
        false => "Pictures off",
    });
    if on && state.pictures.graphics.is_none() {
        out.push(Effect::AskGraphics);
    }
    changed(state, out);
}

/// The terminal has said what it can show.
pub fn told(state: &mut State, graphics: Option<Graphics>, out: &mut Effects) {
    if graphics.is_none() && wanted(state) {
        state.inform("This terminal cannot show pictures");
    }
    if state.pictures.graphics != graphics {
        state.pictures.graphics = graphics;
        changed(state, out);
    }
}

fn changed(state: &mut State, out: &mut Effects) {
    forget(state);
    article::fit(state, out);
    ask(state, out);
}

/// Room for the pictures of an opened article; none if they are not shown.
pub fn room(state: &State) -> Option<Room> {
    let Graphics { cell, .. } = state.pictures.graphics.filter(|_| state.article.opened && wanted(state))?;
    let pane = areas::areas(state).article?;
    Some(Room { cell, rows: (pane.height / 5 * 3).max(3) })
}

/// Asks for the pictures of the article that has come.
pub fn ask(state: &mut State, out: &mut Effects) {
    let (Some(Graphics { dots, .. }), Some(laid)) = (state.pictures.graphics, &state.article.laid) else { return };
    let layout = &laid.layout;
    if state.article.loading.is_some() || layout.manner.pictures.is_none() || layout.wanted.is_empty() {
        return;
    }
    let (entry, manner, addresses) = (laid.article.entry.row.id, layout.manner, layout.wanted.clone());
    let ticket = state.ticket();
    state.pictures.ticket = Some(ticket);
    let changes = state.article.changes;
    out.push(Effect::LoadPictures { ticket, entry, manner, changes, dots, addresses });
}

/// Takes pictures that were waited for, and the article set anew around them.
pub fn arrived(
    state: &mut State,
    ticket: Ticket,
    entry: EntryId,
    laid: Option<Laid>,
    came: Vec<(String, Arc<Pixels>)>,
) {
    if state.pictures.ticket != Some(ticket) || state.article.entry != Some(entry) {
        return;
    }
    for (address, pixels) in came {
        state.pictures.came.retain(|(known, _)| *known != address);
        state.pictures.came.push((address, pixels));
    }
    if let Some(laid) = laid.filter(|laid| article::manner(state) == Some(laid.layout.manner)) {
        article::place(state, entry, laid);
    }
}

/// Another article is shown, or the same in another way.
pub fn forget(state: &mut State) {
    (state.pictures.ticket, state.pictures.came) = (None, Vec::new());
}
