//! One request: what is sent, where it may lead, what is taken back, and how many run at once.

use std::future::Future;
use std::io::Read;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use dateline::model::FetchJob;
use dateline::net::{Accept, Answer, Client, FetchError, NetSettings, Request, Rules, fetch};
use proptest::prelude::*;

use crate::server::{Reply, Server};

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}

fn client() -> Client {
    Client::new(NetSettings::default())
}

fn job(url: &str) -> FetchJob {
    FetchJob { url: url.into(), ..FetchJob::default() }
}

fn poll(client: &Client, job: &FetchJob) -> Result<Answer, FetchError> {
    run(fetch::get(client, Request::poll(job)))
}

fn get(url: &str) -> Result<Answer, FetchError> {
    poll(&client(), &job(url))
}

// --- what is sent

#[test]
fn the_request_is_truthful_and_carries_nothing_of_the_user() {
    let server = Server::replies([Reply::ok(&[("Set-Cookie", b"id=1; Path=/")], b"x")]);
    let (client, job) = (client(), job(&server.url("/feed")));
    run(async {
        for _ in 0..2 {
            fetch::get(&client, Request::poll(&job)).await.expect("an answer");
        }
    });
    let agent = format!("dateline/{} (+{})", env!("CARGO_PKG_VERSION"), env!("CARGO_PKG_REPOSITORY"));
    let accept = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1";
    assert_eq!(server.tape().len(), 2);
    for request in server.tape() {
        assert_eq!((request.method.as_str(), request.path.as_str()), ("GET", "/feed"));
        assert_eq!(request.header("User-Agent"), Some(agent.as_str()));
        assert_eq!(request.header("Accept"), Some(accept));
        let codings = request.header("Accept-Encoding").unwrap_or_default();
        assert!(["gzip", "br", "zstd", "deflate"].iter().all(|coding| codings.contains(coding)), "{codings}");
        let names: Vec<_> = request.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
        assert!(
            names.iter().all(|name| ["host", "user-agent", "accept", "accept-encoding"].contains(&name.as_str())),
            "{names:?}"
        );
    }
}

#[test]
fn a_feed_can_have_a_user_agent_of_its_own() {
    let server = Server::replies([Reply::ok(&[], b"x")]);
    poll(&client(), &FetchJob { user_agent: Some("me/1".into()), ..job(&server.url("/")) }).expect("an answer");
    assert_eq!(server.tape()[0].header("User-Agent"), Some("me/1"));
}

#[test]
fn connections_are_used_again() {
    let server = Server::replies([
        Reply::redirect("302 Found", "/b"),
        Reply::status("404 Not Found", &[]),
        Reply::ok(&[], b"x"),
    ]);
    let client = client();
    run(async {
        for path in ["/a", "/c", "/d"] {
            fetch::get(&client, Request::poll(&job(&server.url(path)))).await.expect("an answer");
        }
    });
    assert_eq!(server.tape().iter().map(|request| request.connection).collect::<Vec<_>>(), [0; 4]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// H37: whatever path and query the user gave, as far as it is made of what an address may hold.
    #[test]
    fn the_address_goes_out_as_given(
        path in "(/([A-Za-z0-9~_!$&'()*+,;=:@-]|%2F|%20|%c3%A9)*){1,4}",
        query in proptest::option::of("([A-Za-z0-9~_!$&()*+,;=:@/?-]|%2F|%26)*"),
    ) {
        let server = Server::replies([Reply::ok(&[], b"x")]);
        let target = path + &query.map(|query| format!("?{query}")).unwrap_or_default();
        get(&server.url(&target)).expect("an answer");
        prop_assert_eq!(&server.tape()[0].path, &target);
    }

    /// H1, H2: any bytes that a header may hold come back as they came.
    #[test]
    fn validators_go_back_byte_for_byte(
        etag in proptest::option::of(value()),
        modified in proptest::option::of(value()),
    ) {
        let mut headers: Vec<(&str, &[u8])> = Vec::new();
        headers.extend(etag.as_deref().map(|v| ("ETag", v)));
        headers.extend(modified.as_deref().map(|v| ("last-modified", v)));
        let server = Server::replies([Reply::ok(&headers, b"x"), Reply::status("304 Not Modified", &[])]);
        let (client, mut job) = (client(), job(&server.url("/")));
        run(async {
            job.validators = fetch::get(&client, Request::poll(&job)).await.expect("an answer").validators();
            fetch::get(&client, Request::poll(&job)).await.expect("an answer");
        });
        let tape = server.tape();
        prop_assert!(!tape[0].is_conditional());
        prop_assert_eq!(tape[1].bytes("If-None-Match"), etag.as_deref());
        prop_assert_eq!(tape[1].bytes("If-Modified-Since"), modified.as_deref());
    }
}

/// Visible ASCII, spaces within, and bytes above 0x80; up to 4 kB.
fn value() -> impl Strategy<Value = Vec<u8>> {
    let bytes = prop_oneof![Just(b' '), 0x21..=0x7eu8, 0x80..=0xffu8];
    prop_oneof![
        Just(b"W/\"a, b\"".to_vec()),
        Just(b"no quotes".to_vec()),
        Just(b"thu, 1 jan 1970 00:00:00 PST".to_vec()),
        Just(vec![b'q'; 4096]),
        proptest::collection::vec(bytes, 1..200).prop_filter("servers' outer spaces are no part of a value", |v| {
            v.first() != Some(&b' ') && v.last() != Some(&b' ')
        }),
    ]
}

#[test]
fn validators_are_sent_only_to_the_address_they_belong_to() {
    let server = Server::start(|request| match request.path.as_str() {
        "/old" => Reply::redirect("301 Moved Permanently", "/new"),
        _ => Reply::ok(&[("ETag", b"\"1\"")], b"x"),
    });
    let (client, mut job) = (client(), job(&server.url("/old")));
    let answer = poll(&client, &job).expect("an answer");
    assert_eq!(answer.moved.as_ref().map(url::Url::as_str), Some(server.url("/new").as_str()));
    job.validators = answer.validators();
    assert_eq!(job.validators.url, server.url("/new"));
    poll(&client, &job).expect("an answer");
    job.url = server.url("/other");
    poll(&client, &job).expect("an answer");
    let sent: Vec<_> = server.tape().iter().map(|r| (r.path.clone(), r.is_conditional())).collect();
    let expected = [("/old", false), ("/new", false), ("/old", false), ("/new", true), ("/other", false)];
    assert_eq!(sent, expected.map(|(path, conditional)| (path.to_owned(), conditional)));
}

// --- redirects

#[test]
fn only_permanent_redirects_move_a_feed() {
    for (statuses, moves) in [
        (&["301 Moved", "308 Permanent"][..], true),
        (&["301 Moved", "302 Found"], false),
        (&["307 Temporary", "301 Moved"], false),
        (&["303 See Other"], false),
        (&[], false),
    ] {
        let hops = statuses.iter().enumerate().map(|(n, status)| Reply::redirect(status, &format!("/{n}?x=%2F")));
        let server = Server::replies(hops.chain([Reply::ok(&[], b"x")]));
        let answer = get(&server.url("/start")).expect("an answer");
        assert_eq!(answer.moved.is_some(), moves, "{statuses:?}");
        assert!(server.tape().iter().all(|request| request.header("Referer").is_none()));
    }
}

#[test]
fn redirects_end_after_five_and_circles_at_once() {
    let server = Server::start(|request| {
        let n: u32 = request.path[1..].parse().unwrap_or(0);
        Reply::redirect("302 Found", &format!("/{}", n + 1))
    });
    assert!(matches!(get(&server.url("/0")), Err(FetchError::TooManyRedirects)));
    assert_eq!(server.tape().len(), 6);

    let circle = Server::start(|request| Reply::redirect("301 Moved", if request.path == "/a" { "/b" } else { "/a" }));
    assert!(matches!(get(&circle.url("/a")), Err(FetchError::Circle)));
    assert_eq!(circle.tape().len(), 2);
}

#[test]
fn redirects_out_of_the_web_are_refused() {
    for target in ["file:///etc/passwd", "ftp://127.0.0.1/", "data:,x", "unix:/run/x", "gopher://x/", "http://"] {
        let server = Server::replies([Reply::redirect("302 Found", target)]);
        assert!(matches!(get(&server.url("/")), Err(FetchError::RedirectTarget(_))), "{target}");
    }
    let server = Server::replies([Reply::status("302 Found", &[])]);
    assert!(matches!(get(&server.url("/")), Err(FetchError::NowhereToGo)));
}

#[test]
fn a_redirect_cannot_reach_into_the_users_network() {
    for target in [
        "http://127.0.0.2:1/",
        "http://localhost:1/",
        "http://2130706434:1/",
        "http://[::1]:1/",
        "http://0x7f.0.0.2:1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://192.168.0.1/",
        "http://[::ffff:10.0.0.1]/",
        "http://0.0.0.0:1/",
    ] {
        let server = Server::replies([Reply::redirect("302 Found", target)]);
        assert!(matches!(get(&server.url("/")), Err(FetchError::Forbidden(_))), "{target}");
    }
}

#[test]
fn a_redirect_may_reach_a_host_that_the_user_named() {
    let inner = Server::replies([Reply::ok(&[], b"inner")]);
    let target = inner.url("/").replace("127.0.0.1", "localhost");
    let outer = Server::replies([Reply::redirect("302 Found", &target)]);
    let client = client();
    assert!(matches!(poll(&client, &job(&outer.url("/"))), Err(FetchError::Forbidden(_))));
    client.guard().trust("localhost");
    assert_eq!(poll(&client, &job(&outer.url("/"))).expect("an answer").body, b"inner");
}

#[test]
fn an_address_that_a_feed_named_is_checked_from_the_first_hop() {
    let server = Server::replies([Reply::ok(&[], b"x")]);
    let url = server.url("/").replace("127.0.0.1", "localhost");
    let job = job(&url);
    let request = Request { validators: None, accept: Accept::Page, typed: false, ..Request::poll(&job) };
    assert!(matches!(run(fetch::get(&client(), request)), Err(FetchError::Forbidden(_))));
    assert!(server.tape().is_empty());
}

#[test]
fn credentials_stay_with_their_server() {
    let other = Server::replies([Reply::ok(&[], b"x")]);
    let target = other.url("/elsewhere");
    let server = Server::start(move |request| match request.path.as_str() {
        "/feed" => Reply::redirect("302 Found", "/here"),
        _ => Reply::redirect("302 Found", &target),
    });
    get(&server.url("/feed").replace("http://", "http://user:secret@")).expect("an answer");
    assert!(server.tape().iter().all(|request| request.header("Authorization").is_some()));
    assert_eq!(other.tape()[0].header("Authorization"), None);
}

// --- what comes back

#[test]
fn every_compression_is_decoded() {
    let plain = b"<rss>packed</rss>";
    // Brotli: one uncompressed block of 17 bytes, then the last, empty one.
    let brotli = [&[0x00, 0x01, 0x10][..], plain, &[0x03]].concat();
    let zstd = zstd::encode_all(&plain[..], 3).expect("zstd");
    for (coding, packed) in [("gzip", unpack(GZIP)), ("deflate", unpack(ZLIB)), ("br", brotli), ("zstd", zstd)] {
        let server = Server::replies([Reply::ok(&[("Content-Encoding", coding.as_bytes())], &packed)]);
        assert_eq!(get(&server.url("/")).expect(coding).body, plain, "{coding}");
    }
}

#[test]
fn a_body_packed_otherwise_than_it_says_is_an_error() {
    let twice = unpack(GZIP_TWICE);
    let cases: [(&str, &[u8]); 4] =
        [("gzip", b"<rss>plain</rss>"), ("gzip", &twice), ("identity", &unpack(GZIP)), ("zstd", &unpack(GZIP))];
    for (coding, body) in cases {
        let server = Server::replies([Reply::ok(&[("Content-Encoding", coding.as_bytes())], body)]);
        assert!(get(&server.url("/")).is_err(), "{coding}");
    }
}

#[test]
fn a_body_that_breaks_off_is_an_error() {
    let gzip = unpack(GZIP);
    let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n40\r\ncut";
    let short = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>cut";
    let mut packed = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n".to_vec();
    packed.extend_from_slice(&gzip[..gzip.len() / 2]);
    for bytes in [&chunked[..], short, &packed, b"HTTP/1.1 200 OK\r\nContent-Le", b"", b"\x00\xff"] {
        let server = Server::replies([Reply::raw(bytes)]);
        assert!(get(&server.url("/")).is_err(), "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn a_bomb_is_stopped_at_the_cap() {
    let bomb = zstd::encode_all(std::io::repeat(b' ').take(64 << 20), 3).expect("zstd");
    let server = Server::replies([Reply::ok(&[("Content-Encoding", b"zstd")], &bomb)]);
    assert!(matches!(get(&server.url("/")), Err(FetchError::TooLarge(cap)) if cap == 20 << 20));
    let endless = Server::replies([Reply::flood(b"HTTP/1.1 200 OK\r\n\r\n")]);
    assert!(matches!(get(&endless.url("/")), Err(FetchError::TooLarge(_))));
}

#[test]
fn headers_without_end_are_an_error() {
    let many: String = (0..10_000).map(|n| format!("X-{n}: y\r\n")).collect();
    let long = format!("X: {}\r\n", "y".repeat(1 << 20));
    for headers in [many, long] {
        let server = Server::replies([Reply::raw(format!("HTTP/1.1 200 OK\r\n{headers}\r\nx").as_bytes())]);
        assert!(get(&server.url("/")).is_err());
    }
}

#[test]
fn a_slow_server_is_left_in_time() {
    let settings =
        NetSettings { idle: Duration::from_millis(100), total: Duration::from_millis(400), ..NetSettings::default() };
    let silent = Server::replies([Reply::hang(b"")]);
    let stopped = Server::replies([Reply::hang(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx")]);
    let loris = Server::replies([Reply::trickle(b"HTTP/1.1 200 OK\r\n\r\n", Duration::from_millis(10))]);
    for server in [silent, stopped, loris] {
        let begun = Instant::now();
        assert!(poll(&Client::new(settings.clone()), &job(&server.url("/"))).is_err());
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}

#[test]
fn what_is_no_address_is_refused_without_a_request() {
    for url in ["", "x", "data:,x", "ftp://x/", "http://", "javascript:alert(1)", "-oProxyCommand=x", "http://[::1"] {
        assert!(matches!(get(url), Err(FetchError::Address(_))), "{url}");
    }
}

// --- pacing

#[test]
fn requests_to_a_host_are_few_and_apart() {
    let server = Server::start(|_| Reply::ok(&[], b"x").after(Duration::from_millis(600)));
    let client =
        Client::new(NetSettings { rules: Rules { pace_loopback: true, ..Rules::default() }, ..NetSettings::default() });
    let begun = Instant::now();
    burst(&client, &server, 4);
    let tape = server.tape();
    assert!(tape.iter().all(|request| request.in_flight <= 2));
    // From the beginning, and not from the one before: a busy machine can only delay what arrives.
    let earliest = (0..).map(|number| Duration::from_millis(250) * number);
    assert!(tape.iter().zip(earliest).all(|(request, earliest)| request.at - begun >= earliest));
}

#[test]
fn the_users_own_machine_is_not_paced() {
    let server = Server::start(|_| Reply::ok(&[], b"x").after(Duration::from_millis(100)));
    let begun = Instant::now();
    burst(&client(), &server, 20);
    assert!(begun.elapsed() < Duration::from_secs(4));
    assert!(server.tape().iter().any(|request| request.in_flight > 2));
}

#[test]
fn at_most_64_requests_are_in_flight() {
    let server = Server::start(|_| Reply::ok(&[], b"x").after(Duration::from_millis(50)));
    burst(&client(), &server, 200);
    assert!(server.tape().iter().all(|request| request.in_flight <= 64));
}

fn burst(client: &Client, server: &Server, count: usize) {
    run(async {
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..count {
            let (client, job) = (client.clone(), job(&server.url(&format!("/{n}"))));
            tasks.spawn(async move { fetch::get(&client, Request::poll(&job)).await.expect("an answer") });
        }
        tasks.join_all().await;
    });
}

/// `<rss>packed</rss>`.
const GZIP: &str = "H4sIAAAAAAACA7MpKi62K0hMzk5NsdEHsQFpO6yVEQAAAA==";
const ZLIB: &str = "eJyzKSoutitITM5OTbHRB7EBOOIGPA==";
const GZIP_TWICE: &str = "H4sIAAAAAAACA5Pv5mAAASbmzZpaetu0PXzO+fluvMi+kTHTes1UQaAMACABX9kiAAAA";

fn unpack(base64: &str) -> Vec<u8> {
    BASE64_STANDARD.decode(base64).expect("base64")
}
