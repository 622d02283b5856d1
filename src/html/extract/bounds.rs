//! What a page may cost: a tree builder takes time that grows with the square of nesting and of attributes, so both are cut
//! before it, together with length and number of elements.

use std::borrow::Cow;

use crate::html::token::{Tag, Token, tokens};

/// What is longer is cut.
const MAX_BYTES: usize = 8 << 20;
const MAX_ELEMENTS: usize = 100_000;
/// Elements open within each other; pages that are read have fewer than 100.
const MAX_DEPTH: usize = 160;
const MAX_ATTRIBUTES: usize = 128;
/// Elements that a tree builder opens anew in each block until they are closed.
const FORMATTING: &[&str] =
    &["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
const MAX_FORMATTING: usize = 32;
/// Writing a text costs its length for each reference in it: the sum of these products.
const MAX_ESCAPES: usize = 1 << 31;
/// Elements without an end tag.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "keygen", "link", "meta", "param", "source", "track",
    "wbr",
];
/// Elements that end one of their own kind before them.
const SIBLINGS: &[&str] = &["p", "li", "dt", "dd", "option", "tr", "td", "th"];

/// The page, or what of it keeps to the bounds.
pub fn within(html: &str) -> Cow<'_, str> {
    let html = &html[..html.floor_char_boundary(MAX_BYTES)];
    let mut measure = Measure::default();
    for token in tokens(html) {
        match token {
            Token::Text(text) if measure.text(text) => {}
            Token::Close(name) => measure.close(name),
            Token::Open(_) if measure.elements == MAX_ELEMENTS => return Cow::Owned(rewritten(html)),
            Token::Open(tag) if measure.open(&tag) && has_few_attributes(&tag) => {}
            Token::Text(_) | Token::Open(_) => return Cow::Owned(rewritten(html)),
        }
    }
    Cow::Borrowed(html)
}

/// The page written anew: deeper elements are text, tags with too many attributes have none, scripts are gone.
fn rewritten(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut measure = Measure::default();
    for token in tokens(html) {
        match token {
            Token::Text(text) if measure.text(text) => out.push_str(text),
            Token::Text(_) => {}
            Token::Close(name) => {
                measure.close(name);
                out.extend(["</", name, ">"]);
            }
            Token::Open(_) if measure.elements == MAX_ELEMENTS => break,
            Token::Open(tag) => {
                if measure.open(&tag) {
                    write_tag(&tag, &mut out);
                }
            }
        }
    }
    out
}

fn write_tag(tag: &Tag, out: &mut String) {
    out.extend(["<", tag.name]);
    if has_few_attributes(tag) {
        for (name, value) in tag.attributes() {
            let quote = if value.contains('"') { "'" } else { "\"" };
            out.extend([" ", name, "=", quote, value, quote]);
        }
    }
    out.push('>');
}

fn has_few_attributes(tag: &Tag) -> bool {
    tag.attributes().nth(MAX_ATTRIBUTES).is_none()
}

/// What a tree builder would have open.
#[derive(Default)]
struct Measure<'a> {
    elements: usize,
    open: Vec<&'a str>,
    formatting: usize,
    /// Length of the text since the last start tag, and the references in it.
    run: (usize, usize),
    /// What the texts before it cost.
    escapes: usize,
}

impl<'a> Measure<'a> {
    /// Counts a text; false where it would cost too much.
    fn text(&mut self, text: &str) -> bool {
        let references = memchr::memchr3_iter(b'&', b'<', b'>', text.as_bytes()).count();
        let (length, references) = (self.run.0 + text.len(), self.run.1 + references);
        let keeps = self.escapes.saturating_add(length.saturating_mul(references)) < MAX_ESCAPES;
        if keeps {
            self.run = (length, references);
        }
        keeps
    }

    /// Counts an element; false where it would be too deep.
    fn open(&mut self, tag: &Tag<'a>) -> bool {
        self.elements += 1;
        self.escapes += self.run.0 * self.run.1;
        self.run = (0, 0);
        if is_one_of(tag.name, VOID) {
            return true;
        }
        let formatting = is_one_of(tag.name, FORMATTING);
        if self.open.len() >= MAX_DEPTH || (formatting && self.formatting >= MAX_FORMATTING) {
            return false;
        }
        self.formatting += usize::from(formatting);
        let ends_last = self.open.last().is_some_and(|last| last.eq_ignore_ascii_case(tag.name));
        if !(ends_last && is_one_of(tag.name, SIBLINGS)) {
            self.open.push(tag.name);
        }
        true
    }

    fn close(&mut self, name: &str) {
        if is_one_of(name, FORMATTING) {
            self.formatting = self.formatting.saturating_sub(1);
        }
        if let Some(at) = self.open.iter().rposition(|open| open.eq_ignore_ascii_case(name)) {
            self.open.truncate(at);
        }
    }
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|one| one.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_keeps_to_the_bounds_stays_as_it_is() {
        let html = "<ul><li>a<li>b</ul><p>c<p>d<script>e</script><br/>".repeat(1_000);
        assert!(matches!(within(&html), Cow::Borrowed(text) if text == html));
    }

    #[test]
    fn what_is_too_deep_becomes_text() {
        let html = format!("{}x & y", "<div class='a\"b'>".repeat(100_000));
        let cut = within(&html);
        assert_eq!(cut.matches("<div class='a\"b'>").count(), MAX_DEPTH);
        assert!(cut.ends_with("x & y"));
    }

    #[test]
    fn attributes_and_elements_are_counted() {
        let html = format!("<p {}>x</p>", "a=1 ".repeat(1_000_000));
        assert_eq!(within(&html), "<p>x</p>");
        let html = "<p>x".repeat(MAX_ELEMENTS + 5);
        assert_eq!(within(&html).matches("<p>").count(), MAX_ELEMENTS);
        let html = (0..100_000).map(|n| format!("<p><b id={n}>")).collect::<String>();
        assert_eq!(within(&html).matches("<b").count(), MAX_FORMATTING);
    }
}
