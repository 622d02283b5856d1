//! What is said of a story on the front page, in lines for a column.

use std::borrow::Cow;

use crate::app::front::Story;
use crate::app::state::State;
use crate::model::{EntryRow, FeedId};
use crate::story::front::{News, Why};
use crate::text::{fit, width};

/// Lines of a headline and of a standfirst, at most: of the first story of a section, and of another.
const FIRST: (usize, usize) = (3, 3);
const FURTHER: (usize, usize) = (2, 2);
/// Sources that are named at most, and cells for each.
const NAMED: usize = 3;
const NAME: usize = 24;
/// Cells for the mark in front of the headline.
pub const MARK: u16 = 2;

/// A story in lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told<'a> {
    pub headline: Vec<Cow<'a, str>>,
    pub standfirst: Vec<Cow<'a, str>>,
    /// What is new of it since the last visit; empty for nothing.
    pub news: String,
    /// Who tells it, and why it stands here.
    pub sources: String,
    pub why: String,
    /// News, sources and reason stand in one line.
    pub short: bool,
}

impl Told<'_> {
    /// Lines that it takes.
    pub fn height(&self) -> u16 {
        let lines = self.headline.len() + self.standfirst.len() + if self.short { 1 } else { 2 };
        u16::try_from(lines).unwrap_or(u16::MAX)
    }
}

/// A story in lines of so many cells, the mark included.
pub fn told<'a>(state: &'a State, row: &'a EntryRow, story: &Story, first: bool, cells: u16) -> Told<'a> {
    let cells = usize::from(cells.saturating_sub(MARK)).max(1);
    let (headlines, standfirsts) = if first { FIRST } else { FURTHER };
    let (title, lead) = match (row.title.is_empty(), row.lead.is_empty()) {
        (false, _) => (row.title.as_str(), row.lead.as_str()),
        (true, false) => (row.lead.as_str(), ""),
        (true, true) => ("(no title)", ""),
    };
    let news = story.ranked.news.to_string();
    let sources = sources(state, &story.ranked.sources, cells);
    let age = state.now.since(story.ranked.newest).max(0);
    let why = Why { age, ..story.ranked.why.clone() }.to_string();
    let mark = if news.is_empty() { 0 } else { width::of(&news) + 5 };
    let short = mark + width::of(&sources) + 3 + width::of(&why) <= cells;
    Told {
        headline: lines(title, cells, headlines),
        standfirst: lines(lead, cells, standfirsts),
        news,
        sources,
        why,
        short,
    }
}

/// The lines of a text; the last one that there is room for holds all that is left, to be cut.
fn lines(text: &str, cells: usize, most: usize) -> Vec<Cow<'_, str>> {
    let mut lines = fit::lines(text, cells);
    let mut out: Vec<Cow<str>> = lines.by_ref().take(most).map(Cow::from).collect();
    if let (Some(more), Some(last)) = (lines.next(), out.last_mut()) {
        last.to_mut().push_str(&format!(" {more}"));
    }
    out
}

/// "BBC World, DW, AP +4": as many names as there is room for, and how many more there are.
fn sources(state: &State, sources: &[FeedId], cells: usize) -> String {
    let names: Vec<Cow<str>> =
        sources.iter().filter_map(|id| state.feed(*id)).take(NAMED).map(|feed| name(state, &feed.title)).collect();
    let named = |count: usize| {
        let named = names.iter().take(count).map(Cow::as_ref).collect::<Vec<_>>().join(", ");
        match sources.len().saturating_sub(count.min(names.len())) {
            0 => named,
            more => format!("{named} +{more}"),
        }
    };
    let fits = |text: &String| width::of(text) <= cells;
    (2..=NAMED).rev().map(named).find(fits).unwrap_or_else(|| named(1))
}

fn name<'a>(state: &State, title: &'a str) -> Cow<'a, str> {
    if width::of(title) <= NAME {
        return title.into();
    }
    let (head, _) = width::head(title, NAME - 1);
    format!("{}{}", head.trim_end(), if state.settings.ascii { "~" } else { "…" }).into()
}

/// Whether a section begins with this row.
pub fn begins(stories: &[Story], row: usize) -> bool {
    match (row.checked_sub(1).and_then(|above| stories.get(above)), stories.get(row)) {
        (Some(above), Some(story)) => above.folder != story.folder,
        (None, Some(_)) => true,
        (_, None) => false,
    }
}

/// The name of the section of a story; none where there are no folders.
pub fn section<'a>(stories: &'a [Story], story: &'a Story) -> Option<&'a str> {
    match story.folder.is_top() {
        false => Some(story.folder.name()),
        // It stands last.
        true => stories.first().filter(|first| !first.folder.is_top()).map(|_| "In brief"),
    }
}

/// What the stories have that is new: "5 new, 2 told further".
pub fn news(stories: &[Story]) -> String {
    let new = stories.iter().filter(|story| story.ranked.news == News::New).count();
    let more = stories.iter().filter(|story| matches!(story.ranked.news, News::More { .. })).count();
    match (new, more) {
        (0, 0) => String::new(),
        (new, 0) => format!("{new} new"),
        (0, more) => format!("{more} told further"),
        (new, more) => format!("{new} new, {more} told further"),
    }
}
