//! `dateline briefing`: what was told lately, as a document.

use std::io::{self, IsTerminal};

use serde::Serialize;

use super::json::moment;
use super::output::Output;
use super::query::Words;
use super::show::{self, Format};
use super::{Failure, Result, Session};
use crate::engine::Dates;
use crate::engine::briefing::{self as engine, Asked, Lead, Section, Story, Voice};
use crate::html::plain;
use crate::model::{self, Time};
use crate::search;
use crate::term;
use crate::text::article;
use crate::text::manner::Manner;

/// Print what was told lately: the main stories in full, the others in brief
#[derive(Debug, clap::Args)]
pub(super) struct Briefing {
    #[command(flatten)]
    words: Words,
    /// From when on: 24h, 2d, 1w, today, yesterday, 2026-11-01
    #[arg(long, value_name = "TIME", default_value = "24h")]
    since: String,
    /// So many stories in full
    #[arg(long, value_name = "N", default_value_t = engine::LEADS)]
    max: usize,
    /// The widest line, in cells
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(10..=1000))]
    width: Option<u16>,
    /// How; without it ansi on a terminal, else text
    #[arg(long)]
    format: Option<Format>,
}

/// A briefing, as `--format json` prints it.
#[derive(Serialize)]
struct BriefingJson<'a> {
    title: String,
    #[serde(serialize_with = "moment")]
    made: Option<Time>,
    #[serde(serialize_with = "moment")]
    since: Option<Time>,
    query: Option<&'a str>,
    entries: usize,
    feeds: usize,
    leads: Vec<StoryJson<'a>>,
    sections: Vec<SectionJson<'a>>,
}

#[derive(Serialize)]
struct SectionJson<'a> {
    folder: &'a str,
    stories: Vec<StoryJson<'a>>,
    /// Stories that are left out.
    more: usize,
}

#[derive(Serialize)]
struct StoryJson<'a> {
    story: Option<i64>,
    why: String,
    members: Vec<MemberJson<'a>>,
}

#[derive(Serialize)]
struct MemberJson<'a> {
    id: i64,
    source: &'a str,
    title: &'a str,
    author: Option<&'a str>,
    url: Option<&'a str>,
    #[serde(serialize_with = "moment")]
    published: Option<Time>,
    /// A lead's whole text, else what the briefing prints of it.
    text: String,
}

impl Briefing {
    pub(super) fn run(self, session: &Session) -> Result {
        let asked = self.asked(session)?;
        let loaded = session.loaded()?;
        let store = session.store()?;
        session.tell_stories(&store)?;
        let briefing = engine::read(&store, &loaded.config.front_page.weights, &asked, session.now)?;
        let dates = Dates { zone: session.zone.clone(), clock_24h: loaded.settings.clock_24h };
        let manner = self.manner(session)?;
        let mut output = Output::new();
        let form = match self.format.unwrap_or_else(|| Format::usual(session)) {
            Format::Json => {
                output.json(&json(&briefing, &dates))?;
                return Ok(output.finish()?);
            }
            Format::Ansi => {
                output.raw(article::to_ansi(&engine::set(&briefing, &manner, &dates)).as_bytes())?;
                return Ok(output.finish()?);
            }
            Format::Text => model::Format::Text,
            Format::Markdown => model::Format::Markdown,
            Format::Html => model::Format::Html,
            Format::Epub => show::book_format()?,
        };
        output.raw(&engine::written(&briefing, form, &manner, &dates).map_err(Failure::Failed)?)?;
        Ok(output.finish()?)
    }

    fn asked(&self, session: &Session) -> Result<Asked> {
        let since = search::moment(self.since.trim(), session.now, &session.zone)
            .map_err(|why| Failure::Usage(format!("--since: {why}")))?;
        let only = match self.words.is_empty() {
            true => None,
            false => Some((self.words.joined().trim().to_owned(), self.words.read(session)?)),
        };
        Ok(Asked { since, only, leads: self.max })
    }

    /// As wide as articles are set, but not wider than the terminal.
    fn manner(&self, session: &Session) -> Result<Manner> {
        let manner = show::manner(self.width, session)?;
        let fits = self.width.is_none() && io::stdout().is_terminal();
        let width = if fits { manner.width.min(term::size().0) } else { manner.width };
        Ok(Manner { width, ..manner })
    }
}

fn json<'a>(briefing: &'a engine::Briefing, dates: &Dates) -> BriefingJson<'a> {
    BriefingJson {
        title: engine::title(briefing, dates),
        made: Some(briefing.made),
        since: Some(briefing.since),
        query: briefing.about.as_deref(),
        entries: briefing.entries,
        feeds: briefing.feeds,
        leads: briefing.leads.iter().map(lead).collect(),
        sections: briefing.sections.iter().map(section).collect(),
    }
}

fn lead(lead: &Lead) -> StoryJson<'_> {
    let mut story = story(&lead.story);
    if let Some(first) = story.members.first_mut() {
        first.text = plain::text(&lead.article.body, None);
    }
    story
}

fn section(section: &Section) -> SectionJson<'_> {
    SectionJson { folder: &section.folder.0, stories: section.stories.iter().map(story).collect(), more: section.more }
}

fn story(story: &Story) -> StoryJson<'_> {
    StoryJson {
        story: story.id.map(|id| id.0),
        why: story.why.to_string(),
        members: story.voices.iter().map(member).collect(),
    }
}

fn member(voice: &Voice) -> MemberJson<'_> {
    let row = &voice.row;
    MemberJson {
        id: row.id.0,
        source: &voice.source,
        title: &row.title,
        author: row.author.as_deref(),
        url: row.url.as_deref(),
        published: Some(row.date),
        text: voice.words.clone(),
    }
}
