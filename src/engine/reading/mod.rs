//! Any page, feed or text as an article: fetched or read, told apart by its content.

mod digest;
mod piece;
#[cfg(test)]
mod tests;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::tz::TimeZone;
use tokio::task::spawn_blocking;
use url::Url;

pub use self::piece::Piece;
use super::subscribe::with_scheme;
use crate::html::extract::Rules;
use crate::model::Access;
use crate::net::{Accept, Client, FetchError, Request, fetch};

/// Of a file no more bytes are read.
const CAP: usize = 10 << 20;

/// What reading goes by.
#[derive(Debug, Clone)]
pub struct By {
    /// Where the reader is.
    pub zone: TimeZone,
    /// Where the article is on the pages of some sites, by the user's own word.
    pub rules: Arc<Rules>,
}

/// What a reader names to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Standard input.
    Input,
    File(PathBuf),
    Web(String),
}

impl Source {
    /// Tells addresses from files: what is there as a file is one, what has a scheme or looks like a host's name is none.
    pub fn of(named: &str) -> Source {
        if named == "-" {
            return Source::Input;
        }
        match Url::parse(named) {
            Ok(url) if url.scheme() == "file" => {
                return url.to_file_path().map_or_else(|()| Source::File(named.into()), Source::File);
            }
            Ok(_) if named.contains("://") => return Source::Web(named.to_owned()),
            _ => {}
        }
        let path = Path::new(named);
        match path.exists() || !is_host(named) {
            true => Source::File(path.to_owned()),
            false => Source::Web(with_scheme(named)),
        }
    }
}

/// Whether a name without a scheme begins with that of a host: "example.org/news", "localhost:8000".
fn is_host(named: &str) -> bool {
    let host = named.split(['/', '?', '#']).next().unwrap_or_default();
    let (name, port) = host.split_once(':').map_or((host, ""), |(name, port)| (name, port));
    let end = name.rsplit('.').next().unwrap_or_default();
    let is_name = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-')) && !name.starts_with('.');
    let has_end = end.len() > 1 && end.len() < name.len() && end.chars().all(char::is_alphabetic);
    let is_file = ["txt", "md", "html", "htm", "xml"].contains(&end) && !named.contains('/');
    is_name && port.bytes().all(|byte| byte.is_ascii_digit()) && !is_file && (has_end || name == "localhost")
}

/// Reads a file or standard input; a failure is said in one line, with the remedy.
pub fn read(source: &Source, by: &By) -> Result<Piece, String> {
    let (bytes, path) = match source {
        Source::File(path) => (content(path)?, Some(path)),
        _ => (limited(io::stdin().lock()).map_err(|error| format!("standard input cannot be read: {error}"))?, None),
    };
    let address = path.and_then(|path| fs::canonicalize(path).ok()).and_then(|path| Url::from_file_path(path).ok());
    let named = path.map_or_else(|| "standard input".to_owned(), |path| path.display().to_string());
    let is_text = path.and_then(|path| path.extension()).is_some_and(|end| end == "txt" || end == "md");
    let address = address.as_ref().map(Url::as_str);
    let from = piece::From { address, content_type: None, is_text, is_cut: bytes.len() > CAP };
    let bytes = bytes.get(..CAP).unwrap_or(&bytes);
    piece::of(bytes, from, by).map_err(|error| format!("{named} {error}"))
}

fn content(path: &Path) -> Result<Vec<u8>, String> {
    let failed = |error: io::Error| {
        let path = path.display();
        match error.kind() {
            io::ErrorKind::NotFound => format!("there is no file {path}; the address of a page begins with https://"),
            io::ErrorKind::PermissionDenied => {
                format!("{path} is not yours to read; its owner allows it with `chmod`")
            }
            io::ErrorKind::IsADirectory => format!("{path} is a directory; name a file in it"),
            _ => format!("{path} cannot be read: {error}"),
        }
    };
    let file = File::open(path).map_err(failed)?;
    limited(file).map_err(failed)
}

/// What there is to read, up to one byte above the cap.
fn limited(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(CAP as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Fetches a page or a feed. `typed`: the user named the address, so that it may lie in the user's own network.
pub async fn fetch(client: &Client, url: &str, typed: bool, by: &By) -> Result<Piece, String> {
    if !url.starts_with("http://") && !url.starts_with("https://") {
        return Err(FetchError::Address(url.to_owned()).to_string());
    }
    let access = Access::default();
    let request = Request {
        url,
        validators: None,
        user_agent: None,
        access: &access,
        password: None,
        accept: Accept::Article,
        typed,
    };
    let answer = fetch::get(client, request).await.map_err(|error| error.to_string())?;
    if answer.status != 200 {
        return Err(refusal(answer.status));
    }
    let by = by.clone();
    let read = spawn_blocking(move || {
        let (address, content_type) = (Some(answer.url.as_str()), answer.content_type());
        let is_text = content_type.is_some_and(|kind| kind.starts_with("text/plain"));
        let from = piece::From { address, content_type, is_text, is_cut: answer.is_cut };
        piece::of(&answer.body, from, &by).map_err(|error| format!("what came from {} {error}", answer.url))
    });
    read.await.map_err(|_| "reading the page failed inside dateline; please report its address".to_owned())?
}

/// What an answer without a page says, and the remedy where there is one.
fn refusal(status: u16) -> String {
    let words = match status {
        401 => "the server wants a user name and password; open the page in a browser",
        403 | 451 => "the server refuses access; open the page in a browser",
        404 | 410 => "there is nothing at this address; correct it",
        429 => "the server says it is asked too often; try again later",
        511 => "this network wants you to log in first; do so in a browser",
        500..=599 => "the server is in trouble; try again later",
        _ => "the server sent no page",
    };
    format!("{words} (HTTP {status})")
}
