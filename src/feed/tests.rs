//! Feeds of every format and in every disrepair.

use proptest::prelude::*;

use super::*;
use crate::model::{FeedDocument, NewEntry, Time};
use crate::safe;

const BASE: Hints = Hints { url: Some("https://example.org/feeds/main.xml"), content_type: None };

fn read(text: &str) -> FeedDocument {
    parse(text.as_bytes(), BASE).expect("a feed")
}

fn rss(items: &str) -> Vec<NewEntry> {
    read(&format!("<rss version='2.0'><channel><title>T</title>{items}</channel></rss>")).entries
}

#[test]
fn an_rss_feed_with_everything() {
    let feed = read(
        r#"<?xml version="1.0" encoding="utf-8"?>
        <rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <channel><title>News &amp;amp; more</title><link>https://example.org/</link><language>en-GB</language><ttl>30</ttl>
        <item>
          <title>A&amp;nbsp;B &lt;b&gt;bold&lt;/b&gt;</title><link>/one?a=1&amp;b=2</link><guid isPermaLink="false">g1</guid>
          <pubDate>Mon, 01 Jun 2026 12:00:00 +0200</pubDate><dc:creator>Jo Writer</dc:creator>
          <category>Science</category><category>Science</category>
          <description>Short.</description><content:encoded><![CDATA[<p>Long &amp; full text, with five more.</p>]]></content:encoded>
          <comments>https://example.org/one#comments</comments>
          <enclosure url="/a.mp3" length="123" type="audio/mpeg"/>
        </item></channel></rss>"#,
    );
    assert_eq!(feed.title.as_deref(), Some("News & more"));
    assert_eq!(feed.site.as_deref(), Some("https://example.org/"));
    assert_eq!((feed.language.as_deref(), feed.ttl), (Some("en-gb"), Some(30)));
    let [entry] = feed.entries.as_slice() else { panic!("one entry") };
    assert_eq!((entry.identity.as_str(), entry.guid.as_deref()), ("g1", Some("g1")));
    assert_eq!(entry.title, "A B bold");
    assert_eq!(entry.url.as_deref(), Some("https://example.org/one?a=1&b=2"));
    assert_eq!(entry.comments.as_deref(), Some("https://example.org/one#comments"));
    assert_eq!(entry.author.as_deref(), Some("Jo Writer"));
    assert_eq!((entry.published, entry.updated), (Some(Time(1_780_308_000)), None));
    assert_eq!(entry.categories, ["Science"]);
    assert_eq!(entry.body, "<p>Long &amp; full text, with five more.</p>");
    assert_eq!(entry.summary.as_deref(), Some("Short."));
    assert_eq!((entry.lead.as_str(), entry.words), ("Short.", 6));
    let [enclosure] = entry.enclosures.as_slice() else { panic!("one enclosure") };
    assert_eq!((enclosure.url.as_str(), enclosure.length), ("https://example.org/a.mp3", Some(123)));
    assert_eq!(enclosure.media_type.as_deref(), Some("audio/mpeg"));
}

#[test]
fn an_atom_feed() {
    let feed = read(
        r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title type="html">A &amp;amp; B</title>
        <link rel="self" href="https://example.org/atom"/><link href="https://example.org/home"/><author><name>The House</name></author>
        <entry><id>tag:1</id><title>1 &lt; 2</title><link rel="enclosure" type="audio/ogg" length="5" href="a.ogg"/><link href="p"/>
          <updated>2026-06-01T10:00:00Z</updated><summary type="text">a &lt; b</summary>
          <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Body <em>text</em></p></div></content></entry></feed>"#,
    );
    assert_eq!((feed.title.as_deref(), feed.site.as_deref()), (Some("A & B"), Some("https://example.org/home")));
    let entry = &feed.entries[0];
    assert_eq!(entry.title, "1 < 2");
    assert_eq!(entry.url.as_deref(), Some("https://example.org/feeds/p"));
    assert_eq!(entry.author.as_deref(), Some("The House"));
    assert_eq!((entry.published, entry.updated), (None, Some(Time(1_780_308_000))));
    assert_eq!(entry.summary.as_deref(), Some("a &lt; b"));
    assert!(entry.body.contains("<em>text</em>"));
    assert_eq!(entry.enclosures[0].url, "https://example.org/feeds/a.ogg");
}

#[test]
fn a_json_feed_with_numbers_for_ids() {
    let feed = read(
        r#"{"version":"https://jsonfeed.org/version/1","title":"J","home_page_url":"https://example.org/",
        "items":[{"id":7,"url":"/seven","content_text":"a < b\nc","date_published":"2026-06-01T10:00:00Z",
        "attachments":[{"url":"https://example.org/a.mp3","mime_type":"audio/mpeg","size_in_bytes":9}]}]}"#,
    );
    let entry = &feed.entries[0];
    assert_eq!((entry.identity.as_str(), entry.url.as_deref()), ("7", Some("https://example.org/seven")));
    assert_eq!(entry.body, "a &lt; b<br>\nc");
    assert_eq!(entry.lead, "a < b c");
    assert_eq!(entry.enclosures[0].length, Some(9));
}

#[test]
fn pages_and_nothing_are_told_apart() {
    let error = |text: &str| parse(text.as_bytes(), BASE).unwrap_err();
    assert_eq!(error("<!doctype html><html><head></head></html>"), FeedError::Html);
    assert_eq!(error(""), FeedError::Empty);
    assert_eq!(error("plain words"), FeedError::Unknown("plain text"));
    assert!(matches!(error("{\"version\":\"https://jsonfeed.org/version/1\"}"), FeedError::Broken(_)));
    assert!(!error("{").to_string().contains('\n'));
}

#[test]
fn a_feed_in_a_page_is_read() {
    let feed = read(
        "<!DOCTYPE html><html><body><feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><id>1</id></entry></feed></body></html>",
    );
    assert_eq!((feed.title.as_deref(), feed.entries.len()), (Some("T"), 1));
}

#[test]
fn items_of_rss_1_need_no_link() {
    for namespace in ["xmlns='http://purl.org/rss/1.0/'", ""] {
        let feed = read(&format!(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' {namespace}><channel><items/></channel>\
             <item rdf:about='https://example.org/a?b&amp;c'><title>A</title></item><item><title>B</title></item>\
             <item rdf:about='https://example.org/c'><link>https://example.org/d</link></item></rdf:RDF>"
        ));
        let urls: Vec<_> = feed.entries.iter().map(|entry| entry.url.as_deref()).collect();
        assert_eq!(urls, [Some("https://example.org/a?b&c"), None, Some("https://example.org/d")]);
    }
}

#[test]
fn empty_and_odd_elements_do_not_cost_the_feed() {
    assert_eq!(read("<rss version='2.0'/>").entries, []);
    for item in [
        "<media:content url='https://example.org/v'><media:title></media:title></media:content>",
        "<media:description type='text/html'>x</media:description><media:title/>",
    ] {
        assert_eq!(rss(&format!("<item><guid>1</guid>{item}</item>")).len(), 1, "{item}");
    }
    for content in [
        "<content src='https://example.org/' type='xhtml'>&lt;p&gt;Here&lt;/p&gt;</content>",
        "<content type='unheard of'>Here</content>",
        "<summary type='x'>Here</summary><content src='https://example.org/' type='xhtml'></content>",
    ] {
        let feed =
            read(&format!("<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id>{content}</entry></feed>"));
        assert_eq!(feed.entries[0].lead, "Here", "{content}");
    }
}

#[test]
fn an_element_left_open_swallows_no_items() {
    let entries = rss(
        "<itunes:category text='a'><itunes:category text='b'/><item><guid>1</guid></item><item><guid>2</guid></item>",
    );
    assert_eq!(entries.len(), 2);
}

#[test]
fn a_podcast_tells_the_longer_of_its_texts() {
    let entries = rss(
        "<item><description>Meditations...</description><itunes:summary>The meditations of Marcus Aurelius.</itunes:summary></item>\
         <item><description>A whole sentence.</description><itunes:summary>Less.</itunes:summary></item>",
    );
    assert_eq!([&entries[0].lead, &entries[1].lead], ["The meditations of Marcus Aurelius.", "A whole sentence."]);
}

#[test]
fn a_guid_that_is_an_address_serves_as_link() {
    let entries = rss(
        "<item><guid>/blog/graphs</guid></item><item><guid>https://example.org/b</guid></item><item><guid>abc</guid></item>",
    );
    let urls: Vec<_> = entries.iter().map(|entry| entry.url.as_deref()).collect();
    assert_eq!(urls, [Some("https://example.org/blog/graphs"), Some("https://example.org/b"), None]);
}

#[test]
fn references_of_old_windows_pages_are_what_they_meant() {
    let entries = rss("<item><title>don&#146;t</title><description>&#147;so&#148;</description></item>");
    assert_eq!((entries[0].title.as_str(), entries[0].lead.as_str()), ("don’t", "“so”"));
}

#[test]
fn parameters_of_an_address_are_no_references() {
    let feed = read("<rss version='2.0'><channel><item><link>https://example.org/?a=1&copy=2&reg=3&b=4</link></item>");
    assert_eq!(feed.entries[0].url.as_deref(), Some("https://example.org/?a=1&copy=2&reg=3&b=4"));
}

#[test]
fn an_episode_lasts_as_long_as_the_podcast_says() {
    let entries = rss("<item><itunes:title>Week two</itunes:title><itunes:duration>1:02:03</itunes:duration>\
         <enclosure url='https://example.org/2.mp3' type='audio/mpeg' length='9'/></item>");
    assert_eq!(entries[0].enclosures[0].duration, Some(3_723));
}

#[test]
fn authors_of_mails_and_podcasts_have_names() {
    let entries = rss(
        "<item><guid>1</guid><author>pp@example.org (Peter Pollack)</author></item><item><guid>2</guid><itunes:title>Week two</itunes:title><itunes:author>Fredy &amp; Sammy</itunes:author></item>\
         <item><guid>3</guid><author>jo@example.org</author><itunes:author>House</itunes:author></item>",
    );
    let authors: Vec<_> = entries.iter().map(|entry| entry.author.as_deref()).collect();
    assert_eq!(authors, [Some("Peter Pollack"), Some("Fredy & Sammy"), Some("jo@example.org")]);
}

#[test]
fn broken_xml_keeps_what_was_whole() {
    let cut = "<rss version='2.0'><channel><title>A & B</title><item><guid>1</guid></item><item><guid>2</guid></item><item><gui";
    assert_eq!(read(cut).entries.len(), 2);
    assert_eq!(read(cut).title.as_deref(), Some("A & B"));
}

#[test]
fn escapes_do_not_reach_any_field() {
    let evil = "x&#27;[2J\u{9b}1m&#x202e;y&#xad;z";
    let entries = rss(&format!(
        "<item><title>{evil}</title><author>{evil}</author><category>{evil}</category><link>https://example.org/{evil}</link>\
         <description>{evil} &amp;#27;]0;t&amp;#7;</description></item>"
    ));
    let entry = &entries[0];
    let fields =
        [&entry.title, &entry.lead].into_iter().chain(&entry.author).chain(&entry.url).chain(&entry.categories);
    for field in fields {
        assert!(safe::is_safe(field), "{field:?}");
    }
}

#[test]
fn limits_keep_the_newest_in_the_order_of_the_document() {
    let item = |day: u32| {
        format!("<item><guid>{day}</guid><pubDate>{day:02} Jun 2026</pubDate><title>{}</title></item>", "t".repeat(9))
    };
    let text = format!("<rss version='2.0'><channel>{}</channel></rss>", [3, 1, 5, 4].map(item).concat());
    let limits = Limits { entries: 2, title: 5, body: 4, repeats: false };
    let feed = parse_within(text.as_bytes(), BASE, limits).expect("a feed");
    let guids: Vec<&str> = feed.entries.iter().map(|entry| entry.identity.as_str()).collect();
    assert_eq!(guids, ["5", "4"]);
    assert_eq!(feed.entries[0].title, "tttt…");
    let body = rss("<item><description>äöü</description></item>");
    assert_eq!(body[0].body, "äöü");
}

#[test]
fn the_report_is_one_document_with_nulls() {
    let feed = read(
        "<rss version='2.0'><channel><item><description>&lt;p&gt;One&lt;/p&gt; two</description></item></channel></rss>",
    );
    let report = serde_json::to_value(report(&feed)).expect("plain data");
    assert_eq!(report["title"], serde_json::Value::Null);
    let entry = &report["entries"][0];
    assert_eq!(entry["content_text"], "One two");
    assert_eq!(entry["summary_text"], "One two");
    for absent in ["id", "title", "link", "author", "published", "updated"] {
        assert!(entry[absent].is_null(), "{absent}");
    }
}

proptest! {
    #[test]
    fn no_bytes_break_it(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse(&bytes, BASE);
    }

    #[test]
    fn no_markup_breaks_it(markup in "(<item>|</item>|<title>|</title>|<description>|<b>|&|;|<!\\[CDATA\\[|\\]\\]>|<!--|-->|\"|'|=|é| |a){0,30}") {
        let _ = parse(format!("<rss version='2.0'><channel>{markup}").as_bytes(), BASE);
        let _ = parse(format!("<feed>{markup}").as_bytes(), BASE);
    }
}

#[test]
fn chapters_stand_with_their_recording() {
    let item = |number: u32, chapters: &str| {
        format!(
            "<item><title>{number}</title><guid>{number}</guid>\
             <enclosure url='https://a.example/{number}.mp3' type='audio/mpeg' length='1'/>{chapters}</item>"
        )
    };
    let chapters = "<psc:chapters><psc:chapter start='1:00' title='Docking'/></psc:chapters>";
    let feed = format!(
        "<rss version='2.0' xmlns:psc='http://podlove.org/simple-chapters'><channel><title>T</title>{}{}</channel></rss>",
        item(1, ""),
        item(2, chapters)
    );
    let entries = parse(feed.as_bytes(), Hints::default()).unwrap().entries;
    let told: Vec<usize> = entries.iter().map(|entry| entry.enclosures[0].chapters.len()).collect();
    assert_eq!(told, [0, 1]);
    assert_eq!(entries[1].enclosures[0].chapters[0].title, "Docking");
}
