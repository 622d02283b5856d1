//! What lies over the panes: a box in the upper middle of the screen.

use crate::app::areas::Rect;
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::ui::canvas::Canvas;
use crate::ui::{form, picker};

/// The widest box, border included.
const WIDEST: u16 = 84;

/// Draws the overlay; gives the cursor's cell where something is typed.
pub fn draw(state: &State, overlay: &Overlay, canvas: &mut Canvas) -> Option<(u16, u16)> {
    let width = state.size.width.min(WIDEST);
    let lines = match overlay {
        Overlay::Picker(picker) => picker::lines(picker, width.saturating_sub(4)),
        Overlay::Form(form) => form::lines(form),
    };
    let inside = canvas.frame(place(state, width, lines));
    let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
    if inside.is_empty() {
        return None;
    }
    match overlay {
        Overlay::Picker(shown) => picker::draw(shown, inside, canvas),
        Overlay::Form(shown) => form::draw(shown, inside, canvas),
    }
}

/// A box for so many lines, as far as the screen has room between its first and its last line.
fn place(state: &State, width: u16, lines: usize) -> Rect {
    let room = state.size.height.saturating_sub(2);
    let height = room.min(u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(2));
    Rect { x: (state.size.width - width) / 2, y: 1 + (room - height) / 4, width, height }
}
