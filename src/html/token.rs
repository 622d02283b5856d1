//! HTML cut into tags and text, in one pass and without copies.
//!
//! A tree builder as browsers have it takes time that grows with the square of the nesting (and of the attributes of a
//! tag); an article needs no such tree, and what comes from outside must not choose our running time.

use std::borrow::Cow;

use memchr::{memchr, memmem};

use super::entity;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'a> {
    /// Text as written, references not decoded.
    Text(&'a str),
    Open(Tag<'a>),
    /// The name of an end tag.
    Close(&'a str),
}

/// A start tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag<'a> {
    pub name: &'a str,
    /// Written `<name/>`. Feeds are often XHTML, so this closes any element.
    pub closed: bool,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// All attributes as written, references not decoded.
    pub fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        Attributes::new(self.attributes)
    }

    pub fn has_attributes(&self) -> bool {
        !self.attributes.is_empty()
    }

    /// The value of an attribute, decoded; empty where only the name stands.
    pub fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        self.attributes().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, v)| entity::decode(v))
    }
}

/// The tokens of `html`; comments, declarations and the content of scripts and their like are left out.
pub fn tokens(html: &str) -> impl Iterator<Item = Token<'_>> {
    Tokens { rest: html, pending: [None; 2] }
}

struct Tokens<'a> {
    rest: &'a str,
    /// The content of a `title`, and the end tag of an element whose content is not markup.
    pending: [Option<Token<'a>>; 2],
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if let Some(token) = self.pending.iter_mut().find_map(Option::take) {
            return Some(token);
        }
        while !self.rest.is_empty() {
            let text = self.text();
            if !text.is_empty() {
                return Some(Token::Text(text));
            }
            if let Some(token) = self.markup() {
                return Some(token);
            }
        }
        None
    }
}

impl<'a> Tokens<'a> {
    /// Takes the text before the next markup.
    fn text(&mut self) -> &'a str {
        let bytes = self.rest.as_bytes();
        let end = memchr::memchr_iter(b'<', bytes).find(|&at| opens_markup(&bytes[at..])).unwrap_or(bytes.len());
        self.take(end)
    }

    /// Takes the markup that stands here; a comment or declaration gives nothing.
    fn markup(&mut self) -> Option<Token<'a>> {
        if self.rest.starts_with("<!--") {
            self.skip_comment();
            return None;
        }
        if self.rest.starts_with("<!") || self.rest.starts_with("<?") {
            self.skip_to('>');
            return None;
        }
        let closing = self.rest.starts_with("</");
        self.take(if closing { 2 } else { 1 });
        let length = self.rest.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>');
        let name = self.take(length.unwrap_or(self.rest.len()));
        let mut attributes = Attributes::new(self.rest);
        while attributes.next().is_some() {}
        let (length, closed, ended) = (self.rest.len() - attributes.rest.len(), attributes.slash, attributes.ended);
        let attributes = self.take(length);
        self.rest = self.rest.strip_prefix('>').unwrap_or(self.rest);
        if !ended {
            // The feed cut its text in the middle of a tag.
            return None;
        }
        if closing {
            return Some(Token::Close(name));
        }
        if is_raw(name) && !closed {
            let content = self.skip_raw(name);
            let shown = name.eq_ignore_ascii_case("title") && !content.is_empty();
            self.pending = [shown.then_some(Token::Text(content)), Some(Token::Close(name))];
        }
        Some(Token::Open(Tag { name, closed, attributes }))
    }

    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        taken
    }

    fn skip_to(&mut self, end: char) {
        self.rest = self.rest.split_once(end).map_or("", |(_, rest)| rest);
    }

    fn skip_comment(&mut self) {
        let body = &self.rest[4..];
        let short = body.strip_prefix('>').or_else(|| body.strip_prefix("->"));
        self.rest = short.unwrap_or_else(|| body.split_once("-->").map_or("", |(_, rest)| rest));
    }

    /// Steps behind the end tag of an element whose content is not markup, and gives that content.
    fn skip_raw(&mut self, name: &str) -> &'a str {
        let bytes = self.rest.as_bytes();
        let end = memmem::find_iter(bytes, b"</").find(|at| {
            bytes.get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        });
        let content = self.take(end.unwrap_or(bytes.len()));
        self.skip_to('>');
        content
    }
}

fn opens_markup(at: &[u8]) -> bool {
    match at.get(1) {
        Some(b'!' | b'?') => true,
        Some(b'/') => at.get(2).is_some_and(u8::is_ascii_alphabetic),
        Some(byte) => byte.is_ascii_alphabetic(),
        None => false,
    }
}

fn is_raw(name: &str) -> bool {
    ["script", "style", "textarea", "title", "iframe", "noembed", "noframes"]
        .iter()
        .any(|n| name.eq_ignore_ascii_case(n))
}

/// The attributes of a tag, up to its `>` (HTML Living Standard, 13.2.5.32 and following).
struct Attributes<'a> {
    rest: &'a str,
    /// The last thing before the end was a `/` of its own.
    slash: bool,
    /// The `>` was found.
    ended: bool,
}

impl<'a> Attributes<'a> {
    fn new(rest: &'a str) -> Attributes<'a> {
        Attributes { rest, slash: false, ended: false }
    }

    fn value(&mut self) -> Option<&'a str> {
        let Some(rest) = self.rest.trim_ascii_start().strip_prefix('=') else { return Some("") };
        let rest = rest.trim_ascii_start();
        let quote = rest.as_bytes().first().copied().filter(|byte| matches!(byte, b'"' | b'\''));
        let Some(quote) = quote else {
            let end = rest.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(rest.len());
            let (value, rest) = rest.split_at(end);
            self.rest = rest;
            return Some(value);
        };
        let Some(end) = memchr(quote, &rest.as_bytes()[1..]) else {
            self.rest = "";
            return None;
        };
        self.rest = &rest[end + 2..];
        Some(&rest[1..=end])
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<(&'a str, &'a str)> {
        let start = self.rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        self.slash = self.rest[..self.rest.len() - start.len()].ends_with('/');
        self.rest = start;
        self.ended = start.starts_with('>');
        if self.ended || start.is_empty() {
            return None;
        }
        let end = |c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=');
        // The first character belongs to the name whatever it is.
        let first = start.chars().next().map_or(0, char::len_utf8);
        let length = start[first..].find(end).map_or(start.len(), |at| first + at);
        let (name, rest) = start.split_at(length);
        self.rest = rest;
        Some((name, self.value()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(html: &str) -> String {
        tokens(html)
            .map(|token| match token {
                Token::Text(text) => format!("[{text}]"),
                Token::Open(tag) => format!("<{}{}>", tag.name, if tag.closed { "/" } else { "" }),
                Token::Close(name) => format!("</{name}>"),
            })
            .collect()
    }

    #[test]
    fn cuts_tags_from_text() {
        for (html, tokens) in [
            ("a<b>c</b>d", "[a]<b>[c]</b>[d]"),
            ("1 < 2 <3 & </ >", "[1 < 2 <3 & </ >]"),
            ("<br/><br /><a href=x/>y", "<br/><br/><a>[y]"),
            ("<a title='>'>x", "<a>[x]"),
            ("<a \"><i>x", "<a><i>[x]"),
            ("a<!-- <b> -->b<!-->c<!--->d<!doctype html>e<?xml?>f", "[a][b][c][d][e][f]"),
            ("<script>a<b>c</b></SCRIPT >d", "<script></script>[d]"),
            ("<iframe/>d", "<iframe/>[d]"),
            ("x<a href=\"http://cut", "[x]"),
            ("x<!-- open", "[x]"),
            ("<p/ >", "<p>"),
        ] {
            assert_eq!(shown(html), tokens, "{html}");
        }
    }

    #[test]
    fn reads_attributes() {
        let html = "<a HREF = 'a&amp;b' title=\"x>y\" rel=me/too data-é hidden>";
        let Some(Token::Open(tag)) = tokens(html).next() else { panic!("a tag") };
        assert_eq!(tag.attribute("href").as_deref(), Some("a&b"));
        assert_eq!(tag.attribute("title").as_deref(), Some("x>y"));
        assert_eq!(tag.attribute("rel").as_deref(), Some("me/too"));
        assert_eq!(tag.attribute("hidden").as_deref(), Some(""));
        assert_eq!(tag.attribute("src"), None);
    }

    proptest! {
        #[test]
        fn takes_anything(html in "[<>/!=\"' a-cé-]{0,60}") {
            tokens(&html).count();
        }
    }
}
