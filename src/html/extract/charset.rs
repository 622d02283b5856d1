//! The text of a page, by what it declares in its head among other things.

use std::borrow::Cow;

use memchr::memmem;

use crate::charset;

/// How far into a page its charset is looked for; browsers look at 1,024 bytes, not all pages keep to that.
const DECLARATION: usize = 4_096;

/// The text of a page; bytes that are wrong in it become U+FFFD.
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    charset::decode(bytes, content_type, declared)
}

/// The charset of a `meta` element in either form.
fn declared(bytes: &[u8]) -> Option<&[u8]> {
    let head = &bytes[..bytes.len().min(DECLARATION)];
    let tags = memmem::find_iter(head, b"<")
        .map(|at| &head[at..])
        .filter(|tag| tag.get(1..5).is_some_and(|name| name.eq_ignore_ascii_case(b"meta")));
    tags.filter_map(|tag| labelled(&tag[..memchr::memchr(b'>', tag).unwrap_or(tag.len())])).next()
}

/// What stands behind `charset=`.
fn labelled(tag: &[u8]) -> Option<&[u8]> {
    let at = memmem::find(&tag.to_ascii_lowercase(), b"charset")? + 7;
    let rest = tag[at..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\'' | b';' | b' ' | b'/' | b'>'));
    Some(&rest[..end.unwrap_or(rest.len())]).filter(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_read_in_their_charset() {
        for (bytes, content_type, wanted) in [
            (&b"\xef\xbb\xbfcaf\xc3\xa9"[..], None, "café"),
            (b"<meta charset=iso-8859-1>caf\xc3\xa9", None, "<meta charset=iso-8859-1>café"),
            (b"<META http-equiv=x content=\"text/html; charset=windows-1251\">\xec\xe8\xf0", None, "мир"),
            (b"<meta charset='shift_jis'/>\x93\xfa\x96\x7b", None, "日本"),
            (b"\xec\xe8\xf0", Some("text/html; charset=\"windows-1251\""), "мир"),
            (b"\xff\xfe<\0a\0", None, "<a"),
            (b"a few caf\xe9 words na\xefve", None, "café"),
        ] {
            assert!(decode(bytes, content_type).contains(wanted), "{wanted}");
        }
    }
}
