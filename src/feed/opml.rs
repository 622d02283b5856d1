//! OPML, the exchange format of readers: read leniently, written as 2.0.

use super::decode::decode;
use super::import::Gatherer;
use super::tag::{Tag, tag_end};
use super::{ImportError, Imported};
use crate::html::entity;
use crate::model::{Folder, Subscription};
use crate::safe;

/// Folders deeper than this are flattened.
const MAX_DEPTH: usize = 16;

/// Reads OPML 1.0 to 2.0 and what looks like it: names in any case, ampersands not escaped, ends missing.
pub fn read(bytes: &[u8]) -> Result<Imported, ImportError> {
    read_text(&decode(bytes, None))
}

pub(super) fn read_text(text: &str) -> Result<Imported, ImportError> {
    let mut gatherer = Gatherer::default();
    // The folders that are open; none for an outline that is a feed.
    let mut open: Vec<Option<String>> = Vec::new();
    let mut known = false;
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[at..];
        let Some(end) = markup_end(rest) else { break };
        let (markup, after) = rest.split_at(end);
        rest = after;
        let tag = Tag::read(markup);
        let name = tag.name.to_ascii_lowercase();
        match name.as_str() {
            "opml" | "body" => known = true,
            "rss" | "feed" | "rdf:rdf" if !known => return Err(ImportError::Feed),
            "outline" => {
                known = true;
                let outline = Outline::read(&tag);
                let folder = outline.url.is_none().then(|| outline.name.clone());
                if let Some(url) = outline.url {
                    gatherer.add(subscription(url, outline.name, outline.tags, &open));
                }
                if !tag.empty {
                    open.push(folder);
                }
            }
            "" if markup.to_ascii_lowercase().starts_with("</outline") => {
                open.pop();
            }
            _ => {}
        }
    }
    if known { Ok(gatherer.finish()) } else { Err(ImportError::Unknown) }
}

/// The index behind the markup at the beginning of `text`.
fn markup_end(text: &str) -> Option<usize> {
    if text.starts_with("<!--") {
        return memchr::memmem::find(text.as_bytes(), b"-->").map(|at| at + 3);
    }
    tag_end(text)
}

struct Outline {
    name: String,
    url: Option<String>,
    tags: Vec<String>,
}

impl Outline {
    fn read(tag: &Tag) -> Outline {
        let value = |name: &str| {
            tag.get(name).map(|value| entity::decode(value).trim().to_owned()).filter(|value| !value.is_empty())
        };
        // `url` serves where the type does not say that it is a link to a page.
        let linked = || value("url").filter(|_| tag.get("type").is_none_or(|kind| !kind.eq_ignore_ascii_case("link")));
        Outline {
            name: safe::one_line_max(&value("title").or_else(|| value("text")).unwrap_or_default(), 1_000),
            url: value("xmlUrl").or_else(linked),
            tags: value("category").map(|category| tags(&category)).unwrap_or_default(),
        }
    }
}

/// `/World/Asia,news`: paths and words, parted by commas.
fn tags(category: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in category.split(',') {
        let tag = safe::one_line_max(tag.trim().trim_matches('/'), 200);
        if !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

fn subscription(url: String, name: String, tags: Vec<String>, open: &[Option<String>]) -> Subscription {
    let folders = open.iter().flatten().map(|folder| folder.trim_matches('/')).filter(|folder| !folder.is_empty());
    Subscription {
        title: Some(name).filter(|name| !name.is_empty() && *name != url),
        folder: Folder(folders.take(MAX_DEPTH).collect::<Vec<_>>().join("/")),
        tags,
        url,
        ..Subscription::default()
    }
}

/// A subscription to be written, with what its feed says of itself.
#[derive(Debug, Clone, Copy)]
pub struct Exported<'a> {
    pub subscription: &'a Subscription,
    /// The title to show.
    pub title: &'a str,
    pub site: Option<&'a str>,
}

/// OPML 2.0 of the subscriptions, folders nested; the feeds of a folder keep their order.
pub fn write(title: &str, feeds: &[Exported]) -> String {
    let mut top = Branch::default();
    for feed in feeds {
        top.insert(&feed.subscription.folder.0, feed, 0);
    }
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n    <title>");
    push_escaped(&mut out, title);
    out.push_str("</title>\n  </head>\n  <body>\n");
    top.write(&mut out, 2);
    out.push_str("  </body>\n</opml>\n");
    out
}

#[derive(Default)]
struct Branch<'a> {
    folders: Vec<(&'a str, Branch<'a>)>,
    feeds: Vec<Exported<'a>>,
}

impl<'a> Branch<'a> {
    fn insert(&mut self, path: &'a str, feed: &Exported<'a>, depth: usize) {
        let (first, rest) = match path.split_once('/') {
            Some(parts) if depth < MAX_DEPTH => parts,
            _ => (path, ""),
        };
        if first.is_empty() {
            return self.feeds.push(*feed);
        }
        let at = self.folders.iter().position(|(name, _)| *name == first).unwrap_or_else(|| {
            self.folders.push((first, Branch::default()));
            self.folders.len() - 1
        });
        self.folders[at].1.insert(rest, feed, depth + 1);
    }

    fn write(&self, out: &mut String, depth: usize) {
        let indent = "  ".repeat(depth);
        for feed in &self.feeds {
            write_feed(out, &indent, feed);
        }
        for (name, branch) in &self.folders {
            out.extend([&indent, "<outline"]);
            push_attribute(out, "text", name);
            push_attribute(out, "title", name);
            out.push_str(">\n");
            branch.write(out, depth + 1);
            out.extend([&indent, "</outline>\n"]);
        }
    }
}

fn write_feed(out: &mut String, indent: &str, feed: &Exported) {
    out.extend([indent, "<outline"]);
    push_attribute(out, "type", "rss");
    push_attribute(out, "text", feed.title);
    push_attribute(out, "title", feed.title);
    push_attribute(out, "xmlUrl", &feed.subscription.url);
    if let Some(site) = feed.site {
        push_attribute(out, "htmlUrl", site);
    }
    if !feed.subscription.tags.is_empty() {
        push_attribute(out, "category", &feed.subscription.tags.join(","));
    }
    out.push_str("/>\n");
}

fn push_attribute(out: &mut String, name: &str, value: &str) {
    out.extend([" ", name, "=\""]);
    push_escaped(out, value);
    out.push('"');
}

fn push_escaped(out: &mut String, text: &str) {
    for c in safe::one_line(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folders_titles_tags_and_odd_attributes() {
        let file = r#"<?xml version="1.0"?><OPML><head><title>x</title></head><body>
            <outline text="World &amp; co"><outline TEXT="Asia">
              <outline type="rss" text="One" XMLURL="https://a.example/?x=1&y=2" category="/news/asia,tech"/>
            </outline><outline title="Two" url='https://b.example/'></outline></outline>
            <outline text="https://c.example/" xmlUrl="https://c.example/"/>
            <outline type="link" text="A page" url="https://d.example/"/>
            <outline text="bad" xmlUrl="exec:rm -rf /"/>
            </body>"#;
        let imported = read(file.as_bytes()).unwrap();
        let [one, two, three] = imported.subscriptions.as_slice() else { panic!("{imported:?}") };
        assert_eq!((one.url.as_str(), one.folder.0.as_str()), ("https://a.example/?x=1&y=2", "World & co/Asia"));
        assert_eq!(one.tags, ["news/asia", "tech"]);
        assert_eq!((two.title.as_deref(), two.folder.0.as_str()), (Some("Two"), "World & co"));
        assert_eq!((three.title.as_deref(), three.folder.0.as_str()), (None, ""));
        assert_eq!(imported.skipped.len(), 1);
    }

    #[test]
    fn other_files_are_refused() {
        assert_eq!(read(b"<feed/>"), Err(ImportError::Feed));
        assert_eq!(read(b"hello"), Err(ImportError::Unknown));
        assert_eq!(read(b"<opml/>"), Ok(Imported::default()));
    }

    fn subscriptions() -> impl Strategy<Value = Vec<Subscription>> {
        let word = "[a-zA-Z&<>\"'é漢][a-zA-Z&;<>\"'é漢]{0,8}";
        let feed = (
            word,
            proptest::collection::vec("[a-z&]{1,5}", 0..3),
            proptest::collection::hash_set("[a-z\"é]{1,6}", 0..3),
        );
        proptest::collection::vec(feed, 0..8).prop_map(|feeds| {
            let numbered = feeds.into_iter().enumerate();
            numbered
                .map(|(number, (title, folder, tags))| Subscription {
                    url: format!("https://example.org/{number}?a=1&b=<2>"),
                    title: Some(title),
                    folder: Folder(folder.join("/")),
                    tags: tags.into_iter().collect(),
                    ..Subscription::default()
                })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(subscriptions in subscriptions()) {
            let exported: Vec<Exported> = subscriptions
                .iter()
                .map(|s| Exported { subscription: s, title: s.title.as_deref().unwrap_or_default(), site: None })
                .collect();
            let mut again = read(write("Feeds", &exported).as_bytes()).unwrap();
            again.subscriptions.sort_by(|a, b| a.url.cmp(&b.url));
            let mut expected = subscriptions.clone();
            expected.sort_by(|a, b| a.url.cmp(&b.url));
            prop_assert_eq!(again.subscriptions, expected);
            prop_assert!(again.skipped.is_empty());
        }

        #[test]
        fn no_input_breaks_it(text in "[<>/=\"' a-z!&;-]{0,200}") {
            let _ = read(format!("<opml>{text}").as_bytes());
            let _ = crate::feed::import(text.as_bytes());
        }
    }
}
