//! HTML that is hostile, too long or no HTML at all.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{converted, shown};
use crate::html::{convert, markdown};

#[test]
fn nothing_unsafe_comes_through() {
    let html = "<p>a&#27;[31mb\u{9b}c\u{202e}d</p><pre>e\u{1b}]0;x\u{7}</pre><img alt='f&#x1b;[2J' src=/f>";
    assert!(!format!("{:?}", converted(html)).contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}']));
    assert!(!markdown(&converted(html)).contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}']));
}

/// Longer than any machine takes for what is in proportion to the input, and far shorter than for its square.
const PATIENCE: Duration = Duration::from_secs(120);

/// Inputs that make a tree builder take the square of their length, or more.
#[test]
fn hostile_markup_takes_linear_time() {
    let count = 60_000;
    let attributes: String = (0..count).map(|n| format!(" a{n}")).collect();
    let formats: String = (0..200).map(|n| format!("<b id={n}>")).collect();
    for html in [
        "<div>".repeat(count),
        "<blockquote>".repeat(count) + "x",
        "<ul><li>".repeat(count) + "x",
        "<table><tr><td>".repeat(count) + "x",
        "<b><i><a href=/x>".repeat(count) + "x",
        "<span><div></span>".repeat(count),
        "<p><b>x".repeat(count),
        format!("<a{attributes}>x"),
        formats + &"<p>x".repeat(count),
        "<a href='".repeat(count),
        "<!--".repeat(count),
        "</".repeat(count),
        "&".repeat(count),
        "<script>".repeat(count),
        "<pre>".repeat(count) + "x",
        "<td colspan=999>".repeat(count),
        "<table><tr>".to_owned() + &"<tr><td colspan=999>x".repeat(count),
        "<svg>".repeat(count) + "</svg>",
        "<figure><figcaption>".repeat(count) + "x",
    ] {
        let start = Instant::now();
        let document = convert(&html, None);
        drop(markdown(&document));
        assert!(start.elapsed() < PATIENCE, "{}…", &html[..html.floor_char_boundary(40)]);
    }
}

#[test]
fn what_is_too_long_is_cut() {
    let html = "<p>".to_owned() + &"é ".repeat(2 << 20);
    let bytes: usize = converted(&html).blocks.iter().map(|block| format!("{block:?}").len()).sum();
    assert!(bytes < 3 << 20);
    let end = |html: &str| shown(html).lines().last().unwrap_or_default().to_owned();
    assert!(end(&html).starts_with("*\\[Cut here: the text is longer than 2 MiB."));
    assert_eq!(end("<p>short"), "short");
}

/// None of the text is lost where bounds are reached.
#[test]
fn what_is_beyond_a_bound_stays_as_text() {
    let deep = "<blockquote>".repeat(20_000) + "deep" + &"</blockquote>".repeat(20_000) + "<p>after";
    let wide: String = (0..10_000).map(|n| format!("<td>{n}{}", if n % 10 == 9 { "<tr>" } else { "" })).collect();
    let attributes: String = (0..150_000).map(|n| format!(" a{n}")).collect();
    for (html, kept) in [
        (deep.clone(), vec!["deep", "after"]),
        ("<div>".repeat(20_000) + "deep", vec!["deep"]),
        ("<ul><li>".repeat(20_000) + "deep", vec!["deep"]),
        ("<table><tr><td>".repeat(20_000) + "deep", vec!["deep"]),
        (format!("<table><tr>{wide}</table>"), vec!["| 0 | 1 |", "9999"]),
        (format!("<p{attributes}>kept</p>"), vec!["kept"]),
        ("x".repeat(1 << 20) + " <i>last", vec!["*last*"]),
    ] {
        let shown = shown(&html);
        kept.iter().for_each(|text| assert!(shown.contains(text), "{}… lacks {text}", &html[..40]));
    }
}

proptest! {
    #[test]
    fn takes_anything(parts in prop::collection::vec(part(), 0..60)) {
        let document = converted(&parts.concat());
        markdown(&document);
    }

    /// The words of a text come out as they went in, whatever tags stand between.
    #[test]
    fn loses_no_words(parts in prop::collection::vec((shown_tag(), "[a-z]{1,8}"), 0..40)) {
        let html: String = parts.iter().map(|(tag, word)| format!("{tag} {word} ")).collect();
        let out = markdown(&converted(&html));
        let words: Vec<&str> = out.split(|c: char| !c.is_ascii_lowercase()).filter(|word| !word.is_empty()).collect();
        let expected: Vec<&str> = parts.iter().map(|(_, word)| word.as_str()).collect();
        prop_assert_eq!(words, expected);
    }
}

fn part() -> impl Strategy<Value = String> {
    prop_oneof![
        "</?(p|b|a|div|ul|li|table|tr|td|th|pre|blockquote|h2|figure|figcaption|video|svg|q|dd|ol|summary|script)( href=/x)?>",
        "<(br|hr|img src=/a alt=b|source src=c|iframe)/?>",
        "\\PC{0,8}",
        "[<>&;'\"=/ \n-]{0,6}",
    ]
}

fn shown_tag() -> impl Strategy<Value = String> {
    prop::string::string_regex(
        "</?(p|b|i|div|ul|li|tr|td|th|blockquote|h[23]|section|dd|ol|summary|code|pre|tbody|main)>",
    )
    .expect("a valid pattern")
}
