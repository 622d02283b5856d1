//! Texts taken out of a document before it is parsed.
//!
//! The parser copies every text several times, makes an event of every reference and of every tag, and takes no tags at all
//! where it expects text. Taken out, bodies cost it nothing, none is cut at its first tag, and an ampersand that nobody
//! escaped does no harm. Where a body stood the parser finds a mark; [`Texts::restore`] puts the body back.

use std::borrow::Cow;

use feed_rs::model::Feed;
use memchr::{memchr, memchr_iter, memmem};

use super::names::{SIBLINGS, TEXTS};
use crate::feed::tag::{Tag, tag_end};
use crate::html::entity;

const SECTION: &str = "<![CDATA[";
const SECTION_END: &str = "]]>";

/// The elements whose texts are put back; the texts of the others become sections where they need it.
const BODIES: &[&str] = &["description", "content:encoded", "content", "summary"];

/// Begins the mark of a body; its number follows. No character of any script, so no feed has it by chance, and one that
/// has it on purpose gets another of its own bodies.
const MARK: char = '\u{FDD0}';

/// A document without its bodies, and these.
pub struct Texts<'a> {
    pub document: Cow<'a, str>,
    bodies: Vec<Cow<'a, str>>,
}

impl<'a> Texts<'a> {
    pub fn take_out(text: &'a str) -> Texts<'a> {
        let (mut out, mut bodies) = (String::new(), Vec::new());
        let (mut at, mut copied) = (0, 0);
        while let Some(found) = memchr(b'<', &text.as_bytes()[at..]) {
            at += found;
            let rest = &text[at..];
            let Some(start) = Start::read(rest) else {
                at += if rest.starts_with("<!") { skip(rest) } else { 1 };
                continue;
            };
            let Some(element) = start.element() else {
                // Not from the next byte: a tag is looked through once.
                at += start.tag.len();
                continue;
            };
            out.push_str(&text[copied..at]);
            at += start.tag.len() + element.length;
            copied = at;
            element.write(start.tag, &mut out, &mut bodies);
        }
        if copied == 0 {
            return Texts { document: Cow::Borrowed(text), bodies };
        }
        out.push_str(&text[copied..]);
        Texts { document: Cow::Owned(out), bodies }
    }

    /// Puts the bodies into what the parser made of the document.
    pub fn restore(mut self, feed: &mut Feed) {
        for entry in &mut feed.entries {
            let summary = entry.summary.as_mut().map(|text| &mut text.content);
            let content = entry.content.as_mut().and_then(|content| content.body.as_mut());
            for text in summary.into_iter().chain(content) {
                let number = text.strip_prefix(MARK).and_then(|number| number.parse::<usize>().ok());
                if let Some(body) = number.and_then(|number| self.bodies.get_mut(number)) {
                    *text = std::mem::take(body).into_owned();
                }
            }
        }
    }
}

/// The length of a section or comment.
fn skip(rest: &str) -> usize {
    let end = if rest.starts_with(SECTION) { SECTION_END } else { "-->" };
    if end == "-->" && !rest.starts_with("<!--") {
        return 1;
    }
    memmem::find(rest.as_bytes(), end.as_bytes()).map_or(rest.len(), |at| at + end.len())
}

/// The start tag of a text element.
struct Start<'a> {
    holder: &'static str,
    tag: &'a str,
    /// All that follows it.
    rest: &'a str,
}

impl<'a> Start<'a> {
    fn read(rest: &'a str) -> Option<Start<'a>> {
        let holder = *TEXTS.iter().find(|name| {
            rest[1..].strip_prefix(**name).is_some_and(|after| after.starts_with(['>', ' ', '\n', '\t', '\r']))
        })?;
        let (tag, rest) = rest.split_at(tag_end(rest).unwrap_or(rest.len()));
        Some(Start { holder, tag, rest })
    }

    /// The element, if it is a body or its text needs a section.
    fn element(&self) -> Option<Element<'a>> {
        if self.tag.ends_with("/>") {
            return None;
        }
        let body = BODIES.contains(&self.holder);
        if let Some((text, length)) = plain(self.rest, self.holder) {
            let needed = !text.is_empty() && (body || matches!(text, Cow::Owned(_)));
            return needed.then_some(Element { text, length, body, markup: false });
        }
        let kind = Tag::read(self.tag).get("type");
        if kind.is_some_and(|kind| kind.contains("xml") && !is_xhtml(kind)) {
            return None;
        }
        let length = markup(self.rest, self.holder)?;
        let content = &self.rest[..length];
        let text = if content.contains(SECTION) {
            Cow::Owned(content.replace(SECTION, "").replace(SECTION_END, ""))
        } else if kind.is_some_and(is_xhtml) {
            Cow::Borrowed(content)
        } else {
            unescape(content)
        };
        Some(Element { text, length, body, markup: true })
    }
}

/// A text element that the parser is not given as it stands.
struct Element<'a> {
    text: Cow<'a, str>,
    /// Of its content as written.
    length: usize,
    body: bool,
    /// Its content was markup, not escaped.
    markup: bool,
}

impl<'a> Element<'a> {
    fn write(self, start: &'a str, out: &mut String, bodies: &mut Vec<Cow<'a, str>>) {
        let mut tag = Tag::read(start);
        let xhtml = self.markup && tag.get("type").is_some_and(is_xhtml);
        // The parser refuses a text that claims to be elsewhere as well.
        if xhtml || tag.get("src").is_some() {
            tag.set("src", None);
            tag.set("type", tag.get("type").map(|kind| if is_xhtml(kind) { "html" } else { kind }));
            tag.write(out);
        } else {
            out.push_str(start);
        }
        if self.body {
            out.push(MARK);
            out.push_str(&bodies.len().to_string());
            bodies.push(self.text);
        } else {
            out.extend([SECTION, &self.text.replace(SECTION_END, "]]]]><![CDATA[>"), SECTION_END]);
        }
    }
}

/// The text of an element that holds nothing else, and its length as written.
fn plain<'a>(content: &'a str, holder: &str) -> Option<(Cow<'a, str>, usize)> {
    let mut text = Cow::Borrowed("");
    let mut at = 0;
    loop {
        let rest = &content[at..];
        if closes(rest, holder) {
            return Some((text, at));
        }
        if let Some(section) = rest.strip_prefix(SECTION) {
            let end = memmem::find(section.as_bytes(), SECTION_END.as_bytes())?;
            append(&mut text, Cow::Borrowed(&section[..end]));
            at += SECTION.len() + end + SECTION_END.len();
        } else {
            let end = memchr(b'<', rest.as_bytes()).filter(|end| *end > 0)?;
            append(&mut text, unescape(&rest[..end]));
            at += end;
        }
    }
}

/// Adds a part to a text; white space around sections is none of it.
fn append<'a>(text: &mut Cow<'a, str>, part: Cow<'a, str>) {
    if text.trim().is_empty() {
        *text = part;
    } else if !part.trim().is_empty() {
        text.to_mut().push_str(&part);
    }
}

fn closes(rest: &str, holder: &str) -> bool {
    rest.strip_prefix("</")
        .and_then(|rest| rest.strip_prefix(holder))
        .is_some_and(|rest| rest.trim_start().starts_with('>'))
}

/// How long the markup is that an element holds; none where it is no markup of HTML, or where its end is missing.
fn markup(content: &str, holder: &str) -> Option<usize> {
    let first = memchr(b'<', content.as_bytes())?;
    if name(&content[first + 1..]).is_none_or(|name| name.contains(':')) {
        return None;
    }
    for at in memchr_iter(b'<', content.as_bytes()) {
        let rest = &content[at..];
        if closes(rest, holder) {
            return Some(at);
        }
        // What cannot stand in a text says that this one was left open.
        if name(&rest[1..]).is_some_and(|name| name.len() > 3 && (SIBLINGS.contains(&name) || name == holder)) {
            return None;
        }
    }
    None
}

/// The name of the tag that begins here, behind its `<`.
fn name(tag: &str) -> Option<&str> {
    let name = tag.strip_prefix('/').unwrap_or(tag);
    let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || c == ':')).unwrap_or(name.len());
    Some(&name[..end]).filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))
}

fn is_xhtml(kind: &str) -> bool {
    kind.contains("xhtml")
}

/// Decodes the references of XML. Others stay, for they may be the text's own.
fn unescape(text: &str) -> Cow<'_, str> {
    let mut rest = text;
    let mut out = String::new();
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        if out.is_empty() {
            out.reserve(text.len());
        }
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&'), ("&quot;", '"'), ("&apos;", '\'')];
        let used = match known.iter().find(|(name, _)| rest.starts_with(name)) {
            Some((name, c)) => {
                out.push(*c);
                name.len()
            }
            None if rest.starts_with("&#") => entity::reference(rest, &mut out),
            None => {
                out.push('&');
                1
            }
        };
        rest = &rest[used..];
    }
    if out.is_empty() {
        return Cow::Borrowed(text);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str) -> (String, Vec<Cow<'_, str>>) {
        let texts = Texts::take_out(text);
        (texts.document.replace(MARK, "$"), texts.bodies)
    }

    #[test]
    fn bodies_are_taken_out() {
        let (document, bodies) =
            taken("<item><description>\n&lt;p&gt;x&#146;&nbsp;y & z</description><summary/></item>");
        assert_eq!(document, "<item><description>$0</description><summary/></item>");
        assert_eq!(bodies, ["\n<p>x’&nbsp;y & z"]);
        let (document, bodies) =
            taken("<summary> <![CDATA[a]]>\n</summary><content >x<![CDATA[<b>]]]]><![CDATA[>&]]> &amp;</content>");
        assert_eq!(document, "<summary>$0</summary><content >$1</content>");
        assert_eq!(bodies, ["a", "x<b>]]>& &"]);
        assert!(matches!(bodies[0], Cow::Borrowed(_)));
    }

    #[test]
    fn markup_that_nobody_escaped_is_text() {
        let (document, bodies) = taken(
            "<description>a <b>b<br> c</b></description><content type='xhtml' xml:lang='en'><div><br/>&amp;</div></content>",
        );
        assert_eq!(document, "<description>$0</description><content type=\"html\" xml:lang=\"en\">$1</content>");
        assert_eq!(bodies, ["a <b>b<br> c</b>", "<div><br/>&amp;</div>"]);
        let (_, bodies) = taken("<description><img src='a'/><![CDATA[<p>b</p>]]></description>");
        assert_eq!(bodies, ["<img src='a'/><p>b</p>"]);
        let (_, bodies) = taken("<description>&amp;lt;i&amp;gt; <b>b</b></description>");
        assert_eq!(bodies, ["&lt;i&gt; <b>b</b>"]);
    }

    #[test]
    fn short_texts_become_sections_where_they_need_it() {
        assert_eq!(
            taken("<title>A &amp; B</title><title>C</title>").0,
            "<title><![CDATA[A & B]]></title><title>C</title>"
        );
        assert_eq!(taken("<title>]]&gt;</title>").0, "<title><![CDATA[]]]]><![CDATA[>]]></title>");
        assert_eq!(taken("<title>x <i>y</i></title>").0, "<title><![CDATA[x <i>y</i>]]></title>");
    }

    #[test]
    fn the_rest_stays() {
        for text in [
            "<title>plain</title><link>a&amp;b</link>",
            "<other><![CDATA[<title>a&b</title>]]></other><!-- <title>&amp;</title> -->",
            "<title>never closed <pubDate>x &amp; y</pubDate><title>",
            "<description>open <b>bold <item><description></description>",
            "<content type='image/svg+xml'><svg/></content>",
            "<title/><summary type='text'/><description>cut &amp",
        ] {
            assert!(matches!(Texts::take_out(text).document, Cow::Borrowed(_)), "{text}");
        }
    }
}
