//! The words around what was found, for rows whose headline and beginning do not say it.

use std::ops::Range;

use rusqlite::Connection;

use crate::model::{EntryRow, Field, Term};
use crate::safe;
use crate::search::phrases;
use crate::search::words::Phrase;
use crate::store::{StoreError, bodies};

/// Characters before the words that were found, and in all.
const BEFORE: usize = 24;
const LENGTH: usize = 300;

/// Puts the place where the text says what was looked for in the stead of its beginning.
pub(in crate::store) fn show(connection: &Connection, term: &Term, rows: &mut [EntryRow]) -> Result<(), StoreError> {
    let in_body = |(field, phrase)| matches!(field, Field::Any | Field::Body).then_some(phrase);
    let phrases: Vec<Phrase> = phrases(term).into_iter().filter_map(in_body).collect();
    if phrases.is_empty() {
        return Ok(());
    }
    for row in rows {
        let shown = [row.title.as_str(), &row.lead, row.author.as_deref().unwrap_or_default()];
        if shown.iter().any(|text| find(&phrases, text).is_some()) {
            continue;
        }
        let text = bodies::text(connection, row.id)?;
        if let Some(found) = find(&phrases, &text) {
            row.lead = safe::one_line(&around(&text, found));
        }
    }
    Ok(())
}

/// The first place of any of the phrases.
fn find(phrases: &[Phrase], text: &str) -> Option<Range<usize>> {
    phrases.iter().filter_map(|phrase| phrase.spans(text).into_iter().next()).min_by_key(|span| span.start)
}

/// A piece of the text about those bytes, from the beginning of a word.
fn around(text: &str, found: Range<usize>) -> String {
    let from = text[..found.start].char_indices().rev().take(BEFORE).last().map_or(0, |(at, _)| at);
    let start = match from {
        0 => 0,
        from => text[from..found.start].find(' ').map_or(found.start, |space| from + space + 1),
    };
    let piece: String = text[start..].chars().take(LENGTH).collect();
    if start == 0 { piece } else { format!("… {piece}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_piece_begins_with_a_word_before_what_was_found() {
        let text = format!("{} the river rose {}", "one two three ".repeat(20), "and fell ".repeat(80));
        let found = find(&[Phrase::of("river", false)], &text).unwrap();
        let piece = around(&text, found);
        assert!(piece.starts_with("… one two three") && piece.contains("the river rose"), "{piece}");
        assert!(piece.chars().count() <= LENGTH + 2);
        assert_eq!(around("river", 0..5), "river");
    }
}
