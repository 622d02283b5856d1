//! What a page says about its article: title, author, site, language, date.

use super::page::Page;
use super::rules::Rule;
use super::{Extracted, linked_data, published};
use crate::safe;

/// Longer ones are not what they should be.
const MAX_TITLE: usize = 300;
const MAX_BYLINE: usize = 200;

const SITE: &[&str] = &["og:site_name", "application-name", "dc.publisher", "dcterms.publisher"];
const AUTHOR: &[&str] = &[
    "dc:creator",
    "dcterm:creator",
    "author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "byl",
    "article:author",
    "cxenseparse:recs:author",
];
/// Where pages name the author, the surest first.
const SHOWN_AUTHOR: &[&str] = &[
    "[itemprop=author] [itemprop=name]",
    "[itemprop=author]",
    "[rel=author]",
    ".byline .author",
    ".author .fn",
    ".author-name",
    ".authorname",
    ".article-author",
    ".post-author",
    ".entry-author",
    ".byline",
    ".author",
    ".autor",
];
/// Words before an author's name that are not part of it.
const BY: &[&str] =
    &["by ", "von ", "par ", "por ", "di ", "av ", "autor: ", "author: ", "text: ", "written by ", "posted by "];

/// What the page says, as far as reading it for its text does not tell more.
pub fn about(page: &Page, rule: Option<&Rule>) -> Extracted {
    Extracted {
        title: title(page, rule),
        byline: byline(page, rule),
        site: site(page),
        published: published::published(page, rule.and_then(|rule| rule.date.as_deref())),
        language: language(page),
        html: String::new(),
    }
}

fn title(page: &Page, rule: Option<&Rule>) -> Option<String> {
    let chosen = rule.and_then(|rule| rule.title.as_deref()).and_then(|selector| shown(page, selector));
    let linked = || page.data.as_ref().and_then(|data| linked_data::text(data, "headline").map(String::from));
    let meta = || page.meta(&["og:title", "twitter:title", "dc.title"]).map(str::to_owned);
    let named = chosen.or_else(linked).or_else(meta).or_else(|| shown(page, "title"));
    let named = named.as_deref().and_then(|text| line(text, MAX_TITLE));
    named.map(|title| as_headline(page, &title).unwrap_or(title))
}

/// The headline on the page, where the title is that and more (the site's name, a section).
fn as_headline(page: &Page, title: &str) -> Option<String> {
    let headings = page.tree.select("h1");
    let mut lines = headings.nodes().iter().filter_map(|node| line(&node.text(), MAX_TITLE));
    lines.find(|heading| heading.chars().count() > 8 && title.len() > heading.len() && title.contains(heading.as_str()))
}

fn byline(page: &Page, rule: Option<&Rule>) -> Option<String> {
    let chosen = rule.and_then(|rule| rule.byline.as_deref()).and_then(|selector| shown(page, selector));
    let linked = || page.data.as_ref().map(|data| linked_data::names(data, "author").join(", "));
    let meta = || {
        AUTHOR.iter().find_map(|name| {
            let names: Vec<_> = page.metas(name).filter(|name| !name.contains("://")).collect();
            (!names.is_empty()).then(|| names.join(", "))
        })
    };
    let on_page = || SHOWN_AUTHOR.iter().find_map(|selector| shown(page, selector).and_then(|text| author(&text)));
    let named = chosen.as_deref().and_then(author).or_else(|| linked().as_deref().and_then(author));
    named.or_else(|| meta().as_deref().and_then(author)).or_else(on_page)
}

/// A name without the words before it; none where it is no name.
fn author(text: &str) -> Option<String> {
    let line = line(text, MAX_BYLINE)?;
    let lower = line.to_lowercase();
    let before = BY.iter().find(|word| lower.starts_with(*word)).map_or(0, |word| word.len());
    let name = line.get(before..)?.trim_matches([' ', ',', ':', '|', '·', '-']);
    let is_name = name.chars().any(char::is_alphabetic) && !name.contains("://");
    is_name.then(|| name.to_owned())
}

fn site(page: &Page) -> Option<String> {
    let linked = || {
        let names = linked_data::names(page.data.as_ref()?, "publisher");
        names.into_iter().next()
    };
    let named = page.meta(SITE).map(str::to_owned).or_else(linked);
    named.as_deref().and_then(|name| line(name, MAX_BYLINE))
}

fn language(page: &Page) -> Option<String> {
    let root = page.tree.select_single("html");
    let told = root.attr("lang").or_else(|| root.attr("xml:lang")).map(|tag| tag.to_string());
    let linked = || page.data.as_ref().and_then(|data| linked_data::text(data, "inLanguage").map(String::from));
    let meta = || page.meta(&["content-language", "dc.language", "og:locale"]).map(|tag| tag.replace('_', "-"));
    let is_tag = |tag: &String| {
        tag.len() >= 2 && tag.len() <= 35 && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    told.filter(is_tag).or_else(|| linked().filter(is_tag)).or_else(|| meta().filter(is_tag))
}

fn line(text: &str, max: usize) -> Option<String> {
    let line = safe::one_line(text);
    (!line.is_empty() && line.chars().count() <= max).then_some(line)
}

/// The text of the first match of a selector.
fn shown(page: &Page, selector: &str) -> Option<String> {
    let found = page.tree.try_select(selector)?;
    let node = found.nodes().first()?;
    Some(node.attr("content").unwrap_or_else(|| node.text()).to_string())
}
