//! Which part of a page is its article.

use dom_query::{Document as Tree, NodeRef};
use dom_smoothie::{Config, Readability};
use url::Url;

use super::page::Page;
use super::rules::Rule;
use super::verdict::{self, NoArticle};
use super::{Extracted, candidates, linked_data, trim};
use crate::html::plain;

/// How many times as much text another candidate must have to be taken for the article.
const MUCH_MORE: f32 = 1.5;
/// An article shorter than this may be the wrong part of the page.
const SHORT: usize = 700;
/// Attributes that an article's elements keep: what a reader needs, and nothing that runs or tells tales.
const KEPT: &[&str] = &[
    "href",
    "src",
    "srcset",
    "data-src",
    "data-lazy-src",
    "data-original",
    "poster",
    "alt",
    "title",
    "width",
    "height",
    "colspan",
    "rowspan",
    "start",
    "datetime",
    "cite",
    "lang",
    "dir",
    "class",
];
/// A longer one is the article.
const MAX_LEAD: usize = 800;

/// A part of a page that may be its article.
#[derive(Default)]
struct Part {
    html: String,
    /// Its text before what does not belong to it was taken out.
    whole: String,
    /// The length of its text.
    size: usize,
}

impl Part {
    fn new(html: String, whole: String) -> Part {
        let size = plain::text(&html, None).chars().count();
        Part { html, whole, size }
    }
}

/// The article's HTML, freed of what does not belong to it.
pub fn find(page: Page, rule: Option<&Rule>, about: &Extracted) -> Result<String, NoArticle> {
    let (html, instead) = seek(page, rule, about);
    match instead {
        Some(instead) => Err(instead),
        None if html.is_empty() => Err(NoArticle::None),
        None => Ok(html),
    }
}

/// What reads most like the article, and what it seems to be instead; empty: nothing does.
pub fn seek(page: Page, rule: Option<&Rule>, about: &Extracted) -> (String, Option<NoArticle>) {
    let linked = candidates::linked(page.data.as_ref());
    let wall = page.data.as_ref().is_some_and(linked_data::is_walled);
    trim::page(&page.tree.root());
    let named = rule.and_then(|rule| named(&page.tree, rule));
    // Who wrote a rule knows better than any guess.
    let guesses = named.is_none();
    let container = candidates::container(&page.tree).map(|(node, size)| (node.html().to_string(), size));
    let lead = lead(&page);
    let mut part = named.or_else(|| read(page.tree, page.url, rule, about)).unwrap_or_default();
    if let Some((html, size)) = container
        && guesses
        && part.size < SHORT
        && is_much_more(size, part.size)
    {
        let other = cleaned(&html, rule, about);
        part = if is_much_more(other.size, part.size) { other } else { part };
    }
    if let Some(html) = linked.filter(|_| guesses) {
        let other = Part::new(html, String::new());
        part = if is_much_more(other.size, part.size) { other } else { part };
    }
    let instead = verdict::instead(about.title.as_deref().unwrap_or_default(), &part.whole, wall);
    let html = if part.size == 0 { String::new() } else { with_lead(part.html, lead) };
    (html, instead)
}

/// The article with the lead before it, unless it has it.
fn with_lead(mut html: String, lead: Option<Lead>) -> String {
    if let Some(lead) = lead
        && !plain::text(&html, None).contains(&lead.start)
    {
        html.insert_str(0, &lead.html);
    }
    html
}

fn is_much_more(size: usize, than: usize) -> bool {
    size as f32 > MUCH_MORE * than as f32
}

/// What a rule names as the article.
fn named(tree: &Tree, rule: &Rule) -> Option<Part> {
    let found = tree.try_select(rule.content.as_deref()?)?;
    let html: String = found.nodes().iter().map(|node| node.html().to_string()).collect();
    (!html.is_empty()).then(|| cleaned(&html, Some(rule), &Extracted::default()))
}

/// The part of the page that reads like an article, by its paragraphs.
fn read(tree: Tree, url: Option<&Url>, rule: Option<&Rule>, about: &Extracted) -> Option<Part> {
    let config = Config { keep_classes: true, ..Config::default() };
    let mut readability = Readability::with_document(tree, url.map(Url::as_str), Some(config)).ok()?;
    readability.parse().ok()?;
    let root = readability.doc.select_single("#readability-page-1");
    let root = root.nodes().first()?;
    strip(&readability.doc, rule);
    Some(trimmed(root, about))
}

/// A part of the page without what does not belong to it.
fn cleaned(html: &str, rule: Option<&Rule>, about: &Extracted) -> Part {
    let tree = Tree::from(html);
    tree.select("script, style, noscript, form, button, nav, aside, footer").remove();
    tree.select("[style], [hidden]").nodes().iter().filter(|node| hides(node)).for_each(NodeRef::remove_from_parent);
    strip(&tree, rule);
    tree.body().map(|body| trimmed(&body, about)).unwrap_or_default()
}

fn trimmed(root: &NodeRef, about: &Extracted) -> Part {
    let whole = root.text().to_string();
    trim::article(root, about);
    tidy(root);
    Part::new(root.inner_html().to_string(), whole)
}

/// Takes off the attributes that no reader needs; of the classes only the languages of code stay.
fn tidy(root: &NodeRef) {
    for node in root.descendants().into_iter().filter(NodeRef::is_element) {
        node.retain_attrs(KEPT);
        if node.attr("href").is_some_and(|target| target.trim_start().to_ascii_lowercase().starts_with("javascript:")) {
            node.remove_attr("href");
        }
        if !["pre", "code", "div"].iter().any(|name| node.has_name(name)) || !is_of_code(&node) {
            node.remove_attr("class");
        }
    }
}

fn is_of_code(node: &NodeRef) -> bool {
    node.class()
        .is_some_and(|class| ["language-", "lang-", "highlight-", "brush"].iter().any(|mark| class.contains(mark)))
}

fn strip(tree: &Tree, rule: Option<&Rule>) {
    let selectors = rule.into_iter().flat_map(|rule| &rule.strip);
    selectors.filter_map(|selector| tree.try_select(selector)).for_each(|found| found.remove());
}

/// The paragraph by which the page describes its article.
struct Lead {
    start: String,
    html: String,
}

fn lead(page: &Page) -> Option<Lead> {
    let told = page.meta(&["og:description", "description", "twitter:description"])?;
    let start: String = plain::text(told, Some(50));
    if start.chars().count() < 50 {
        return None;
    }
    let body = page.tree.body()?;
    let is_it = |node: &NodeRef| {
        node.has_name("p")
            && !node
                .children_it(false)
                .any(|inner| inner.is_element() && !inner.has_name("br") && !inner.has_name("span"))
            && plain::text(&node.inner_html(), Some(400)).starts_with(&start)
    };
    let node = body.descendants_it().find(is_it).filter(|node| !is_hidden(node))?;
    let text = plain::text(&node.inner_html(), None);
    let html = format!("<p>{}</p>", text.replace('&', "&amp;").replace('<', "&lt;"));
    (text.chars().count() < MAX_LEAD).then_some(Lead { start, html })
}

fn is_hidden(node: &NodeRef) -> bool {
    hides(node) || node.ancestors_it(None).any(|outer| hides(&outer))
}

fn hides(node: &NodeRef) -> bool {
    let style = node.attr("style").unwrap_or_default().replace(' ', "");
    node.has_attr("hidden") || style.contains("display:none") || style.contains("visibility:hidden")
}
