//! What is read from bytes of every kind, and what is told where nothing can be.

use jiff::tz::TimeZone;

use super::piece::{From, Piece, Unreadable, of};
use super::*;
use crate::model::Time;

const TEXT: &str =
    "The probe fell through the haze of Titan for two and a half hours before it came to rest on a plain of ice.";

fn read_as(bytes: &[u8], address: Option<&str>, content_type: Option<&str>) -> Result<Piece, Unreadable> {
    of(bytes, From { address, content_type, is_text: false, is_cut: false }, &by(""))
}

/// In Paris, with these rules.
fn by(rules: &str) -> By {
    let zone = TimeZone::get("Europe/Paris").expect("a zone");
    By { zone, rules: Arc::new(Rules::read(rules).expect("rules")) }
}

fn piece(text: &str) -> Piece {
    read_as(text.as_bytes(), Some("https://www.esa.example/n/1"), None).expect("an article")
}

#[test]
fn names_are_told_from_addresses() {
    let web = |url: &str| Source::Web(url.to_owned());
    for (named, source) in [
        ("-", Source::Input),
        ("https://example.org/x", web("https://example.org/x")),
        ("example.org/news", web("https://example.org/news")),
        ("localhost:8000/x", web("http://localhost:8000/x")),
        ("ftp://example.org", web("ftp://example.org")),
        ("file:///tmp/no%20such.txt", Source::File("/tmp/no such.txt".into())),
        ("no-such-file", Source::File("no-such-file".into())),
        ("no-such.txt", Source::File("no-such.txt".into())),
        ("./example.org", Source::File("./example.org".into())),
        ("a b.example", Source::File("a b.example".into())),
    ] {
        assert_eq!(Source::of(named), source, "{named}");
    }
}

#[test]
fn a_text_is_an_article_with_its_head() {
    let text = format!("Huygens lands\n\nBy Jo Doe\nESA\nJanuary 14, 2005\n\n{TEXT}\n");
    let piece = piece(&text);
    assert_eq!((piece.entry.title.as_str(), piece.entry.author.as_deref()), ("Huygens lands", Some("Jo Doe")));
    assert_eq!(piece.source.as_deref(), Some("ESA"));
    // The day begins where the reader is: at 23:00 of the day before by UTC.
    assert_eq!(piece.entry.published, Some(Time(1_105_657_200)));
    assert_eq!(piece.entry.lead, TEXT);
    assert_eq!(piece.entry.words, 24);
}

#[test]
fn a_page_without_an_article_is_shown_whole_and_says_so() {
    let page = "<!DOCTYPE html><title>404 Not Found</title><body><p>Ebb at six.</body>";
    let piece = piece(page);
    assert_eq!((piece.entry.title.as_str(), piece.source.as_deref()), ("404 Not Found", Some("esa.example")));
    for part in ["the page is an error message", "Ebb at six."] {
        assert!(piece.entry.body.contains(part), "{}", piece.entry.body);
    }
    let wall = "<html><body><p>Already a subscriber? Sign in to read.</p></body></html>";
    assert!(self::piece(wall).entry.body.contains("asks for a subscription"));
}

#[test]
fn a_fragment_of_html_is_taken_as_it_is() {
    let fragment = format!("<p>{TEXT}</p><ul><li>a</li></ul>");
    assert_eq!(piece(&fragment).entry.body, fragment);
    for fragment in ["<blockquote>x</blockquote>", "<iframe src=x></iframe>"] {
        assert_eq!(piece(fragment).entry.body, fragment);
    }
    assert!(piece("Is 3 < 4 and 5 > 2?").entry.body.contains("3 &lt; 4"));
    let from = From { address: None, content_type: None, is_text: true, is_cut: false };
    assert!(
        of(b"In HTML <em>this</em> is stressed.", from, &by("")).expect("a text").entry.body.contains("&lt;em&gt;")
    );
}

#[test]
fn a_page_in_a_file_belongs_where_it_says_that_it_does() {
    let page = format!(
        "<html><head><link rel=canonical href='https://esa.example/titan'></head><p>{TEXT} <a href=/x>x</a></p>"
    );
    for address in [None, Some("file:///tmp/titan.html")] {
        let piece = read_as(page.as_bytes(), address, None).expect("an article");
        assert_eq!(
            (piece.entry.url.as_deref(), piece.base.as_deref()),
            (Some("https://esa.example/titan"), piece.entry.url.as_deref())
        );
    }
    assert_eq!(self::piece(&page).base.as_deref(), Some("https://www.esa.example/n/1"), "what was fetched is known");
    let evil = page.replace("https://esa.example/titan", "file:///etc/passwd");
    assert_eq!(read_as(evil.as_bytes(), None, None).expect("an article").base, None);
}

#[test]
fn a_feed_is_its_newest_entries_and_an_entry_alone_itself() {
    let item = |n: usize| {
        format!(
            "<item><title>No. {n}</title><pubDate>Sun, 04 Jan 2004 00:{n:02}:00 GMT</pubDate><description>Text {n}</description></item>"
        )
    };
    let feed = |count: usize| {
        format!(
            "<rss version='2.0'><channel><title>Spirit</title>{}</channel></rss>",
            (1..=count).map(item).collect::<String>()
        )
    };
    let one = piece(&feed(1));
    assert_eq!(
        (one.entry.title.as_str(), one.source.as_deref(), one.entry.body.as_str()),
        ("No. 1", Some("Spirit"), "Text 1")
    );
    let many = piece(&feed(30)).entry;
    assert_eq!((many.title.as_str(), many.body.matches("<h2>").count()), ("Spirit", 20));
    assert!(many.body.find("No. 30").expect("the newest") < many.body.find("No. 11").expect("the last"));
    assert!(many.body.contains("The newest 20 of 30 entries"), "{}", many.body);
    let none = read_as(b"<rss version='2.0'><channel><title>x</title></channel></rss>", None, None);
    assert_eq!(none, Err(Unreadable::NoEntries));
}

#[test]
fn the_users_own_rules_are_heeded() {
    let page =
        format!("<html><body><article><p>{TEXT}</p><p>{TEXT}</p></article><div id=ebb><p>Ebb at six.</p></div></html>");
    let from = From { address: Some("https://tide.example/1"), content_type: None, is_text: false, is_cut: false };
    let body = |rules| of(page.as_bytes(), from, &by(rules)).expect("an article").entry.body;
    assert!(body("").contains(TEXT));
    assert_eq!(body("[\"tide.example\"]\ncontent = \"#ebb\"").trim(), "<div><p>Ebb at six.</p></div>");
}

#[test]
fn what_is_no_text_is_named() {
    for (bytes, why) in [
        (&b""[..], "is empty"),
        (b" \n ", "is empty"),
        (b"\x89PNG\r\n\x1a\n", "is an image, not a text; open it with a program for that"),
        (b"%PDF-1.7", "is a PDF document, not a text; open it with a program for that"),
        (b"\x7fELF\x02\0\0\0", "is binary data, not a text; open it with a program for that"),
    ] {
        assert_eq!(read_as(bytes, None, None).expect_err("no text").to_string(), why);
    }
}

#[test]
fn charsets_are_heeded() {
    let text = "Der K\u{e4}fer f\u{e4}hrt".encode_utf16().flat_map(u16::to_le_bytes);
    let bytes: Vec<u8> = [0xff, 0xfe].into_iter().chain(text).collect();
    assert!(read_as(&bytes, None, None).expect("a text").entry.body.contains("Käfer"));
    let latin = read_as(b"Der K\xe4fer", None, Some("text/plain; charset=iso-8859-1"));
    assert!(latin.expect("a text").entry.body.contains("Käfer"));
}

#[test]
fn what_is_cut_says_so() {
    let from = From { address: None, content_type: None, is_text: true, is_cut: true };
    let feed = b"<rss version='2.0'><channel><item><title>x</title></item></channel></rss>";
    assert_eq!(of(feed, from, &by("")), Err(Unreadable::LongFeed));
    assert!(of(TEXT.as_bytes(), from, &by("")).expect("a text").entry.body.ends_with("10 MiB are read.]</em></p>"));
}
