//! HTML to plain text in one pass, without a tree: for leads, word counts and titles of every entry that comes in.

use std::ops::ControlFlow;

use memchr::{memchr, memchr_iter, memchr2, memmem};

use super::entity;

/// The text of `html` with tags gone, references decoded and white space folded; at most `limit` characters. It has not
/// passed `safe`.
pub fn text(html: &str, limit: Option<usize>) -> String {
    let mut out = Folded::new(html.len().min(limit.unwrap_or(html.len())), limit);
    // The break says only that the limit is reached.
    let _ = strip(html, &mut out);
    out.text
}

/// What a list needs to know of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gist {
    /// Its beginning, as [`text`] gives it.
    pub start: String,
    /// Its words; a character of a script that puts no spaces between words counts half.
    pub words: u32,
}

/// The first `limit` characters of the text of `html` and the number of its words, in one pass that copies no more than that.
pub fn gist(html: &str, limit: usize) -> Gist {
    let mut out =
        Summed { start: Folded::new(html.len().min(limit), Some(limit)), full: false, words: Words::default() };
    let _ = strip(html, &mut out);
    Gist { start: out.start.text, words: out.words.total() }
}

/// What takes the text of a document, run by run.
trait Sink {
    fn push(&mut self, run: &str) -> ControlFlow<()>;
    /// What follows stands apart from what was.
    fn part(&mut self);
}

/// Text gathered with runs of white space made one space.
struct Folded {
    text: String,
    gap: bool,
    /// Characters that may still come.
    room: usize,
}

impl Folded {
    fn new(capacity: usize, limit: Option<usize>) -> Folded {
        Folded { text: String::with_capacity(capacity), gap: false, room: limit.unwrap_or(usize::MAX) }
    }

    fn push_word(&mut self, word: &str) -> ControlFlow<()> {
        let space = usize::from(self.gap && !self.text.is_empty());
        let Some(room) = self.room.checked_sub(space).filter(|room| *room > 0) else {
            return ControlFlow::Break(());
        };
        if space > 0 {
            self.text.push(' ');
        }
        let length = word.chars().count();
        if length > room {
            self.text.extend(word.chars().take(room));
            self.room = 0;
            return ControlFlow::Break(());
        }
        self.text.push_str(word);
        self.room = room - length;
        self.gap = true;
        ControlFlow::Continue(())
    }
}

/// Words of printable ASCII with one space between each two, at most one at either end.
fn is_folded(run: &[u8]) -> bool {
    let plain = run.iter().all(|byte| (b' '..=b'~').contains(byte));
    plain && run != b" " && !run.windows(2).any(|pair| pair == b"  ")
}

impl Sink for Folded {
    fn push(&mut self, run: &str) -> ControlFlow<()> {
        if run.is_empty() {
            return ControlFlow::Continue(());
        }
        self.gap |= run.starts_with(char::is_whitespace);
        if is_folded(run.as_bytes()) {
            self.push_word(run.trim_matches(' '))?;
        } else if run.is_ascii() {
            run.split_ascii_whitespace().try_for_each(|word| self.push_word(word))?;
        } else {
            run.split_whitespace().try_for_each(|word| self.push_word(word))?;
        }
        self.gap = run.ends_with(char::is_whitespace);
        ControlFlow::Continue(())
    }

    fn part(&mut self) {
        self.gap = true;
    }
}

/// The beginning of a text, and all its words.
struct Summed {
    start: Folded,
    full: bool,
    words: Words,
}

impl Sink for Summed {
    fn push(&mut self, run: &str) -> ControlFlow<()> {
        self.words.push(run);
        if !self.full {
            self.full = self.start.push(run).is_break();
        }
        ControlFlow::Continue(())
    }

    fn part(&mut self) {
        self.words.inside = false;
        self.start.part();
    }
}

/// Counts words. One begins with a letter or a digit and lasts until white space.
#[derive(Default)]
struct Words {
    whole: u32,
    ideographs: u32,
    inside: bool,
}

/// What an ASCII byte does to a word: bit 0 begins one, bit 1 lets it go on.
static WORD: [u8; 128] = {
    let mut table = [0; 128];
    let mut byte = 0u8;
    while byte < 128 {
        table[byte as usize] = (byte.is_ascii_alphanumeric() as u8) | ((byte > b' ') as u8) << 1;
        byte += 1;
    }
    table
};

impl Words {
    fn push(&mut self, run: &str) {
        if !run.is_ascii() {
            return run.chars().for_each(|c| self.push_char(c));
        }
        let mut inside = u8::from(self.inside);
        for &byte in run.as_bytes() {
            let kind = WORD[usize::from(byte & 0x7f)];
            let next = (inside | kind) & (kind >> 1);
            self.whole += u32::from(next & !inside);
            inside = next;
        }
        self.inside = inside != 0;
    }

    fn push_char(&mut self, c: char) {
        if is_unspaced(c) {
            self.ideographs += 1;
            self.inside = false;
        } else if self.inside {
            self.inside = !c.is_whitespace();
        } else if c.is_alphanumeric() {
            self.whole += 1;
            self.inside = true;
        }
    }

    fn total(&self) -> u32 {
        self.whole.saturating_add(self.ideographs.div_ceil(2))
    }
}

fn is_unspaced(c: char) -> bool {
    c > '\u{DFF}'
        && matches!(c, '\u{E00}'..='\u{E7F}' | '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFF}')
}

fn strip(html: &str, out: &mut impl Sink) -> ControlFlow<()> {
    let mut rest = html;
    let mut decoded = String::new();
    while let Some(at) = memchr2(b'<', b'&', rest.as_bytes()) {
        out.push(&rest[..at])?;
        rest = &rest[at..];
        if rest.starts_with('&') {
            decoded.clear();
            let used = entity::reference(rest, &mut decoded);
            out.push(&decoded)?;
            rest = &rest[used..];
        } else {
            rest = skip_markup(rest, out)?;
        }
    }
    out.push(rest)
}

/// Steps over the tag, comment or declaration at the beginning of `rest`; a `<` that opens none of them is text.
fn skip_markup<'a>(rest: &'a str, out: &mut impl Sink) -> ControlFlow<(), &'a str> {
    let bytes = rest.as_bytes();
    let end = match bytes.get(1) {
        Some(b'!') if rest.starts_with("<![CDATA[") => 9,
        Some(b'!') if rest.starts_with("<!--") => behind(rest, 2, b"-->"),
        Some(b'!' | b'?') => behind(rest, 1, b">"),
        Some(b'/') if bytes.get(2).is_some_and(u8::is_ascii_alphabetic) => tag_end(bytes, 2),
        Some(c) if c.is_ascii_alphabetic() => tag_end(bytes, 1),
        _ => {
            out.push("<")?;
            return ControlFlow::Continue(&rest[1..]);
        }
    };
    let (tag, after) = rest.split_at(end);
    let name = Name::of(tag);
    if is_block(name.as_bytes()) {
        out.part();
    }
    if is_hidden(name.as_bytes()) && !tag.starts_with("</") && !tag.ends_with("/>") {
        return ControlFlow::Continue(skip_element(after, name.as_bytes()));
    }
    if matches!(name.as_bytes(), b"rt" | b"rp" | b"rtc") && !tag.starts_with("</") {
        return ControlFlow::Continue(skip_reading(after));
    }
    ControlFlow::Continue(after)
}

/// The index behind the next `end`, searched from `from`; the whole length if there is none.
fn behind(text: &str, from: usize, end: &[u8]) -> usize {
    memmem::find(&text.as_bytes()[from..], end).map_or(text.len(), |at| from + at + end.len())
}

/// The index behind the `>` that closes a tag; quoted attribute values may hold one.
fn tag_end(tag: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(found) = tag[at..].iter().position(|byte| matches!(byte, b'>' | b'"' | b'\'')) {
        let found = at + found;
        at = found + 1;
        if tag[found] == b'>' {
            return at;
        }
        // A quote opens a value only behind `=`; elsewhere it is a stray.
        if tag[..found].trim_ascii_end().ends_with(b"=") {
            let Some(close) = memchr(tag[found], &tag[at..]) else { break };
            at += close + 1;
        }
    }
    // A value that is never closed: the first `>` ends the tag after all.
    memchr(b'>', tag).map_or(tag.len(), |at| at + 1)
}

/// What follows the end tag of an element whose content is not shown. Without an end tag it swallows the rest, as in a
/// browser.
fn skip_element<'a>(content: &'a str, name: &[u8]) -> &'a str {
    let bytes = content.as_bytes();
    let close = memmem::find_iter(bytes, b"</")
        .find(|at| bytes.get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)));
    match close {
        Some(at) => &content[at + tag_end(&bytes[at..], 2)..],
        None => "",
    }
}

/// What follows how the characters before are read: from the next tag of ruby text on, as the end tag may be missing. Without
/// any it is text.
fn skip_reading(content: &str) -> &str {
    let is_ruby = |at: &usize| {
        let name = Name::of(&content[*at..]);
        matches!(name.as_bytes(), b"ruby" | b"rb" | b"rt" | b"rp" | b"rtc")
    };
    memchr_iter(b'<', content.as_bytes()).find(is_ruby).map_or(content, |at| &content[at..])
}

/// A tag's name in lower case; longer than any that matters: empty.
struct Name {
    bytes: [u8; 10],
    length: usize,
}

impl Name {
    fn of(tag: &str) -> Name {
        let name = tag.as_bytes().get(1..).unwrap_or_default();
        let name = name.strip_prefix(b"/").unwrap_or(name);
        let length = name.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        let mut bytes = [0; 10];
        match bytes.get_mut(..length) {
            Some(target) => {
                target.copy_from_slice(&name[..length]);
                target.make_ascii_lowercase();
                Name { bytes, length }
            }
            None => Name { bytes, length: 0 },
        }
    }

    fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

fn is_hidden(name: &[u8]) -> bool {
    matches!(name, b"script" | b"style" | b"noscript" | b"template")
}

/// Elements that stand apart from the text around them.
fn is_block(name: &[u8]) -> bool {
    matches!(
        name,
        b"address"
            | b"article"
            | b"aside"
            | b"blockquote"
            | b"body"
            | b"br"
            | b"caption"
            | b"center"
            | b"dd"
            | b"details"
            | b"dialog"
            | b"dir"
            | b"div"
            | b"dl"
            | b"dt"
            | b"fieldset"
            | b"figcaption"
            | b"figure"
            | b"footer"
            | b"form"
            | b"h1"
            | b"h2"
            | b"h3"
            | b"h4"
            | b"h5"
            | b"h6"
            | b"header"
            | b"hgroup"
            | b"hr"
            | b"html"
            | b"iframe"
            | b"li"
            | b"main"
            | b"menu"
            | b"nav"
            | b"ol"
            | b"option"
            | b"p"
            | b"pre"
            | b"section"
            | b"select"
            | b"summary"
            | b"table"
            | b"tbody"
            | b"td"
            | b"tfoot"
            | b"th"
            | b"thead"
            | b"title"
            | b"tr"
            | b"ul"
            | b"video"
            | b"audio"
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tags_go_and_blocks_stand_apart() {
        assert_eq!(text("<p>One <b>t</b>wo</p><p>three</p>", None), "One two three");
        assert_eq!(text("<ul><li>a<li>b</ul>c<br>d", None), "a b c d");
        assert_eq!(text("a &lt;b&gt; &amp;amp; c&nbsp;d", None), "a <b> &amp; c d");
        assert_eq!(text("1 < 2 and 3 > 2 <3", None), "1 < 2 and 3 > 2 <3");
        assert_eq!(text("<img alt=\"a > b\">after", None), "after");
        assert_eq!(text("<p class=\"open>text", None), "text");
    }

    #[test]
    fn what_is_not_shown_is_skipped() {
        assert_eq!(text("a<script>if (1 < 2) x();</SCRIPT >b<style>p{}</style>c<!-- d --><?php e ?>f", None), "abcf");
        assert_eq!(text("a<noscript><img></noscript>b<template>c", None), "ab");
        assert_eq!(text("a<!-- never closed", None), "a");
        assert_eq!(text("a<script>never closed", None), "a");
    }

    #[test]
    fn readings_of_ruby_text_are_left_out() {
        for html in [
            "<ruby>東京<rt>とうきょう</rt></ruby>へ",
            "<ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>へ",
            "<ruby>東<rt>とう<rb>京<RT>きょう</ruby>へ",
        ] {
            assert_eq!(text(html, None), "東京へ", "{html}");
        }
        assert_eq!(text("a<rt>b<p>c", None), "ab c");
    }

    #[test]
    fn the_limit_counts_characters() {
        assert_eq!(text("<p>äöü äöü äöü</p>", Some(5)), "äöü ä");
        assert_eq!(text("<p>äöü äöü</p>", Some(4)), "äöü");
        assert_eq!(text("short", Some(5)), "short");
    }

    #[test]
    fn words_are_counted_in_every_script() {
        let words = |html| gist(html, 0).words;
        assert_eq!(words("<b>o</b>ne t&eacute;n<p>four<td>six &#1084;&#1080;&#1088;"), 5);
        assert_eq!(words("<p>Three words, here</p> — "), 3);
        assert_eq!(words("don't e-mail"), 2);
        assert_eq!(words("日本語の文"), 3);
        assert_eq!(words(""), 0);
    }

    proptest! {
        #[test]
        fn no_input_breaks_it(html in "[<>!/&;#a-z\"'= \\-é漢]{0,80}", limit in 0usize..40) {
            let whole = text(&html, None);
            let cut = text(&html, Some(limit));
            prop_assert!(cut.chars().count() <= limit);
            prop_assert!(whole.starts_with(&cut));
            prop_assert_eq!(gist(&html, limit).start, cut);
        }

        #[test]
        fn text_without_markup_is_only_folded(plain in "[a-zé漢 \\n]{0,60}") {
            prop_assert_eq!(text(&plain, None), plain.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
}
