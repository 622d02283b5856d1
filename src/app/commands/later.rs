//! Keys that are kept for what later editions bring: they say so instead of doing nothing.

use super::Command;
use crate::app::scope::Scope;
use crate::app::state::State;

pub const COMMANDS: &[Command] = &[Command {
    name: "sync",
    scope: Scope::Global,
    keys: &["S"],
    help: "Sync with a service (in a later edition)",
    hint: None,
    run: |s, _| later(s, "Syncing"),
}];

fn later(state: &mut State, what: &str) {
    state.inform(format!("{what} comes in a later edition"));
}
