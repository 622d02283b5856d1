//! `dateline show`: articles, laid out as in the pane or as data.

use std::io::{self, IsTerminal};

use clap::ValueEnum;
use serde::Serialize;

use super::json::EntryJson;
use super::output::Output;
use super::query::{self, Words};
use super::{Failure, Result, Session};
use crate::engine::{Hyphens, article_text};
use crate::html::document::{Block, Document, Inline};
use crate::html::{self, plain};
use crate::model::{Article, Enclosure, PageState, Query, Showing, Sort, Term};
use crate::text::article::{self, Head};
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
    Json,
}

impl Format {
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
        let format = self.format.unwrap_or_else(|| Format::usual(session));
        let manner = manner(self.width, session)?;
        let mut output = Output::new();
        let mut first = true;
        let showing = if self.full { Showing::Full } else { Showing::Chosen };
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
            if !first && format != Format::Json {
                output.raw(b"\n")?;
            }
            first = false;
            print(&article, format, &manner, session, &mut output)?;
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

/// Prints an article in that form.
pub(super) fn print(
    article: &Article,
    format: Format,
    manner: &Manner,
    session: &Session,
    output: &mut Output,
) -> Result {
    let document = article_text(article);
    let mut head = article::head(article, &session.zone, session.loaded()?.settings.clock_24h);
    Hyphens::new(session.paths()?).choose(&mut head, &document);
    match format {
        Format::Text => output.raw(article::to_plain(&article::lay_out(&head, &document, manner)).as_bytes())?,
        Format::Ansi => output.raw(article::to_ansi(&article::lay_out(&head, &document, manner)).as_bytes())?,
        Format::Markdown => output.raw(html::markdown(&headed(article, &head, document)).as_bytes())?,
        Format::Html => output.line(&html::markup(&headed(article, &head, document)))?,
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

/// The article's head as blocks of its own, above its text.
fn headed(article: &Article, head: &Head, text: Document) -> Document {
    let Document { blocks, mut links } = text;
    let mut headline = Inline::plain(head.headline.clone());
    if let Some(url) = &article.entry.row.url {
        headline.link = u16::try_from(links.len()).ok();
        links.push(url.clone());
    }
    let byline = Inline::plain(head.byline.clone());
    let above = [Block::Heading(1, vec![headline]), Block::Paragraph(vec![byline])];
    Document { blocks: above.into_iter().chain(blocks).collect(), links }
}
