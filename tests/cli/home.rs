//! A user's directories, and the program run in them without a terminal.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use dateline::store::Store;
use serde_json::Value;
use tempfile::TempDir;

use crate::news;
use crate::server::Server;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_dateline");

/// What never comes is given up after this.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Home {
    dir: TempDir,
}

/// How a command ended and what it said.
#[derive(Debug)]
pub struct Run {
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Home {
    pub fn new() -> Home {
        Home { dir: tempfile::tempdir().expect("a directory") }
    }

    /// A home whose only feed is the one of the server, fetched.
    pub fn subscribed(server: &Server) -> Home {
        let home = Home::new();
        home.done(&["add", &server.url(news::RSS)]);
        home
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn config(&self) -> PathBuf {
        self.path().join("config")
    }

    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// Writes a file of the configuration.
    pub fn configure(&self, name: &str, text: &str) {
        fs::create_dir_all(self.config()).expect("a directory");
        self.write(&format!("config/{name}"), text);
    }

    /// Writes a file, and tells its path.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.path().join(name);
        fs::write(&path, text).expect("a file");
        path.into_os_string().into_string().expect("a path of ASCII")
    }

    pub fn feeds_file(&self) -> String {
        fs::read_to_string(self.config().join("feeds.toml")).unwrap_or_default()
    }

    /// The command, in these directories and in an environment that is always the same.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.bare(arguments);
        command.env("DATELINE_CONFIG_DIR", self.config()).env("DATELINE_DATA_DIR", self.data());
        command
    }

    /// The command without being told where its directories are.
    pub fn bare(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).env_clear().current_dir(self.path());
        for (name, value) in [("TERM", "xterm"), ("LANG", "C.UTF-8"), ("TZ", "UTC")] {
            command.env(name, value);
        }
        command.env("HOME", self.path()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&mut self.command(arguments))
    }

    pub fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).spawn().expect("the program starts")
    }

    /// What the command prints; it has to succeed and to have nothing to complain of.
    pub fn done(&self, arguments: &[&str]) -> String {
        let run = self.run(arguments);
        assert_eq!((run.status, run.err.as_str()), (Some(0), ""), "{arguments:?}: {run:?}");
        run.out
    }

    /// The one line of complaint of a command that has to fail with this status, without its prefix.
    pub fn fails(&self, status: i32, arguments: &[&str]) -> String {
        let run = self.run(arguments);
        assert_eq!((run.status, run.out.as_str()), (Some(status), ""), "{arguments:?}: {run:?}");
        run.complaint().to_owned()
    }

    /// The values that a command prints, one a line.
    pub fn json(&self, arguments: &[&str]) -> Vec<Value> {
        values(&self.done(arguments))
    }

    /// The ids that a query finds.
    pub fn ids(&self, query: &[&str]) -> Vec<i64> {
        let arguments = [&["list", "--json"], query].concat();
        self.json(&arguments).iter().map(|entry| entry["id"].as_i64().expect("a number")).collect()
    }

    /// The titles that a query finds, in its order.
    pub fn titles(&self, query: &[&str]) -> Vec<String> {
        let arguments = [&["list", "--json"], query].concat();
        let title = |entry: &Value| entry["title"].as_str().expect("a text").to_owned();
        self.json(&arguments).iter().map(title).collect()
    }

    /// The store, as another program would open it.
    pub fn store(&self) -> Store {
        Store::open(&self.data()).expect("a store")
    }

    /// Takes back the last step, as `u` in the reader does.
    pub fn undo(&self) -> String {
        let store = self.store();
        let undone = store.undo(dateline::model::Time(1)).wait().expect("an answer").expect("a step");
        store.close(PATIENCE);
        undone.text
    }

    /// Lets the store seem to come from a later version, which is how it opens for reading only whoever the user is.
    pub fn age(&self) {
        let database = rusqlite::Connection::open(self.data().join("dateline.db")).expect("a database");
        database.pragma_update(None, "user_version", 1_000).expect("a number");
    }
}

impl Run {
    pub fn of(command: &mut Command) -> Run {
        Run::from(command.output().expect("the program runs"))
    }

    /// Gives the command this input.
    pub fn with_input(command: &mut Command, input: impl AsRef<[u8]>) -> Run {
        let mut child = command.stdin(Stdio::piped()).spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        stdin.write_all(input.as_ref()).expect("the program reads");
        drop(stdin);
        Run::wait(child)
    }

    pub fn wait(child: Child) -> Run {
        Run::from(child.wait_with_output().expect("the program ends"))
    }

    /// The only line on stderr, without the program's name.
    pub fn complaint(&self) -> &str {
        let line = self.err.strip_suffix('\n').filter(|line| !line.contains('\n'));
        line.and_then(|line| line.strip_prefix("dateline: ")).unwrap_or_else(|| panic!("not one line: {self:?}"))
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Run {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Run { status: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// JSON, one value a line.
pub fn values(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// The names of a value's fields, sorted.
pub fn fields(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

/// Waits until something is so.
pub fn wait_until(what: &str, so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !so() {
        assert!(begun.elapsed() < PATIENCE, "{what} never came");
        thread::yield_now();
    }
}
