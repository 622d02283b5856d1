//! `feeds.toml`, the truth for subscriptions: read with located errors, edited in place.

mod edit;

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::time::SystemTime;

use serde::Deserialize;
use toml::Spanned;
use toml_edit::Document;
use url::Url;

use super::duration::Length;
use super::error::{ConfigError, nearest};
use super::load::read_text;
use super::{retention, write};
use crate::model::{Access, FileEdit, Folder, FullText, Retention, Subscription};
use crate::private;

/// The keys of a `[[feed]]` that this version reads.
const KEYS: &[&str] = &[
    "url",
    "title",
    "folder",
    "tags",
    "refresh",
    "full_text",
    "user_agent",
    "headers",
    "username",
    "password_command",
    "proxy",
    "quiet",
    "retention",
    "twins",
];

/// The keys of a `[[folder]]`.
const FOLDER_KEYS: &[&str] = &["name", "retention"];

/// What `full_text` may be.
const FULL_TEXTS: &[(&str, FullText)] =
    &[("never", FullText::Never), ("on-open", FullText::OnOpen), ("always", FullText::Always)];

/// The subscriptions in the order of the file; none where there is no file.
pub fn load(path: &Path) -> Result<Vec<Subscription>, ConfigError> {
    let feeds = read_text(path)?.map_or(Ok(Vec::new()), |text| parse(path, &text))?;
    let commands = feeds.iter().any(|feed| !feed.access.password_command.is_empty());
    if commands && private::is_writable_by_all(path) {
        return Err(ConfigError::whole(
            path,
            "everybody may write it, so no command in it is run; `chmod o-w` mends that",
        ));
    }
    Ok(feeds)
}

/// Tells one state of the file from the next; none where there is no file.
pub fn mark(path: &Path) -> Option<String> {
    let metadata = std::fs::metadata(path).ok()?;
    let changed = metadata.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(format!("{}.{:09}, {} bytes", changed.as_secs(), changed.subsec_nanos(), metadata.len()))
}

/// Everything that is wrong with the file, keys that nobody reads included.
pub fn check(path: &Path) -> Vec<ConfigError> {
    match read_text(path) {
        Err(problem) => vec![problem],
        Ok(None) => Vec::new(),
        Ok(Some(text)) => match parse(path, &text) {
            Err(problem) => vec![problem],
            Ok(_) => unknown_keys(path, &text),
        },
    }
}

/// Makes the changes in the file, keeping comments, order and keys that are not ours. A broken file is left as it is.
pub fn apply(path: &Path, edits: &[FileEdit]) -> Result<(), ConfigError> {
    let unwritable = |error: std::io::Error| ConfigError::whole(path, format!("cannot be written: {error}"));
    let directory = path.parent().unwrap_or(Path::new("."));
    private::create_dir(directory).map_err(unwritable)?;
    let _lock = lock(directory);
    let text = read_text(path)?.unwrap_or_default();
    let mut wanted = parse(path, &text)?;
    for edit in edits {
        edit.apply(&mut wanted);
    }
    let edited = edit::edit(&text, edits).map_err(|why| ConfigError::whole(path, why))?;
    let read_back = parse(path, &edited)?;
    if read_back != wanted {
        return Err(ConfigError::whole(path, "the change cannot be written in this file as it is; write it by hand"));
    }
    if edited == text {
        return Ok(());
    }
    write::replace(path, edited.as_bytes()).map_err(unwritable)
}

/// Keeps other processes from editing at the same time, while it is held. Where the file system knows no locks there is
/// none: the rename still leaves a whole file.
fn lock(directory: &Path) -> Option<File> {
    let handle = File::open(directory).ok()?;
    handle.lock().ok()?;
    Some(handle)
}

/// How long things are kept in folders, as the file says; none where there is no file.
pub fn folders(path: &Path) -> Result<Vec<(Folder, Retention)>, ConfigError> {
    let Some(text) = read_text(path)? else { return Ok(Vec::new()) };
    let feeds: Feeds = toml::from_str(&text).map_err(|error| ConfigError::toml(path, &text, &error))?;
    Ok(feeds.folder.into_iter().map(|row| (Folder(row.name), row.retention)).collect())
}

#[derive(Deserialize)]
struct Feeds {
    #[serde(default)]
    feed: Vec<Row>,
    #[serde(default)]
    folder: Vec<FolderRow>,
}

#[derive(Deserialize)]
struct FolderRow {
    name: String,
    #[serde(default, deserialize_with = "retention::own")]
    retention: Retention,
}

#[derive(Deserialize)]
struct Row {
    url: Spanned<String>,
    title: Option<String>,
    #[serde(default)]
    folder: String,
    #[serde(default)]
    tags: Vec<String>,
    refresh: Option<Length>,
    #[serde(default)]
    full_text: FullTextName,
    user_agent: Option<String>,
    #[serde(default)]
    headers: Headers,
    username: Option<String>,
    #[serde(default)]
    password_command: Vec<String>,
    proxy: Option<String>,
    #[serde(default)]
    quiet: bool,
    #[serde(default, deserialize_with = "retention::own")]
    retention: Retention,
    twins: Option<bool>,
}

/// Header fields in the order of the file.
#[derive(Deserialize, Default)]
#[serde(try_from = "toml::Table")]
struct Headers(Vec<(String, String)>);

impl TryFrom<toml::Table> for Headers {
    type Error = String;

    fn try_from(table: toml::Table) -> Result<Headers, String> {
        let field = |(name, value): (String, toml::Value)| match value {
            toml::Value::String(text) => Ok((name, text)),
            _ => Err(format!("the header `{name}` needs a text in quotes")),
        };
        table.into_iter().map(field).collect::<Result<_, _>>().map(Headers)
    }
}

#[derive(Deserialize, Default)]
#[serde(try_from = "String")]
struct FullTextName(FullText);

impl TryFrom<String> for FullTextName {
    type Error = String;

    fn try_from(text: String) -> Result<FullTextName, String> {
        let known = FULL_TEXTS.iter().find(|(name, _)| *name == text);
        known
            .map(|(_, value)| FullTextName(*value))
            .ok_or_else(|| format!("`{text}` is not known; write never, on-open or always"))
    }
}

fn parse(path: &Path, text: &str) -> Result<Vec<Subscription>, ConfigError> {
    let feeds: Feeds = toml::from_str(text).map_err(|error| ConfigError::toml(path, text, &error))?;
    let mut seen = HashMap::new();
    feeds
        .feed
        .into_iter()
        .map(|row| {
            let span = row.url.span();
            let wrong = |why: String| ConfigError::at(path, text, Some(span.clone()), why);
            check_url(row.url.get_ref()).map_err(&wrong)?;
            let line = text.get(..span.start).unwrap_or_default().matches('\n').count() + 1;
            if let Some(first) = seen.insert(row.url.get_ref().clone(), line) {
                let url = row.url.get_ref();
                return Err(wrong(format!("`{url}` is already in line {first}; take one of the two out")));
            }
            let subscription = row.into_subscription();
            subscription.access.check().map_err(&wrong)?;
            Ok(subscription)
        })
        .collect()
}

impl Row {
    fn into_subscription(self) -> Subscription {
        Subscription {
            url: self.url.into_inner(),
            title: self.title,
            folder: Folder(self.folder),
            tags: self.tags,
            refresh: self.refresh.map(|length| length.0),
            full_text: self.full_text.0,
            user_agent: self.user_agent,
            access: Access {
                headers: self.headers.0,
                username: self.username,
                password_command: self.password_command,
                proxy: self.proxy,
            },
            quiet: self.quiet,
            retention: self.retention,
            alone: self.twins == Some(false),
        }
    }
}

fn check_url(url: &str) -> Result<(), String> {
    match Url::parse(url) {
        Ok(parsed) if matches!(parsed.scheme(), "http" | "https" | "file") => Ok(()),
        _ => Err(format!("`{url}` is not a feed's address; write http://, https:// or file://")),
    }
}

fn unknown_keys(path: &Path, text: &str) -> Vec<ConfigError> {
    let Ok(document) = Document::parse(text) else { return Vec::new() };
    let unknown = |(kind, known): (&str, &'static [&'static str])| {
        let tables = document.get(kind).and_then(|item| item.as_array_of_tables());
        let keys = tables.into_iter().flatten().flat_map(|table| table.iter().filter_map(|(key, _)| table.key(key)));
        let unknown = keys.filter(|key| !known.contains(&key.get())).map(|key| {
            let name = key.get();
            let hint = match nearest(name, known.iter().copied()) {
                Some(known) => format!("did you mean `{known}`?"),
                None => format!("known are {}", known.join(", ")),
            };
            ConfigError::at(path, text, key.span(), format!("`{name}` is not read by this version; {hint}"))
        });
        unknown.collect::<Vec<_>>()
    };
    [("feed", KEYS), ("folder", FOLDER_KEYS)].into_iter().flat_map(unknown).collect()
}

#[cfg(test)]
mod tests;
