//! `feeds.toml` as its owner keeps it: edited by hand, linked, commented, locked away.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};

use crate::home::Home;
use crate::news;

const MINE: &str = "# The news from home.\n[[feed]]\nurl = \"https://example.org/a.xml\"   # every morning\n";

#[test]
fn what_was_written_by_hand_is_taken_over_by_the_next_command() {
    let home = Home::new();
    home.configure("feeds.toml", MINE);
    assert!(home.done(&["feeds"]).contains("https://example.org/a.xml"));
    home.configure("feeds.toml", &MINE.replace("[[feed]]", "[[feed]]\ntitle = \"Morning\"\nfolder = \"Home\""));
    assert!(home.done(&["feeds"]).contains("Morning"));
    home.configure("feeds.toml", "# Nothing any more.\n");
    assert_eq!(home.done(&["feeds"]), "");
}

#[test]
fn comments_and_order_outlive_the_changes_of_the_program() {
    let server = news::server();
    let home = Home::new();
    home.configure("feeds.toml", MINE);
    home.done(&["add", &server.url(news::RSS)]);
    let with_new = format!("{MINE}\n[[feed]]\nurl = \"{}\"\n", server.url(news::RSS));
    assert_eq!(home.feeds_file(), with_new);
    home.done(&["remove", &server.url(news::RSS)]);
    assert_eq!(home.feeds_file(), MINE);
}

#[test]
fn a_link_is_followed_and_stays_one() {
    let server = news::server();
    let home = Home::new();
    let dotfile = home.write("dotfile.toml", MINE);
    home.configure("config.toml", "");
    let link = home.config().join("feeds.toml");
    symlink(&dotfile, &link).expect("a link");
    home.done(&["add", &server.url(news::RSS)]);
    assert!(link.is_symlink());
    assert!(fs::read_to_string(dotfile).expect("the dotfile").contains(&server.url(news::RSS)));
}

#[test]
fn a_file_that_may_not_be_written_keeps_the_change_waiting() {
    let server = news::server();
    let home = Home::new();
    home.configure("feeds.toml", MINE);
    let file = home.config().join("feeds.toml");
    fs::set_permissions(&file, Permissions::from_mode(0o400)).expect("it is ours");
    let run = home.run(&["add", &server.url(news::RSS)]);
    assert_eq!(run.status, Some(0), "{run:?}");
    assert!(run.complaint().contains(file.to_str().expect("ASCII")), "{run:?}");
    assert_eq!((home.feeds_file().as_str(), home.run(&["unread"]).out.as_str()), (MINE, "3\n"));
    fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("it is ours");
    assert_eq!(home.done(&["unread"]), "3\n");
    assert!(home.feeds_file().contains(&server.url(news::RSS)));
}

#[test]
fn a_feed_that_moves_in_and_out_of_the_file_keeps_its_marks() {
    let server = news::server();
    let home = Home::subscribed(&server);
    let file = home.feeds_file();
    home.done(&["mark", "star", "titan"]);
    home.configure("feeds.toml", "");
    assert_eq!(home.done(&["list"]), "");
    home.configure("feeds.toml", &file);
    assert_eq!(home.titles(&["is:starred"]), [news::HUYGENS]);
    assert_eq!(home.done(&["unread"]), "3\n");
}
