//! One GET with its redirects: conditional, capped while it streams, checked at each hop.

use std::error::Error;
use std::io;
use std::time::Duration;

use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{Response, StatusCode};
use tokio::time::{Instant, timeout};
use url::Url;

use super::client::Client;
use super::file;
use super::guard::Forbidden;
use super::lookup::LookupError;
use super::request::{Accept, Request};
use super::schedule::freshness;
use crate::model::{Time, Validators};

/// Redirects followed before giving up.
const REDIRECTS: usize = 5;
/// Bytes read of a body that nobody wants, so that the connection can be used again.
const DRAIN: usize = 64 << 10;
/// Bytes kept of such a body, to show what the server said.
const EXCERPT: usize = 2 << 10;

/// What a server answered. The body is empty for any status but 200, 203 and 226.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// The address that answered, after all redirects.
    pub url: Url,
    /// The same address, where it was reached by permanent redirects alone (301, 308).
    pub moved: Option<Url>,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    /// The page of an article was longer than what is read of one: the body is its beginning.
    pub is_cut: bool,
    /// The beginning of what came with another status.
    pub excerpt: Vec<u8>,
    /// The request that was answered carried validators.
    pub conditional: bool,
}

/// Why there is no answer. One line: what failed, and where there is one, the remedy.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error("`{0}` is not a web address; it should begin with https:// or http://")]
    Address(String),
    #[error("the server redirects to an address that is not of the web: {0}")]
    RedirectTarget(String),
    #[error("the server redirects without saying where to")]
    NowhereToGo,
    #[error("the server redirects more than {REDIRECTS} times")]
    TooManyRedirects,
    #[error("the server redirects in a circle")]
    Circle,
    #[error(
        "the server redirects from https to plain http at {0}; if that is meant, subscribe to the http address or set \
         `follow_downgrades = true` in config.toml"
    )]
    Downgrade(String),
    #[error("{0}: {1}")]
    File(String, String),
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    #[error("the answer is larger than {} MiB", .0 >> 20)]
    TooLarge(usize),
    #[error("the answer was not complete after {} s", .0.as_secs())]
    Deadline(Duration),
    #[error("the server stopped answering")]
    Silence,
    #[error("cannot connect: {0}")]
    Connect(String),
    #[error("the server cannot be found: {0}")]
    Lookup(String),
    #[error("the server cannot be reached: {0}")]
    Unreached(String),
    #[error("the server does not prove who it is: {0}")]
    Certificate(String),
    #[error("the answer broke off: {0}")]
    Cut(String),
    #[error("the answer is compressed in another way than it says")]
    Encoding,
    #[error("the request failed: {0}")]
    Other(String),
}

impl FetchError {
    /// Nothing was reached: it may as well be our own network that is down.
    pub fn is_network(&self) -> bool {
        matches!(self, FetchError::Lookup(_) | FetchError::Unreached(_))
    }
}

impl Answer {
    /// The validators that came with the answer.
    pub fn validators(&self) -> Validators {
        let field =
            |name| self.headers.get(name).map(HeaderValue::as_bytes).filter(|v| !v.is_empty()).map(<[u8]>::to_vec);
        Validators {
            url: self.url.as_str().to_owned(),
            etag: field(header::ETAG),
            last_modified: field(header::LAST_MODIFIED),
        }
    }

    pub fn content_type(&self) -> Option<&str> {
        self.headers.get(header::CONTENT_TYPE)?.to_str().ok()
    }

    /// The moment that `Retry-After` names.
    pub fn retry_after(&self, at: Time) -> Option<Time> {
        freshness::retry_after(self.headers.get(header::RETRY_AFTER)?.as_bytes(), at)
    }
}

/// Asks, and follows redirects. Waits for its turn before each hop. A file is read only where the user named it.
pub async fn get(client: &Client, request: Request<'_>) -> Result<Answer, FetchError> {
    if let Some(url) = file::address(request.url).filter(|_| request.typed) {
        let total = client.settings().total;
        let read = timeout(total, file::read(url, &request, client.settings().feed_cap)).await;
        return read.map_err(|_| FetchError::Deadline(total))?;
    }
    let mut url = web_address(request.url).ok_or_else(|| FetchError::Address(request.url.to_owned()))?;
    if request.typed {
        client.guard().trust(url.host_str().unwrap_or_default());
    }
    let total = client.settings().total;
    let mut left = total;
    let mut seen = Vec::new();
    let mut permanent = true;
    let mut spare = true;
    loop {
        client.guard().check(&url)?;
        let turn = client.pace().turn(&url).await;
        let begun = Instant::now();
        let exchange = timeout(left, exchange(client, &url, &request, &mut spare)).await;
        drop(turn);
        let answer = exchange.map_err(|_| FetchError::Deadline(total))??;
        left = left.saturating_sub(begun.elapsed());

        if !is_redirect(answer.status) {
            let moved = (permanent && !seen.is_empty()).then(|| url.clone());
            return Ok(Answer {
                status: answer.status.as_u16(),
                url,
                moved,
                headers: answer.headers,
                body: answer.body,
                is_cut: answer.is_cut,
                excerpt: answer.excerpt,
                conditional: answer.conditional,
            });
        }
        permanent &= matches!(answer.status, StatusCode::MOVED_PERMANENTLY | StatusCode::PERMANENT_REDIRECT);
        let target = redirect_target(&url, &answer.headers)?;
        seen.push(url);
        may_follow(&seen, &target, client.settings().downgrade)?;
        url = target;
    }
}

/// The innermost reason of an error.
pub(super) fn cause(error: &(dyn Error + 'static)) -> String {
    sources(error).last().map(ToString::to_string).unwrap_or_default()
}

struct Exchange {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
    is_cut: bool,
    excerpt: Vec<u8>,
    conditional: bool,
}

async fn exchange(client: &Client, url: &Url, request: &Request<'_>, spare: &mut bool) -> Result<Exchange, FetchError> {
    let fields = request.headers(url);
    let conditional = fields.contains_key(header::IF_NONE_MATCH) || fields.contains_key(header::IF_MODIFIED_SINCE);
    let mut response = send(client, request.access.proxy.as_deref(), url, fields, spare).await?;
    let status = response.status();
    let (mut body, mut is_cut, mut excerpt) = (Vec::new(), false, Vec::new());
    if matches!(status, StatusCode::OK | StatusCode::NON_AUTHORITATIVE_INFORMATION | StatusCode::IM_USED) {
        let cap = match request.accept {
            Accept::Feed => client.settings().feed_cap,
            Accept::Article => client.settings().page_cap,
            Accept::Image => client.settings().image_cap,
            // It may be a feed after all.
            Accept::Page => client.settings().feed_cap.max(client.settings().page_cap),
        };
        (body, is_cut) = read(&mut response, cap).await?;
        // Of an article its beginning is worth reading; a feed or a picture is whole or broken.
        if is_cut && request.accept != Accept::Article {
            return Err(FetchError::TooLarge(cap));
        }
    } else {
        excerpt = drain(&mut response).await;
    }
    Ok(Exchange { status, headers: std::mem::take(response.headers_mut()), body, is_cut, excerpt, conditional })
}

/// Sends, and once in a fetch (`spare`) again where the connection was reset before anything came back.
async fn send(
    client: &Client,
    proxy: Option<&str>,
    url: &Url,
    fields: HeaderMap,
    spare: &mut bool,
) -> Result<Response, FetchError> {
    let http = client.http(proxy).map_err(|why| FetchError::Other(why.to_owned()))?;
    let sent = http.get(url.clone()).headers(fields.clone()).send().await;
    match sent {
        Err(error) if is_reset(&error) && std::mem::take(spare) => {
            http.get(url.clone()).headers(fields).send().await.map_err(translate)
        }
        sent => sent.map_err(translate),
    }
}

/// Sends, and waits longer for the whole answer than the client does by itself.
pub(super) async fn send_for(
    client: &Client,
    url: &Url,
    fields: HeaderMap,
    longest: Duration,
) -> Result<Response, FetchError> {
    let http = client.http(None).map_err(FetchError::Other)?;
    http.get(url.clone()).headers(fields).timeout(longest).send().await.map_err(translate)
}

/// Whether a redirect may be followed to this address, after all those seen.
pub(super) fn may_follow(seen: &[Url], target: &Url, downgrade: bool) -> Result<(), FetchError> {
    let from = seen.last().map_or("", Url::scheme);
    if from == "https" && target.scheme() == "http" && !downgrade {
        return Err(FetchError::Downgrade(target.host_str().unwrap_or_default().to_owned()));
    }
    if seen.contains(target) {
        return Err(FetchError::Circle);
    }
    if seen.len() > REDIRECTS {
        return Err(FetchError::TooManyRedirects);
    }
    Ok(())
}

/// Reads the decoded body up to the cap, and whether there is more; stops within one chunk of the cap.
async fn read(response: &mut Response, cap: usize) -> Result<(Vec<u8>, bool), FetchError> {
    let length = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    let mut body = Vec::with_capacity(length.min(256 << 10));
    let mut is_cut = false;
    while !is_cut && let Some(chunk) = response.chunk().await.map_err(translate)? {
        let room = cap - body.len();
        is_cut = chunk.len() > room;
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
    }
    let (gzip, zstd): (&[u8], &[u8]) = (&[0x1f, 0x8b, 8], &[0x28, 0xb5, 0x2f, 0xfd]);
    if body.starts_with(gzip) || body.starts_with(zstd) {
        return Err(FetchError::Encoding);
    }
    Ok((body, is_cut))
}

/// Reads a body that nobody wants, up to a limit; its beginning.
async fn drain(response: &mut Response) -> Vec<u8> {
    let (mut size, mut excerpt) = (0, Vec::new());
    while let Ok(Some(chunk)) = response.chunk().await {
        size += chunk.len();
        excerpt.extend_from_slice(&chunk[..chunk.len().min(EXCERPT - excerpt.len())]);
        if size > DRAIN {
            break;
        }
    }
    excerpt
}

pub(super) fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Credentials stay with the server they were given for.
pub(super) fn redirect_target(from: &Url, headers: &HeaderMap) -> Result<Url, FetchError> {
    let location = headers.get(header::LOCATION).ok_or(FetchError::NowhereToGo)?;
    let text = String::from_utf8_lossy(location.as_bytes());
    let mut target = from
        .join(&text)
        .ok()
        .filter(is_web)
        .ok_or_else(|| FetchError::RedirectTarget(text.chars().take(200).collect()))?;
    let (name, password) = match target.origin() == from.origin() {
        true => (from.username(), from.password()),
        false => ("", None),
    };
    // Neither can fail on an address with a host.
    let _ = target.set_username(name);
    let _ = target.set_password(password);
    target.set_fragment(None);
    Ok(target)
}

pub(super) fn web_address(text: &str) -> Option<Url> {
    let mut url = Url::parse(text.trim()).ok().filter(is_web)?;
    url.set_fragment(None);
    Some(url)
}

fn is_web(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https") && url.has_host()
}

pub(super) fn translate(error: reqwest::Error) -> FetchError {
    if let Some(forbidden) = find::<Forbidden>(&error) {
        return forbidden.clone().into();
    }
    if let Some(lookup) = find::<LookupError>(&error) {
        return FetchError::Lookup(lookup.to_string());
    }
    let why = cause(&error);
    match () {
        () if error.is_connect() && (error.is_timeout() || is_unreachable(&error)) => FetchError::Unreached(why),
        // The name of the type is that of a private dependency; its text is all that can be asked.
        () if error.is_connect() && why.contains("certificate") => FetchError::Certificate(why),
        () if error.is_connect() => FetchError::Connect(why),
        () if error.is_timeout() => FetchError::Silence,
        () if error.is_body() || error.is_decode() => FetchError::Cut(why),
        () => FetchError::Other(why),
    }
}

fn is_unreachable(error: &reqwest::Error) -> bool {
    use io::ErrorKind::{AddrNotAvailable, HostUnreachable, NetworkDown, NetworkUnreachable, TimedOut};
    let kinds = [NetworkUnreachable, NetworkDown, HostUnreachable, AddrNotAvailable, TimedOut];
    sources(error).filter_map(|error| error.downcast_ref::<io::Error>()).any(|error| kinds.contains(&error.kind()))
}

/// The connection was reset while the head of the answer was awaited.
fn is_reset(error: &reqwest::Error) -> bool {
    let reset = |error: &io::Error| error.kind() == io::ErrorKind::ConnectionReset;
    !error.is_connect() && sources(error).filter_map(|error| error.downcast_ref::<io::Error>()).any(reset)
}

fn sources<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

fn find<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    sources(error).find_map(|error| error.downcast_ref::<E>())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// H26.
    #[test]
    fn a_redirect_to_plain_http_is_followed_only_if_the_user_allows_it() {
        let url = |text: &str| Url::parse(text).expect(text);
        let (secure, plain) = (url("https://a.example/f"), url("http://a.example/f"));
        let refused = may_follow(std::slice::from_ref(&secure), &plain, false);
        assert!(matches!(refused, Err(FetchError::Downgrade(host)) if host == "a.example"));
        assert!(may_follow(std::slice::from_ref(&secure), &plain, true).is_ok());
        assert!(may_follow(&[plain], &secure, false).is_ok());
    }
}
