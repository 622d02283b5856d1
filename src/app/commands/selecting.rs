//! Selecting many entries, for every command that acts on entries.

use super::Command;
use crate::app::prompt::{Ask, Prompt};
use crate::app::scope::Scope;
use crate::app::selection;
use crate::model::Side;

pub const COMMANDS: &[Command] = &[
    Command {
        name: "select",
        scope: Scope::List,
        keys: &["v"],
        help: "Select the entry and move down; what acts on an entry then acts on all selected",
        hint: None,
        run: selection::toggle,
    },
    Command {
        name: "select-all",
        scope: Scope::List,
        keys: &["g v"],
        help: "Select all entries in the list",
        hint: None,
        run: |s, out| selection::ask(s, None, None, out),
    },
    Command {
        name: "select-above",
        scope: Scope::List,
        keys: &["g <"],
        help: "Select the entry and all above it",
        hint: None,
        run: |s, out| selection::side(s, Side::Above, out),
    },
    Command {
        name: "select-below",
        scope: Scope::List,
        keys: &["g >"],
        help: "Select the entry and all below it",
        hint: None,
        run: |s, out| selection::side(s, Side::Below, out),
    },
    Command {
        name: "select-matching",
        scope: Scope::List,
        keys: &["*"],
        help: "Select all entries in the list that a query finds",
        hint: None,
        run: |s, _| s.prompt = Some(Prompt::new(Ask::Select)),
    },
];
