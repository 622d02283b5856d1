//! Files that entries enclose or link to, fetched into the user's folder.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::core::{Core, lock};
use super::saving::Saving;
use crate::app::effect::Ticket;
use crate::app::event::Event;
use crate::net;
use crate::safe;

/// Between two words to the screen about how far it is.
const WORD: Duration = Duration::from_millis(200);

/// `Effect::Download`. What is stopped in its middle leaves nothing behind.
pub async fn run(core: Arc<Core>, ticket: Ticket, url: String, name: Option<String>) {
    let outcome = fetch(&core, ticket, &url, name).await;
    let shown = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    let outcome = outcome.map_err(|why| safe::one_line(&format!("{shown} was not saved: {why}")));
    core.tell(Event::Downloaded { ticket, outcome });
}

async fn fetch(core: &Core, ticket: Ticket, url: &str, name: Option<String>) -> Result<String, String> {
    let (folder, limit) = {
        let preferences = lock(&core.preferences);
        (preferences.download_dir.clone(), preferences.download_limit)
    };
    let (stem, ending) = safe::name_at(url);
    let name = safe::file_name(name.as_deref().unwrap_or(&stem), &ending, "download");
    let failed = |error: io::Error| format!("{}: {error}", folder.display());
    let mut saving = Saving::begin(&folder, &name).map_err(failed)?;
    let (mut done, mut told) = (0, Instant::now());
    let take = |chunk: &[u8], total: Option<u64>| {
        saving.file.write_all(chunk)?;
        done += chunk.len() as u64;
        if told.elapsed() >= WORD {
            told = Instant::now();
            core.tell(Event::DownloadProgress { ticket, done, total });
        }
        Ok(())
    };
    net::download(&core.client, url, limit, take).await.map_err(|error| error.to_string())?;
    let path = saving.finish().map_err(failed)?;
    Ok(safe::one_line(&path.display().to_string()))
}
