//! Writes frames to the terminal on a thread of its own, so that a slow terminal never holds up a key.

use std::io::{self, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::term::platform;

/// What the thread is asked to do.
enum Job {
    Write(Vec<u8>),
    /// Say when everything before it is written.
    Mark(Sender<()>),
}

/// The writing end of the terminal. It has one buffer, which is either here or being written: who has none must wait
/// before the next frame is begun, so frames are dropped and never queued.
pub struct Output {
    buffer: Option<Vec<u8>>,
    jobs: Sender<Job>,
    empty: UnboundedReceiver<Vec<u8>>,
}

impl Output {
    /// Frames go to standard output.
    pub fn to_terminal() -> io::Result<Output> {
        Output::start(platform::terminal()?)
    }

    fn start(terminal: impl Write + Send + 'static) -> io::Result<Output> {
        let (jobs, to_do) = channel();
        let (back, empty) = unbounded_channel();
        thread::Builder::new().name("output".to_owned()).spawn(move || work(terminal, &to_do, &back))?;
        Ok(Output { buffer: Some(Vec::with_capacity(16 * 1024)), jobs, empty })
    }

    /// The empty buffer, if nothing is being written.
    pub fn take(&mut self) -> Option<Vec<u8>> {
        self.buffer.take().or_else(|| self.empty.try_recv().ok())
    }

    /// Hands over a frame, or gives back a buffer in which nothing was put.
    pub fn send(&mut self, buffer: Vec<u8>) {
        if buffer.is_empty() {
            self.buffer = Some(buffer);
        } else {
            // The thread ends early only when the terminal is gone; then nothing can be shown.
            let _ = self.jobs.send(Job::Write(buffer));
        }
    }

    /// Waits until a frame can be begun; for ever once the terminal is gone. Nothing is lost if the future is dropped.
    pub async fn ready(&mut self) {
        if self.buffer.is_none() {
            match self.empty.recv().await {
                Some(buffer) => self.buffer = Some(buffer),
                None => std::future::pending().await,
            }
        }
    }

    /// Waits until what was handed over is written, but not longer than `limit`.
    pub fn drain(&self, limit: Duration) {
        let (mark, reached) = channel();
        if self.jobs.send(Job::Mark(mark)).is_ok() {
            // Late: the terminal takes no bytes, and whoever leaves it must not wait for that.
            let _ = reached.recv_timeout(limit);
        }
    }
}

fn work(mut terminal: impl Write, jobs: &Receiver<Job>, back: &UnboundedSender<Vec<u8>>) {
    while let Ok(job) = jobs.recv() {
        match job {
            Job::Write(mut frame) => {
                if terminal.write_all(&frame).and_then(|()| terminal.flush()).is_err() {
                    return;
                }
                frame.clear();
                if back.send(frame).is_err() {
                    return;
                }
            }
            Job::Mark(mark) => drop(mark),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Sink(Arc<Mutex<Vec<u8>>>);

    impl Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// A terminal that takes nothing until it is told to.
    struct Blocked(Receiver<()>);

    impl Write for Blocked {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.recv().map_err(io::Error::other)?;
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_frame_is_written_and_its_buffer_comes_back() {
        let sink = Sink::default();
        let mut output = Output::start(sink.clone()).unwrap();
        let mut buffer = output.take().unwrap();
        buffer.extend_from_slice(b"frame");
        output.send(buffer);
        output.drain(Duration::from_secs(5));
        assert_eq!(sink.0.lock().unwrap().as_slice(), b"frame");
        assert_eq!(output.take(), Some(Vec::new()));
    }

    #[tokio::test]
    async fn while_the_terminal_is_slow_no_frame_can_be_begun() {
        let (go, blocked) = channel();
        let mut output = Output::start(Blocked(blocked)).unwrap();
        let mut buffer = output.take().unwrap();
        buffer.push(b'x');
        output.send(buffer);
        assert_eq!(output.take(), None);
        output.drain(Duration::ZERO);
        go.send(()).unwrap();
        output.ready().await;
        assert_eq!(output.take(), Some(Vec::new()));
    }
}
