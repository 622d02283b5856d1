//! The sources of a story: unfolded below its row in the list, or stepped through in the article pane.

use crate::app::effect::{Effect, Effects, Ticket};
use crate::app::state::{Pane, State};
use crate::app::{article, front, list};
use crate::model::{Coverage, EntryId, EntryRow};

/// The entries of one story, as they were last asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sources {
    /// In the order in which they came.
    pub members: Vec<EntryRow>,
    asked: Vec<(Ticket, Asked)>,
}

/// What is to be done with the entries of a story that are being looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// Step so many sources on from an entry.
    Step(EntryId, isize),
    /// Unfold them below the row of an entry, or unfold them anew.
    Unfold(EntryId),
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
        None => ask(state, of, Asked::Step(of, by), out),
    }
}

fn ask(state: &mut State, entry: EntryId, then: Asked, out: &mut Effects) {
    let ticket = state.ticket();
    state.sources.asked.push((ticket, then));
    out.push(Effect::LoadCoverage { ticket, entry });
}

/// Shows the other entries of the selected story below its row, or no more.
pub fn unfold(state: &mut State, out: &mut Effects) {
    if front::is_listed(state) {
        return state.inform("Here `]` opens one source after the other");
    }
    let Some(of) = state.list.row(state.list.cursor).map(|row| row.id) else {
        return state.inform("No entry is selected");
    };
    if state.list.unfolded.remove(&of).is_none() {
        return ask(state, of, Asked::Unfold(of), out);
    }
    list::choose_member(state, None);
    article::preview(state, out);
}

/// Asks anew for all that is known of stories.
pub fn renew(state: &mut State, out: &mut Effects) {
    state.sources.asked.clear();
    let unfolded: Vec<EntryId> = state.list.unfolded.keys().copied().collect();
    unfolded.into_iter().for_each(|of| ask(state, of, Asked::Unfold(of), out));
    if let Some(first) = state.sources.members.first().map(|row| row.id) {
        ask(state, first, Asked::Step(first, 0), out);
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
    let asked = &mut state.sources.asked;
    let Some(place) = asked.iter().position(|(awaited, _)| *awaited == ticket) else { return };
    let (_, asked) = asked.swap_remove(place);
    for change in &state.outstanding {
        rows.iter_mut().for_each(|row| change.show(row, &state.list.spec));
    }
    match asked {
        Asked::Unfold(of) => unfolded(state, of, rows),
        Asked::Step(..) if coverage.is_none() => state.inform("This entry is not in the store any more"),
        Asked::Step(of, by) => {
            state.sources.members = rows;
            let place = state.sources.position(of).filter(|_| by != 0 && here(state) == Some(of));
            if let Some(place) = place {
                go(state, place, by, out);
            }
        }
    }
}

fn unfolded(state: &mut State, of: EntryId, mut rows: Vec<EntryRow>) {
    rows.retain(|row| row.id != of);
    let before = state.list.unfolded.remove(&of);
    if rows.is_empty() && before.is_none() {
        alone(state);
    } else if !rows.is_empty() && state.list.index_of(of).is_some() {
        state.list.unfolded.insert(of, rows);
    }
    list::choose_member(state, state.list.member);
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
