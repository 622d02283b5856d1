//! Bodies that are plain text or Markdown after all.

use memchr::memchr_iter;

use super::entity;
use super::from_markdown::from_markdown;
use super::plain_article::{self, Written};

/// The text as HTML, with the paragraphs, subheads, lists and quotes that its lines show; none if it has a tag. Text in
/// which each line was ended by a `<br>` may be Markdown too.
pub fn to_html(text: &str) -> Option<String> {
    if !has_tag(text) {
        return from_markdown(&entity::decode(text)).or_else(|| Some(plain_article::body(text, Written::Html)));
    }
    let lines = without_breaks(text)?;
    from_markdown(&entity::decode(&lines))
}

/// The lines of a text whose only tags are line breaks.
fn without_breaks(text: &str) -> Option<String> {
    const BREAKS: [&str; 3] = ["<br>", "<br/>", "<br />"];
    let mut lines = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        let mark = BREAKS.iter().find(|mark| rest[at..].starts_with(**mark))?;
        lines.push_str(&rest[..at]);
        rest = &rest[at + mark.len()..];
        rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')).unwrap_or(rest);
        lines.push('\n');
    }
    lines.push_str(rest);
    Some(lines)
}

fn has_tag(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr_iter(b'<', bytes)
        .any(|at| bytes.get(at + 1).is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!')))
}
