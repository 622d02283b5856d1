//! OPML, the exchange format of readers: read leniently, written as 2.0.

mod outline;
#[cfg(test)]
mod tests;

use std::ops::RangeInclusive;

use super::decode::decode;
use super::import::Gatherer;
use super::tag::{Tag, tag_end};
use super::{ImportError, Imported};
use crate::html::entity;
use crate::model::{Access, Folder, FullText, Retention, Subscription};
use crate::safe;

/// Folders deeper than this are flattened.
const MAX_DEPTH: usize = 16;

/// Names our own attributes, which say what OPML has no words for.
const NAMESPACE: &str = "https://github.com/dateline-news/dateline";

/// Seconds between two fetches that `feeds.toml` takes.
pub(super) const REFRESH: RangeInclusive<u32> = 1..=366 * 86_400;

/// Attributes that hold a user agent, ours first.
const USER_AGENTS: &[&str] = &["dateline:userAgent", "miniflux:userAgent", "frss:CURLOPT_USERAGENT"];

/// Ways of other readers to say that the page of an article is fetched.
const FULL_TEXTS: &[&str] = &["miniflux:crawler", "frss:cssFullContent"];

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
        if let Some((tag, after)) = outline::read(rest) {
            (known, rest) = (true, after);
            let outline = Outline::read(&tag);
            let folder = outline.subscription.url.is_empty().then(|| outline.name.clone());
            outline.gather(&open, &mut gatherer);
            if !tag.empty {
                open.push(folder);
            }
            continue;
        }
        let Some(end) = markup_end(rest) else {
            if !known {
                break;
            }
            let line = text[..text.len() - rest.len()].matches('\n').count() + 1;
            return Err(ImportError::Damaged { line, why: "the file is cut in the middle of a tag".to_owned() });
        };
        let (markup, after) = rest.split_at(end);
        rest = after;
        match Tag::read(markup).name.to_ascii_lowercase().as_str() {
            "opml" | "body" => known = true,
            "rss" | "feed" | "rdf:rdf" if !known => return Err(ImportError::Feed),
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
    /// Without an address where the outline is a folder.
    subscription: Subscription,
    filtered: bool,
}

impl Outline {
    fn read(tag: &Tag) -> Outline {
        let value = |name: &str| {
            tag.get(name).map(|value| entity::decode(value).trim().to_owned()).filter(|value| !value.is_empty())
        };
        // `url` serves where the type does not say that it is a link to a page.
        let linked = || value("url").filter(|_| tag.get("type").is_none_or(|kind| !kind.eq_ignore_ascii_case("link")));
        let url = value("xmlUrl").or_else(linked).unwrap_or_default();
        // A folder has its name in `text`, whatever else it says.
        let [first, second] = if url.is_empty() { ["text", "title"] } else { ["title", "text"] };
        let name = safe::one_line_max(&value(first).or_else(|| value(second)).unwrap_or_default(), 1_000);
        let own_title = value("dateline:ownTitle").is_some();
        let crawled = || FULL_TEXTS.iter().filter_map(|name| value(name)).any(|value| value != "false" && value != "0");
        let full_text = match value("dateline:fullText").as_deref() {
            Some("always") => FullText::Always,
            Some("on-open") => FullText::OnOpen,
            _ if crawled() => FullText::OnOpen,
            _ => FullText::Never,
        };
        let exact = value("dateline:tags").map(|tags| tags.split(',').map(unescape_tag).collect());
        let subscription = Subscription {
            title: Some(&name).filter(|name| !name.is_empty() && **name != url && !own_title).cloned(),
            folder: Folder::default(),
            tags: exact.or_else(|| value("category").map(|category| tags(&category))).unwrap_or_default(),
            refresh: value("dateline:refresh")
                .and_then(|seconds| seconds.parse().ok())
                .filter(|seconds| REFRESH.contains(seconds)),
            full_text,
            user_agent: USER_AGENTS.iter().find_map(|name| value(name)).filter(|agent| is_header(agent)),
            // What a server is told of its user, and commands, come from nowhere but the user's own file.
            access: Access::default(),
            quiet: false,
            retention: Retention::default(),
            alone: false,
            url,
        };
        Outline { name, subscription, filtered: value("filtercmd").is_some() }
    }

    /// Adds the feed, if it is one, to the folders that are open.
    fn gather(self, open: &[Option<String>], gatherer: &mut Gatherer) {
        let Outline { mut subscription, filtered, .. } = self;
        if subscription.url.is_empty() {
            return;
        }
        if filtered {
            gatherer.note(&subscription.url, "its `filtercmd` is a command and stays behind; it will show unfiltered");
        }
        let folders = open.iter().flatten().map(|folder| folder.trim_matches('/')).filter(|folder| !folder.is_empty());
        subscription.folder = Folder(folders.take(MAX_DEPTH).collect::<Vec<_>>().join("/"));
        gatherer.add(subscription);
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

/// Whether a text can stand in the head of a request.
pub(super) fn is_header(text: &str) -> bool {
    text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
}

/// A tag with all that parts tags taken out of it.
fn escape_tag(tag: &str) -> String {
    tag.replace('%', "%25").replace(',', "%2C")
}

fn unescape_tag(tag: &str) -> String {
    safe::one_line(&tag.replace("%2C", ",").replace("%25", "%"))
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
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\"");
    push_attribute(&mut out, "xmlns:dateline", NAMESPACE);
    out.push_str(">\n  <head>\n    <title>");
    escape(&mut out, &safe::one_line(title));
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
    write_settings(out, feed.subscription);
    out.push_str("/>\n");
}

/// What the user has set: tags as other readers know them, the rest in our own attributes.
fn write_settings(out: &mut String, subscription: &Subscription) {
    let Subscription { title, tags: given, refresh, full_text, user_agent, .. } = subscription;
    let category = given.join(",");
    if !given.is_empty() {
        push_attribute(out, "category", &category);
    }
    if tags(&category) != *given {
        push_attribute(out, "dateline:tags", &given.iter().map(|tag| escape_tag(tag)).collect::<Vec<_>>().join(","));
    }
    if title.is_none() {
        push_attribute(out, "dateline:ownTitle", "true");
    }
    if let Some(seconds) = refresh {
        push_attribute(out, "dateline:refresh", &seconds.to_string());
    }
    match full_text {
        FullText::Never => {}
        FullText::OnOpen => push_attribute(out, "dateline:fullText", "on-open"),
        FullText::Always => push_attribute(out, "dateline:fullText", "always"),
    }
    if let Some(agent) = user_agent {
        push_attribute(out, "dateline:userAgent", agent);
    }
}

fn push_attribute(out: &mut String, name: &str, value: &str) {
    out.extend([" ", name, "=\""]);
    escape(out, &safe::one_line(value));
    out.push('"');
}

/// Writes a text as XML and HTML want it.
pub(super) fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
}
