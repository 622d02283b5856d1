//! `dateline config`: where the configuration is, what it can say, whether it is right.

use clap::Subcommand;

use super::output::Output;
use super::{Failure, Result, Session, keys};
use crate::config::{self, feeds_file};

/// Show and check the configuration
#[derive(Debug, clap::Args)]
#[command(arg_required_else_help = false)]
pub(super) struct Config {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Clone, Copy, Subcommand)]
enum Action {
    /// Print where config.toml is
    Path,
    /// Print the default config.toml, which explains every option
    Default,
    /// Check config.toml, keys.toml, feeds.toml, extraction-rules.toml and the theme
    Check,
    /// Print the keys of every command, in the form of keys.toml
    Keys,
}

impl Config {
    pub(super) fn run(self, session: &Session) -> Result {
        let mut output = Output::new();
        match self.action {
            Action::Path => output.line(&session.paths()?.config_file().display().to_string())?,
            Action::Default => output.raw(config::DEFAULT.as_bytes())?,
            Action::Keys => output.raw(keys::toml(&session.loaded()?.keymap).as_bytes())?,
            Action::Check => check(session, &mut output)?,
        }
        Ok(output.finish()?)
    }
}

fn check(session: &Session, output: &mut Output) -> Result {
    let paths = session.paths()?;
    let mut problems = config::load(paths, &session.env).problems;
    problems.extend(feeds_file::check(&paths.feeds_file()));
    if problems.is_empty() {
        return Ok(output.line("ok")?);
    }
    problems.iter().for_each(|problem| super::failure::warn(&problem.to_string()));
    Err(Failure::Told)
}
