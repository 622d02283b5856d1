//! What a page says about its article: title, author, site, language, date.

use dom_query::NodeRef;

use super::page::Page;
use super::rules::Rule;
use super::{Extracted, linked_data, published};
use crate::safe;

/// Longer ones are not what they should be.
const MAX_TITLE: usize = 300;
const MAX_BYLINE: usize = 200;
/// A line of data beside an article is not longer.
const MAX_LINE: usize = 70;
/// So many texts behind the headline may be such lines.
const NEAR: usize = 25;
/// What stands between a title and the site's name.
const SEPARATORS: &[&str] = &[" | ", " - ", " – ", " — ", " • ", " · ", " // ", " :: ", " « ", " » "];

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

const WEEKDAYS: &[&str] = &[" Monday", " Tuesday", " Wednesday", " Thursday", " Friday", " Saturday", " Sunday"];

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
    if let Some(chosen) = chosen.as_deref().and_then(|text| line(text, MAX_TITLE)) {
        return Some(chosen);
    }
    let linked = || page.data.as_ref().and_then(|data| linked_data::text(data, "headline").map(String::from));
    let meta = || page.meta(&["og:title", "twitter:title", "dc.title"]).map(str::to_owned);
    let named = linked().or_else(meta).or_else(|| shown(page, "title"));
    let named = named.as_deref().and_then(|text| line(text, MAX_TITLE));
    let Some(title) = named else { return headlines(page).next() };
    let title = as_headline(page, &title).unwrap_or(title);
    without_site(page, &title).or(Some(title))
}

fn headlines(page: &Page) -> impl Iterator<Item = String> {
    let headings = page.tree.select("h1");
    let lines: Vec<_> = headings.nodes().iter().filter_map(|node| line(&node.text(), MAX_TITLE)).collect();
    lines.into_iter()
}

/// The headline on the page, where the title is that and more (the site's name, a section) or most of it.
fn as_headline(page: &Page, title: &str) -> Option<String> {
    let whole = letters(title);
    headlines(page).find(|heading| {
        let heading = letters(heading);
        let within = heading.len() * 3 > whole.len() && (whole.starts_with(&heading) || whole.ends_with(&heading));
        let beyond = heading.starts_with(&whole) && whole.len() > 20 && heading.len() < whole.len() + 20;
        heading.len() > 6 && (within || beyond)
    })
}

/// The title without the site's name at its end.
fn without_site(page: &Page, title: &str) -> Option<String> {
    let site = letters(&site(page).unwrap_or_default());
    let host = letters(page.url.and_then(|url| url.host_str()).unwrap_or_default());
    let (at, separator) = SEPARATORS.iter().filter_map(|mark| Some((title.rfind(mark)?, mark))).max()?;
    let (title, name) = (title.get(..at)?.trim(), letters(title.get(at + separator.len()..)?));
    let is_site = name.len() > 2 && (name == site || host.contains(&name) || (site.len() > 4 && name.contains(&site)));
    (is_site && !title.is_empty()).then(|| title.to_owned())
}

fn byline(page: &Page, rule: Option<&Rule>) -> Option<String> {
    let chosen = rule.and_then(|rule| rule.byline.as_deref()).and_then(|selector| shown(page, selector));
    if let Some(chosen) = chosen.as_deref().and_then(author) {
        return Some(chosen);
    }
    let linked = page.data.as_ref().map(|data| linked_data::names(data, "author")).unwrap_or_default();
    let meta = AUTHOR.iter().map(|name| page.metas(name).map(str::to_owned).collect::<Vec<_>>());
    let told: Vec<_> = std::iter::once(linked).chain(meta).filter_map(|names| authors(&names)).collect();
    // The site names itself where it has nobody to name, or where it names the author on the page alone.
    let site = site(page).map(|site| letters(&site));
    let person = told.iter().find(|names| Some(letters(names)) != site).cloned();
    let on_page = || SHOWN_AUTHOR.iter().find_map(|selector| shown(page, selector).and_then(|text| author(&text)));
    person.or_else(on_page).or_else(|| near_headline(page, said)).or_else(|| told.into_iter().next())
}

/// The names, each once.
fn authors(names: &[String]) -> Option<String> {
    let mut all: Vec<String> = Vec::new();
    for name in names.iter().filter_map(|name| author(name)) {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    (!all.is_empty()).then(|| all.join(", "))
}

/// The author in a line such as "By Jo Doe".
fn said(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let is_said = BY.iter().any(|word| lower.starts_with(word)) && text.split_whitespace().count() <= 6;
    author(text).filter(|_| is_said)
}

/// What the first short texts behind the headline tell.
pub fn near_headline<T>(page: &Page, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let body = page.tree.body()?;
    let texts = body.descendants_it().skip_while(|node| !node.has_name("h1")).filter(NodeRef::is_text);
    let mut lines = texts.filter_map(|node| line(&node.text(), MAX_LINE)).take(NEAR);
    lines.find_map(|line| read(&line))
}

/// Only what is spoken, in small letters.
pub fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A name without the words before it; none where it is no name.
fn author(text: &str) -> Option<String> {
    let line = line(text, MAX_BYLINE)?;
    let lower = line.to_lowercase();
    let before = BY.iter().find(|word| lower.starts_with(*word)).map_or(0, |word| word.len());
    let name = without_date(line.get(before..)?).trim_matches([' ', ',', ':', '|', '·', '-']);
    let is_name = name.chars().any(char::is_alphabetic) && !name.contains("://");
    is_name.then(|| name.to_owned())
}

/// A name without the date that stands behind it.
fn without_date(name: &str) -> &str {
    if !name.bytes().any(|byte| byte.is_ascii_digit()) {
        return name;
    }
    let told = name.match_indices(' ').rev().find(|(at, _)| published::is_told(&name[at + 1..]));
    let Some((end, _)) = told else { return name };
    let name = name[..end].trim_end_matches([' ', ',']);
    WEEKDAYS.iter().find_map(|day| name.strip_suffix(day)).unwrap_or(name)
}

fn site(page: &Page) -> Option<String> {
    let linked = || {
        let names = linked_data::names(page.data.as_ref()?, "publisher");
        names.into_iter().next()
    };
    let named = page.meta(SITE).map(str::to_owned).or_else(linked);
    let named = named.as_deref().and_then(|name| line(name, MAX_BYLINE))?;
    // Some give their address as their name.
    let host = url::Url::parse(&named).ok().and_then(|url| url.host_str().map(str::to_owned));
    Some(host.map_or(named, |host| host.trim_start_matches("www.").to_owned()))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_behind_a_name_is_not_of_it() {
        for (text, wanted) in [
            ("By GILLIAN MOHNEY March 11, 2015 3:46 PM", "GILLIAN MOHNEY"),
            (
                "Mike Wuerthele and Malcolm Owen Monday, November 18, 2019, 04:05 pm PT",
                "Mike Wuerthele and Malcolm Owen",
            ),
            ("Jo Doe, 18 November 2019", "Jo Doe"),
            ("Maria May", "Maria May"),
            ("Agent 47", "Agent 47"),
        ] {
            assert_eq!(author(text).as_deref(), Some(wanted));
        }
    }
}
