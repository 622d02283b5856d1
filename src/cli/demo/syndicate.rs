//! A feed of the edition in RSS 2.0, Atom or JSON Feed.

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use quick_xml::escape::escape;
use serde_json::{Value, json};

use super::edition::{Entry, Feed};
use super::site::{Site, file_facts};

/// RSS 2.0 with `content:encoded`.
pub fn rss(site: &Site, feed: &Feed, now: Timestamp) -> String {
    let items: String = site.published(feed, now).map(|entry| rss_item(site, feed, entry)).collect();
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel>
<title>{title}</title>
<link>{base}{home}</link>
<description>{about}</description>
<language>{language}</language>
{items}</channel>
</rss>
"#,
        title = escape(&feed.title),
        base = site.base_url,
        home = feed.page(""),
        about = escape(&feed.about),
        language = feed.language,
    )
}

fn rss_item(site: &Site, feed: &Feed, entry: &Entry) -> String {
    let tags: String = entry.tags.iter().map(|tag| format!("<category>{}</category>\n", escape(tag))).collect();
    format!(
        r#"<item>
<title>{title}</title>
<link>{link}</link>
<guid isPermaLink="false">{id}</guid>
<pubDate>{date}</pubDate>
<description>{standfirst}</description>
{content}{audio}{tags}</item>
"#,
        title = escape(&entry.title),
        link = link(site, feed, entry),
        id = id(feed, entry),
        date = DateTimePrinter::new()
            .timestamp_to_rfc9110_string(&site.date(entry))
            .expect("RFC 9110 writes every moment of our own years"),
        standfirst = escape(&entry.standfirst),
        content = full_text(site, feed, entry)
            .map(|html| format!("<content:encoded>{}</content:encoded>\n", escape(&html)))
            .unwrap_or_default(),
        audio = audio(site, entry)
            .map(|audio| {
                let Audio { url, bytes, media_type } = audio;
                format!("<enclosure url=\"{url}\" length=\"{bytes}\" type=\"{media_type}\"/>\n")
            })
            .unwrap_or_default(),
    )
}

/// Atom 1.0 (RFC 4287).
pub fn atom(site: &Site, feed: &Feed, now: Timestamp) -> String {
    let entries: String = site.published(feed, now).map(|entry| atom_entry(site, feed, entry)).collect();
    let updated = site.published(feed, now).map(|entry| site.date(entry)).max().unwrap_or(site.start);
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">
<title>{title}</title>
<subtitle>{about}</subtitle>
<id>urn:dateline-demo:{name}</id>
<link rel="self" href="{base}{path}"/>
<link rel="alternate" type="text/html" href="{base}{home}"/>
<updated>{updated:.0}</updated>
<author><name>{title}</name></author>
{entries}</feed>
"#,
        language = feed.language,
        title = escape(&feed.title),
        about = escape(&feed.about),
        name = feed.name,
        base = site.base_url,
        path = feed.path(),
        home = feed.page(""),
    )
}

fn atom_entry(site: &Site, feed: &Feed, entry: &Entry) -> String {
    let tags: String = entry.tags.iter().map(|tag| format!("<category term=\"{}\"/>\n", escape(tag))).collect();
    format!(
        r#"<entry>
<title>{title}</title>
<id>{id}</id>
<link rel="alternate" type="text/html" href="{link}"/>
<published>{date:.0}</published>
<updated>{date:.0}</updated>
<summary>{standfirst}</summary>
{content}{audio}{tags}</entry>
"#,
        title = escape(&entry.title),
        id = id(feed, entry),
        link = link(site, feed, entry),
        date = site.date(entry),
        standfirst = escape(&entry.standfirst),
        content = full_text(site, feed, entry)
            .map(|html| format!("<content type=\"html\">{}</content>\n", escape(&html)))
            .unwrap_or_default(),
        audio = audio(site, entry)
            .map(|audio| {
                let Audio { url, bytes, media_type } = audio;
                format!("<link rel=\"enclosure\" href=\"{url}\" length=\"{bytes}\" type=\"{media_type}\"/>\n")
            })
            .unwrap_or_default(),
    )
}

/// JSON Feed 1.1.
pub fn json(site: &Site, feed: &Feed, now: Timestamp) -> String {
    let items: Vec<Value> = site.published(feed, now).map(|entry| json_item(site, feed, entry)).collect();
    let feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.about,
        "home_page_url": format!("{}{}", site.base_url, feed.page("")),
        "feed_url": format!("{}{}", site.base_url, feed.path()),
        "language": feed.language,
        "items": items,
    });
    feed.to_string()
}

fn json_item(site: &Site, feed: &Feed, entry: &Entry) -> Value {
    let attachments: Vec<Value> = audio(site, entry)
        .map(|audio| json!({ "url": audio.url, "mime_type": audio.media_type, "size_in_bytes": audio.bytes }))
        .into_iter()
        .collect();
    json!({
        "id": id(feed, entry),
        "url": link(site, feed, entry),
        "title": entry.title,
        "summary": entry.standfirst,
        "content_html": full_text(site, feed, entry).unwrap_or_else(|| format!("<p>{}</p>", escape(&entry.standfirst))),
        "date_published": format!("{:.0}", site.date(entry)),
        "tags": entry.tags,
        "attachments": attachments,
    })
}

struct Audio {
    url: String,
    bytes: usize,
    media_type: &'static str,
}

fn audio(site: &Site, entry: &Entry) -> Option<Audio> {
    let path = entry.audio.as_deref()?;
    let (bytes, media_type) = file_facts(path)?;
    Some(Audio { url: format!("{}{path}", site.base_url), bytes, media_type })
}

fn full_text(site: &Site, feed: &Feed, entry: &Entry) -> Option<String> {
    (!feed.summaries).then(|| site.absolute(&entry.html()))
}

fn id(feed: &Feed, entry: &Entry) -> String {
    format!("urn:dateline-demo:{}:{}", feed.name, entry.slug)
}

fn link(site: &Site, feed: &Feed, entry: &Entry) -> String {
    format!("{}{}", site.base_url, feed.page(&entry.slug))
}
