//! Several programs at one store (requirement rows D9 to D11).

use std::path::Path;
use std::sync::{Arc, Condvar, Mutex};

use crate::home::{Home, PROGRAM, Run, wait_until};
use crate::news;
use crate::pty::Reader;
use crate::server::{Reply, Server};

/// Keeps a server's answers back until it is opened.
#[derive(Default)]
struct Gate {
    open: Mutex<bool>,
    opened: Condvar,
}

impl Gate {
    fn pass(&self) {
        let open = self.open.lock().expect("no panic");
        drop(self.opened.wait_while(open, |open| !*open).expect("no panic"));
    }

    fn open(&self) {
        *self.open.lock().expect("no panic") = true;
        self.opened.notify_all();
    }
}

/// A server whose feed `/slow` waits at the gate.
fn slow_server() -> (Server, Arc<Gate>) {
    let gate = Arc::new(Gate::default());
    let guarding = Arc::clone(&gate);
    let server = Server::start(move |request| {
        if request.path == "/slow" {
            guarding.pass();
            return news::feed(&news::long(2));
        }
        news::publish(request)
    });
    (server, gate)
}

fn asked(server: &Server, path: &str) -> bool {
    server.tape().iter().any(|request| request.path == path)
}

/// A home with a feed that is there and one that will be slow.
fn home_with_slow(server: &Server) -> Home {
    let home = Home::subscribed(server);
    home.done(&["import", &home.write("urls", server.url("/slow"))]);
    home
}

#[test]
fn commands_work_while_another_process_fetches() {
    let (server, gate) = slow_server();
    let home = home_with_slow(&server);
    let refresh = home.start(&["refresh", "--json"]);
    wait_until("the request", || asked(&server, "/slow"));
    assert_eq!(home.done(&["unread"]), "3\n");
    assert_eq!(home.done(&["mark", "read", "titan"]), "1\n");
    assert_eq!(home.titles(&["is:read"]), [news::HUYGENS]);
    assert!(home.done(&["export", "opml"]).contains("/slow"));
    assert!(home.done(&["show", "titan"]).contains("parachute"));
    home.done(&["doctor"]);
    home.done(&["add", &server.url("/spirit.xml")]);
    gate.open();
    let run = Run::wait(refresh);
    assert_eq!((run.status, run.err.as_str()), (Some(0), ""));
    assert!(run.out.contains("\"new\":2"), "{run:?}");
    assert_eq!(home.done(&["unread"]), "154\n");
}

#[test]
fn commands_work_while_the_reader_is_open_and_the_reader_sees_what_they_did() {
    let server = news::server();
    let home = Home::subscribed(&server);
    let mut reader = Reader::start(Path::new(PROGRAM), &[], home.path(), (120, 30));
    reader.wait_for_text("3 unread");
    assert_eq!(home.done(&["mark", "read", "titan"]), "1\n");
    reader.wait_for_text("2 unread");
    assert_eq!(home.done(&["unread"]), "2\n");
    assert!(home.done(&["export", "opml"]).contains(news::RSS));
    home.done(&["doctor"]);
    reader.keys("u");
    reader.wait_for_text("3 unread");
    assert_eq!(home.done(&["unread"]), "3\n");
}

#[test]
fn a_killed_reader_keeps_nobody_out() {
    let server = news::server();
    let home = Home::subscribed(&server);
    let mut reader = Reader::start(Path::new(PROGRAM), &[], home.path(), (120, 30));
    reader.wait_for_text("3 unread");
    reader.signal("KILL");
    reader.wait_for_end();
    assert_eq!(home.done(&["unread"]), "3\n");
    home.done(&["refresh", "--force"]);
    home.done(&["doctor"]);
}

#[test]
fn a_refresh_waits_for_the_one_that_runs() {
    let (server, gate) = slow_server();
    let home = home_with_slow(&server);
    let first = home.start(&["refresh"]);
    wait_until("the request", || asked(&server, "/slow"));
    let second = home.start(&["refresh", "--json"]);
    gate.open();
    for refresh in [first, second] {
        let run = Run::wait(refresh);
        assert_eq!((run.status, run.err.as_str()), (Some(0), ""));
    }
    assert_eq!(server.tape().iter().filter(|request| request.path == "/slow").count(), 1);
}

#[test]
fn a_store_that_another_program_holds_open_is_shared() {
    let server = news::server();
    let home = Home::subscribed(&server);
    let store = home.store();
    assert_eq!(home.done(&["mark", "star", "titan"]), "1\n");
    assert!(store.other_process_wrote().wait().expect("an answer"));
    let starred = store.tree().wait().expect("a tree").starred;
    assert_eq!(starred, 1);
}

#[test]
fn what_several_mark_at_once_is_marked_altogether() {
    let server = news::server();
    let home = Home::new();
    home.done(&["add", &server.url("/spirit.xml")]);
    let queries: Vec<_> = (1..=8).map(|number| format!("title:\"picture {number} from\"")).collect();
    let marking: Vec<_> = queries.iter().map(|query| home.start(&["mark", "star", query])).collect();
    for mark in marking {
        let run = Run::wait(mark);
        assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (Some(0), "1\n", ""));
    }
    assert_eq!(home.ids(&["is:starred"]).len(), 8);
    home.done(&["doctor"]);
}

#[test]
fn what_several_subscribe_to_at_once_is_subscribed_to_altogether() {
    let home = Home::new();
    let urls: Vec<_> = (1..=8).map(|number| format!("https://example.org/{number}.xml")).collect();
    let files: Vec<_> =
        urls.iter().enumerate().map(|(number, url)| home.write(&format!("urls{number}"), url)).collect();
    let importing: Vec<_> = files.iter().map(|file| home.start(&["import", file])).collect();
    for import in importing {
        let run = Run::wait(import);
        assert_eq!((run.status, run.err.as_str()), (Some(0), ""), "{run:?}");
    }
    let feeds = home.done(&["feeds"]);
    for url in &urls {
        assert!(feeds.contains(url), "{url} in {feeds}");
        assert_eq!(home.feeds_file().matches(url.as_str()).count(), 1, "{url}");
    }
}

#[test]
fn a_killed_refresh_keeps_nobody_out() {
    let (server, gate) = slow_server();
    let home = home_with_slow(&server);
    let mut refresh = home.start(&["refresh"]);
    wait_until("the request", || asked(&server, "/slow"));
    refresh.kill().expect("it runs");
    Run::wait(refresh);
    gate.open();
    assert_eq!(home.done(&["unread"]), "3\n");
    let sums = home.json(&["refresh", "--json"]).pop().expect("sums");
    assert_eq!((&sums["new"], &sums["failed"]), (&1.into(), &0.into()));
    home.done(&["doctor"]);
}

#[test]
fn a_feed_is_there_whole_or_not_at_all_after_a_kill() {
    let server = Server::start(|request| match request.path.as_str() {
        "/hangs" => Reply::hang(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n<rss version=\"2.0\"><channel>"),
        _ => news::publish(request),
    });
    let home = Home::new();
    home.done(&["import", &home.write("urls", format!("{}\n{}", server.url("/hangs"), server.url("/spirit.xml")))]);
    let mut refresh = home.start(&["refresh"]);
    wait_until("both requests", || asked(&server, "/hangs") && asked(&server, "/spirit.xml"));
    refresh.kill().expect("it runs");
    Run::wait(refresh);
    let count = home.ids(&["--limit", "1000"]).len();
    assert!(count == 0 || count == 150, "{count} entries");
    home.done(&["doctor"]);
}
