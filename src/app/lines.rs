//! Which line of the list's pane shows what: rows, the lead of the selected one, the headers of groups.

use crate::app::areas::Rect;
use crate::app::state::{ListPane, State};
use crate::model::EntryRow;
use crate::text::time;

/// From this height a pane has room for the lead under the selected headline.
const LEAD_FROM: u16 = 8;

/// By what the rows of a list stand under headers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Grouping {
    #[default]
    None,
    Day,
    Feed,
}

/// What a line shows; a row is told by its place in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// The header above that row.
    Header(usize),
    Row(usize),
    /// Of what is unfolded below that row the entry at that place.
    Member(usize, usize),
    /// The second line of what is selected in or below that row.
    Lead(usize),
}

impl Line {
    /// The row that a click on the line means; none on a header.
    pub fn row(self) -> Option<usize> {
        match self {
            Line::Header(_) => None,
            Line::Row(index) | Line::Member(index, _) | Line::Lead(index) => Some(index),
        }
    }

    /// Of what is unfolded below that row the entry that it means.
    pub fn member(self, list: &ListPane) -> Option<usize> {
        match self {
            Line::Member(_, member) => Some(member),
            Line::Lead(_) => list.member,
            Line::Header(_) | Line::Row(_) => None,
        }
    }

    /// The line of what is selected.
    pub fn selected(list: &ListPane) -> Line {
        match list.member {
            Some(member) => Line::Member(list.cursor, member),
            None => Line::Row(list.cursor),
        }
    }
}

/// The lines of the pane below its first, which is the list's head.
pub fn lines(state: &State, pane: Rect) -> Vec<Line> {
    from(state, pane, state.list.top)
}

/// [`lines`] if this were the first row on the screen.
pub fn from(state: &State, pane: Rect, top: usize) -> Vec<Line> {
    let list = &state.list;
    let room = usize::from(pane.height.saturating_sub(1));
    let lead = shows_lead(list, pane);
    let mut lines = Vec::with_capacity(room + 2);
    for index in top..list.total {
        if lines.len() >= room {
            break;
        }
        // The first row has its header whatever stands above, so that one always knows where one is.
        if list.group != Grouping::None && (index == top || begins(state, index)) && list.row(index).is_some() {
            lines.push(Line::Header(index));
        }
        let members = (0..list.members(index).len()).map(|member| Line::Member(index, member));
        for line in [Line::Row(index)].into_iter().chain(members) {
            lines.push(line);
            if lead && line == Line::selected(list) {
                lines.push(Line::Lead(index));
            }
        }
    }
    if top == list.cursor && list.member.is_some() {
        leave_out_above(&mut lines, Line::selected(list), room);
    }
    lines.truncate(room);
    lines
}

/// Has what is selected stand on the screen with its lead, though more is unfolded above it than there is room for.
fn leave_out_above(lines: &mut Vec<Line>, selected: Line, room: usize) {
    let first = lines.iter().position(|line| matches!(line, Line::Member(..)));
    let place = lines.iter().position(|line| *line == selected);
    let (Some(first), Some(place)) = (first, place) else { return };
    let height = if matches!(lines.get(place + 1), Some(Line::Lead(_))) { 2 } else { 1 };
    let surplus = (place + height).saturating_sub(room).min(place - first);
    lines.drain(first..first + surplus);
}

/// Whether a row belongs to another group than the one above it.
fn begins(state: &State, index: usize) -> bool {
    let above = index.checked_sub(1).and_then(|above| state.list.row(above));
    let (Some(above), Some(row)) = (above, state.list.row(index)) else { return true };
    let day = |row: &EntryRow| time::iso_date(row.date, &state.settings.zone);
    match state.list.group {
        Grouping::None => false,
        Grouping::Day => day(above) != day(row),
        Grouping::Feed => above.feed != row.feed,
    }
}

/// The words of the header above a row.
pub fn header(state: &State, index: usize) -> String {
    let Some(row) = state.list.row(index) else { return String::new() };
    match state.list.group {
        Grouping::None => String::new(),
        Grouping::Day => time::day(row.date, state.now, &state.settings.zone),
        Grouping::Feed => state.feed(row.feed).map(|feed| feed.title.clone()).unwrap_or_default(),
    }
}

/// Whether the selected row has a second line with its lead.
pub fn shows_lead(list: &ListPane, pane: Rect) -> bool {
    pane.height >= LEAD_FROM && list.selected_row().is_some_and(|row| !row.lead.is_empty())
}
