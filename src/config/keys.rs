//! `keys.toml`: which keys run which command.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::error::{ConfigError, nearest};
use super::file::Preset;
use super::load::read_text;
use crate::app::commands;
use crate::app::key::Key;
use crate::app::keymap::{Binding, read_sequence};

const NEWSBOAT: &str = include_str!("../../assets/keys/newsboat.toml");
const VIM: &str = include_str!("../../assets/keys/vim.toml");

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct File {
    keys: BTreeMap<Spanned<String>, Spanned<Written>>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a command's keys are one text (\"g g\"), a list of them, or [] for none")]
enum Written {
    One(String),
    Several(Vec<String>),
}

/// The keys of a preset, as far as they differ from the command table.
pub fn preset(preset: Preset) -> Vec<Binding> {
    let (name, text) = match preset {
        Preset::Vim => ("vim", VIM),
        Preset::Newsboat => ("newsboat", NEWSBOAT),
    };
    parse(Path::new(name), text).unwrap_or_default()
}

/// The user's keys; none where there is no such file.
pub fn load(path: &Path) -> Result<Vec<Binding>, ConfigError> {
    read_text(path)?.map_or(Ok(Vec::new()), |text| parse(path, &text))
}

fn parse(path: &Path, text: &str) -> Result<Vec<Binding>, ConfigError> {
    let file: File = toml::from_str(text).map_err(|error| ConfigError::toml(path, text, &error))?;
    let wrong = |span, why| ConfigError::at(path, text, Some(span), why);
    file.keys
        .into_iter()
        .map(|(command, written)| {
            let span = written.span();
            let name = command.get_ref();
            if commands::named(name).is_none() {
                return Err(wrong(command.span(), unknown(name)));
            }
            let sequences = match written.into_inner() {
                Written::One(keys) => vec![keys],
                Written::Several(list) => list,
            };
            let sequences = sequences.iter().map(|keys| sequence(keys)).collect::<Result<_, _>>();
            let sequences = sequences.map_err(|why| wrong(span, why))?;
            Ok(Binding { command: command.into_inner(), sequences })
        })
        .collect()
}

fn unknown(command: &str) -> String {
    let hint = match nearest(command, commands::all().map(|command| command.name)) {
        Some(name) => format!("did you mean `{name}`?"),
        None => "`dateline config keys` prints them all".to_owned(),
    };
    format!("no command is named `{command}`; {hint}")
}

/// Keys one after the other, written with spaces between them.
fn sequence(text: &str) -> Result<Vec<Key>, String> {
    match read_sequence(text)? {
        keys if keys.len() > 4 => Err(format!("`{text}` is longer than four keys")),
        keys => Ok(keys),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::key::Code;
    use crate::app::keymap::Keymap;

    fn read(text: &str) -> Result<Vec<Binding>, ConfigError> {
        parse(Path::new("keys.toml"), text)
    }

    #[test]
    fn keys_are_one_several_or_none() {
        let bindings = read("[keys]\nquit = []\ntop = [\"g g\", \"home\"]\nopen = \"enter\"").unwrap();
        let g = Key::char('g');
        assert_eq!(
            bindings,
            [
                Binding { command: "open".into(), sequences: vec![vec![Key::plain(Code::Enter)]] },
                Binding { command: "quit".into(), sequences: vec![] },
                Binding { command: "top".into(), sequences: vec![vec![g, g], vec![Key::plain(Code::Home)]] },
            ]
        );
    }

    #[test]
    fn faults_are_located() {
        for (text, at, part) in [
            ("[keys]\nopen = \"entr\"", (2, 8), "not a key"),
            ("[keys]\nopen = \"\"", (2, 8), "a key is missing"),
            ("[keys]\nopen = 1", (2, 8), "a list of them"),
            ("[keys]\nopne = \"x\"", (2, 1), "did you mean `open`"),
            ("[key]", (1, 2), "did you mean `keys`"),
            ("[keys]\nopen = \"a b c d e\"", (2, 8), "four keys"),
        ] {
            let error = read(text).unwrap_err();
            assert_eq!(error.at, Some(at), "{error}");
            assert!(error.message.contains(part), "{error}");
        }
    }

    #[test]
    fn the_presets_are_right() {
        for text in [VIM, NEWSBOAT] {
            let bindings = read(text).unwrap();
            let (keymap, problems) = Keymap::new(&bindings);
            assert_eq!(problems, Vec::<String>::new());
            for binding in &bindings {
                let keys = keymap.keys_of(commands::named(&binding.command).unwrap());
                assert_eq!(keys.len(), binding.sequences.len(), "{} lost a key to another", binding.command);
            }
        }
    }
}
