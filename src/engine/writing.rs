//! Articles in the forms in which they leave the program: text, Markdown, a page, a book.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::task::spawn_blocking;

use super::article::{head_of, text_of};
use super::core::{Core, lock};
use super::epub::{About, Chapter, epub};
use super::loose;
use super::programs;
use super::reads::refuse;
use super::saving::Saving;
use crate::app::effect::Ticket;
use crate::app::event::Event;
use crate::html;
use crate::html::document::{Block, Document, Inline};
use crate::model::{Article, EntryId, Format};
use crate::safe;
use crate::text::article::{self, Head};
use crate::text::manner::Manner;

/// How dates are written.
#[derive(Debug, Clone)]
pub struct Dates {
    pub zone: TimeZone,
    pub clock_24h: bool,
}

/// `Effect::Write`.
pub async fn run(core: Arc<Core>, ticket: Ticket, entries: Vec<EntryId>, path: String) {
    let Some(articles) = load(&core, Some(ticket), entries).await else { return };
    let (dates, folder) = {
        let preferences = lock(&core.preferences);
        (preferences.dates(), preferences.save_dir.clone())
    };
    let work = spawn_blocking(move || {
        let path = named(&folder, &path);
        let format = Format::of_name(&path.to_string_lossy()).unwrap_or_default();
        let bytes = written(&articles, format, &Manner::default(), &dates)?;
        save(&path, &bytes)
    });
    match work.await {
        Ok(Ok(path)) => core.tell(Event::Written { ticket, path: safe::one_line(&path.display().to_string()) }),
        Ok(Err(why)) => core.failed(Some(ticket), why),
        Err(_) => core.failed(Some(ticket), "The article cannot be written; please report its address"),
    }
}

/// `Effect::Pipe`.
pub async fn pipe(core: Arc<Core>, entries: Vec<EntryId>, command: Vec<String>, terminal: bool, format: Format) {
    let Some(articles) = load(&core, None, entries).await else { return };
    let dates = lock(&core.preferences).dates();
    let work = spawn_blocking(move || written(&articles, format, &Manner::default(), &dates));
    match work.await {
        Ok(Ok(text)) if terminal => core.tell(Event::Piped { command, text: text.into() }),
        Ok(Ok(text)) => programs::pipe(&core, command, text.into()),
        Ok(Err(why)) => core.failed(None, why),
        Err(_) => core.failed(None, "The article cannot be written; please report its address"),
    }
}

/// The articles of these entries, without what is gone meanwhile; none, and it is said why, where nothing can be loaded.
async fn load(core: &Core, ticket: Option<Ticket>, entries: Vec<EntryId>) -> Option<Vec<Article>> {
    let mut articles = Vec::with_capacity(entries.len());
    for entry in entries {
        match loose::article_aside(core, entry).await {
            Ok(article) => articles.extend(article),
            Err(error) => {
                refuse(core, ticket, &error);
                return None;
            }
        }
    }
    if articles.is_empty() {
        core.failed(ticket, "This entry is not in the store any more");
        return None;
    }
    Some(articles)
}

/// The path that the user wrote: `~` is the home, and what is not absolute lies in the folder for articles.
fn named(folder: &Path, written: &str) -> PathBuf {
    match written.strip_prefix("~/").zip(std::env::home_dir()) {
        Some((below, home)) => home.join(below),
        None => folder.join(written),
    }
}

fn save(path: &Path, bytes: &[u8]) -> Result<PathBuf, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
        return Err(format!("{} names no file", path.display()));
    };
    let mut saving = Saving::begin(folder, name).map_err(failed)?;
    saving.file.write_all(bytes).map_err(failed)?;
    saving.finish().map_err(failed)
}

/// Articles in a form, each with its head. Text is set as `manner` asks, but no word is parted, and right-to-left text
/// is put in order by whoever shows the file.
pub fn written(articles: &[Article], format: Format, manner: &Manner, dates: &Dates) -> Result<Vec<u8>, String> {
    let heads: Vec<Head> = articles.iter().map(|one| head_of(one, &dates.zone, dates.clock_24h)).collect();
    let whole = || articles.iter().zip(&heads).map(|(one, head)| headed(one, head));
    let first = articles.first();
    let title = heads.first().map(|head| head.headline.clone()).unwrap_or_default();
    let language = first.and_then(|one| one.language.as_deref());
    Ok(match format {
        Format::Text => {
            let manner = Manner { terminal_bidi: true, hyphenate: false, ..*manner };
            let set = |(one, head)| article::to_plain(&article::lay_out(head, &text_of(one), &manner));
            articles.iter().zip(&heads).map(set).collect::<Vec<_>>().join("\n").into_bytes()
        }
        Format::Markdown => whole().map(|one| html::markdown(&one)).collect::<Vec<_>>().join("\n").into_bytes(),
        Format::Html => {
            let mut page = html::page(&title, language, &whole().collect::<Vec<_>>());
            page.push('\n');
            page.into_bytes()
        }
        Format::Epub => {
            let chapters = whole().zip(&heads).map(|(text, head)| Chapter { title: head.headline.clone(), text });
            epub(&about(articles, title), &chapters.collect::<Vec<_>>())?
        }
    })
}

/// The article's head as blocks of its own, above its text.
pub fn headed(article: &Article, head: &Head) -> Document {
    let url = article.entry.row.url.as_deref().and_then(safe::url).filter(|_| !head.headline.is_empty());
    let headline = Inline { link: url.as_ref().map(|_| 0), ..Inline::plain(head.headline.clone()) };
    let heading = (!head.headline.is_empty()).then(|| Block::Heading(1, vec![headline]));
    let byline = Block::Paragraph(vec![Inline::plain(head.byline.clone())]);
    let mut out = Document { blocks: heading.into_iter().chain([byline]).collect(), links: url.into_iter().collect() };
    out.append(text_of(article));
    out
}

fn about(articles: &[Article], title: String) -> About {
    let rows = || articles.iter().map(|one| &one.entry.row);
    let identifier = match articles {
        [one] => one.entry.row.url.clone(),
        _ => None,
    };
    let ids = rows().map(|row| row.id.to_string()).collect::<Vec<_>>().join(",");
    let latest = rows().map(|row| row.date.0).max().unwrap_or_default();
    let latest = Timestamp::from_second(latest).unwrap_or_default();
    About {
        title,
        identifier: identifier.unwrap_or_else(|| format!("urn:dateline:{ids}")),
        language: articles.first().and_then(|one| one.language.clone()),
        authors: rows().filter_map(|row| row.author.clone()).collect(),
        modified: latest.to_string(),
    }
}
