//! Hiding what is like an entry: its words, its author, its feed or its folder, and for how long.

use tui_input::Input;

use crate::app::effect::{Effect, Effects, Ticket};
use crate::app::key::{Code, Key};
use crate::app::overlay::{MuteBox, MuteRow, Overlay};
use crate::app::state::State;
use crate::app::{prompt, rules};
use crate::model::{Action, Rule, Time, Traits, Weight};
use crate::search;

/// For how long, as it is named on the screen.
pub const TERMS: [(&str, Option<i64>); 4] = [
    ("1 day", Some(Time::DAY)),
    ("1 week", Some(7 * Time::DAY)),
    ("1 month", Some(30 * Time::DAY)),
    ("for ever", None),
];

/// Opens the box for the entry that is meant, and has it weighed.
pub fn open(state: &mut State, out: &mut Effects) {
    let Some((entry, headline)) = state.subject().map(|row| (row.id, row.title.clone())) else {
        return state.inform("No entry is selected");
    };
    let ticket = state.ticket();
    let term = state.mute_term;
    let open = MuteBox { headline, rows: Vec::new(), cursor: 0, term, ticket: Some(ticket), taken: false, said: None };
    state.overlay = Some(Overlay::Mute(open));
    out.push(Effect::LoadTraits { ticket, entry });
}

/// What there is to choose from has come.
pub fn arrived(state: &mut State, ticket: Ticket, traits: Traits, out: &mut Effects) {
    let Some(Overlay::Mute(open)) = &mut state.overlay else { return };
    if open.ticket != Some(ticket) {
        return;
    }
    open.ticket = None;
    let feed = traits.feed.as_ref().and_then(|(url, _)| {
        state.tree.tree.feeds.iter().find(|feed| feed.subscription.url == *url).map(|feed| feed.title.clone())
    });
    // Without words that tell there is a line to write some on.
    let words = traits.words.unwrap_or_default();
    open.rows = vec![MuteRow {
        label: "these words",
        field: None,
        input: Input::new(words.0),
        shown: None,
        weight: Some(words.1),
    }];
    let named = [
        ("this author", "author", traits.author, None),
        ("this feed", "feed", traits.feed, feed),
        ("this folder", "folder", traits.folder, None),
    ];
    for (label, field, found, shown) in named {
        if let Some((text, weight)) = found {
            open.rows.push(MuteRow { label, field: Some(field), input: Input::new(text), shown, weight: Some(weight) });
        }
    }
    take_if_ready(state, out);
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
        let text = self.input.value().trim();
        self.field.map_or(text.to_owned(), |field| format!("{field}:{}", search::word(text)))
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
    let Some(row) = open.rows.get_mut(open.cursor).filter(|row| row.field.is_none()) else { return };
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
    out.push(Effect::AddRule(Rule { query, action: Action::Mute, until }));
}
