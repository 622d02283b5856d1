//! What a text is: a feed in XML, a JSON Feed, a web page, or something else.

use memchr::{memchr, memmem};

/// The kind of a text, and for feeds the part that is the document: without declaration and what stands before it.
#[derive(Debug, PartialEq, Eq)]
pub enum Kind<'a> {
    Empty,
    Html,
    Json(&'a str),
    Xml(&'a str),
    Unknown,
}

/// How far a root element is looked for; some servers print warnings first.
const HEAD: usize = 1 << 16;

/// Tells what `text` is by its first elements.
pub fn sniff(text: &str) -> Kind<'_> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\0'));
    if text.is_empty() {
        return Kind::Empty;
    }
    if text.starts_with('{') {
        return Kind::Json(text);
    }
    let mut page = false;
    let mut at = 0;
    while let Some(found) = memchr(b'<', &text.as_bytes()[at..]).filter(|found| at + found < HEAD) {
        at += found;
        let tag = &text[at + 1..];
        if tag.starts_with("!--") {
            at += memmem::find(tag.as_bytes(), b"-->").map_or(text.len() - at, |end| end + 4);
            continue;
        }
        let name = tag.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/' | '<')).next().unwrap_or_default();
        let local = name.rsplit(':').next().unwrap_or_default();
        if ["rss", "feed", "rdf", "entry", "channel"].iter().any(|root| local.eq_ignore_ascii_case(root)) {
            return Kind::Xml(&text[at..]);
        }
        // A page may speak of feeds in its scripts, but its first element says what it is.
        if name.eq_ignore_ascii_case("html") {
            return Kind::Html;
        }
        page |= is_html_doctype(tag);
        at += 1;
    }
    if page { Kind::Html } else { Kind::Unknown }
}

fn is_html_doctype(tag: &str) -> bool {
    let mut words = tag.split(|c: char| c.is_whitespace() || c == '>');
    words.next().is_some_and(|word| word.eq_ignore_ascii_case("!doctype"))
        && words.next().is_some_and(|word| word.eq_ignore_ascii_case("html"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_begins_at_its_root() {
        assert_eq!(sniff("\u{feff} <?xml version='1.0'?>\n<!-- x --><rss><a/></rss>"), Kind::Xml("<rss><a/></rss>"));
        assert_eq!(sniff("<br/><b>Warning</b>: x in y<?xml?><feed xmlns='u'/>"), Kind::Xml("<feed xmlns='u'/>"));
        assert_eq!(sniff("<rdf:RDF/>"), Kind::Xml("<rdf:RDF/>"));
        assert_eq!(sniff(" {\"version\":1}"), Kind::Json("{\"version\":1}"));
    }

    #[test]
    fn comments_and_doctypes_before_the_root_do_not_count() {
        assert_eq!(sniff("<!-- an <rss> feed --><!DOCTYPE html><feed/>"), Kind::Xml("<feed/>"));
        assert_eq!(sniff("<!-- never closed <rss>"), Kind::Unknown);
        assert_eq!(sniff("<!doctype html><title>x</title>"), Kind::Html);
    }

    #[test]
    fn pages_and_other_things_are_told_apart() {
        assert_eq!(sniff("<!DOCTYPE html><html><script>'<rss>'"), Kind::Html);
        assert_eq!(sniff("<HTML lang=en>"), Kind::Html);
        assert_eq!(sniff("hello"), Kind::Unknown);
        assert_eq!(sniff("<svg/>"), Kind::Unknown);
        assert_eq!(sniff(" \n\0"), Kind::Empty);
    }
}
