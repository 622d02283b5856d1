//! Bodies that are plain text after all.

use memchr::memchr_iter;

use super::plain_article::{self, Written};

/// The text as HTML, with the paragraphs, subheads, lists and quotes that its lines show; none if it has a tag.
pub fn to_html(text: &str) -> Option<String> {
    (!has_tag(text)).then(|| plain_article::body(text, Written::Html))
}

fn has_tag(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr_iter(b'<', bytes)
        .any(|at| bytes.get(at + 1).is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!')))
}
