//! Directories and files that are not as they should be, and the rights of those that are made (rows D7, D8, S38, T9).

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::home::{Home, PROGRAM, Run};
use crate::news;
use crate::server::Server;

fn mode(path: &Path) -> u32 {
    path.symlink_metadata().expect("it is there").permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
}

/// Everything below a directory.
fn below(directory: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path());
    entries
        .flat_map(|path| if path.is_dir() { [vec![path.clone()], below(&path)].concat() } else { vec![path] })
        .collect()
}

#[test]
fn what_is_made_is_for_the_user_alone_whatever_the_umask() {
    let server = news::server();
    for umask in ["0", "022"] {
        let home = Home::new();
        for arguments in
            [&["add", &server.url(news::RSS)] as &[&str], &["mark", "read", "ice"], &["--log", "debug", "list"]]
        {
            let mut shell = Command::new("sh");
            shell.args(["-c", &format!("umask {umask}; exec \"$0\" \"$@\""), PROGRAM]).args(arguments);
            shell.env("HOME", home.path()).env_remove("DATELINE_DATA_DIR").env_remove("DATELINE_CONFIG_DIR");
            for name in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"] {
                shell.env_remove(name);
            }
            let run = Run::of(shell.stdin(Stdio::null()));
            assert_eq!((run.status, run.err.as_str()), (Some(0), ""), "umask {umask}: {run:?}");
        }
        let made = below(home.path());
        for name in ["feeds.toml", "dateline.db", "dateline.log"] {
            assert!(made.iter().any(|path| path.ends_with(name)), "{name} in {made:?}");
        }
        for path in made {
            let wanted = if path.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(mode(&path), wanted, "umask {umask}: {}", path.display());
        }
    }
}

#[test]
fn a_directory_that_cannot_be_one_is_named_with_the_remedy() {
    let home = Home::new();
    let file = home.write("file", "");
    let link = home.path().join("link");
    symlink(home.path().join("nowhere"), &link).expect("a link");
    let long = home.path().join("long/".repeat(1_000));
    for bad in [Path::new(&file), &Path::new(&file).join("below"), &link, &long] {
        for (option, other) in [("--data-dir", "--config-dir"), ("--config-dir", "--data-dir")] {
            let run = Run::of(home.bare(&["list"]).arg(option).arg(bad).arg(other).arg(home.path().join("good")));
            assert_eq!((run.status, run.out.as_str()), (Some(1), ""), "{run:?}");
            let why = run.complaint();
            assert!(why.contains(bad.to_str().expect("ASCII")) && why.contains(option), "{why}");
        }
    }
}

#[test]
fn a_directory_may_have_a_name_that_is_no_text() {
    let home = Home::new();
    let strange = home.path().join(OsStr::from_bytes(b"n\xffws"));
    let run = Run::of(home.bare(&["unread"]).arg("--data-dir").arg(&strange).arg("--config-dir").arg(&strange));
    assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (Some(0), "0\n", ""));
    assert!(strange.join("dateline.db").is_file());
}

#[test]
fn a_home_that_is_none_is_named() {
    let home = Home::new();
    let file = home.write("file", "");
    for (bad, part) in [(file.as_str(), file.as_str()), ("relative/home", "relative/home")] {
        let run = Run::of(home.bare(&["unread"]).env("HOME", bad));
        assert_eq!(run.status, Some(1), "{run:?}");
        let why = run.complaint();
        assert!(why.contains(part) && why.contains("--data-dir"), "{why}");
    }
}

#[test]
fn a_home_that_is_not_there_yet_is_made() {
    let home = Home::new();
    let missing = home.path().join("new/home");
    let run = Run::of(home.bare(&["unread"]).env("HOME", &missing));
    assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (Some(0), "0\n", ""));
    assert_eq!(mode(&missing), 0o700);
}

#[test]
fn without_a_home_the_directories_given_are_enough() {
    let home = Home::new();
    let run = Run::of(home.command(&["unread"]).env_remove("HOME"));
    assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (Some(0), "0\n", ""));
    // Where the system knows no home of the user either, the way out is said.
    let run = Run::of(home.bare(&["config", "path"]).env_remove("HOME"));
    match run.status {
        Some(0) => assert!(Path::new(run.out.trim_end()).is_absolute(), "{run:?}"),
        _ => assert!(run.complaint().contains("--data-dir"), "{run:?}"),
    }
}

#[test]
fn an_empty_variable_counts_as_unset() {
    let home = Home::new();
    let run = Run::of(home.bare(&["unread"]).env("DATELINE_DATA_DIR", "").env("DATELINE_CONFIG_DIR", ""));
    assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (Some(0), "0\n", ""));
    assert!(home.path().join(".local/share/dateline/dateline.db").is_file());
}

#[test]
fn a_store_for_reading_only_is_read_and_says_so() {
    let server = news::server();
    let home = Home::subscribed(&server);
    home.age();
    assert_read_only(&home);
    assert!(home.run(&["unread"]).complaint().contains("update dateline"));
}

#[test]
fn a_directory_for_reading_only_is_read_and_says_so() {
    let server = news::server();
    let home = Home::subscribed(&server);
    let files = below(&home.data());
    files.iter().for_each(|file| set_mode(file, 0o400));
    set_mode(&home.data(), 0o500);
    if fs::write(home.data().join("probe"), "").is_ok() {
        eprintln!("skipped: rights do not stop this user");
    } else {
        assert_read_only(&home);
        assert!(home.run(&["unread"]).complaint().contains(home.data().to_str().expect("ASCII")));
    }
    set_mode(&home.data(), 0o700);
}

fn assert_read_only(home: &Home) {
    for (arguments, printed) in
        [(&["unread"] as &[&str], "3\n"), (&["list", "--limit", "0"], ""), (&["feeds"], "Far & Cold")]
    {
        let run = home.run(arguments);
        assert_eq!(run.status, Some(0), "{run:?}");
        assert!(run.out.contains(printed) && run.complaint().contains("reading only"), "{run:?}");
    }
    for arguments in
        [&["mark", "read", "ice"] as &[&str], &["remove", "1"], &["refresh"], &["add", "https://example.org/"]]
    {
        assert!(home.fails(1, arguments).contains("reading only"));
    }
}

#[test]
fn a_damaged_store_is_told_and_not_touched() {
    let home = Home::new();
    fs::create_dir(home.data()).expect("a directory");
    let file = home.write("data/dateline.db", "This is a letter, not a database.".repeat(40));
    let before = fs::read(&file).expect("the letter");
    let why = home.fails(1, &["list"]);
    assert!(why.contains("store") || why.contains(&file), "{why}");
    assert_eq!(fs::read(&file).expect("the letter"), before);
}

#[test]
fn broken_files_of_the_configuration_are_located_and_the_defaults_are_used() {
    let server = news::server();
    let home = Home::subscribed(&server);
    home.configure("config.toml", "theme = \"ink\"\nmouse = 1\n");
    home.configure("keys.toml", "[keys]\nopne = \"x\"\n");
    let run = home.run(&["show", "titan"]);
    assert_eq!(run.status, Some(0));
    assert!(run.out.contains(news::HUYGENS));
    for part in ["config.toml:2:9: ", "keys.toml:2:1: ", "did you mean `open`"] {
        assert!(run.err.contains(part), "{part} in {run:?}");
    }
    assert_eq!(run.err.lines().count(), 2, "{run:?}");
    let check = home.run(&["config", "check"]);
    assert_eq!((check.status, check.out.as_str(), check.err), (Some(1), "", run.err));
}

#[test]
fn a_broken_feeds_file_hides_nothing_and_is_not_written_to() {
    let server = news::server();
    let home = Home::subscribed(&server);
    let broken = format!("{}\n[[feed]\nurl = \"https://example.org/\"\n", home.feeds_file());
    home.configure("feeds.toml", &broken);
    let run = home.run(&["unread"]);
    assert_eq!((run.status, run.out.as_str()), (Some(0), "3\n"));
    assert!(run.complaint().contains("feeds.toml:4:"), "{run:?}");
    let run = home.run(&["add", &server.url("/spirit.xml")]);
    assert_eq!(run.status, Some(0));
    assert!(run.err.contains("feeds.toml:4:"), "{run:?}");
    assert_eq!(home.feeds_file(), broken);
    assert!(home.run(&["unread"]).complaint().contains("feeds.toml:4:"));
    home.configure("feeds.toml", &broken.replace("[[feed]\n", "[[feed]]\n"));
    assert_eq!(home.done(&["unread"]), "153\n");
    assert!(home.feeds_file().contains("/spirit.xml") && home.feeds_file().contains("https://example.org/"));
}

#[test]
fn no_escape_reaches_a_pipe() {
    let hostile = "<rss version='2.0'><channel><title>A&#27;]0;owned&#7; feed</title><item><guid>g</guid>\
        <title>Title &#x9b;31m red</title><description>\u{9b}2J &lt;b&gt;text&#27;[2J&lt;/b&gt;</description>\
        <link>https://example.org/&#27;[31m</link></item></channel></rss>";
    let server = Server::start(move |_| news::feed(hostile));
    let home = Home::new();
    let file = home.write("feed.xml", hostile);
    home.run(&["add", &server.url("/"), "--title", "My\u{1b}[31m own"]);
    for arguments in [
        &["list"] as &[&str],
        &["list", "--json"],
        &["feeds"],
        &["feeds", "--health"],
        &["feeds", "--json"],
        &["show", "1"],
        &["show", "1", "--format", "markdown"],
        &["show", "1", "--format", "html"],
        &["show", "1", "--format", "json"],
        &["export", "opml"],
        &["export", "json"],
        &["parse", &file],
        &["list", "after:\u{1b}[31m"],
        &["remove", "\u{1b}[31m"],
        &["man"],
        &["--help"],
        &["doctor"],
    ] {
        let run = home.run(arguments);
        let written = format!("{}{}", run.out, run.err);
        assert!(!written.is_empty(), "{arguments:?}");
        let control = |c: char| c.is_control() && c != '\n';
        assert!(!written.contains(control), "{arguments:?}: {written:?}");
    }
}
