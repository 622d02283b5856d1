//! What an HTTP/2 server refused unread is asked once more, and only once.

use std::error::Error;

use h2::Reason;
use reqwest::retry::{Builder, for_host};

/// One more try of a request that the server says it has not looked at (RFC 9113, sections 6.8 and 8.7). The client's own
/// rule is two.
pub(super) fn once() -> Builder {
    for_host(AnyHost)
        .no_budget()
        .max_retries_per_request(1)
        .classify_fn(|answer| if answer.error().is_some_and(unread) { answer.retryable() } else { answer.success() })
}

/// Each host is its own scope's host.
struct AnyHost;

impl PartialEq<&str> for AnyHost {
    fn eq(&self, _: &&str) -> bool {
        true
    }
}

/// Whether the server closed the connection in good order, or refused the stream, before it did anything.
fn unread(error: &(dyn Error + 'static)) -> bool {
    let mut causes = std::iter::successors(Some(error), |error| (**error).source());
    causes.find_map(|cause| cause.downcast_ref::<h2::Error>()).is_some_and(|error| {
        let refused = error.is_reset() && error.reason() == Some(Reason::REFUSED_STREAM);
        let closed = error.is_go_away() && error.reason() == Some(Reason::NO_ERROR);
        error.is_remote() && (refused || closed)
    })
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use h2::server;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};

    use super::*;
    use crate::net::client::builder;
    use crate::net::guard::Guard;
    use crate::net::{Lookup, NetSettings};

    /// What the server does with a request.
    #[derive(Clone, Copy)]
    enum Does {
        Answers,
        Refuses,
        /// Breaks off with another reason than that it has not looked at it.
        Fails,
        /// Says farewell and closes the connection.
        Closes,
    }

    /// Asks a server that does these things in turn and then answers: how often it was asked, and whether it answered.
    fn ask(script: &'static [Does]) -> (usize, bool) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let asked = Arc::new(AtomicUsize::new(0));
            let server = tokio::spawn(serve(listener, script, asked.clone()));
            let settings = NetSettings { total: Duration::from_secs(10), ..NetSettings::default() };
            let guard = Guard::new(Lookup::system(), settings.lookup);
            let client = builder(&settings, None, &guard).unwrap().no_proxy().http2_prior_knowledge().build().unwrap();
            let answer = client.get(format!("http://{address}/feed")).send().await;
            server.abort();
            (asked.load(Ordering::SeqCst), answer.is_ok())
        })
    }

    async fn serve(listener: TcpListener, script: &'static [Does], asked: Arc<AtomicUsize>) {
        while let Ok((stream, _)) = listener.accept().await {
            match script.get(asked.load(Ordering::SeqCst)) {
                Some(Does::Closes) => drop(tokio::spawn(close(stream, asked.clone()))),
                _ => drop(tokio::spawn(converse(stream, script, asked.clone()))),
            }
        }
    }

    async fn converse(stream: TcpStream, script: &'static [Does], asked: Arc<AtomicUsize>) {
        let Ok(mut connection) = server::handshake(stream).await else { return };
        while let Some(Ok((_, mut response))) = connection.accept().await {
            let turn = asked.fetch_add(1, Ordering::SeqCst);
            match script.get(turn).copied().unwrap_or(Does::Answers) {
                Does::Answers => drop(response.send_response(Default::default(), true)),
                Does::Refuses => response.send_reset(Reason::REFUSED_STREAM),
                Does::Fails => response.send_reset(Reason::INTERNAL_ERROR),
                Does::Closes => return,
            }
        }
    }

    /// Reads one request and says that it has looked at none: a GOAWAY frame whose last stream is 0, by hand, since `h2`
    /// only names streams that it has handed on.
    async fn close(mut stream: TcpStream, asked: Arc<AtomicUsize>) -> io::Result<()> {
        const HEADERS: u8 = 1;
        const SETTINGS: [u8; 9] = [0, 0, 0, 4, 0, 0, 0, 0, 0];
        const GOAWAY: [u8; 17] = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        stream.read_exact(&mut [0; 24]).await?;
        stream.write_all(&SETTINGS).await?;
        let mut head = [0; 9];
        while head[3] != HEADERS {
            stream.read_exact(&mut head).await?;
            let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
            stream.read_exact(&mut vec![0; length as usize]).await?;
        }
        asked.fetch_add(1, Ordering::SeqCst);
        stream.write_all(&GOAWAY).await?;
        stream.read_to_end(&mut Vec::new()).await?;
        Ok(())
    }

    #[test]
    fn a_refused_request_is_sent_once_more() {
        assert_eq!(ask(&[]), (1, true));
        assert_eq!(ask(&[Does::Refuses]), (2, true));
        assert_eq!(ask(&[Does::Refuses; 9]), (2, false));
    }

    #[test]
    fn a_connection_that_is_closed_is_followed_by_one_more() {
        assert_eq!(ask(&[Does::Closes]), (2, true));
        assert_eq!(ask(&[Does::Closes; 9]), (2, false));
    }

    #[test]
    fn what_was_begun_is_not_sent_again() {
        assert_eq!(ask(&[Does::Fails]), (1, false));
    }
}
