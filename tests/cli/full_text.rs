//! Full texts on the command line: fetched behind `refresh`, shown, searched, exported, weighed, by the user's own rules.

use serde_json::json;

use crate::home::{Home, fields};
use crate::server::{Reply, Server};

const WHOLE: &str =
    "The moon pulls at the sea, and twice a day the water rises over the lowest of the harbour's steps.";

/// A feed of two entries with three words each: the page of one holds the whole, that of the other is gone.
fn server() -> Server {
    Server::start(|request| {
        let base = format!("http://{}", request.header("Host").unwrap_or_default());
        let item = |n| {
            format!(
                "<item><title>Entry {n}</title><link>{base}/page/{n}</link><description>Three short words</description></item>"
            )
        };
        match request.path.as_str() {
            "/feed" => {
                let feed =
                    format!("<rss version=\"2.0\"><channel><title>Sea</title>{}{}</channel></rss>", item(1), item(2));
                Reply::ok(&[("Content-Type", b"application/rss+xml")], feed.as_bytes())
            }
            "/page/1" => {
                let page = format!(
                    "<html><body><nav><a href=/>Home</a></nav><article><p>{WHOLE}</p><p>It has done so since the \
                     harbour was built.</p></article><div class=box><p>Boxed in.</p></div></body></html>"
                );
                Reply::ok(&[("Content-Type", b"text/html")], page.as_bytes())
            }
            _ => Reply::status("404 Not Found", &[]),
        }
    })
}

fn home(server: &Server, full_text: &str) -> Home {
    let home = Home::new();
    home.configure(
        "feeds.toml",
        &format!("[[feed]]\nurl = \"{}\"\nfull_text = \"{full_text}\"\n", server.url("/feed")),
    );
    home
}

fn pages(server: &Server) -> usize {
    server.tape().iter().filter(|request| request.path.starts_with("/page")).count()
}

fn id(home: &Home, title: &str) -> String {
    home.ids(&[title])[0].to_string()
}

#[test]
fn a_refresh_fetches_what_its_feed_always_wants_once() {
    let server = server();
    let home = home(&server, "always");
    let said = home.done(&["refresh"]);
    assert!(said.contains("1 full text stored, 1 not") && said.contains("the page is gone (HTTP 404)"), "{said}");
    assert_eq!(pages(&server), 2);
    home.done(&["refresh", "--force"]);
    assert_eq!(pages(&server), 2);
    assert!(home.done(&["show", &id(&home, "\"Entry 1\"")]).contains("The moon pulls at the sea"));
    assert_eq!(home.titles(&["lowest of the harbour"]), ["Entry 1"], "searchable");
    let run = home.run(&["show", "--full", &id(&home, "\"Entry 2\"")]);
    assert!(run.out.contains("Three short words") && run.err.contains("HTTP 404"), "{run:?}");
    assert!(home.done(&["doctor"]).contains("1 full text, 1 kB of 500 MB"));
}

#[test]
fn nothing_is_fetched_for_other_feeds_nor_offline() {
    let server = server();
    for setting in ["never", "on-open"] {
        let home = home(&server, setting);
        assert!(!home.done(&["refresh"]).contains("full text"));
        assert!(home.run(&["show", "--full", &id(&home, "\"Entry 1\"")]).err.contains("no full text is stored"));
    }
    let home = home(&server, "always");
    home.fails(1, &["--offline", "refresh"]);
    assert_eq!(pages(&server), 0);
}

#[test]
fn json_tells_of_full_texts_and_they_travel() {
    let server = server();
    let home = home(&server, "always");
    let lines = home.json(&["refresh", "--json"]);
    let sums = json!({"feeds": 1, "new": 1, "unchanged": 0, "failed": 0, "skipped": 0, "full_texts": 1});
    assert_eq!(lines.last(), Some(&sums));
    let article = &home.json(&["show", "--format", "json", &id(&home, "\"Entry 1\"")])[0];
    assert_eq!(article["full_text"], json!(true));
    assert!(article["content_text"].as_str().is_some_and(|text| text.starts_with(WHOLE)), "{article}");
    let exported = home.done(&["export", "json"]);
    let other = Home::new();
    other.done(&["import", &other.write("state.json", &exported)]);
    let there = &other.json(&["show", "--full", "--format", "json", "\"Entry 1\""])[0];
    assert_eq!(there["content_html"], article["content_html"]);
    assert_eq!(there["full_text"], json!(true));
    let line = exported.lines().find(|line| line.contains("Entry 1")).expect("a line");
    let page = &serde_json::from_str::<serde_json::Value>(line).expect("JSON")["full_text"];
    assert_eq!(fields(page), ["fetched", "html", "source"]);
}

#[test]
fn a_small_budget_keeps_what_came_last() {
    let server = Server::start(|request| {
        let base = format!("http://{}", request.header("Host").unwrap_or_default());
        match request.path.as_str() {
            "/feed" => {
                let items: String = (0..6)
                    .map(|n| format!("<item><title>Entry {n}</title><link>{base}/page/{n}</link></item>"))
                    .collect();
                Reply::ok(
                    &[],
                    format!("<rss version=\"2.0\"><channel><title>Sea</title>{items}</channel></rss>").as_bytes(),
                )
            }
            path => {
                let text: String = (0..400).map(|n| format!("{path}{} ", n * 7919 % 6101)).collect();
                let page = format!("<article><p>{WHOLE}</p><p>{text}</p></article>");
                Reply::ok(&[("Content-Type", b"text/html")], page.as_bytes())
            }
        }
    });
    let home = home(&server, "always");
    home.configure("config.toml", "full_text_budget = \"2 kB\"\n");
    home.done(&["refresh"]);
    let weight = home.done(&["doctor"]);
    let line = weight.lines().find(|line| line.contains("full text")).expect("a line");
    assert!(line.ends_with("of 2 kB") && !line.contains(" 6 full texts"), "{line}");
}

#[test]
fn a_rule_of_the_users_own_is_used_and_a_wrong_one_is_located() {
    let server = server();
    let home = home(&server, "always");
    home.configure("extraction-rules.toml", "[\"127.0.0.1\"]\ncontent = \".box, article\"\n");
    home.done(&["config", "check"]);
    home.done(&["refresh"]);
    assert!(home.done(&["show", &id(&home, "\"Entry 1\"")]).contains("Boxed in."));
    let page = home.write("page", "<article><p>Not this.</p></article><div class=box><p>But this.</p></div>");
    let found = home.done(&["extract", &page, "--url", "http://127.0.0.1/x"]);
    assert!(found.contains("But this."), "{found}");
    home.configure("extraction-rules.toml", "[\"127.0.0.1\"]\nconten = \"p\"\n");
    let why = home.fails(1, &["config", "check"]);
    assert!(why.contains("extraction-rules.toml:2:1") && why.contains("did you mean `content`"), "{why}");
}
