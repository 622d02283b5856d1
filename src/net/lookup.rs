//! Names to addresses, in threads of their own: one that hangs holds up neither other work nor the end of the program.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::pin::Pin;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::sync::{Semaphore, oneshot};
use tokio::time::timeout;

/// Look-ups that run at once, those that nobody waits for any more included.
const AT_ONCE: usize = 64;

type Answer = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>>;
type Ask = dyn Fn(String) -> Answer + Send + Sync;

/// Why a name has no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    #[error("looking up {0} took longer than {secs} s", secs = .1.as_secs())]
    Slow(String, Duration),
    #[error("no address was found for {0}: {1}")]
    Failed(String, String),
}

/// A way to resolve names: the system's, or a scripted one.
#[derive(Clone)]
pub struct Lookup(Arc<Ask>);

impl Lookup {
    /// Asks `ask` for the addresses of a name; their port is ignored where it is 0.
    pub fn by(ask: impl Fn(String) -> Answer + Send + Sync + 'static) -> Lookup {
        Lookup(Arc::new(ask))
    }

    /// The way of the system (`getaddrinfo`).
    pub fn system() -> Lookup {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        Lookup::by(move |name| {
            let places = places.clone();
            Box::pin(async move {
                let place = places.acquire_owned().await.map_err(io::Error::other)?;
                let (tell, answer) = oneshot::channel();
                thread::Builder::new().name("lookup".to_owned()).spawn(move || {
                    let found = (name.as_str(), 0).to_socket_addrs().map(Iterator::collect);
                    // Whether or not anybody still waits.
                    let _ = tell.send(found);
                    drop(place);
                })?;
                answer.await.map_err(io::Error::other)?
            })
        })
    }

    /// The addresses of a name, within this time.
    pub async fn find(&self, name: &str, within: Duration) -> Result<Vec<SocketAddr>, LookupError> {
        match timeout(within, (self.0)(name.to_owned())).await {
            Err(_) => Err(LookupError::Slow(name.to_owned(), within)),
            Ok(Err(error)) => Err(LookupError::Failed(name.to_owned(), reason(&error))),
            Ok(Ok(found)) if found.is_empty() => Err(LookupError::Failed(name.to_owned(), "it has none".to_owned())),
            Ok(Ok(found)) => Ok(found),
        }
    }
}

impl fmt::Debug for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lookup")
    }
}

fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.strip_prefix("failed to lookup address information: ").unwrap_or(&text).to_owned()
}
