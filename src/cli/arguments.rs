//! Options and the words of a query told apart: a query may hold words that begin with `-`, and options may follow it.

use std::ffi::OsString;

use clap::{Arg, Command};

/// For a subcommand that takes a query, the arguments with its options in front and a `--` before the words.
/// What stands behind a `--` of the user's is words. Everything else comes back as it is.
pub(super) fn options_first(definition: &Command, arguments: Vec<OsString>) -> Vec<OsString> {
    let Some((command, at)) = innermost(definition, &arguments) else { return arguments };
    if !command.get_arguments().any(|arg| arg.get_id() == "query") {
        return arguments;
    }
    let (mut options, mut words) = (Vec::new(), Vec::new());
    let mut rest = arguments.iter().skip(at + 1).cloned();
    while let Some(argument) = rest.next() {
        if argument == "--" {
            words.extend(rest);
            break;
        }
        match option(command, &argument) {
            Some(Taken::Alone) => options.push(argument),
            Some(Taken::WithNext) => options.extend([Some(argument), rest.next()].into_iter().flatten()),
            None => words.push(argument),
        }
    }
    let mut sorted: Vec<_> = arguments.into_iter().take(at + 1).collect();
    sorted.append(&mut options);
    if !words.is_empty() {
        sorted.push("--".into());
    }
    sorted.append(&mut words);
    sorted
}

/// The subcommand that is asked for, or the subcommand of it, and where its name stands.
fn innermost<'a>(definition: &'a Command, arguments: &[OsString]) -> Option<(&'a Command, usize)> {
    let (mut command, mut at) = (definition, 0);
    while let Some(next) = subcommand(command, at, arguments) {
        let Some(inner) = arguments.get(next).and_then(|name| command.find_subcommand(name)) else { break };
        (command, at) = (inner, next);
    }
    (at > 0).then_some((command, at))
}

/// Where the name of a subcommand stands behind that of its command: the first word that is neither an option nor the
/// value of one.
fn subcommand(definition: &Command, command: usize, arguments: &[OsString]) -> Option<usize> {
    let mut at = command + 1;
    loop {
        let argument = arguments.get(at)?;
        at += match option(definition, argument) {
            Some(Taken::WithNext) => 2,
            Some(Taken::Alone) => 1,
            None => return Some(at),
        };
    }
}

enum Taken {
    /// A flag, or an option with its value behind `=`.
    Alone,
    WithNext,
}

/// Whether an argument is exactly an option of the command.
fn option(command: &Command, argument: &OsString) -> Option<Taken> {
    let text = argument.to_str()?;
    if text == "-h" {
        return Some(Taken::Alone);
    }
    let name = text.strip_prefix("--")?;
    let (name, has_value) = name.split_once('=').map_or((name, false), |(name, _)| (name, true));
    let known: &Arg = command.get_arguments().find(|arg| arg.get_long() == Some(name))?;
    match known.get_action().takes_values() {
        true if !has_value => Some(Taken::WithNext),
        _ => Some(Taken::Alone),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::definition;

    fn sorted(line: &str) -> String {
        let arguments = line.split(' ').map(OsString::from).collect();
        let sorted = options_first(&definition(), arguments);
        sorted.iter().map(|argument| argument.to_str().unwrap()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_of_a_query_are_no_options() {
        for (line, wanted) in [
            ("dateline list a -b --json", "dateline list --json -- a -b"),
            ("dateline list -b --limit 5 a --limit=6", "dateline list --limit 5 --limit=6 -- -b a"),
            ("dateline --offline --log debug list -h x", "dateline --offline --log debug list -h -- x"),
            ("dateline list --data-dir x a", "dateline list --data-dir x -- a"),
            ("dateline list a -- --json", "dateline list -- a --json"),
            ("dateline list --nope", "dateline list -- --nope"),
            ("dateline list --json", "dateline list --json"),
            ("dateline mark read -a", "dateline mark -- read -a"),
            ("dateline rules add mute -a --until 1d", "dateline rules add --until 1d -- mute -a"),
        ] {
            assert_eq!(sorted(line), wanted);
        }
    }

    #[test]
    fn other_commands_stay_as_they_are() {
        for line in [
            "dateline add -x --title",
            "dateline",
            "dateline --nope",
            "dateline --log",
            "dateline x list --json",
            "dateline rules --json",
        ] {
            assert_eq!(sorted(line), line);
        }
    }
}
