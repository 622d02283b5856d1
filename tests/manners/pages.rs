//! Pages of articles: asked for by a key or by the feed's setting, once each, as politely as feeds (H47, H20 to H23, H40, S19).

use std::sync::Arc;
use std::time::Duration;

use dateline::app::effect::{Effect, Ticket};
use dateline::app::event::{Event, FullTextNews};
use dateline::config::Paths;
use dateline::engine::{Engine, Pages, Parts, Preferences};
use dateline::html::extract::Rules;
use dateline::model::{EntryId, FullText, PageOutcome, PageState, Showing, Subscription, Time, Weights};
use dateline::net::{NetSettings, Why, pace::Speed};
use dateline::text::manner::Manner;
use jiff::tz::TimeZone;

use crate::desk::{Desk, FAST, names, strict};
use crate::server::{Reply, Request, Server};

const BUDGET: u64 = 10_000_000;

fn pages(desk: &Desk) -> Pages {
    let refresher = &desk.refresher;
    Pages {
        store: refresher.store.clone(),
        client: refresher.client.clone(),
        clock: refresher.clock.clone(),
        secrets: refresher.secrets.clone(),
        rules: Arc::default(),
        budget: BUDGET,
        turns: Default::default(),
    }
}

/// A feed whose entries link to `/page/0` and on, each with a summary of three words.
fn feed(base: &str, entries: usize) -> Vec<u8> {
    let item = |n| {
        format!(
            "<item><guid>g{n}</guid><title>Entry {n}</title><link>{base}/page/{n}</link>\
             <description>Three short words</description></item>"
        )
    };
    let items: String = (0..entries).map(item).collect();
    format!("<rss version=\"2.0\"><channel><title>F</title>{items}</channel></rss>").into_bytes()
}

fn article(text: &str) -> Vec<u8> {
    let paragraph = "<p>The moon pulls at the sea, and twice a day the water rises over the lowest of the steps, as it \
                     has done since the harbour was built.</p>";
    let paragraphs = paragraph.repeat(6);
    format!(
        "<html><head><title>Tides</title></head><body><nav><a href=/>Home</a></nav>\
         <article><h1>Tides</h1><p>{text}</p>{paragraphs}</article><footer>Imprint</footer></body></html>"
    )
    .into_bytes()
}

/// A server with a feed of so many entries at `/feed`, and these pages.
fn server(entries: usize, page: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
    Server::start(move |request| {
        let base = format!("http://{}", request.header("Host").unwrap_or_default());
        match request.path.as_str() {
            "/feed" => Reply::ok(&[("ETag", b"\"1\"")], &feed(&base, entries)),
            _ => page(request),
        }
    })
}

fn subscribe(desk: &Desk, server: &Server, full_text: FullText) {
    let url = server.url_of("a.example", "/feed");
    desk.subscribe_as(Subscription { url, full_text, ..Subscription::default() });
    desk.refresh(Why::Due);
}

fn asked(server: &Server) -> Vec<String> {
    let paths = server.tape().into_iter().map(|request| request.path);
    paths.filter(|path| path != "/feed").collect()
}

fn catch_up(desk: &Desk) -> Vec<PageOutcome> {
    let mut outcomes = Vec::new();
    desk.run(pages(desk).catch_up(|done| outcomes.push(done.outcome))).expect("a store");
    outcomes
}

fn fetch(desk: &Desk, entry: i64) -> PageOutcome {
    desk.run(pages(desk).fetch(EntryId(entry))).expect("a store").expect("a page").outcome
}

fn state(desk: &Desk, entry: i64) -> PageState {
    desk.refresher.store.page_job(EntryId(entry)).wait().expect("a store").expect("a page").1
}

fn body(desk: &Desk, entry: i64) -> String {
    desk.refresher.store.article_aside(EntryId(entry)).wait().expect("a store").expect("an article").body
}

/// The engine of a reader on the desk's store, and what it tells.
fn engine(desk: &Desk) -> (Engine, tokio::sync::mpsc::UnboundedReceiver<Event>) {
    let (tell, events) = tokio::sync::mpsc::unbounded_channel();
    let preferences = Preferences {
        weights: Weights::default(),
        save_dir: std::env::temp_dir(),
        picture_cache: 0,
        browser: Vec::new(),
        zone: TimeZone::UTC,
        clock_24h: true,
        rules: Arc::default(),
        full_text_budget: BUDGET,
        retention: dateline::model::Retention::ALL,
        download_dir: desk.folder().to_owned(),
        download_limit: 0,
    };
    let folder = desk.folder().to_owned();
    let again = preferences.clone();
    let parts = Parts {
        store: desk.refresher.store.clone(),
        client: desk.refresher.client.clone(),
        paths: Paths { config: folder.clone(), data: folder.clone(), state: folder },
        clock: desk.refresher.clock.clone(),
        preferences,
        offline: false,
        scheduled: false,
        reload: Box::new(move || (Event::Notice("read again".into()), again.clone())),
    };
    (Engine::start(parts, tell), events)
}

/// H47: nothing but a key or a setting asks for a page, and then once.
#[test]
fn a_list_that_is_looked_through_asks_for_no_page_and_a_key_for_one() {
    let server = server(100, |_| Reply::ok(&[("Content-Type", b"text/html")], &article("The whole of it.")));
    let desk = Desk::strict();
    subscribe(&desk, &server, FullText::Never);
    desk.run(async {
        let (engine, mut events) = engine(&desk);
        for entry in 1..=100 {
            engine.dispatch(Effect::Prefetch { entries: vec![EntryId(entry)], manner: Manner::of(60) });
            engine.dispatch(Effect::LoadArticle { ticket: Ticket(1), entry: EntryId(entry), manner: Manner::of(60), changes: false });
            // Each is awaited: of several on their way only the last would come.
            while !matches!(events.recv().await.expect("an event"), Event::Article { entry: came, .. } if came.0 == entry) {}
        }
        assert_eq!(asked(&server), Vec::<String>::new());
        for (on, wanted) in [(true, FullTextNews::Shown), (false, FullTextNews::Hidden), (true, FullTextNews::Shown)] {
            engine.dispatch(Effect::FullText { entry: EntryId(1), on });
            let news = loop {
                match events.recv().await.expect("an event") {
                    Event::FullText { news: FullTextNews::Begun, .. } => {}
                    Event::FullText { news, .. } => break news,
                    _ => {}
                }
            };
            assert_eq!(news, wanted);
            let shown = desk.refresher.store.article_aside(EntryId(1)).await.expect("a store").expect("an article");
            assert_eq!(shown.full_text, on);
            assert_eq!(shown.body.contains("The whole of it."), on, "{}", shown.body);
        }
        engine.shutdown(Duration::from_secs(5));
    });
    assert_eq!(asked(&server), ["/page/99"], "the entry that came last in the feed has the lowest id");
    assert!(server.tape().iter().all(|request| request.method == "GET"));
}

/// H40, H47: with `always` one request for each new entry, apart from each other, and none for those that were there.
#[test]
fn what_is_always_wanted_is_fetched_once_behind_the_refresh_and_paced() {
    let server = server(6, |_| Reply::ok(&[("Content-Type", b"text/html")], &article("All.")));
    let gap = Duration::from_millis(40);
    let desk = Desk::new(NetSettings { speed: Speed { gap, ..FAST }, ..strict() });
    subscribe(&desk, &server, FullText::Always);
    assert_eq!(asked(&server), Vec::<String>::new(), "not in front of the refresh");
    let outcomes = catch_up(&desk);
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, PageOutcome::Stored(_))).count(), 6, "{outcomes:?}");
    let mut paths = asked(&server);
    paths.sort();
    assert_eq!(paths, ["/page/0", "/page/1", "/page/2", "/page/3", "/page/4", "/page/5"]);
    let tape: Vec<_> = server.tape().into_iter().filter(|request| request.path != "/feed").collect();
    assert!(tape.windows(2).all(|pair| pair[1].at - pair[0].at >= gap * 3 / 4), "{tape:?}");
    assert!(tape.iter().all(|request| request.method == "GET" && request.in_flight == 1));
    assert!(tape.iter().all(|request| request.header("Referer").is_none() && request.header("Cookie").is_none()));
    desk.advance(Time::DAY);
    desk.refresh(Why::Forced);
    assert_eq!(catch_up(&desk), []);
    assert_eq!(asked(&server).len(), 6, "each once");
    assert!(body(&desk, 1).contains("All."));
}

#[test]
fn entries_that_were_there_before_the_setting_are_left_alone() {
    let server = server(5, |_| Reply::ok(&[("Content-Type", b"text/html")], &article("All.")));
    let desk = Desk::strict();
    subscribe(&desk, &server, FullText::Never);
    let store = &desk.refresher.store;
    let subscription = desk.feed(dateline::model::FeedId(1)).subscription;
    let always = Subscription { full_text: FullText::Always, ..subscription };
    store.edit(dateline::model::FeedId(1), always, desk.now()).wait().expect("edited");
    desk.refresh(Why::Forced);
    assert_eq!(catch_up(&desk), []);
}

/// What fails is tried three times in all, with growing waits; what the server has no page for is not asked again.
#[test]
fn failures_are_tried_again_twice_and_refusals_are_remembered() {
    let server = server(2, |request| match request.path.as_str() {
        "/page/0" => Reply::status("500 Internal Server Error", &[]),
        _ => Reply::status("404 Not Found", &[]),
    });
    let desk = Desk::strict();
    subscribe(&desk, &server, FullText::Always);
    let mut gaps = Vec::new();
    let mut last = desk.now();
    for _ in 0..40 * 24 {
        let before = asked(&server).iter().filter(|path| *path == "/page/0").count();
        catch_up(&desk);
        if asked(&server).iter().filter(|path| *path == "/page/0").count() > before {
            gaps.push(desk.now().since(last));
            last = desk.now();
        }
        desk.advance(Time::HOUR);
    }
    assert_eq!(gaps.len(), 3, "{gaps:?}");
    assert!(gaps[2] > gaps[1] && gaps[1] >= 30 * Time::MINUTE, "{gaps:?}");
    assert_eq!(asked(&server).iter().filter(|path| *path == "/page/1").count(), 1);
    assert!(matches!(state(&desk, 1), PageState::Refused(why) if why.contains("404")));
    assert!(matches!(state(&desk, 2), PageState::Failed { why, again: None } if why.contains("500")));
    assert_eq!(body(&desk, 1), "Three short words", "the feed's own text stays");
}

/// H20, H22: a host that says it is asked too often is left alone with all its pages, as long as it asks, over restarts.
#[test]
fn a_refusal_holds_for_all_pages_of_the_host() {
    let server = server(10, |_| Reply::status("429 Too Many Requests", &[("Retry-After", b"7200")]));
    let mut desk = Desk::strict();
    subscribe(&desk, &server, FullText::Always);
    let outcomes = catch_up(&desk);
    assert_eq!(asked(&server).len(), 1, "{outcomes:?}");
    desk.restart();
    desk.advance(3_600);
    catch_up(&desk);
    assert!(matches!(fetch(&desk, 1), PageOutcome::PutOff { .. }), "not by a key either");
    assert_eq!(asked(&server).len(), 1);
    desk.advance(3_700);
    catch_up(&desk);
    assert_eq!(asked(&server).len(), 2);
}

/// S19: what a feed names does not lead into the user's own network, nor does a redirect or a further page.
#[test]
fn a_page_inside_the_users_network_is_refused() {
    let server = Server::start(|request| {
        let port = request.header("Host").and_then(|host| host.split(':').nth(1)).unwrap_or_default();
        match request.path.as_str() {
            "/feed" => Reply::ok(&[], &feed(&format!("http://inside.example:{port}"), 1)),
            "/led" => Reply::ok(&[], &feed(&format!("http://a.example:{port}"), 1)),
            "/page/0" if request.host() == "a.example" => {
                Reply::redirect("302 Found", &format!("http://inside.example:{port}/secret"))
            }
            _ => Reply::ok(&[("Content-Type", b"text/html")], &article("Secret.")),
        }
    });
    for path in ["/feed", "/led"] {
        let desk = Desk::strict();
        let url = server.url_of("a.example", path);
        desk.subscribe_as(Subscription { url, ..Subscription::default() });
        desk.refresh(Why::Due);
        let outcome = fetch(&desk, 1);
        assert!(matches!(&outcome, PageOutcome::Refused(why) if why.contains("your own network")), "{outcome:?}");
    }
    assert!(server.tape().iter().all(|request| request.host() == "a.example"));
    // The feed's own host is one that the user named, also when the feed was not fetched in this run.
    let home = crate::pages::server(1, |_| Reply::ok(&[("Content-Type", b"text/html")], &article("Mine.")));
    let mut desk = Desk::strict();
    subscribe(&desk, &home, FullText::Never);
    desk.restart();
    assert!(matches!(fetch(&desk, 1), PageOutcome::Stored(_)));
}

/// S22: what the user set for a feed goes to the pages of the same server, and to no other.
#[test]
fn credentials_go_to_the_feeds_own_server_only() {
    let page = |_: &Request| Reply::ok(&[("Content-Type", b"text/html")], &article("For members."));
    let elsewhere = Server::start(move |request| page(request));
    let away = elsewhere.url_of("b.example", "");
    let server = Server::start(move |request| {
        let base = format!("http://{}", request.header("Host").unwrap_or_default());
        match request.path.as_str() {
            "/own" => Reply::ok(&[], &feed(&base, 1)),
            "/away" => Reply::ok(&[], &feed(&away, 1)),
            _ => page(request),
        }
    });
    for (path, entry) in [("/own", &server), ("/away", &elsewhere)] {
        let desk = Desk::strict();
        let headers = vec![("X-Key".to_owned(), "k1".to_owned())];
        let access = dateline::model::Access { headers, ..Default::default() };
        desk.subscribe_as(Subscription { url: server.url_of("a.example", path), access, ..Subscription::default() });
        desk.refresh(Why::Due);
        // Both servers are on this machine.
        desk.refresher.client.guard().trust("b.example");
        assert!(matches!(fetch(&desk, 1), PageOutcome::Stored(_)));
        let sent = entry.tape().last().expect("a request").header("X-Key").map(str::to_owned);
        assert_eq!(sent.is_some(), path == "/own");
    }
}

#[test]
fn an_article_in_several_pages_becomes_one() {
    let server = server(1, |request| {
        let number = request.path.rsplit('=').next().and_then(|number| number.parse().ok()).unwrap_or(1);
        let next = match number {
            3 => "<a href='?page=1'>1</a>".to_owned(),
            n => format!("<a rel=next href='?page={}'>Next page</a>", n + 1),
        };
        let text = format!("This stands on page number {number} of the article and nowhere else. {next}");
        Reply::ok(&[("Content-Type", b"text/html")], &article(&text))
    });
    let desk = Desk::strict();
    subscribe(&desk, &server, FullText::Never);
    fetch(&desk, 1);
    assert_eq!(asked(&server), ["/page/0", "/page/0?page=2", "/page/0?page=3"]);
    let body = body(&desk, 1);
    let places: Vec<_> = (1..=3).map(|n| body.find(&format!("page number {n} of"))).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{body}");
    assert_eq!(body.matches("The moon pulls").count(), 6, "what each page repeats stands once");
}

#[test]
fn pages_without_end_are_cut_and_a_missing_one_is_told() {
    let endless = server(1, |request| {
        let number: u32 = request.path.rsplit('=').next().and_then(|number| number.parse().ok()).unwrap_or(1);
        let text = format!("This is page {number}. <a rel=next href='?page={}'>Next</a>", number + 1);
        Reply::ok(&[("Content-Type", b"text/html")], &article(&text))
    });
    let desk = Desk::strict();
    subscribe(&desk, &endless, FullText::Never);
    fetch(&desk, 1);
    assert_eq!(asked(&endless).len(), 10);
    let broken = server(1, |request| match request.path.contains('?') {
        true => Reply::status("502 Bad Gateway", &[]),
        false => Reply::ok(&[("Content-Type", b"text/html")], &article("One. <a rel=next href='?page=2'>Next</a>")),
    });
    let desk = Desk::strict();
    subscribe(&desk, &broken, FullText::Never);
    fetch(&desk, 1);
    assert!(body(&desk, 1).contains("[Page 2 did not come: HTTP 502."), "{}", body(&desk, 1));
}

/// Walls, files, front pages and pages with less than the feed are no gain; each is told with its reason.
#[test]
fn what_is_no_article_is_not_stored() {
    let html = |text: &str| Reply::ok(&[("Content-Type", b"text/html")], format!("<html><body>{text}").as_bytes());
    type Answer = fn(&str) -> Reply;
    let cases: [(Answer, &str); 8] = [
        (|_| Reply::ok(&[("Content-Type", b"application/pdf")], b"%PDF-1.7"), "a PDF file"),
        (|_| Reply::ok(&[("Content-Type", b"image/png")], b"x"), "a picture"),
        (|_| Reply::ok(&[("Content-Type", b"text/html")], b"  "), "empty"),
        (|_| Reply::redirect("302 Found", "/login?next=/page/0"), "login"),
        (|_| Reply::redirect("302 Found", "/"), "front page"),
        (|_| Reply::status("403 Forbidden", &[]), "HTTP 403"),
        (|_| Reply::ok(&[("Content-Type", b"text/html")], b"<body><article><p>Two words</p></article>"), "less text"),
        (
            |_| {
                Reply::ok(
                    &[("Content-Type", b"text/html")],
                    b"<title>Just a moment...</title><p>Please enable JavaScript",
                )
            },
            "error",
        ),
    ];
    for (reply, part) in cases {
        let server = server(1, move |request| match request.path.as_str() {
            "/page/0" => reply(&request.path),
            _ => Reply::ok(&[("Content-Type", b"text/html")], &article("Another page.")),
        });
        let desk = Desk::strict();
        subscribe(&desk, &server, FullText::Never);
        let outcome = fetch(&desk, 1);
        assert!(matches!(&outcome, PageOutcome::Refused(why) if why.contains(part)), "{part}: {outcome:?}");
        assert_eq!(body(&desk, 1), "Three short words");
    }
    let paywall =
        html("<article><p>The moon pulls. Already a subscriber? Sign in to read the rest of it.</p></article>");
    let server = server(1, move |_| paywall.clone());
    let desk = Desk::strict();
    subscribe(&desk, &server, FullText::Never);
    let outcome = fetch(&desk, 1);
    assert!(matches!(&outcome, PageOutcome::Refused(why) if why.contains("subscription")), "{outcome:?}");
}

/// S23, S24: caps hold for pages; odd charsets are read; links are resolved against the address that answered.
#[test]
fn pages_are_capped_decoded_and_based_where_they_were_found() {
    let small = NetSettings { page_cap: 20_000, ..strict() };
    let long = server(1, |_| {
        let page = format!("<article>{}</article>", "<p>Ebb and flood return, as they have ever done.</p>".repeat(600));
        Reply::ok(&[("Content-Type", b"text/html")], page.as_bytes())
    });
    let desk = Desk::new(small);
    subscribe(&desk, &long, FullText::Never);
    let PageOutcome::Stored(text) = fetch(&desk, 1) else { panic!("the beginning is read") };
    assert!((19_000..22_000).contains(&text.html.len()) && text.html.contains("[Cut here: of one page or file"));

    let server = server(1, |request| match request.path.as_str() {
        "/page/0" => Reply::redirect("301 Moved Permanently", "/2026/tides"),
        _ => {
            let text =
                String::from_utf8(article("Ebbe und Flut kehren zur\u{fc}ck. <a href=next>weiter</a>")).expect("text");
            let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
            Reply::ok(&[("Content-Type", b"text/html; charset=iso-8859-1")], &latin)
        }
    });
    let desk = Desk::strict();
    subscribe(&desk, &server, FullText::Never);
    fetch(&desk, 1);
    let article =
        desk.refresher.store.article_showing(EntryId(1), Showing::Full).wait().expect("a store").expect("one");
    assert!(article.body.contains("kehren zurück"), "{}", article.body);
    assert_eq!(article.base.as_deref(), Some(server.url_of("a.example", "/2026/tides").as_str()));
}

#[test]
fn a_rule_of_the_users_own_names_the_article() {
    let server = server(1, |_| {
        let page = String::from_utf8(article("Not this.")).expect("text");
        let page =
            page.replace("<footer>", "<div class=mine><p>This is it, says the one who reads here.</p></div><footer>");
        Reply::ok(&[("Content-Type", b"text/html")], page.as_bytes())
    });
    let desk = Desk::strict();
    subscribe(&desk, &server, FullText::Never);
    let rules = Arc::new(Rules::read("[\"a.example\"]\ncontent = \".mine\"").expect("rules"));
    let pages = Pages { rules, ..pages(&desk) };
    desk.run(pages.fetch(EntryId(1))).expect("a store");
    assert!(body(&desk, 1).contains("This is it") && !body(&desk, 1).contains("Not this"), "{}", body(&desk, 1));
}

#[test]
fn a_network_that_is_down_is_a_failure_that_passes() {
    let server = server(1, |_| Reply::ok(&[("Content-Type", b"text/html")], &article("All.")));
    let mut desk = Desk::strict();
    subscribe(&desk, &server, FullText::Always);
    desk.set(NetSettings { names: names(|_| Err("Temporary failure in name resolution")), ..strict() });
    assert!(matches!(catch_up(&desk).as_slice(), [PageOutcome::Failed { again: Some(_), .. }]));
    desk.set(strict());
    desk.advance(Time::HOUR);
    assert!(matches!(catch_up(&desk).as_slice(), [PageOutcome::Stored(_)]));
}
