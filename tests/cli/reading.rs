//! `read`: any page, feed or text as an article.

use serde_json::Value;

use crate::home::{Home, Run};
use crate::news;
use crate::server::{Reply, Server};

const TEXT: &str = "Huygens lands on Titan\n\nBy Jo Doe\nFar & Cold\nJanuary 14, 2005\n\nThe probe fell through the haze for two and \
                    a half hours, and went on sending for one hour more from a plain of ice.\n\nDown to the Ground\n\nNobody \
                    had known what it would find there, and whether it would float, sink, or break on the ground of Titan.\n\n\
                    - a pilot parachute\n- a main parachute\n\nESA: the first pictures show a plain of rounded ice pebbles.\n\n\
                    NASA: the signal was heard by radio telescopes on Earth as well.\n";

const PAGE: &str = include_str!("tides.html");

#[test]
fn a_text_is_printed_as_an_article() {
    let home = Home::new();
    let file = home.write("huygens.txt", TEXT);
    let text = home.done(&["read", &file, "--width", "60"]);
    let parts = [
        "Huygens lands on Titan",
        "By Jo Doe · Far & Cold · 14 Jan 2005",
        "\nDown to the Ground\n",
        "a pilot",
        "ESA: the first",
    ];
    let places: Vec<_> =
        parts.iter().map(|part| text.find(part).unwrap_or_else(|| panic!("{part} in {text}"))).collect();
    assert!(places.is_sorted(), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 60), "{text}");
    assert!(!text.contains("00:00"), "{text}");

    let run = Run::with_input(&mut home.command(&["read", "-", "--width", "60"]), TEXT);
    assert_eq!((run.status, run.out), (Some(0), text));
}

#[test]
fn it_is_written_in_every_form() {
    let home = Home::new();
    let file = home.write("huygens.txt", TEXT);
    let form = |form: &str| home.done(&["read", &file, "--format", form]);
    assert!(form("markdown").contains("## Down to the Ground\n"));
    assert!(form("html").contains("<strong>ESA:"));
    assert!(form("ansi").contains("\u{1b}[1m"));
    assert!(!form("text").contains('\u{1b}'));
    let article: Value = serde_json::from_str(&form("json")).expect("one value");
    assert_eq!((&article["title"], &article["author"]), (&"Huygens lands on Titan".into(), &"Jo Doe".into()));
    assert_eq!((&article["feed"], &article["published"]), (&"Far & Cold".into(), &"2005-01-14T00:00:00Z".into()));
    home.fails(2, &["read", &file, "--format", "papyrus"]);
    home.fails(2, &["read"]);
}

#[test]
fn nothing_unsafe_comes_through() {
    let home = Home::new();
    let evil = "By A\u{1b}[31mB\n\nThe probe\u{9b}31m fell\u{202e} through \u{7}the haze &#27;[1m of Titan.\n";
    let file = home.write("evil.txt", evil);
    for form in ["text", "markdown", "html", "json"] {
        let out = home.done(&["read", &file, "--format", form]);
        let unsafe_ones = ['\u{1b}', '\u{9b}', '\u{202e}', '\u{7}'];
        assert!(!out.contains(unsafe_ones), "{form}: {out:?}");
    }
}

#[test]
fn a_page_is_fetched_once_and_only_its_article_is_shown() {
    let server = Server::start(|_| Reply::ok(&[("Content-Type", b"text/html; charset=utf-8")], PAGE.as_bytes()));
    let home = Home::new();
    let text = home.done(&["read", &server.url("/tides")]);
    assert!(text.contains("Tides\n") && text.contains("The moon pulls at the sea"), "{text}");
    assert!(!text.contains("All rights reserved"), "{text}");
    assert_eq!(server.tape().len(), 1);
    assert!(server.tape()[0].header("accept").is_some_and(|accept| accept.starts_with("text/html")));
}

#[test]
fn a_feed_is_read_as_one_document() {
    let server = news::server();
    let home = Home::new();
    let text = home.done(&["read", &server.url(news::RSS)]);
    let places: Vec<_> = [news::HUYGENS, news::ICE, "Halley's Comet"].iter().map(|title| text.find(title)).collect();
    assert!(text.contains("Far & Cold") && places.iter().all(Option::is_some) && places.is_sorted(), "{text}");
}

#[test]
fn failures_say_why_and_what_can_be_done() {
    let server = Server::start(|request| match request.path.as_str() {
        "/away" => Reply::redirect("302 Found", "file:///etc/passwd"),
        "/inside" => Reply::redirect("302 Found", "http://192.168.1.1/"),
        "/picture" => Reply::ok(&[("Content-Type", b"image/png")], b"\x89PNG\r\n\x1a\n"),
        _ => Reply::status("404 Not Found", &[]),
    });
    let home = Home::new();
    let picture = home.write("picture.png", b"\x89PNG\r\n\x1a\n");
    let directory = home.path().to_str().expect("ASCII").to_owned();
    let address = |path: &str| server.url(path);
    for (named, words) in [
        ("no-such.txt", &["there is no file no-such.txt", "https://"][..]),
        (&picture, &["picture.png is an image", "open it with"]),
        (&directory, &["is a directory"]),
        ("ftp://example.org/x", &["https://"]),
        (&address("/none"), &["nothing at this address", "HTTP 404"]),
        (&address("/picture"), &["is an image"]),
        (&address("/away"), &["not of the web"]),
        (&address("/inside"), &["inside your own network"]),
    ] {
        let why = home.fails(1, &["read", named]);
        assert!(words.iter().all(|word| why.contains(word)), "{named}: {why}");
    }
    let why = home.fails(1, &["--offline", "read", &address("/x")]);
    assert!(why.contains("the network is off"), "{why}");
}

#[test]
fn what_is_kept_is_an_entry_of_ones_own() {
    let server = Server::start(|_| Reply::ok(&[("Content-Type", b"text/html; charset=utf-8")], PAGE.as_bytes()));
    let home = Home::new();
    let tides = server.url("/tides");
    let file = home.write("huygens.txt", TEXT);
    assert!(home.done(&["read", "--keep", &tides]).starts_with("kept: Tides (entry "));
    assert!(home.done(&["read", "--keep", &file]).starts_with("kept: Huygens lands on Titan (entry "));
    assert!(home.done(&["read", "--keep", &tides]).starts_with("kept as it is now: Tides (entry "));
    assert_eq!(home.titles(&["pebbles"]), ["Huygens lands on Titan"]);
    let listed = &home.json(&["list", "--json", "title:tides"])[0];
    assert_eq!((&listed["feed"], &listed["url"]), (&"Kept pages".into(), &tides.as_str().into()));
    assert!(home.done(&["show", "tides"]).contains("By The Harbour Desk · Sea News · Kept pages"));

    // The feed is in no file and is asked by nobody.
    assert!(!home.feeds_file().contains("kept"));
    assert!(!home.done(&["export", "opml"]).contains("kept"));
    assert!(!home.done(&["feeds", "--health"]).contains("Kept pages"));
    let before = server.tape().len();
    home.run(&["refresh", "--force"]);
    home.run(&["refresh", "--feed", "dateline:kept"]);
    assert_eq!(server.tape().len(), before);

    // Exported and imported it is what it was.
    let export = home.done(&["export", "json"]);
    let other = Home::new();
    let backup = other.write("backup.json", export);
    other.done(&["import", &backup]);
    assert_eq!(other.titles(&[]).len(), 2);
    assert_eq!(other.feeds_file(), "");
    assert!(other.done(&["feeds"]).contains("Kept pages"));
    other.done(&["remove", "dateline:kept"]);
    assert_eq!(other.titles(&[]).len(), 0);
    home.fails(2, &["read", "--keep", &file, "--width", "60"]);
}
