//! A scripted HTTP/1.1 server on loopback that records every request: the tape.

#![allow(dead_code, reason = "not every test program uses all of it")]

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// A request as it came over the wire.
#[derive(Debug, Clone)]
pub struct Request {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, Vec<u8>)>,
    pub at: Instant,
    /// Which connection it came on, counted from 0.
    pub connection: usize,
    /// Requests being answered when it came, itself included.
    pub in_flight: usize,
}

impl Request {
    pub fn bytes(&self, name: &str) -> Option<&[u8]> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_slice())
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.bytes(name).and_then(|value| std::str::from_utf8(value).ok())
    }

    /// The name under which the server was asked.
    pub fn host(&self) -> &str {
        self.header("Host").and_then(|host| host.split(':').next()).unwrap_or_default()
    }

    pub fn is_conditional(&self) -> bool {
        self.bytes("If-None-Match").is_some() || self.bytes("If-Modified-Since").is_some()
    }
}

/// What the script answers.
#[derive(Debug, Clone)]
pub struct Reply {
    bytes: Vec<u8>,
    then: Then,
    /// Waits before answering, as a slow server does.
    delay: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    Listen,
    Close,
    /// Says nothing more, until the client gives up.
    Hang,

    /// Repeats the last byte, until the client gives up.
    Trickle(Duration),
    Flood,
}

impl Reply {
    /// A whole answer with its `Content-Length`.
    pub fn new(status: &str, headers: &[(&str, &[u8])], body: &[u8]) -> Reply {
        let mut bytes = head(status, headers);
        if !status.starts_with("304") {
            bytes.truncate(bytes.len() - 2);
            bytes.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
            bytes.extend_from_slice(body);
        }
        Reply { bytes, then: Then::Listen, delay: Duration::ZERO }
    }

    pub fn ok(headers: &[(&str, &[u8])], body: &[u8]) -> Reply {
        Reply::new("200 OK", headers, body)
    }

    pub fn status(status: &str, headers: &[(&str, &[u8])]) -> Reply {
        Reply::new(status, headers, b"")
    }

    pub fn redirect(status: &str, location: &str) -> Reply {
        Reply::new(status, &[("Location", location.as_bytes())], b"<p>moved</p>")
    }

    /// These bytes and nothing else, then the connection is closed.
    pub fn raw(bytes: &[u8]) -> Reply {
        Reply { bytes: bytes.to_vec(), then: Then::Close, delay: Duration::ZERO }
    }

    /// These bytes, then silence.
    pub fn hang(bytes: &[u8]) -> Reply {
        Reply { then: Then::Hang, ..Reply::raw(bytes) }
    }

    /// These bytes, then one more at each beat.
    pub fn trickle(bytes: &[u8], beat: Duration) -> Reply {
        Reply { then: Then::Trickle(beat), ..Reply::raw(bytes) }
    }

    /// These bytes, then as many as the client takes.
    pub fn flood(bytes: &[u8]) -> Reply {
        Reply { then: Then::Flood, ..Reply::raw(bytes) }
    }

    pub fn after(self, delay: Duration) -> Reply {
        Reply { delay, ..self }
    }
}

/// A status line with header fields, and the empty line behind them.
pub fn head(status: &str, headers: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status}\r\n").into_bytes();
    for (name, value) in headers {
        bytes.extend_from_slice(name.as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes
}

type Script = dyn Fn(&Request) -> Reply + Send + Sync;

struct Shared {
    script: Box<Script>,
    tape: Mutex<Vec<Request>>,
    connections: AtomicUsize,
    open: AtomicUsize,
    in_flight: AtomicUsize,
    closed: AtomicBool,
}

pub struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Server {
    /// Answers each request by the script.
    pub fn start(script: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port on loopback");
        let address = listener.local_addr().expect("a bound address");
        let shared = Arc::new(Shared {
            script: Box::new(script),
            tape: Mutex::default(),
            connections: AtomicUsize::new(0),
            open: AtomicUsize::new(0),
            in_flight: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
        });
        let accepting = shared.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if accepting.closed.load(Ordering::SeqCst) {
                    break;
                }
                let shared = accepting.clone();
                shared.open.fetch_add(1, Ordering::SeqCst);
                thread::spawn(move || {
                    shared.serve(stream);
                    shared.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        Server { address, shared }
    }

    /// Answers with these in turn, then with the last one again and again.
    pub fn replies(replies: impl IntoIterator<Item = Reply>) -> Server {
        let queue = Mutex::new(replies.into_iter().collect::<VecDeque<_>>());
        Server::start(move |_| {
            let mut queue = queue.lock().expect("no script panics");
            match queue.len() {
                1 => queue[0].clone(),
                _ => queue.pop_front().expect("a script has at least one reply"),
            }
        })
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The same server under another name, for clients that are told where the name leads.
    pub fn url_of(&self, host: &str, path: &str) -> String {
        format!("http://{host}:{}{path}", self.address.port())
    }

    /// Connections that no side has closed yet.
    pub fn open_connections(&self) -> usize {
        self.shared.open.load(Ordering::SeqCst)
    }

    pub fn tape(&self) -> Vec<Request> {
        self.shared.tape.lock().expect("no script panics").clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::SeqCst);
        // Wakes the accepting thread, which then ends.
        let _ = TcpStream::connect(self.address);
    }
}

impl Shared {
    fn serve(&self, stream: TcpStream) {
        let connection = self.connections.fetch_add(1, Ordering::SeqCst);
        let Ok(reading) = stream.try_clone() else { return };
        let (mut reader, mut writer) = (BufReader::new(reading), stream);
        while let Some(mut request) = read_request(&mut reader) {
            request.connection = connection;
            request.in_flight = self.in_flight.fetch_add(1, Ordering::SeqCst) + 1;
            self.tape.lock().expect("no script panics").push(request.clone());
            let reply = (self.script)(&request);
            thread::sleep(reply.delay);
            // Before the answer goes out: whoever has it may ask the next thing at once.
            self.in_flight.fetch_sub(1, Ordering::SeqCst);
            let written = writer.write_all(&reply.bytes);
            if written.is_err() || !carry_on(reply.then, &mut reader, &mut writer) {
                return;
            }
        }
    }
}

/// What follows an answer; whether another request is waited for.
fn carry_on(then: Then, reader: &mut BufReader<TcpStream>, writer: &mut TcpStream) -> bool {
    match then {
        Then::Listen => return true,
        Then::Close => {}
        Then::Hang => {
            let _ = reader.read(&mut [0]);
        }
        Then::Trickle(beat) => {
            while writer.write_all(b"x").is_ok() {
                thread::sleep(beat);
            }
        }
        Then::Flood => {
            let block = [b'x'; 64 << 10];
            while writer.write_all(&block).is_ok() {}
        }
    }
    false
}

fn read_request(reader: &mut BufReader<TcpStream>) -> Option<Request> {
    let first = String::from_utf8(read_line(reader)?).ok()?;
    let mut words = first.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let at = Instant::now();
    let mut headers = Vec::new();
    loop {
        let line = read_line(reader)?;
        if line.is_empty() {
            return Some(Request { method, path, headers, at, connection: 0, in_flight: 0 });
        }
        let colon = line.iter().position(|&b| b == b':')?;
        let name = String::from_utf8_lossy(&line[..colon]).into_owned();
        headers.push((name, line[colon + 1..].trim_ascii().to_vec()));
    }
}

fn read_line(reader: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let mut line = Vec::new();
    reader.read_until(b'\n', &mut line).ok().filter(|&n| n > 0)?;
    line.truncate(line.trim_ascii_end().len());
    Some(line)
}
