//! What is kept and what is deleted, and a store that was lost and comes back from a backup.

use dateline::model::Time;

use crate::home::Home;
use crate::news::{self, HUYGENS};

#[test]
fn nothing_is_deleted_unless_it_was_asked_for() {
    let server = news::server();
    let home = Home::subscribed(&server);
    home.done(&["mark", "read", "is:unread"]);
    let told = home.done(&["doctor", "--vacuum"]);
    assert!(told.starts_with("deleted 0 entries and the texts of 0 others\nfreed "), "{told}");
    assert_eq!(home.titles(&[]).len(), 3);
}

#[test]
fn what_no_limit_keeps_goes_at_once_and_does_not_come_back() {
    let server = news::server();
    let home = Home::subscribed(&server);
    home.configure("config.toml", "[retention]\nentries = 1\n");
    assert!(home.done(&["doctor", "--vacuum"]).starts_with("deleted 0 entries"), "all are unread");
    home.done(&["mark", "read", "is:unread"]);
    assert!(home.done(&["doctor", "--vacuum"]).starts_with("deleted 2 entries"));
    assert_eq!(home.titles(&[]), [HUYGENS]);
    home.done(&["refresh", "--force"]);
    assert_eq!(home.titles(&[]), [HUYGENS]);
    assert!(home.done(&["doctor"]).contains("deleted entries 2"));
}

#[test]
fn the_nearest_rule_holds() {
    let server = news::server();
    let home = Home::subscribed(&server);
    home.configure("config.toml", "[retention]\nentries = 1\n");
    home.done(&["mark", "read", "is:unread"]);
    let feed = home.feeds_file();
    for rule in [
        "retention = { entries = \"all\" }\n",
        "folder = \"Sky\"\n[[folder]]\nname = \"Sky\"\nretention = \"forever\"\n",
    ] {
        home.configure("feeds.toml", &format!("{feed}{rule}"));
        assert!(home.done(&["doctor", "--vacuum"]).starts_with("deleted 0 entries"), "{rule}");
    }
    home.configure("feeds.toml", &format!("{feed}retention = {{ entries = 2 }}\n"));
    assert!(home.done(&["doctor", "--vacuum"]).starts_with("deleted 1 entry"));
}

#[test]
fn a_broken_feeds_file_lets_nothing_be_deleted() {
    let server = news::server();
    let home = Home::subscribed(&server);
    home.configure("config.toml", "[retention]\nentries = 1\n");
    home.done(&["mark", "read", "is:unread"]);
    home.configure("feeds.toml", "[[feed]]\nurl = 7\n");
    let run = home.run(&["doctor", "--vacuum"]);
    assert_eq!((run.status, run.out.as_str()), (Some(1), ""));
    assert!(run.err.contains("feeds.toml:2:7"), "{}", run.err);
    assert_eq!(home.store().tree().wait().expect("a tree").feeds[0].counts.total, 3);
}

#[test]
fn a_refresh_backs_up_and_deletes_once_a_day() {
    let server = news::server();
    let home = Home::subscribed(&server);
    home.configure("config.toml", "[retention]\nentries = 1\n");
    home.done(&["mark", "read", "is:unread"]);
    let refresh = || home.done(&["refresh", "--force"]);
    let state = || (home.store().backups().expect("a folder").len(), home.titles(&[]).len());
    refresh();
    assert_eq!(state(), (0, 3), "the first day begins");
    let database = rusqlite::Connection::open(home.data().join("dateline.db")).expect("a database");
    database.execute("update meta set value = value - 86400 where key like 'day_of_%'", []).expect("a day passes");
    drop(database);
    refresh();
    assert_eq!(state(), (1, 1));
    refresh();
    assert_eq!(state(), (1, 1));
}

#[test]
fn a_backup_is_imported_where_the_store_was_lost() {
    let server = news::server();
    let home = Home::subscribed(&server);
    home.done(&["mark", "star", "titan"]);
    home.done(&["mark", "read", "-titan"]);
    let backup = home.store().back_up(Time(1_764_000_000)).wait().expect("a backup");
    assert!(home.done(&["doctor"]).contains("backup-2025-11-24.db"));
    let other = Home::new();
    let told = other.done(&["import", &backup.to_string_lossy()]);
    assert!(told.contains("entries: 3 new"), "{told}");
    assert_eq!(other.titles(&["is:unread"]), [HUYGENS]);
    assert_eq!(other.titles(&["is:starred"]), [HUYGENS]);
    // The texts come with the next fetch.
    other.done(&["refresh"]);
    assert_eq!(other.titles(&[]).len(), 3);
    let text = |home: &Home| home.done(&["show", "titan"]);
    assert_eq!(text(&other), text(&home));
    let refused = other.fails(1, &["import", &home.data().join("dateline.db").to_string_lossy()]);
    assert!(refused.contains("--data-dir"), "{refused}");
}
