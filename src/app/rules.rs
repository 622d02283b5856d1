//! The list of rules: what each does until when, and the keys that make, edit and remove them. And which of them hide
//! entries from the list that is shown.

use jiff::tz::TimeZone;

use crate::app::effect::{Effect, Effects, Ticket};
use crate::app::key::{Code, Key};
use crate::app::keymap::Match;
use crate::app::overlay::{Overlay, RuleList};
use crate::app::prompt::{self, Ask, Prompt};
use crate::app::scope::Scope;
use crate::app::state::State;
use crate::model::{Action, Rule, RuleId, StandingRule, Time, Tree, Weight};
use crate::search;
use crate::text::time;

/// Rows that a page key moves by.
const PAGE: isize = 10;

/// Opens the list, or brings it up to date where it is open.
pub fn arrived(state: &mut State, rules: Vec<StandingRule>) {
    let cursor = match &mut state.overlay {
        Some(Overlay::Rules(list)) => list.cursor,
        Some(_) => return,
        // At the first of those that hide something here.
        None => {
            let hides = |rule: &StandingRule| state.list.hidden.iter().any(|hidden| hidden.id == rule.id);
            rules.iter().position(hides).unwrap_or(0)
        }
    };
    let cursor = cursor.min(rules.len().saturating_sub(1));
    state.overlay = Some(Overlay::Rules(RuleList { rules, cursor }));
}

impl RuleList {
    pub fn selected(&self) -> Option<&StandingRule> {
        self.rules.get(self.cursor)
    }

    fn step(&mut self, by: isize) {
        self.cursor = self.cursor.saturating_add_signed(by).min(self.rules.len().saturating_sub(1));
    }
}

/// Answers a key while the list is open. Its commands have the keys that they have elsewhere.
pub fn key(state: &mut State, key: Key, out: &mut Effects) {
    let Some(Overlay::Rules(list)) = &mut state.overlay else { return };
    match state.keymap.find(&[Scope::List, Scope::Entry, Scope::Global], &[key]) {
        _ if key.code == Code::Esc => state.overlay = None,
        Match::Command(command) => match command.name {
            "back" | "cancel" => state.overlay = None,
            "down" => list.step(1),
            "up" => list.step(-1),
            "page-down" | "half-page-down" => list.step(PAGE),
            "page-up" | "half-page-up" => list.step(-PAGE),
            "bottom" => list.step(isize::MAX),
            "undo" | "redo" | "help" | "quit" | "redraw" => (command.run)(state, out),
            "subscribe" => state.prompt = Some(Prompt::new(Ask::Rule(None))),
            "open" => edit(state),
            "unsubscribe" => out.extend(list.selected().map(|rule| Effect::RemoveRule(rule.id))),
            _ => {}
        },
        _ if key == Key::char('g') => list.cursor = 0,
        Match::Begun | Match::Nothing => {}
    }
}

fn edit(state: &mut State) {
    let Some(Overlay::Rules(list)) = &state.overlay else { return };
    let Some(StandingRule { id, rule, .. }) = list.selected() else { return };
    let line = search::print_rule(rule);
    state.prompt = Some(Prompt::new(Ask::Rule(Some(*id))).with(line));
}

/// Makes of a line what the prompt asks for. A mute is weighed first.
pub fn submit(state: &mut State, ticket: Ticket, line: &str, out: &mut Effects) {
    let read = search::parse_rule(line, state.now, &state.settings.zone);
    let query = read.as_ref().ok().and_then(|rule| search::rule(&rule.query, state.now, &state.settings.zone).ok());
    let sure = state.rule_warned.as_deref() == Some(line);
    let Some(prompt) = &mut state.prompt else { return };
    let Ask::Rule(id) = prompt.ask else { return };
    match (read, query) {
        (Err(error), _) => prompt::refuse(state, error),
        (Ok(rule), Some(query)) if rule.action == Action::Mute && !sure => {
            prompt.ticket = Some(ticket);
            out.push(Effect::Preview { ticket, query });
        }
        (Ok(rule), _) => {
            out.push(put(id, rule));
            (state.prompt, state.rule_warned) = (None, None);
        }
    }
}

fn put(id: Option<RuleId>, rule: Rule) -> Effect {
    match id {
        Some(id) => Effect::ChangeRule { id, rule },
        None => Effect::AddRule(rule),
    }
}

/// The rule in the prompt was weighed: it is made, or the reader is asked again. False: the prompt waits for no such answer.
pub fn weighed(state: &mut State, ticket: Ticket, weight: Weight, out: &mut Effects) -> bool {
    let Some(prompt) = state.prompt.as_mut().filter(|prompt| prompt.ticket == Some(ticket)) else { return false };
    let line = prompt.input.value().trim().to_owned();
    prompt.ticket = None;
    state.rule_warned = Some(line.clone());
    if weight.is_most() {
        prompt.error = Some(warning(weight));
    } else {
        submit(state, ticket, &line, out);
    }
    true
}

/// What is said before more than half is hidden.
pub fn warning(weight: Weight) -> String {
    format!("This would hide {weight}; enter again does it")
}

/// What hides entries from the list that is shown: "12 hidden by 'election' until 9 Nov".
pub fn hidden(state: &State) -> Option<String> {
    let hidden = state.list.hidden.as_slice();
    let entries: u64 = hidden.iter().map(|hidden| hidden.entries).sum();
    match hidden {
        [] => None,
        [one] => {
            let until = until(one.rule.until, state.now, &state.settings.zone);
            Some(format!("{entries} hidden by '{}'{until}", named(&one.rule.query, &state.tree.tree)))
        }
        several => Some(format!("{entries} hidden by {} rules", several.len())),
    }
}

/// A query as it is shown: with the titles of feeds that it names by their addresses, and the headlines of stories.
pub fn named(query: &str, tree: &Tree) -> String {
    let term = |name: &str| format!("feed:{}", search::word(name));
    let mut shown = query.to_owned();
    for feed in tree.feeds.iter().filter(|_| query.contains("feed:\"")) {
        shown = shown.replace(&term(&feed.subscription.url), &term(&feed.title));
    }
    search::with_headlines(&shown, &tree.headlines)
}

/// " until 9 Nov"; empty for ever.
pub fn until(until: Option<Time>, now: Time, zone: &TimeZone) -> String {
    until.map(|until| format!(" until {}", time::short_date(until, now, zone))).unwrap_or_default()
}

/// Ends the rule that hides entries from the list that is shown; several are shown to choose from.
pub fn lift(state: &mut State, out: &mut Effects) {
    match state.list.hidden.as_slice() {
        [] => state.inform("No rule hides entries from this list"),
        [one] => out.push(Effect::RemoveRule(one.id)),
        _ => out.push(Effect::LoadRules),
    }
}
