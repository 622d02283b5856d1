//! `parse`: a feed as one JSON document.

use serde_json::{Value, json};

use crate::home::{Home, Run, fields};
use crate::news;

const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">
  <title>Moons</title><link href="/moons"/><id>urn:moons</id><updated>2020-01-01T00:00:00Z</updated>
  <entry>
    <id>tag:example.org,1610:io</id><title type="html">Io &amp;amp; the &lt;b&gt;others&lt;/b&gt;</title>
    <link href="io"/><published>1970-01-01T01:00:00+01:00</published><updated>2001-09-09T01:46:40Z</updated>
    <author><name>Jet Propulsion Laboratory</name></author>
    <summary>Volcanoes</summary>
    <content type="html">&lt;p&gt;Four hundred
      volcanoes.&lt;/p&gt;&lt;p&gt;More than   anywhere.&lt;/p&gt;</content>
    <link rel="enclosure" href="io.ogg" type="audio/ogg" length="7"/>
  </entry>
  <entry><title>Europa</title></entry>
</feed>"#;

fn parsed(home: &Home, arguments: &[&str], text: impl AsRef<[u8]>) -> Value {
    let file = home.write("feed", text);
    let documents = home.json(&[&["parse", &file], arguments].concat());
    assert_eq!(documents.len(), 1);
    documents[0].clone()
}

#[test]
fn a_feed_is_one_document_with_the_promised_fields() {
    let feed = parsed(&Home::new(), &["--url", "https://example.org/feeds/atom.xml"], ATOM);
    assert_eq!(fields(&feed), ["entries", "language", "link", "title"]);
    assert_eq!((&feed["title"], &feed["link"]), (&json!("Moons"), &json!("https://example.org/moons")));
    assert_eq!(feed["language"], "en-GB");
    let enclosures = &feed["entries"][0]["enclosures"][0];
    assert_eq!(
        [&enclosures["url"], &enclosures["type"], &enclosures["length"]],
        [&json!("https://example.org/feeds/io.ogg"), &json!("audio/ogg"), &json!(7)]
    );
    let mut io = feed["entries"][0].clone();
    io["enclosures"].take();
    assert_eq!(
        io,
        json!({
            "id": "tag:example.org,1610:io", "title": "Io & the others", "link": "https://example.org/feeds/io",
            "author": "Jet Propulsion Laboratory", "published": 0, "updated": 1_000_000_000,
            "summary_text": "Volcanoes", "content_text": "Four hundred volcanoes. More than anywhere.",
            "enclosures": null,
        })
    );
}

#[test]
fn what_an_entry_lacks_is_null() {
    let feed = parsed(&Home::new(), &[], ATOM);
    assert_eq!(
        feed["entries"][1],
        json!({
            "id": null, "title": "Europa", "link": null, "author": null, "published": null, "updated": null,
            "summary_text": null, "content_text": null, "enclosures": [],
        })
    );
    let feed = parsed(&Home::new(), &[], "<rss version='2.0'><channel><item><guid>a</guid></item></channel></rss>");
    assert_eq!([&feed["title"], &feed["link"], &feed["language"], &feed["entries"][0]["title"]], [&json!(null); 4]);
}

#[test]
fn entries_stand_as_in_the_document_and_all_of_them() {
    let feed = parsed(&Home::new(), &[], news::long(3_000));
    let entries = feed["entries"].as_array().expect("a list");
    let ids: Vec<_> = entries.iter().map(|entry| entry["id"].as_str().expect("an id")).collect();
    let expected: Vec<_> = (1..=3_000).map(|number| format!("picture-{number}")).collect();
    assert_eq!(ids, expected);
}

#[test]
fn ids_are_those_of_the_feed() {
    let feed = parsed(&Home::new(), &[], news::FAR_AND_COLD);
    let ids: Vec<_> = feed["entries"].as_array().expect("a list").iter().map(|entry| &entry["id"]).collect();
    assert_eq!(ids, ["huygens", "epica", "halley"]);
    assert_eq!(
        feed["entries"][0]["content_text"].as_str().map(|text| text.starts_with("Down to the ground The probe")),
        Some(true)
    );
}

#[test]
fn fields_stand_in_the_order_of_their_promise() {
    let home = Home::new();
    let document = home.done(&["parse", &home.write("feed", ATOM)]);
    let names = [
        "title",
        "link",
        "language",
        "entries",
        "id",
        "author",
        "published",
        "updated",
        "summary_text",
        "content_text",
        "enclosures",
    ];
    let places: Vec<_> = names.iter().map(|name| document.find(&format!("\"{name}\":")).expect("a field")).collect();
    assert!(places.is_sorted(), "{document}");
}

#[test]
fn json_feeds_are_read_too() {
    let text = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Rings", "items": [
        {"id": "saturn", "content_text": "Seen by Galilei in 1610", "date_published": "2001-09-09T01:46:40Z"}]}"#;
    let feed = parsed(&Home::new(), &[], text);
    let entry = &feed["entries"][0];
    assert_eq!([&entry["id"], &entry["content_text"]], [&json!("saturn"), &json!("Seen by Galilei in 1610")]);
    assert_eq!(entry["published"], 1_000_000_000);
}

#[test]
fn the_media_type_tells_the_encoding() {
    let text = b"<rss version='2.0'><channel><title>P\xf4le</title><item><guid>a</guid></item></channel></rss>";
    let feed = parsed(&Home::new(), &["--content-type", "text/xml; charset=iso-8859-1"], text);
    assert_eq!(feed["title"], "Pôle");
}

#[test]
fn a_feed_comes_through_a_pipe_too() {
    let home = Home::new();
    let piped = Run::with_input(&mut home.command(&["parse", "-"]), ATOM);
    assert_eq!((piped.status, piped.err.as_str()), (Some(0), ""));
    assert_eq!(piped.out, home.done(&["parse", &home.write("feed", ATOM)]));
}

#[test]
fn what_is_no_feed_fails_and_is_named() {
    let home = Home::new();
    for (name, text) in [("page.html", "<html><body><p>No feed</body></html>"), ("empty", ""), ("list.json", "[1, 2]")]
    {
        let file = home.write(name, text);
        let why = home.fails(1, &["parse", &file]);
        assert!(why.contains(&file), "{why}");
    }
    let why = home.fails(1, &["parse", "/nowhere/feed.xml"]);
    assert!(why.contains("/nowhere/feed.xml"), "{why}");
    home.fails(2, &["parse"]);
}

#[test]
fn nothing_is_kept_of_what_was_parsed() {
    let home = Home::new();
    home.done(&["parse", &home.write("feed", ATOM)]);
    assert!(!home.data().exists() && !home.config().exists());
}
