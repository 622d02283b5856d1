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

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::{env, fs};

    use super::*;

    /// With `BLESS` in the environment the table is written into the README instead.
    #[test]
    fn the_readme_has_the_keys_as_they_are() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
        let text = fs::read_to_string(&path).unwrap();
        let (before, rest) = text.split_once("<!-- keys:begin -->\n").unwrap();
        let (written, after) = rest.split_once("<!-- keys:end -->").unwrap();
        let table = markdown();
        if env::var_os("BLESS").is_some() {
            fs::write(&path, format!("{before}<!-- keys:begin -->\n{table}<!-- keys:end -->{after}")).unwrap();
        } else {
            assert_eq!(written, table, "the key table is stale; run `BLESS=1 cargo test readme`");
        }
    }
}
