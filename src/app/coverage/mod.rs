//! Coverage: all sources of a story side by side, and what each adds to those before it.

pub mod blocks;

use crate::app::commands::{self, Command};
use crate::app::effect::{Effect, Effects, Ticket};
use crate::app::key::{Code, Key};
use crate::app::keymap::Match;
use crate::app::overlay::Overlay;
use crate::app::scope::Scope;
use crate::app::state::State;
use crate::app::{article, page};
use crate::model::{EntryId, EntryRow, StoryId};
use crate::story::news::News;

/// Sources that a page key moves by.
const PAGE: isize = 3;
/// Commands that act on the source under the cursor, or on what was done to it, as they do elsewhere.
const ACTING: &[&str] = &[
    "toggle-read",
    "toggle-star",
    "add-tag",
    "remove-tag",
    "open-in-browser",
    "open-in-background",
    "comments",
    "copy-link",
    "copy-citation",
    "follow-story",
    "split-story",
    "join-story",
    "mute",
    "undo",
    "redo",
    "help",
    "quit",
    "redraw",
];

/// A story with all who tell it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Covered {
    /// None where an entry tells a thing alone, or with the same article of other feeds.
    pub story: Option<StoryId>,
    /// The reader follows the story.
    pub followed: bool,
    /// At least one; in the order of time.
    pub members: Vec<Member>,
}

/// An entry of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub row: EntryRow,
    /// The same article as an earlier member, through another feed.
    pub twin: bool,
    /// Words by which it came into the story.
    pub shares: Option<String>,
    pub news: News,
}

/// The sources of a story as they are shown.
#[derive(Debug, Clone, PartialEq)]
pub struct CoverageBox {
    /// The entry whose story it is.
    pub of: EntryId,
    /// What is on its way.
    pub ticket: Option<Ticket>,
    /// None while it is on its way for the first time.
    pub covered: Option<Box<Covered>>,
    /// The source that has the keys.
    pub cursor: usize,
}

impl CoverageBox {
    pub fn members(&self) -> &[Member] {
        self.covered.as_ref().map_or(&[], |covered| &covered.members)
    }

    /// The entry under the cursor.
    pub fn row(&self) -> Option<&EntryRow> {
        self.members().get(self.cursor).map(|member| &member.row)
    }

    pub fn rows_mut(&mut self) -> impl Iterator<Item = &mut EntryRow> {
        self.covered.iter_mut().flat_map(|covered| &mut covered.members).map(|member| &mut member.row)
    }

    pub fn step(&mut self, by: isize) {
        let last = self.members().len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
    }
}

/// Asks who tells the story of the entry that is read or selected.
pub fn open(state: &mut State, out: &mut Effects) {
    let Some(of) = state.subject().map(|row| row.id) else { return state.inform("No entry is selected") };
    if of.is_loose() {
        return alone(state);
    }
    let ticket = state.ticket();
    state.overlay = Some(Overlay::Coverage(CoverageBox { of, ticket: Some(ticket), covered: None, cursor: 0 }));
    out.push(Effect::CompareSources { ticket, entry: of });
}

/// Asks anew, since stories have changed.
pub fn refresh(state: &mut State, out: &mut Effects) {
    let ticket = state.ticket();
    if let Some(Overlay::Coverage(open)) = &mut state.overlay {
        open.ticket = Some(ticket);
        out.push(Effect::CompareSources { ticket, entry: open.of });
    }
}

/// Shows what was asked for. What nobody else tells needs no comparison.
pub fn arrived(state: &mut State, ticket: Ticket, mut covered: Box<Covered>) {
    let Some(Overlay::Coverage(open)) = &mut state.overlay else { return };
    if open.ticket != Some(ticket) {
        return;
    }
    open.ticket = None;
    if covered.members.len() < 2 {
        let first = open.covered.is_none();
        close(state);
        if first {
            alone(state);
        }
        return;
    }
    for change in &state.outstanding {
        covered.members.iter_mut().for_each(|member| change.show(&mut member.row, &state.list.spec));
    }
    let wanted = open.row().map_or(open.of, |row| row.id);
    let place = covered.members.iter().position(|member| member.row.id == wanted);
    open.cursor = place.unwrap_or(open.cursor).min(covered.members.len() - 1);
    open.covered = Some(covered);
}

/// What was asked could not be answered: there is nothing to show.
pub fn failed(state: &mut State, ticket: Option<Ticket>) {
    let asked = |overlay: &mut Overlay| matches!(overlay, Overlay::Coverage(open) if open.ticket.is_some() && open.ticket == ticket && open.covered.is_none());
    state.overlay.take_if(asked);
}

fn alone(state: &mut State) {
    state.inform("No other source tells this");
}

fn close(state: &mut State) {
    state.pending.clear();
    state.overlay = None;
}

/// Answers a key while the sources are shown. Its commands have the keys that they have elsewhere.
pub fn key(state: &mut State, key: Key, out: &mut Effects) {
    if key.code == Code::Esc {
        return match state.pending.is_empty() {
            true => close(state),
            false => state.pending.clear(),
        };
    }
    state.pending.push(key);
    match state.keymap.find(&[Scope::List, Scope::Entry, Scope::Global], &state.pending) {
        Match::Begun => {}
        Match::Nothing => state.pending.clear(),
        Match::Command(command) => {
            state.pending.clear();
            state.notices.shown = None;
            act(state, command, out);
        }
    }
}

fn act(state: &mut State, command: &Command, out: &mut Effects) {
    let Some(Overlay::Coverage(open)) = &mut state.overlay else { return };
    match command.name {
        "back" | "cancel" | "coverage" => close(state),
        "down" | "right" | "next-source" | "next-pane" | "next-feed" => open.step(1),
        "up" | "left" | "previous-source" | "previous-pane" | "previous-feed" => open.step(-1),
        "page-down" | "half-page-down" => open.step(PAGE),
        "page-up" | "half-page-up" => open.step(-PAGE),
        "top" => open.step(isize::MIN + 1),
        "bottom" => open.step(isize::MAX),
        "open" => go(state, out),
        name if ACTING.contains(&name) && page::serves(state, command) => commands::run(state, command, out),
        _ => {}
    }
}

/// Opens the article under the cursor; the list keeps its selection.
pub fn go(state: &mut State, out: &mut Effects) {
    let Some(Overlay::Coverage(open)) = &state.overlay else { return };
    let Some(row) = open.row().cloned() else { return };
    close(state);
    article::open_entry(state, row.id, out);
}
