//! Stories: their sources below them, and from one to another.

use super::Command;
use crate::app::scope::Scope;
use crate::app::stories;

pub const COMMANDS: &[Command] = &[
    Command {
        name: "unfold",
        scope: Scope::List,
        keys: &["c"],
        help: "Show the other sources of the story below it, or no more",
        hint: None,
        run: stories::unfold,
    },
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
