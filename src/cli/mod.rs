//! The command line: what can be asked outside of the screen, one file a subcommand.

mod add;
mod arguments;
mod briefing;
mod completions;
mod config;
pub mod demo;
mod doctor;
mod export;
mod extract;
mod failure;
mod feeds;
mod import;
mod json;
mod keys;
mod list;
mod log;
mod man;
mod mark;
mod output;
mod parse;
mod query;
mod read;
mod reader;
mod refresh;
mod remove;
mod rules;
mod session;
mod show;
mod story_eval;
mod unread;
mod welcome;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

pub use keys::markdown as key_table;
pub use log::Level;

use failure::Failure;
use session::Session;

type Result<T = ()> = std::result::Result<T, Failure>;

#[derive(Debug, Parser)]
#[command(
    name = "dateline",
    version,
    about = "A terminal news reader",
    long_about = "A terminal news reader. Without a command it opens the reader; every command works while it is open.",
    after_help = "Exit status: 0 done, 1 failed, 2 wrong usage.",
    disable_help_subcommand = true
)]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Option<Command>,
}

/// What may stand before and after any command.
#[derive(Debug, Clone, clap::Args)]
struct Options {
    /// Where config.toml, feeds.toml, keys.toml and themes/ are
    #[arg(long, global = true, value_name = "DIR", env = "DATELINE_CONFIG_DIR", help_heading = "Global options")]
    config_dir: Option<PathBuf>,
    /// Where the news, the log and the screen's state are
    #[arg(long, global = true, value_name = "DIR", env = "DATELINE_DATA_DIR", help_heading = "Global options")]
    data_dir: Option<PathBuf>,
    /// Fetch nothing
    #[arg(long, global = true, help_heading = "Global options")]
    offline: bool,
    /// How much is written to the log
    #[arg(long, global = true, value_name = "LEVEL", default_value = "info", help_heading = "Global options")]
    log: Level,
}

#[derive(Debug, Subcommand)]
enum Command {
    Add(add::Add),
    Remove(remove::Remove),
    Feeds(feeds::Feeds),
    Refresh(refresh::Refresh),
    List(list::List),
    Unread(unread::Unread),
    Show(show::Show),
    Briefing(briefing::Briefing),
    Mark(mark::Mark),
    Rules(rules::Rules),
    Parse(parse::Parse),
    Extract(extract::Extract),
    Read(read::Read),
    StoryEval(story_eval::StoryEval),
    Import(import::Import),
    Export(export::Export),
    /// Read the built-in edition, in a throw-away profile; needs no network
    Demo,
    Config(config::Config),
    Completions(completions::Completions),
    Man(man::Man),
    Doctor(doctor::Doctor),
}

/// Runs what the arguments ask for, the program's name first, and says how it ended.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    failure::report(run(arguments))
}

fn run(arguments: impl IntoIterator<Item = OsString>) -> Result {
    let command = definition();
    let arguments = arguments::options_first(&command, arguments.into_iter().collect());
    let cli = command.try_get_matches_from(arguments).and_then(|matches| Cli::from_arg_matches(&matches))?;
    let session = Session::new(cli.options);
    match cli.command {
        None => reader::run(&session),
        Some(Command::Add(add)) => add.run(&session),
        Some(Command::Remove(remove)) => remove.run(&session),
        Some(Command::Feeds(feeds)) => feeds.run(&session),
        Some(Command::Refresh(refresh)) => refresh.run(&session),
        Some(Command::List(list)) => list.run(&session),
        Some(Command::Unread(unread)) => unread.run(&session),
        Some(Command::Show(show)) => show.run(&session),
        Some(Command::Briefing(briefing)) => briefing.run(&session),
        Some(Command::Mark(mark)) => mark.run(&session),
        Some(Command::Rules(rules)) => rules.run(&session),
        Some(Command::Parse(parse)) => parse.run(),
        Some(Command::Extract(extract)) => extract.run(&session),
        Some(Command::Read(read)) => read.run(&session),
        Some(Command::StoryEval(story_eval)) => story_eval.run(),
        Some(Command::Import(import)) => import.run(&session),
        Some(Command::Export(export)) => export.run(&session),
        Some(Command::Demo) => reader::demo(&session),
        Some(Command::Config(config)) => config.run(&session),
        Some(Command::Completions(completions)) => completions.run(),
        Some(Command::Man(man)) => man.run(),
        Some(Command::Doctor(doctor)) => doctor.run(&session),
    }
}

/// The whole command line, its options known to every subcommand.
fn definition() -> clap::Command {
    let mut command = Cli::command().mut_args(unless_empty);
    command.build();
    command
}

/// An empty variable counts as unset, as XDG has it.
fn unless_empty(option: clap::Arg) -> clap::Arg {
    let empty = option.get_env().and_then(std::env::var_os).is_some_and(|value| value.is_empty());
    if empty { option.env(None::<&str>) } else { option }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_and_option_is_helped() {
        for command in definition().get_subcommands() {
            assert!(command.get_about().is_some(), "{} has no help", command.get_name());
            for option in command.get_arguments() {
                assert!(option.get_help().is_some(), "{} {} has no help", command.get_name(), option.get_id());
            }
        }
    }
}
