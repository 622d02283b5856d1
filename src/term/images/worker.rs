//! Encodes pictures on a thread of its own: neither a key nor a frame waits for it.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::way::Way;
use super::{iterm, kitty, sixel};
use crate::model::Pixels;

/// A picture to be encoded.
pub struct Job {
    pub pixels: Arc<Pixels>,
    pub columns: u16,
    pub rows: u16,
    /// The number by which kitty will know it.
    pub id: u8,
    pub way: Way,
}

/// Sequences to be written.
#[derive(Debug)]
pub enum Made {
    /// Sent one after the other, once.
    Commands(Vec<Vec<u8>>),
    /// Written where a row of cells is to be shown.
    Strips(Vec<Vec<u8>>),
}

pub struct Worker {
    jobs: Sender<Job>,
    done: UnboundedReceiver<(Arc<Pixels>, Made)>,
}

impl Worker {
    pub fn start() -> io::Result<Worker> {
        let (jobs, to_do) = channel::<Job>();
        let (tell, done) = unbounded_channel();
        thread::Builder::new().name("pictures".to_owned()).spawn(move || {
            while let Ok(job) = to_do.recv() {
                let made = make(&job);
                if tell.send((job.pixels, made)).is_err() {
                    return;
                }
            }
        })?;
        Ok(Worker { jobs, done })
    }

    pub fn ask(&self, job: Job) {
        // Without its thread no picture is shown; all else goes on.
        let _ = self.jobs.send(job);
    }

    /// The next one that is done; waits for ever once the thread is gone.
    pub async fn done(&mut self) -> (Arc<Pixels>, Made) {
        match self.done.recv().await {
            Some(done) => done,
            None => std::future::pending().await,
        }
    }
}

fn make(job: &Job) -> Made {
    match job.way {
        Way::Kitty { cells, wrapped } => {
            Made::Commands(kitty::send(&job.pixels, job.id, cells.then_some((job.columns, job.rows)), wrapped))
        }
        Way::Iterm => Made::Strips(iterm::strips(&job.pixels, job.columns, job.rows)),
        Way::Sixel { colors } => Made::Strips(sixel::strips(&job.pixels, job.rows, colors)),
        Way::Blocks => Made::Strips(Vec::new()),
    }
}
