//! Feeds in files: read where the user named them, and nowhere else.

use std::fs;
use std::path::PathBuf;

use dateline::engine::subscribe::Found;
use dateline::engine::{FeedOutcome, FeedResult};
use dateline::model::{EntryId, FeedId, FetchJob, Subscription, Time};
use dateline::net::{FetchError, NetSettings, Request, Why, fetch};

use crate::desk::{Desk, rss, strict};
use crate::server::{Reply, Server};

/// A path in a desk's folder, and its address.
fn file(desk: &Desk, name: &str) -> (PathBuf, String) {
    let path = desk.folder().join(name);
    let url = url::Url::from_file_path(&path).expect("an absolute path").into();
    (path, url)
}

fn why(outcome: FeedOutcome) -> String {
    match outcome.result {
        FeedResult::Failed(why) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_file_is_read_whenever_asked_and_taken_in_when_it_has_changed() {
    let mut desk = Desk::strict();
    let (path, url) = file(&desk, "my feed.xml");
    fs::write(&path, rss(2)).expect("a file");
    let feed = desk.subscribe(&url);
    assert_eq!(desk.refresh_one(Why::Due), FeedResult::New(2));
    assert!(desk.refresh(Why::Due).is_empty(), "not due");
    // There is no server to be spared.
    assert_eq!(desk.refresh_one(Why::Asked), FeedResult::Unchanged);
    desk.restart();
    fs::write(&path, rss(3)).expect("a file");
    let outcome = desk.refresh(Why::Asked).remove(0);
    assert_eq!((outcome.result, outcome.http), (FeedResult::New(1), None));
    let next = desk.feed(feed).health.next_poll.expect("a time");
    assert_eq!(next.since(desk.now()), 10 * Time::MINUTE);
    desk.advance(10 * Time::MINUTE);
    assert_eq!(desk.refresh_one(Why::Due), FeedResult::Unchanged);
    let report = desk.refresher.store.politeness().wait().expect("a store");
    assert!(report.is_empty(), "no server was asked anything");
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_the_remedy_and_read_when_it_can_be() {
    let desk = Desk::new(NetSettings { feed_cap: 1 << 20, ..strict() });
    let (path, url) = file(&desk, "feed.xml");
    let name = path.display().to_string();
    desk.subscribe(&url);
    let one = || desk.refresh(Why::Asked).remove(0);
    let missing = why(one());
    assert!(missing.contains(&name) && missing.contains("no such file"), "{missing}");
    fs::create_dir(&path).expect("a folder");
    let folder = why(one());
    assert!(folder.contains(&name) && folder.contains("name the file"), "{folder}");
    fs::remove_dir(&path).expect("a folder");
    fs::write(&path, vec![b' '; (1 << 20) + 1]).expect("a file");
    let large = why(one());
    assert!(large.contains(&name) && large.contains("1 MiB"), "{large}");
    fs::write(&path, rss(2)).expect("a file");
    assert_eq!(one().result, FeedResult::New(2));
    // What is not a feed any more changes nothing, and is read again as it is.
    for _ in 0..2 {
        fs::write(&path, "Dear diary").expect("a file");
        why(one());
    }
    assert_eq!(desk.feed(FeedId(1)).counts.total, 2);
}

#[test]
fn a_file_of_another_machine_and_a_device_are_refused() {
    let desk = Desk::strict();
    for (url, part) in [("file://server/feed.xml", "another machine"), ("file:///dev/zero", "no file")] {
        let job = FetchJob { url: url.into(), ..FetchJob::default() };
        let request = Request { validators: None, ..Request::poll(&job) };
        let refused = desk.run(fetch::get(&desk.refresher.client, request)).expect_err(url);
        assert!(matches!(refused, FetchError::File(..)) && refused.to_string().contains(part), "{refused}");
    }
}

/// S13, S17, S21: no page, redirect or feed leads to a file.
#[test]
fn only_the_user_names_files() {
    let desk = Desk::strict();
    let (path, url) = file(&desk, "feed.xml");
    fs::write(&path, rss(2)).expect("a file");
    let job = FetchJob { url: url.clone(), ..FetchJob::default() };
    let request = Request { validators: None, typed: false, ..Request::poll(&job) };
    let derived = desk.run(fetch::get(&desk.refresher.client, request));
    assert!(matches!(derived, Err(FetchError::Address(_))), "{derived:?}");

    let (page, target) = (format!("<link rel='alternate' type='application/rss+xml' href='{url}'>"), url.clone());
    let server = Server::start(move |request| match request.path.as_str() {
        "/page" => Reply::ok(&[], format!("<html><head>{page}</head></html>").as_bytes()),
        _ => Reply::redirect("301 Moved Permanently", &target),
    });
    for path in ["/page", "/feed"] {
        let wanted = Subscription { url: server.url_of("a.example", path), ..Subscription::default() };
        assert!(desk.run(desk.refresher.find(&wanted)).is_err(), "{path}");
    }
    let wanted = Subscription { url, ..Subscription::default() };
    assert!(matches!(desk.run(desk.refresher.find(&wanted)), Ok(Found::Feed(_))));
}

/// S17: what is relative in a file stays without an address.
#[test]
fn links_in_a_file_do_not_become_files() {
    let desk = Desk::strict();
    let (path, url) = file(&desk, "feed.xml");
    let text = "<rss version='2.0'><channel><title>F</title><item><guid>1</guid><title>T</title><link>notes.html</link>\
                <description>&lt;a href='/etc/passwd'&gt;x&lt;/a&gt;</description></item></channel></rss>";
    fs::write(path, text).expect("a file");
    desk.subscribe(&url);
    assert_eq!(desk.refresh_one(Why::Due), FeedResult::New(1));
    let article = desk.refresher.store.article(EntryId(1)).wait().expect("a store").expect("an entry");
    let address = article.entry.row.url.unwrap_or_default();
    assert!(!address.contains("file:") && !address.starts_with('/'), "{address}");
    let links = dateline::html::convert(&article.body, article.base.as_deref()).links;
    assert!(links.iter().all(|link| !format!("{link:?}").contains("file:")), "{links:?}");
}
