//! The SQL functions that queries use: whether a text holds what is looked for.

use std::sync::Arc;

use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;

use crate::search::fold;
use crate::search::words::{Phrase, words};
use crate::store::bodies;

/// Makes the functions that queries and nothing else use.
pub(in crate::store) fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_DIRECTONLY;
    connection.create_scalar_function(c"holds", 2, flags, |context| {
        let needle = needle(context)?;
        Ok(text(context.get_raw(0)).is_some_and(|text| fold::text(text).contains(needle.as_str())))
    })?;
    connection.create_scalar_function(c"same_text", 2, flags, |context| {
        let needle = needle(context)?;
        Ok(text(context.get_raw(0)).is_some_and(|text| fold::text(text) == *needle))
    })?;
    connection.create_scalar_function(c"says", 2, flags, |context| {
        let phrase = phrase(context)?;
        Ok(text(context.get_raw(0)).is_some_and(|text| says(text, &phrase)))
    })?;
    connection.create_scalar_function(c"body_says", 2, flags, |context| {
        let phrase = phrase(context)?;
        let ValueRef::Blob(blob) = context.get_raw(0) else { return Ok(false) };
        let html = bodies::unpack(blob).map_err(|error| rusqlite::Error::UserFunctionError(error.into()))?;
        Ok(says(&bodies::plain(&html), &phrase))
    })
}

fn says(text: &str, phrase: &Phrase) -> bool {
    let among: Vec<String> = words(text).map(|(word, _)| word).collect();
    phrase.find(&among).is_some()
}

/// The folded second argument, made once for a whole statement.
fn needle(context: &Context) -> rusqlite::Result<Arc<String>> {
    context.get_or_create_aux(1, |value| Ok::<_, rusqlite::Error>(fold::text(value.as_str().unwrap_or_default())))
}

/// The phrase in the second argument as [`argument`] writes it, made once for a whole statement.
fn phrase(context: &Context) -> rusqlite::Result<Arc<Phrase>> {
    context.get_or_create_aux(1, |value| {
        let text = value.as_str().unwrap_or_default();
        Ok::<_, rusqlite::Error>(Phrase::of(text.get(1..).unwrap_or_default(), text.starts_with(OPEN)))
    })
}

const OPEN: char = '*';
const CLOSED: char = '=';

/// A phrase as an argument of the functions above.
pub(super) fn argument(words: &str, open: bool) -> String {
    format!("{}{words}", if open { OPEN } else { CLOSED })
}

fn text(value: ValueRef<'_>) -> Option<&str> {
    value.as_str().ok()
}
