//! Stories: from one source to another.

use super::Command;
use crate::app::scope::Scope;
use crate::app::stories;

pub const COMMANDS: &[Command] = &[
    Command {
        name: "previous-source",
        scope: Scope::Entry,
        keys: &["["],
        help: "Open the previous source of the story",
        hint: None,
        run: |s, out| stories::step(s, -1, out),
    },
    Command {
        name: "next-source",
        scope: Scope::Entry,
        keys: &["]"],
        help: "Open the next source of the story",
        hint: None,
        run: |s, out| stories::step(s, 1, out),
    },
];
