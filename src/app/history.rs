//! The list of changes: what can be undone and done again, and going to any point in it.

use crate::app::overlay::{Choice, Item, Overlay, Picker, Purpose};
use crate::app::state::State;
use crate::model::Step;
use crate::text::time;

/// Opens the list on the latest change that can be undone.
pub fn arrived(state: &mut State, steps: Vec<Step>) {
    if state.overlay.is_some() {
        return;
    }
    if steps.is_empty() {
        return state.inform("Nothing has been changed that could be undone");
    }
    let latest = steps.iter().position(|step| !step.undone).unwrap_or(steps.len() - 1);
    let items = steps.into_iter().map(|step| item(state, step)).collect();
    let mut picker = Picker::new(Purpose::History, "Changes", items);
    picker.intro =
        vec!["enter undoes down to the one under the cursor; where it is undone, does again up to it".into()];
    picker.cursor = latest;
    state.overlay = Some(Overlay::Picker(picker));
}

fn item(state: &State, step: Step) -> Item {
    let Step { id, at, text, undone } = step;
    let when = time::ago(at, state.now, &state.settings.zone)
        .unwrap_or_else(|| time::date_time(at, &state.settings.zone, state.settings.clock_24h));
    let detail = if undone { format!("undone \u{b7} {when}") } else { when };
    Item { label: text, detail, choice: Choice::Step { id, undone }, ticked: None }
}
