//! Choices for the word that is being typed in a prompt that takes a query.

use std::ops::Range;

use tui_input::Input;

use crate::app::prompt::{Ask, Prompt};
use crate::app::state::State;
use crate::app::tree;
use crate::search::complete::{Completion, Names, complete};
use crate::text::time;

/// What may stand in place of a word of the input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// The bytes that a choice takes the place of.
    range: Range<usize>,
    pub items: Vec<String>,
    /// The one that was taken last.
    pub at: Option<usize>,
}

/// Offers what may be meant by the word at the cursor.
pub fn offer(state: &mut State) {
    let Some(prompt) = state.prompt.as_ref().filter(|prompt| takes_query(&prompt.ask)) else { return };
    let (text, cursor) = (prompt.input.value(), cursor(prompt));
    let date = time::iso_date(state.now, &state.settings.zone);
    let tree = &state.tree.tree;
    let names = Names {
        feeds: tree::feeds_in_order(&state.tree).into_iter().map(|feed| feed.title.as_str()).collect(),
        folders: tree::folders(tree),
        tags: tree.tags.iter().map(String::as_str).collect(),
        date: &date,
    };
    let Completion { range, choices } = complete(text, cursor, &names);
    let choices = Choices { range, items: choices, at: None };
    if let Some(prompt) = &mut state.prompt {
        prompt.choices = choices;
    }
}

fn takes_query(ask: &Ask) -> bool {
    matches!(ask, Ask::Search | Ask::Filter)
}

/// The byte at which the cursor stands.
fn cursor(prompt: &Prompt) -> usize {
    let value = prompt.input.value();
    value.char_indices().nth(prompt.input.cursor()).map_or(value.len(), |(byte, _)| byte)
}

/// Takes the next choice, or the one before, in place of what was typed or taken; false: there is none.
pub fn take(prompt: &mut Prompt, back: bool) -> bool {
    let Choices { range, items, at } = &mut prompt.choices;
    let next = match (*at, back) {
        (None, false) => 0,
        (None, true) => items.len().saturating_sub(1),
        (Some(at), false) => (at + 1) % items.len().max(1),
        (Some(at), true) => at.checked_sub(1).unwrap_or(items.len().saturating_sub(1)),
    };
    let Some(choice) = items.get(next) else { return false };
    let value = prompt.input.value();
    let (before, behind) = (value.get(..range.start).unwrap_or(value), value.get(range.end..).unwrap_or_default());
    let text = format!("{before}{choice}{behind}");
    let column = before.chars().count() + choice.chars().count();
    *range = range.start..range.start + choice.len();
    *at = Some(next);
    prompt.input = Input::new(text).with_cursor(column);
    true
}
