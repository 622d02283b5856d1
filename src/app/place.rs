//! The place of the reader, kept across restarts: view, selection, folds, scroll positions, pane widths.

use crate::app::effect::{Effect, Effects};
use crate::app::front::Visits;
use crate::app::lines::Grouping;
use crate::app::prompt::Histories;
use crate::app::state::{Pane, State, Widths};
use crate::app::view;
use crate::model::{EntryId, Folder, ListSpec, View};
pub use crate::text::layout::Anchor;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub list: ListSpec,
    pub selected: Option<EntryId>,
    pub focus: Pane,
    pub folded: Vec<Folder>,
    /// Whether the tags are shown, each in a row.
    pub tags_open: bool,
    pub group: Grouping,
    /// The views that show each entry by itself, though others tell the same story.
    pub apart: Vec<View>,
    pub widths: Widths,
    /// The width of the text, where it was changed by keys.
    pub measure: Option<u16>,
    /// Whether feeds and folders open without what is read.
    pub hide_read: bool,
    /// When the reader looked at the front page.
    pub visits: Visits,
    /// Whether pictures are shown, if the reader ever said so.
    pub images: Option<bool>,
    /// How far each of the articles read last was scrolled, the newest last.
    pub scrolls: Vec<(EntryId, Anchor)>,
    /// What was typed at each kind of prompt, the newest last.
    pub histories: Vec<(String, Vec<String>)>,
}

/// Asks for the present place to be kept.
pub fn save(state: &State, out: &mut Effects) {
    // An article alone is no place in the reader.
    if !state.alone {
        out.push(Effect::SavePlace(Box::new(Place::of(state))));
    }
}

impl Place {
    fn of(state: &State) -> Place {
        Place {
            list: state.list.spec.clone(),
            selected: state.list.anchor(),
            focus: state.focus,
            folded: state.tree.folded.iter().cloned().collect(),
            tags_open: state.tree.tags_open,
            group: state.list.group,
            apart: state.tree.apart.clone(),
            widths: state.widths,
            measure: state.measure,
            hide_read: state.hide_read,
            visits: state.visits,
            images: state.pictures.kept,
            scrolls: state.scrolls.iter().filter(|(id, _)| !id.is_loose()).copied().collect(),
            histories: state.histories.0.clone(),
        }
    }

    /// Puts the reader back where this place was taken.
    pub(in crate::app) fn restore(self, state: &mut State, out: &mut Effects) {
        state.tree.folded = self.folded.into_iter().collect();
        state.tree.tags_open = self.tags_open;
        state.list.group = self.group;
        let apart = self.apart.into_iter().filter_map(|view| view::understood(state, ListSpec::of(view)));
        state.tree.apart = apart.map(|list| list.view).collect();
        state.widths = self.widths;
        state.measure = self.measure;
        state.hide_read = self.hide_read;
        state.visits = self.visits;
        state.pictures.kept = self.images;
        state.scrolls = self.scrolls;
        state.histories = Histories(self.histories);
        // The article is previewed again, not opened: what was not read must not be marked by a start.
        state.focus = if self.focus == Pane::Article { Pane::List } else { self.focus };
        let list = view::understood(state, self.list).unwrap_or(ListSpec::of(View::Unread));
        if !matches!(list.view, View::Front | View::Search(_)) {
            state.order = (list.sort, list.reversed);
        }
        let apart = state.tree.apart.contains(&list.view);
        view::restore(state, ListSpec { apart, ..list }, self.selected, out);
    }
}
