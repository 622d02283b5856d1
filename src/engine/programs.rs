//! Other programs, the browser and the clipboard's: argument vectors, never a shell, and nothing of them on our screen.

use std::io::Write;
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
    aside(core, move || {
        run(commands).map_err(|why| format!("The browser did not open: {why}; set `browser` in config.toml"))
    });
}

/// Gives text to the program that keeps the clipboard.
pub fn copy(core: &Arc<Core>, command: Vec<String>, text: String) {
    aside(core, move || {
        feed(&command, &text).map_err(|why| format!("Not copied: {why}; set `clipboard` in config.toml"))
    });
}

/// Runs another program and tells what went wrong. Not a task: a program that stays would hold a thread of the pool, and
/// with it the end of ours.
fn aside(core: &Arc<Core>, work: impl FnOnce() -> Result<(), String> + Send + 'static) {
    let core = core.clone();
    let started = thread::Builder::new().name("program".to_owned()).spawn(move || {
        if let Err(why) = work() {
            core.failed(None, why);
        }
    });
    if let Err(error) = started {
        tracing::warn!(%error, "no thread for another program");
    }
}

fn feed(command: &[String], text: &str) -> Result<(), String> {
    let (program, arguments) = command.split_first().ok_or("no program is named")?;
    let said = |error: std::io::Error| format!("{program}: {error}");
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped());
    let mut child = detached(&mut command).spawn().map_err(said)?;
    if let Some(mut input) = child.stdin.take() {
        input.write_all(text.as_bytes()).map_err(said)?;
    }
    let status = child.wait().map_err(said)?;
    if status.success() { Ok(()) } else { Err(format!("{program} ended with {status}")) }
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
    let begun = Instant::now();
    let status = detached(command.stdin(Stdio::null())).spawn()?.wait()?;
    Ok((begun.elapsed() < WATCH).then_some(status))
}

/// Away from our screen and our keys: ctrl-c in our terminal is not for another program.
fn detached(command: &mut Command) -> &mut Command {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        command.process_group(0);
    }
    command.stdout(Stdio::null()).stderr(Stdio::null())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clipboards_program_is_given_the_text_as_it_is() {
        let dir = tempfile::tempdir().expect("a folder");
        let kept = dir.path().join("kept");
        let command = ["tee".to_owned(), kept.display().to_string()];
        feed(&command, "https://example.org/?a='b'&$(id)").expect("copied");
        assert_eq!(std::fs::read_to_string(kept).expect("kept"), "https://example.org/?a='b'&$(id)");
        assert!(feed(&["/nonexistent/clip".to_owned()], "x").is_err());
        assert!(feed(&["false".to_owned()], "x").is_err());
    }

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
