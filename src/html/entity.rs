//! Character references of HTML (HTML Living Standard, 13.2.5.72 and following), decoded.

use std::borrow::Cow;

use markup5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// The longest name that HTML knows, with its semicolon.
const MAX_NAME: usize = 33;
/// The longest name that browsers take without a semicolon.
const MAX_LEGACY: usize = 6;

/// The text with its character references decoded once.
pub fn decode(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'&', text.as_bytes()) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut rest = &text[first..];
    while !rest.is_empty() {
        let used = reference(rest, &mut out);
        let plain = &rest[used..];
        let next = memchr::memchr(b'&', plain.as_bytes()).unwrap_or(plain.len());
        out.push_str(&plain[..next]);
        rest = &plain[next..];
    }
    Cow::Owned(out)
}

/// Decodes the reference at the beginning of `text` (a `&`) into `out`; returns the bytes used, 1 for a bare `&`.
pub fn reference(text: &str, out: &mut String) -> usize {
    let body = text.get(1..).unwrap_or_default();
    if let Some(number) = body.strip_prefix('#') {
        if let Some((c, digits)) = numeric(number) {
            out.push(c);
            return 2 + digits;
        }
    } else if let Some(used) = named(body, out) {
        return 1 + used;
    }
    out.push('&');
    1
}

/// The character of `123;` or `x7b;` and the bytes used.
fn numeric(number: &str) -> Option<(char, usize)> {
    let (digits, radix, prefix) = match number.strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16, 1),
        None => (number, 10, 0),
    };
    let length = digits.bytes().take_while(|b| char::from(*b).is_digit(radix)).count();
    if length == 0 {
        return None;
    }
    // A number too large for u32 is no character either.
    let code = u32::from_str_radix(&digits[..length], radix).unwrap_or(u32::MAX);
    let semicolon = usize::from(digits.as_bytes().get(length) == Some(&b';'));
    Some((character(code), prefix + length + semicolon))
}

/// What HTML makes of a code: Windows-1252 for the C1 range, U+FFFD for what is no character.
pub fn character(code: u32) -> char {
    match code {
        0 => char::REPLACEMENT_CHARACTER,
        0x80..=0x9F => {
            C1_REPLACEMENTS.get(code as usize - 0x80).copied().flatten().unwrap_or(char::REPLACEMENT_CHARACTER)
        }
        _ => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

fn named(body: &str, out: &mut String) -> Option<usize> {
    let length = body.bytes().take(MAX_NAME).take_while(u8::is_ascii_alphanumeric).count();
    if body.as_bytes().get(length) == Some(&b';') && push_named(&body[..=length], out) {
        return Some(length + 1);
    }
    (2..=length.min(MAX_LEGACY)).rev().find(|&short| push_named(&body[..short], out))
}

/// Looks a name up as the table has it: with its semicolon, or a legacy one without.
fn push_named(name: &str, out: &mut String) -> bool {
    // The table holds every prefix of a name as well, with 0 for its characters.
    let Some(&(first, second)) = NAMED_ENTITIES.get(name) else { return false };
    let Some(c) = char::from_u32(first).filter(|c| *c != '\0') else { return false };
    out.push(c);
    out.extend(char::from_u32(second).filter(|c| *c != '\0'));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_numbers_and_their_broken_forms() {
        assert_eq!(decode("A&nbsp;B &hellip; &Eacute;"), "A\u{a0}B … É");
        assert_eq!(decode("&#8217;&#x2019;&#146;"), "’’’");
        assert_eq!(decode("&#0;&#xD83D;&#99999999999;"), "\u{fffd}\u{fffd}\u{fffd}");
        assert_eq!(
            decode("a&b &unknown; &copy 2026 &ampersand &; & &#; &#x;"),
            "a&b &unknown; © 2026 &ersand &; & &#; &#x;"
        );
        assert_eq!(decode("&amp;nbsp;"), "&nbsp;");
        assert!(matches!(decode("plain"), Cow::Borrowed(_)));
    }
}
