//! Tags on entries, and reading later, which is one of them.

use super::Command;
use crate::app::scope::Scope;
use crate::app::tags;

pub const COMMANDS: &[Command] = &[
    Command {
        name: "add-tag",
        scope: Scope::Entry,
        keys: &["t"],
        help: "Tag the entry; several tags are parted by commas",
        hint: None,
        run: tags::ask,
    },
    Command {
        name: "remove-tag",
        scope: Scope::Entry,
        keys: &["T"],
        help: "Take a tag off the entry",
        hint: None,
        run: tags::choose,
    },
    Command {
        name: "read-later",
        scope: Scope::Entry,
        keys: &["p"],
        help: "Put off to read later, or be done with that: the tag `later`",
        hint: None,
        run: tags::toggle_later,
    },
    Command {
        name: "later",
        scope: Scope::Global,
        keys: &["6"],
        help: "Show what is to be read later",
        hint: None,
        run: tags::show_later,
    },
];
