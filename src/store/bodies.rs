//! Bodies: compressed on disk, and as plain text for searching.

use rusqlite::{Connection, OptionalExtension};

use super::StoreError;
use crate::model::EntryId;

/// Fast rather than small: a body is packed once for every change.
const LEVEL: i32 = 1;

/// Packs the bodies of one feed.
pub(super) struct Packer(zstd::bulk::Compressor<'static>);

impl Packer {
    pub fn new() -> Result<Packer, StoreError> {
        zstd::bulk::Compressor::new(LEVEL).map(Packer).map_err(failed)
    }

    pub fn pack(&mut self, html: &str) -> Result<Vec<u8>, StoreError> {
        self.0.compress(html.as_bytes()).map_err(failed)
    }
}

fn failed(error: std::io::Error) -> StoreError {
    StoreError::Internal(error.to_string())
}

pub(super) fn unpack(blob: &[u8]) -> Result<String, StoreError> {
    let bytes = zstd::stream::decode_all(blob).map_err(|error| StoreError::Corrupt(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// What an entry says, without markup: its full text, or else what its feed gives.
pub(super) fn text(connection: &Connection, entry: EntryId) -> Result<String, StoreError> {
    let sql = "select coalesce(p.html, b.html) from entries e left join bodies b on b.entry = e.id \
               left join full_texts p on p.entry = e.id where e.id = ?1";
    let blob = connection.prepare_cached(sql)?.query_row([entry.0], |row| row.get::<_, Option<Vec<u8>>>(0));
    match blob.optional()?.flatten().filter(|blob| !blob.is_empty()) {
        Some(blob) => Ok(plain(&unpack(&blob)?)),
        None => Ok(String::new()),
    }
}

/// Tags inside a word or a sentence; all others part the words.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "cite", "code", "em", "font", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup",
    "u", "wbr",
];

/// HTML without its markup, as near as searching needs it; white space is folded.
pub(super) fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        rest = match from.starts_with('<') {
            true => skip_tag(from, &mut text),
            false => decode(from, &mut text),
        };
    }
    text.push_str(rest);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn skip_tag<'a>(from: &'a str, text: &mut String) -> &'a str {
    let name = from[1..].trim_start_matches('/');
    let name = name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())].to_ascii_lowercase();
    if name.is_empty() && !from.starts_with("<!") && !from.starts_with("<?") {
        text.push('<');
        return &from[1..];
    }
    if !INLINE.contains(&name.as_str()) {
        text.push(' ');
    }
    from.split_once('>').map_or("", |(_, rest)| rest)
}

fn decode<'a>(from: &'a str, text: &mut String) -> &'a str {
    let reference = from[1..].split_once(';').filter(|(name, _)| name.len() <= 8);
    if let Some((name, rest)) = reference
        && let Some(decoded) = character(name)
    {
        text.push(decoded);
        return rest;
    }
    text.push('&');
    &from[1..]
}

fn character(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_keeps_the_text() {
        let html = "<p>Grüße &amp; mehr</p>".repeat(50);
        let packed = Packer::new().unwrap().pack(&html).unwrap();
        assert!(packed.len() < html.len() / 4);
        assert_eq!(unpack(&packed).unwrap(), html);
    }

    #[test]
    fn markup_goes_and_words_stay() {
        let cases = [
            ("<p>One</p><p>two</p>", "One two"),
            ("un<b>believ</b>able", "unbelievable"),
            ("a &amp; b &lt;c&gt; &#233;&#xe9; &unknown; & <", "a & b <c> éé &unknown; & <"),
            ("3 < 4<!-- no --><br/>x", "3 < 4 x"),
            ("<p title='ü", ""),
        ];
        for (html, text) in cases {
            assert_eq!(plain(html), text, "{html}");
        }
    }

    #[test]
    fn a_damaged_body_is_an_error() {
        assert!(matches!(unpack(b"garbage"), Err(StoreError::Corrupt(_))));
    }
}
