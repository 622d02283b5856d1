//! Hiding what is like an entry or those selected: words, a story, authors, feeds, a category or folders, and for how long.

use tui_input::Input;

use crate::app::effect::{Effect, Effects, Ticket};
use crate::app::key::{Code, Key};
use crate::app::overlay::{MuteBox, MuteRow, Overlay};
use crate::app::state::{Pane, State};
use crate::app::{prompt, rules, selection};
use crate::model::{Action, Field, Query, Rule, Sort, Time, Trait, Traits, Tree, Weight};
use crate::search;

/// For how long, as it is named on the screen.
pub const TERMS: [(&str, Option<i64>); 4] = [
    ("1 day", Some(Time::DAY)),
    ("1 week", Some(7 * Time::DAY)),
    ("1 month", Some(30 * Time::DAY)),
    ("for ever", None),
];

/// What of entries can be hidden beside words, with how it is named for one and for several.
const NAMED: [(Field, &str, &str); 4] = [
    (Field::Author, "this author", "these authors"),
    (Field::Feed, "this feed", "these feeds"),
    (Field::Category, "this category", "categories"),
    (Field::Folder, "this folder", "these folders"),
];

/// Opens the box for the entries that are meant, and has it found out what they have.
pub fn open(state: &mut State, out: &mut Effects) {
    let entries = state.subjects();
    if entries.is_empty() {
        return state.inform("No entry is selected");
    }
    let ticket = state.ticket();
    let term = state.mute_term;
    let open = MuteBox { rows: Vec::new(), cursor: 0, term, ticket: Some(ticket), taken: false, said: None };
    state.overlay = Some(Overlay::Mute(open));
    out.push(Effect::LoadTraits { ticket, entries });
}

/// What there is to choose from has come.
pub fn arrived(state: &mut State, ticket: Ticket, traits: Traits, out: &mut Effects) {
    let Some(Overlay::Mute(open)) = &mut state.overlay else { return };
    if open.ticket != Some(ticket) {
        return;
    }
    open.ticket = None;
    // Without words that tell there is a line to write some on.
    let (words, weight) = traits.words.unwrap_or_default();
    open.rows = vec![MuteRow { label: "these words", input: Input::new(words), query: None, weight: Some(weight) }];
    open.rows.extend(traits.story.map(|(story, headline, weight)| MuteRow {
        label: "this story",
        input: Input::new(headline),
        query: Some(format!("story:{story}")),
        weight: Some(weight),
    }));
    open.rows.extend(traits.named.into_iter().filter_map(|named| row(&state.tree.tree, named)));
    take_if_ready(state, out);
}

/// The row of names that entries have; none for what is not named here.
fn row(tree: &Tree, named: Trait) -> Option<MuteRow> {
    let Trait { field, names, weight } = named;
    let (_, one, several) = NAMED.into_iter().find(|(known, ..)| *known == field)?;
    let query = Query { term: Trait::term(field, &names), sort: Sort::Newest, reversed: false };
    let title = |url: &String| {
        let feed = tree.feeds.iter().find(|feed| field == Field::Feed && feed.subscription.url == *url);
        feed.map_or(url.clone(), |feed| feed.title.clone())
    };
    let shown: Vec<String> = names.iter().map(title).collect();
    Some(MuteRow {
        label: if names.len() == 1 { one } else { several },
        input: Input::new(shown.join(", ")),
        query: Some(search::print(&query)),
        weight: Some(weight),
    })
}

/// The words were weighed.
pub fn weighed(state: &mut State, ticket: Ticket, weight: Weight, out: &mut Effects) {
    let Some(Overlay::Mute(open)) = &mut state.overlay else { return };
    if open.ticket != Some(ticket) {
        return;
    }
    open.ticket = None;
    if let Some(row) = open.rows.first_mut() {
        row.weight = Some(weight);
    }
    take_if_ready(state, out);
}

/// What was asked could not be answered: without anything to choose from the box closes.
pub fn failed(state: &mut State, ticket: Option<Ticket>) {
    let asked =
        |overlay: &Overlay| matches!(overlay, Overlay::Mute(open) if open.ticket == ticket && open.rows.is_empty());
    if ticket.is_some() {
        state.overlay.take_if(|overlay| asked(overlay));
    }
}

impl MuteRow {
    /// What is searched for, as a rule is written.
    pub fn query(&self) -> String {
        self.query.clone().unwrap_or_else(|| self.input.value().trim().to_owned())
    }
}

impl MuteBox {
    /// The row that has the keys.
    pub fn row(&self) -> Option<&MuteRow> {
        self.rows.get(self.cursor)
    }

    fn turn(&mut self, by: usize) {
        self.term = (self.term + by) % TERMS.len();
    }

    fn step(&mut self, by: isize) {
        self.cursor = self.cursor.saturating_add_signed(by).min(self.rows.len().saturating_sub(1));
        (self.said, self.taken) = (None, false);
    }
}

/// Answers a key while the box is open.
pub fn key(state: &mut State, key: Key, out: &mut Effects) {
    let Some(Overlay::Mute(open)) = &mut state.overlay else { return };
    match (key.code, key.shift) {
        (Code::Esc, _) => state.overlay = None,
        (Code::Up, _) => open.step(-1),
        (Code::Down, _) => open.step(1),
        (Code::Tab, false) => open.turn(1),
        (Code::Tab, true) => open.turn(TERMS.len() - 1),
        (Code::Enter, _) => {
            open.taken = true;
            take_if_ready(state, out);
        }
        _ => {
            if let Some(request) = prompt::editing(key) {
                edit(state, request, out);
            }
        }
    }
}

/// Text pasted into the words.
pub fn paste(state: &mut State, text: &str, out: &mut Effects) {
    for c in text.trim().chars().filter(|c| !c.is_control()) {
        edit(state, tui_input::InputRequest::InsertChar(c), out);
    }
}

fn edit(state: &mut State, request: tui_input::InputRequest, out: &mut Effects) {
    let ticket = state.ticket();
    let (now, zone) = (state.now, state.settings.zone.clone());
    let Some(Overlay::Mute(open)) = &mut state.overlay else { return };
    let Some(row) = open.rows.get_mut(open.cursor).filter(|row| row.query.is_none()) else { return };
    if !row.input.handle(request).is_some_and(|change| change.value) {
        return;
    }
    row.weight = None;
    (open.ticket, open.taken, open.said) = (None, false, None);
    match search::rule(&row.query(), now, &zone) {
        Ok(query) => {
            open.ticket = Some(ticket);
            out.push(Effect::Preview { ticket, query });
        }
        Err(error) => open.said = Some(error.message),
    }
}

/// Makes the rule that was chosen, once it is known how much it hides; more than half is asked about.
fn take_if_ready(state: &mut State, out: &mut Effects) {
    let (now, zone) = (state.now, state.settings.zone.clone());
    let Some(Overlay::Mute(open)) = &mut state.overlay else { return };
    if !open.taken {
        return;
    }
    let Some(row) = open.rows.get(open.cursor) else { return };
    let query = row.query();
    if let Err(error) = search::rule(&query, now, &zone) {
        (open.said, open.taken) = (Some(error.message), false);
        return;
    }
    let Some(weight) = row.weight else { return };
    let warned = open.said.as_deref() == Some(rules::warning(weight).as_str());
    if weight.is_most() && !warned {
        (open.said, open.taken) = (Some(rules::warning(weight)), false);
        return;
    }
    let until = TERMS[open.term].1.map(|seconds| now.plus(seconds));
    state.mute_term = open.term;
    state.overlay = None;
    if state.focus == Pane::List {
        // What was selected is hidden now, or it was chosen that it is not.
        selection::end(state);
    }
    out.push(Effect::AddRule(Rule { query, action: Action::Mute, until }));
}
