//! `dateline man`: the manual page, made from the command line's definition and the command table.

use clap::Command;
use clap_mangen::Man as Page;
use clap_mangen::roff::{Roff, bold, italic, roman};

use super::Result;
use super::output::Output;
use crate::app::commands;

/// Print the manual page
#[derive(Debug, clap::Args)]
pub(super) struct Man {}

const FILES: &[(&str, &str)] = &[
    ("$XDG_CONFIG_HOME/dateline/config.toml", "the options; `dateline config default` explains them all"),
    ("$XDG_CONFIG_HOME/dateline/feeds.toml", "the subscriptions, made to be edited by hand"),
    ("$XDG_CONFIG_HOME/dateline/keys.toml", "keys in place of the default ones; `dateline config keys` has the form"),
    ("$XDG_CONFIG_HOME/dateline/themes/", "themes"),
    ("$XDG_DATA_HOME/dateline/dateline.db", "the news"),
    ("$XDG_STATE_HOME/dateline/dateline.log", "the log"),
];

const ENVIRONMENT: &[(&str, &str)] = &[
    (
        "DATELINE_CONFIG_DIR, DATELINE_DATA_DIR",
        "directories, as --config-dir and --data-dir name them; the options outweigh them",
    ),
    (
        "XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME",
        "where the files below are; without them ~/.config, ~/.local/share, ~/.local/state",
    ),
    ("NO_COLOR", "set to anything, there are no colours"),
];

impl Man {
    pub(super) fn run(self) -> Result {
        let mut output = Output::new();
        output.raw(&page()?)?;
        Ok(output.finish()?)
    }
}

fn page() -> std::io::Result<Vec<u8>> {
    let definition = super::definition();
    let page = Page::new(definition.clone());
    let mut text = Vec::new();
    page.render_title(&mut text)?;
    page.render_name_section(&mut text)?;
    page.render_synopsis_section(&mut text)?;
    page.render_description_section(&mut text)?;
    page.render_options_section(&mut text)?;
    let mut rest = Roff::new();
    rest.control("SH", ["COMMANDS"]);
    definition.get_subcommands().for_each(|command| describe(&mut rest, command));
    rest.control("SH", ["KEYS"]);
    for command in commands::all().filter(|command| !command.keys.is_empty()) {
        let keys = command.keys.join(", ");
        rest.control("TP", []).text([bold(keys)]);
        rest.text([roman(format!("{} (", command.help)), italic(command.name), roman(")")]);
    }
    for (section, rows) in [("ENVIRONMENT", ENVIRONMENT), ("FILES", FILES)] {
        rest.control("SH", [section]);
        for (name, what) in rows {
            rest.control("TP", []).text([italic(*name)]).text([roman(*what)]);
        }
    }
    rest.control("SH", ["EXIT STATUS"]).text([roman("0 done, 1 failed, 2 wrong usage.")]);
    rest.to_writer(&mut text)?;
    Ok(text)
}

/// A subcommand with its own options; those that all have stand above.
fn describe(page: &mut Roff, command: &Command) {
    let usage = command.clone().render_usage().to_string();
    page.control("TP", []).text([bold(usage.strip_prefix("Usage: ").unwrap_or(&usage))]);
    page.text([roman(command.get_about().map(ToString::to_string).unwrap_or_default())]);
    let own = |arg: &&clap::Arg| !arg.is_global_set() && !matches!(arg.get_id().as_str(), "help" | "version");
    for arg in command.get_arguments().filter(own) {
        let mut help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let values: Vec<_> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
        if !values.is_empty() {
            help += &format!(": {}", values.join(", "));
        }
        page.control("RS", []).control("TP", []).text([bold(arg.to_string())]).text([roman(help)]).control("RE", []);
    }
    command.get_subcommands().for_each(|command| describe(page, command));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_every_command_and_key() {
        let text = String::from_utf8(page().unwrap()).unwrap();
        for name in super::super::definition().get_subcommands().map(Command::get_name) {
            let written = format!("dateline {}", name.replace('-', "\\-"));
            assert!(text.contains(&written), "{name}");
        }
        assert!(text.contains("toggle\\-read") && text.contains("config.toml"));
    }
}
