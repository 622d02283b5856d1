//! Addresses to the user's browser: an argument vector, never a shell, and nothing of it on our screen.

use std::process::{Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::core::{Core, lock};
use crate::safe;

/// A browser that fails later than this has shown its own window.
const WATCH: Duration = Duration::from_secs(5);

/// Opens an address in the browser, detached. `background` is heeded where the desktop can (macOS).
pub fn url(core: &Arc<Core>, address: &str, background: bool) {
    let Some(address) = safe::url(address).or_else(|| safe::url_to_ask_about(address)) else {
        return core.failed(None, "Not opened: only http, https and mailto addresses go to the browser; y copies it");
    };
    let browser = lock(&core.preferences).browser.clone();
    let commands = commands(&browser, &address, background);
    let core = core.clone();
    // Not a task: a browser that stays in the foreground would hold a thread of the pool, and the end of the program.
    let started = thread::Builder::new().name("browser".to_owned()).spawn(move || {
        if let Err(why) = run(commands) {
            core.failed(None, format!("The browser did not open: {why}; set `browser` in config.toml"));
        }
    });
    if let Err(error) = started {
        tracing::warn!(%error, "no thread for the browser");
    }
}

/// The commands to try in turn. `{url}` stands for the address where the user put it; else it comes last.
fn commands(browser: &[String], address: &str, background: bool) -> Vec<Command> {
    let Some((program, arguments)) = browser.split_first() else { return desktop(address, background) };
    let mut command = Command::new(program);
    command.args(arguments.iter().map(|argument| if argument == "{url}" { address } else { argument }));
    if !arguments.iter().any(|argument| argument == "{url}") {
        command.arg(address);
    }
    vec![command]
}

fn desktop(address: &str, background: bool) -> Vec<Command> {
    if cfg!(target_os = "macos") && background {
        let mut command = Command::new("open");
        command.args(["-g", address]);
        return vec![command];
    }
    open::commands(address)
}

/// Runs the first command that there is.
fn run(commands: Vec<Command>) -> Result<(), String> {
    let mut missing = String::from("no program for it was found");
    for mut command in commands {
        let name = command.get_program().to_string_lossy().into_owned();
        match watch(&mut command) {
            Ok(Some(status)) if !status.success() => return Err(format!("{name} ended with {status}")),
            Ok(_) => return Ok(()),
            Err(error) => missing = format!("{name}: {error}"),
        }
    }
    Err(missing)
}

/// Waits for the end of a program, which also lets the system forget it; its status if it ended soon.
fn watch(command: &mut Command) -> std::io::Result<Option<ExitStatus>> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        // Keys like ctrl-c in our terminal are not for the browser.
        command.process_group(0);
    }
    let begun = Instant::now();
    let status = command.spawn()?.wait()?;
    Ok((begun.elapsed() < WATCH).then_some(status))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(command: &Command) -> Vec<String> {
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        words.map(|word| word.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn the_address_is_one_argument_whatever_it_holds() {
        let address = "https://example.org/$(id)?a=';b&c";
        let browser = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let lines = |words: &[&str]| commands(&browser(words), address, false).iter().map(line).collect::<Vec<_>>();
        assert_eq!(lines(&["w"]), [["w", address]]);
        assert_eq!(lines(&["w", "--new", "{url}", "--end"]), [["w", "--new", address, "--end"]]);
        assert_eq!(lines(&["w", "x{url}"]), [["w", "x{url}", address]]);
    }

    #[test]
    fn a_program_that_is_not_there_is_an_error() {
        assert!(run(vec![Command::new("/nonexistent/browser")]).is_err());
        assert!(run(Vec::new()).is_err());
    }
}
