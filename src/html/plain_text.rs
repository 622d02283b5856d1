//! Bodies that are plain text after all.

use memchr::memchr_iter;

/// A line at least this long was broken to fit a page; a shorter one was ended by its author.
const FULL_LINE: std::ops::RangeInclusive<usize> = 56..=80;

/// The text as HTML, its paragraphs parted at empty lines; none if it has a tag.
pub fn to_html(text: &str) -> Option<String> {
    if has_tag(text) {
        return None;
    }
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    html.push_str("<p>");
    for line in text.lines() {
        html.push_str(line);
        let length = line.chars().count();
        html.push_str(match length {
            _ if line.trim().is_empty() => "<p>",
            _ if FULL_LINE.contains(&length) => "\n",
            _ => "<br>",
        });
    }
    Some(html)
}

fn has_tag(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr_iter(b'<', bytes)
        .any(|at| bytes.get(at + 1).is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!')))
}
