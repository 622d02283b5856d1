//! Importing: what a file of another reader would change, and the change.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use tokio::task::spawn_blocking;

use super::core::Core;
use super::writes::subscriptions_changed;
use crate::config::typed_path;
use crate::feed::{self, Imported, SavedQuery, Skipped};
use crate::model::{Archive, ArchivedFeed, ArchivedSearch, Brought, Feed, Rule};
use crate::store::{newsboat, restore};

/// A file that is read as a whole is no larger than this, bytes. A database is read row by row, whatever its size.
const LARGEST: u64 = 1 << 30;

/// What an import does.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// To be subscribed to.
    pub new: Vec<ArchivedFeed>,
    /// Subscribed to already with nothing but their address: title, folder and tags are filled in.
    pub filled: Vec<ArchivedFeed>,
    /// Subscribed to already; they stay as they are, and may get entries.
    pub known: Vec<ArchivedFeed>,
    pub skipped: Vec<Skipped>,
    /// What is taken, but not as it was.
    pub notes: Vec<Skipped>,
    /// Translated, to be kept as searches as far as they could be.
    pub queries: Vec<SavedQuery>,
    pub rules: Vec<Rule>,
    /// What the user may want to do next.
    pub hint: Option<String>,
}

/// Entries by what is to become of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    pub entries: usize,
    pub unread: usize,
    pub starred: usize,
    pub deleted: usize,
}

impl Sums {
    pub fn of<'a>(feeds: impl IntoIterator<Item = &'a ArchivedFeed>) -> Sums {
        let mut sums = Sums::default();
        for entry in feeds.into_iter().flat_map(|feed| &feed.entries) {
            sums.deleted += usize::from(entry.deleted);
            sums.entries += usize::from(!entry.deleted);
            sums.unread += usize::from(!entry.deleted && entry.status.unread);
            sums.starred += usize::from(!entry.deleted && entry.status.starred);
        }
        sums
    }

    /// In words; none without entries.
    pub fn words(&self) -> Option<String> {
        let Sums { entries, unread, starred, deleted } = self;
        let gone = if *deleted > 0 { format!("; deleted there and kept away: {deleted}") } else { String::new() };
        let noun = if *entries == 1 { "entry" } else { "entries" };
        (*entries + *deleted > 0).then(|| format!("{entries} {noun} ({unread} unread, {starred} starred){gone}"))
    }
}

impl Plan {
    /// Reads a file; `feeds` are the present subscriptions.
    pub fn of_file(file: &Path, feeds: &[Feed]) -> Result<Plan, String> {
        let bytes = head_or_all(file).map_err(|error| error.to_string())?;
        if !bytes.starts_with(newsboat::HEADER) {
            let mut plan = Plan::of_bytes(&bytes, feeds)?;
            if file.file_name().is_some_and(|name| name == "urls") {
                plan.hint = beside(file, "cache.db", "articles and what is read");
            }
            return Ok(plan);
        }
        if let Some(archive) = restore::read(file).map_err(|error| error.to_string())? {
            return Ok(Plan::new(feed::import_archive(archive), feeds));
        }
        let cache = newsboat::read(file).map_err(|error| error.to_string())?;
        let mut plan = Plan::new(feed::newsboat::import_cache(cache), feeds);
        plan.hint = beside(file, "urls", "titles, tags and queries");
        Ok(plan)
    }

    /// Reads a file's content.
    pub fn of_bytes(bytes: &[u8], feeds: &[Feed]) -> Result<Plan, String> {
        if bytes.starts_with(newsboat::HEADER) {
            return Err("a database cannot come through a pipe; name the file".to_owned());
        }
        Ok(Plan::new(feed::import(bytes).map_err(|error| error.to_string())?, feeds))
    }

    fn new(imported: Imported, feeds: &[Feed]) -> Plan {
        let Imported { feeds: imported, skipped, notes, queries, rules } = imported;
        let mut plan = Plan { skipped, notes, queries, rules, ..Plan::default() };
        for archived in imported {
            let wanted = &archived.subscription;
            let present = feeds.iter().map(|feed| &feed.subscription).find(|known| known.url == wanted.url);
            match present {
                None => plan.new.push(archived),
                Some(known) if known.is_bare() && !wanted.is_bare() => plan.filled.push(archived),
                Some(_) => plan.known.push(archived),
            }
        }
        plan
    }

    /// The plan in a line; `added` says whether it is done.
    pub fn summary(&self, added: &str) -> String {
        let mut parts = vec![format!("{} {added}", self.new.len())];
        if !self.filled.is_empty() {
            parts.push(format!("{} filled in", self.filled.len()));
        }
        parts.push(format!("{} known already, {} skipped", self.known.len(), self.skipped.len()));
        if !self.queries.is_empty() {
            let (kept, lost) = (self.searches().count(), self.queries.len() - self.searches().count());
            let noun = if kept == 1 { "search" } else { "searches" };
            let lost = if lost > 0 { format!(" ({lost} cannot be carried over)") } else { String::new() };
            parts.push(format!("{kept} {noun} {added}{lost}"));
        }
        if !self.rules.is_empty() {
            let noun = if self.rules.len() == 1 { "rule" } else { "rules" };
            parts.push(format!("{} {noun} {added}", self.rules.len()));
        }
        let entries = Sums::of(self.feeds()).words().map(|words| format!("; {words}"));
        parts.join(", ") + &entries.unwrap_or_default()
    }

    /// What a line of the screen has room for.
    fn sums(&self) -> Vec<String> {
        let mut sums = vec![self.summary("added")];
        if !self.notes.is_empty() || !self.skipped.is_empty() || !self.queries.is_empty() {
            sums.push("`dateline import --dry-run` tells each".to_owned());
        }
        sums.extend(self.hint.clone());
        sums
    }

    fn feeds(&self) -> impl Iterator<Item = &ArchivedFeed> {
        self.new.iter().chain(&self.filled).chain(&self.known)
    }

    /// The searches to be kept.
    fn searches(&self) -> impl Iterator<Item = ArchivedSearch> {
        let kept = self.queries.iter().filter_map(|saved| Some((saved.name.clone(), saved.query.clone()?)));
        kept.map(|(name, query)| ArchivedSearch { name, query })
    }

    /// What is to be given to the store; none where that would change nothing.
    pub fn into_changes(self) -> Option<Archive> {
        let searches: Vec<_> = self.searches().collect();
        let brings = |feed: &ArchivedFeed| !feed.entries.is_empty() || !feed.tombstones.is_empty();
        let known = self.known.into_iter().filter(brings);
        let feeds: Vec<_> = self.new.into_iter().chain(self.filled).chain(known).collect();
        let archive = Archive { feeds, searches, rules: self.rules };
        (archive != Archive::default()).then_some(archive)
    }
}

/// newsboat's other file, which nobody has named: it is told, not read.
fn beside(file: &Path, other: &str, what: &str) -> Option<String> {
    let other = file.with_file_name(other);
    other.is_file().then(|| format!("{} lies beside it: import it too, for {what}", other.display()))
}

/// The whole file, or of a database the beginning. It is read once, since it may be a pipe.
fn head_or_all(file: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(file)?;
    let mut bytes = Vec::new();
    file.by_ref().take(u64::try_from(newsboat::HEADER.len()).unwrap_or(u64::MAX)).read_to_end(&mut bytes)?;
    if bytes != newsboat::HEADER && file.take(LARGEST).read_to_end(&mut bytes)? as u64 == LARGEST {
        let why = format!("larger than {} MiB, so nothing that can be imported", LARGEST >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, why));
    }
    Ok(bytes)
}

/// What became of the entries, in a line; none where there were none.
pub fn told(brought: &Brought) -> Option<String> {
    let Brought { new, known, marked, .. } = brought;
    (new + known > 0).then(|| format!("entries: {new} new, {known} known already, {marked} of them marked"))
}

/// `Effect::Import`.
pub async fn run(core: Arc<Core>, path: String) {
    match import(&core, &path).await {
        Ok(sums) => {
            let name = Path::new(&path).file_name().unwrap_or_default().to_string_lossy().into_owned();
            core.notice(format!("Imported {name}: {sums}"));
            subscriptions_changed(&core).await;
        }
        Err(why) => core.failed(None, format!("Not imported: {path}: {why}")),
    }
}

async fn import(core: &Core, path: &str) -> Result<String, String> {
    let feeds = core.store.tree().await.map_err(|error| error.to_string())?.feeds;
    let file = typed_path(path);
    let (store, now) = (core.store.clone(), core.now());
    // Packing years of articles takes a while too.
    let begun = spawn_blocking(move || {
        let plan = Plan::of_file(&file, &feeds)?;
        let sums = plan.sums();
        let changes = plan.into_changes();
        Ok::<_, String>((sums, changes.map(|archive| store.import(archive, now))))
    });
    let (mut sums, pending) = begun.await.map_err(|error| error.to_string())??;
    if let Some(pending) = pending {
        let brought = pending.await.map_err(|error| error.to_string())?;
        sums.extend(told(&brought));
    }
    Ok(sums.join("; "))
}
