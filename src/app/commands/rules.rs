//! Rules: hiding what is like an entry, the list of all rules, lifting what hides.

use super::Command;
use crate::app::effect::Effect;
use crate::app::scope::Scope;
use crate::app::{mute, rules};

pub const COMMANDS: &[Command] = &[
    Command {
        name: "mute",
        scope: Scope::Entry,
        keys: &["M"],
        help: "Hide what is like the entry, or all selected: words, story, author, feed, category or folder",
        hint: None,
        run: mute::open,
    },
    Command {
        name: "rules",
        scope: Scope::Global,
        keys: &["g m"],
        help: "Rules: what is hidden, tagged, starred or marked as it arrives",
        hint: None,
        run: |_, out| out.push(Effect::LoadRules),
    },
    Command {
        name: "lift",
        scope: Scope::Global,
        keys: &["g l"],
        help: "End the rule that hides entries from this list",
        hint: None,
        run: rules::lift,
    },
];
