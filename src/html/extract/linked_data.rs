//! Linked data (JSON-LD by schema.org) about an article.

use std::borrow::Cow;

use serde_json::Value;

use crate::html::entity;

/// What schema.org calls an article, by the end of the type's name.
const ARTICLES: &[&str] = &["Article", "Posting", "Report", "Review", "Recipe", "LiveBlogPosting", "WebPage"];
/// Lists within lists go no deeper than this.
const MAX_DEPTH: usize = 8;

/// The node that tells most of an article: one of an article's type before one of a page's.
pub fn article<'a>(scripts: impl Iterator<Item = &'a str>) -> Option<Value> {
    let mut found = Vec::new();
    for script in scripts {
        if let Some(value) = parse(script) {
            gather(value, 0, &mut found);
        }
    }
    found.into_iter().min_by_key(|(rank, _)| *rank).map(|(_, node)| node)
}

/// JSON as pages have it: in a comment or CDATA, with line ends in strings.
fn parse(script: &str) -> Option<Value> {
    let script = script.split_once("CDATA[").map_or(script, |(_, rest)| rest.split("]]>").next().unwrap_or(rest));
    let start = script.find(['{', '['])?;
    let end = script.rfind(['}', ']'])? + 1;
    let json = script.get(start..end)?;
    serde_json::from_str(json).ok().or_else(|| {
        let tame: String = json.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&tame).ok()
    })
}

fn gather(value: Value, depth: usize, found: &mut Vec<(usize, Value)>) {
    if depth > MAX_DEPTH {
        return;
    }
    match value {
        Value::Array(all) => all.into_iter().for_each(|one| gather(one, depth + 1, found)),
        Value::Object(mut fields) => {
            for name in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(inner) = fields.remove(name) {
                    gather(inner, depth + 1, found);
                }
            }
            let value = Value::Object(fields);
            if let Some(rank) = rank(&value) {
                found.push((rank, value));
            }
        }
        _ => {}
    }
}

/// The smaller the more of an article.
fn rank(node: &Value) -> Option<usize> {
    let is = |kind: &str| ARTICLES.iter().position(|end| kind.ends_with(end));
    match node.get("@type")? {
        Value::String(kind) => is(kind),
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).filter_map(is).min(),
        _ => None,
    }
}

/// A field's text, references decoded.
pub fn text<'a>(node: &'a Value, field: &str) -> Option<Cow<'a, str>> {
    node.get(field)?.as_str().map(entity::decode).filter(|text| !text.trim().is_empty())
}

/// Whether the article is not for everybody to read.
pub fn is_walled(node: &Value) -> bool {
    match node.get("isAccessibleForFree") {
        Some(Value::Bool(free)) => !free,
        Some(Value::String(free)) => free.eq_ignore_ascii_case("false"),
        _ => false,
    }
}

/// The names of the persons or organisations in a field.
pub fn names(node: &Value, field: &str) -> Vec<String> {
    let mut names = Vec::new();
    if let Some(value) = node.get(field) {
        gather_names(value, 0, &mut names);
    }
    names
}

fn gather_names(value: &Value, depth: usize, names: &mut Vec<String>) {
    match value {
        Value::String(name) => names.push(entity::decode(name).into_owned()),
        Value::Array(all) if depth < MAX_DEPTH => all.iter().for_each(|one| gather_names(one, depth + 1, names)),
        Value::Object(fields) if depth < MAX_DEPTH => {
            if let Some(name) = fields.get("name") {
                gather_names(name, depth + 1, names);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_is_found_wherever_it_stands() {
        for script in [
            r#"{"@type":"NewsArticle","headline":"A &amp; B"}"#,
            r#"// <![CDATA[ [{"@type":"WebSite"},{"@type":["Thing","BlogPosting"],"headline":"A & B"}] // ]]>"#,
            r#"{"@graph":[{"@type":"WebPage","headline":"no"},{"@type":"Article","headline":"A & B"}]}"#,
            "{\"@type\":\"Article\",\"headline\":\"A & B\",\"description\":\"two\nlines\"}",
        ] {
            let node = article(std::iter::once(script));
            assert_eq!(node.as_ref().and_then(|node| text(node, "headline")).as_deref(), Some("A & B"), "{script}");
        }
        assert!(article(std::iter::once(r#"{"@type":"Organization","name":"x"}"#)).is_none());
    }

    #[test]
    fn authors_have_names_of_any_form() {
        for (author, wanted) in [
            (r#""Jo Doe""#, vec!["Jo Doe"]),
            (r#"{"name":"Jo Doe"}"#, vec!["Jo Doe"]),
            (r#"[{"name":"Jo Doe"},{"name":["Al Roe"]}]"#, vec!["Jo Doe", "Al Roe"]),
        ] {
            let node = serde_json::from_str(&format!("{{\"author\":{author}}}")).unwrap();
            assert_eq!(names(&node, "author"), wanted);
        }
    }
}
