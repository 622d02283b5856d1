//! Which part of a page is its article.

use dom_smoothie::{Config, Readability};

use super::page::Page;
use super::rules::Rule;
use super::verdict::{self, NoArticle};
use super::{Extracted, trim};
use crate::html::plain;

/// The article's HTML, freed of what does not belong to it.
pub fn find(page: Page, rule: Option<&Rule>, about: &Extracted) -> Result<String, NoArticle> {
    trim::page(&page.tree.root());
    let url = page.url.map(url::Url::as_str);
    let config = Config { keep_classes: true, ..Config::default() };
    let mut readability =
        Readability::with_document(page.tree, url, Some(config)).map_err(|_| NoArticle::Unreadable)?;
    readability.parse().map_err(|_| NoArticle::None)?;
    let tree = readability.doc;
    let root = tree.select_single("#readability-page-1");
    let Some(root) = root.nodes().first() else { return Err(NoArticle::None) };
    if let Some(rule) = rule {
        rule.strip.iter().filter_map(|selector| tree.try_select(selector)).for_each(|found| found.remove());
    }
    trim::article(root, about);
    let html = root.html().to_string();
    let text = plain::text(&html, None);
    if let Some(instead) = verdict::instead(about.title.as_deref().unwrap_or_default(), &text) {
        return Err(instead);
    }
    if text.is_empty() { Err(NoArticle::None) } else { Ok(html) }
}
