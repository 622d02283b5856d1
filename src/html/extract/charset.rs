//! The bytes of a page to its text: mark, then valid UTF-8, then what server and page claim, then a guess.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use memchr::memmem;

/// How far into a page its charset is looked for; browsers look at 1,024 bytes, not all pages keep to that.
const DECLARATION: usize = 4_096;

/// The text of a page; bytes that are wrong in it become U+FFFD.
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[length..]).0;
    }
    // Escape encodings (ISO-2022-JP) are valid UTF-8 too.
    if let Ok(text) = simdutf8::basic::from_utf8(bytes)
        && !bytes.contains(&0x1b)
    {
        return Cow::Borrowed(text);
    }
    let head = &bytes[..bytes.len().min(DECLARATION)];
    let claimed = content_type.and_then(|claim| labelled(claim.as_bytes())).or_else(|| declared(head));
    let encoding = claimed.unwrap_or_else(|| guess(bytes));
    encoding.decode_without_bom_handling(bytes).0
}

/// The charset of a `meta` element in either form.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let tags = memmem::find_iter(head, b"<")
        .map(|at| &head[at..])
        .filter(|tag| tag.get(1..5).is_some_and(|name| name.eq_ignore_ascii_case(b"meta")));
    tags.filter_map(|tag| labelled(&tag[..memchr::memchr(b'>', tag).unwrap_or(tag.len())])).next()
}

/// What stands behind `charset=`.
fn labelled(text: &[u8]) -> Option<&'static Encoding> {
    let lower = text.to_ascii_lowercase();
    let rest = lower[memmem::find(&lower, b"charset")? + 7..].trim_ascii_start().strip_prefix(b"=")?;
    let rest = rest.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\'' | b';' | b' ' | b'/' | b'>'));
    Encoding::for_label(&rest[..end.unwrap_or(rest.len())])
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Allow);
    // Nothing in it that is not ASCII but for some stray bytes: those are most likely Western.
    if encoding == UTF_8 { WINDOWS_1252 } else { encoding }
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
