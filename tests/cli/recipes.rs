//! The recipes of the README, taken from it and tried.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::home::{Home, PROGRAM, Run};
use crate::news;
use crate::pty::Reader;
use crate::server::Server;

/// The block of the README that begins with a fence of this language.
fn recipe(language: &str, holds: &str) -> &'static str {
    const README: &str = include_str!("../../README.md");
    let fence = format!("```{language}\n");
    let blocks = README.split(&fence).skip(1).filter_map(|rest| rest.split("```").next());
    blocks.into_iter().find(|block| block.contains(holds)).expect("a recipe")
}

/// A home that knows of a feed and has not fetched it.
fn waiting(server: &Server) -> Home {
    let home = Home::new();
    home.configure("feeds.toml", &format!("[[feed]]\nurl = \"{}\"\n", server.url(news::RSS)));
    home
}

/// Where programs are found: this one, those of the test, and those of the system.
fn path(home: &Home) -> String {
    let own = Path::new(PROGRAM).parent().expect("a folder");
    format!("{}:{}:/usr/bin:/bin", home.path().join("bin").display(), own.display())
}

fn shell(home: &Home, line: &str) -> Run {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", line]).env_clear().current_dir(home.path()).env("PATH", path(home)).env("HOME", home.path());
    command.env("DATELINE_CONFIG_DIR", home.config()).env("DATELINE_DATA_DIR", home.data()).env("TZ", "UTC");
    Run::of(&mut command)
}

#[test]
fn tmux_shows_what_is_unread() {
    let Some(tmux) = ["/usr/bin/tmux", "/usr/local/bin/tmux"].map(Path::new).into_iter().find(|path| path.exists())
    else {
        return eprintln!("skipped: there is no tmux");
    };
    let server = news::server();
    let home = Home::subscribed(&server);
    let conf = format!("set-environment -g PATH '{}'\n{}", path(&home), recipe("tmux", "status-right"));
    let conf = home.write("tmux.conf", conf);
    let socket = home.path().join("tmux.socket");
    let arguments = ["-u", "-S", socket.to_str().expect("ASCII"), "-f", &conf, "new-session", "cat"];
    let reader = Reader::start(tmux, &arguments, home.path(), (80, 10));
    reader.wait_for_text("3 unread ·");
    let ended = Command::new(tmux).args(["-S", arguments[2], "kill-server"]).status();
    assert!(ended.expect("tmux runs").success());
}

#[test]
fn cron_mails_yesterdays_news_or_nothing() {
    let server = news::server();
    let home = waiting(&server);
    let line = recipe("crontab", "dateline").trim();
    let job = line.strip_prefix("0 7 * * *").expect("seven o'clock");
    let run = shell(&home, job);
    assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (Some(0), "", ""), "nothing is of yesterday");
    let run = shell(&home, &job.replace("newer:1d", "newer:99999d"));
    assert_eq!((run.status, run.out.lines().count()), (Some(0), 3), "{run:?}");
}

#[test]
fn cron_mails_a_briefing() {
    let server = news::server();
    let home = waiting(&server);
    let job = recipe("crontab", "briefing").trim().strip_prefix("0 7 * * *").expect("seven o'clock");
    let run = shell(&home, &job.replace("briefing", "briefing --since 1986-01-01"));
    assert_eq!((run.status, run.err.as_str()), (Some(0), ""));
    assert!(run.out.starts_with("Briefing, ") && run.out.contains(news::HUYGENS), "{run:?}");
}

#[test]
fn a_desktop_is_told_of_news_and_without_one_they_are_printed() {
    let server = news::server();
    let script = recipe("sh", "notify-send");
    let home = waiting(&server);
    let run = shell(&home, script);
    let lines: Vec<_> = run.out.lines().collect();
    assert_eq!((run.status, run.err.as_str(), lines.len()), (Some(0), "", 4), "{run:?}");
    assert_eq!(lines[0], "3 new");
    assert!(lines[1].ends_with(news::HUYGENS) && !lines[1].starts_with('1'), "{run:?}");
    let run = shell(&home, script);
    assert_eq!((run.status, run.out.as_str()), (Some(0), ""), "nothing is new");

    let home = waiting(&server);
    fs::create_dir(home.path().join("bin")).expect("a folder");
    let desktop = home.write("bin/notify-send", "#!/bin/sh\nprintf '%s|' \"$@\" > told\n");
    fs::set_permissions(desktop, Permissions::from_mode(0o755)).expect("it is ours");
    let run = shell(&home, script);
    assert_eq!((run.status, run.out.as_str()), (Some(0), ""), "{run:?}");
    let told = fs::read_to_string(home.path().join("told")).expect("it was told");
    assert!(told.starts_with("--app-name|dateline|3 new|") && told.contains(news::HUYGENS), "{told}");
}
