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
        // A page may speak of feeds in its scripts; only a feed that is all its body was made one by some tool.
        let wrapper = ["html", "body"].iter().any(|wrapper| name.eq_ignore_ascii_case(wrapper));
        if page && name.starts_with(|c: char| c.is_ascii_alphabetic()) && !wrapper {
            return Kind::Html;
        }
        page |= wrapper || is_html_doctype(tag);
        at += 1;
    }
    if page { Kind::Html } else { Kind::Unknown }
}

/// In words, what something is that is neither a feed nor a page.
pub fn describe(bytes: &[u8], text: &str) -> &'static str {
    const BEGINNINGS: &[(&[u8], &str)] = &[
        (b"\x1f\x8b", "compressed data"),
        (b"\x28\xb5\x2f\xfd", "compressed data"),
        (b"PK\x03\x04", "an archive"),
        (b"%PDF", "a PDF document"),
        (b"\x89PNG", "an image"),
        (b"\xff\xd8\xff", "an image"),
        (b"GIF8", "an image"),
    ];
    if let Some((_, name)) = BEGINNINGS.iter().find(|(beginning, _)| bytes.starts_with(beginning)) {
        return name;
    }
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if text.contains('\0') {
        "binary data"
    } else if text.starts_with('[') {
        "other JSON"
    } else if text.starts_with('<') {
        "other XML"
    } else {
        "plain text"
    }
}

fn is_html_doctype(tag: &str) -> bool {
    const DOCTYPE: &str = "!doctype";
    let doctype = tag.get(..DOCTYPE.len()).is_some_and(|start| start.eq_ignore_ascii_case(DOCTYPE));
    let name = tag.get(DOCTYPE.len()..).unwrap_or_default().trim_start().get(..4);
    doctype && name.is_some_and(|name| name.eq_ignore_ascii_case("html"))
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
    fn a_feed_that_was_put_into_a_page_is_a_feed() {
        let page = "<!DOCTYPE html PUBLIC 'x'><html xmlns='u'>\n<body><feed xmlns='v'></feed></body></html>";
        assert_eq!(sniff(page), Kind::Xml("<feed xmlns='v'></feed></body></html>"));
    }

    #[test]
    fn what_is_no_feed_is_named() {
        for (bytes, name) in [
            (&b"\x1f\x8b\x08"[..], "compressed data"),
            (b"\x00\x01", "binary data"),
            (b"[1]", "other JSON"),
            (b"<svg/>", "other XML"),
            (b"no", "plain text"),
        ] {
            assert_eq!(describe(bytes, &String::from_utf8_lossy(bytes)), name);
        }
    }

    #[test]
    fn pages_and_other_things_are_told_apart() {
        assert_eq!(sniff("<!DOCTYPE html><html><script>'<rss>'"), Kind::Html);
        assert_eq!(sniff("<HTML lang=en>"), Kind::Html);
        assert_eq!(sniff("<html><head><link rel='alternate'></head><body><rss/>"), Kind::Html);
        assert_eq!(sniff("hello"), Kind::Unknown);
        assert_eq!(sniff("<svg/>"), Kind::Unknown);
        assert_eq!(sniff(" \n\0"), Kind::Empty);
    }
}
