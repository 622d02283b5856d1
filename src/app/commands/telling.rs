//! Stories: who tells one, following it, and mending what was put together wrongly.

use super::Command;
use crate::app::scope::Scope;
use crate::app::{coverage, retelling};

pub const COMMANDS: &[Command] = &[
    Command {
        name: "coverage",
        scope: Scope::Entry,
        keys: &["."],
        help: "Coverage: all sources of the story side by side, and what is new in each",
        hint: None,
        run: coverage::open,
    },
    Command {
        name: "follow-story",
        scope: Scope::Entry,
        keys: &["F"],
        help: "Follow the story, or no longer: what comes to it stands by itself",
        hint: None,
        run: retelling::follow,
    },
    Command {
        name: "split-story",
        scope: Scope::Entry,
        keys: &["g s"],
        help: "Take the entry out of its story",
        hint: None,
        run: retelling::split,
    },
    Command {
        name: "join-story",
        scope: Scope::Entry,
        keys: &["g j"],
        help: "Join the story to another; with several selected, make theirs one",
        hint: None,
        run: retelling::join,
    },
];
