//! Help, `config`, `completions`, `man` and `doctor`; options before and after; how wrong usage is told.

use crate::home::{Home, Run};
use crate::news;

const COMMANDS: &[&str] = &[
    "add",
    "remove",
    "feeds",
    "refresh",
    "list",
    "unread",
    "show",
    "briefing",
    "mark",
    "rules",
    "parse",
    "extract",
    "import",
    "export",
    "demo",
    "config",
    "completions",
    "man",
    "doctor",
];

#[test]
fn every_command_is_helped() {
    let home = Home::new();
    let help = home.done(&["--help"]);
    for command in COMMANDS {
        assert!(help.contains(&format!("\n  {command} ")), "{command} in {help}");
        let own = home.done(&[command, "--help"]);
        assert!(own.contains(&format!("Usage: dateline {command}")), "{own}");
        assert_eq!(home.done(&[command, "-h"]).lines().next(), own.lines().next());
    }
    assert!(home.done(&["--version"]).starts_with("dateline 0."));
    assert!(!home.data().exists());
}

#[test]
fn wrong_usage_is_one_line_and_exit_status_2() {
    let home = Home::new();
    for arguments in [
        &["lst"] as &[&str],
        &["--nope"],
        &["doctor", "superfluous"],
        &["feeds", "--jason"],
        &["refresh", "--feed"],
        &["config"],
        &["config", "nothing"],
        &["completions"],
        &["completions", "command.com"],
        &["--log", "loud", "list"],
        &["list", "--data-dir"],
    ] {
        home.fails(2, arguments);
    }
    assert!(home.fails(2, &["lst"]).contains("'list'"));
    assert!(home.fails(2, &["config"]).contains("path, default, check, keys"));
}

#[test]
fn without_a_terminal_the_reader_does_not_open() {
    let home = Home::new();
    for arguments in [&[] as &[&str], &["demo"]] {
        let why = home.fails(2, arguments);
        assert!(why.contains("not a terminal") && why.contains("dateline list"), "{why}");
    }
    assert!(!home.data().exists());
}

#[test]
fn global_options_stand_before_and_after_the_command() {
    let server = news::server();
    let home = Home::subscribed(&server);
    let (config, data) = (home.config(), home.data());
    let (config, data) = (config.to_str().expect("ASCII"), data.to_str().expect("ASCII"));
    for arguments in [
        &["--config-dir", config, "--data-dir", data, "--log", "debug", "--offline", "unread", "titan"] as &[&str],
        &["unread", "--config-dir", config, "--data-dir", data, "--log", "debug", "--offline", "titan"],
        &["unread", "titan", "--offline", "--log=debug", &format!("--config-dir={config}"), "--data-dir", data],
        &["--data-dir", data, "unread", "titan", "--config-dir", config],
    ] {
        let run = Run::of(&mut home.bare(arguments));
        assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (Some(0), "1\n", ""), "{arguments:?}");
    }
}

#[test]
fn an_option_outweighs_the_environment() {
    let server = news::server();
    let (home, other) = (Home::subscribed(&server), Home::new());
    let run =
        Run::of(other.command(&["unread"]).arg("--data-dir").arg(home.data()).arg("--config-dir").arg(home.config()));
    assert_eq!(run.out, "3\n");
}

#[test]
fn the_log_goes_to_the_data_directory_that_was_given() {
    let home = Home::new();
    home.done(&["unread"]);
    assert!(home.data().join("dateline.log").is_file());
    assert!(!home.path().join(".local").exists());
}

#[test]
fn the_configuration_is_found_explained_and_checked() {
    let home = Home::new();
    assert_eq!(home.done(&["config", "path"]), format!("{}\n", home.config().join("config.toml").display()));
    let default = home.done(&["config", "default"]);
    assert_eq!(default, dateline::config::DEFAULT);
    assert_eq!(home.done(&["config", "check"]), "ok\n");
    home.configure("config.toml", &default);
    home.configure("keys.toml", &home.done(&["config", "keys"]));
    assert_eq!(home.done(&["config", "check"]), "ok\n");
}

#[test]
fn the_keys_are_printed_as_they_are_bound() {
    let home = Home::new();
    let keys = home.done(&["config", "keys"]);
    assert!(keys.starts_with("[keys]\n") && keys.contains("toggle-read = [\"m\"]"), "{keys}");
    home.configure("keys.toml", "[keys]\ntoggle-read = \"ctrl-y\"\n");
    let keys = home.done(&["config", "keys"]);
    assert!(keys.contains("toggle-read = [\"ctrl-y\"]"), "{keys}");
}

#[test]
fn shells_complete_every_command() {
    let home = Home::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = home.done(&["completions", shell]);
        assert!(COMMANDS.iter().all(|command| script.contains(command)), "{shell}");
    }
}

#[test]
fn the_manual_page_is_one() {
    let page = Home::new().done(&["man"]);
    assert!(
        page.contains(".TH dateline 1") && page.contains(".SH KEYS") && page.contains(".SH \"EXIT STATUS\""),
        "{page}"
    );
    assert!(COMMANDS.iter().all(|command| page.contains(&format!("dateline {command}"))));
    assert!(page.contains(".SH ENVIRONMENT") && page.contains("DATELINE_DATA_DIR"), "{page}");
    assert!(page.contains("text, ansi, markdown, html, epub, json"), "{page}");
}

#[test]
fn a_healthy_store_has_nothing_for_the_doctor() {
    let server = news::server();
    let home = Home::subscribed(&server);
    let report = home.done(&["doctor"]);
    assert!(report.lines().all(|line| line.starts_with("ok ")), "{report}");
    for part in [env!("CARGO_PKG_VERSION"), "feeds 1, entries 3, unread 3", "KiB", home.data().to_str().expect("ASCII")]
    {
        assert!(report.contains(part), "{part} in {report}");
    }
}

#[test]
fn the_doctor_names_what_is_wrong() {
    let home = Home::new();
    home.configure("config.toml", "mouse = 1\n");
    let run = home.run(&["doctor"]);
    assert_eq!(run.status, Some(1));
    assert!(run.out.contains("problem  config") && run.out.contains("config.toml:1:9"), "{run:?}");
    assert_eq!(run.complaint(), "1 problem found");
    home.configure("config.toml", "");
    std::fs::create_dir_all(home.data().join("hyphenation")).expect("a folder");
    std::fs::write(home.data().join("hyphenation/fr.standard.bincode"), "none").expect("a file");
    let run = home.run(&["doctor"]);
    assert!(run.out.contains("problem  hyphens") && run.out.contains("fr.standard.bincode"), "{run:?}");
}
