//! One page alone in the article pane, from a file and from a pipe.

use std::fs;
use std::path::Path;

use crate::PROGRAM;
use crate::pty::Reader;
use crate::server::{Reply, Server};

const TEXT: &str = "Huygens lands on Titan\n\nBy Jo Doe\nFar & Cold\nJanuary 14, 2005\n\nThe probe fell through the haze for two and \
                    a half hours, and went on sending for one hour more from a plain of ice.\n";

/// A shell that runs a line, with the program's name in `$R`.
fn shell(home: &Path, line: &str) -> Reader {
    fs::write(home.join("huygens.txt"), TEXT).expect("a file");
    Reader::start(Path::new("/bin/sh"), &["-c", &format!("R={PROGRAM}; {line}")], home, (80, 24))
}

#[test]
fn text_from_a_pipe_is_read_with_keys_from_the_terminal() {
    let home = tempfile::tempdir().expect("a home");
    let long = "for i in 1 2 3 4 5 6 7 8 9; do cat huygens.txt; done; echo; echo The end of it all.";
    let mut reader = shell(home.path(), &format!("({long}) | $R read -; echo left with $?"));
    reader.wait_for_text("By Jo Doe · Far & Cold · 14 Jan 2005");
    reader.keys("G");
    reader.wait_for_text("The end of it all.");
    reader.keys("q");
    reader.wait_for_text("left with 0");
    assert!(reader.wait_for_end().success());
    assert!(reader.look(|screen| !screen.alternate_screen()));
}

#[test]
fn a_file_is_read_and_a_page_behind_its_link_too() {
    let server = Server::start(|_| {
        let page = "<!doctype html><title>Descent</title><article><h1>Descent</h1><p>Three parachutes slowed the probe, \
                    one after the other, on its way down to the plain, as had been planned for years.</p></article>";
        Reply::ok(&[("Content-Type", b"text/html")], page.as_bytes())
    });
    let home = tempfile::tempdir().expect("a home");
    let page = format!("<p>The probe fell; see <a href='{}'>its descent</a> for more.</p>", server.url("/descent"));
    fs::write(home.path().join("page.html"), page).expect("a file");
    let mut reader = shell(home.path(), "$R read page.html");
    reader.wait_for_text("The probe fell");
    reader.keys("s");
    reader.wait_for_text("here one article is read alone");
    reader.keys(";r");
    // The page named the address, which lies in the user's own network.
    reader.wait_for_text("inside your own network");
    reader.keys(":read-page\r");
    reader.wait_for_text("Address of a page to read");
    reader.keys(&format!("{}\r", server.url("/descent")));
    reader.wait_for_text("Three parachutes");
    reader.keys("\x7f");
    reader.wait_for_text("The probe fell");
    reader.keys("q");
    assert!(reader.wait_for_end().success());
}

#[test]
fn a_terminal_that_cannot_place_the_cursor_is_printed_on() {
    let home = tempfile::tempdir().expect("a home");
    let mut reader = shell(home.path(), "TERM=dumb NO_COLOR=1 $R read huygens.txt");
    reader.wait_for_text("By Jo Doe");
    assert!(reader.wait_for_end().success());
    assert!(!reader.bytes().contains(&0x1b));
}
