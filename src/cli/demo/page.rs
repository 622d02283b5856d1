//! The web pages of the edition: a front page, a home for each feed, and the articles.

use jiff::Timestamp;
use quick_xml::escape::escape;

use super::edition::{Entry, Feed, Format};
use super::site::Site;

pub const CONTENT_TYPE: &str = "text/html; charset=utf-8";

/// The page at the root: every feed, for a reader and for autodiscovery.
pub fn front(site: &Site) -> String {
    let feeds = &site.edition.feeds;
    let links: String = feeds.iter().map(discovery).collect();
    let list: String = feeds
        .iter()
        .map(|feed| {
            format!("<li><a href=\"{}\">{}</a> {}</li>\n", feed.page(""), escape(&feed.title), escape(&feed.about))
        })
        .collect();
    page("en", false, "The demo edition", &links, &format!("<h1>The demo edition</h1>\n<ul>\n{list}</ul>\n"))
}

/// The home page of a feed.
pub fn home(site: &Site, feed: &Feed, now: Timestamp) -> String {
    let (title, about) = (escape(&feed.title), escape(&feed.about));
    let list: String = site.published(feed, now).map(|entry| headline(feed, entry)).collect();
    let main = format!("<h1>{title}</h1>\n<p>{about}</p>\n<ul>\n{list}</ul>\n");
    page(&feed.language, feed.right_to_left(), &title, &discovery(feed), &main)
}

/// The page of an entry, with the trimmings around the text that a real page has.
pub fn article(site: &Site, feed: &Feed, entry: &Entry, now: Timestamp) -> String {
    let (title, name) = (escape(&entry.title), escape(&feed.title));
    let others = site.published(feed, now).filter(|other| other.slug != entry.slug).take(5);
    let others: String = others.map(|entry| headline(feed, entry)).collect();
    let main = format!(
        r##"<article>
<h1>{title}</h1>
<p class="standfirst">{standfirst}</p>
<p class="byline">{name}, <time datetime="{date:.0}">{date:.0}</time></p>
{SHARE}{body}{SHARE}</article>
<div class="newsletter"><h3>A letter a week</h3><p>All of it in your mailbox. <a href="#">Sign up</a></p></div>
<aside class="related">
<h3>More from {name}</h3>
<ul>
{others}</ul>
</aside>
<section class="comments" id="comments"><h3>Comments (0)</h3><p>Be the first to say something.</p></section>
"##,
        standfirst = escape(&entry.standfirst),
        date = site.date(entry),
        body = entry.html(),
    );
    page(&feed.language, feed.right_to_left(), &format!("{title} | {name}"), &discovery(feed), &main)
}

/// What pages put around their texts, and what leads nowhere here.
const SHARE: &str = r##"<div class="share-bar"><span>Share this</span> <a href="#">Post</a> <a href="#">Mail</a> <a href="#">Print</a></div>
"##;
const SECTIONS: &str = r##"<header class="site-header"><nav class="site-nav"><ul>
<li><a href="/">The demo edition</a></li> <li><a href="#">Newest</a></li> <li><a href="#">Most read</a></li> <li><a href="#">About</a></li>
</ul></nav></header>
<div class="cookie-notice" role="dialog"><p>This page sets no cookies. <button>So be it</button></p></div>
"##;

/// A whole page; `title` and `main` are HTML.
fn page(language: &str, right_to_left: bool, title: &str, head: &str, main: &str) -> String {
    let direction = if right_to_left { "rtl" } else { "ltr" };
    format!(
        r##"<!DOCTYPE html>
<html lang="{language}" dir="{direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
{head}<style>body {{ max-width: 40rem; margin: 2rem auto; padding: 0 1rem; font: 1.1rem/1.5 serif }} img {{ max-width: 100% }}</style>
</head>
<body>
{SECTIONS}<main>
{main}</main>
<footer class="site-footer"><p>Written for the demo of dateline. What it tells is true; only its mastheads are made up.</p>
<ul><li><a href="#">Imprint</a></li> <li><a href="#">Privacy</a></li> <li><a href="#">Terms</a></li></ul></footer>
</body>
</html>
"##
    )
}

fn discovery(feed: &Feed) -> String {
    let media_type = match feed.format {
        Format::Rss => "application/rss+xml",
        Format::Atom => "application/atom+xml",
        Format::Json => "application/feed+json",
    };
    let (title, path) = (escape(&feed.title), feed.path());
    format!("<link rel=\"alternate\" type=\"{media_type}\" title=\"{title}\" href=\"{path}\">\n")
}

fn headline(feed: &Feed, entry: &Entry) -> String {
    format!("<li><a href=\"{}\">{}</a></li>\n", feed.page(&entry.slug), escape(&entry.title))
}
