//! The place of the reader, kept across restarts: view, selection, folds, scroll positions, pane widths.

use crate::app::state::{Pane, Widths};
use crate::model::{EntryId, Folder, ListSpec};
use crate::text::layout::Anchor;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub list: ListSpec,
    pub selected: Option<EntryId>,
    pub focus: Pane,
    pub folded: Vec<Folder>,
    pub widths: Widths,
    pub measure: u16,
    /// How far each of the articles read last was scrolled, the newest last.
    pub scrolls: Vec<(EntryId, Anchor)>,
    /// What was typed at each kind of prompt, the newest last.
    pub histories: Vec<(String, Vec<String>)>,
}
