//! Files that entries enclose: fetched piece by piece, within a limit, and not from the user's own network.

use dateline::net::{DownloadError, FetchError, download};

use crate::desk::Desk;
use crate::server::{Reply, Server};

fn fetch(desk: &Desk, url: &str, limit: u64) -> (Result<(), DownloadError>, Vec<u8>, Option<u64>) {
    let (mut bytes, mut told) = (Vec::new(), None);
    let take = |chunk: &[u8], total: Option<u64>| {
        bytes.extend_from_slice(chunk);
        told = total;
        Ok(())
    };
    let outcome = desk.run(download(&desk.refresher.client, url, limit, take));
    (outcome, bytes, told)
}

#[test]
fn a_file_comes_whole_by_way_of_redirects() {
    let server = Server::start(|request| match request.path.as_str() {
        "/a.mp3" => Reply::redirect("302 Found", "/there/a.mp3"),
        _ => Reply::ok(&[], &vec![7; 300_000]),
    });
    let desk = Desk::strict();
    desk.refresher.client.guard().trust("a.example");
    let (outcome, bytes, told) = fetch(&desk, &server.url_of("a.example", "/a.mp3"), 1_000_000);
    assert!(outcome.is_ok(), "{outcome:?}");
    assert_eq!((bytes.len(), told), (300_000, Some(300_000)));
    assert!(server.tape().iter().all(|request| request.header("Referer").is_none()));
}

#[test]
fn what_is_too_large_missing_or_cut_is_said() {
    let endless =
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".iter().copied().chain(vec![7; 300_000]).collect::<Vec<u8>>();
    let server = Server::start(move |request| match request.path.as_str() {
        "/large" => Reply::ok(&[], &vec![7; 300_000]),
        "/endless" => Reply::raw(&endless),
        "/cut" => Reply::raw(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort"),
        _ => Reply::new("404 Not Found", &[], b"no"),
    });
    let desk = Desk::strict();
    desk.refresher.client.guard().trust("a.example");
    let of = |path: &str| fetch(&desk, &server.url_of("a.example", path), 100_000);
    let (outcome, bytes, _) = of("/large");
    assert!(matches!(outcome, Err(DownloadError::TooLarge(_))) && bytes.is_empty(), "{outcome:?}");
    let (outcome, bytes, _) = of("/endless");
    assert!(matches!(outcome, Err(DownloadError::TooLarge(_))) && bytes.len() <= 100_000, "{outcome:?}");
    assert!(matches!(of("/none").0, Err(DownloadError::Status(404))));
    assert!(matches!(of("/cut").0, Err(DownloadError::Fetch(FetchError::Cut(_)) | DownloadError::Cut(..))));
}

/// S19.
#[test]
fn no_file_is_fetched_from_the_users_own_network() {
    let server = Server::start(|request| match request.host() {
        "outside.example" => {
            let port = request.header("Host").and_then(|host| host.split(':').nth(1)).unwrap_or_default();
            Reply::redirect("302 Found", &format!("http://inside.example:{port}/"))
        }
        _ => Reply::ok(&[], b"secret"),
    });
    let desk = Desk::strict();
    desk.refresher.client.guard().trust("outside.example");
    for host in ["inside.example", "outside.example", "127.0.0.1"] {
        let (outcome, bytes, _) = fetch(&desk, &server.url_of(host, "/"), 100);
        assert!(matches!(outcome, Err(DownloadError::Fetch(FetchError::Forbidden(_)))), "{host}: {outcome:?}");
        assert!(bytes.is_empty());
    }
    let (outcome, ..) = fetch(&desk, "file:///etc/hostname", 100);
    assert!(matches!(outcome, Err(DownloadError::Fetch(FetchError::Address(_)))), "{outcome:?}");
}
