//! The elements of feeds by what may stand in them.

/// Elements that hold text; tags inside them are markup of the text that somebody forgot to escape.
pub const TEXTS: &[&str] = &[
    "title",
    "description",
    "content:encoded",
    "summary",
    "content",
    "subtitle",
    "tagline",
    "itunes:summary",
    "itunes:subtitle",
    "dc:description",
    "media:description",
    "media:title",
];
/// Elements that can only stand beside a text, never in it: they end one that was left open.
pub const SIBLINGS: &[&str] = &[
    "item",
    "entry",
    "channel",
    "rss",
    "feed",
    "rdf:RDF",
    "pubDate",
    "guid",
    "link",
    "description",
    "content:encoded",
    "id",
    "updated",
    "published",
    "author",
    "category",
    "enclosure",
    "comments",
];
/// Elements without content, often left open.
pub const EMPTY: &[&str] = &["enclosure", "atom:link", "media:thumbnail", "itunes:image", "cloud"];

/// The elements of RSS, whatever case a publisher writes them in.
pub const RSS_NAMES: &[&str] = &[
    "rss",
    "channel",
    "item",
    "title",
    "link",
    "description",
    "pubDate",
    "guid",
    "author",
    "category",
    "enclosure",
    "comments",
    "lastBuildDate",
    "language",
    "ttl",
];

/// Elements in which items stand.
pub const CONTAINERS: &[&str] = &["channel", "rss", "feed", "rdf:RDF"];
