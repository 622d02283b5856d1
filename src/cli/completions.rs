//! `dateline completions`: completion scripts for shells.

use clap_complete::Shell;

use super::Result;
use super::output::Output;

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> Result {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut super::definition(), "dateline", &mut script);
        let mut output = Output::new();
        output.raw(&script)?;
        Ok(output.finish()?)
    }
}
