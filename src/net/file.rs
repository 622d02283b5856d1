//! Feeds in files that the user named: read like an answer, with the time and size of the file as its validator.

use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

use reqwest::header::{self, HeaderMap, HeaderValue};
use tokio::fs::{self, File};
use tokio::io::AsyncReadExt;
use url::Url;

use super::fetch::{Answer, FetchError};
use super::request::Request;

/// The file that an address names; none where it is of the web or of nothing.
pub fn address(text: &str) -> Option<Url> {
    Url::parse(text.trim()).ok().filter(|url| url.scheme() == "file")
}

/// Reads the file at an address: 304 where it is as it was when these validators came, else 200.
pub async fn read(url: Url, request: &Request<'_>, cap: usize) -> Result<Answer, FetchError> {
    let elsewhere = || {
        let why = "the name of a file on another machine; write file:/// and the path on this one";
        FetchError::File(url.to_string(), why.to_owned())
    };
    let path = url.to_file_path().map_err(|()| elsewhere())?;
    let failed = |why: &str| FetchError::File(path.display().to_string(), why.to_owned());
    let validator = look(&path).await.map_err(|error| failed(&reason(&error)))?;
    let validator = validator.ok_or_else(|| failed("this is no file; name the file with the feed"))?;

    let own = request.validators.filter(|own| own.url == url.as_str()).and_then(|own| own.last_modified.as_deref());
    let status = if own == Some(validator.as_bytes()) { 304 } else { 200 };
    let body = match status {
        304 => Vec::new(),
        _ => content(&path, cap).await.map_err(|error| failed(&reason(&error)))?,
    };
    if body.len() > cap {
        return Err(failed(&format!("larger than {} MiB, which is the most that is read of a feed", cap >> 20)));
    }
    let headers = HeaderValue::from_str(&validator).ok().map(|value| (header::LAST_MODIFIED, value));
    let headers = HeaderMap::from_iter(headers);
    Ok(Answer {
        status,
        moved: None,
        headers,
        body,
        is_cut: false,
        excerpt: Vec::new(),
        conditional: own.is_some(),
        url,
    })
}

/// What tells one state of the file from the next; none where it is no file but a directory, a pipe or a device.
async fn look(path: &Path) -> io::Result<Option<String>> {
    let metadata = fs::metadata(path).await?;
    let modified = metadata.modified()?;
    // A time before 1970 is as good as any other: the size still tells.
    let since = modified.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(metadata.is_file().then(|| format!("{}.{:09} {}", since.as_secs(), since.subsec_nanos(), metadata.len())))
}

/// The content, but for what lies beyond the first byte above the cap.
async fn content(path: &Path, cap: usize) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    File::open(path).await?.take(cap as u64 + 1).read_to_end(&mut body).await?;
    Ok(body)
}

/// What is wrong with a file, and the remedy.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file; put the feed there, or correct the address".to_owned(),
        io::ErrorKind::PermissionDenied => "not yours to read; its owner allows it with `chmod`".to_owned(),
        _ => format!("cannot be read: {error}"),
    }
}
