//! Passwords that the user's own commands print: asked for when first needed, kept in memory, never written or logged.

use std::collections::HashMap;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::core::lock;

/// A command that asks its user something on a terminal would wait for ever: it has none.
const PATIENCE: Duration = Duration::from_secs(20);

/// The passwords of this run, by the commands that print them. Clones share them.
#[derive(Clone, Default)]
pub struct Secrets(Arc<Mutex<HashMap<Vec<String>, String>>>);

impl Secrets {
    /// The first line that the command prints; none for no command. The error names the program, nothing else of it.
    pub async fn password(&self, command: &[String]) -> Result<Option<String>, String> {
        let Some(program) = command.first() else { return Ok(None) };
        if let Some(known) = lock(&self.0).get(command) {
            return Ok(Some(known.clone()));
        }
        let asked = command.to_vec();
        let printed = timeout(PATIENCE, spawn_blocking(move || ask(&asked))).await;
        let late = || format!("the password command {program} took longer than {} s", PATIENCE.as_secs());
        let password = printed.map_err(|_| late())?.map_err(|error| error.to_string())??;
        lock(&self.0).insert(command.to_vec(), password.clone());
        Ok(Some(password))
    }

    /// The server took it for wrong: the command is asked again the next time.
    pub fn forget(&self, command: &[String]) {
        lock(&self.0).remove(command);
    }
}

fn ask(command: &[String]) -> Result<String, String> {
    let (program, arguments) = command.split_first().ok_or("no password command is named")?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stderr(Stdio::null());
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        command.process_group(0);
    }
    let output = command.output().map_err(|error| format!("the password command {program} did not run: {error}"))?;
    if !output.status.success() {
        return Err(format!("the password command {program} ended with {}", output.status));
    }
    let printed = String::from_utf8_lossy(&output.stdout);
    let line = printed.lines().next().unwrap_or_default().trim_end();
    if line.is_empty() { Err(format!("the password command {program} printed nothing")) } else { Ok(line.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn the_first_line_is_the_password_and_the_command_is_run_once() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("secret");
        std::fs::write(&file, "open sesame\nuser: me\n").expect("written");
        let print = command(&["cat", &file.display().to_string()]);
        let secrets = Secrets::default();
        let ask = || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(secrets.password(&print))
        };
        assert_eq!(ask(), Ok(Some("open sesame".to_owned())));
        std::fs::write(&file, "another\n").expect("written");
        assert_eq!(ask(), Ok(Some("open sesame".to_owned())));
        secrets.forget(&print);
        assert_eq!(ask(), Ok(Some("another".to_owned())));
    }

    #[test]
    fn a_command_that_fails_is_named_and_its_arguments_are_not() {
        for words in [&["/nonexistent/pass", "canary"][..], &["false", "canary"], &["true", "canary"]] {
            let why = ask(&command(words)).expect_err("no password");
            assert!(why.contains(words[0]) && !why.contains("canary"), "{why}");
        }
    }
}
