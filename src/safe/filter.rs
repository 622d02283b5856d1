//! Builds safe text character by character; looks one behind and one ahead.

use super::class::{Class, class, is_joining_script, is_pictograph};

/// More marks than this on one character carry no meaning in any script.
const MAX_MARKS: usize = 8;
/// The longest emoji in use (a family with skin tones) has 41 bytes.
const MAX_CLUSTER: usize = 64;

/// The text so far and what the next character may do to it.
pub struct Filter {
    out: String,
    length: usize,
    last: Option<char>,
    /// Zero-width characters since the last character with a cell.
    marks: usize,
    /// Where the cluster of the last character begins.
    cluster: usize,
}

impl Filter {
    pub fn with_capacity(bytes: usize) -> Filter {
        Filter { out: String::with_capacity(bytes), length: 0, last: None, marks: 0, cluster: 0 }
    }

    /// Adds a character that needs no judging.
    pub fn push_plain(&mut self, c: char) {
        if self.last != Some('\u{200D}') {
            self.cluster = self.out.len();
        }
        self.marks = 0;
        self.put(c);
    }

    /// Adds a space unless one stands there or the line has not begun.
    pub fn push_space(&mut self) {
        if !matches!(self.last, None | Some(' ')) {
            self.push_plain(' ');
        }
    }

    /// Adds a character that is no white space if it may be shown; `next` is the one behind it.
    pub fn push(&mut self, c: char, next: Option<char>) {
        let keep = match class(c) {
            Class::Plain | Class::Space => return self.push_plain(c),
            Class::Forbidden => false,
            Class::Mark => true,
            Class::EmojiSelector => self.last.is_some_and(is_pictograph),
            Class::Joiner => self.joins(c, next),
        };
        if keep && self.marks < MAX_MARKS && self.out.len() - self.cluster + c.len_utf8() <= MAX_CLUSTER - 4 {
            self.marks += 1;
            self.put(c);
        }
    }

    /// The characters so far.
    pub fn length(&self) -> usize {
        self.length
    }

    pub fn finish(self) -> String {
        self.out
    }

    fn put(&mut self, c: char) {
        self.out.push(c);
        self.length += 1;
        self.last = Some(c);
    }

    fn joins(&self, joiner: char, next: Option<char>) -> bool {
        let (Some(last), Some(next)) = (self.last, next) else { return false };
        let emoji = joiner == '\u{200D}' && (is_pictograph(last) || last == '\u{FE0F}') && is_emoji(next);
        emoji || (is_joining_script(last) && is_joining_script(next))
    }
}

/// A pictograph that can follow a joiner: not a digit or a keycap sign.
fn is_emoji(c: char) -> bool {
    !c.is_ascii() && is_pictograph(c)
}
