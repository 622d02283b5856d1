//! Keys that are kept for what later editions bring: they say so instead of doing nothing.

use super::Command;
use crate::app::scope::Scope;
use crate::app::state::State;

pub const COMMANDS: &[Command] = &[
    Command {
        name: "coverage",
        scope: Scope::Entry,
        keys: &["."],
        help: "All sources of the story (in a later edition)",
        hint: None,
        run: |s, _| later(s, "Coverage"),
    },
    Command {
        name: "follow-story",
        scope: Scope::Entry,
        keys: &["F"],
        help: "Follow the story (in a later edition)",
        hint: None,
        run: |s, _| later(s, "Following stories"),
    },
    Command {
        name: "split-story",
        scope: Scope::Entry,
        keys: &["g s"],
        help: "Split from the story (in a later edition)",
        hint: None,
        run: |s, _| later(s, "Splitting stories"),
    },
    Command {
        name: "join-story",
        scope: Scope::Entry,
        keys: &["g j"],
        help: "Join to a story (in a later edition)",
        hint: None,
        run: |s, _| later(s, "Joining stories"),
    },
    Command {
        name: "sync",
        scope: Scope::Global,
        keys: &["S"],
        help: "Sync with a service (in a later edition)",
        hint: None,
        run: |s, _| later(s, "Syncing"),
    },
];

fn later(state: &mut State, what: &str) {
    state.inform(format!("{what} comes in a later edition"));
}
