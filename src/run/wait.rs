//! What the loop waits for, and the clocks it goes by.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::oneshot;
use tokio::time::{Instant, sleep_until};

use crate::model::Time;
use crate::term::{Answers, Heard, Input};

/// What a future has ready now. It is polled for the running task: the input wakes only who asked it last while nothing
/// was there, so asking for nobody would lose the next key.
pub async fn at_once<F: Future>(future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

pub async fn hear(input: Option<&mut Input>) -> Option<Heard> {
    match input {
        Some(input) => input.next().await,
        None => std::future::pending().await,
    }
}

/// Waits until a frame may be drawn and the terminal has taken in the one before.
pub async fn frame(ready: impl Future<Output = ()>, next: Option<Instant>) {
    at(next.or(Some(Instant::now()))).await;
    ready.await;
}

pub async fn answers(listening: Option<&mut oneshot::Receiver<Answers>>) -> Answers {
    match listening {
        // A terminal that cannot be read has said nothing.
        Some(listening) => listening.await.unwrap_or_default(),
        None => std::future::pending().await,
    }
}

pub async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

/// The wall clock.
pub fn now() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time(i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
}

/// When the clock on the screen changes.
pub fn next_minute() -> Instant {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let into = Duration::new(since.as_secs() % 60, since.subsec_nanos());
    Instant::now() + Duration::from_secs(60).saturating_sub(into)
}
