//! `import` and `export`: subscriptions and entries that come and go.

use crate::home::{Home, Run};
use crate::news;
use crate::server::Server;

const OPML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Mine</title></head><body>
  <outline text="Science">
    <outline text="Space"><outline type="rss" text="NASA" xmlUrl="https://www.nasa.gov/feed/"/></outline>
    <outline type="rss" title="Nature" xmlUrl="https://www.nature.com/nature.rss" category="journal,weekly"/>
  </outline>
  <outline type="rss" text="Old Nature" xmlUrl="https://www.nature.com/nature.rss"/>
  <outline text="Trap" xmlUrl="javascript:alert(1)"/>
</body></opml>"#;

const URLS: &str = "# my feeds\n\
    https://lwn.net/headlines/rss linux \"free software\" \"~LWN\" !hidden\n\
    https://www.nature.com/nature.rss\n\
    \"exec:curl https://example.org/\"\n\
    file:///etc/passwd\n\
    \"query:Unread:unread = \\\"yes\\\"\"\n";

const OPML_PLAN: &str = "\
add   https://www.nasa.gov/feed/  NASA  [Science/Space]
add   https://www.nature.com/nature.rss  Nature  [Science]  tags: journal, weekly
skip  https://www.nature.com/nature.rss: listed twice
skip  javascript:alert(1): only http and https addresses are fetched
";

#[test]
fn opml_is_planned_then_applied() {
    let home = Home::new();
    let file = home.write("mine.opml", OPML);
    let plan = home.done(&["import", &file, "--dry-run"]);
    assert_eq!(plan, format!("{OPML_PLAN}2 would be added, 0 known already, 2 skipped\n"));
    assert_eq!((home.done(&["feeds"]), home.feeds_file()), (String::new(), String::new()));
    assert_eq!(home.done(&["import", &file]), format!("{OPML_PLAN}2 added, 0 known already, 2 skipped\n"));
    let feeds = home.json(&["feeds", "--json"]);
    assert_eq!(feeds.len(), 2);
    let nature = feeds.iter().find(|feed| feed["title"] == "Nature").expect("a feed");
    assert_eq!(
        (nature["folder"].as_str(), &nature["tags"]),
        (Some("Science"), &serde_json::json!(["journal", "weekly"]))
    );
    assert!(home.feeds_file().contains("folder = \"Science/Space\""));
}

#[test]
fn a_newsboat_file_is_told_by_its_content_and_no_command_comes_along() {
    let home = Home::new();
    let file = home.write("anything.opml", URLS);
    let plan = home.done(&["import", &file]);
    assert!(plan.starts_with("add   https://lwn.net/headlines/rss  LWN  tags: linux, free software\n"), "{plan}");
    for skipped in ["exec:curl https://example.org/: runs a command", "file:///etc/passwd: a file", "query:Unread"] {
        assert!(plan.contains(&format!("skip  {skipped}")), "{skipped} in {plan}");
    }
    assert!(plan.ends_with("2 added, 0 known already, 3 skipped\n"), "{plan}");
    assert!(!home.feeds_file().contains("exec") && !home.feeds_file().contains("passwd"));
}

#[test]
fn what_is_known_stays_as_it_is() {
    let home = Home::new();
    home.configure("feeds.toml", "[[feed]]\nurl = \"https://www.nature.com/nature.rss\"\ntitle = \"My own\"\n");
    let file = home.write("mine.opml", OPML);
    let plan = home.done(&["import", &file]);
    assert!(plan.contains("have  https://www.nature.com/nature.rss\n"), "{plan}");
    assert!(plan.ends_with("1 added, 1 known already, 2 skipped\n"), "{plan}");
    assert!(home.feeds_file().contains("title = \"My own\""));
    assert!(home.done(&["import", &file]).ends_with("0 added, 2 known already, 2 skipped\n"));
}

#[test]
fn an_import_is_one_step_of_undo() {
    let home = Home::new();
    home.done(&["import", &home.write("mine.opml", OPML)]);
    home.undo();
    assert_eq!(home.done(&["feeds"]), "");
    assert!(!home.feeds_file().contains("[[feed]]"));
}

#[test]
fn an_import_fetches_nothing() {
    let server = news::server();
    let home = Home::new();
    home.done(&["import", &home.write("urls", server.url(news::RSS))]);
    assert!(server.tape().is_empty());
    assert_eq!(home.json(&["refresh", "--json"]).last().expect("sums")["new"], 1);
}

#[test]
fn an_import_comes_through_a_pipe_too() {
    let home = Home::new();
    let run = Run::with_input(&mut home.command(&["import", "-"]), OPML);
    assert_eq!((run.status, run.err.as_str()), (Some(0), ""));
    assert!(run.out.ends_with("2 added, 0 known already, 2 skipped\n"), "{run:?}");
}

#[test]
fn what_is_no_list_of_feeds_fails_and_is_named() {
    let home = Home::new();
    for (name, text) in
        [("letter.txt", "Dear reader,\nno feeds here\n"), ("feed.xml", news::FAR_AND_COLD), ("none", "")]
    {
        let file = home.write(name, text);
        let why = home.fails(1, &["import", &file]);
        assert!(why.contains(&file), "{why}");
    }
    let why = home.fails(1, &["import", "/nowhere/urls"]);
    assert!(why.contains("/nowhere/urls"), "{why}");
    home.fails(2, &["import"]);
}

#[test]
fn exported_opml_brings_the_same_feeds_back() {
    let (home, other) = (Home::new(), Home::new());
    home.done(&["import", &home.write("mine.opml", OPML)]);
    let exported = home.done(&["export", "opml"]);
    assert!(exported.starts_with("<?xml"), "{exported}");
    other.done(&["import", &other.write("mine.opml", &exported)]);
    assert_eq!(other.done(&["export", "opml"]), exported);
    let feeds = |home: &Home| {
        let file = home.feeds_file();
        let mut feeds: Vec<_> = file.split("[[feed]]").map(|feed| feed.trim().to_owned()).collect();
        feeds.sort();
        feeds
    };
    assert_eq!(feeds(&other), feeds(&home));
}

#[test]
fn a_query_chooses_what_is_exported() {
    let server = Server::start(|request| match request.path.as_str() {
        "/other.xml" => news::feed(&news::long(120)),
        _ => news::publish(request),
    });
    let home = Home::subscribed(&server);
    home.done(&["add", &server.url("/other.xml")]);
    let opml = home.done(&["export", "opml", "comet"]);
    assert!(opml.contains(&server.url(news::RSS)) && !opml.contains("/other.xml"), "{opml}");
    assert_eq!(home.done(&["export", "json", "comet"]), home.done(&["list", "--json", "comet"]));
    assert_eq!(home.done(&["export", "json"]), home.done(&["list", "--json", "--limit", "1000"]));
    assert_eq!(home.json(&["export", "json"]).len(), 123);
    home.fails(2, &["export"]);
    home.fails(2, &["export", "csv"]);
}
