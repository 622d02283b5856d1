//! Bytes to text: byte order mark, then what the bytes themselves prove, then what server and document claim, then a guess.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GBK, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Finds the label of an encoding in a document.
pub type Declared = fn(&[u8]) -> Option<&[u8]>;

/// The text of a document; bytes that are wrong in it become U+FFFD. `declared` finds the label of the encoding that the
/// document itself names.
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>, declared: Declared) -> Cow<'a, str> {
    if let Some(text) = utf32(bytes) {
        return Cow::Owned(text);
    }
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let body = bytes.get(length..).unwrap_or_default();
        // A mark in UTF-16 before single bytes lies.
        if encoding == UTF_8 || !body.starts_with(b"<?xml") {
            return lossy(body, encoding);
        }
        return decode(body, content_type, declared);
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
