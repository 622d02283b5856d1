//! `import` and `export`: subscriptions and entries that come and go.

use dateline::model::{
    Action, Chapter, Enclosure, EntryId, Expiry, FeedDocument, FetchRecord, Folder, FullText, Limit, Mark, NewEntry,
    Outcome, PageOutcome, PageRecord, PageText, Retention, Rule, StatusChange, Subscription, Sweep, Time,
};
use proptest::prelude::*;
use serde_json::Value;

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
    for skipped in ["exec:curl https://example.org/: runs a command", "file:///etc/passwd: a file"] {
        assert!(plan.contains(&format!("skip  {skipped}")), "{skipped} in {plan}");
    }
    assert!(plan.contains("query  Unread: is:unread\n"), "{plan}");
    assert!(plan.ends_with("2 added, 0 known already, 2 skipped, 1 search added\n"), "{plan}");
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
fn what_is_damaged_changes_nothing_and_its_line_is_named() {
    let server = news::server();
    let (home, other) = (Home::subscribed(&server), Home::new());
    let json = home.done(&["export", "json"]);
    let half = json.len() / 2;
    let cut = json[..half].matches('\n').count() + 1;
    let opml = OPML.trim_end();
    for (text, line) in [
        (json[..half].to_owned(), cut),
        (format!("{json}{{\"type\":\"rule\",\"action\":\"eat\",\"query\":\"x\"}}\n"), json.lines().count() + 1),
        (
            opml[..opml.rfind("<outline").expect("an outline") + 20].to_owned(),
            opml[..opml.rfind("<outline").expect("one")].matches('\n').count() + 1,
        ),
    ] {
        let file = other.write("damaged", text);
        let why = other.fails(1, &["import", &file]);
        assert!(why.contains(&format!("line {line} ")) && why.contains("nothing was imported"), "{why}");
    }
    // A query that no rule can have is found out only in the store.
    let file = other.write("damaged", format!("{json}{{\"type\":\"rule\",\"action\":\"star\",\"query\":\"(\"}}\n"));
    let run = other.run(&["import", &file]);
    assert_eq!(run.status, Some(1), "{run:?}");
    assert_eq!((other.done(&["feeds"]), other.feeds_file()), (String::new(), String::new()));
    assert_eq!(other.done(&["unread"]), "0\n");
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
    // What `list` prints, and more; without a query the feeds, too.
    for (query, feeds) in [("comet", 0), ("", 2)] {
        let listed = home.json(&["list", "--json", "--limit", "1000", query]);
        let mut exported = home.json(&["export", "json", query]);
        assert!(exported.drain(..feeds).all(|line| line["type"] == "feed"));
        assert_eq!(exported.len(), listed.len());
        for (exported, listed) in exported.iter().zip(&listed) {
            let promised = listed.as_object().expect("an object").iter();
            promised.for_each(|(name, value)| assert_eq!(&exported[name], value, "{name}"));
        }
    }
    assert_eq!(home.json(&["export", "json"]).len(), 125);
    home.fails(2, &["export"]);
    home.fails(2, &["export", "csv"]);
}

#[test]
fn secrets_in_addresses_are_told_and_masked_on_demand() {
    let home = Home::new();
    home.configure(
        "feeds.toml",
        "[[feed]]\nurl = \"https://me:pw@a.example/f?auth=abc\"\n\n[[feed]]\nurl = \"https://b.example/feed\"\n",
    );
    let run = home.run(&["export", "opml"]);
    assert_eq!(run.status, Some(0));
    assert!(run.out.contains("https://me:pw@a.example/f?auth=abc"), "{}", run.out);
    assert_eq!(
        run.complaint(),
        "1 feed has an address that seems to hold a secret; give the file to nobody, or export with --redact"
    );
    let redacted = home.done(&["export", "opml", "--redact"]);
    assert_eq!(
        redacted,
        r#"<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0" xmlns:dateline="https://github.com/dateline-news/dateline">
  <head>
    <title>dateline</title>
  </head>
  <body>
    <outline type="rss" text="https://REDACTED@a.example/f?auth=REDACTED" title="https://REDACTED@a.example/f?auth=REDACTED" xmlUrl="https://REDACTED@a.example/f?auth=REDACTED" dateline:ownTitle="true"/>
    <outline type="rss" text="b.example/feed" title="b.example/feed" xmlUrl="https://b.example/feed" dateline:ownTitle="true"/>
  </body>
</opml>
"#
    );
    home.fails(2, &["export", "json", "--redact"]);
}

#[test]
fn all_settings_of_a_feed_come_back() {
    let (home, other) = (Home::new(), Home::new());
    let file = "[[feed]]\nurl = \"https://a.example/f\"\ntitle = \"Mine\"\nfolder = \"World/Asia\"\ntags = [\"a\", \"b, c\"]\n\
                refresh = \"30m\"\nfull_text = \"always\"\nuser_agent = \"Me/1.0\"\n\n[[feed]]\nurl = \"https://b.example/f\"\n";
    home.configure("feeds.toml", file);
    other.done(&["import", &other.write("mine.opml", home.done(&["export", "opml"]))]);
    let blocks = |file: &str| {
        file.split("[[feed]]").map(|feed| feed.trim().to_owned()).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(blocks(&other.feeds_file()), blocks(file));
}

fn any_subscription() -> impl Strategy<Value = Subscription> {
    (
        prop::option::of("[A-Z][a-zé&\"]{0,8}"),
        prop::collection::vec("[a-z]{1,4}", 0..3),
        prop::collection::btree_set("[a-z,%é]{1,5}", 0..3),
        prop::option::of(60u32..100_000),
        prop::sample::select(vec![FullText::Never, FullText::OnOpen, FullText::Always]),
        prop::option::of("[A-Z][a-z/0-9]{0,8}"),
        any::<[bool; 2]>(),
        (any_limit(), any_limit(), any_limit()),
    )
        .prop_map(|(title, folder, tags, refresh, full_text, user_agent, [quiet, alone], kept)| Subscription {
            url: String::new(),
            title,
            folder: Folder(folder.join("/")),
            tags: tags.into_iter().collect(),
            // Whole minutes, as feeds.toml writes them best.
            refresh: refresh.map(|seconds| seconds / 60 * 60),
            full_text,
            user_agent,
            quiet,
            alone,
            retention: Retention { keep: kept.0, entries: kept.1, bodies: kept.2 },
            ..Subscription::default()
        })
}

fn any_limit() -> impl Strategy<Value = Option<Limit>> {
    prop_oneof![Just(None), Just(Some(Limit::All)), (1..3_000_u32).prop_map(|number| Some(Limit::Of(number)))]
}

/// An entry with its marks: read, starred, tags.
fn any_entry() -> impl Strategy<Value = (NewEntry, [bool; 2], Vec<String>)> {
    let texts = ("[A-Za-z <&\"é漢\u{1f600}]{0,12}", "(<p>[a-z &;é]{0,20}</p>){0,2}", prop::option::of("[a-z ]{1,8}"));
    let rest = (
        any::<bool>(),
        prop::option::of(0i64..1_900_000_000),
        prop::option::of(0i64..1_900_000_000),
        prop::collection::vec("[a-z]{1,5}", 0..2),
        prop::option::of(any::<u32>()),
    );
    (texts, rest, any::<[bool; 2]>(), prop::collection::btree_set("[a-z,/]{1,5}", 0..3)).prop_map(
        |((title, body, summary), (guid, published, updated, categories, length), marks, tags)| {
            let entry = NewEntry {
                guid: guid.then(|| "guid".to_owned()),
                title: dateline::safe::one_line(&title),
                author: summary.clone().map(|name| dateline::safe::one_line(&name)).filter(|name| !name.is_empty()),
                published: published.map(Time),
                updated: updated.map(Time),
                lead: dateline::safe::one_line(&title),
                words: 0,
                summary,
                body,
                enclosures: length
                    .map(|length| Enclosure {
                        url: format!("https://a.example/{length}.mp3"),
                        length: Some(length.into()),
                        chapters: vec![Chapter { start: length.into(), title: "Docking".to_owned(), url: None }],
                        ..Enclosure::default()
                    })
                    .into_iter()
                    .collect(),
                categories,
                ..NewEntry::default()
            };
            (entry, marks, tags.into_iter().collect())
        },
    )
}

type Feed = (Subscription, Vec<(NewEntry, [bool; 2], Vec<String>)>);

/// Subscribes to the feeds, stores their entries as fetched ones, and marks them.
fn fill(home: &Home, feeds: &[Feed]) {
    let store = home.store();
    for (number, (subscription, entries)) in feeds.iter().enumerate() {
        let url = format!("https://example.org/{number}");
        let subscription = Subscription { url: url.clone(), ..subscription.clone() };
        let feed = store.subscribe(vec![subscription], Time(1)).wait().unwrap()[0];
        let mut document = FeedDocument { title: Some(format!("Feed {number}")), ..FeedDocument::default() };
        for (at, (entry, ..)) in entries.iter().enumerate() {
            let identity = format!("{url}/{at}");
            let guid = entry.guid.as_ref().map(|_| identity.clone());
            document.entries.push(NewEntry { url: Some(identity.clone()), identity, guid, ..entry.clone() });
        }
        let record = FetchRecord {
            feed,
            at: Time(1_800_000_000 + i64::try_from(number).unwrap()),
            outcome: Outcome::Full(Box::new(document)),
            http_status: Some(200),
            validators: None,
            next_poll: Time(i64::MAX),
            not_before: None,
            after: Default::default(),
        };
        let before = store.tree().wait().unwrap().watermark.map_or(0, |id| id.0);
        store.record(record).wait().unwrap();
        for (at, (_, [read, starred], tags)) in entries.iter().enumerate() {
            // The last of a document is stored first.
            let id = EntryId(before + i64::try_from(entries.len() - at).unwrap());
            let marks = [(*read, Mark::Read), (*starred, Mark::Star)].into_iter().filter(|(is, _)| *is);
            let marks = marks.map(|(_, mark)| mark).chain(tags.iter().map(|tag| Mark::Tag(tag.clone())));
            for mark in marks {
                store
                    .change(StatusChange::Entries { ids: vec![id], mark, at: Time(1_850_000_000), siblings: false })
                    .wait()
                    .unwrap();
            }
            if at % 2 == 1 {
                let html = format!("<p>All of {at}.</p>");
                let text = PageText { html, source: url.clone(), fetched: Time(1_800_000_000), words: 3 };
                let outcome = PageOutcome::Stored(text);
                store.record_page(PageRecord { entry: id, at: Time(1), outcome, host: None }, u64::MAX).wait().unwrap();
            }
        }
        // Of what is read and no more than that, all but the newest three is deleted.
        let expiry = Expiry { most: Some(3), ..Expiry::default() };
        assert!(store.sweep(Sweep::new(feed, expiry)).wait().unwrap().done);
    }
    let rule = |query: &str, action| Rule { query: query.to_owned(), action, until: None };
    let until = Some(Time(4_000_000_000));
    for rule in [rule("url:/0", Action::Mute), Rule { until, ..rule("url:/1", Action::Tag("one".to_owned())) }] {
        store.add_rule(rule, Time(1)).wait().unwrap();
    }
    store.save_search("Pages".to_owned(), "is:unread url:example".to_owned(), Time(1)).wait().unwrap();
    store.settled().wait().unwrap();
    store.close(std::time::Duration::from_secs(10));
}

/// What a home holds, without the numbers that every store gives anew.
fn state(home: &Home) -> Vec<Value> {
    let mut entries = home.json(&["export", "json"]);
    for entry in &mut entries {
        entry.as_object_mut().expect("an object").remove("id");
    }
    entries
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn what_is_exported_and_imported_elsewhere_is_the_same(
        feeds in prop::collection::vec((any_subscription(), prop::collection::vec(any_entry(), 0..7)), 1..4)
    ) {
        let (home, other) = (Home::new(), Home::new());
        fill(&home, &feeds);
        let file = other.write("state.json", home.done(&["export", "json"]));
        other.done(&["import", &file]);
        prop_assert_eq!(state(&other), state(&home));
        // Once more changes nothing, nor does what OPML says of it.
        other.done(&["import", &file]);
        other.done(&["import", &other.write("mine.opml", home.done(&["export", "opml"]))]);
        prop_assert_eq!(state(&other), state(&home));
        prop_assert_eq!(other.store().check().wait().unwrap().problems, Vec::<String>::new());
        let subscriptions = |home: &Home| {
            let feeds = home.store().tree().wait().unwrap().feeds.into_iter();
            let mut feeds: Vec<_> = feeds.map(|feed| (feed.counts, feed.subscription)).collect();
            feeds.sort_by(|one, other| one.1.url.cmp(&other.1.url));
            feeds
        };
        prop_assert_eq!(subscriptions(&other), subscriptions(&home));
    }
}
