//! `dateline rules`: what becomes of the entries that a query finds.

use serde::Serialize;

use super::json::moment;
use super::output::Output;
use super::query::Words;
use super::{Failure, Result, Session};
use crate::model::{Action, Rule, RuleId, StandingRule, Time};
use crate::search::{self, SearchError};

/// Print the rules that hide, tag, star or mark entries; or make and remove them
#[derive(Debug, clap::Args)]
pub(super) struct Rules {
    /// Print one JSON value a line
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Add(Add),
    Remove(Remove),
}

/// Make a rule, undoable in the reader; a mute and a tag are for what is there as well
#[derive(Debug, clap::Args)]
struct Add {
    /// mute, tag:NAME, star, read or full-text
    #[arg(value_name = "ACTION")]
    action: Action,
    #[command(flatten)]
    words: Words,
    /// When it ends: 1d, 2w, 2026-12-01; what it hid comes back then
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// Even if it hides more than half of the newest entries
    #[arg(long)]
    yes: bool,
}

/// End a rule; what it hid comes back, and undo in the reader brings the rule back
#[derive(Debug, clap::Args)]
struct Remove {
    /// Its number in `dateline rules`
    #[arg(value_name = "ID")]
    rule: i64,
}

impl Rules {
    pub(super) fn run(self, session: &Session) -> Result {
        match self.command {
            None => print(self.json, session),
            Some(Command::Add(add)) => add.run(session),
            Some(Command::Remove(remove)) => remove.run(session),
        }
    }
}

impl Add {
    fn run(self, session: &Session) -> Result {
        let text = self.words.joined().trim().to_owned();
        let wrong = |error: SearchError| match text.as_str() {
            "" => Failure::Usage(error.message),
            text => Failure::query(text, &error),
        };
        let query = search::rule(&text, session.now, &session.zone).map_err(wrong)?;
        let until = self.until.as_deref().map(|until| search::until(until, session.now, &session.zone));
        let until = until.transpose().map_err(Failure::Usage)?;
        let store = session.writable_store()?;
        if self.action == Action::Mute && !self.yes {
            let share = store.preview(query).wait()?;
            if share.is_most() {
                return Err(Failure::Failed(format!("this would hide {share} entries; with --yes it does")));
            }
        }
        let applied = store.add_rule(Rule { query: text, action: self.action, until }, session.now).wait()?;
        store.settled().wait()?;
        let mut output = Output::new();
        output.line(&applied.text)?;
        Ok(output.finish()?)
    }
}

impl Remove {
    fn run(self, session: &Session) -> Result {
        let store = session.writable_store()?;
        let applied = store.remove_rule(RuleId(self.rule), session.now).wait()?;
        store.settled().wait()?;
        let mut output = Output::new();
        output.line(&applied.text)?;
        Ok(output.finish()?)
    }
}

/// A rule, as `rules --json` prints it.
#[derive(Serialize)]
struct RuleJson {
    id: i64,
    action: String,
    query: String,
    #[serde(serialize_with = "moment")]
    until: Option<Time>,
    #[serde(serialize_with = "moment")]
    made: Option<Time>,
    entries: u64,
}

impl From<StandingRule> for RuleJson {
    fn from(StandingRule { id, rule, made, entries, .. }: StandingRule) -> RuleJson {
        let Rule { query, action, until } = rule;
        RuleJson { id: id.0, action: action.to_string(), query, until, made: Some(made), entries }
    }
}

fn print(json: bool, session: &Session) -> Result {
    let rules = session.store()?.rules().wait()?;
    let mut output = Output::new();
    for standing in rules {
        if json {
            output.json(&RuleJson::from(standing))?;
            continue;
        }
        let StandingRule { id, rule, entries, .. } = standing;
        let until = rule.until.map(|until| format!("  until {}", session.date(until))).unwrap_or_default();
        output.line(&format!("{id:>4}  {entries:>6}  {}  {}{until}", rule.action, rule.query))?;
    }
    Ok(output.finish()?)
}
