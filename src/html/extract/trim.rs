//! What stands in an article and does not belong to it: boxes by their names, lines by their words.

use std::collections::HashSet;

use dom_query::NodeRef;

use super::Extracted;
use super::phrases::{ASIDES, CREDITS, LABELS, LEADS, OVERLAYS, PLACES, SIGN_OFFS};
use crate::safe;

/// A box with more text may be the article itself.
const MAX_BOX: usize = 3_000;
/// What is never a box within an article.
const FRAMES: &[&str] = &["html", "head", "body", "main", "article", "script", "meta", "h1", "time"];
/// Lines that lead elsewhere are not longer.
const MAX_LEAD: usize = 220;
/// A line this long is text of an article.
const BODY: usize = 140;
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "caption",
    "dd",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// A block without blocks in it.
struct Line<'a> {
    node: NodeRef<'a>,
    text: String,
    /// Of the text, how much is in links.
    linked: f32,
}

/// Takes out of a page what lies over it or stands beside any article.
pub fn page(root: &NodeRef) {
    remove_boxes(root, OVERLAYS, MAX_BOX);
}

/// Takes out of an article what its names and words say does not belong to it.
pub fn article(root: &NodeRef, about: &Extracted) {
    remove_boxes(root, ASIDES, root.text().len() * 3 / 10);
    remove_lines(root, about);
}

/// Takes out the boxes of these names that have less text than `max`.
fn remove_boxes(root: &NodeRef, names: &[&str], max: usize) {
    for node in root.descendants() {
        if node.is_element() && !is_frame(&node) && is_named(&node, names) && is_small(&node, max) {
            node.remove_from_parent();
        }
    }
}

fn is_frame(node: &NodeRef) -> bool {
    node.qual_name_ref().is_some_and(|name| FRAMES.contains(&&*name.local))
}

/// Whether a box has too little text to be the article or a section of it.
fn is_small(node: &NodeRef, max: usize) -> bool {
    let paragraphs = node.descendants_it().filter(|inner| inner.has_name("p") && inner.text().len() > BODY);
    node.text().len() < max && paragraphs.take(3).count() < 3
}

/// Whether a class says what the box is, or an id that is more than the slug of a heading.
fn is_named(node: &NodeRef, names: &[&str]) -> bool {
    let classes = node.class().unwrap_or_default().to_ascii_lowercase();
    let id = node.id_attr().unwrap_or_default().to_ascii_lowercase();
    classes.split_ascii_whitespace().chain([id.as_str()]).any(|name| {
        let parts = name.split(|c: char| !c.is_ascii_alphanumeric());
        parts.clone().count() <= 4 && parts.into_iter().any(|part| names.contains(&part))
    })
}

/// Takes out the lines whose words say that they do not belong to the article.
fn remove_lines(root: &NodeRef, about: &Extracted) {
    let lines = lines(root);
    let is_body = |line: &Line| line.text.chars().count() >= BODY;
    let body = lines.iter().position(is_body).unwrap_or(0);
    let tail = lines.iter().rposition(is_body).unwrap_or(lines.len());
    let mut seen = HashSet::new();
    let mut after_label = false;
    for (at, line) in lines.iter().enumerate() {
        let aside = is_aside(line);
        let led = after_label && line.linked > 0.85;
        let again = line.text.len() > 60 && !line.node.has_name("p") && !seen.insert(&line.text);
        let head = at < body && is_head(line, about);
        let end = at > tail && is_sign_off(line);
        if aside || led || again || head || end {
            remove(&line.node, root);
        }
        after_label = aside || led;
    }
}

/// Takes a node out, and what is empty without it.
fn remove(node: &NodeRef, root: &NodeRef) {
    let mut node = *node;
    while let Some(parent) = node.parent() {
        node.remove_from_parent();
        let is_bare = parent.text().trim().is_empty() && !parent.descendants_it().any(|inner| inner.has_name("img"));
        if parent.id == root.id || !is_bare {
            break;
        }
        node = parent;
    }
}

fn lines<'a>(root: &NodeRef<'a>) -> Vec<Line<'a>> {
    let blocks = root.descendants_it().filter(is_block);
    let leaves = blocks.filter(|node| !node.descendants_it().any(|inner| is_block(&inner)));
    let lines = leaves.map(|node| {
        let text = safe::one_line(&node.text());
        let links = node.descendants_it().filter(|inner| inner.has_name("a"));
        let linked =
            links.map(|link| safe::one_line(&link.text()).len()).sum::<usize>() as f32 / text.len().max(1) as f32;
        Line { node, text, linked }
    });
    lines.filter(|line| !line.text.is_empty()).collect()
}

fn is_block(node: &NodeRef) -> bool {
    node.qual_name_ref().is_some_and(|name| BLOCKS.contains(&&*name.local))
}

/// Whether a line leads elsewhere or labels what did.
fn is_aside(line: &Line) -> bool {
    let text = line.text.to_lowercase();
    let bare = text.trim_end_matches([':', '…', '.', '»', ' ']);
    let length = text.chars().count();
    let starts = |words: &[&str]| words.iter().any(|words| text.starts_with(words));
    let item = line.node.has_name("li");
    LABELS.contains(&bare)
        || (!item && length <= MAX_LEAD && starts(LEADS) && (line.linked > 0.3 || length < 80))
        || (length < 120 && starts(CREDITS))
        || (length < 160 && PLACES.iter().any(|words| text.contains(words)))
        || is_shouted_link(line)
}

/// A link in capitals that is a whole line.
fn is_shouted_link(line: &Line) -> bool {
    line.linked > 0.9
        && line.text.len() > 20
        && line.text == line.text.to_uppercase()
        && line.text.contains(char::is_alphabetic)
}

/// Whether a line behind the text says who wrote it and where to reach them.
fn is_sign_off(line: &Line) -> bool {
    let text = line.text.to_lowercase();
    SIGN_OFFS.iter().any(|words| text.contains(words))
}

/// Whether a line before the text tells what the article's data tell already.
fn is_head(line: &Line, about: &Extracted) -> bool {
    let text = line.text.to_lowercase();
    let same = |told: &Option<String>| told.as_ref().is_some_and(|told| told.to_lowercase() == text);
    same(&about.title)
        || same(&about.byline)
        || same(&about.site)
        || (text.chars().count() < 100 && super::published::is_told(&text) && !text.contains(". "))
        || (text.chars().count() < 60 && ["by ", "von ", "par ", "por "].iter().any(|by| text.starts_with(by)))
}
