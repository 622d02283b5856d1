//! `show`: articles on a page and as data.

use serde_json::json;

use crate::home::{Home, fields, values};
use crate::news::{self, HALLEY, HUYGENS};

#[test]
fn an_article_is_laid_out_as_in_the_pane() {
    let server = news::server();
    let home = Home::subscribed(&server);
    let id = home.ids(&["huygens"])[0].to_string();
    let text = home.done(&["show", &id]);
    let parts =
        [HUYGENS, "By European Space Agency · Far & Cold · 14 Jan 2005, 12:43", "Down to the ground", "parachute"];
    let places: Vec<_> =
        parts.iter().map(|part| text.find(part).unwrap_or_else(|| panic!("{part} in {text}"))).collect();
    assert!(places.is_sorted(), "{text}");
    assert!(text.contains("https://example.org/descent") && text.contains("wind.mp3"), "{text}");
}

#[test]
fn lines_are_no_wider_than_asked() {
    let server = news::server();
    let home = Home::subscribed(&server);
    let widest = |width: &str| {
        let text = home.done(&["show", "huygens", "--width", width]);
        let body = text.lines().filter(|line| !line.contains("https://"));
        body.map(|line| line.chars().count()).max().expect("lines")
    };
    assert!(widest("30") <= 30);
    assert!(widest("30") < widest("100"));
    home.fails(2, &["show", "huygens", "--width", "0"]);
}

#[test]
fn the_words_of_a_query_show_all_that_they_find() {
    let server = news::server();
    let home = Home::subscribed(&server);
    let both = home.done(&["show", "titan", "OR", "comet"]);
    assert!(both.contains(HUYGENS) && both.contains(HALLEY), "{both}");
    let why = home.fails(1, &["show", "nowhere"]);
    assert!(why.contains("`nowhere`") && why.contains("dateline list"), "{why}");
    home.fails(1, &["show", "4711"]);
    let why = home.fails(2, &["show"]);
    assert!(why.contains("dateline list"), "{why}");
}

#[test]
fn markdown_has_the_head_and_the_body() {
    let server = news::server();
    let home = Home::subscribed(&server);
    assert_eq!(
        home.done(&["show", "huygens", "--format", "markdown"]),
        "# [Huygens landed on Titan](https://example.org/huygens)\n\n\
         By European Space Agency · Far & Cold · 14 Jan 2005, 12:43\n\n\
         ## Down to the ground\n\n\
         The probe fell through the haze for **two and a half** hours; see [the descent](https://example.org/descent).\n\n\
         - a pilot parachute\n- a main parachute\n"
    );
    assert_eq!(
        home.done(&["show", "comet", "--format", "markdown"]),
        "# Halley's Comet was nearest to the Sun\n\nFar & Cold · 9 Feb 1986, 11:00\n"
    );
}

#[test]
fn html_is_made_of_the_text_alone() {
    let server = news::server();
    let home = Home::subscribed(&server);
    let page = home.done(&["show", "huygens", "--format", "html"]);
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"), "{page}");
    assert!(page.contains("<article>\n<h1><a href=\"https://example.org/huygens\">Huygens landed"), "{page}");
    for part in ["Far &amp; Cold", "<h2>Down to the ground</h2>", "<strong>two and a half", "</article>\n"] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[test]
fn json_is_the_entry_and_its_text() {
    let server = news::server();
    let home = Home::subscribed(&server);
    let shown = home.done(&["show", "titan", "OR", "comet", "--format", "json"]);
    let shown = values(&shown);
    assert_eq!(shown.len(), 2);
    let listed = home.json(&["list", "--json", "titan"]);
    for name in fields(&listed[0]) {
        assert_eq!(shown[0][name], listed[0][name], "{name}");
    }
    assert_eq!(shown[0]["full_text"], false);
    assert!(shown[0]["content_text"].as_str().is_some_and(|text| text.contains("two and a half hours")));
    assert!(shown[0]["content_html"].as_str().is_some_and(|html| html.contains("<li>")));
    let enclosure =
        json!([{"url": "https://example.org/wind.mp3", "media_type": "audio/mpeg", "length": 4096, "duration": null}]);
    assert_eq!(shown[0]["enclosures"], enclosure);
}

#[test]
fn escapes_are_written_only_when_asked_for() {
    let server = news::server();
    let home = Home::subscribed(&server);
    assert!(home.done(&["show", "huygens", "--format", "ansi"]).contains("\u{1b}[1m"));
    assert!(!home.done(&["show", "huygens"]).contains('\u{1b}'));
    home.fails(2, &["show", "huygens", "--format", "papyrus"]);
}

#[test]
fn full_text_that_is_not_stored_is_missed_aloud() {
    let server = news::server();
    let home = Home::subscribed(&server);
    let run = home.run(&["show", "huygens", "--full"]);
    assert_eq!(run.status, Some(0));
    assert!(run.complaint().contains("full text") && run.out.contains(HUYGENS), "{run:?}");
}

#[test]
fn what_is_found_makes_one_page_or_one_book() {
    let server = news::server();
    let home = Home::subscribed(&server);
    let page = home.done(&["show", "titan", "OR", "comet", "--format", "html"]);
    assert_eq!((page.matches("<article>").count(), page.matches("</html>").count()), (2, 1), "{page}");
    let run = home.command(&["show", "titan", "OR", "comet", "--format", "epub"]).output().expect("the program runs");
    let book = run.stdout;
    assert_eq!(&book[30..58], b"mimetypeapplication/epub+zip");
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(book)).expect("a container");
    for name in ["META-INF/container.xml", "book/article-1.xhtml", "book/article-2.xhtml"] {
        book.by_name(name).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}
