//! The text of a feed, by its own declaration among other things.

use std::borrow::Cow;

use crate::charset;
use crate::html::entity;

/// How far into a document its declaration is looked for.
const DECLARATION: usize = 1_024;

/// The text of a feed, whatever its encoding; bytes that are wrong in it become U+FFFD.
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    without_c1(charset::decode(bytes, content_type, declared))
}

/// C1 controls, which no feed means, are Windows-1252 that was taken for Latin-1 on its way, as in references of HTML.
fn without_c1(text: Cow<str>) -> Cow<str> {
    let c1 = |at| text.as_bytes().get(at + 1).is_some_and(|byte| (0x80..=0x9F).contains(byte));
    if !memchr::memchr_iter(0xC2, text.as_bytes()).any(c1) {
        return text;
    }
    let meant = text.chars().map(|c| if ('\u{80}'..='\u{9F}').contains(&c) { entity::character(c.into()) } else { c });
    Cow::Owned(meant.collect())
}

/// The label of the encoding that an XML declaration names.
fn declared(bytes: &[u8]) -> Option<&[u8]> {
    let head = bytes.get(..DECLARATION).unwrap_or(bytes);
    let start = memchr::memmem::find(head, b"<?xml")?;
    let end = start + memchr::memmem::find(&head[start..], b"?>")?;
    let declaration = &head[start..end];
    let value = &declaration[memchr::memmem::find(declaration, b"encoding")? + 8..];
    let label = value.trim_ascii_start().strip_prefix(b"=")?.trim_ascii();
    let quote = *label.first()?;
    let label = label.get(1..)?;
    Some(&label[..memchr::memchr(quote, label)?])
}

#[cfg(test)]
mod tests {
    use encoding_rs::{Encoding, UTF_8};

    use super::*;

    fn xml(encoding: &str, text: &str) -> Vec<u8> {
        let document = format!("<?xml version='1.0' encoding='{encoding}'?><t>{text}</t>");
        Encoding::for_label(encoding.as_bytes()).unwrap_or(UTF_8).encode(&document).0.into_owned()
    }

    #[test]
    fn declared_encodings_are_believed_where_the_bytes_allow() {
        for (encoding, text) in [("iso-8859-2", "łódź"), ("shift_jis", "日本"), ("windows-1251", "мир"), ("utf-8", "é")]
        {
            assert!(decode(&xml(encoding, text), None).contains(text), "{encoding}");
        }
        assert!(decode("<?xml encoding='iso-8859-1'?>é".as_bytes(), None).contains('é'));
        assert!(decode(b"<t>caf\xe9</t>", Some("text/xml; charset=\"ISO-8859-1\"")).contains("café"));
        assert!(decode(b"<?xml encoding='utf-8'?><t>caf\xe9 na\xefve d\xe9j\xe0 vu</t>", None).contains("café"));
    }

    #[test]
    fn marks_and_zeros_tell_utf16() {
        for text in ["<?xml version='1.0'?><a>é</a>", "<rss/>"] {
            let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            assert_eq!(decode(&little, None), text);
            assert_eq!(decode(&big, None), text);
            assert_eq!(decode(&[&[0xff, 0xfe], little.as_slice()].concat(), None), text);
        }
    }

    #[test]
    fn encodings_that_browsers_dropped_are_read() {
        let text = "\u{feff}<rss>日本</rss>";
        let little: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
        let big: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
        for bytes in [&little[..], &big, &little[4..], &big[4..]] {
            assert_eq!(decode(bytes, None), "<rss>日本</rss>");
        }
        let hz = b"<?xml version='1.0' encoding='HZ-GB-2312'?><t>~{VPND~} ~~a</t>";
        assert!(decode(hz, None).ends_with("<t>中文 ~a</t>"));
    }

    #[test]
    fn old_windows_characters_are_what_they_meant() {
        assert_eq!(decode("don\u{92}t \u{96} \u{9d}é\u{a0}«".as_bytes(), None), "don’t – \u{fffd}é\u{a0}«");
    }

    #[test]
    fn a_few_wrong_bytes_do_not_spoil_the_rest() {
        let mut bytes = "ééééé мир".as_bytes().to_vec();
        bytes.push(0xff);
        assert_eq!(decode(&bytes, None), "ééééé мир\u{fffd}");
    }
}
