//! Subscribing: how many requests it costs, what a page's feeds may be, and what is said where there are none.

use dateline::engine::FeedResult;
use dateline::engine::subscribe::Found;
use dateline::model::{Subscription, Time};
use dateline::net::Why;

use crate::desk::{Desk, rss};
use crate::server::{Reply, Server};

/// A site: a page at `/` with these links in its head, a feed at every other address.
fn site(links: &'static str) -> Server {
    Server::start(move |request| match request.path.as_str() {
        "/" => Reply::ok(&[("Content-Type", b"text/html")], page(links).as_bytes()),
        _ => Reply::ok(&[("ETag", b"\"1\"")], &rss(2)),
    })
}

fn page(links: &str) -> String {
    format!("<!doctype html><html><head><title>A site</title>{links}</head><body>Hello</body></html>")
}

fn link(href: &str, title: &str) -> String {
    format!("<link rel='alternate' type='application/rss+xml' href='{href}' title='{title}'>")
}

fn paths(server: &Server) -> Vec<String> {
    server.tape().into_iter().map(|request| request.path).collect()
}

#[test]
fn subscribing_to_a_feed_costs_one_request() {
    let server = site("");
    let desk = Desk::strict();
    assert_eq!(subscribe(&desk, &server.url("/feed")), Ok(("A feed".to_owned(), 2)));
    assert_eq!(server.tape().len(), 1);
    assert!(desk.refresh(Why::Due).is_empty());
    assert!(subscribe(&desk, &server.url("/feed")).is_err(), "subscribed already");
    desk.advance(2 * Time::HOUR);
    assert_eq!(desk.refresh_one(Why::Due), FeedResult::Unchanged);
    assert!(server.tape()[1].is_conditional());
}

#[test]
fn the_feed_of_a_site_is_found_and_costs_two_requests() {
    let server = site("<link rel='alternate' type='application/rss+xml' href='feed.xml'>");
    let desk = Desk::strict();
    assert_eq!(subscribe(&desk, &server.url("/")), Ok(("A feed".to_owned(), 2)));
    assert_eq!(paths(&server), ["/", "/feed.xml"]);
    let feeds = desk.run(async { desk.refresher.store.tree().await.expect("a tree").feeds });
    assert_eq!(feeds[0].subscription.url, server.url("/feed.xml"));
    // What was fetched while subscribing is not fetched again, and its validators are known.
    assert!(desk.refresh(Why::Due).is_empty());
    desk.advance(2 * Time::HOUR);
    desk.refresh(Why::Due);
    assert!(server.tape()[2].is_conditional());
    let again = subscribe(&desk, &server.url("/")).expect_err("subscribed already");
    assert!(again.contains("already"), "{again}");
}

#[test]
fn of_several_feeds_none_is_fetched_before_one_is_chosen() {
    let server = Server::start(|_| {
        let links = link("/a", "Articles") + &link("/c", "Comments") + &link("/b", "Notes");
        Reply::ok(&[], page(&links).as_bytes())
    });
    let desk = Desk::strict();
    let wanted = Subscription { url: server.url("/"), ..Subscription::default() };
    let Ok(Found::Several(feeds)) = desk.run(desk.refresher.find(&wanted)) else { panic!("several feeds") };
    let named: Vec<_> = feeds.iter().map(|feed| (feed.url.clone(), feed.title.as_str())).collect();
    assert_eq!(named, [(server.url("/a"), "Articles"), (server.url("/b"), "Notes"), (server.url("/c"), "Comments"),]);
    assert_eq!(paths(&server), ["/"]);
}

#[test]
fn a_site_without_feeds_is_said_so_and_nothing_is_guessed() {
    let server = Server::replies([Reply::ok(&[], b"<!doctype html><html><body>Hello</body></html>")]);
    let desk = Desk::strict();
    assert!(subscribe(&desk, &server.url("/")).is_err());
    assert_eq!(server.tape().len(), 1);
}

#[test]
fn a_page_cannot_send_the_reader_into_its_own_network() {
    // The site is the user's word, the address in it is not.
    let server = site("<link rel='alternate' type='application/rss+xml' href='http://127.0.0.77:9/feed'>");
    let why = subscribe(&Desk::strict(), &server.url("/")).expect_err("refused");
    assert!(why.contains("127.0.0.77"), "{why}");
    assert_eq!(paths(&server), ["/"]);
}

#[test]
fn a_named_feed_that_is_none_is_said_with_its_address() {
    let links = link("/feed.xml", "Feed");
    let server = Server::start(move |_| Reply::ok(&[], page(&links).as_bytes()));
    let why = subscribe(&Desk::strict(), &server.url("/")).expect_err("a page again");
    assert!(why.contains("/feed.xml"), "{why}");
    assert_eq!(paths(&server), ["/", "/feed.xml"]);
}

/// Subscribes as the reader does; the title and how many entries came.
fn subscribe(desk: &Desk, url: &str) -> Result<(String, u64), String> {
    let wanted = Subscription { url: url.into(), ..Subscription::default() };
    desk.run(async {
        match desk.refresher.find(&wanted).await? {
            Found::Feed(fetched) => {
                let added = desk.refresher.subscribe(wanted, *fetched).await?;
                Ok((added.title, added.entries))
            }
            Found::Several(feeds) => Err(format!("{} feeds", feeds.len())),
        }
    })
}
