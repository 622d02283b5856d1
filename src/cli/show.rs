//! `dateline show`: articles, laid out as in the pane or as data.

use std::io::{self, IsTerminal};

use clap::ValueEnum;
use serde::Serialize;

use super::json::EntryJson;
use super::output::Output;
use super::query::{self, Words};
use super::{Failure, Result, Session};
use crate::engine::{Dates, Hyphens, article_head, article_text, written};
use crate::html::plain;
use crate::model::{self, Article, Enclosure, PageState, Query, Showing, Sort, Term};
use crate::text::article;
use crate::text::manner::Manner;

/// Print articles
#[derive(Debug, clap::Args)]
pub(super) struct Show {
    #[command(flatten)]
    words: Words,
    /// The widest line, in cells
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(10..=1000))]
    width: Option<u16>,
    /// How; without it ansi on a terminal, else text
    #[arg(long)]
    format: Option<Format>,
    /// The same as `--format json`: one value a line
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// The full text where it is stored, also where the reader turned it off; told where it is not
    #[arg(long)]
    full: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Ansi,
    Markdown,
    Html,
    Epub,
    Json,
}

impl Format {
    /// Whether all articles together make one document.
    fn is_one_document(self) -> bool {
        matches!(self, Format::Html | Format::Epub)
    }

    /// What fits where the output goes.
    pub(super) fn usual(session: &Session) -> Format {
        if io::stdout().is_terminal() && !session.env.no_color() { Format::Ansi } else { Format::Text }
    }
}

#[derive(Serialize)]
struct ArticleJson<'a> {
    #[serde(flatten)]
    entry: EntryJson<'a>,
    full_text: bool,
    content_text: String,
    content_html: &'a str,
    enclosures: Vec<EnclosureJson<'a>>,
}

#[derive(Serialize)]
struct EnclosureJson<'a> {
    url: &'a str,
    media_type: Option<&'a str>,
    length: Option<u64>,
    duration: Option<u64>,
}

impl<'a> From<&'a Enclosure> for EnclosureJson<'a> {
    fn from(enclosure: &'a Enclosure) -> EnclosureJson<'a> {
        EnclosureJson {
            url: &enclosure.url,
            media_type: enclosure.media_type.as_deref(),
            length: enclosure.length,
            duration: enclosure.duration,
        }
    }
}

impl Show {
    pub(super) fn run(self, session: &Session) -> Result {
        let query = self.query(session)?;
        let store = session.store()?;
        let entries = store.find(query, usize::MAX).wait()?;
        if entries.is_empty() {
            return Err(Failure::Failed(format!(
                "no entry matches `{}`; `dateline list` shows them",
                self.words.joined()
            )));
        }
        let format = match self.json {
            true => Format::Json,
            false => self.format.unwrap_or_else(|| Format::usual(session)),
        };
        let manner = manner(self.width, session)?;
        let mut output = Output::new();
        let mut first = true;
        let showing = if self.full { Showing::Full } else { Showing::Chosen };
        // What makes one document of all that was found.
        let mut whole = Vec::new();
        for entry in &entries {
            // Removed by another process since the search.
            let Some(article) = store.article_showing(entry.row.id, showing).wait()? else { continue };
            if self.full && !article.full_text {
                let why = match &article.page {
                    PageState::Failed { why, .. } | PageState::Refused(why) => format!(" ({why})"),
                    _ => String::new(),
                };
                super::failure::warn(&format!(
                    "entry {}: no full text is stored{why}; this is the feed's own",
                    entry.row.id
                ));
            }
            if format.is_one_document() {
                whole.push(article);
                continue;
            }
            if !first && format != Format::Json {
                output.raw(b"\n")?;
            }
            first = false;
            print(&article, format, &manner, session, &mut output)?;
        }
        if format.is_one_document() {
            write(&whole, format, &manner, session, &mut output)?;
        }
        Ok(output.finish()?)
    }

    /// The entry with that id, or what the words find.
    fn query(&self, session: &Session) -> Result<Query> {
        let text = self.words.joined();
        match text.trim().parse() {
            Ok(id) => Ok(Query { term: Term::Id(id), sort: Sort::default(), reversed: false }),
            Err(_) if text.trim().is_empty() => {
                Err(Failure::Usage("show needs an entry's id or a query; `dateline list` prints ids".to_owned()))
            }
            Err(_) => query::read(&text, session),
        }
    }
}

/// How articles are set that are printed, by default as wide as in the pane.
pub(super) fn manner(width: Option<u16>, session: &Session) -> Result<Manner> {
    let manner = session.loaded()?.settings.manner;
    Ok(Manner { width: width.unwrap_or(manner.width), ..manner })
}

/// Articles in one of the forms that they have in files.
fn write(articles: &[Article], format: Format, manner: &Manner, session: &Session, output: &mut Output) -> Result {
    let format = match format {
        Format::Markdown => model::Format::Markdown,
        Format::Epub => book_format()?,
        _ => model::Format::Html,
    };
    let dates = Dates { zone: session.zone.clone(), clock_24h: session.loaded()?.settings.clock_24h };
    let bytes = written(articles, format, manner, &dates).map_err(Failure::Failed)?;
    Ok(output.raw(&bytes)?)
}

/// The form of a book, which is nothing for a terminal.
pub(super) fn book_format() -> Result<model::Format> {
    match io::stdout().is_terminal() {
        true => Err(Failure::Usage("a book is no text for a terminal; write `> book.epub` behind it".to_owned())),
        false => Ok(model::Format::Epub),
    }
}

/// Prints an article in that form.
pub(super) fn print(
    article: &Article,
    format: Format,
    manner: &Manner,
    session: &Session,
    output: &mut Output,
) -> Result {
    let document = article_text(article);
    let mut head = article_head(article, &session.zone, session.loaded()?.settings.clock_24h);
    Hyphens::new(session.paths()?).choose(&mut head, &document);
    match format {
        Format::Text => output.raw(article::to_plain(&article::lay_out(&head, &document, manner)).as_bytes())?,
        Format::Ansi => output.raw(article::to_ansi(&article::lay_out(&head, &document, manner)).as_bytes())?,
        Format::Markdown | Format::Html | Format::Epub => {
            write(std::slice::from_ref(article), format, manner, session, output)?;
        }
        Format::Json => output.json(&ArticleJson {
            entry: EntryJson::from(&article.entry),
            full_text: article.full_text,
            content_text: plain::text(&article.body, None),
            content_html: &article.body,
            enclosures: article.enclosures.iter().map(EnclosureJson::from).collect(),
        })?,
    }
    Ok(())
}
