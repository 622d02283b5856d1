//! Bytes to text: byte order mark, then what the bytes themselves prove, then what server and document claim.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::html::entity;

/// How far into a document its declaration is looked for.
const DECLARATION: usize = 1_024;

/// The text of a feed, whatever its encoding; bytes that are wrong in it become U+FFFD.
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    without_c1(transcode(bytes, content_type))
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

fn transcode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Cow<'a, str> {
    if let Some(text) = utf32(bytes) {
        return Cow::Owned(text);
    }
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let body = bytes.get(length..).unwrap_or_default();
        // A mark in UTF-16 before single bytes lies.
        if encoding == UTF_8 || !body.starts_with(b"<?xml") {
            return lossy(body, encoding);
        }
        return transcode(body, content_type);
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return lossy(bytes, encoding);
    }
    let label = declared(bytes);
    if label.is_some_and(|label| label.eq_ignore_ascii_case(b"hz-gb-2312")) {
        return Cow::Owned(hz(bytes));
    }
    let declared = label.and_then(Encoding::for_label);
    let claimed = content_type.and_then(charset).into_iter().chain(declared);
    match simdutf8::basic::from_utf8(bytes) {
        // Seven-bit bytes may be an escape encoding (ISO-2022-JP); anything else that is valid UTF-8 is UTF-8.
        Ok(text) if !text.is_ascii() || !bytes.contains(&0x1b) => return Cow::Borrowed(text),
        Err(_) if is_mostly_utf8(bytes) => return lossy(bytes, UTF_8),
        _ => {}
    }
    for encoding in claimed.filter(|encoding| *encoding != UTF_8) {
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
            return text;
        }
    }
    lossy(bytes, guess(bytes))
}

fn lossy<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Cow<'a, str> {
    encoding.decode_without_bom_handling(bytes).0
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Allow);
    // Nothing in it that is not ASCII but for some stray bytes: those are most likely Western.
    if encoding == UTF_8 { WINDOWS_1252 } else { encoding }
}

/// `<?` or `<x` with a zero on one side of each.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [b'<', 0, c, 0, ..] if *c != 0 => Some(UTF_16LE),
        [0, b'<', 0, c, ..] if *c != 0 => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether broken UTF-8 has more whole sequences than wrong bytes.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut wrong) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += chunk.invalid().len();
    }
    whole > wrong
}

/// The charset of a media type (`text/xml; charset="utf-8"`).
fn charset(content_type: &str) -> Option<&'static Encoding> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        name.trim().eq_ignore_ascii_case("charset").then(|| Encoding::for_label(value.as_bytes()))?
    })
}

/// UTF-32, which browsers do not know: told by its mark, or by the zeros around the first `<`.
fn utf32(bytes: &[u8]) -> Option<String> {
    let little = match bytes.get(..4)? {
        [0xFF, 0xFE, 0, 0] | [b'<', 0, 0, 0] => true,
        [0, 0, 0xFE, 0xFF] | [0, 0, 0, b'<'] => false,
        _ => return None,
    };
    let (units, _) = bytes.as_chunks::<4>();
    let codes = units.iter().map(|unit| if little { u32::from_le_bytes(*unit) } else { u32::from_be_bytes(*unit) });
    let text = codes.map(|code| char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
    Some(text.skip_while(|c| *c == '\u{FEFF}').collect())
}

/// Chinese in seven bits (RFC 1843), which browsers dropped: between `~{` and `~}` GB 2312 without its eighth bits.
fn hz(bytes: &[u8]) -> String {
    let mut out = Vec::with_capacity(bytes.len());
    let (mut rest, mut chinese) = (bytes, false);
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after.first()) {
            (b'~', Some(b'{')) => chinese = true,
            (b'~', Some(b'}')) => chinese = false,
            (b'~', Some(b'~')) => out.push(b'~'),
            (b'~', Some(b'\n')) => {}
            _ => {
                // A line end closes what was left open.
                chinese &= !matches!(byte, b'\n' | b'\r');
                out.push(if chinese { byte | 0x80 } else { byte });
                continue;
            }
        }
        rest = &rest[1..];
    }
    lossy(&out, GBK).into_owned()
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
