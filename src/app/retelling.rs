//! What the reader makes of stories: follows one, takes an entry out, makes two one.

use crate::app::effect::{Effect, Effects};
use crate::app::overlay::{Overlay, Picker, Purpose};
use crate::app::selection;
use crate::app::state::State;
use crate::model::{EntryId, Query, Search, Sort, Term, View};

/// The list of what the reader follows.
pub fn followed() -> View {
    let query = Query { term: Term::Followed, sort: Sort::Newest, reversed: false };
    View::Search(Search { text: "is:followed".to_owned(), query })
}

pub fn follow(state: &mut State, out: &mut Effects) {
    if let Some(entry) = subject(state) {
        out.push(Effect::FollowStory(entry));
    }
}

pub fn split(state: &mut State, out: &mut Effects) {
    let Some(entry) = subject(state) else { return };
    if let Some(Overlay::Coverage(open)) = &mut state.overlay {
        // What is left is what is looked at.
        let other = open.members().iter().map(|member| member.row.id).find(|id| *id != entry);
        open.of = other.unwrap_or(entry);
    }
    out.push(Effect::SplitStory(entry));
}

/// Makes the stories of the selected entries one, or asks for the one to which that of the entry belongs.
pub fn join(state: &mut State, out: &mut Effects) {
    let Some(entry) = subject(state) else { return };
    let mut selected = state.subjects();
    if selected.len() > 1 {
        // What is under the cursor gives the others its story.
        selected.sort_by_key(|id| *id == entry);
        out.push(Effect::JoinStories(selected));
        selection::end(state);
        return;
    }
    let ticket = state.ticket();
    let purpose = Purpose::Join { ticket, entry };
    state.pending.clear();
    state.overlay = Some(Overlay::Picker(Picker::new(purpose, "Join to the story of", Vec::new())));
    out.push(Effect::LoadTitles { ticket });
}

/// The entry that is meant, if it is in the store.
fn subject(state: &mut State) -> Option<EntryId> {
    match state.subject().map(|row| row.id).filter(|id| !id.is_loose()) {
        Some(id) => Some(id),
        None => {
            state.inform("No entry is selected");
            None
        }
    }
}
