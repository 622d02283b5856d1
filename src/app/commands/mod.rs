//! Everything the user can ask: one row a command, one file an area.
//!
//! From these rows come the default keys, the names for `keys.toml`, the palette, the help, the hints on the status line
//! and the key tables of the README and the man page.

mod feeds;
mod finding;
mod giving;
mod later;
mod links;
mod marking;
mod moving;
mod program;
mod reading;
mod rules;
mod searching;
mod selecting;
mod stories;
mod tagging;
mod telling;
mod views;

pub(in crate::app) use links::{copy, open};
pub(in crate::app) use moving::by as move_by;
pub(in crate::app) use program::quit;
pub(in crate::app) use reading::{open_found, open_unread, unread_below};
pub(in crate::app) use views::set_sort;

use crate::app::effect::Effects;
use crate::app::page;
use crate::app::scope::Scope;
use crate::app::state::State;

/// A command: its name in `keys.toml` and the palette, where it works, its keys, and what it does.
#[derive(Debug)]
pub struct Command {
    pub name: &'static str,
    pub scope: Scope,
    /// Default keys; a sequence is written with spaces.
    pub keys: &'static [&'static str],
    pub help: &'static str,
    /// The word on the status line, for the commands that a newcomer needs.
    pub hint: Option<&'static str>,
    pub run: fn(&mut State, &mut Effects),
}

const AREAS: &[&[Command]] = &[
    moving::COMMANDS,
    reading::COMMANDS,
    marking::COMMANDS,
    tagging::COMMANDS,
    selecting::COMMANDS,
    rules::COMMANDS,
    telling::COMMANDS,
    views::COMMANDS,
    feeds::COMMANDS,
    links::COMMANDS,
    finding::COMMANDS,
    stories::COMMANDS,
    giving::COMMANDS,
    program::COMMANDS,
    searching::COMMANDS,
    later::COMMANDS,
];

/// Every command, area by area.
pub fn all() -> impl Iterator<Item = &'static Command> {
    AREAS.iter().flat_map(|area| area.iter())
}

/// Does what a command is for, unless it is for panes that are not there.
pub(in crate::app) fn run(state: &mut State, command: &Command, out: &mut Effects) {
    match page::serves(state, command) {
        true => (command.run)(state, out),
        false => state.inform("That works in the reader; here one article is read alone"),
    }
}

/// The command of that name.
pub fn named(name: &str) -> Option<&'static Command> {
    all().find(|command| command.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::app::keymap::read_sequence;

    #[test]
    fn names_are_unique_and_helped() {
        let mut names = HashSet::new();
        for command in all() {
            assert!(names.insert(command.name), "{} stands twice", command.name);
            assert!(!command.help.is_empty() && !command.help.ends_with('.'), "{}", command.name);
            assert!(command.name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", command.name);
        }
    }

    #[test]
    fn no_two_commands_share_a_key_in_one_scope() {
        let mut taken = HashSet::new();
        for command in all() {
            for keys in command.keys {
                let sequence = read_sequence(keys).expect(keys);
                assert!(taken.insert((command.scope, sequence)), "{keys} of {}", command.name);
            }
        }
    }

    #[test]
    fn no_key_is_the_beginning_of_a_sequence_in_its_scope() {
        for long in all().flat_map(|c| c.keys.iter().map(move |k| (c.scope, *k))).filter(|(_, k)| k.contains(' ')) {
            let first = long.1.split(' ').next().unwrap();
            assert!(!all().any(|c| c.scope == long.0 && c.keys.contains(&first)), "{first}");
        }
    }
}
