//! Manners towards servers as the real program has them: stopped in the middle, told by options, reported.

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::home::{Home, Run, values, wait_until};
use crate::news;
use crate::server::{Reply, Server};

/// A home with these feeds, none of them fetched yet.
fn home_with(server: &Server, paths: &[&str]) -> Home {
    let home = Home::new();
    let feeds = paths.iter().map(|path| format!("[[feed]]\nurl = \"{}\"\n", server.url(path)));
    home.configure("feeds.toml", &feeds.collect::<String>());
    home
}

fn signal(name: &str, process: u32) {
    let sent = Command::new("kill").args([&format!("-{name}"), &process.to_string()]).status();
    assert!(sent.expect("kill runs").success());
}

/// D20: what happens to connections while the program is stopped ends them; nothing stays stuck.
#[test]
fn a_stop_in_the_middle_of_a_fetch_ends_in_time() {
    let server = Server::start(|request| match request.path.as_str() {
        "/slow" => Reply::trickle(b"HTTP/1.1 200 OK\r\n\r\n<rss>", Duration::from_millis(20)),
        "/cut" => Reply::raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<rss>").after(Duration::from_millis(200)),
        _ => news::publish(request),
    });
    let home = home_with(&server, &["/slow", "/cut"]);
    home.configure("config.toml", "[network]\ntotal_timeout = \"1s\"\n");
    let child = home.start(&["refresh", "--json"]);
    wait_until("both requests", || server.tape().len() == 2);
    let begun = Instant::now();
    signal("STOP", child.id());
    // Beyond its limit of time.
    wait_until("the night", || begun.elapsed() > Duration::from_millis(1_200));
    signal("CONT", child.id());
    let run = Run::wait(child);
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    assert_eq!((run.status, run.err.as_str()), (Some(0), ""), "{run:?}");
    let lines = values(&run.out);
    assert_eq!(lines[2], json!({"feeds": 2, "new": 0, "unchanged": 0, "failed": 2, "skipped": 0}));
    assert!(lines[..2].iter().all(|line| line["next_poll"].is_string()), "{lines:?}");
    // The next refresh finds nothing in its way.
    home.configure("feeds.toml", &format!("[[feed]]\nurl = \"{}\"\n", server.url(news::RSS)));
    assert_eq!(home.json(&["refresh", "--json"]).last().expect("sums")["new"], 1);
}

/// H22.
#[test]
fn a_refusal_concerns_the_host_or_the_feed_as_the_user_says() {
    for (option, asked, sums) in [
        ("", 1, json!({"feeds": 2, "new": 0, "unchanged": 0, "failed": 1, "skipped": 1})),
        ("refuse_per_host = false", 2, json!({"feeds": 2, "new": 1, "unchanged": 0, "failed": 1, "skipped": 0})),
    ] {
        let server = Server::replies([Reply::status("429 Too Many Requests", &[]), news::feed(news::FAR_AND_COLD)]);
        let home = home_with(&server, &["/one", "/two"]);
        home.configure("config.toml", &format!("[network]\npace_loopback = true\n{option}\n"));
        assert_eq!(home.json(&["refresh", "--json"]).last(), Some(&sums), "{option}");
        assert_eq!(server.tape().len(), asked, "{option}");
    }
}

/// H24: what a refresh in the background learns stands in `feeds.toml` when it ends.
#[test]
fn a_feed_that_has_moved_has_its_new_address_in_the_file() {
    let server = Server::start(|request| match request.path.as_str() {
        "/old" => Reply::redirect("301 Moved Permanently", news::RSS),
        _ => news::publish(request),
    });
    let home = home_with(&server, &["/old"]);
    home.done(&["refresh"]);
    assert!(home.feeds_file().contains(&server.url("/old")));
    let database = rusqlite::Connection::open(home.data().join("dateline.db")).expect("a database");
    let sql = "update feeds set moved_since = moved_since - 90000";
    assert_eq!(database.execute(sql, []).expect("a statement"), 1, "a day and an hour go by");
    let told = home.done(&["refresh", "--force"]);
    assert!(told.starts_with(&format!("news: {} has moved for good", server.url("/old"))), "{told}");
    assert_eq!(home.feeds_file(), format!("[[feed]]\nurl = \"{}\"\n", server.url(news::RSS)));
    assert_eq!(home.done(&["unread"]), "3\n");
}

/// H48.
#[test]
fn the_doctor_reports_what_each_feed_has_cost() {
    let server = news::server();
    let home = home_with(&server, &[news::RSS, "/gone"]);
    home.done(&["refresh"]);
    home.done(&["refresh", "--force"]);
    let report = home.done(&["doctor", "--http"]);
    let lines: Vec<Vec<&str>> = report.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["requests", "full", "304", "429", "uncond.", "min", "gap", "saved", "feed"]);
    let row = |url: &str| {
        let row = lines.iter().find(|row| row.last().is_some_and(|last| last.contains(url)));
        row.unwrap_or_else(|| panic!("{url} in {report}")).clone()
    };
    let good = row(&server.url(news::RSS));
    // Between them is the gap of these two requests, in seconds.
    assert_eq!((&good[..5], &good[6..11]), (&["2", "1", "1", "0", "1"][..], &["s", "1", "KiB", "Far", "&"][..]));
    assert_eq!(row(&server.url("/gone"))[..5], ["2", "0", "0", "0", "2"]);
    let sums = report.lines().last().expect("sums");
    assert!(sums.starts_with("2 feeds: 4 requests, 25 % of them") && sums.ends_with("spared 1 KiB"), "{sums}");
}
