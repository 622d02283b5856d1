//! Which keys ask for which command: the table's defaults, and what a preset or `keys.toml` puts in their place.

use crate::app::commands::{self, Command};
use crate::app::key::Key;
use crate::app::scope::Scope;

/// A command's keys as a preset or the user writes them; no sequence: the command has no key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    pub command: String,
    pub sequences: Vec<Vec<Key>>,
}

#[derive(Debug, Clone)]
struct Bound {
    scope: Scope,
    sequence: Vec<Key>,
    command: &'static Command,
}

impl PartialEq for Bound {
    fn eq(&self, other: &Bound) -> bool {
        (self.scope, &self.sequence, self.command.name) == (other.scope, &other.sequence, other.command.name)
    }
}

/// What a sequence of keys asks for.
#[derive(Debug)]
pub enum Match {
    Command(&'static Command),
    /// The beginning of a longer sequence.
    Begun,
    Nothing,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Keymap {
    bound: Vec<Bound>,
}

impl Default for Keymap {
    fn default() -> Keymap {
        let bound = commands::all()
            .flat_map(|command| command.keys.iter().map(move |keys| (command, keys)))
            .filter_map(|(command, keys)| {
                let sequence = read_sequence(keys).ok()?;
                Some(Bound { scope: command.scope, sequence, command })
            })
            .collect();
        Keymap { bound }
    }
}

impl Keymap {
    /// The default keys with `bindings` in their place, and what is wrong with these. A key that is given away is taken
    /// from the command that had it.
    pub fn new(bindings: &[Binding]) -> (Keymap, Vec<String>) {
        let mut keymap = Keymap::default();
        let mut problems = Vec::new();
        for binding in bindings {
            match commands::named(&binding.command) {
                Some(command) => keymap.bind(command, &binding.sequences),
                None => problems
                    .push(format!("no command is named `{}`; `dateline config keys` lists them", binding.command)),
            }
        }
        (keymap, problems)
    }

    fn bind(&mut self, command: &'static Command, sequences: &[Vec<Key>]) {
        self.bound.retain(|bound| bound.command.name != command.name);
        for sequence in sequences {
            self.bound.retain(|bound| bound.scope != command.scope || !clash(&bound.sequence, sequence));
            self.bound.push(Bound { scope: command.scope, sequence: sequence.clone(), command });
        }
    }

    /// What `keys` ask for where `scopes` have the keys, the nearest scope first.
    pub fn find(&self, scopes: &[Scope], keys: &[Key]) -> Match {
        for scope in scopes {
            for bound in self.bound.iter().filter(|bound| bound.scope == *scope) {
                if bound.sequence == keys {
                    return Match::Command(bound.command);
                }
            }
            if self.bound.iter().any(|bound| bound.scope == *scope && bound.sequence.starts_with(keys)) {
                return Match::Begun;
            }
        }
        Match::Nothing
    }

    /// Every command that `keys` ask for anywhere.
    pub fn elsewhere(&self, keys: &[Key]) -> Option<&'static Command> {
        self.bound.iter().find(|bound| bound.sequence == keys).map(|bound| bound.command)
    }

    /// The keys of a command as they are written, the first bound first.
    pub fn keys_of(&self, command: &Command) -> Vec<String> {
        let of_command = self.bound.iter().filter(|bound| bound.command.name == command.name);
        of_command.map(|bound| write_sequence(&bound.sequence)).collect()
    }

    /// The first key of the command of that name.
    pub fn key_for(&self, name: &str) -> Option<String> {
        commands::named(name).and_then(|command| self.keys_of(command).into_iter().next())
    }
}

/// Whether one sequence is the other or its beginning, so that both cannot be bound.
fn clash(a: &[Key], b: &[Key]) -> bool {
    a.starts_with(b) || b.starts_with(a)
}

/// Reads a sequence written with spaces: `g g`, `ctrl-d`.
pub fn read_sequence(text: &str) -> Result<Vec<Key>, String> {
    let keys: Vec<Key> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    if keys.is_empty() { Err("a key is missing; write `j`, `ctrl-d` or `g g`".to_owned()) } else { Ok(keys) }
}

/// Writes a sequence with spaces.
pub fn write_sequence(keys: &[Key]) -> String {
    keys.iter().map(Key::to_string).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<Key> {
        read_sequence(text).unwrap()
    }

    #[test]
    fn the_nearest_scope_wins_and_sequences_wait() {
        let keymap = Keymap::default();
        let scopes = [Scope::List, Scope::Entry, Scope::Global];
        assert!(matches!(keymap.find(&scopes, &keys("g")), Match::Begun));
        assert!(matches!(keymap.find(&scopes, &keys("g g")), Match::Command(c) if c.name == "top"));
        assert!(matches!(keymap.find(&scopes, &keys("g &")), Match::Nothing));
    }

    #[test]
    fn a_key_given_away_is_taken_from_its_command() {
        let binding = Binding { command: "quit".into(), sequences: vec![keys("j")] };
        let (keymap, problems) = Keymap::new(&[binding]);
        assert!(problems.is_empty());
        assert!(matches!(keymap.find(&[Scope::Global], &keys("j")), Match::Command(c) if c.name == "quit"));
        assert!(keymap.keys_of(commands::named("quit").unwrap()) == ["j"]);
        assert!(matches!(keymap.find(&[Scope::Global], &keys("Q")), Match::Nothing));
    }

    #[test]
    fn an_unknown_command_is_reported() {
        let (_, problems) = Keymap::new(&[Binding { command: "fly".into(), sequences: vec![] }]);
        assert_eq!(problems.len(), 1);
        assert!(problems[0].contains("fly"));
    }
}
