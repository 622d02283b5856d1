//! `dateline extract`: the main article of a page.

use std::path::PathBuf;

use clap::ValueEnum;
use serde::Serialize;

use super::output::Output;
use super::{Failure, Result, Session, parse};
use crate::html;
use crate::html::extract::{self, Extracted};

/// Print the main article of a page
#[derive(Debug, clap::Args)]
pub(super) struct Extract {
    /// A file, or - for standard input
    file: PathBuf,
    /// The page's address, against which its links are resolved
    #[arg(long, value_name = "BASE")]
    url: String,
    /// The media type that the server gave, with its charset
    #[arg(long, value_name = "T")]
    content_type: Option<String>,
    /// How
    #[arg(long, default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// An article, as `--format json` prints it.
#[derive(Serialize)]
struct ExtractedJson<'a> {
    title: Option<&'a str>,
    byline: Option<&'a str>,
    site: Option<&'a str>,
    published: Option<String>,
    language: Option<&'a str>,
    text: &'a str,
    html: &'a str,
}

impl Extract {
    pub(super) fn run(self, session: &Session) -> Result {
        let bytes = parse::read(&self.file)?;
        let page = extract::decode(&bytes, self.content_type.as_deref());
        let wrong = |why| Failure::Failed(format!("{}: {why}", self.file.display()));
        let article = extract::extract_by(&page, &self.url, &session.loaded()?.rules).map_err(wrong)?;
        let text = extract::text(&html::convert_verbatim(&article.html, Some(&self.url)));
        let mut output = Output::new();
        match self.format {
            Format::Text => output.line(&text)?,
            Format::Json => output.json(&json(&article, &text))?,
        }
        Ok(output.finish()?)
    }
}

fn json<'a>(article: &'a Extracted, text: &'a str) -> ExtractedJson<'a> {
    let published = article.published.as_ref();
    ExtractedJson {
        title: article.title.as_deref(),
        byline: article.byline.as_deref(),
        site: article.site.as_deref(),
        published: published.map(|when| when.timestamp().display_with_offset(when.offset()).to_string()),
        language: article.language.as_deref(),
        text,
        html: &article.html,
    }
}
