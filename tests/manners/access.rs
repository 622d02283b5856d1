//! Feeds that are asked in a way of their own: headers, credentials from a command, a proxy.

use std::fs;
use std::time::Duration;

use dateline::engine::FeedResult;
use dateline::model::{Access, Subscription};
use dateline::net::{NetSettings, Why};

use crate::desk::{Desk, rss};
use crate::server::{Reply, Request, Server};

fn desk() -> Desk {
    Desk::new(NetSettings::default())
}

fn with(url: String, access: Access) -> Subscription {
    Subscription { url, access, ..Subscription::default() }
}

fn told(request: &Request) -> (Option<&str>, Option<&str>) {
    (request.header("Authorization"), request.header("X-Key"))
}

#[test]
fn what_the_user_set_goes_to_the_feeds_own_server_and_nowhere_else() {
    let elsewhere = Server::replies([Reply::ok(&[], &rss(1))]);
    let away = elsewhere.url("/feed");
    let server = Server::start(move |request| match request.path.as_str() {
        "/feed" => Reply::redirect("302 Found", "/moved"),
        _ => Reply::redirect("302 Found", &away),
    });
    let desk = desk();
    let dir = tempfile::tempdir().expect("a folder");
    let secret = dir.path().join("secret");
    fs::write(&secret, "open sesame\nmore\n").expect("written");
    let access = Access {
        headers: vec![("X-Key".into(), "k1".into())],
        username: Some("reader".into()),
        password_command: vec!["cat".into(), secret.display().to_string()],
        proxy: None,
    };
    desk.subscribe_as(with(server.url("/feed"), access));
    assert_eq!(desk.refresh_one(Why::Due), FeedResult::New(1));
    // reader:open sesame
    let basic = Some("Basic cmVhZGVyOm9wZW4gc2VzYW1l");
    assert_eq!(server.tape().iter().map(told).collect::<Vec<_>>(), [(basic, Some("k1")); 2]);
    assert_eq!(elsewhere.tape().iter().map(told).collect::<Vec<_>>(), [(None, None)]);
}

#[test]
fn a_password_that_is_refused_is_asked_for_again() {
    let server = Server::start(|request| match request.header("Authorization") {
        Some("Basic cmVhZGVyOm5ldw==") => Reply::ok(&[], &rss(1)),
        _ => Reply::status("401 Unauthorized", &[("WWW-Authenticate", b"Basic realm=\"news\"")]),
    });
    let desk = desk();
    let dir = tempfile::tempdir().expect("a folder");
    let secret = dir.path().join("secret");
    fs::write(&secret, "old\n").expect("written");
    let command = vec!["cat".into(), secret.display().to_string()];
    let access = Access { username: Some("reader".into()), password_command: command, ..Access::default() };
    desk.subscribe_as(with(server.url("/feed"), access));
    assert!(matches!(desk.refresh_one(Why::Forced), FeedResult::Failed(_)));
    fs::write(&secret, "new\n").expect("written");
    assert_eq!(desk.refresh_one(Why::Forced), FeedResult::New(1));
}

#[test]
fn a_command_that_fails_stays_with_its_feed() {
    let server = Server::replies([Reply::ok(&[], &rss(1))]);
    let desk = desk();
    let command = vec!["/nonexistent/pass".into(), "canary".into()];
    let access = Access { username: Some("reader".into()), password_command: command, ..Access::default() };
    desk.subscribe_as(with(server.url("/locked"), access));
    desk.subscribe(&server.url("/open"));
    let outcomes = desk.refresh(Why::Due);
    let failed: Vec<_> = outcomes.iter().filter(|outcome| matches!(outcome.result, FeedResult::Failed(_))).collect();
    assert_eq!((outcomes.len(), failed.len()), (2, 1));
    let why = format!("{:?}", failed[0].result);
    assert!(why.contains("/nonexistent/pass") && !why.contains("canary"), "{why}");
    assert_eq!(server.tape().len(), 1, "nothing is sent without the password");
}

#[test]
fn a_feed_can_have_a_proxy_of_its_own() {
    let proxy = Server::replies([Reply::ok(&[], &rss(1))]);
    let direct = Server::replies([Reply::ok(&[], &rss(2))]);
    let desk = Desk::new(NetSettings { connect: Duration::from_secs(2), ..NetSettings::default() });
    let access = Access { proxy: Some(proxy.url("")), ..Access::default() };
    desk.subscribe_as(with("http://news.invalid/feed".into(), access));
    desk.subscribe(&direct.url("/feed"));
    let outcomes = desk.refresh(Why::Due);
    assert!(outcomes.iter().all(|outcome| matches!(outcome.result, FeedResult::New(_))), "{outcomes:?}");
    let asked: Vec<_> = proxy.tape().into_iter().map(|request| request.path).collect();
    assert_eq!(asked, ["http://news.invalid/feed"]);
    assert_eq!(direct.tape().len(), 1);
}
