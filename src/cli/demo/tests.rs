//! The demo edition: what it holds, and that its server gives it out as a site would.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::unix::fs::PermissionsExt;

use jiff::{SignedDuration, Timestamp};
use tokio::runtime::Runtime;

use super::edition::{Edition, Feed};
use super::server::serve;
use super::site::{Answer, Site, Status, file_facts};
use crate::feed::{self, Hints};
use crate::html::{self, document::Block, extract};

fn site() -> Site {
    Site { edition: Edition::built_in(), base_url: "http://127.0.0.1:8000".to_owned(), start: Timestamp::now() }
}

/// A moment at which every entry is out.
fn late(site: &Site) -> Timestamp {
    site.start + SignedDuration::from_hours(1)
}

fn text(answer: Answer) -> String {
    String::from_utf8(answer.body.into_owned()).unwrap()
}

/// The pages of feeds with summaries hold the whole text and much else; the reader takes the text.
#[test]
fn full_texts_are_taken_from_the_pages() {
    let site = site();
    let now = late(&site);
    let mut feeds = 0;
    for feed in site.edition.feeds.iter().filter(|feed| feed.summaries) {
        feeds += 1;
        for entry in site.published(feed, now) {
            let path = feed.page(&entry.slug);
            let page = text(site.answer(&path, now));
            let article = extract::extract(&page, &format!("{}{path}", site.base_url)).expect(&path);
            let taken = extract::text(&html::convert(&article.html, None));
            let whole = extract::text(&html::convert(&entry.html(), None));
            for paragraph in whole.split("\n\n") {
                assert!(taken.contains(paragraph), "{path}: {paragraph}");
            }
            for around in
                ["Share this", "A letter a week", "Most read", "Comments", "no cookies", "Imprint", "More from"]
            {
                assert!(!taken.contains(around), "{path}: {around} in {taken}");
            }
            assert_eq!(article.title.as_deref(), Some(entry.title.as_str()), "{path}");
        }
    }
    assert!(feeds >= 2 && site.edition.feeds.iter().any(|feed| feed.on_open));
}

fn sound(site: &Site) -> impl Iterator<Item = &Feed> {
    site.edition.feeds.iter().filter(|feed| !feed.broken)
}

#[test]
fn the_edition_is_large_enough() {
    let edition = Edition::built_in();
    let entries: usize = edition.feeds.iter().map(|feed| feed.entries.len()).sum();
    assert!(edition.feeds.len() >= 12, "{} feeds", edition.feeds.len());
    assert!(edition.desks().len() >= 4, "{:?}", edition.desks());
    assert!(entries >= 125, "{entries} entries");
    assert_eq!(edition.feeds.iter().filter(|feed| feed.broken).count(), 1);
    assert_eq!(edition.feeds.iter().filter(|feed| feed.delay > 0).count(), 1);
}

#[test]
fn every_feed_is_read_by_the_parser() {
    let site = site();
    let mut ids = BTreeSet::new();
    for feed in sound(&site) {
        let answer = site.answer(&feed.path(), late(&site));
        assert_eq!(answer.status, Status::Ok, "{}", feed.name);
        let parsed = feed_rs::parser::parse(&*answer.body).unwrap_or_else(|error| panic!("{}: {error}", feed.name));
        assert_eq!(parsed.title.unwrap().content, feed.title);
        assert_eq!(parsed.entries.len(), feed.entries.len(), "{}", feed.name);
        for (read, written) in parsed.entries.iter().zip(&feed.entries) {
            assert_eq!(read.title.as_ref().unwrap().content, written.title);
            let published = read.published.unwrap().timestamp();
            assert_eq!(published, site.date(written).as_second(), "{}", written.slug);
            assert!(ids.insert(read.id.clone()), "{} twice", read.id);
        }
    }
}

#[test]
fn the_reader_finds_everything_that_it_can_set() {
    let site = site();
    let mut kinds = BTreeSet::new();
    let mut enclosures = 0;
    for feed in sound(&site) {
        let answer = site.answer(&feed.path(), late(&site));
        let read = feed::parse(&answer.body, Hints::default()).unwrap();
        for (entry, written) in read.entries.iter().zip(&feed.entries) {
            assert_eq!(entry.title, written.title);
            enclosures += entry.enclosures.len();
            kinds.extend(html::convert(&entry.body, None).blocks.iter().map(kind));
        }
    }
    let all = BTreeSet::from(["code", "figure", "heading", "list", "paragraph", "quote", "table"]);
    assert_eq!(kinds, all);
    assert!(enclosures >= 3, "{enclosures} enclosures");
}

fn kind(block: &Block) -> &'static str {
    match block {
        Block::Paragraph(_) => "paragraph",
        Block::Heading(..) => "heading",
        Block::Quote(_) => "quote",
        Block::List(..) => "list",
        Block::Code { .. } => "code",
        Block::Figure(_) => "figure",
        Block::Definitions(_) => "definitions",
        Block::Details { .. } => "details",
        Block::Embed(_) => "embed",
        Block::Table(_) => "table",
        Block::Rule => "rule",
    }
}

#[test]
fn every_page_and_every_file_it_names_answers() {
    let site = site();
    for feed in &site.edition.feeds {
        assert_eq!(site.answer(&feed.page(""), late(&site)).status, Status::Ok);
        for entry in &feed.entries {
            let page = site.answer(&feed.page(&entry.slug), late(&site));
            assert_eq!(page.status, Status::Ok, "{}", entry.slug);
            let page = text(page);
            for path in page.split(['"', '\'']).filter(|path| path.starts_with('/')) {
                assert_ne!(site.answer(path, late(&site)).status, Status::NotFound, "{path} in {}", entry.slug);
            }
            if let Some(audio) = &entry.audio {
                assert!(file_facts(audio).is_some_and(|(bytes, _)| bytes < 30_000), "{audio}");
            }
        }
    }
    assert_eq!(site.answer("/", site.start).status, Status::Ok);
    for path in ["", "x", "//", "/feeds", "/feeds/../feeds", "/pages/apogee/none", "/files/none"] {
        assert_eq!(site.answer(path, site.start).status, Status::NotFound, "{path:?}");
    }
}

#[test]
fn entries_stand_newest_first_and_within_three_days() {
    for feed in Edition::built_in().feeds {
        assert!(feed.entries.iter().map(|entry| entry.age).is_sorted(), "{}", feed.name);
        let oldest = feed.entries.last().map(|entry| entry.age).unwrap_or_default();
        assert!(oldest <= SignedDuration::from_hours(72), "{}", feed.name);
    }
}

#[test]
fn what_is_not_out_yet_comes_later() {
    let site = site();
    let count = |now| sound(&site).map(|feed| site.published(feed, now).count()).sum::<usize>();
    assert!(count(site.start) < count(late(&site)));
}

#[test]
fn texts_are_fit_to_print() {
    let is_stray = |c: char| (c.is_control() && c != '\n') || c == '\u{feff}';
    for feed in Edition::built_in().feeds {
        for entry in feed.entries {
            for text in [&entry.title, &entry.standfirst, &entry.html()] {
                assert!(!text.contains(is_stray), "{}/{}", feed.name, entry.slug);
                assert!(!text.trim().is_empty(), "{}/{}", feed.name, entry.slug);
            }
            let plain = entry.slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            assert!(plain, "{}", entry.slug);
            assert!(!entry.title.contains('\n') && !entry.standfirst.contains(['\n', '<']), "{}", entry.slug);
        }
    }
}

#[test]
fn a_demo_leaves_nothing_behind() {
    let runtime = Runtime::new().unwrap();
    let demo = super::prepare(&runtime).unwrap();
    let root = demo.config_dir.parent().unwrap().to_owned();
    assert_eq!(fs::metadata(&root).unwrap().permissions().mode() & 0o777, 0o700);
    let feeds: toml::Table = fs::read_to_string(demo.config_dir.join("feeds.toml")).unwrap().parse().unwrap();
    assert_eq!(feeds["feed"].as_array().unwrap().len(), Edition::built_in().feeds.len());
    drop(demo);
    assert!(!root.exists());
}

/// Sends `request` as it is and returns all that the server says until it closes the connection.
fn converse(request: &str) -> String {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(serve(Edition::built_in())).unwrap();
    let address = server.site.base_url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn a_connection_serves_several_requests() {
    let answer = converse(
        "HEAD /files/moon.png HTTP/1.1\r\n\r\nGET /feeds/apogee?x HTTP/1.1\r\n\r\nHEAD /none HTTP/1.1\r\n\r\n",
    );
    let lines: Vec<&str> = answer.lines().filter(|line| line.starts_with("HTTP/1.1 ")).collect();
    assert_eq!(lines, ["HTTP/1.1 200 OK", "HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found"]);
    assert_eq!(answer.matches("<rss").count(), 1);
}

#[test]
fn a_known_tag_is_answered_without_a_body() {
    let first = converse("GET /files/ring.png HTTP/1.1\r\n\r\n");
    let tag = first.lines().find_map(|line| line.strip_prefix("ETag: ")).unwrap();
    let again = converse(&format!("GET /files/ring.png HTTP/1.1\r\nIf-None-Match: {tag}\r\n\r\n"));
    assert_eq!(again, format!("HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n"));
}

#[test]
fn odd_requests_are_refused_or_dropped() {
    assert!(converse("GET /feeds/head-crash HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 500 "));
    assert!(converse("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc").starts_with("HTTP/1.1 405 "));
    for request in
        ["", "\r\n", "GET\r\n\r\n", "GET / HTTP/1.1\r\nHost: x", &format!("GET /{} HTTP/1.1", "x".repeat(15_000))]
    {
        assert_eq!(converse(request), "", "{request:.40}");
    }
}
