//! The root of a feed: old and odd versions and namespaces told as those that the parser knows.

use std::borrow::Cow;

use memchr::memmem;

use super::mend::mend_atom_03;
use crate::feed::tag::{Tag, tag_end};

const ATOM: &str = "http://www.w3.org/2005/Atom";
const RSS_1: &str = "http://purl.org/rss/1.0/";

/// The namespaces that the parser knows, with their usual prefixes. Feeds write them with and without the last slash.
const NAMESPACES: &[(&str, &str)] = &[
    ("xmlns:content", "http://purl.org/rss/1.0/modules/content/"),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:media", "http://search.yahoo.com/mrss/"),
    ("xmlns:itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd"),
    ("xmlns:atom", ATOM),
];

/// Atom 0.3 as Atom 1.0; the text begins with its root. Borrowed if it is something else.
pub fn modernise_atom_03(text: &str) -> Cow<'_, str> {
    let old = tag_end(text)
        .map(|end| Tag::read(&text[..end]))
        .is_some_and(|root| local(&root) == "feed" && is_atom_03(&root));
    if old { Cow::Owned(mend_atom_03(text)) } else { Cow::Borrowed(text) }
}

/// Brings the root element up to date; the text begins with it. Borrowed if nothing was to be done.
pub fn modernise(text: &str) -> Cow<'_, str> {
    let Some(end) = tag_end(text) else { return Cow::Borrowed(text) };
    let (root, rest) = text.split_at(end);
    let old = Tag::read(root);
    let mut tag = old.clone();
    let local = local(&old);
    match local.as_str() {
        "channel" => return Cow::Owned(format!("<rss version=\"2.0\">{text}</rss>")),
        "rss" => modernise_rss(&mut tag),
        "rdf" => modernise_rdf(&mut tag),
        "feed" | "entry" => modernise_atom(&mut tag),
        _ => {}
    }
    for (prefix, namespace) in NAMESPACES {
        name_space(&mut tag, prefix, namespace, rest);
    }
    let bare = local == "rss" && memmem::find(rest.as_bytes(), b"<channel").is_none();
    let rest = if local == "rdf" { link_items(rest) } else { Cow::Borrowed(rest) };
    if tag == old && !bare && matches!(rest, Cow::Borrowed(_)) {
        return Cow::Borrowed(text);
    }
    tag.empty &= !bare;
    let mut out = String::with_capacity(text.len() + 64);
    tag.write(&mut out);
    if bare {
        // Items right below the root.
        let items = rest.rfind("</rss").map_or(&*rest, |end| &rest[..end]);
        out.extend(["<channel>", items, "</channel></rss>"]);
    } else {
        out.push_str(&rest);
    }
    Cow::Owned(out)
}

/// Gives every item of RSS 1.0 a link, as the parser drops one without: the address that it is about, else an empty one.
fn link_items(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    let mut starts = memmem::find_iter(text.as_bytes(), b"<item").peekable();
    while let Some(at) = starts.next() {
        let item = &text[at..starts.peek().copied().unwrap_or(text.len())];
        let end = tag_end(item).filter(|_| item[5..].starts_with(['>', ' ', '\n', '\t', '\r']));
        let Some(end) = end.filter(|_| memmem::find(item.as_bytes(), b"<link").is_none()) else { continue };
        let tag = Tag::read(&text[at..at + end]);
        if tag.empty {
            continue;
        }
        let about = tag.get("rdf:about").or_else(|| tag.get("about")).filter(|about| !about.is_empty());
        out.extend([&text[copied..at + end], "<link>", about.unwrap_or(" "), "</link>"]);
        copied = at + end;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

/// The name of an element without its prefix.
fn local(tag: &Tag) -> String {
    tag.name.rsplit(':').next().unwrap_or_default().to_ascii_lowercase()
}

fn modernise_rss(tag: &mut Tag) {
    // The end tag must match, so only a name in lower case can be read at all.
    if tag.get("version") != Some("2.0") {
        tag.set("version", Some("2.0"));
    }
    tag.set("xmlns", None);
}

fn modernise_rdf(tag: &mut Tag) {
    if tag.get("xmlns").is_some_and(|namespace| namespace.contains("netscape.com/rdf")) {
        tag.set("xmlns", Some(RSS_1));
    }
}

fn modernise_atom(tag: &mut Tag) {
    if tag.get("xmlns").is_some_and(|namespace| namespace != ATOM) {
        tag.set("xmlns", Some(ATOM));
    }
}

fn is_atom_03(tag: &Tag) -> bool {
    let old = |namespace: &str| namespace.contains("purl.org/atom/ns#") || namespace.contains("example.com/newformat#");
    tag.attributes.iter().any(|(name, value)| name.starts_with("xmlns") && old(value))
        || tag.get("version") == Some("0.3")
}

/// Corrects a namespace that is nearly right, and declares one that is used without.
fn name_space<'a>(tag: &mut Tag<'a>, prefix: &'a str, namespace: &'a str, rest: &str) {
    let stem = namespace.trim_end_matches('/');
    for (_, value) in &mut tag.attributes {
        if *value != namespace && value.trim_end_matches('/').eq_ignore_ascii_case(stem) {
            *value = namespace;
        }
    }
    if tag.get(prefix).is_none() {
        let used = format!("<{}:", prefix.trim_start_matches("xmlns:"));
        if memmem::find(rest.as_bytes(), used.as_bytes()).is_some() {
            tag.set(prefix, Some(namespace));
        }
    }
}
