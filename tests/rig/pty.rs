//! Runs the real program on a pseudo-terminal with a terminal emulator behind it. Tests wait until the screen shows what
//! they expect, never for a time.

#![allow(dead_code, reason = "not every test program uses all of it")]

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

pub use vt100::Screen;

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

/// What never comes is given up after this.
const PATIENCE: Duration = Duration::from_secs(20);

/// The program on its terminal. Killed when dropped.
pub struct Reader {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    seen: Arc<Seen>,
}

/// What the program wrote: all of it, and the screen that it makes.
pub struct Seen {
    terminal: Mutex<Emulator>,
    changed: Condvar,
}

pub struct Emulator {
    pub parser: vt100::Parser,
    pub bytes: Vec<u8>,
    /// The program has closed the terminal.
    pub ended: bool,
    pub stalled: bool,
}

impl Reader {
    /// Starts a program with a home of its own.
    pub fn start(program: &Path, arguments: &[&str], home: &Path, (width, height): (u16, u16)) -> Reader {
        let pty = native_pty_system().openpty(size(width, height)).expect("a pseudo-terminal");
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        for (name, value) in [("TERM", "xterm-256color"), ("COLORTERM", "truecolor"), ("LANG", "C.UTF-8")] {
            command.env(name, value);
        }
        command.env("HOME", home);
        command.env("TMPDIR", home);
        command.env("DATELINE_CONFIG_DIR", home.join("config"));
        command.env("DATELINE_DATA_DIR", home.join("data"));
        command.cwd(home);
        let child = pty.slave.spawn_command(command).expect("the program starts");
        let parser = vt100::Parser::new(cells(height), cells(width), 0);
        let terminal = Mutex::new(Emulator { parser, bytes: Vec::new(), ended: false, stalled: false });
        let seen = Arc::new(Seen { terminal, changed: Condvar::new() });
        let output = pty.master.try_clone_reader().expect("a reader");
        let writing = Arc::clone(&seen);
        std::thread::spawn(move || writing.follow(output));
        let keys = pty.master.take_writer().expect("a writer");
        Reader { child, master: pty.master, keys, seen }
    }

    /// Types, byte for byte.
    pub fn keys(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).and_then(|()| self.keys.flush()).expect("the terminal takes keys");
    }

    /// Changes the size of the terminal; the program is told by SIGWINCH.
    pub fn resize(&self, width: u16, height: u16) {
        self.seen.lock().parser.screen_mut().set_size(cells(height), cells(width));
        self.master.resize(size(width, height)).expect("a new size");
    }

    /// Waits until the screen is as wanted; shows the screen where it never is.
    pub fn wait_for(&self, what: &str, wanted: impl Fn(&Screen) -> bool) {
        self.seen.wait(what, |terminal| wanted(terminal.parser.screen()));
    }

    /// Reads something off the screen as it is now.
    pub fn look<T>(&self, read: impl Fn(&Screen) -> T) -> T {
        read(self.seen.lock().parser.screen())
    }

    pub fn wait_for_text(&self, text: &str) {
        self.wait_for(text, |screen| screen.contents().contains(text));
    }

    /// Waits until what was written is as wanted.
    pub fn wait_for_bytes(&self, what: &str, wanted: impl Fn(&[u8]) -> bool) {
        self.seen.wait(what, |terminal| wanted(&terminal.bytes));
    }

    /// Everything written so far.
    pub fn bytes(&self) -> Vec<u8> {
        self.seen.lock().bytes.clone()
    }

    /// Waits until the program has ended and all it wrote is here.
    pub fn wait_for_end(&mut self) -> ExitStatus {
        self.seen.wait("the end", |terminal| terminal.ended);
        self.child.wait().expect("a status")
    }

    /// After the next bytes takes in nothing more, as a terminal that has stalled.
    pub fn stall(&self) {
        self.seen.lock().stalled = true;
    }

    /// Waits until the program has ended, whatever it may still have to write.
    pub fn wait_for_process(&mut self) -> ExitStatus {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().expect("a status") {
                return status;
            }
            std::thread::yield_now();
        }
        panic!("the program never ended");
    }

    /// Sends a signal by name ("TERM").
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.process().to_string()).status();
        assert!(sent.expect("kill runs").success());
    }

    /// Waits until the system says that the process is stopped.
    pub fn wait_until_stopped(&self) {
        let status = format!("/proc/{}/stat", self.process());
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let stat = std::fs::read_to_string(&status).expect("the process is there");
            if stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with(['T', 't'])) {
                return;
            }
            std::thread::yield_now();
        }
        panic!("the program never stopped");
    }

    /// The line discipline, to be compared.
    pub fn discipline(&self) -> String {
        format!("{:?}", self.master.get_termios())
    }

    fn process(&self) -> u32 {
        self.child.process_id().expect("a process")
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Seen {
    fn lock(&self) -> MutexGuard<'_, Emulator> {
        self.terminal.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn follow(&self, mut output: impl Read) {
        let mut buffer = [0; 8192];
        loop {
            let read = output.read(&mut buffer).unwrap_or(0);
            let mut terminal = self.lock();
            terminal.parser.process(&buffer[..read]);
            terminal.bytes.extend_from_slice(&buffer[..read]);
            terminal.ended = read == 0;
            self.changed.notify_all();
            if terminal.ended || (terminal.stalled && read > 0) {
                return;
            }
        }
    }

    fn wait(&self, what: &str, wanted: impl Fn(&Emulator) -> bool) {
        let terminal = self.lock();
        let (terminal, late) =
            self.changed.wait_timeout_while(terminal, PATIENCE, |terminal| !wanted(terminal)).expect("no panic");
        if late.timed_out() {
            let screen = terminal.parser.screen().contents();
            let last = terminal.bytes[terminal.bytes.len().saturating_sub(500)..].escape_ascii().to_string();
            drop(terminal);
            panic!("never came: {what}; the screen is\n{screen}\nand the last bytes were\n{last}");
        }
    }
}

fn size(width: u16, height: u16) -> PtySize {
    PtySize { rows: height, cols: width, pixel_width: 0, pixel_height: 0 }
}

fn cells(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).expect("a screen has cells")
}
