//! The pulse: the last days by the hour, what rises in them, how stories run; every row opens its list.

use crate::app::article;
use crate::app::effect::{Effect, Effects, Ticket};
use crate::app::key::{Code, Key};
use crate::app::keymap::Match;
use crate::app::overlay::{Overlay, PulseBox, PulsePart};
use crate::app::scope::Scope;
use crate::app::state::{Pane, State, Then};
use crate::app::view;
use crate::model::{Field, HOURS, Query, Search, Sort, Term, Time, View};
use crate::search;
use crate::story::pulse::Pulse;

/// Rows that a page key moves by.
const PAGE: isize = 10;

/// Opens the box, which is filled when the answer has come.
pub fn open(state: &mut State, out: &mut Effects) {
    let ticket = state.ticket();
    state.overlay = Some(Overlay::Pulse(PulseBox { ticket, pulse: None, part: PulsePart::Rising, at: [0; 3] }));
    out.push(Effect::LoadPulse { ticket });
}

/// Fills the box that waits for it.
pub fn arrived(state: &mut State, ticket: Ticket, pulse: Box<Pulse>) {
    let Some(Overlay::Pulse(open)) = &mut state.overlay else { return };
    if open.ticket == ticket {
        open.at[PulsePart::Hours as usize] = HOURS - 1;
        open.pulse = Some(pulse);
    }
}

impl PulseBox {
    /// Rows of a part.
    pub fn rows(&self, part: PulsePart) -> usize {
        let Some(pulse) = &self.pulse else { return 0 };
        match part {
            PulsePart::Hours => HOURS,
            PulsePart::Rising => pulse.rising.len(),
            PulsePart::Stories => pulse.stories.len(),
        }
    }

    /// The chosen row of a part.
    pub fn cursor(&self, part: PulsePart) -> usize {
        self.at[part as usize]
    }

    /// Moves within the part that has the keys.
    pub fn step(&mut self, by: isize) {
        self.choose(self.part, self.cursor(self.part).saturating_add_signed(by));
    }

    /// Gives the keys to a part, at that row of it.
    pub fn choose(&mut self, part: PulsePart, row: usize) {
        self.part = part;
        self.at[part as usize] = row.min(self.rows(part).saturating_sub(1));
    }

    fn down(&mut self) {
        match self.part {
            PulsePart::Hours => self.part = PulsePart::Rising,
            part if self.cursor(part) + 1 < self.rows(part) => self.step(1),
            PulsePart::Rising => self.part = PulsePart::Stories,
            PulsePart::Stories => {}
        }
    }

    fn up(&mut self) {
        match self.part {
            PulsePart::Hours => {}
            _ if self.cursor(self.part) > 0 => self.step(-1),
            PulsePart::Rising => self.part = PulsePart::Hours,
            PulsePart::Stories => self.part = PulsePart::Rising,
        }
    }

    /// To the side: the next hour; else the next part.
    fn aside(&mut self, forward: bool) {
        match (self.part, forward) {
            (PulsePart::Hours, true) => self.step(1),
            (PulsePart::Hours, false) => self.step(-1),
            (_, true) => self.part = PulsePart::Stories,
            (_, false) => self.part = PulsePart::Rising,
        }
    }

    fn next_part(&mut self, forward: bool) {
        let order = [PulsePart::Hours, PulsePart::Rising, PulsePart::Stories];
        let steps = if forward { 1 } else { order.len() - 1 };
        self.part = order[(self.part as usize + steps) % order.len()];
    }
}

/// Answers a key while the box is open. Its commands have the keys that they have elsewhere.
pub fn key(state: &mut State, key: Key, out: &mut Effects) {
    let Some(Overlay::Pulse(open)) = &mut state.overlay else { return };
    match state.keymap.find(&[Scope::List, Scope::Entry, Scope::Global], &[key]) {
        _ if key.code == Code::Esc => state.overlay = None,
        Match::Command(command) => match command.name {
            "back" | "cancel" => state.overlay = None,
            "down" => open.down(),
            "up" => open.up(),
            "left" => open.aside(false),
            "right" => open.aside(true),
            "next-pane" | "next-feed" => open.next_part(true),
            "previous-pane" | "previous-feed" => open.next_part(false),
            "page-down" | "half-page-down" => open.step(PAGE),
            "page-up" | "half-page-up" => open.step(-PAGE),
            "bottom" => open.step(isize::MAX),
            "open" => go(state, out),
            "help" | "quit" | "redraw" => (command.run)(state, out),
            _ => {}
        },
        _ if key == Key::char('g') => open.choose(open.part, 0),
        Match::Begun | Match::Nothing => {}
    }
}

/// Opens the list of what is chosen.
pub fn go(state: &mut State, out: &mut Effects) {
    let Some(Overlay::Pulse(open)) = &state.overlay else { return };
    let Some(term) = open.pulse.as_ref().and_then(|pulse| term(pulse, open.part, open.cursor(open.part))) else {
        return;
    };
    let query = Query { term, sort: Sort::Newest, reversed: false };
    let text = search::print(&query);
    state.overlay = None;
    state.zen = false;
    view::open(state, View::Search(Search { text, query }), Then::Nothing, out);
    state.focus = Pane::List;
    article::preview(state, out);
}

/// What a row of a part finds.
fn term(pulse: &Pulse, part: PulsePart, row: usize) -> Option<Term> {
    Some(match part {
        PulsePart::Hours => {
            let since = Term::Since(begin(pulse, row));
            match row + 1 {
                // What is dated ahead of the clock was counted as of the last hour.
                HOURS => since,
                next => Term::All(vec![since, Term::Until(begin(pulse, next))]),
            }
        }
        PulsePart::Rising => {
            let forms = &pulse.rising.get(row)?.forms;
            let mut forms: Vec<Term> = forms.iter().map(|form| Term::Text(Field::Title, form.clone())).collect();
            let said = if forms.len() == 1 { forms.pop()? } else { Term::Either(forms) };
            Term::All(vec![said, Term::Since(pulse.since)])
        }
        PulsePart::Stories => Term::Story(pulse.stories.get(row)?.story.0),
    })
}

/// When an hour began.
pub fn begin(pulse: &Pulse, hour: usize) -> Time {
    pulse.since.plus(i64::try_from(hour).unwrap_or(0) * Time::HOUR)
}
