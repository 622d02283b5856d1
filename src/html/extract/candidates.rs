//! Other places where a page may have its article, for where reading its paragraphs alone finds too little.

use dom_query::{Document as Tree, NodeRef};
use serde_json::Value;

use super::linked_data;

/// What pages call the element that holds the article, the surest first.
const CONTAINERS: &[&str] = &[
    "[itemprop=articleBody]",
    "article .entry-content",
    ".entry-content",
    ".post-content",
    ".article-body",
    ".article-content",
    ".article__body",
    ".post-body",
    ".story-body",
    ".entry",
    ".post",
    "article",
    "main",
    "[role=main]",
    "#content",
];
/// Text in links may be no more than this share of the whole.
const MAX_LINKED: usize = 3;

/// The first container by that name of which there is one alone; and how much text it has that is not in links.
pub fn container(tree: &Tree) -> Option<(NodeRef<'_>, usize)> {
    CONTAINERS.iter().find_map(|selector| {
        let found = tree.try_select(selector)?;
        let [node] = found.nodes() else { return None };
        let (all, linked) = weigh(node);
        (all > 200 && linked * MAX_LINKED < all).then_some((*node, all - linked))
    })
}

/// Characters of text, and those of them that are in links.
fn weigh(node: &NodeRef) -> (usize, usize) {
    let links = node.descendants_it().filter(|inner| inner.has_name("a"));
    (node.normalized_char_count(), links.map(|link| link.normalized_char_count()).sum())
}

/// The text of the article as the page's data have it, as HTML.
pub fn linked(data: Option<&Value>) -> Option<String> {
    let text = linked_data::text(data?, "articleBody")?;
    if text.contains("</p>") {
        return Some(text.into_owned());
    }
    let paragraphs = text.lines().map(str::trim).filter(|line| !line.is_empty());
    Some(paragraphs.map(|line| format!("<p>{}</p>", line.replace('&', "&amp;").replace('<', "&lt;"))).collect())
}
