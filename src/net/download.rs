//! A file fetched piece by piece, of any size up to a limit; its address came from a feed or a page.

use std::io;
use std::time::Duration;

use reqwest::header::{self, HeaderMap, HeaderValue};
use url::Url;

use super::client::Client;
use super::fetch::{FetchError, is_redirect, may_follow, redirect_target, send_for, translate, web_address};

/// The longest that a file may take. What stops coming is given up much sooner.
const LONGEST: Duration = Duration::from_secs(24 * 3_600);

/// Why a file did not come.
#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error("the server answers {0}")]
    Status(u16),
    #[error("the file is larger than {0} MB, which is the most that is fetched; set `download_limit` in config.toml")]
    TooLarge(u64),
    #[error("only {0} of {1} bytes came")]
    Cut(u64, u64),
    #[error("it cannot be written: {0}")]
    Disk(#[from] io::Error),
}

/// Fetches a file. `take` gets each piece, and the size of the whole as far as the server tells it. `limit` in bytes.
pub async fn download(
    client: &Client,
    address: &str,
    limit: u64,
    mut take: impl FnMut(&[u8], Option<u64>) -> io::Result<()>,
) -> Result<(), DownloadError> {
    let mut url = web_address(address).ok_or_else(|| FetchError::Address(address.to_owned()))?;
    let mut seen: Vec<Url> = Vec::new();
    let mut response = loop {
        client.guard().check(&url).map_err(FetchError::from)?;
        let turn = client.pace().turn(&url).await;
        let fields = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static("*/*"))]);
        let response = send_for(client, &url, fields, LONGEST).await?;
        drop(turn);
        if !is_redirect(response.status()) {
            break response;
        }
        let target = redirect_target(&url, response.headers())?;
        seen.push(url);
        may_follow(&seen, &target, client.settings().downgrade)?;
        url = target;
    };
    if response.status().as_u16() != 200 {
        return Err(DownloadError::Status(response.status().as_u16()));
    }
    let total = response.content_length();
    if total.is_some_and(|total| total > limit) {
        return Err(DownloadError::TooLarge(limit / 1_000_000));
    }
    let mut done = 0;
    while let Some(chunk) = response.chunk().await.map_err(translate)? {
        done += chunk.len() as u64;
        if done > limit {
            return Err(DownloadError::TooLarge(limit / 1_000_000));
        }
        take(&chunk, total)?;
    }
    match total {
        Some(total) if done < total => Err(DownloadError::Cut(done, total)),
        _ => Ok(()),
    }
}
