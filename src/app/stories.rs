//! The sources of a story: stepped through in the article pane.

use crate::app::article;
use crate::app::effect::{Effect, Effects, Ticket};
use crate::app::state::{Pane, State};
use crate::model::{Coverage, EntryId, EntryRow};

/// The entries of one story, as they were last asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sources {
    /// In the order in which they came.
    pub members: Vec<EntryRow>,
    pub asked: Option<Asked>,
}

/// What is to be done with the entries that are being looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    ticket: Ticket,
    /// The entry whose story they are.
    of: EntryId,
    /// How many sources to step on from there.
    step: isize,
}

impl Sources {
    fn position(&self, entry: EntryId) -> Option<usize> {
        self.members.iter().position(|row| row.id == entry)
    }
}

/// Opens another source of the story that is read or selected. The selection stays on the row of the story.
pub fn step(state: &mut State, by: isize, out: &mut Effects) {
    let Some(of) = here(state) else { return state.inform("No entry is selected") };
    if of.is_loose() {
        return alone(state);
    }
    match state.sources.position(of) {
        Some(place) => go(state, place, by, out),
        None => {
            let ticket = state.ticket();
            state.sources.asked = Some(Asked { ticket, of, step: by });
            out.push(Effect::LoadCoverage { ticket, entry: of });
        }
    }
}

/// The entry from which to step: the one that is read, or, in the list, of the selected story the one opened last.
fn here(state: &State) -> Option<EntryId> {
    let opened = state.article.entry.filter(|_| state.article.opened);
    if state.focus == Pane::Article {
        return opened;
    }
    let selected = state.list.selected?;
    let known = |id: EntryId| state.sources.position(id).is_some();
    opened.filter(|opened| known(*opened) && known(selected)).or(Some(selected))
}

/// Takes the entries of a story that was asked for.
pub fn arrived(
    state: &mut State,
    ticket: Ticket,
    coverage: Option<&Coverage>,
    mut rows: Vec<EntryRow>,
    out: &mut Effects,
) {
    let Some(Asked { of, step, .. }) = state.sources.asked.take_if(|asked| asked.ticket == ticket) else {
        return;
    };
    if coverage.is_none() {
        return state.inform("This entry is not in the store any more");
    }
    for change in &state.outstanding {
        rows.iter_mut().for_each(|row| change.show(row, &state.list.spec));
    }
    state.sources.members = rows;
    if let Some(place) = state.sources.position(of).filter(|_| here(state) == Some(of)) {
        go(state, place, step, out);
    }
}

fn go(state: &mut State, place: usize, by: isize, out: &mut Effects) {
    let count = state.sources.members.len();
    let to = place.checked_add_signed(by);
    match to.and_then(|to| Some((to, state.sources.members.get(to)?.id))) {
        Some((to, id)) => {
            article::open_entry(state, id, out);
            tell(state, to, "");
        }
        None if count < 2 => alone(state),
        None => tell(state, place, if by > 0 { " \u{b7} the last source" } else { " \u{b7} the first source" }),
    }
}

fn tell(state: &mut State, place: usize, end: &str) {
    let Some(row) = state.sources.members.get(place) else { return };
    let source = state.feed(row.feed).map(|feed| feed.title.as_str()).unwrap_or_default();
    let text = format!("{}/{} \u{b7} {source}{end}", place + 1, state.sources.members.len());
    state.inform(text);
}

fn alone(state: &mut State) {
    state.inform("No other source tells this");
}
