//! What stands in an article and does not belong to it: boxes by their names, lines by their words.

use std::collections::{HashMap, HashSet};

use dom_query::{NodeId, NodeRef};

use super::about::letters;
use super::phrases::{ASIDES, BYLINES, CREDITS, DATED, LABELS, LEADS, OVERLAYS, PLACES, SIGN_OFFS};
use super::{Extracted, published};
use crate::safe;

/// A box with more text may be the article itself.
const MAX_BOX: usize = 3_000;
/// What is never a box within an article.
const FRAMES: &[&str] = &["html", "head", "body", "main", "article", "script", "meta", "h1", "time"];
/// Lines that lead elsewhere are not longer.
const MAX_LEAD: usize = 220;
/// A line this long is text of an article.
const BODY: usize = 140;
/// A line that is longer is said once.
const REPEATED: usize = 40;
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
    let mut repeated = repeated(&lines);
    let mut led = false;
    for (at, line) in lines.iter().enumerate() {
        let aside = is_aside(line) || (led && line.linked > 0.6);
        led = aside;
        // The last of those that are the same stays.
        let again = repeated.get_mut(line.text.as_str()).filter(|_| may_repeat(line)).is_some_and(|left| {
            *left = left.saturating_sub(1);
            *left > 0
        });
        if aside || again || (at < body && is_head(line, about)) || (at > tail && is_sign_off(line)) {
            remove(&line.node, root);
        }
    }
}

/// The paragraphs and captions that stand there three times or more and not only next to each other, as those of galleries
/// do, and how often.
fn repeated<'a>(lines: &'a [Line]) -> HashMap<&'a str, usize> {
    let mut places: HashMap<&str, (usize, HashSet<NodeId>)> = HashMap::new();
    for line in lines.iter().filter(|line| may_repeat(line)) {
        let (times, parents) = places.entry(line.text.as_str()).or_default();
        *times += 1;
        parents.extend(line.node.parent().map(|parent| parent.id));
    }
    let often = places.into_iter().filter(|(_, (times, parents))| *times > 2 && parents.len() > 1);
    often.map(|(text, (times, _))| (text, times)).collect()
}

/// Whether a line is so long that nobody means to say it again: no refrain, no code and nothing in a table.
fn may_repeat(line: &Line) -> bool {
    line.text.chars().nth(REPEATED).is_some()
        && ["p", "figcaption", "div", "li"].iter().any(|name| line.node.has_name(name))
        && !line.node.descendants_it().any(|inner| inner.has_name("br"))
}

/// Takes a node out, and what is empty without it.
fn remove(node: &NodeRef, root: &NodeRef) {
    let mut node = *node;
    while let Some(parent) = node.parent() {
        node.remove_from_parent();
        // Ends at the first word: a page may have thousands of lines to take out.
        let is_word = |inner: &NodeRef| inner.is_text() && !inner.text().trim().is_empty();
        let is_bare = !parent.descendants_it().any(|inner| inner.has_name("img") || is_word(&inner));
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
        || (length < 80 && starts(DATED) && text.contains(|c: char| c.is_ascii_digit()))
        || is_bare_number(line)
        || is_shouted_link(line)
}

/// A count of pictures or of comments.
fn is_bare_number(line: &Line) -> bool {
    line.text.len() < 4 && line.text.bytes().all(|byte| byte.is_ascii_digit()) && !line.node.has_name("td")
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
    let text = letters(&line.text);
    let same = |told: &Option<String>| told.as_ref().is_some_and(|told| letters(told) == text);
    let length = line.text.chars().count();
    let lower = line.text.to_lowercase();
    [&about.title, &about.byline, &about.site].into_iter().any(same)
        || (length < 100 && published::is_told(&lower) && !lower.contains(". "))
        || (length < 60 && BYLINES.iter().any(|by| lower.starts_with(by)))
}

#[cfg(test)]
mod tests {
    use dom_query::Document as Tree;

    use super::*;

    fn trimmed(html: &str) -> String {
        let tree = Tree::from(html);
        let body = tree.body().expect("a body");
        article(&body, &Extracted::default());
        body.text().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_galleries_say_several_times_is_said_once() {
        let caption = "The probe came to rest on a plain of ice pebbles in January 2005.";
        let slide = format!("<li><div>{caption}</div><div>{caption}</div></li>");
        assert_eq!(trimmed(&format!("<ul>{}</ul> <p>It fell.</p>", slide.repeat(2))), format!("{caption} It fell."));
        for kept in [
            format!("<div><p>{caption}</p></div><p>It fell.</p><p>{caption}</p>"),
            format!("<p>{caption}</p>").repeat(3),
            "<div><p>It fell, it fell.</p></div>".repeat(3),
            format!("<div><p>It fell,<br>{caption}</p></div>").repeat(3),
            format!("<table><tr><td>{caption}</table>").repeat(3),
        ] {
            assert_eq!(
                trimmed(&kept),
                Tree::from(kept.as_str()).text().split_whitespace().collect::<Vec<_>>().join(" ")
            );
        }
    }
}
