//! `dateline doctor`: whether paths, database, configuration and terminal are as they should be.

mod http;
mod vacuum;

use std::io::{self, IsTerminal};

use super::output::{Output, counted};
use super::{Failure, Result, Session};
use crate::config::{self, Loaded, feeds_file};
use crate::engine::Hyphens;
use crate::store::{Access, Store};
use crate::term;

/// Check the database, the configuration and the terminal
#[derive(Debug, clap::Args)]
pub(super) struct Doctor {
    /// Print instead what each feed has cost its server: requests, answers, shortest gap, bytes saved
    #[arg(long)]
    http: bool,
    /// Delete at once what has expired by the limits under `retention`, and give the room back to the disk
    #[arg(long, conflicts_with = "http")]
    vacuum: bool,
}

impl Doctor {
    pub(super) fn run(self, session: &Session) -> Result {
        if self.http {
            return manners(session);
        }
        if self.vacuum {
            return vacuum::run(session);
        }
        let mut report = Report { output: Output::new(), problems: 0 };
        report.fact("version", env!("CARGO_PKG_VERSION"))?;
        paths(session, &mut report)?;
        let loaded = config::load(session.paths()?, &session.env);
        configuration(session, &loaded, &mut report)?;
        hyphenation(session, &mut report)?;
        if let Err(failure) = database(session, &loaded, &mut report) {
            match failure {
                Failure::Failed(why) => report.problem("database", &why)?,
                other => return Err(other),
            }
        }
        terminal(session, &mut report)?;
        let problems = report.problems;
        report.output.finish()?;
        match problems {
            0 => Ok(()),
            some => Err(Failure::Failed(format!("{} found", counted(some, "problem", "problems")))),
        }
    }
}

fn manners(session: &Session) -> Result {
    let feeds = session.store()?.politeness().wait()?;
    let mut output = Output::new();
    for line in http::lines(&feeds) {
        output.line(&line)?;
    }
    Ok(output.finish()?)
}

struct Report {
    output: Output,
    problems: u64,
}

impl Report {
    fn fact(&mut self, about: &str, text: &str) -> io::Result<()> {
        self.output.line(&format!("ok       {about:<10} {text}"))
    }

    fn problem(&mut self, about: &str, text: &str) -> io::Result<()> {
        self.problems += 1;
        self.output.line(&format!("problem  {about:<10} {text}"))
    }
}

fn paths(session: &Session, report: &mut Report) -> Result {
    let paths = session.paths()?;
    for (what, path) in [("config", &paths.config), ("data", &paths.data), ("state", &paths.state)] {
        let there = if path.is_dir() { "" } else { " (not there yet)" };
        report.fact(what, &format!("{}{there}", path.display()))?;
    }
    Ok(())
}

fn configuration(session: &Session, loaded: &Loaded, report: &mut Report) -> Result {
    let paths = session.paths()?;
    let mut problems = loaded.problems.clone();
    problems.extend(feeds_file::check(&paths.feeds_file()));
    for problem in &problems {
        report.problem("config", &problem.to_string())?;
    }
    if problems.is_empty() {
        report.fact("config", "config.toml, keys.toml, feeds.toml, extraction-rules.toml and theme are right")?;
    }
    Ok(())
}

/// Nothing is said of hyphenation where the user has no dictionaries of their own.
fn hyphenation(session: &Session, report: &mut Report) -> Result {
    let (sound, problems) = Hyphens::new(session.paths()?).check();
    for problem in &problems {
        report.problem("hyphens", problem)?;
    }
    if sound > 0 {
        report.fact("hyphens", &counted(sound as u64, "dictionary", "dictionaries"))?;
    }
    Ok(())
}

fn database(session: &Session, loaded: &Loaded, report: &mut Report) -> Result {
    let paths = session.paths()?;
    paths.create()?;
    let store = Store::open(&paths.data)?;
    if let Access::ReadOnly { reason } = store.access() {
        report.problem("database", &format!("open for reading only: {reason}"))?;
    }
    let check = store.check().wait()?;
    for problem in &check.problems {
        report.problem("database", problem)?;
    }
    for figure in &check.figures {
        report.fact("database", figure)?;
    }
    let (count, bytes) = check.full_texts;
    let budget = loaded.config.full_text_budget;
    let weight = format!("{}, {} kB of {budget}", counted(count, "full text", "full texts"), bytes.div_ceil(1_000));
    report.fact("database", &weight)?;
    match store.backups().map_err(Failure::failed)?.as_slice() {
        [] => report.fact("backup", "none yet; the first is made when dateline has been in use for a day")?,
        [.., latest] => report.fact("backup", &format!("the latest is {}", latest.display()))?,
    }
    Ok(())
}

fn terminal(session: &Session, report: &mut Report) -> Result {
    let env = &session.env;
    match env.get("TERM") {
        None | Some("dumb") => report.problem("terminal", "TERM is unset or dumb: the reader needs a real terminal")?,
        Some(name) => report.fact("terminal", &format!("TERM is {name}"))?,
    }
    let colours = match (env.no_color(), env.many_colors()) {
        (true, _) => "none (NO_COLOR is set)",
        (_, true) => "256 or more",
        _ => "16",
    };
    report.fact("terminal", &format!("colours: {colours}"))?;
    let marks = if env.is_utf8() { "UTF-8" } else { "not UTF-8, so marks are ASCII" };
    report.fact("terminal", &format!("locale: {marks}"))?;
    if io::stdout().is_terminal() {
        let (width, height) = term::size();
        report.fact("terminal", &format!("size: {width} columns, {height} rows"))?;
    }
    Ok(())
}
