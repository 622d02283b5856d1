//! A small HTTP/1.1 server on loopback: GET and HEAD, connections kept alive, entity tags.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;
use xxhash_rust::xxh3::xxh3_64;

use super::edition::Edition;
use super::site::{Answer, Site, Status};

/// The longest head of a request that is read, in bytes.
const HEAD_LIMIT: u64 = 16 * 1024;
/// How long a connection may stay without a request, or take over one.
const PATIENCE: Duration = Duration::from_secs(30);
/// Connections served at a time; a further one waits.
const CONNECTIONS: usize = 64;

/// A running server; it ends when dropped.
pub struct Server {
    /// What it serves, and where.
    pub site: Arc<Site>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Publishes `edition` on a free port of 127.0.0.1, its ages counted from now.
pub async fn serve(edition: Edition) -> io::Result<Server> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let base_url = format!("http://{}", listener.local_addr()?);
    let site = Arc::new(Site { edition, base_url, start: Timestamp::now() });
    let task = tokio::spawn(accept(listener, Arc::clone(&site)));
    Ok(Server { site, task })
}

async fn accept(listener: TcpListener, site: Arc<Site>) {
    let mut connections = JoinSet::new();
    loop {
        if connections.len() >= CONNECTIONS {
            connections.join_next().await;
        }
        match listener.accept().await {
            Ok((stream, _)) => {
                let site = Arc::clone(&site);
                connections.spawn(async move { converse(stream, &site).await });
            }
            // Out of file descriptors, or the client has gone: let some connections end first.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
        while connections.try_join_next().is_some() {}
    }
}

/// Answers the requests of one connection until either side ends it.
async fn converse(stream: TcpStream, site: &Site) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    while let Some(request) = timeout(PATIENCE, read_request(&mut stream)).await?? {
        let answer = match request.method.as_str() {
            "GET" | "HEAD" => site.answer(&request.path, Timestamp::now()),
            _ => Answer::text(Status::MethodNotAllowed, "This server only reads aloud.\n"),
        };
        tokio::time::sleep(answer.delay).await;
        timeout(PATIENCE, stream.write_all(&encode(&request, answer))).await??;
        if request.close {
            break;
        }
    }
    Ok(())
}

/// What the server wants to know of a request.
#[derive(Debug, Default, PartialEq)]
struct Request {
    method: String,
    path: String,
    if_none_match: Option<String>,
    close: bool,
}

/// The next request of a connection; none when it has ended or sends what cannot be understood.
async fn read_request(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Request>> {
    let mut head = stream.take(HEAD_LIMIT);
    let mut line = String::new();
    head.read_line(&mut line).await?;
    let Some(mut request) = request_line(&line) else { return Ok(None) };
    loop {
        line.clear();
        if head.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        if line.trim_end().is_empty() {
            return Ok(Some(request));
        }
        header(&mut request, &line);
    }
}

fn request_line(line: &str) -> Option<Request> {
    let mut words = line.split_whitespace();
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    let path = target.split(['?', '#']).next()?;
    // A body would have to be read past, and HTTP/1.0 does not keep its connection.
    let close = !matches!(method, "GET" | "HEAD") || version == "HTTP/1.0";
    Some(Request { method: method.to_owned(), path: path.to_owned(), if_none_match: None, close })
}

fn header(request: &mut Request, line: &str) {
    let Some((name, value)) = line.split_once(':') else { return };
    let value = value.trim();
    if name.eq_ignore_ascii_case("if-none-match") {
        request.if_none_match = Some(value.to_owned());
    } else if name.eq_ignore_ascii_case("connection") && value.eq_ignore_ascii_case("close") {
        request.close = true;
    }
}

/// The bytes of an answer, turned into "not modified" if the client has it already.
fn encode(request: &Request, answer: Answer) -> Vec<u8> {
    let tag = format!("\"{:016x}\"", xxh3_64(&answer.body));
    let known = request.if_none_match.as_deref().is_some_and(|tags| tags.split(',').any(|t| t.trim() == tag));
    let fresh = answer.status == Status::Ok && known;
    let status = if fresh { Status::NotModified } else { answer.status };
    let mut bytes = format!("HTTP/1.1 {}\r\nETag: {tag}\r\n", status.line()).into_bytes();
    if request.close {
        bytes.extend_from_slice(b"Connection: close\r\n");
    }
    if fresh {
        bytes.extend_from_slice(b"\r\n");
        return bytes;
    }
    let head = format!("Content-Type: {}\r\nContent-Length: {}\r\n\r\n", answer.content_type, answer.body.len());
    bytes.extend_from_slice(head.as_bytes());
    if request.method != "HEAD" {
        bytes.extend_from_slice(&answer.body);
    }
    bytes
}
