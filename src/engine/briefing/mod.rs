//! A briefing: what was told lately, read from the store and made a text of.

mod document;
mod form;
mod shown;

use std::collections::{HashMap, HashSet};

pub use document::{body, title};
pub use form::{set, written};
pub use shown::show;

use super::article::{is_lead_of_text, paragraphs};
use crate::model::{
    Article, Coverage, EntryId, EntryRow, FeedId, Folder, Query, Showing, StoryId, Term, Time, Weights,
};
use crate::safe;
use crate::store::{Store, StoreError};
use crate::story::briefing::{can_lead, shares, tellings, voices};
use crate::story::front::{Front, Ranked, Why, front};
use crate::story::sentences::{Told, beginning, brief};

/// The newest entries that are looked at.
const NEWEST: usize = 20_000;
/// Stories that are told in full if nobody says how many.
pub const LEADS: usize = 5;
/// Stories that are told in brief in each section.
const BRIEFS: usize = 12;
/// A short text of fewer characters is too short for a brief, if there is more.
const SHORT: usize = 120;
/// Of a text that is told briefly so many bytes are looked at.
const BEGINNING: usize = 2_000;

/// Stories that are looked at for each that is told in full, and entries of each story.
const LOOKED_AT: usize = 4;
const TELLINGS: usize = 40;

/// Entries by their ids.
type Rows = HashMap<EntryId, EntryRow>;

/// What a briefing is to be about.
#[derive(Debug, Clone)]
pub struct Asked {
    pub since: Time,
    /// Entries besides which there are none: those that a query finds, and the query as it was typed.
    pub only: Option<(String, Query)>,
    /// Stories that are told in full.
    pub leads: usize,
}

/// What was told, and by whom.
#[derive(Debug, Clone)]
pub struct Briefing {
    pub made: Time,
    pub since: Time,
    /// The query that it was narrowed by.
    pub about: Option<String>,
    pub leads: Vec<Lead>,
    pub sections: Vec<Section>,
    /// Out of so many entries of so many feeds.
    pub entries: usize,
    pub feeds: usize,
}

/// A story with the article that tells it in full, which is that of its first voice.
#[derive(Debug, Clone)]
pub struct Lead {
    pub article: Article,
    pub story: Story,
}

/// Stories that are told in brief.
#[derive(Debug, Clone)]
pub struct Section {
    pub folder: Folder,
    pub stories: Vec<Story>,
    /// So many more are left out.
    pub more: usize,
}

#[derive(Debug, Clone)]
pub struct Story {
    pub id: Option<StoryId>,
    pub why: Why,
    /// At least one.
    pub voices: Vec<Voice>,
}

/// An entry that speaks for its source.
#[derive(Debug, Clone)]
pub struct Voice {
    pub row: EntryRow,
    /// The feed's title.
    pub source: String,
    /// Of the first voice the beginning of its text, of others what they add to those before; may be empty.
    pub words: String,
}

/// Reads what a briefing tells. Waits for the store and converts texts: not for async code.
pub fn read(store: &Store, weights: &Weights, asked: &Asked, now: Time) -> Result<Briefing, StoreError> {
    let mut told = store.told(asked.since, NEWEST).wait()?;
    if let Some((_, query)) = &asked.only {
        let term = Term::All(vec![query.term.clone(), Term::Since(asked.since)]);
        let found = store.find_ids(Query { term, ..query.clone() }).wait()?;
        narrow(&mut told, &found.into_iter().collect());
    }
    let feeds = store.tree().wait()?.feeds;
    let front = front(&told, &feeds, weights, now, None);
    let (leading, mut rows) = leading(store, &front, asked.leads)?;
    let shares = shares(&front, &leading, BRIEFS);
    for ranked in shares.iter().flat_map(|share| &share.stories) {
        rows.extend(self::rows(store, ranked)?);
    }
    let titles = feeds.into_iter().map(|feed| (feed.id, safe::one_line(&feed.title))).collect();
    let teller = Teller { store, rows, titles };
    let mut leads = Vec::with_capacity(leading.len());
    for ranked in &leading {
        leads.extend(teller.lead(ranked)?);
    }
    let mut sections = Vec::with_capacity(shares.len());
    for share in &shares {
        let stories = share.stories.iter().filter_map(|ranked| teller.story(ranked).transpose());
        let stories = stories.collect::<Result<_, _>>()?;
        sections.push(Section { folder: share.folder.clone(), stories, more: share.more });
    }
    let about = asked.only.as_ref().map(|(text, _)| text.clone());
    let (entries, feeds) = extent(&front);
    Ok(Briefing { made: now, since: asked.since, about, leads, sections, entries, feeds })
}

impl Briefing {
    pub fn is_empty(&self) -> bool {
        self.leads.is_empty() && self.sections.is_empty()
    }
}

/// Leaves of what was told these entries.
fn narrow(told: &mut Vec<Coverage>, found: &HashSet<EntryId>) {
    told.iter_mut().for_each(|coverage| coverage.members.retain(|telling| found.contains(&telling.entry)));
    told.retain(|coverage| !coverage.members.is_empty());
}

/// How many entries of how many feeds are on the page.
fn extent(front: &Front) -> (usize, usize) {
    let stories = front.ranked();
    let feeds: HashSet<FeedId> = stories.iter().flat_map(|ranked| ranked.sources.iter().copied()).collect();
    (stories.iter().map(|ranked| ranked.why.entries).sum(), feeds.len())
}

/// The first stories of all that have enough to be told in full, with the rows of their entries.
fn leading<'a>(store: &Store, front: &'a Front, most: usize) -> Result<(Vec<&'a Ranked>, Rows), StoreError> {
    let (mut leading, mut rows) = (Vec::new(), Rows::new());
    for ranked in front.ranked().into_iter().take(most.saturating_mul(LOOKED_AT)) {
        if leading.len() == most {
            break;
        }
        let mut own = self::rows(store, ranked)?;
        for row in own.values_mut() {
            // The words of the full text, where there is one.
            let article = store.article_showing(row.id, Showing::Full).wait()?;
            row.words = article.map_or(row.words, |article| article.entry.row.words);
        }
        if can_lead(ranked, &own) {
            leading.push(ranked);
            rows.extend(own);
        }
    }
    Ok((leading, rows))
}

/// The rows of the newest entries by which a story may be told.
fn rows(store: &Store, ranked: &Ranked) -> Result<Rows, StoreError> {
    let ids = tellings(ranked).into_iter().rev().take(TELLINGS).map(|telling| telling.entry).collect();
    Ok(store.rows(ids).wait()?.into_iter().map(|row| (row.id, row)).collect())
}

/// What is needed to tell a story.
struct Teller<'a> {
    store: &'a Store,
    rows: Rows,
    titles: HashMap<FeedId, String>,
}

impl Teller<'_> {
    /// None where it was deleted meanwhile.
    fn lead(&self, ranked: &Ranked) -> Result<Option<Lead>, StoreError> {
        let Some(story) = self.story(ranked)? else { return Ok(None) };
        let [first, others @ ..] = &story.voices[..] else { return Ok(None) };
        let Some(mut article) = self.store.article_showing(first.row.id, Showing::Full).wait()? else {
            return Ok(None);
        };
        for voice in others {
            if !article.entry.also.contains(&voice.source) {
                article.entry.also.push(voice.source.clone());
            }
        }
        Ok(Some(Lead { article, story }))
    }

    /// None where all of it was deleted meanwhile.
    fn story(&self, ranked: &Ranked) -> Result<Option<Story>, StoreError> {
        let mut told = Told::default();
        let mut out: Vec<Voice> = Vec::new();
        for row in voices(ranked, &self.rows) {
            let text = self.text(row)?;
            let words = match out.is_empty() {
                true => brief(&row.title, &text),
                false => told.news_in(&row.title, &text).unwrap_or_default(),
            };
            told.hear(&row.title);
            told.hear(&words);
            let source = self.titles.get(&row.feed).cloned().unwrap_or_default();
            out.push(Voice { row: row.clone(), source, words });
        }
        let story = Story { id: ranked.coverage.story, why: ranked.why.clone(), voices: out };
        Ok((!story.voices.is_empty()).then_some(story))
    }

    /// What an entry says: its first paragraphs, or the feed's own short text where that is long enough or all there is.
    fn text(&self, row: &EntryRow) -> Result<String, StoreError> {
        let Some(article) = self.store.article_aside(row.id).wait()? else { return Ok(row.lead.clone()) };
        let text = paragraphs(&article, BEGINNING);
        let (lead, start) = (beginning(&row.lead), beginning(&text));
        let long = lead.chars().count() >= SHORT && !lead.ends_with('…');
        let stands = !is_lead_of_text(&article) && (long || lead.len() > start.len());
        Ok(if stands || start.is_empty() { row.lead.clone() } else { text })
    }
}
