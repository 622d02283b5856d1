//! The feeds that a web page says it has (`<link rel="alternate">`).

use memchr::memmem;
use url::Url;

use super::decode::decode;
use super::tag::{Tag, tag_end};
use crate::html::entity;
use crate::safe;

/// A page's head is in its first megabyte or nowhere.
const MAX_PAGE: usize = 1 << 20;
/// More feeds than this are nothing to choose from.
const MAX_FOUND: usize = 100;

/// The format that a page claims for a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Rss,
    Atom,
    Json,
    /// `rel="feed"` without a type.
    Unknown,
}

/// A feed that a page offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovered {
    /// Absolute, http or https.
    pub url: String,
    /// What the page calls it, one safe line; may be empty.
    pub title: String,
    pub kind: Kind,
}

/// The feeds that a page links to, each once, in the page's order, feeds of comments last. `base` is the page's address.
pub fn discover(page: &[u8], content_type: Option<&str>, base: &str) -> Vec<Discovered> {
    named_in(&decode(page, content_type), base)
}

fn named_in(html: &str, base: &str) -> Vec<Discovered> {
    let mut base = Url::parse(base).ok();
    let mut found: Vec<Discovered> = Vec::new();
    let mut rest = head(html);
    while let Some(at) = memchr::memchr(b'<', rest.as_bytes()) {
        rest = &rest[at..];
        let Some(end) = markup_end(rest) else { break };
        let (text, after) = rest.split_at(end);
        rest = after;
        let tag = Tag::read(text);
        if tag.name.eq_ignore_ascii_case("base") {
            let href = tag.get("href").map(entity::decode);
            base = href.and_then(|href| resolve(&href, base.as_ref())).or(base);
        } else if tag.name.eq_ignore_ascii_case("link")
            && let Some(feed) = offered(&tag, base.as_ref())
            && !found.iter().any(|known| known.url == feed.url)
        {
            found.push(feed);
        }
        if found.len() == MAX_FOUND {
            break;
        }
    }
    found.sort_by_key(is_of_comments);
    found
}

fn head(html: &str) -> &str {
    let end = (0..=html.len().min(MAX_PAGE)).rev().find(|&at| html.is_char_boundary(at)).unwrap_or(0);
    &html[..end]
}

/// The index behind the tag, comment or script at the beginning of `text`.
fn markup_end(text: &str) -> Option<usize> {
    if text.starts_with("<!--") {
        return memmem::find(text.as_bytes(), b"-->").map(|at| at + 3);
    }
    let start = text.get(..7).unwrap_or_default().to_ascii_lowercase();
    if start.starts_with("<script") || start.starts_with("<style") {
        return memmem::find(text.as_bytes(), b"</").map(|at| at + 2);
    }
    if text.as_bytes().get(1).is_some_and(u8::is_ascii_alphabetic) { tag_end(text) } else { Some(1) }
}

fn offered(tag: &Tag, base: Option<&Url>) -> Option<Discovered> {
    let has = |relation: &str| {
        tag.get("rel").is_some_and(|rel| rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case(relation)))
    };
    let href = entity::decode(tag.get("href")?.trim());
    let kind = match tag.get("type").map(|kind| kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
    {
        Some(media_type) if has("alternate") || has("feed") => kind(&media_type, &href)?,
        None if has("feed") => Kind::Unknown,
        _ => return None,
    };
    let url = resolve(&href, base)?;
    let title = safe::one_line_max(&entity::decode(tag.get("title").unwrap_or_default()), 200);
    Some(Discovered { url: url.into(), title, kind })
}

fn kind(media_type: &str, href: &str) -> Option<Kind> {
    // Pages link to other things of these types as well (programming interfaces, site maps).
    let looks_like_feed = || ["feed", "rss", "atom"].iter().any(|word| href.to_ascii_lowercase().contains(word));
    match media_type {
        "application/rss+xml" | "application/rdf+xml" | "application/x-rss+xml" | "text/rss" | "text/rss+xml" => {
            Some(Kind::Rss)
        }
        "application/atom+xml" | "application/x.atom+xml" | "text/atom" => Some(Kind::Atom),
        "application/feed+json" => Some(Kind::Json),
        "application/json" if looks_like_feed() && !href.contains("oembed") => Some(Kind::Json),
        "text/xml" | "application/xml" if looks_like_feed() => Some(Kind::Unknown),
        _ => None,
    }
}

fn resolve(href: &str, base: Option<&Url>) -> Option<Url> {
    // `feed:` stands before an address or in place of its scheme.
    let href = match href.strip_prefix("feed:") {
        Some(address) if address.starts_with("//") => format!("https:{address}"),
        Some(address) => address.to_owned(),
        None => href.to_owned(),
    };
    let url = match base {
        Some(base) => base.join(&href).ok()?,
        None => Url::parse(&href).ok()?,
    };
    matches!(url.scheme(), "http" | "https").then_some(url)
}

fn is_of_comments(feed: &Discovered) -> bool {
    let says = |text: &str| text.to_lowercase().contains("comment");
    says(&feed.title) || says(&feed.url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(html: &str) -> Vec<String> {
        named_in(html, "https://example.org/blog/").into_iter().map(|feed| feed.url).collect()
    }

    #[test]
    fn feeds_of_a_page_in_order_comments_last() {
        let html = r#"<!DOCTYPE html><head><base href="/b/">
            <!-- <link rel=alternate type="application/rss+xml" href="/no"> -->
            <script>"<link rel=alternate type='application/rss+xml' href='/no2'>"</script>
            <link rel="alternate" type="application/rss+xml" title="News &raquo; Comments" href="comments/feed">
            <LINK REL='Alternate' TYPE='application/atom+xml; charset=utf-8' title='A &amp; B' HREF='atom.xml?a=1&amp;b=2'/>
            <link rel="feed" href="https://other.example/f">
            <link rel="alternate" type="application/feed+json" href="//cdn.example/feed.json">
            <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
            <link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">
            <link rel="alternate" hreflang="de" href="/de">
            <link rel="alternate" type="application/atom+xml" href="/b/atom.xml?a=1&b=2">"#;
        assert_eq!(
            urls(html),
            [
                "https://example.org/b/atom.xml?a=1&b=2",
                "https://other.example/f",
                "https://cdn.example/feed.json",
                "https://example.org/b/comments/feed",
            ]
        );
        assert_eq!(named_in(html, "https://example.org/")[0].title, "A & B");
    }

    #[test]
    fn pages_without_feeds_and_broken_ones() {
        assert!(urls("").is_empty());
        assert!(urls("<p>no head").is_empty());
        assert!(urls("<link rel=alternate type=application/rss+xml href=").is_empty());
        assert_eq!(urls("<link rel=alternate type=application/rss+xml href=/f>"), ["https://example.org/f"]);
        assert!(named_in("<link rel=feed href=/f>", "no base").is_empty());
    }
}
