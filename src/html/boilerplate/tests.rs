//! What goes, and what must stay.

use super::*;
use crate::html::{convert, markdown};

const TEXT: &str = "<p>The comet passed the sun on Monday.</p><p>It will be back in 2061.</p>";

fn left(html: &str, shown: &Shown<'_>) -> String {
    markdown(&trimmed(convert(html, Some("https://example.org/")), shown)).trim_end().to_owned()
}

#[test]
fn what_is_around_an_article_goes() {
    let text = left(TEXT, &Shown::default());
    for around in [
        "<p>The post <a href=/a>A comet</a> appeared first on <a href=/>Example</a>.</p>",
        "<hr><p>Der Beitrag <a href=/a>Ein Komet</a> erschien zuerst auf <a href=/>Beispiel</a>.</p>",
        "<p><a href=/a>Continue reading <span>A comet</span> →</a></p>",
        "<p><a href=/a>Read more</a></p>",
        "<p><a href=/a>[link]</a> <a href=/b>[comments]</a></p>",
        "<p><a href=https://www.facebook.com/sharer.php?u=1>Facebook</a> | <a href=/t>Twitter</a></p>",
        "<p>Share this: <a href=/f>Facebook</a> <a href=/t>Tweet</a></p>",
        "<h3>Share this:</h3><ul><li><a href=/f>Click to share on Facebook (Opens in new window)</a><li><a href=/e>Email</a></ul>",
        "<p><a href=https://twitter.com/intent/tweet?url=x>Tell the world</a></p>",
        "<div><a href=https://feeds.feedburner.com/~ff/x?a=1><img src=/i></a> <a href=https://feeds.feedburner.com/~ff/x?a=2><img src=/j></a></div>",
        "<p>Sign up for our <a href=/n>newsletter</a>!</p>",
        "<form>* indicates required<div><label>Email Address *</label></div><img src=/m alt='Intuit Mailchimp'></form>",
        "<p><a href=/a>★</a></p>",
        "<p>[If the formatting of this post looks odd in your feed reader, <a href=/a>visit the original article</a>]</p>",
    ] {
        assert_eq!(left(&format!("{TEXT}{around}"), &Shown::default()), text, "{around}");
    }
}

#[test]
fn what_belongs_to_an_article_stays() {
    for article in [
        "<p>The post office appeared first on the maps of 1840. It was small.</p>",
        "<p>The post was vacant.</p>",
        "<p>Read more slowly, she said.</p>",
        "<p>Read more in <a href=/b>our guide</a>.</p>",
        "<p>Continue reading the meter until it stops.</p>",
        "<p><a href=/f>Facebook</a></p>",
        "<p><a href=/f>Facebook</a> and <a href=/t>Twitter</a> both deny it.</p>",
        "<p>Sign up for the race by Monday.</p>",
        "<p>Subscribe to our newsletter, it said. Nobody did. The newsletter died.</p>",
        "<ul><li><a href=/f>Facebook</a><li>and a real item</ul>",
        "<p>Comments</p>",
        "<p>* * *</p>",
        "<h3>Share</h3><p>Her share was a third.</p>",
    ] {
        for html in [format!("{TEXT}{article}"), format!("{article}{TEXT}")] {
            assert_eq!(
                left(&html, &Shown::default()),
                markdown(&convert(&html, Some("https://example.org/"))).trim_end(),
                "{html}"
            );
        }
    }
    assert_eq!(left("<p><a href=/a>Comments</a></p>", &Shown::default()), "[Comments](https://example.org/a)");
    let early = format!("<p><a href=/a>Read more</a></p>{}", TEXT.repeat(3));
    assert!(left(&early, &Shown::default()).starts_with("[Read more]"), "only at the end");
}

#[test]
fn what_the_head_shows_is_not_repeated() {
    let shown = Shown {
        headline: "A comet, seen",
        standfirst: Some("After 76 years it is back"),
        image: Some("https://example.org/comet.jpg?w=600"),
    };
    let text = left(TEXT, &Shown::default());
    for repeated in [
        "<h1>A Comet, Seen.</h1>",
        "<p><b>A comet, seen</b></p>",
        "<img src=/comet-300x200.jpg><h2>A comet, seen</h2>",
        "<h1>A comet, seen</h1><p>After 76 years it is back.</p><figure><img src=/comet.jpg></figure>",
    ] {
        assert_eq!(left(&format!("{repeated}{TEXT}"), &shown), text, "{repeated}");
    }
    for own in [
        "<h1>A comet, seen and heard</h1>",
        "<img src=/moon.jpg>",
        "<figure><img src=/comet.jpg><figcaption>Above Jena</figcaption></figure>",
    ] {
        let html = format!("{own}{TEXT}");
        assert_eq!(left(&html, &shown), markdown(&convert(&html, Some("https://example.org/"))).trim_end(), "{own}");
    }
    let twice = format!("<img src=/a.jpg alt=a><img src=/a-800x600.jpg alt=a>{TEXT}");
    assert_eq!(left(&twice, &Shown::default()).matches("![").count(), 1);
    assert_eq!(left("<p>A comet, seen</p>", &shown), "A comet, seen", "it is all there is");
}

#[test]
fn links_that_went_are_not_numbered() {
    let html = "<p><a href=/f>Facebook</a> | <a href=/t>Twitter</a></p><p>See <a href=/b>this</a>.</p>";
    let document = trimmed(convert(html, Some("https://example.org/")), &Shown::default());
    assert_eq!(document.links, ["https://example.org/b"]);
    assert!(matches!(&document.blocks[0], Block::Paragraph(text) if text[1].link == Some(0)));
}
