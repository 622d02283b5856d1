//! The headings of an article, to jump by and to choose from.

use crate::app::overlay::{Choice, Item, Overlay, Picker, Purpose};
use crate::app::state::State;
use crate::text::layout::{Layout, Role};

/// A heading: its first line, and its words.
struct Heading {
    line: usize,
    text: String,
}

fn headings(layout: &Layout) -> Vec<Heading> {
    let mut found: Vec<Heading> = Vec::new();
    let mut before = None;
    for (line, set) in layout.lines.iter().enumerate() {
        let of_heading = set.spans.iter().any(|span| span.role == Role::Heading);
        let block = of_heading.then_some(set.anchor.block);
        let words = set.spans.iter().filter(|span| span.role != Role::Mark).map(|span| span.text.as_str());
        let words: String = words.collect();
        match found.last_mut() {
            Some(last) if block.is_some() && block == before => {
                last.text.push(' ');
                last.text.push_str(words.trim());
            }
            _ if of_heading => found.push(Heading { line, text: words.trim().to_owned() }),
            _ => {}
        }
        before = block;
    }
    found
}

/// Goes to the next heading below the top of the pane, or to the one above it.
pub fn step(state: &mut State, down: bool) {
    let Some(laid) = &state.article.laid else { return };
    let headings = headings(&laid.layout);
    let top = state.article.top;
    let next = match down {
        true => headings.iter().find(|heading| heading.line > top),
        false => headings.iter().rev().find(|heading| heading.line < top),
    };
    match next {
        Some(heading) => super::article::scroll_to(state, heading.line),
        None if headings.is_empty() => state.inform("This article has no headings"),
        None if down => super::article::scroll_to(state, usize::MAX),
        None => super::article::scroll_to(state, 0),
    }
}

/// Opens the list of the headings.
pub fn open(state: &mut State) {
    let Some(laid) = &state.article.laid else { return };
    let headings = headings(&laid.layout);
    if headings.is_empty() {
        return state.inform("This article has no headings");
    }
    let here = headings.iter().rposition(|heading| heading.line <= state.article.top).unwrap_or(0);
    let items = headings.into_iter().map(|heading| Item {
        label: heading.text,
        detail: String::new(),
        choice: Choice::Place(laid.layout.anchor(heading.line)),
        ticked: None,
    });
    let mut picker = Picker::new(Purpose::Outline, "Headings", items.collect());
    picker.cursor = here;
    state.overlay = Some(Overlay::Picker(picker));
}
