//! The real program on a real terminal, from the first screen to the last key, and killed in between.

mod crash;
mod demo;
mod front;
mod newcomer;
mod pages;
mod pictures;
#[path = "../rig/pty.rs"]
mod pty;
mod rules;
mod searching;
#[path = "../rig/server.rs"]
mod server;
mod stories;

use std::path::Path;

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_dateline");

/// The reader of a home, in a window of 80 × 24.
fn open(home: &Path) -> pty::Reader {
    pty::Reader::start(Path::new(PROGRAM), &[], home, (80, 24))
}
