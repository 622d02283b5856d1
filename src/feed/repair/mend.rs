//! A tolerant pass over XML that is not well formed: what it writes is, and holds every entry that was complete.

use memchr::{memchr2, memmem};

use super::names::{CONTAINERS, EMPTY, RSS_NAMES, SIBLINGS, TEXTS};
use crate::feed::tag::{Tag, tag_end};
use crate::html::entity;

/// Elements deeper than this mean nothing in a feed; their tags are dropped.
const MAX_DEPTH: usize = 256;

/// Well-formed XML out of broken.
pub fn mend(text: &str) -> String {
    Mender::new(text, false).run()
}

/// Atom 0.3 (2003) told as Atom 1.0: its namespace, its names, its modes.
pub fn mend_atom_03(text: &str) -> String {
    Mender::new(text, true).run()
}

/// An element whose end has not come.
struct Open<'a> {
    name: &'a str,
    /// Where its start tag begins in what is written.
    begin: usize,
    /// Whether it holds text, so that tags in it are not elements.
    text: bool,
}

struct Mender<'a> {
    rest: &'a str,
    out: String,
    open: Vec<Open<'a>>,
    atom_03: bool,
    /// How many items have been closed.
    complete: usize,
}

impl<'a> Mender<'a> {
    fn new(text: &'a str, atom_03: bool) -> Mender<'a> {
        Mender {
            rest: text,
            out: String::with_capacity(text.len() + text.len() / 16),
            open: Vec::new(),
            atom_03,
            complete: 0,
        }
    }

    fn run(mut self) -> String {
        while let Some(at) = memchr2(b'<', b'&', self.rest.as_bytes()) {
            let (plain, rest) = self.rest.split_at(at);
            self.out.push_str(plain);
            self.rest = rest;
            if rest.starts_with('&') { self.reference() } else { self.markup() }
        }
        self.out.push_str(self.rest);
        self.finish()
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    fn reference(&mut self) {
        let mut decoded = String::new();
        let used = entity::reference(self.rest, &mut decoded);
        let reference = self.take(used);
        // In XML a name without its semicolon is none, and in an address a parameter.
        let whole = reference.ends_with(';') || reference.starts_with("&#");
        push_escaped(&mut self.out, if whole { &decoded } else { reference });
    }

    fn markup(&mut self) {
        let after = self.rest.as_bytes().get(1).copied().unwrap_or_default();
        match after {
            b'!' if self.rest.starts_with("<![CDATA[") => self.cdata(),
            b'!' if self.rest.starts_with("<!--") => self.skip("-->"),
            b'!' | b'?' => self.skip(">"),
            b'/' => self.end_tag(),
            _ if after.is_ascii_alphabetic() || after == b'_' => self.start_tag(),
            _ => {
                self.take(1);
                self.out.push_str("&lt;");
            }
        }
    }

    fn skip(&mut self, end: &str) {
        let length = memmem::find(self.rest.as_bytes(), end.as_bytes()).map_or(self.rest.len(), |at| at + end.len());
        self.take(length);
    }

    fn cdata(&mut self) {
        match memmem::find(self.rest.as_bytes(), b"]]>") {
            Some(at) => {
                let section = self.take(at + 3);
                self.out.push_str(section);
            }
            None => self.cut(),
        }
    }

    /// The document ends in the middle of something.
    fn cut(&mut self) {
        self.rest = "";
    }

    /// The text element that is open, if any: no other element can be inside.
    fn text_element(&self) -> Option<&'a str> {
        self.open.last().filter(|open| open.text).map(|open| open.name)
    }

    fn start_tag(&mut self) {
        let Some(end) = tag_end(self.rest) else { return self.cut() };
        let text = self.take(end);
        let mut tag = Tag::read(text);
        tag.name = self.modern(tag.name);
        if let Some(holder) = self.text_element() {
            let markup = !SIBLINGS.contains(&tag.name) || (tag.name == holder && holder != "description");
            if markup {
                return push_escaped(&mut self.out, text);
            }
            self.close_last();
        }
        if self.open.last().is_some_and(|open| EMPTY.contains(&open.name)) {
            self.close_last();
        }
        if is_item(tag.name) {
            // Whatever is open in a channel was left so, and would swallow the item.
            let channel = self.open.iter().rposition(|open| CONTAINERS.contains(&open.name));
            self.close_down_to(channel.map_or(0, |at| at + 1));
        }
        self.write_start(tag);
    }

    fn write_start(&mut self, mut tag: Tag<'a>) {
        if !tag.empty && self.open.len() >= MAX_DEPTH {
            return;
        }
        let begin = self.out.len();
        if self.atom_03 {
            modernise_03(&mut tag);
        }
        let xhtml = tag.get("type").is_some_and(|kind| kind.contains("xhtml"));
        if let Some(kind) = mended_type(&tag) {
            tag.set("type", Some(kind));
        }
        // Text has no other place; the parser refuses one that has both, and nobody fetches it.
        if tag.name == "content" {
            tag.set("src", None);
        }
        // A base that is no address makes the parser give up.
        if tag.get("xml:base").is_some_and(|base| base.contains("://") && url::Url::parse(base).is_err()) {
            tag.set("xml:base", None);
        }
        // The parser refuses a feed in which one of these is empty.
        let hollow = tag.empty && tag.name.starts_with("media:") && TEXTS.contains(&tag.name);
        if !hollow {
            tag.write(&mut self.out);
        }
        if !tag.empty {
            self.open.push(Open { name: tag.name, begin, text: TEXTS.contains(&tag.name) && !xhtml });
        }
    }

    fn end_tag(&mut self) {
        let Some(end) = tag_end(self.rest) else { return self.cut() };
        let text = self.take(end);
        let name = text.trim_start_matches("</").trim_end_matches('>').trim();
        let name = self.modern(name);
        if let Some(holder) = self.text_element()
            && name != holder
            && !SIBLINGS.contains(&name)
        {
            return push_escaped(&mut self.out, text);
        }
        if let Some(at) = self.open.iter().rposition(|open| open.name == name) {
            self.close_down_to(at);
        }
    }

    fn modern(&self, name: &'a str) -> &'a str {
        let canonical = RSS_NAMES.iter().copied().find(|known| known.eq_ignore_ascii_case(name)).unwrap_or(name);
        if self.atom_03 { modern_name(canonical) } else { canonical }
    }

    fn close_down_to(&mut self, at: usize) {
        while self.open.len() > at {
            self.close_last();
        }
    }

    fn close_last(&mut self) {
        if let Some(Open { name, text, .. }) = self.open.pop() {
            if text && name.starts_with("media:") && self.out.ends_with('>') {
                self.out.push(' ');
            }
            self.out.extend(["</", name, ">"]);
            self.complete += usize::from(is_item(name));
        }
    }

    /// Closes what is open. An item that is not complete goes, unless there is no other.
    fn finish(mut self) -> String {
        if self.complete > 0
            && let Some(at) = self.open.iter().position(|open| is_item(open.name))
        {
            self.out.truncate(self.open[at].begin);
            self.open.truncate(at);
        }
        self.close_down_to(0);
        self.out
    }
}

fn is_item(name: &str) -> bool {
    matches!(name, "item" | "entry")
}

fn push_escaped(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            _ => out.push(c),
        }
    }
}

/// The `type` that Atom 1.0 knows for one that it does not: the parser refuses a whole feed for it.
fn mended_type(tag: &Tag) -> Option<&'static str> {
    let kind = tag.get("type")?;
    if tag.name.starts_with("media:") && TEXTS.contains(&tag.name) {
        return Some(if kind.contains("html") { "html" } else { "plain" });
    }
    let construct = matches!(tag.name, "title" | "summary" | "subtitle" | "rights");
    let content = tag.name == "content" && !kind.contains("xml");
    if matches!(kind, "text" | "html" | "xhtml") || !(construct || content) {
        return None;
    }
    Some(if kind.contains("xhtml") {
        "xhtml"
    } else if kind.contains("html") {
        "html"
    } else {
        "text"
    })
}

fn modern_name(name: &str) -> &str {
    match name {
        "issued" => "published",
        "modified" => "updated",
        "tagline" => "subtitle",
        "copyright" => "rights",
        "url" => "uri",
        _ => name,
    }
}

fn modernise_03(tag: &mut Tag) {
    for (name, value) in &mut tag.attributes {
        if name.starts_with("xmlns") && (value.contains("purl.org/atom/ns") || value.contains("newformat#")) {
            *value = "http://www.w3.org/2005/Atom";
        }
    }
    if matches!(tag.name, "title" | "summary" | "subtitle" | "rights" | "content") {
        let escaped = tag.get("mode") == Some("escaped");
        let kind = match tag.get("type") {
            Some(kind) if kind.contains("html") => {
                if escaped {
                    "html"
                } else {
                    "xhtml"
                }
            }
            _ => "text",
        };
        tag.set("mode", None);
        tag.set("type", Some(kind));
    }
}
