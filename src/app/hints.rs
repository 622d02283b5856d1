//! The commands named on the status line: those of the rows that carry a hint and work where the keys are now.

use crate::app::commands;
use crate::app::page;
use crate::app::scope::{self, Scope};
use crate::app::state::State;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    pub keys: String,
    pub label: &'static str,
}

/// Hints in the order of the table, the nearest scope first.
pub fn hints(state: &State) -> Vec<Hint> {
    let of_scope = |scope: &Scope| {
        let scope = *scope;
        let within = commands::all().filter(move |command| command.scope == scope && page::serves(state, command));
        within.filter_map(|command| {
            let keys = state.keymap.keys_of(command).into_iter().next()?;
            Some(Hint { keys, label: command.hint? })
        })
    };
    let leave = state.keymap.key_for("back").filter(|_| state.alone).map(|keys| Hint { keys, label: "quit" });
    let keep = state.keymap.key_for("keep").filter(|_| state.alone).map(|keys| Hint { keys, label: "keep for later" });
    leave.into_iter().chain(keep).chain(scope::active(state).iter().flat_map(of_scope)).collect()
}
