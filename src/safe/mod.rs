//! Text from outside made fit for a terminal: no controls, no direction overrides, nothing invisible, no towers of marks.

mod class;
mod file_name;
mod filter;
#[cfg(test)]
mod tests;
mod url;

pub use file_name::{file_name, name_at};
pub use url::{ShownAddress, clip_url, shown_address, url, url_to_ask_about};

use std::borrow::Cow;

use class::{Class, class, is_quiet};
use filter::Filter;

/// A field of one line (title, name, author, address to show): white space folded and trimmed, nothing dangerous left.
pub fn one_line(text: &str) -> String {
    one_line_max(text, usize::MAX)
}

/// [`one_line`], cut after `max` characters; a cut is marked by "…", which counts.
pub fn one_line_max(text: &str, max: usize) -> String {
    let mut line = if is_clean_ascii(text) { text.to_owned() } else { fold(text, max) };
    if line.len() > max
        && let Some((last, _)) = line.char_indices().nth(max.saturating_sub(1))
        && line[last..].chars().nth(1).is_some()
    {
        line.truncate(last);
        line.truncate(line.trim_end().len());
        line.push('…');
    }
    line
}

/// Text of several lines: `\n` is kept and the only control left, a tab becomes four spaces.
pub fn text(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| c == '\n' || is_quiet(c)) {
        return Cow::Borrowed(text);
    }
    let mut filter = Filter::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\n' | '\u{2028}' | '\u{2029}' => filter.push_plain('\n'),
            '\t' => (0..4).for_each(|_| filter.push_plain(' ')),
            _ if class(c) == Class::Space => filter.push_plain(if c.is_control() { ' ' } else { c }),
            _ => filter.push(c, chars.peek().copied()),
        }
    }
    Cow::Owned(filter.finish())
}

/// Whether a one-line text may be written to a terminal as it stands.
pub fn is_safe(text: &str) -> bool {
    is_clean_ascii(text) || fold(text, usize::MAX) == text
}

/// Printable ASCII with single spaces between words: the common case, which needs no work.
fn is_clean_ascii(text: &str) -> bool {
    let mut before = b' ';
    for &byte in text.as_bytes() {
        if !(b' '..=b'~').contains(&byte) || (byte == b' ' && before == b' ') {
            return false;
        }
        before = byte;
    }
    before != b' ' || text.is_empty()
}

/// The whole line where it has at most `max` characters, else a little more than them.
fn fold(text: &str, max: usize) -> String {
    let mut filter = Filter::with_capacity(text.len().min(max.saturating_mul(4)));
    let mut chars = text.chars().peekable();
    // Two more: the last may be a space that is trimmed.
    while filter.length() < max.saturating_add(2)
        && let Some(c) = chars.next()
    {
        if c.is_ascii_graphic() {
            filter.push_plain(c);
        } else if class(c) == Class::Space {
            filter.push_space();
        } else {
            filter.push(c, chars.peek().copied());
        }
    }
    let mut line = filter.finish();
    line.truncate(line.trim_end().len());
    line
}
