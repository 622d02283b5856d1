//! What lies over the panes: a box in the upper middle of the screen.

use crate::app::boxes;
use crate::app::overlay::Overlay;
use crate::app::state::State;
use crate::ui::canvas::Canvas;
use crate::ui::{coverage, form, health, mute, picker, pulse, rules};

/// Draws the overlay; gives the cursor's cell where something is typed.
pub fn draw(state: &State, overlay: &Overlay, canvas: &mut Canvas) -> Option<(u16, u16)> {
    let frame = boxes::frame(state.size, overlay);
    canvas.frame(frame);
    let inside = boxes::inside(frame);
    if inside.is_empty() {
        return None;
    }
    match overlay {
        Overlay::Picker(shown) => picker::draw(shown, inside, canvas),
        Overlay::Form(shown) => form::draw(shown, inside, canvas),
        Overlay::Mute(shown) => mute::draw(shown, inside, canvas),
        Overlay::Rules(shown) => {
            rules::draw(state, shown, inside, canvas);
            None
        }
        Overlay::Pulse(shown) => {
            pulse::draw(state, shown, inside, canvas);
            None
        }
        Overlay::Coverage(shown) => {
            coverage::draw(state, shown, inside, canvas);
            None
        }
        Overlay::Health(shown) => {
            health::draw(state, shown, inside, canvas);
            None
        }
    }
}
