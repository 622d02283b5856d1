//! `extract`: the main article of a page.

use serde_json::json;

use crate::home::{Home, Run, fields};

const PAGE: &str = include_str!("tides.html");

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
