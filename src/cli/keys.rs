//! The key table in its printed forms, made from the rows of the commands.

use crate::app::commands::{self, Command};
use crate::app::keymap::Keymap;

/// The table for the README: keys, what they do, and the name for `keys.toml`.
pub fn markdown() -> String {
    let mut table = "| keys | does | name |\n|---|---|---|\n".to_owned();
    for command in commands::all().filter(|command| !command.keys.is_empty()) {
        let keys: Vec<_> = command.keys.iter().map(|keys| format!("`{}`", keys.replace('|', "\\|"))).collect();
        table += &format!("| {} | {} | `{}` |\n", keys.join(" "), command.help, command.name);
    }
    table
}

/// The keys as they are now, in the form of `keys.toml`.
pub(super) fn toml(keymap: &Keymap) -> String {
    let rows: Vec<_> = commands::all().map(|command| (setting(command, keymap), command.help)).collect();
    let width = rows.iter().map(|(setting, _)| setting.len()).max().unwrap_or(0);
    let rows = rows.iter().map(|(setting, help)| format!("{setting:width$}  # {help}\n"));
    format!("[keys]\n{}", rows.collect::<String>())
}

fn setting(command: &Command, keymap: &Keymap) -> String {
    let keys = keymap.keys_of(command);
    let keys: Vec<_> = keys.iter().map(|keys| toml::Value::from(keys.as_str()).to_string()).collect();
    format!("{} = [{}]", command.name, keys.join(", "))
}
