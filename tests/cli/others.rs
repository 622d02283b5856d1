//! What other readers write: their lists of feeds, and newsboat's cache in every state.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use dateline::feed;
use dateline::store::newsboat;
use proptest::prelude::*;
use rusqlite::Connection;

use crate::home::{Home, PROGRAM};
use crate::news;
use crate::pty::Reader;
use crate::server::Server;

/// The tables as newsboat has made them since 2.33; older ones lack the last columns.
const TABLES: &str = "
    create table metadata (db_schema_version_major integer not null, db_schema_version_minor integer not null);
    create table rss_feed (rssurl varchar(1024) primary key not null, url varchar(1024) not null,
        title varchar(1024) not null, lastmodified integer(11) not null default 0, is_rtl integer(1) not null default 0,
        etag varchar(128) not null default '');
    create table rss_item (id integer primary key autoincrement not null, guid varchar(64) not null,
        title varchar(1024) not null, author varchar(1024) not null, url varchar(1024) not null,
        feedurl varchar(1024) not null, pubDate integer not null, content varchar(65535) not null,
        unread integer(1) not null, enclosure_url varchar(1024), enclosure_type varchar(1024),
        enqueued integer(1) not null default 0, flags varchar(52), deleted integer(1) not null default 0,
        base varchar(128) not null default '', content_mime_type varchar(255) not null default '',
        enclosure_description varchar(1024) not null default '',
        enclosure_description_mime_type varchar(128) not null default '');
    create index idx_guid on rss_item(guid);
    create index idx_feedurl on rss_item(feedurl);
    create index idx_deleted on rss_item(deleted);";

fn cache(home: &Home, sql: &str) -> String {
    let path = home.path().join("cache.db");
    Connection::open(&path).unwrap().execute_batch(&format!("pragma synchronous = off; {TABLES}{sql}")).unwrap();
    path.into_os_string().into_string().unwrap()
}

fn feed_row(url: &str) -> String {
    format!("insert into rss_feed (rssurl, url, title) values ('{url}', 'https://site.example/', 'Theirs');")
}

fn item_row(feed: &str, guid: &str, more: &str, values: &str) -> String {
    format!(
        "insert into rss_item (guid, title, author, url, feedurl, pubDate, content, unread{more}) \
         values ('{guid}', 'Title of {guid}', 'Someone', 'https://site.example/{guid}', '{feed}', 1700000000, \
         '<p>Text of {guid}</p>', {values});"
    )
}

/// The addresses behind `xmlUrl`, found without reading XML.
fn addresses(text: &str) -> BTreeSet<String> {
    let lower = text.to_ascii_lowercase();
    let values = lower.match_indices("xmlurl").filter_map(|(at, _)| {
        let value = text[at + 6..].trim_start().strip_prefix('=')?.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let value = value[1..].split_once(quote)?.0;
        Some(value.trim().replace("&amp;", "&"))
    });
    values.filter(|value| value.starts_with("http://") || value.starts_with("https://")).collect()
}

#[test]
fn every_list_of_the_corpus_is_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/opml");
    let Ok(files) = fs::read_dir(&folder) else {
        println!("skipped: no corpus at {}", folder.display());
        return;
    };
    let mut read = 0;
    for path in files.map(|file| file.unwrap().path()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name == "MANIFEST.tsv" {
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let imported = match feed::import(&bytes) {
            Ok(imported) => imported,
            Err(error) => {
                let damaged = ["stringer__fixtures_invalid.opml", "own_truncated.opml"];
                assert!(damaged.contains(&name.as_str()), "{name}: {error}");
                continue;
            }
        };
        let taken: BTreeSet<String> = imported.subscriptions().into_iter().map(|feed| feed.url).collect();
        let missing: Vec<_> = addresses(&String::from_utf8_lossy(&bytes)).difference(&taken).cloned().collect();
        assert!(missing.is_empty(), "{name} lost {missing:?}");
        let commands = ["exec", "filter", "file", "|", "javascript"];
        assert!(taken.iter().all(|url| !commands.iter().any(|command| url.starts_with(command))), "{name}");
        let deepest = imported.feeds.iter().map(|feed| feed.subscription.folder.0.matches('/').count()).max();
        assert!(name != "own_nested5.opml" || deepest == Some(4), "{name}");
        read += 1;
    }
    assert!(read > 70, "only {read} files");
}

#[test]
fn a_cache_brings_articles_with_their_marks() {
    let home = Home::new();
    let (feed, command) = ("https://a.example/feed", "exec:touch /tmp/x");
    let file = cache(
        &home,
        &[
            feed_row(feed),
            feed_row(command),
            item_row(feed, "1", "", "1"),
            item_row(
                feed,
                "2",
                ", flags, enclosure_url, enclosure_type",
                "0, 'sx', 'https://a.example/2.mp3', 'audio/mpeg'",
            ),
            item_row(feed, "3", ", deleted", "1, 1"),
            item_row(command, "4", "", "1"),
        ]
        .concat(),
    );
    home.write("urls", "https://a.example/feed news\n");
    let plan = home.done(&["import", &file, "--dry-run"]);
    assert_eq!(
        plan,
        format!(
            "add   {feed}  Theirs  2 entries (1 unread, 1 starred); deleted there and kept away: 1\n\
             skip  {command}: runs a command; commands are not imported, and its articles stay behind (1)\n\
             1 would be added, 0 known already, 1 skipped; 2 entries (1 unread, 1 starred); deleted there and kept away: \
             1\nhint  {}/urls lies beside it: import it too, for titles, tags and queries\n",
            home.path().display()
        )
    );
    assert!(home.json(&["list", "--json"]).is_empty());
    let done = home.done(&["import", &file]);
    assert!(done.contains("entries: 2 new, 0 known already, 0 of them marked\n"), "{done}");
    let entries = home.json(&["export", "json", "sort:oldest"]);
    assert_eq!(entries.len(), 2);
    let second = entries.iter().find(|entry| entry["guid"] == "2").expect("an entry");
    assert_eq!((&second["read"], &second["starred"]), (&true.into(), &true.into()));
    assert_eq!(second["tags"], serde_json::json!(["flag/x"]));
    assert_eq!((&second["published"], &second["author"]), (&"2023-11-14T22:13:20Z".into(), &"Someone".into()));
    assert_eq!((&second["body"], &second["feed"]), (&"<p>Text of 2</p>".into(), &"Theirs".into()));
    assert_eq!(second["enclosures"][0]["url"], "https://a.example/2.mp3");
    // The urls file then fills in what the cache does not know.
    let plan = home.done(&["import", &format!("{}/urls", home.path().display())]);
    assert!(plan.starts_with("fill  https://a.example/feed  tags: news\n0 added, 1 filled in, 0 known"), "{plan}");
    assert!(plan.ends_with("cache.db lies beside it: import it too, for articles and what is read\n"), "{plan}");
    assert!(home.feeds_file().contains("tags = [\"news\"]"), "{}", home.feeds_file());
    // Twice the same changes nothing.
    let again = home.done(&["import", &file]);
    assert!(again.contains("entries: 0 new, 3 known already, 0 of them marked"), "{again}");
}

#[test]
fn what_was_deleted_or_read_in_newsboat_is_not_news_when_the_feed_is_fetched() {
    let server = news::server();
    let home = Home::subscribed(&server);
    let guids: Vec<String> = home
        .json(&["export", "json", "feed:cold"])
        .iter()
        .map(|entry| entry["guid"].as_str().or(entry["url"].as_str()).expect("a guid").to_owned())
        .collect();
    let url = server.url(news::RSS);
    let other = Home::new();
    let rows: Vec<String> = guids
        .iter()
        .enumerate()
        .map(|(at, guid)| item_row(&url, guid, ", deleted", &format!("{}, {}", at % 2, at % 2)))
        .collect();
    let file = cache(&other, &[vec![feed_row(&url)], rows].concat().concat());
    other.done(&["import", &file]);
    let before = other.titles(&[]).len();
    assert_eq!(before, guids.len().div_ceil(2));
    other.done(&["refresh"]);
    assert_eq!(other.done(&["unread"]), "0\n");
    assert_eq!(other.titles(&[]).len(), before);
}

#[test]
fn an_import_of_a_cache_is_one_step_of_undo() {
    let home = Home::new();
    let (known, new) = ("https://a.example/feed", "https://b.example/feed");
    let first = cache(&home, &[feed_row(known), item_row(known, "1", "", "1")].concat());
    home.done(&["import", &first]);
    let before = home.json(&["list", "--json"]);
    Connection::open(&first)
        .unwrap()
        .execute_batch(
            &[
                "update rss_item set unread = 0, flags = 'sa' where guid = '1';".to_owned(),
                item_row(known, "2", "", "1"),
                feed_row(new),
                item_row(new, "3", "", "0"),
            ]
            .concat(),
        )
        .unwrap();
    let done = home.done(&["import", &first]);
    assert!(done.contains("entries: 2 new, 1 known already, 1 of them marked"), "{done}");
    let after = home.json(&["list", "--json"]);
    assert_eq!(after.len(), 3);
    assert_eq!(home.undo(), "Imported 1 feed and 2 entries");
    assert_eq!(home.json(&["list", "--json"]), before);
    assert_eq!(home.json(&["feeds", "--json"]).len(), 1);
    let store = home.store();
    store.redo(dateline::model::Time(1)).wait().unwrap();
    assert_eq!(store.check().wait().unwrap().problems, Vec::<String>::new());
    store.close(std::time::Duration::from_secs(5));
    assert_eq!(home.json(&["list", "--json"]), after);
}

#[test]
fn a_cache_of_an_old_newsboat_is_read() {
    let home = Home::new();
    let file = home.path().join("cache.db");
    Connection::open(&file)
        .unwrap()
        .execute_batch(
            "create table rss_feed (rssurl varchar(1024) primary key not null, url varchar(1024) not null,
                title varchar(1024) not null);
             create table rss_item (id integer primary key autoincrement not null, guid varchar(64) not null,
                title varchar(1024) not null, author varchar(1024) not null, url varchar(1024) not null,
                feedurl varchar(1024) not null, pubDate integer not null, content varchar(65535) not null,
                unread integer(1) not null);
             insert into rss_feed values ('https://a.example/', '', x'ff41');
             insert into rss_item values (1, 'g', x'c328', '', '', 'https://a.example/', 'soon', 'text', 1);
             insert into rss_item values (2, 'h', 'T', '', '', 'https://orphan.example/', 7, 'text', 0);",
        )
        .unwrap();
    let done = home.done(&["import", file.to_str().unwrap()]);
    assert!(done.contains("2 added, 0 known already, 0 skipped; 2 entries (1 unread, 0 starred)"), "{done}");
    assert_eq!(home.done(&["unread"]), "1\n");
}

#[test]
fn a_damaged_cache_gives_what_can_be_read() {
    let home = Home::new();
    let feed = "https://a.example/feed";
    let rows: Vec<String> = (0..400).map(|at| item_row(feed, &format!("guid-{at}"), "", "1")).collect();
    let file =
        cache(&home, &[vec![feed_row(feed), "begin;".to_owned()], rows, vec!["commit;".to_owned()]].concat().concat());
    let mut bytes = fs::read(&file).unwrap();
    // Leaves of the table (13) that hold articles, two of them overwritten.
    let page = usize::from(u16::from_be_bytes([bytes[16], bytes[17]]));
    let leaves: Vec<usize> = (1..bytes.len() / page)
        .filter(|at| bytes[at * page] == 13 && bytes[at * page..(at + 1) * page].windows(8).any(|w| w == b"Text of "))
        .collect();
    assert!(leaves.len() > 8, "{}", leaves.len());
    for at in [leaves[2], leaves[5]] {
        bytes[at * page..at * page + page].fill(0xee);
    }
    fs::write(&file, &bytes).unwrap();
    let done = home.done(&["import", &file]);
    let note = done.lines().find(|line| line.starts_with("note  damage: ")).unwrap_or_else(|| panic!("{done}"));
    let lost: usize = note.split_whitespace().nth(2).unwrap().parse().unwrap();
    assert!(note.ends_with("of 400 articles could not be read"), "{note}");
    assert!(lost > 0 && lost < 100, "{note}");
    assert_eq!(home.json(&["list", "--json", "--limit", "1000"]).len(), 400 - lost);
    assert_eq!(fs::read(&file).unwrap(), bytes, "the file was written to");

    bytes.truncate(page * 3);
    bytes[100..].fill(0xee);
    let broken = home.write("broken.db", &bytes);
    let why = home.fails(1, &["import", &broken]);
    assert!(why.contains("so damaged that nothing can be read"), "{why}");
}

#[test]
fn what_newsboat_was_writing_when_it_was_killed_is_taken_back_in_a_copy() {
    let home = Home::new();
    let feed = "https://a.example/feed";
    let rows: Vec<String> = (0..60).map(|at| item_row(feed, &format!("guid-{at}"), "", "1")).collect();
    let file =
        cache(&home, &[vec![feed_row(feed), "begin;".to_owned()], rows, vec!["commit;".to_owned()]].concat().concat());
    let connection = Connection::open(&file).unwrap();
    // Too much for the memory that it may use, so that half of it lies in the file.
    connection
        .execute_batch("pragma cache_size = 1; begin; update rss_item set unread = 0, title = hex(randomblob(500));")
        .unwrap();
    let killed = Home::new();
    for end in ["", "-journal"] {
        fs::copy(format!("{file}{end}"), killed.path().join(format!("cache.db{end}"))).unwrap();
    }
    let left = fs::read(killed.path().join("cache.db")).unwrap();
    assert!(left.windows(8).any(|w| w == b"Title of"), "some of it is as it was");
    let copy = killed.path().join("cache.db").into_os_string().into_string().unwrap();
    let done = killed.done(&["import", &copy]);
    assert!(done.contains("; 60 entries (60 unread, 0 starred)"), "{done}");
    assert_eq!(killed.titles(&["title:\"Title of\""]).len(), 60);
    assert_eq!(fs::read(&copy).unwrap(), left, "the file was written to");

    // Of a database with a log even reading would leave files behind.
    connection.execute_batch("rollback; pragma journal_mode = wal; delete from rss_item where id > 50").unwrap();
    for end in ["", "-wal"] {
        fs::copy(format!("{file}{end}"), killed.path().join(format!("logged.db{end}"))).unwrap();
    }
    let done = killed.done(&["import", &format!("{}/logged.db", killed.path().display()), "--dry-run"]);
    assert!(done.contains("; 50 entries (50 unread, 0 starred)"), "{done}");
    assert!(!killed.path().join("logged.db-shm").exists());

    // The one who writes locks the file.
    connection.execute_batch("pragma journal_mode = delete; begin exclusive").unwrap();
    let why = home.fails(1, &["import", &file]);
    assert!(why.contains("newsboat is writing to it"), "{why}");
}

#[test]
fn other_databases_are_refused_and_a_view_is_no_table() {
    let home = Home::new();
    let file = home.path().join("x.db");
    let connection = Connection::open(&file).unwrap();
    connection
        .execute_batch(
            "create table t (x); create view rss_feed as select 1 as rssurl, 2 as url, 3 as title;
             create view rss_item as select 1 as id, 2 as guid, 3 as feedurl;",
        )
        .unwrap();
    let why = home.fails(1, &["import", file.to_str().unwrap()]);
    assert!(why.contains("but not newsboat's"), "{why}");
}

#[test]
fn queries_are_translated_and_kept() {
    let home = Home::new();
    let urls = "https://a.example/ news\n\"query:Fresh news:unread = \\\"yes\\\" and tags # \\\"news\\\" and age between 0:7\"\n\
                \"query:Odd:title =~ \\\"[0-9]\\\"\"\nhttps://b.example/ !\n";
    let plan = home.done(&["import", &home.write("urls", urls)]);
    for line in [
        "query  Fresh news: is:unread tag:news newer:8d\n",
        "query  Odd: cannot be carried over\n       not quite: title =~ \"[0-9]\": regular expressions",
        "note  https://b.example/: hidden in newsboat",
        "2 added, 0 known already, 0 skipped, 1 search added (1 cannot be carried over)\n",
    ] {
        assert!(plan.contains(line), "{line} in {plan}");
    }
    assert!(home.json(&["list", "--json", "is:unread tag:news newer:8d"]).is_empty());
    let store = home.store();
    let kept = store.searches().wait().unwrap();
    let [fresh] = kept.as_slice() else { panic!("{kept:?}") };
    assert_eq!((fresh.name.as_str(), fresh.query.as_str()), ("Fresh news", "is:unread tag:news newer:8d"));
}

#[test]
fn the_reader_imports_what_the_command_does_and_takes_it_back() {
    let home = Home::new();
    home.configure("feeds.toml", "[[feed]]\nurl = \"https://b.example/\"\n");
    let feed = "https://a.example/feed";
    let rows = [feed_row(feed), item_row(feed, "1", "", "1"), item_row(feed, "2", ", flags", "0, 's'")];
    let file = cache(&home, &rows.concat());
    let arguments = ["--offline"];
    let mut reader = Reader::start(Path::new(PROGRAM), &arguments, home.path(), (140, 30));
    reader.wait_for_text("0 unread");
    reader.keys(":import\r");
    reader.wait_for_text("another reader:");
    reader.keys(&format!("{file}\r"));
    reader.wait_for_text("Imported cache.db: 1 added, 0 known already, 0 skipped; 2 entries (1 unread, 1 starred)");
    reader.wait_for_text("1 unread");
    assert_eq!(home.json(&["list", "--json", "is:starred"]).len(), 1);
    reader.keys("u");
    reader.wait_for_text("0 unread");
    reader.keys("Q");
    assert!(reader.wait_for_end().success());
    assert_eq!(home.json(&["feeds", "--json"]).len(), 1);
}

/// A server whose feed another reader has: what it publishes after the import is news.
#[test]
fn an_import_that_was_undone_hides_no_news() {
    let server = Server::start(news::publish);
    let home = Home::new();
    home.done(&["add", &server.url(news::RSS)]);
    let total = home.titles(&[]).len();
    let other = Home::new();
    let url = server.url(news::RSS);
    other.configure("feeds.toml", &format!("[[feed]]\nurl = \"{url}\"\n"));
    other.done(&["feeds"]);
    let exported = home.done(&["export", "json"]);
    other.done(&["import", &other.write("state.json", &exported)]);
    assert_eq!(other.titles(&[]).len(), total);
    other.undo();
    assert_eq!(other.titles(&[]).len(), 0);
    other.done(&["refresh"]);
    assert_eq!(other.titles(&[]).len(), total);
    assert_eq!(other.done(&["unread"]), format!("{total}\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn no_damage_breaks_the_reader_of_caches(
        writes in prop::collection::vec((any::<prop::sample::Index>(), any::<[u8; 3]>()), 1..40),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let home = Home::new();
        let feed = "https://a.example/feed";
        let rows: Vec<String> = (0..60).map(|at| item_row(feed, &format!("guid-{at}"), "", "1")).collect();
        let file = cache(&home, &[vec![feed_row(feed), "begin;".to_owned()], rows, vec!["commit;".to_owned()]].concat().concat());
        let mut bytes = fs::read(&file).unwrap();
        for (at, wrong) in writes {
            let at = at.index(bytes.len() - wrong.len());
            bytes[at..at + wrong.len()].copy_from_slice(&wrong);
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()) + 1);
        }
        fs::write(&file, &bytes).unwrap();
        if let Ok(cache) = newsboat::read(Path::new(&file)) {
            prop_assert!(cache.items.len() <= 200, "{}", cache.items.len());
            let _ = feed::newsboat::import_cache(cache);
        }
        prop_assert_eq!(fs::read(&file).unwrap(), bytes);
    }
}
