//! Other programs, the browser and the clipboard's: argument vectors, never a shell, and nothing of them on our screen.

use std::io::{Read, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use super::core::{Core, lock};
use crate::safe;

/// A browser that fails later than this has shown its own window.
const WATCH: Duration = Duration::from_secs(5);

/// Bytes of a program's answer that are looked at.
const ANSWER: u64 = 4 << 10;

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

/// Runs a program of the user's, detached.
pub fn run_beside(core: &Arc<Core>, command: Vec<String>) {
    aside(core, move || {
        let (name, arguments) = command.split_first().ok_or("No program is named")?;
        let mut program = Command::new(name);
        program.args(arguments);
        match watch(&mut program) {
            Ok(Some(status)) if !status.success() => Err(format!("{name} ended with {status}")),
            Ok(_) => Ok(()),
            Err(error) => Err(format!("{name}: {error}; config.toml names the programs")),
        }
    });
}

/// Gives text to a program and tells the first line that it answers.
pub fn pipe(core: &Arc<Core>, command: Vec<String>, text: Arc<[u8]>) {
    let teller = core.clone();
    aside(core, move || {
        let answer = converse(&command, &text)?;
        if !answer.is_empty() {
            teller.notice(answer);
        }
        Ok(())
    });
}

/// The first line that a program answers to a text. One that does not want all of the text is not to blame.
fn converse(command: &[String], text: &[u8]) -> Result<String, String> {
    let (program, arguments) = command.split_first().ok_or("No program is named")?;
    let said = |error: std::io::Error| format!("{program}: {error}");
    let mut command = Command::new(program);
    detached(command.args(arguments)).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(said)?;
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let answer = thread::scope(|scope| {
        scope.spawn(move || input.map(|mut input| input.write_all(text)));
        let mut answer = Vec::new();
        if let Some(mut output) = output {
            // What cannot be read is no answer.
            let _ = output.by_ref().take(ANSWER).read_to_end(&mut answer);
            let _ = std::io::copy(&mut output, &mut std::io::sink());
        }
        answer
    });
    let status = child.wait().map_err(said)?;
    if !status.success() {
        return Err(format!("{program} ended with {status}"));
    }
    let answer = String::from_utf8_lossy(&answer);
    Ok(answer.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned())
}

/// Runs a program on the terminal that was left to it, with a text as its input, until it ends.
pub fn on_terminal(command: &[String], text: &[u8]) -> Result<(), String> {
    let (program, arguments) = command.split_first().ok_or("No program is named")?;
    let said = |error: std::io::Error| format!("{program}: {error}");
    let mut child = Command::new(program).args(arguments).stdin(Stdio::piped()).spawn().map_err(said)?;
    let input = child.stdin.take();
    let status = thread::scope(|scope| {
        scope.spawn(move || input.map(|mut input| input.write_all(text)));
        child.wait()
    });
    let status = status.map_err(said)?;
    if status.success() { Ok(()) } else { Err(format!("{program} ended with {status}")) }
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

    /// S11.
    #[test]
    fn a_program_gets_the_article_and_its_answer_is_told() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let large = "a line\n".repeat(100_000);
        assert_eq!(converse(&words(&["cat"]), large.as_bytes()), Ok("a line".to_owned()));
        assert_eq!(converse(&words(&["true"]), large.as_bytes()), Ok(String::new()));
        assert!(converse(&words(&["false"]), b"x").is_err());
        assert!(converse(&[], b"x").is_err());
        let dir = tempfile::tempdir().expect("a folder");
        let marker = dir.path().join("marker");
        for text in ["; touch M", "$(touch M)", "`touch M`", "| touch M", "\n touch M"] {
            let text = text.replace('M', &marker.display().to_string());
            let answer = converse(&words(&["echo", "-n", &text]), text.as_bytes()).expect("an answer");
            assert_eq!(answer, text.trim());
        }
        assert!(!marker.exists());
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
