//! Feeds from bytes to our model: what reading one costs beside feed-rs alone.

use std::fmt::Write;

use dateline::feed::{Hints, parse};
use feed_rs::parser::Builder;

fn main() {
    divan::main();
}

const BODY: &str = "<p>The <em>second crew</em> of the year reached the <a href=\"https://example.org/station?n=N&amp;m=1\">\
orbiting laboratory</a> on Monday after a long night of delays, &ldquo;which nobody had expected&rdquo;, and began \
unloading <strong>three tonnes</strong> of equipment.</p>\n<p><img src=\"https://example.org/N.jpg\" alt=\"\"/></p>\n\
<ul><li>Docking was confirmed at 11:42.</li><li>The hatch was opened two hours later.</li></ul>\n";

/// How the bodies of a feed are written.
#[derive(Debug, Clone, Copy)]
enum Form {
    /// RSS, markup in references.
    Escaped,
    /// RSS, markup in CDATA sections and a short description beside it.
    Cdata,
    /// Atom, markup as elements.
    Xhtml,
}

const FORMS: [Form; 3] = [Form::Escaped, Form::Cdata, Form::Xhtml];

/// A well-formed feed of 200 entries with some 2 kB of text each.
fn feed(form: Form) -> String {
    let entries: String = (0..200).map(|number| entry(form, number)).collect();
    match form {
        Form::Xhtml => format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>News</title>\
             <link href=\"https://example.org/\"/><id>urn:news</id><updated>2026-06-01T10:00:00Z</updated>{entries}</feed>"
        ),
        _ => format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" \
             xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
             <channel><title>News</title><link>https://example.org/</link><language>en</language>{entries}</channel></rss>"
        ),
    }
}

fn entry(form: Form, number: usize) -> String {
    let body = BODY.replace('N', &number.to_string()).repeat(4);
    let escaped = body.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let mut out = String::new();
    let written = match form {
        Form::Xhtml => {
            let body = body.replace("&ldquo;", "“").replace("&rdquo;", "”");
            write!(
                out,
                "<entry><title>Crew {number} reaches the station</title><id>urn:news:{number}</id>\
                 <link href=\"https://example.org/{number}\"/><updated>2026-06-01T10:00:00Z</updated>\
                 <author><name>Jo Writer</name></author><content type=\"xhtml\">\
                 <div xmlns=\"http://www.w3.org/1999/xhtml\">{body}</div></content></entry>"
            )
        }
        _ => {
            let text = match form {
                Form::Escaped => format!("<description>{escaped}</description>"),
                _ => format!(
                    "<description>Docking confirmed at 11:42.</description>\
                     <content:encoded><![CDATA[{body}]]></content:encoded>"
                ),
            };
            write!(
                out,
                "<item><title>Crew {number} reaches the station</title><link>https://example.org/{number}</link>\
                 <guid isPermaLink=\"false\">news-{number}</guid><pubDate>Mon, 01 Jun 2026 12:00:00 +0200</pubDate>\
                 <dc:creator>Jo Writer</dc:creator><category>Space</category>{text}</item>"
            )
        }
    };
    written.expect("a string takes all that is written to it");
    out
}

#[divan::bench(args = FORMS)]
fn feed_rs_alone(bencher: divan::Bencher, form: Form) {
    let text = feed(form);
    bencher.counter(divan::counter::BytesCount::of_str(&text)).bench(|| {
        let parser = Builder::new().sanitize_content(false).build();
        parser.parse(text.as_bytes()).expect("a well-formed feed")
    });
}

#[divan::bench(args = FORMS)]
fn whole(bencher: divan::Bencher, form: Form) {
    let text = feed(form);
    bencher
        .counter(divan::counter::BytesCount::of_str(&text))
        .bench(|| parse(text.as_bytes(), Hints::default()).expect("a well-formed feed"));
}
