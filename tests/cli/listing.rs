//! `list` and `unread`, and the words of a query on the command line.

use serde_json::json;

use crate::home::{Home, Run, fields};
use crate::news::{self, HALLEY, HUYGENS, ICE};

#[test]
fn entries_as_json_have_the_promised_fields() {
    let server = news::server();
    let home = Home::subscribed(&server);
    home.done(&["mark", "star", "huygens"]);
    home.done(&["mark", "read", "huygens"]);
    home.done(&["mark", "tag:titan", "huygens"]);
    let entries = home.json(&["list", "--json"]);
    let promised = [
        "also",
        "author",
        "feed",
        "feed_url",
        "id",
        "published",
        "read",
        "starred",
        "story",
        "summary",
        "tags",
        "title",
        "updated",
        "url",
    ];
    assert!(entries.iter().all(|entry| fields(entry) == promised), "{entries:?}");
    let mut huygens = entries[0].clone();
    assert!(huygens["id"].take().is_i64());
    assert_eq!(
        huygens,
        json!({
            "id": null, "feed": "Far & Cold", "feed_url": server.url(news::RSS), "title": HUYGENS,
            "author": "European Space Agency", "url": "https://example.org/huygens",
            "published": "2005-01-14T12:43:00Z", "updated": null, "read": true, "starred": true, "tags": ["titan"],
            "story": null, "summary": "It went on sending for more than an hour.", "also": [],
        })
    );
    assert_eq!(entries[1]["published"], "2004-12-21T00:00:00Z");
    let bare = ["author", "url", "updated", "story"].map(|name| &entries[2][name]);
    assert!(bare.iter().all(|value| value.is_null()), "{bare:?}");
    assert_eq!((&entries[2]["read"], &entries[2]["starred"]), (&json!(false), &json!(false)));
}

#[test]
fn the_list_is_everything_newest_first_and_a_hundred_at_most() {
    let server = news::server();
    let home = Home::subscribed(&server);
    home.done(&["mark", "read", "ice"]);
    assert_eq!(home.titles(&[]), [HUYGENS, ICE, HALLEY]);
    assert_eq!(home.titles(&["--limit", "1"]), [HUYGENS]);
    home.done(&["add", &server.url("/spirit.xml")]);
    assert_eq!(home.titles(&[]).len(), 100);
    assert_eq!(home.titles(&["--limit", "1000"]).len(), 153);
    assert_eq!(home.titles(&["feed:spirit", "--limit=1"]), ["Picture 150 from Spirit"]);
}

#[test]
fn the_plain_list_has_id_date_source_and_title() {
    let server = news::server();
    let home = Home::subscribed(&server);
    let id = home.ids(&["huygens"])[0];
    let list = home.done(&["list"]);
    let first = list.lines().next().expect("a line");
    assert_eq!(first, format!("{id}  2005-01-14 12:43  Far & Cold  {HUYGENS}"));
    assert_eq!(list.lines().count(), 3);
}

#[test]
fn words_that_begin_with_a_dash_are_part_of_the_query() {
    let server = news::server();
    let home = Home::subscribed(&server);
    assert_eq!(home.titles(&["-ice", "-comet"]), [HUYGENS]);
    assert_eq!(home.titles(&["dome", "-titan"]), [ICE]);
    assert_eq!(home.done(&["unread", "-ice"]), "2\n");
    assert_eq!(home.done(&["mark", "read", "-ice"]), "2\n");
    assert_eq!(home.done(&["unread"]), "1\n");
}

#[test]
fn all_remaining_words_make_the_query_and_options_may_follow_them() {
    let server = news::server();
    let home = Home::subscribed(&server);
    let plain = home.done(&["list", "--limit", "1", "ice", "OR", "comet"]);
    assert_eq!(home.done(&["list", "ice OR comet", "--limit", "1"]), plain);
    assert!(plain.contains(ICE), "{plain}");
    assert_eq!(home.titles(&["\"drilled at\""]), [ICE]);
    // Behind `--` nothing is an option.
    assert!(home.fails(2, &["list", "--", "--json"]).contains("query"));
    assert_eq!(home.done(&["unread", "--", "-ice", "-comet"]), "1\n");
}

#[test]
fn a_query_that_cannot_be_read_is_wrong_usage_and_its_word_is_named() {
    let home = Home::new();
    for (query, word) in [
        (["after:someday"], "`after:someday`"),
        (["(ice"], "`(`"),
        (["ice OR"], "at its end"),
        (["\"ice"], "`\"ice`"),
        (["--jsn"], "`--`"),
        (["sort:colour"], "sort:colour"),
    ] {
        for command in ["list", "unread", "show"] {
            let why = home.fails(2, &[&[command], query.as_slice()].concat());
            assert!(why.contains(word), "{query:?}: {why}");
        }
    }
    let why = home.fails(2, &["list", "--limit", "many"]);
    assert!(why.contains("--limit") && why.contains("many"), "{why}");
}

#[test]
fn unread_is_a_number_and_nothing_else() {
    let server = news::server();
    let home = Home::new();
    assert_eq!(home.done(&["unread"]), "0\n");
    home.done(&["add", &server.url(news::RSS)]);
    assert_eq!(home.done(&["unread"]), "3\n");
    assert_eq!(home.done(&["unread", "ice", "OR", "titan"]), "2\n");
    home.done(&["mark", "read", "titan"]);
    assert_eq!(home.done(&["unread", "ice", "OR", "titan"]), "1\n");
    assert_eq!(home.done(&["unread", "is:read"]), "0\n");
}

#[test]
fn unread_knows_a_feeds_file_that_was_changed() {
    let server = news::server();
    let home = Home::subscribed(&server);
    let file = home.feeds_file();
    assert_eq!(home.done(&["unread"]), "3\n");
    home.configure("feeds.toml", &format!("{file}quiet = true\n"));
    assert_eq!(home.done(&["unread"]), "0\n");
    home.configure("feeds.toml", "[[feed]]\nurl = 7\n");
    let run = home.run(&["unread"]);
    assert_eq!((run.status, run.out.as_str()), (Some(0), "0\n"));
    assert!(run.complaint().contains("feeds.toml:2:7"), "{run:?}");
    home.configure("feeds.toml", &file);
    assert_eq!(home.done(&["unread"]), "3\n");
}

#[test]
fn numbers_are_printed_as_json_too() {
    let server = news::server();
    let home = Home::subscribed(&server);
    assert_eq!(home.done(&["mark", "read", "--json", "ice"]), "{\"marked\":1}\n");
    assert_eq!(home.done(&["unread", "--json"]), "{\"unread\":2}\n");
    assert_eq!(home.done(&["unread", "titan", "--json"]), "{\"unread\":1}\n");
    let article = home.json(&["show", "titan", "--json"]);
    assert_eq!(article[0]["title"], HUYGENS);
    assert_eq!(article, home.json(&["show", "titan", "--format", "json"]));
}

#[test]
fn feeds_are_found_by_their_entries_and_by_what_they_are() {
    let server = news::server();
    let home = Home::subscribed(&server);
    home.configure(
        "feeds.toml",
        &format!(
            "[[feed]]\nurl = \"{}\"\nfolder = \"Sky\"\n[[feed]]\nurl = \"https://empty.example/\"\nfolder = \"Sky\"\ntags = [\"slow\"]\n",
            server.url(news::RSS)
        ),
    );
    let found = |query: &[&str]| -> Vec<String> {
        let feeds = home.json(&[&["feeds", "--json"], query].concat());
        feeds.iter().map(|feed| feed["title"].as_str().expect("a text").to_owned()).collect()
    };
    home.done(&["mark", "tag:drill", "ice"]);
    assert_eq!(found(&[]), ["Far & Cold", "empty.example"]);
    assert_eq!(found(&["folder:sky"]), ["Far & Cold", "empty.example"]);
    assert_eq!(found(&["feed:empty"]), ["empty.example"]);
    assert_eq!(found(&["tag:slow", "OR", "tag:drill"]), ["Far & Cold", "empty.example"]);
    assert_eq!(found(&["-tag:slow"]), ["Far & Cold"]);
    assert_eq!(found(&["is:unread", "folder:sky"]), ["Far & Cold"]);
    assert_eq!(found(&["comet"]), ["Far & Cold"]);
    assert_eq!(found(&["nowhere"]), [""; 0]);
    assert!(home.done(&["export", "opml", "feed:empty"]).contains("https://empty.example/"));
    assert!(home.fails(2, &["feeds", "after:someday"]).contains("after:someday"));
}

#[test]
fn nothing_found_is_no_failure_of_a_list() {
    let server = news::server();
    let home = Home::subscribed(&server);
    assert_eq!(home.done(&["list", "nowhere"]), "");
    assert_eq!(home.done(&["list", "nowhere", "--json"]), "");
}

#[test]
fn a_disk_that_is_full_is_no_success() {
    let Ok(full) = std::fs::File::create("/dev/full") else { return eprintln!("skipped: there is no /dev/full") };
    let server = news::server();
    let home = Home::subscribed(&server);
    let run = Run::of(home.command(&["list"]).stdout(full));
    assert_eq!(run.status, Some(1));
    assert!(run.complaint().contains("space"), "{run:?}");
}

#[test]
fn a_reader_that_has_seen_enough_may_close_the_pipe() {
    let server = news::server();
    let home = Home::new();
    home.done(&["add", &server.url("/spirit.xml")]);
    let mut child = home.start(&["list", "--json", "--limit", "1000"]);
    drop(child.stdout.take());
    let run = Run::wait(child);
    assert_eq!((run.status, run.err.as_str()), (Some(0), ""));
}
