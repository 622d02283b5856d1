//! An answer that the store still owes.

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::sync::oneshot;

use super::StoreError;

/// An answer to come: a future for async code, [`Pending::wait`] for the rest. Dropping it does not undo the request.
#[derive(Debug)]
#[must_use = "the request is queued, but nobody learns whether it failed"]
pub struct Pending<T>(oneshot::Receiver<Result<T, StoreError>>);

/// The other end of a [`Pending`].
pub(super) type Answer<T> = oneshot::Sender<Result<T, StoreError>>;

impl<T> Pending<T> {
    pub(super) fn new() -> (Answer<T>, Pending<T>) {
        let (answer, receiver) = oneshot::channel();
        (answer, Pending(receiver))
    }

    /// An answer that is there already.
    pub(super) fn ready(result: Result<T, StoreError>) -> Pending<T> {
        let (answer, pending) = Pending::new();
        send(answer, result);
        pending
    }

    /// Blocks the thread until the answer is there. Not for async code, where it panics.
    pub fn wait(self) -> Result<T, StoreError> {
        self.0.blocking_recv().unwrap_or(Err(StoreError::Closed))
    }
}

impl<T> Future for Pending<T> {
    type Output = Result<T, StoreError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map(|received| received.unwrap_or(Err(StoreError::Closed)))
    }
}

/// Answers; nobody may be listening any more, which is no error.
pub(super) fn send<T>(answer: Answer<T>, result: Result<T, StoreError>) {
    drop(answer.send(result));
}

/// Runs a piece of work, turning a panic into an error so that one bad request does not end the thread.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(StoreError::Internal(words(&*panic))))
}

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    text.or(panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("a panic without words").to_owned()
}
