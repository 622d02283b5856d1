//! Turns the terminal into a screen of ours, and back on every way out: return, error, panic, suspension.

use std::fs::File;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError, TryLockError, mpsc};
use std::thread::{self, ThreadId};
use std::time::Duration;

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use crate::term::platform::{self, Diverted};

/// Alternate screen, bracketed paste, focus reports, no cursor.
const ENTER: &str = "\x1b[?1049h\x1b[?2004h\x1b[?1004h\x1b[?25l";
/// The opposite of [`ENTER`], [`MOUSE_ON`] and of a frame broken off; harmless where nothing was entered.
const LEAVE: &str = "\x1b[?2026l\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[?1004l\x1b[?2004l\x1b[0m\x1b[?25h\x1b[?1049l";
/// Presses, drags and the wheel, with coordinates of any size; no bare motion, which would wake us for nothing.
pub const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1002h\x1b[?1006h";
pub const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1002l\x1b[?1000l";

/// How long leaving waits for a terminal that takes no bytes.
const PATIENCE: Duration = Duration::from_millis(200);

/// Set while the terminal is ours; the panic hook has no other way to know.
static HELD: Mutex<Option<Held>> = Mutex::new(None);

struct Held {
    /// Standard error, to be given back.
    _diverted: Option<Diverted>,
}

/// What the guard is to set up.
#[derive(Debug, Default)]
pub struct Setup {
    pub mouse: bool,
    /// Where standard error goes meanwhile.
    pub log: Option<File>,
}

/// The terminal is ours while this lives.
pub struct Guard {
    setup: Setup,
}

impl Guard {
    /// Enters raw mode and the alternate screen. What was done is undone if a later step fails.
    pub fn enter(setup: Setup) -> io::Result<Guard> {
        let guard = Guard { setup };
        guard.enter_again()?;
        Ok(guard)
    }

    /// Enters once more after [`Guard::leave`], or after others may have used the terminal.
    pub fn enter_again(&self) -> io::Result<()> {
        let mut terminal = platform::terminal()?;
        hold(self.setup.log.as_ref())?;
        // Raw mode that is thought to be on would not be set anew, though others may have ended it.
        disable_raw_mode()?;
        enable_raw_mode()?;
        terminal.write_all(ENTER.as_bytes())?;
        if self.setup.mouse {
            terminal.write_all(MOUSE_ON.as_bytes())?;
        }
        Ok(())
    }

    /// Gives the terminal back as it was.
    pub fn leave(&self) {
        restore();
    }

    /// Whether the mouse is on when the terminal is entered again.
    pub fn set_mouse(&mut self, on: bool) {
        self.setup.mouse = on;
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Makes a panic of the calling thread restore the terminal before its message is printed, and a panic of any other
/// thread go to the log while the terminal is ours. Call it before [`Guard::enter`].
pub fn install_panic_hook() {
    let ours: ThreadId = thread::current().id();
    let previous = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if thread::current().id() != ours && is_held() {
            tracing::error!(%panic, "a worker panicked");
            return;
        }
        restore();
        previous(panic);
    }));
}

/// Notes that the terminal is ours and leads standard error away from it. Once is enough.
fn hold(log: Option<&File>) -> io::Result<()> {
    let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
    if held.is_none() {
        *held = Some(Held { _diverted: log.map(Diverted::into).transpose()? });
    }
    Ok(())
}

fn is_held() -> bool {
    match HELD.try_lock() {
        Ok(held) => held.is_some(),
        Err(TryLockError::Poisoned(held)) => held.into_inner().is_some(),
        Err(TryLockError::WouldBlock) => true,
    }
}

/// Restores the terminal if it is ours. The bytes are written by a thread of their own: a terminal that takes none (it
/// is gone, or its user pressed ctrl-s) must not keep the program alive.
fn restore() {
    let held = match HELD.try_lock() {
        Ok(mut held) => held.take(),
        Err(TryLockError::Poisoned(held)) => held.into_inner().take(),
        Err(TryLockError::WouldBlock) => None,
    };
    if held.is_none() {
        return;
    }
    let (written, wait) = mpsc::channel();
    let writer = thread::Builder::new().name("restore".to_owned()).spawn(move || {
        let done = platform::terminal().and_then(|mut terminal| terminal.write_all(LEAVE.as_bytes()));
        // The waiting side may have given up.
        let _ = written.send(done);
    });
    if writer.is_ok() {
        // Neither a late nor a failed write can be mended here.
        let _ = wait.recv_timeout(PATIENCE);
    }
    let _ = disable_raw_mode();
}
