//! `extract`: the main article of a page.

use serde_json::json;

use crate::home::{Home, Run, fields};

const PAGE: &str = r##"<html lang="en-GB"><head><meta charset="iso-8859-1"><title>Tides | Sea News</title>
<meta property="og:site_name" content="Sea News">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Tides",
"author":{"name":"The Harbour Desk"},"datePublished":"2026-06-01T08:00:00+02:00"}</script></head>
<body><nav><a href="/">Home</a> <a href="/sea">Sea</a></nav><article><h1>Tides</h1><div class="share-bar">Tell it</div>
<p>The moon pulls at the sea, and twice a day the water of the caf&eacute; harbour rises over the lowest of the steps, as
it has for as long as anyone has kept a record of it, whatever the wind may have done the night before.</p>
<p>Read more: <a href="/currents">What currents are</a></p>
<p>Where the bay is narrow the water has <a href="/bay">nowhere to go but up</a>, and the difference between ebb and flood
is greater than a house of three floors, which is why the pier stands on wheels and its ticket office does too.</p>
<figure><img src="/pier.jpg" alt="The pier"><figcaption>The pier at low water.</figcaption></figure>
<p>Nobody has measured it more often than the harbour office, whose book of tables goes back two hundred and ten years, and
whose youngest page was written this very morning, before the ferry had left for the islands across the sound.</p>
</article><footer>All rights reserved by the sea</footer></body></html>"##;

const BASE: &[&str] = &["--url", "https://example.org/tides"];

#[test]
fn the_article_is_printed_without_what_stands_around_it() {
    let home = Home::new();
    let text = home.done(&[&["extract", &home.write("page", PAGE)], BASE].concat());
    let paragraphs: Vec<_> = text.trim_end().split("\n\n").collect();
    assert_eq!(paragraphs.len(), 3, "{text}");
    assert!(paragraphs[0].starts_with("The moon pulls at the sea") && paragraphs[0].contains("the café harbour"));
    assert!(paragraphs[1].starts_with("Where the bay"));
    assert!(paragraphs[2].starts_with("Nobody"));
}

#[test]
fn what_is_known_of_it_is_one_document_with_the_promised_fields() {
    let home = Home::new();
    let mut command = home.command(&[&["extract", "-", "--format", "json"], BASE].concat());
    let run = Run::with_input(&mut command, PAGE);
    let article: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(fields(&article), ["byline", "html", "language", "published", "site", "text", "title"]);
    assert_eq!(article["title"], json!("Tides"));
    assert_eq!(article["byline"], json!("The Harbour Desk"));
    assert_eq!(article["site"], json!("Sea News"));
    assert_eq!(article["language"], json!("en-GB"));
    assert_eq!(article["published"], json!("2026-06-01T08:00:00+02:00"));
    let html = article["html"].as_str().unwrap();
    assert!(
        html.contains("https://example.org/bay")
            && html.contains("https://example.org/pier.jpg")
            && html.contains("low water"),
        "{html}"
    );
}

#[test]
fn a_page_without_an_article_fails_in_one_line() {
    let home = Home::new();
    for page in ["", "<html><body></body></html>", "<title>404 Not Found</title><p>The page is not here.</p>"] {
        let complaint = home.fails(1, &[&["extract", &home.write("page", page)], BASE].concat());
        assert_eq!(complaint.lines().count(), 1, "{complaint}");
    }
}
