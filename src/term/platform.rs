//! What differs between platforms: signals, stopping and dying by them, the standard error stream.

use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::fd::{AsFd, OwnedFd};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::termios::{self, OptionalActions, Termios};
use signal_hook::consts::{SIGCONT, SIGTSTP};
use signal_hook::low_level::emulate_default_handler;
use tokio::signal::unix::{Signal as Listener, SignalKind, signal};

/// The signal of a terminal that is gone.
pub const HANGUP: i32 = signal_hook::consts::SIGHUP;

/// What the system asks of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// End; the number is the one to die by.
    Quit(i32),
    /// Stop until continued (ctrl-z sent from elsewhere).
    Stop,
    /// Continued: the terminal may have been used by others.
    Continue,
    /// The terminal has another size.
    Resize,
}

/// The signals that matter to a full-screen program. Needs a tokio runtime.
pub struct Signals {
    hangup: Listener,
    interrupt: Listener,
    quit: Listener,
    terminate: Listener,
    stop: Listener,
    cont: Listener,
    resize: Listener,
}

impl Signals {
    pub fn listen() -> io::Result<Signals> {
        Ok(Signals {
            hangup: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            quit: signal(SignalKind::quit())?,
            terminate: signal(SignalKind::terminate())?,
            stop: signal(SignalKind::from_raw(SIGTSTP))?,
            cont: signal(SignalKind::from_raw(SIGCONT))?,
            resize: signal(SignalKind::window_change())?,
        })
    }

    pub async fn next(&mut self) -> Signal {
        let kind = tokio::select! {
            _ = self.hangup.recv() => SignalKind::hangup(),
            _ = self.interrupt.recv() => SignalKind::interrupt(),
            _ = self.quit.recv() => SignalKind::quit(),
            _ = self.terminate.recv() => SignalKind::terminate(),
            _ = self.stop.recv() => return Signal::Stop,
            _ = self.cont.recv() => return Signal::Continue,
            _ = self.resize.recv() => return Signal::Resize,
        };
        Signal::Quit(kind.as_raw_value())
    }
}

/// Stops this process until something continues it.
pub fn stop() -> io::Result<()> {
    emulate_default_handler(SIGTSTP)
}

/// Ends this process by `signal`, so that its parent sees why; returns only if that fails.
pub fn die_by(signal: i32) -> io::Result<()> {
    emulate_default_handler(signal)
}

/// Whether a signal to end is one that a key makes: ctrl-c, ctrl-\\.
pub fn is_typed(signal: i32) -> bool {
    [signal_hook::consts::SIGINT, signal_hook::consts::SIGQUIT].contains(&signal)
}

/// The modes of the terminal, to be put back after a program that left it in others.
pub struct Modes(Option<Termios>);

impl Modes {
    pub fn now() -> Modes {
        Modes(termios::tcgetattr(io::stdout()).ok())
    }

    pub fn restore(self) {
        if let Some(modes) = self.0 {
            // A terminal that is gone has no modes.
            let _ = termios::tcsetattr(io::stdout(), OptionalActions::Now, &modes);
        }
    }
}

/// The terminal that keys come from, though standard input may be a pipe.
pub fn keyboard() -> io::Result<File> {
    if io::stdin().is_terminal() {
        return Ok(File::from(io::stdin().as_fd().try_clone_to_owned()?));
    }
    File::open("/dev/tty")
}

/// Whether something can be read within this time.
pub fn wait_readable(file: &File, limit: Duration) -> io::Result<bool> {
    let limit = Timespec::try_from(limit).map_err(io::Error::other)?;
    match poll(&mut [PollFd::new(file, PollFlags::IN)], Some(&limit)) {
        Ok(ready) => Ok(ready > 0),
        Err(Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// The terminal that frames are written to, apart from the buffer of [`io::stdout`].
pub fn terminal() -> io::Result<File> {
    Ok(File::from(io::stdout().as_fd().try_clone_to_owned()?))
}

/// Standard error led into a file for as long as this lives, so that no library's warning lands on the screen.
pub struct Diverted {
    original: OwnedFd,
}

impl Diverted {
    pub fn into(file: &File) -> io::Result<Diverted> {
        let original = io::stderr().as_fd().try_clone_to_owned()?;
        rustix::stdio::dup2_stderr(file)?;
        Ok(Diverted { original })
    }
}

impl Drop for Diverted {
    fn drop(&mut self) {
        // Without the original there is nowhere left to say so.
        let _ = rustix::stdio::dup2_stderr(&self.original);
    }
}
