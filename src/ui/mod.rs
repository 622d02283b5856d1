//! State to cells. Everything here is a plain function of the state; all text goes through [`canvas::Canvas`].

mod article;
pub mod canvas;
mod coverage;
mod empty;
mod form;
mod front;
mod health;
mod input;
mod list;
mod marks;
mod mute;
mod notice;
mod over_text;
mod overlay;
mod picker;
mod pictures;
mod pulse;
mod rules;
mod status;
mod top;
mod tree;

use ratatui::Frame;

use crate::app;
use crate::app::areas::{Areas, areas};
use crate::app::hints::Hint;
use crate::app::pictures::Placement;
use crate::app::state::{Pane, State};
use crate::ui::canvas::Canvas;

/// Draws the whole screen.
pub fn draw(state: &State, hints: &[Hint], frame: &mut Frame) {
    let mut canvas = Canvas::new(frame.buffer_mut(), &state.settings.theme, marks::of(state.settings.ascii));
    canvas.terminal_bidi = state.settings.manner.terminal_bidi;
    let areas = areas(state);
    let Some(status) = areas.status else {
        canvas.text(0, 0, state.size.width, "dateline needs 20 columns and 5 lines", state.settings.theme.meta);
        return;
    };
    panes(state, &areas, hints, &mut canvas);
    let over = state.overlay.as_ref().and_then(|shown| overlay::draw(state, shown, &mut canvas));
    let below = status::draw(state, hints, status, &mut canvas);
    if let Some(cursor) = below.or(over) {
        frame.set_cursor_position(cursor);
    }
}

fn panes(state: &State, areas: &Areas, hints: &[Hint], canvas: &mut Canvas) {
    if let Some(area) = areas.top {
        top::draw(state, area, canvas);
    }
    if let Some(area) = areas.tree {
        tree::draw(state, area, canvas);
    }
    if let Some(area) = areas.list {
        match app::front::is_listed(state) {
            true => front::draw(state, area, hints, canvas),
            false => list::draw(state, area, hints, canvas),
        }
    }
    if let Some(area) = areas.article {
        article::draw(state, area, canvas);
    }
    if let Some(area) = areas.tree_rule {
        canvas.upright(area, state.focus != Pane::Article);
    }
    if let Some(area) = areas.list_rule {
        canvas.upright(area, state.focus != Pane::Tree);
    }
    if let Some(area) = areas.middle_rule {
        article::rule(state, area, canvas);
    }
}

/// The pictures of the frame that [`draw`] draws, whatever stands over them.
pub fn pictures(state: &State) -> Vec<Placement> {
    areas(state).article.map_or(Vec::new(), |area| pictures::placements(state, area))
}

/// Where a screen reader finds the selection: the cell at which the cursor waits while nothing is typed.
pub fn parked(state: &State) -> Option<(u16, u16)> {
    let areas = areas(state);
    match state.focus {
        Pane::Tree => tree::selected(state, areas.tree?),
        Pane::List if app::front::is_listed(state) => front::selected(state),
        Pane::List => list::selected(state, areas.list?),
        Pane::Article => areas.article.map(|area| (area.x, area.y)),
    }
}
