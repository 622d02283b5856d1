//! Choices for the word that is being typed in a prompt that takes a query.

use std::ops::Range;

use tui_input::Input;

use crate::app::effect::{Effect, Effects};
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

/// What stands before the name of a category, which is asked for only then.
const CATEGORY: &str = "category:";

/// Offers what may be meant by the word at the cursor.
pub fn offer(state: &mut State, out: &mut Effects) {
    let Some(prompt) = &state.prompt else { return };
    let (text, cursor) = (prompt.input.value(), cursor(prompt));
    if matches!(prompt.ask, Ask::Tag(_)) {
        let choices = tags(text, cursor, &state.tree.tree.tags);
        return offered(state, choices);
    }
    if !takes_query(&prompt.ask) {
        return;
    }
    let date = time::iso_date(state.now, &state.settings.zone);
    let tree = &state.tree.tree;
    let names = Names {
        feeds: tree::feeds_in_order(&state.tree).into_iter().map(|feed| feed.title.as_str()).collect(),
        folders: tree::folders(tree),
        tags: tree.tags.iter().map(String::as_str).collect(),
        categories: prompt.categories.iter().flatten().map(String::as_str).collect(),
        date: &date,
    };
    let Completion { range, choices } = complete(text, cursor, &names);
    let asks = text[..range.start].ends_with(CATEGORY);
    offered(state, Choices { range, items: choices, at: None });
    if let Some(prompt) = state.prompt.as_mut().filter(|prompt| asks && prompt.categories.is_none()) {
        prompt.categories = Some(Vec::new());
        out.push(Effect::LoadCategories);
    }
}

/// The categories that are known have come.
pub fn categories_came(state: &mut State, categories: Vec<String>, out: &mut Effects) {
    let Some(prompt) = &mut state.prompt else { return };
    prompt.categories = Some(categories);
    offer(state, out);
}

fn offered(state: &mut State, choices: Choices) {
    if let Some(prompt) = &mut state.prompt {
        prompt.choices = choices;
    }
}

/// The known tags that begin with what stands between the commas around the cursor, but not those that stand there whole.
fn tags(text: &str, cursor: usize, known: &[String]) -> Choices {
    let (before, behind) = text.split_at(cursor);
    let start = before.rfind(',').map_or(0, |comma| comma + 1);
    let start = start + before[start..].len() - before[start..].trim_start().len();
    let end = cursor + behind.find(',').unwrap_or(behind.len());
    let (begun, there) = (text[start..cursor].to_lowercase(), text.split(',').map(str::trim).collect::<Vec<_>>());
    let fits = |tag: &&String| tag.to_lowercase().starts_with(&begun) && !there.contains(&tag.as_str());
    Choices { range: start..end, items: known.iter().filter(fits).cloned().collect(), at: None }
}

fn takes_query(ask: &Ask) -> bool {
    matches!(ask, Ask::Search | Ask::Filter | Ask::Select | Ask::Rule(_))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_completed_between_commas() {
        let known = ["Later", "law", "sea"].map(str::to_owned);
        let offered = |text: &str, cursor| {
            let Choices { range, items, .. } = tags(text, cursor, &known);
            (text[range].to_owned(), items)
        };
        assert_eq!(offered("", 0), (String::new(), known.to_vec()));
        assert_eq!(offered("la", 2), ("la".into(), vec!["Later".into(), "law".into()]));
        assert_eq!(offered("sea, l", 6), ("l".into(), vec!["Later".into(), "law".into()]));
        assert_eq!(offered("s, law", 1), ("s".into(), vec!["sea".into()]));
        assert_eq!(offered("law, ", 5), (String::new(), vec!["Later".into(), "sea".into()]));
    }
}
