//! A page read once: its tree, its `meta` elements, its linked data.

use dom_query::{Document as Tree, NodeRef};
use serde_json::Value;
use url::Url;

use super::linked_data;

pub struct Page<'a> {
    pub tree: Tree,
    pub url: Option<&'a Url>,
    /// What `meta` elements say: name or property in small letters, and the content.
    meta: Vec<(String, String)>,
    /// The node of the linked data that tells of the article.
    pub data: Option<Value>,
}

impl<'a> Page<'a> {
    pub fn new(html: &str, url: Option<&'a Url>) -> Page<'a> {
        let tree = Tree::from(html);
        let (mut meta, mut scripts) = (Vec::new(), Vec::new());
        for node in tree.root().descendants_it() {
            if node.has_name("meta") {
                meta.extend(named(&node));
            } else if node.has_name("script") && node.attr("type").is_some_and(|kind| kind.contains("ld+json")) {
                scripts.push(node.text());
            }
        }
        let data = linked_data::article(scripts.iter().map(AsRef::as_ref));
        Page { tree, url, meta, data }
    }

    /// The first content of the first of these names that has any.
    pub fn meta<'b>(&'b self, names: &'b [&str]) -> Option<&'b str> {
        names.iter().find_map(|name| self.metas(name).next())
    }

    pub fn metas<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'b str> {
        self.meta.iter().filter(move |(key, _)| key == name).map(|(_, content)| content.as_str())
    }
}

fn named(node: &NodeRef) -> Option<(String, String)> {
    let name = ["property", "name", "itemprop"].iter().find_map(|attribute| node.attr(attribute))?;
    let content = node.attr("content")?;
    let content = content.trim();
    (!content.is_empty()).then(|| (name.trim().to_ascii_lowercase(), content.to_owned()))
}
