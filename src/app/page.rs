//! Pages that are read without being entries: one alone on the screen, or opened from the reader by their address.

use crate::app::article;
use crate::app::commands::Command;
use crate::app::effect::{Effect, Effects, Ticket};
use crate::app::event::Event;
use crate::app::scope::Scope;
use crate::app::state::{ListPane, Pane, Size, Start, State};
use crate::model::{EntryId, Kept, Time};
use crate::safe;

/// Commands of all panes that also serve an article alone.
const SERVING: &[&str] = &[
    "down",
    "up",
    "top",
    "bottom",
    "half-page-down",
    "half-page-up",
    "page-down",
    "page-up",
    "read-on",
    "read-back",
    "wider",
    "narrower",
    "help",
    "palette",
    "cancel",
    "back",
    "quit",
    "redraw",
    "suspend",
    "mouse",
    "messages",
    "offline",
    "downloads",
    "subscribe",
    "read-page",
    "keep-page",
];
/// Commands on an entry that need it to be in the store or in a list.
const STORED: &[&str] = &[
    "toggle-read",
    "toggle-star",
    "mark-above-read",
    "mark-below-read",
    "add-tag",
    "remove-tag",
    "read-later",
    "mute",
    "coverage",
    "follow-story",
    "split-story",
    "join-story",
    "zen",
    "changes",
    "full-text",
    "previous-source",
    "next-source",
];

impl State {
    /// The state with one page alone on the screen, and what it asks for.
    pub fn alone(start: Start, page: EntryId, size: Size, now: Time) -> (State, Effects) {
        let measure = start.place.as_ref().and_then(|place| place.measure);
        let (mut state, _) = State::new(Start { place: None, ..start }, size, now);
        state.list = ListPane::default();
        (state.alone, state.focus) = (true, Pane::Article);
        state.measure = measure;
        let mut out = Effects::new();
        show(&mut state, page, &mut out);
        (state, out)
    }
}

/// Whether a command makes sense where the reader is.
pub fn serves(state: &State, command: &Command) -> bool {
    if !state.alone {
        return true;
    }
    match command.scope {
        Scope::Article | Scope::Find => true,
        Scope::Entry => !STORED.contains(&command.name),
        Scope::Global => SERVING.contains(&command.name),
        Scope::Tree | Scope::List => false,
    }
}

/// Whether an event concerns panes that are not there beside an article alone.
pub fn passes_by(state: &State, event: &Event) -> bool {
    state.alone
        && matches!(
            event,
            Event::Tree(_)
                | Event::SearchCounts(_)
                | Event::Titles { .. }
                | Event::Page { .. }
                | Event::Front { .. }
                | Event::NewCount { .. }
                | Event::StoreChanged { .. }
                | Event::Activity(_)
                | Event::Pulse { .. }
        )
}

/// Has a page fetched, to be shown when it has come. `typed`: the user named its address.
pub fn open(state: &mut State, url: String, typed: bool, out: &mut Effects) -> Option<Ticket> {
    if state.offline {
        state.complain("The network is off; `:offline` turns it on");
        return None;
    }
    let ticket = state.ticket();
    state.page_awaited = Some(ticket);
    state.inform(format!("Fetching {}", safe::one_line(&url)));
    out.push(Effect::ReadPage { ticket, url, typed });
    Some(ticket)
}

/// Has a briefing made, to be shown when it is.
pub fn brief(state: &mut State, out: &mut Effects) {
    let ticket = state.ticket();
    state.page_awaited = Some(ticket);
    out.push(Effect::Brief { ticket });
}

/// Keeps for later what is read.
pub fn keep_shown(state: &mut State, out: &mut Effects) {
    match state.article.entry {
        Some(page) if page.is_loose() => out.push(Effect::Keep(page)),
        Some(_) => state.inform("It is in the store already, and stays there; a star finds it again"),
        None => state.inform("No article is shown"),
    }
}

/// Has a page fetched and kept for later. `typed`: the user named its address.
pub fn keep(state: &mut State, url: String, typed: bool, out: &mut Effects) -> Option<Ticket> {
    if state.offline {
        state.complain("The network is off; `:offline` turns it on");
        return None;
    }
    let ticket = state.ticket();
    state.inform(format!("Fetching {}", safe::one_line(&url)));
    out.push(Effect::KeepPage { ticket, url, typed });
    Some(ticket)
}

/// Says that a page is kept.
pub fn kept(state: &mut State, ticket: Option<Ticket>, kept: &Kept) {
    state.prompt.take_if(|prompt| ticket.is_some() && prompt.ticket == ticket);
    let done = if kept.again { "Kept as it is now" } else { "Kept for later" };
    state.inform(format!("{done}: {}", kept.title));
}

/// Shows a page that was waited for.
pub fn arrived(state: &mut State, ticket: Ticket, page: EntryId, out: &mut Effects) {
    if state.page_awaited != Some(ticket) {
        return;
    }
    state.page_awaited = None;
    state.notices.shown = None;
    state.prompt.take_if(|prompt| prompt.ticket == Some(ticket));
    show(state, page, out);
}

fn show(state: &mut State, page: EntryId, out: &mut Effects) {
    state.focus = Pane::Article;
    article::show(state, page, out);
    article::remember(state, page);
}
